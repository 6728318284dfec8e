"""The register's file: made once, refused when it is not ours or is damaged, never half written."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from document_builder import DocumentBuilder
from sample_cases import everything, extract, memo_without_number, minutes

from pipeline.decisions_to_register import load_document, load_rejected
from pipeline.register.dump import dump_register
from pipeline.register.linking import link_register
from pipeline.register.migrations import (
    APPLICATION_ID,
    MIGRATION_NAMES,
    MIGRATION_SET,
    applied_migrations,
    schema_sql,
)
from pipeline.register.store import Register, mark_unlinked
from schemas.errors import RegisterError
from schemas.issues import Issue, IssueKind, Severity
from schemas.partnerships import Evaluation, EvaluationStatus, Interim, Partnership
from schemas.sources import SourceFile
from schemas.text import Edit

ISSUE = Issue(kind=IssueKind.EMPTY_FILE, severity=Severity.ERROR, page=None, message="Filen är tom.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.db"


@pytest.fixture
def register(path: Path) -> Iterator[Register]:
    with Register(path) as opened:
        yield opened


def count(register: Register, table: str) -> int:
    return int(register.query(f"select count(*) as n from {table}")[0]["n"])


def test_a_new_register_has_the_schema_as_written_and_remembers_its_migrations(register: Register) -> None:
    fresh = sqlite3.connect(":memory:")
    fresh.executescript(schema_sql())
    wanted = fresh.execute("select type, name, sql from sqlite_master order by name").fetchall()
    held = register.connection.execute(
        "select type, name, sql from sqlite_master where name not like '%sqlite_migrations%' order by name"
    ).fetchall()
    assert held == wanted
    assert applied_migrations(register.connection) == list(MIGRATION_NAMES)


def test_a_register_of_the_first_schema_becomes_like_a_new_one(register: Register, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        connection.executescript((Path(__file__).parents[1] / "support" / "register_0001.sql").read_text())
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(
            """create table _sqlite_migrations (id integer primary key, migration_set text, name text,
               applied_at text)"""
        )
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values (?, ?, 'x')",
            (MIGRATION_SET, MIGRATION_NAMES[0]),
        )
        connection.execute(
            """insert into documents (id, media_type, kind, pages, status, rules_version)
               values ('d', 'text/plain', 'okänd', 1, 'ok', '0')"""
        )
        connection.execute("insert into repairs values ('d', 1, 0, 1, 'a', 'å', 'repair:word', 1)")
    connection.close()
    with Register(old) as migrated:
        assert migrated.query("select rule, own_start from repairs") == [
            {"rule": "repair:word", "own_start": None}
        ]
        names = "select type, name from sqlite_master where name not like '%sqlite_%' order by name"
        assert migrated.query(names) == register.query(names)
        for row in register.query("select name from sqlite_master where type = 'table' order by name"):
            for pragma in ("table_info", "foreign_key_list"):
                question = f"pragma {pragma}({row['name']})"
                assert migrated.query(question) == register.query(question), row["name"]
        load_document(migrated, extract(), rules_version="1")
        migrated.connection.execute("delete from documents where id = 'd'")
        load_document(register, extract(), rules_version="1")
        assert list(dump_register(migrated)) == list(dump_register(register))


def test_opening_again_changes_no_byte(register: Register, path: Path) -> None:
    register.close()
    before = path.read_bytes()
    with Register(path):
        pass
    with Register(path, readonly=True):
        pass
    assert path.read_bytes() == before


def test_a_document_is_known_by_name_size_and_time_and_by_its_bytes(register: Register) -> None:
    document = extract()
    load_document(register, document, rules_version="1")
    (file,) = document.source.files
    assert register.known(file.path, file.size, file.mtime_ns) == document.source.sha256
    assert register.known(file.path, file.size + 1, file.mtime_ns) is None
    assert register.known(file.path, file.size, file.mtime_ns + 1) is None
    assert register.has(document.source.sha256, "1")
    assert not register.has(document.source.sha256, "2")
    assert register.status_of(document.source.sha256) == "ok"


def test_loading_again_replaces_what_older_rules_left(register: Register) -> None:
    document = extract()
    load_document(register, document, rules_version="1")
    rows = {
        table: count(register, table) for table in ("decisions", "spans", "pages", "basis", "document_files")
    }
    load_document(register, document, rules_version="2")
    assert rows == {table: count(register, table) for table in rows}
    assert register.query("select distinct rules_version from documents") == [{"rules_version": "2"}]


def test_the_same_bytes_under_two_names_are_one_document_with_two_names(register: Register) -> None:
    load_document(register, extract("a.txt"), rules_version="1")
    load_document(register, extract("b.txt"), rules_version="1")
    assert count(register, "documents") == 1
    assert [path.name for path in register.paths()] == ["a.txt", "b.txt"]
    register.forget_files([Path("inbox/a.txt")])
    assert [path.name for path in register.paths()] == ["b.txt"]
    assert count(register, "documents") == 1


def test_a_name_that_gets_other_bytes_belongs_to_the_new_document(register: Register) -> None:
    load_document(register, extract("a.txt"), rules_version="1")
    load_document(register, minutes("a.txt"), rules_version="1")
    files = register.query("select document_id from document_files")
    assert files == [{"document_id": minutes().source.sha256}]


def test_names_in_any_bytes_can_be_kept(register: Register) -> None:
    builder = DocumentBuilder("text")
    strange = Path(os.fsdecode(b"inbox/A\xcc\x8aker \xe5.txt"))
    builder.files = (SourceFile(path=strange, size=4, mtime_ns=1),)
    load_document(register, builder.build(), rules_version="1")
    assert register.known(strange, 4, 1) is not None


def test_a_file_that_failed_is_listed_once_until_it_can_be_read(register: Register) -> None:
    (file,) = extract("a.txt").source.files
    for _ in range(2):
        load_rejected(register, file.path, ISSUE)
    rows = register.query("select document_id, file, kind, severity, message from issues")
    assert rows == [
        {"document_id": None, "file": "inbox/a.txt", "kind": "empty_file", "severity": "error",
         "message": "Filen är tom."}
    ]  # fmt: skip
    load_document(register, extract("a.txt"), rules_version="1")
    assert count(register, "issues") == 0


def test_every_span_belongs_to_a_record_and_every_record_to_a_document(register: Register) -> None:
    for document in everything():
        load_document(register, document, rules_version="1")
    link_register(register)
    tables = {row["record_table"] for row in register.query("select distinct record_table from spans")}
    assert {"documents", "decisions", "basis", "planning", "amounts", "items"} <= tables
    for table in tables:
        home = "document_evidence" if table == "documents" else table
        lost = register.query(
            f"select * from spans where record_table = ? and record not in (select id from {home})", (table,)
        )
        assert lost == []
    wrong = register.query(
        """select d.id from decisions d join spans s on s.record = d.id
           join pages p on p.document_id = s.document_id and p.page = s.page
           where substr(p.text, s.start + 1, s."end" - s.start) != d.text"""
    )
    assert wrong == []


def test_repairs_lead_from_raw_to_clean_text(register: Register) -> None:
    edit = Edit(start=0, end=1, original="A", replacement="Å", rule="repair:word", confidence=0.8)
    load_document(register, DocumentBuilder("Ar 2031", stages={1: [edit]}).build(), rules_version="1")
    (row,) = register.query(
        """select r.*, p.raw_text, p.text from repairs r
           join pages p on p.document_id = r.document_id and p.page = r.page"""
    )
    assert row["raw_text"][row["start"] : row["end"]] == row["original"] == "A"
    assert row["text"] == "År 2031"


def test_search_treats_swedish_letters_as_letters_also_after_vacuum(register: Register) -> None:
    load_document(register, DocumentBuilder("en låda står på vägen").build(), rules_version="1")
    load_document(register, DocumentBuilder("en lada i Lund").build(), rules_version="1")
    sql = """select pages.text from pages_fts join pages on pages.rowid = pages_fts.rowid
             where pages_fts match ?"""
    for _ in range(2):
        assert [row["text"] for row in register.query(sql, ("lada",))] == ["en lada i Lund"]
        assert [row["text"] for row in register.query(sql, ("LÅDA",))] == ["en låda står på vägen"]
        register.connection.execute("vacuum")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 something else entirely", b"SQLite format 3\x00" + b"\x00" * 10, b"x"],
    ids=["pdf", "header only", "one byte"],
)
def test_what_is_no_register_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=r"register\.db") as refused:
        Register(path)
    assert refused.value.exit_status == 3
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("create table t (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="inget register"):
        Register(path)
    assert path.read_bytes() == before


def test_a_newer_register_is_refused_and_left_alone(register: Register, path: Path) -> None:
    newer = "insert into _sqlite_migrations (migration_set, name, applied_at) values (?, 'm9999', 'x')"
    register.connection.execute(newer, (MIGRATION_SET,))
    register.close()
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="nyare version"):
        Register(path)
    assert path.read_bytes() == before


def test_a_cut_off_register_is_refused_and_left_alone(register: Register, path: Path) -> None:
    load_document(register, extract(), rules_version="1")
    register.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RegisterError, match="skadad"):
        Register(path)
    assert path.read_bytes() == whole[: len(whole) // 2]


def test_damage_inside_the_file_is_told_when_it_is_met(register: Register, path: Path) -> None:
    for document in everything():
        load_document(register, document, rules_version="1")
    register.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(RegisterError), Register(path) as damaged:
        load_document(damaged, memo_without_number("ny.txt"), rules_version="2")
    assert path.read_bytes() == bytes(content)


def test_a_missing_register_is_only_made_for_writing(path: Path) -> None:
    with pytest.raises(RegisterError, match="iop ingest"):
        Register(path, readonly=True)
    assert not path.exists()
    with pytest.raises(RegisterError, match="mappen"):
        Register(path.parent / "saknas" / "register.db")


def test_an_empty_file_becomes_a_register(path: Path) -> None:
    path.touch()
    with Register(path) as register:
        assert count(register, "documents") == 0


def test_a_register_that_somebody_else_writes_is_waited_for_then_told(register: Register, path: Path) -> None:
    with (
        Register(path, lock_timeout_s=0.05) as second,
        register.transaction(),
        pytest.raises(RegisterError, match="upptaget"),
    ):
        load_document(second, extract(), rules_version="1")
    assert count(register, "documents") == 0


def test_a_failed_load_leaves_nothing(register: Register) -> None:
    load_document(register, extract(), rules_version="1")
    before = list(dump_register(register))

    def fail_half_way() -> None:
        with register.transaction() as connection:
            connection.execute("delete from documents")
            mark_unlinked(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert list(dump_register(register)) == before


def test_a_killed_ingest_leaves_a_usable_register(path: Path, tmp_path: Path) -> None:
    """The process is killed in the middle of a transaction that has already spilled to the file."""
    program = textwrap.dedent(
        f"""
        import os, signal, sys
        sys.path[:0] = {[str(Path(p)) for p in sys.path]!r}
        from pathlib import Path
        from sample_cases import extract, minutes
        from pipeline.register.store import Register
        from pipeline.decisions_to_register import load_document
        register = Register(Path({str(path)!r}))
        load_document(register, extract(), rules_version="1")
        register.connection.execute("pragma cache_size = 1")
        with register.transaction() as connection:
            connection.execute("delete from documents")
            for n in range(2000):
                row = (str(n), "x" * 500)
                connection.execute("insert into runs (id, started_at, rules_version) values (?, ?, '')", row)
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False, cwd=tmp_path)
    assert killed.returncode == -signal.SIGKILL
    with Register(path) as register:
        assert register.has(extract().source.sha256, "1")
        assert count(register, "runs") == 0
        load_document(register, minutes(), rules_version="1")
        link_register(register)
        assert register.query("pragma integrity_check")[0]["integrity_check"] == "ok"


def test_two_processes_can_create_and_fill_one_register_at_once(path: Path, tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import sys
        sys.path[:0] = {[str(Path(p)) for p in sys.path]!r}
        from pathlib import Path
        import sample_cases
        from pipeline.register.store import Register
        from pipeline.register.linking import link_register
        from pipeline.decisions_to_register import load_document
        with Register(Path({str(path)!r})) as register:
            for document in sample_cases.everything()[:: int(sys.argv[1])]:
                load_document(register, document, rules_version="1")
            link_register(register)
        """
    )
    running = [subprocess.Popen([sys.executable, "-c", program, step], cwd=tmp_path) for step in ("1", "-1")]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    with Register(path) as together, Register(tmp_path / "alone.db") as alone:
        for document in everything():
            load_document(alone, document, rules_version="1")
        link_register(alone)
        assert list(dump_register(together)) == list(dump_register(alone))


def test_the_evaluation_of_a_partnership_fills_its_columns(register: Register) -> None:
    evaluation = Evaluation(
        status=EvaluationStatus.DONE, year=2032, report_due="2032-01-31", result="Gott.",
        interim=Interim(date="2031-09-01", text="Fler deltar."),
    )  # fmt: skip
    fyren = Partnership(
        name="Fyren",
        case_number=None,
        partners=(),
        committee=None,
        purposes=("mötas",),
        evaluation=evaluation,
    )
    load_document(
        register, DocumentBuilder("Fyren").add("partnerships", fyren, "Fyren").build(), rules_version="1"
    )
    (row,) = register.query("select * from partnerships")
    found = {name.removeprefix("evaluation_"): row[name] for name in row if name.startswith("evaluation_")}
    assert found == {
        "status": "done", "year": 2032, "report_due": "2032-01-31", "result": "Gott.",
        "interim_date": "2031-09-01", "interim_text": "Fler deltar.",
    }  # fmt: skip
    assert row["purposes"] == '["mötas"]'
