"""The command as the contract promises it: exit statuses, messages on stderr, data only on stdout."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import jsonschema
import pikepdf
import pytest
from chain import ROOT, ReadInbox, answer, iop, iop_process, names, rows
from reportlab.pdfgen.canvas import Canvas

import pipeline.register.store
from pipeline.cli import main

Desk = Callable[..., Path]
SCHEMA = json.loads((ROOT / "schemas" / "document.schema.json").read_text(encoding="utf-8"))

TEXT = (
    "Protokollsutdrag\n\nKultur- och fritidsnämnden\n\n2031-05-12\n\n§ 31 Samverkan i Ekdalen\n"
    "KFN-2031-77\n\nBeslut\n\n"
    "Kultur- och fritidsnämnden godkänner överenskommelsen om idéburet offentligt partnerskap.\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("inbox").mkdir()
    Path("inbox/utdrag.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def _commands() -> dict[str, click.Command]:
    return dict(main.commands)


def test_the_commands_are_those_of_the_contract() -> None:
    promised = ("ingest", "extract", "repair", "case", "search", "gaps", "evaluate", "export", "serve")
    assert set(promised) <= set(_commands())


@pytest.mark.parametrize("name", sorted(_commands()))
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = iop(name, "--help")
    assert result.exit_code == 0
    assert f"iop {name}" in result.stdout.split("Exempel:")[1]
    assert result.stderr == ""


@pytest.mark.parametrize("name", ["ingest", "case", "search", "gaps", "export", "serve"])
def test_every_command_that_reads_the_register_takes_its_file(name: str) -> None:
    options = {option for parameter in _commands()[name].params for option in parameter.opts}
    assert "--register" in options


def test_an_example_in_the_help_works_on_the_sample_inbox(read_inbox: ReadInbox) -> None:
    example = iop("--help").stdout.split("iop case ")[1].split("\n")[0].strip().strip('"')
    assert iop("case", example, "--register", read_inbox.register).exit_code == 0


# 0: every document ok


def test_all_well_is_0_and_tells_it_on_stderr(here: Path) -> None:
    result = iop("ingest", "inbox")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Tillagda handlingar" in result.stderr
    assert "iop serve" in result.stderr, "what to do next"
    again = iop("ingest", "inbox")
    assert again.exit_code == 0
    assert "Oförändrade" in again.stderr


def test_notes_and_warnings_leave_it_0(here: Path) -> None:
    Path("inbox/utdrag.txt").rename("inbox/utdrag.pdf")  # a name that says another type: a note
    assert iop("ingest", "inbox").exit_code == 0
    assert rows(Path("register.db"), "select severity from issues where kind = 'misleading_name'") == [
        ("note",)
    ]


# 1: usage or set-up


@pytest.mark.parametrize(
    "arguments",
    [
        ["ingest"],
        ["ingest", "inbox", "--jobs", "0"],
        ["ingest", "finns-inte"],
        ["ingest", "inbox/*.finns-inte"],
        ["extract", "finns-inte.pdf"],
        ["extract", "tom.txt"],
        ["repair", "finns-inte.txt"],
        ["case"],
        ["nonsens"],
        ["export", "ut", "--format", "word"],
        ["evaluate", "finns-inte.json"],
    ],
    ids=" ".join,
)
def test_a_call_that_cannot_be_carried_out_is_1(here: Path, arguments: list[str]) -> None:
    Path("tom.txt").touch()
    result = iop(*arguments)
    assert result.exit_code == 1, (result.exit_code, result.stderr)
    assert result.stdout == ""
    assert result.stderr.strip()
    assert not Path("register.db").exists() or arguments[0] == "ingest"


def test_a_missing_path_is_named(here: Path) -> None:
    result = iop("ingest", "inbox/protkoll.pdf")
    assert "inbox/protkoll.pdf" in result.stderr


# 2: some documents failed or are partial, the rest is loaded


def _encrypted(path: Path, password: str) -> None:
    plain = path.with_name("öppen.tmp")
    canvas = Canvas(str(plain))
    canvas.drawString(72, 700, "Sammanträdesprotokoll")
    canvas.save()
    with pikepdf.open(plain) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="ägare", user=password))
    plain.unlink()


def test_an_encrypted_file_is_2_and_the_rest_is_loaded(here: Path) -> None:
    _encrypted(here / "inbox" / "skyddad.pdf", "sommar")
    result = iop("ingest", "inbox", "--jobs", "1")
    assert result.exit_code == 2
    assert "inbox/skyddad.pdf" in result.stderr
    assert "lösenord" in result.stderr
    assert rows(Path("register.db"), "select status, count(*) from documents group by 1 order by 1") == [
        ("failed", 1),
        ("ok", 1),
    ]
    assert rows(Path("register.db"), "select kind from issues where severity = 'error'") == [("encrypted",)]
    assert iop("ingest", "inbox", "--jobs", "1").exit_code == 2, "as long as it cannot be read"
    assert iop("ingest", "inbox", "--jobs", "1", "--password", "fel", "--password", "sommar").exit_code == 0
    assert rows(Path("register.db"), "select distinct status from documents") == [("ok",)]
    assert rows(Path("register.db"), "select count(*) from issues where severity = 'error'") == [(0,)]


def test_extract_of_a_file_that_cannot_be_read_is_2_with_its_json(here: Path) -> None:
    _encrypted(here / "skyddad.pdf", "sommar")
    result = iop("extract", "skyddad.pdf")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert document["status"] == "failed"
    assert [issue["kind"] for issue in document["issues"]] == ["encrypted"]
    assert "skyddad.pdf" in result.stderr
    jsonschema.validate(document, SCHEMA)


def test_an_empty_file_is_2_with_an_issue_that_names_it(here: Path) -> None:
    Path("inbox/tom.pdf").touch()
    assert iop("ingest", "inbox", "--jobs", "1").exit_code == 2
    (issue,) = rows(Path("register.db"), "select file, kind, severity from issues where severity = 'error'")
    assert issue == ("inbox/tom.pdf", "empty_file", "error")
    Path("inbox/tom.pdf").unlink()
    assert iop("ingest", "inbox", "--jobs", "1").exit_code == 0


# 3: the register was left untouched because of an error


@pytest.mark.parametrize(
    "arguments", [("ingest", "inbox"), ("case", "KFN-2031-77"), ("search", "ord"), ("gaps",)]
)
def test_a_file_that_is_no_register_is_3_and_stays_as_it_is(here: Path, arguments: tuple[str, ...]) -> None:
    path = Path("anteckningar.db")
    path.write_text("Det här är inget register.\n" * 40, encoding="utf-8")
    before = path.read_bytes()
    result = iop(*arguments, "--register", path)
    assert result.exit_code == 3
    assert "anteckningar.db" in result.stderr
    assert result.stdout == ""
    assert path.read_bytes() == before


def test_another_database_is_3_and_stays_as_it_is(here: Path) -> None:
    with sqlite3.connect("annat.db") as connection:
        connection.execute("create table documents (id integer)")
    connection.close()
    before = Path("annat.db").read_bytes()
    assert iop("ingest", "inbox", "--jobs", "1", "--register", "annat.db").exit_code == 3
    assert Path("annat.db").read_bytes() == before


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(
        pipeline.register.store.Register.__init__,
        "__kwdefaults__",
        {"readonly": False, "lock_timeout_s": 0.0},
    )


@pytest.mark.usefixtures("no_patience")
def test_a_locked_register_is_3_and_stays_as_it_is(here: Path) -> None:
    assert iop("ingest", "inbox", "--jobs", "1").exit_code == 0
    Path("inbox/nytt.txt").write_text(TEXT.replace("31", "32"), encoding="utf-8")
    with sqlite3.connect("register.db", isolation_level=None) as other:
        other.execute("begin exclusive")
        result = iop("ingest", "inbox", "--jobs", "1")
        other.execute("rollback")
    other.close()
    assert result.exit_code == 3
    assert "upptaget" in result.stderr
    assert names(Path("register.db")) == ["utdrag.txt"]
    assert iop("ingest", "inbox", "--jobs", "1").exit_code == 0


def test_a_register_that_does_not_exist_is_3_and_is_not_made(here: Path) -> None:
    for arguments in (("case", "KFN-2031-77"), ("search", "ord"), ("gaps",), ("export", "ut")):
        result = iop(*arguments)
        assert result.exit_code == 3, arguments
        assert "iop ingest" in result.stderr, "what to do"
    assert not Path("register.db").exists()


# stdout is data


def test_data_is_on_stdout_and_nothing_else(here: Path) -> None:
    iop("ingest", "inbox", "--jobs", "1")
    for arguments in (("case", "kfn 2031/77"), ("search", "partnerskap"), ("gaps",)):
        result = iop(*arguments, "--json")
        assert result.exit_code == 0
        json.loads(result.stdout)
        assert "\\u00" not in result.stdout, "UTF-8, not escaped"


def test_a_case_nobody_has_is_told_on_stderr(here: Path) -> None:
    iop("ingest", "inbox", "--jobs", "1")
    result = iop("case", "KFN-2031-78")
    assert result.exit_code != 0
    assert result.stdout == ""
    assert result.stderr.startswith("iop: ")


def test_the_query_is_not_echoed(here: Path) -> None:
    iop("ingest", "inbox", "--jobs", "1")
    spellings = ["KFN-2031-77", "kfn 2031/77", "KFN 2031-77"]
    assert len({iop("case", spelling, "--json").stdout for spelling in spellings}) == 1
    assert "Överenskommelsen OM" not in iop("search", "Överenskommelsen OM", "--json").stdout


def test_extract_says_what_the_schema_says_and_shows_where(read_inbox: ReadInbox) -> None:
    for number in ("04", "09", "12"):
        (path,) = read_inbox.folder.glob(f"{number}*")
        document = answer("extract", path)
        jsonschema.validate(document, SCHEMA)
        assert document["source"]["file"] == path.name


def test_in_a_process_of_its_own_whatever_the_locale(here: Path) -> None:
    result = iop_process(
        "extract", "inbox/utdrag.txt", cwd=here, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    )
    assert result.returncode == 0, result.stderr
    assert "överenskommelsen" in result.stdout
    assert json.loads(result.stdout)["status"] == "ok"


def test_personal_data_and_text_of_documents_are_not_told_on_stderr(here: Path) -> None:
    Path("inbox/brev.txt").write_text(
        "Tjänsteskrivelse\nHandläggare Åsa Lindqvist-Prov, 070-174 06 07, asa@example.se\n", encoding="utf-8"
    )
    Path("inbox/tom.pdf").touch()
    told = iop("ingest", "inbox", "--jobs", "1").stderr
    for secret in ("Lindqvist-Prov", "070-174", "example.se", "godkänner"):
        assert secret not in told
