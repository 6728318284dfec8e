"""What goes wrong outside the documents: a killed run, Tesseract or its language missing, a poor inbox."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from chain import ROOT, ReadInbox, dump, iop, iop_environment, iop_process, names, rows

import pipeline.ingest
from pipeline.ingest import ingest
from pipeline.ocr import tesseract

REGISTER = Path("register.db")
Desk = Callable[..., Path]


def _loaded(register: Path) -> int:
    """Documents loaded so far, seen from outside while another process writes."""
    if not register.exists():
        return 0
    connection = sqlite3.connect(f"file:{register}?mode=ro", uri=True, timeout=60)
    try:
        return int(connection.execute("select count(*) from documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # the tables are not there yet
    finally:
        connection.close()


def _kill_midway(*arguments: str, after: int) -> None:
    """Start `iop ingest`, wait until some documents are loaded, and kill it without a warning.

    Its helpers must notice that it is gone and end too.
    """
    command = [sys.executable, "-m", "pipeline.cli", "ingest", "inbox", *arguments]
    process = subprocess.Popen(
        command, env=iop_environment(), stderr=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None and _loaded(REGISTER) < after:
        time.sleep(0.002)
    process.kill()
    process.wait()
    for _try in range(6000):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("helpers of a killed run go on for ever")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_goes_on_where_it_stopped(desk: Desk, read_inbox: ReadInbox, jobs: str) -> None:
    desk()
    _kill_midway("--jobs", jobs, after=3)
    done = _loaded(REGISTER)
    assert 3 <= done < len(read_inbox.result.added), "it was to be killed in the middle"
    result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.unchanged) == done
    assert dump(REGISTER) == read_inbox.dump


def test_a_run_killed_between_loading_and_linking_is_linked_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ("04", "10", "11", "12")
    desk(*few)
    shutil.copy2("pages.db", "fresh-pages.db")
    ingest(["inbox"], Path("fresh.db"), jobs=1)

    class Killed(BaseException):
        pass

    def kill(_register: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(pipeline.ingest, "link_register", kill)
        with pytest.raises(Killed):
            ingest(["inbox"], REGISTER, jobs=1)
    assert dump(REGISTER) != dump(Path("fresh.db"))
    result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.unchanged) == len(few), "everything was loaded before"
    assert dump(REGISTER) == dump(Path("fresh.db"))


# Tesseract


@pytest.fixture
def another_tesseract(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    tesseract.find_engine.cache_clear()
    yield monkeypatch
    tesseract.find_engine.cache_clear()


def _errors() -> list[tuple[str, str, int]]:
    return rows(
        REGISTER,
        "select substr(replace(f.path, 'inbox/', ''), 1, 2), i.kind, i.page from issues i "
        "join document_files f using (document_id) where i.severity = 'error' order by 1, 3",
    )


def test_without_tesseract_what_needs_it_is_told_and_the_rest_is_loaded(
    desk: Desk, another_tesseract: pytest.MonkeyPatch
) -> None:
    desk("04", "08", "09", "12")
    Path("pages.db").unlink()
    another_tesseract.setenv("PATH", "")
    result = iop("ingest", "inbox", "--jobs", "1")
    assert result.exit_code == 2
    for system in ("Debian", "Fedora", "macOS"):
        assert system in result.stderr, "how to install it"
    assert _errors() == [("08", "ocr_unavailable", 1), ("08", "ocr_unavailable", 2)]
    status = dict(
        rows(
            REGISTER,
            "select substr(f.path, 7, 2), d.status from documents d "
            "join document_files f on f.document_id = d.id",
        )
    )
    assert status == {"04": "ok", "08": "failed", "09": "ok", "12": "ok"}


def test_when_tesseract_is_installed_the_next_run_reads_what_was_missing(
    desk: Desk, read_inbox: ReadInbox, another_tesseract: pytest.MonkeyPatch
) -> None:
    desk("08", "12")
    Path("pages.db").rename("later")
    with another_tesseract.context() as patch:
        patch.setenv("PATH", "")
        assert iop("ingest", "inbox", "--jobs", "1").exit_code == 2
    tesseract.find_engine.cache_clear()
    Path("later").rename("pages.db")  # stands for reading it now
    for left in Path().glob("pages.db-*"):
        left.unlink()
    assert iop("ingest", "inbox", "--jobs", "1").exit_code == 0
    assert _errors() == []
    assert rows(REGISTER, "select distinct status from documents") == [("ok",)]


def test_without_swedish_data_pages_are_not_read_as_english(
    desk: Desk, another_tesseract: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = tesseract.find_engine("tesseract")
    if engine.data_folder is None or not (english := engine.data_folder / "eng.traineddata").exists():
        pytest.skip("Tesseract's English data are not installed")
    tesseract.find_engine.cache_clear()
    data = tmp_path / "tessdata"
    data.mkdir()
    (data / english.name).symlink_to(english)
    desk("08", "12")
    Path("pages.db").unlink()
    another_tesseract.setenv("TESSDATA_PREFIX", str(data))
    result = iop("ingest", "inbox", "--jobs", "1")
    assert result.exit_code == 2
    assert "swe" in result.stderr
    assert _errors() == [("08", "ocr_language_missing", 1), ("08", "ocr_language_missing", 2)]
    assert rows(REGISTER, "select count(*) from documents where status = 'ok'") == [(1,)]


# A poor inbox


@pytest.fixture(scope="module")
def poor_inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    spec = spec_from_file_location("bad_input", ROOT / "corpus" / "synthetic" / "bad_input.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("poor")
    (folder / "inbox").mkdir()
    module.write_bad_inputs(folder / "inbox")
    yield folder
    (folder / "inbox" / "låst.txt").chmod(0o600)


@pytest.fixture(scope="module")
def poor_run(poor_inbox: Path) -> subprocess.CompletedProcess[str]:
    return iop_process("ingest", "inbox", "--jobs", "1", "--password", "sommar", cwd=poor_inbox)


UNREADABLE = {"tom.pdf", "inga sidor.pdf", "okänt lösenord.pdf", "bara huvudet.pdf", "trasig.docx"}
DAMAGED = {"avklippt.pdf", "trasig.tif", "trasig.png"}


def test_every_file_of_a_poor_inbox_is_accounted_for(
    poor_inbox: Path, poor_run: subprocess.CompletedProcess[str]
) -> None:
    assert poor_run.returncode == 2, poor_run.stderr
    register = poor_inbox / "register.db"
    told = {Path(file).name for (file,) in rows(register, "select file from issues where file is not null")}
    every = {path.name for path in (poor_inbox / "inbox").iterdir()}
    assert every == set(names(register)) | told


def test_every_sound_file_of_a_poor_inbox_is_loaded(
    poor_inbox: Path, poor_run: subprocess.CompletedProcess[str]
) -> None:
    status = dict(
        rows(
            poor_inbox / "register.db",
            "select replace(f.path, 'inbox/', ''), d.status from documents d "
            "join document_files f on f.document_id = d.id",
        )
    )
    locked = {"låst.txt"} if os.access(poor_inbox / "inbox" / "låst.txt", os.R_OK) is False else set()
    every = {path.name for path in (poor_inbox / "inbox").iterdir()}
    for name in every - UNREADABLE - DAMAGED - locked:
        assert status.get(name) == "ok", (name, poor_run.stderr)
    for name in (UNREADABLE | DAMAGED) & set(status):
        assert status[name] != "ok", name


def test_every_bad_file_of_a_poor_inbox_has_an_error_that_names_it(
    poor_inbox: Path, poor_run: subprocess.CompletedProcess[str]
) -> None:
    errors = rows(
        poor_inbox / "register.db",
        "select coalesce(i.file, f.path), i.message from issues i "
        "left join document_files f using (document_id) where i.severity = 'error'",
    )
    named = {Path(file).name for file, _ in errors}
    assert named >= UNREADABLE | DAMAGED
    for name in UNREADABLE:
        assert name in poor_run.stderr
    assert "Traceback" not in poor_run.stderr


def test_a_thousand_pages_are_all_there(poor_inbox: Path, poor_run: subprocess.CompletedProcess[str]) -> None:
    assert poor_run.returncode == 2
    (found,) = rows(
        poor_inbox / "register.db",
        "select count(*), count(nullif(p.text, '')) from pages p join document_files f using (document_id) "
        "where f.path like '%lång.pdf'",
    )
    assert found == (1000, 1000)


_MEASURE = """
import resource, sys
from pathlib import Path
from pipeline.ingest import ingest
for number, path in enumerate(sys.argv[1:]):
    ingest([path], Path(f"memory{number}.db"), jobs=1)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_for_a_thousand_pages_is_bounded(poor_inbox: Path) -> None:
    """Beside what the programs themselves take, a page may cost what its text and words take, no more."""
    assert resource.RUSAGE_SELF == 0
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, "inbox/bra.pdf", "inbox/lång.pdf"],
        cwd=poor_inbox, env=iop_environment(), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    one, thousand = map(int, done.stdout.split())
    unit = 1024 if sys.platform == "darwin" else 1  # macOS counts bytes, Linux kilobytes
    assert (thousand - one) / unit < 250_000, (one, thousand)
