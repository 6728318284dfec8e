"""The documentation is complete, leads nowhere wrong, and its examples do what they say."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from extractors.rules import load_lexicon, read_rule, value_group
from pipeline.cli import main
from schemas.decisions import Outcome, Status
from schemas.items import DocumentKind
from schemas.mentions import DissentKind

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("corpus/**/*.md")])
HOW_TO = sorted(DOCS.glob("how-to-*.md"))
_IN_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """What stands under `## …` in the page of the command line, by heading."""
    pieces = re.split(r"^## (.+)$", read(DOCS / "command-line.md"), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def section_of(command: str) -> str:
    found = [text for title, text in sections().items() if re.match(rf"`iop {command}(?![\w-])", title)]
    assert len(found) == 1, f"docs/command-line.md needs one section ## `iop {command} …`"
    return found[0]


def options_of(command: click.Command) -> set[str]:
    names = (
        name for p in command.params if isinstance(p, click.Option) for name in (*p.opts, *p.secondary_opts)
    )
    return {name for name in names if name.startswith("--")}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_documented(name: str) -> None:
    rows = re.findall(r"^\| (`--.*?) \|", section_of(name), flags=re.MULTILINE)
    assert {option for row in rows for option in re.findall(r"--[a-z-]+", row)} == options_of(
        main.commands[name]
    )


def test_no_command_is_documented_that_does_not_exist() -> None:
    named = {m[1] for page in PAGES for m in re.finditer(r"`iop ([a-z][a-z-]*)", read(page))}
    assert named <= set(main.commands)


def test_every_make_target_is_documented_and_no_other() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", read(ROOT / "Makefile"), flags=re.MULTILINE))
    assert set(re.findall(r"^\| `make ([a-z-]+)` \|", sections()["make"], flags=re.MULTILINE)) == targets
    assert {m[1] for page in PAGES for m in re.finditer(r"`make ([a-z-]+)", read(page))} <= targets


def test_every_command_shows_an_example() -> None:
    assert [
        name for name, command in main.commands.items() if "Exempel:  iop " not in (command.epilog or "")
    ] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", _IN_CODE.sub("", read(path)))
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text) + re.findall(
        r"<img[^>]*src=\"([^\"]+)", text
    )
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_names_the_machine_it_was_written_on(path: Path) -> None:
    assert re.findall(r"(?<![\w.~-])/(?:work|home|root|tmp|Users)/\S*", read(path)) == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/how-to-add-a-rule.md", "CONTRIBUTING.md"])
def test_paths_in_code_marks_exist(name: str) -> None:
    names = re.findall(
        r"`((?:schemas|extractors|pipeline|browse|corpus|tests|docs)/[\w./-]*)`", read(ROOT / name)
    )
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", read(DOCS / "index.md")))
    assert {page.name for page in DOCS.glob("*.md")} - {"index.md"} <= linked


def test_decision_records_have_one_numbering_and_an_index() -> None:
    records = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    index = read(DOCS / "adr" / "README.md")
    for path in records:
        first = read(path).partition("\n")[0]
        assert first.startswith(f"# {path.name[:4]}. ")
        assert f"| [{path.name[:4]}]({path.name}) | {first[8:]} |" in index
        assert len(read(path).splitlines()) <= 60, f"{path.name} is longer than a page"


def test_the_glossary_knows_every_word_a_value_can_be() -> None:
    words = {str(value) for kind in (Status, Outcome, DocumentKind, DissentKind) for value in kind}
    text = read(DOCS / "glossary.md")
    assert {word for word in words if f"`{word}`" not in text} == set()


def test_every_lexicon_is_documented() -> None:
    text = read(DOCS / "how-to-add-a-rule.md") + read(DOCS / "rules.md")
    lexicons = {path.name for path in (ROOT / "extractors" / "lexicons").glob("*.toml")}
    assert {name for name in lexicons if f"`{name}`" not in text} == set()


def test_the_changelog_has_the_version_and_its_date() -> None:
    version = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## (.+)$", read(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d", headings[1])


def rows_of_the_how_tos() -> list[tuple[str, str, str]]:
    found = []
    for page in HOW_TO:
        for block in re.findall(r"^[ ]*```toml\n(.*?)^[ ]*```$", read(page), flags=re.MULTILINE | re.DOTALL):
            lines = [line.strip() for line in block.splitlines()]
            found.append(
                (
                    page.name,
                    lines[0].removeprefix("# extractors/lexicons/").removesuffix(".toml"),
                    "\n".join(lines),
                )
            )
    return found


@pytest.mark.parametrize(("how_to", "lexicon", "block"), rows_of_the_how_tos(), ids=lambda value: value[:40])
def test_the_rows_that_the_how_tos_show_work(how_to: str, lexicon: str, block: str) -> None:
    document = load_lexicon(lexicon)
    ((table, (row,)),) = tomllib.loads(block).items()
    assert table in document, f"{lexicon}.toml has no table {table}"
    if "pattern" not in row:
        assert set(row) <= {key for other in document[table] for key in other}
        return
    rule = read_rule(row, lexicon, document)
    for example in row["examples"]:
        _, _, rest = example.partition("«")
        wanted = rest.partition("»")[0] or example
        found = rule.first(example.replace("«", "").replace("»", ""))
        assert found is not None, example
        assert rule.whole_line or found[value_group(found)] == wanted
    assert [example for example in row["counter_examples"] if rule.first(example)] == []


def test_there_are_rows_to_try() -> None:
    assert {lexicon for _, lexicon, _ in rows_of_the_how_tos()} == {
        "headings",
        "committees",
        "case_number_formats",
    }
