"""The commands that ask the register: what a registrar reads, what a script reads, and the exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_cases import everything, extract, memo_without_number

from pipeline.cli import main
from pipeline.decisions_to_register import load_document, load_rejected
from pipeline.register.linking import link_register
from pipeline.register.store import Register
from schemas.issues import Issue, IssueKind, Severity


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    with Register(path) as opened:
        for document in everything():
            load_document(opened, document, rules_version="1")
        link_register(opened)
    return path


def run(register: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--register", str(register)])


def test_a_case_reads_as_a_story_with_sources(register: Path) -> None:
    result = run(register, "case", "kfn 2031/77")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "KFN-2031-77  Fortsatt samverkan i Ekdalen"
    assert lines[1] == "Malmö stad, Kultur- och fritidsnämnden"
    for words in (
        "I tidsordning",
        "förslag till annat organ",
        "(ärendet är en slutsats)",
        "s. 1: ”",
        "Saknas",
    ):
        assert words in result.stdout
    assert "/inbox/" not in result.stdout


def test_a_case_as_json_is_one_object(register: Path) -> None:
    result = run(register, "case", "KFN-2031-77", "--json")
    assert json.loads(result.stdout)["case_number"] == "KFN-2031-77"
    assert "föreningslivet" in result.stdout


def test_an_unknown_case_is_told_on_stderr_only(register: Path) -> None:
    result = run(register, "case", "KFN-1999-1", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "KFN-1999-1" in result.stderr


def test_search_shows_hits_and_names_what_it_could_not_search(register: Path) -> None:
    with Register(register) as opened:
        issue = Issue(kind=IssueKind.EMPTY_FILE, severity=Severity.ERROR, page=None, message="Filen är tom.")
        load_rejected(opened, Path("inbox/tom.pdf"), issue)
    result = run(register, "search", "Lyktan", "beviljar")
    assert result.exit_code == 0
    assert "KFN-2031-90" in result.stdout
    assert "tom.pdf" in result.stderr
    found = json.loads(run(register, "search", "Lyktan", "--json").stdout)
    assert found["not_searched"][0]["file"] == "inbox/tom.pdf"
    assert "Lyktan" not in set(found)
    assert "Inga träffar." in run(register, "search", "giraff").stdout


def test_gaps_are_grouped_by_kind_and_dated(register: Path) -> None:
    result = run(register, "gaps")
    assert result.exit_code == 0
    headings = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert any(line.startswith("Ärenden utan beslut (") for line in headings)
    found = json.loads(run(register, "gaps", "--json").stdout)
    assert len(result.stdout.splitlines()) == len(headings) + len(found)


def test_a_register_without_gaps_says_so(tmp_path: Path) -> None:
    with Register(tmp_path / "tomt.db"):
        pass
    assert "Inget saknas" in run(tmp_path / "tomt.db", "gaps").stdout


@pytest.mark.parametrize("command", [["case", "x"], ["search", "x"], ["gaps"], ["export", "ut"]])
def test_a_missing_register_is_exit_status_three(
    tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(tmp_path / "saknas.db", *command)
    assert result.exit_code == 3
    assert "iop ingest" in result.stderr
    assert not (tmp_path / "saknas.db").exists()


def test_export_says_where_and_that_it_masks(register: Path, tmp_path: Path) -> None:
    result = run(register, "export", str(tmp_path / "ut"), "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "maskade" in result.stderr
    assert (tmp_path / "ut" / "decisions.json").exists()


def test_two_documents_of_a_case_miss_the_same_minutes_once(tmp_path: Path) -> None:
    with Register(tmp_path / "r.db") as opened:
        for document in (extract(), memo_without_number()):
            load_document(opened, document, rules_version="1")
        link_register(opened)
    found = json.loads(run(tmp_path / "r.db", "case", "KFN-2031-77", "--json").stdout)["missing"]
    assert [gap["date"] for gap in found if gap["kind"] == "minutes"] == ["2029-03-20", "2031-05-28"]
