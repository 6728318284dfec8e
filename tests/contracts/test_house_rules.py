"""Rules of the house that no linter knows: names, sizes, what may be tracked, who may import what."""

import ast
import hashlib
import json
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PACKAGES = ("pipeline", "extractors", "schemas")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

LONGEST = 350
# Modules that are longer than they should be, with the length they may not pass. Shorten one, and the
# test asks for its line to go.
DEBTS: dict[str, int] = {}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "base", "stuff"}


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout: nothing to say about what is tracked")
    done = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, encoding="utf-8"
    )
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    length = len(text.splitlines())
    assert length <= DEBTS.get(_name(path), LONGEST), f"{length} lines: divide it by what it does"
    assert path.stem not in VAGUE
    assert not VAGUE & set(path.stem.split("_")), "a name that says what is in it"
    assert not text or ast.get_docstring(ast.parse(text)), "a module begins by saying what it is for"


def test_debts_are_still_debts() -> None:
    paid = [name for name in DEBTS if len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= LONGEST]
    assert not paid, "take them off the list"


def test_every_stage_is_named_after_what_goes_in_and_what_comes_out() -> None:
    stages = [path.stem for path in (ROOT / "pipeline").glob("*_to_*.py")]
    chain = [
        "inbox_to_sources", "sources_to_pages", "pages_to_text", "text_to_items",
        "items_to_mentions", "mentions_to_decisions", "decisions_to_register",
    ]  # fmt: skip
    assert set(chain) <= set(stages)


def test_records_are_frozen_slotted_and_by_keyword() -> None:
    """Exceptions are few and have their reason beside them: cached properties need a `__dict__`."""
    loose = []
    for path in (ROOT / "schemas").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "dataclass":
                    options = {
                        word.arg for word in decorator.keywords if getattr(word.value, "value", None) is True
                    }
                    if "frozen" not in options:
                        loose.append(f"{path.name}:{node.name}")
    assert not loose


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.parts[-2] in ("schemas", "extractors")], ids=_name
)
def test_records_and_extractors_open_no_file(path: Path) -> None:
    """Lexicons are package data, read by `extractors.rules` alone."""
    touching = {
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "iterdir",
        "glob",
        "exists",
        "now",
        "today",
    }
    calls = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    allowed = {"read_text"} if _name(path) == "extractors/rules.py" else set()
    assert not (calls & touching) - allowed


def test_plugins_of_the_site_import_only_datasette_and_the_standard_library() -> None:
    import sys

    allowed = {"datasette", "markupsafe"} | sys.stdlib_module_names
    own = {path.stem for path in (ROOT / "browse" / "plugins").glob("*.py")}
    for path in (ROOT / "browse").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
            for name in names:
                assert name.split(".")[0] in allowed | own, f"{_name(path)} imports {name}"


def test_the_import_names_are_ours() -> None:
    """Another wheel with a package of the same name would overwrite ours unnoticed."""
    owners = packages_distributions()
    for package in PACKAGES:
        if package in owners:  # an editable install registers them too
            assert set(owners[package]) == {"iop-register"}
        module = __import__(package)
        assert Path(str(module.__file__)).parent == ROOT / package


def test_no_tracked_file_holds_a_path_of_one_machine() -> None:
    """The forbidden words are put together here, or this file would be the first to hold them."""
    places = [
        b"/wo" + b"rk/",
        b"bash_" + b"jobs",
        b".lib" + b"rary",
        b"/ro" + b"ot/",
        b"/tmp/" + b"br",
    ]
    found = [
        (_name(path), place.decode()) for path in _tracked() for place in places if place in path.read_bytes()
    ]
    assert not found


def test_nothing_of_the_shared_material_is_in_the_repository() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no shared material at {SHARED}: nothing could have been copied from it")
    theirs = {
        _digest(path): path.relative_to(SHARED).as_posix()
        for folder in ("seeds", "gold", "data")
        for path in (SHARED / folder).rglob("*")
        if path.is_file() and 64 < path.stat().st_size < 20_000_000
    }
    copied = {_name(path): theirs[digest] for path in _tracked() if (digest := _digest(path)) in theirs}
    assert theirs
    assert not copied


def test_no_sentence_of_the_seeds_is_in_the_repository() -> None:
    """Rules must read, not remember. In code and rules a run of words of a seed is too much; elsewhere a
    phrase may be the example of a trap, but no sentence.
    """
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip(f"no seeds at {SHARED / 'seeds'}: nothing could have been remembered")
    texts = [path.read_text(encoding="utf-8") for path in seeds]
    short, long = (set().union(*(_runs(text, length) for text in texts)) for length in (10, 16))
    found = {}
    for path in _tracked():
        if (
            path.suffix not in (".py", ".toml", ".html", ".yaml", ".txt", ".md")
            or path.stat().st_size > 500_000
        ):
            continue
        is_code = path.relative_to(ROOT).parts[0] in (*PACKAGES, "browse")
        length, runs = (10, short) if is_code else (16, long)
        if shared := _runs(path.read_text(encoding="utf-8"), length) & runs:
            found[_name(path)] = sorted(shared)[0]
    assert not found


def _runs(text: str, length: int) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def test_tracked_files_are_of_a_size_that_a_repository_can_carry() -> None:
    heavy = {_name(path): path.stat().st_size for path in _tracked() if path.stat().st_size > 8_000_000}
    assert not heavy


def test_tests_are_modules_with_unique_names_and_no_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))


def test_the_json_schema_is_the_one_that_the_records_give() -> None:
    from schemas.json_schema import document_schema

    stored = json.loads((ROOT / "schemas" / "document.schema.json").read_text(encoding="utf-8"))
    assert stored == document_schema()
