"""Every way OCR can fail is an issue of its own kind, never an empty page, and is tried again."""

import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy
import pytest
from PIL import Image, ImageDraw

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page as image_to_page_module
from pipeline.ocr import tesseract
from pipeline.page_store import PageStore
from pipeline.read.settings import ReadingSettings
from pipeline.sources_to_pages import source_to_pages
from schemas.issues import IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import Source

_HEAD = (
    "level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num"
    "\\tleft\\ttop\\twidth\\theight\\tconf\\ttext\\n"
)
_ROW = "5\\t1\\t1\\t1\\t1\\t1\\t100\\t100\\t80\\t30\\t95\\tBeslut\\n"
READS = f"answer = '{_HEAD}{_ROW}'"
READS_NOTHING = f"answer = '{_HEAD}'"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "tesseract"
    tesseract.find_engine.cache_clear()


def _stand_in(path: Path, then: str, *, languages: str = "swe") -> ReadingSettings:
    """A program that answers like Tesseract and then does `then`; `answer` goes where the words should."""
    path.write_text(
        f"#!{sys.executable}\nimport os, signal, sys, time\n"
        "if '--version' in sys.argv: print('tesseract 5.0.0'); sys.exit()\n"
        "if '--list-langs' in sys.argv:\n"
        f"    print('List of languages in \"/x/\" (1):\\n{languages}'); sys.exit()\n"
        "answer = b''\n"
        f"{then}\n"
        "answer = answer if isinstance(answer, bytes) else answer.encode()\n"
        "if sys.argv[2] in ('-', 'stdout'): sys.stdout.buffer.write(answer)\n"
        "else: open(sys.argv[2] + '.tsv', 'wb').write(answer)\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    tesseract.find_engine.cache_clear()
    return ReadingSettings(tesseract=str(path), timeout_s=2.0)


def _print(path: Path) -> Source:
    """A page image with print on it."""
    picture = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(picture)
    for number in range(12):
        pen.text((100, 100 + 60 * number), "Namnden beslutar att godkanna rapporten", fill=0, font_size=32)
    picture.save(path, dpi=(150, 150))
    return _source(path)


def _source(path: Path) -> Source:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    return source


def _only(source: Source, settings: ReadingSettings, store: PageStore | None = None) -> Page:
    (page,) = source_to_pages(source, settings=settings, store=store)
    return page


FAILURES = {
    "no language": ("", "eng", IssueKind.OCR_LANGUAGE_MISSING),
    "exit status": ("sys.exit(1)", "swe", IssueKind.OCR_FAILED),
    "hangs": ("time.sleep(60)", "swe", IssueKind.OCR_TIMEOUT),
    "broken data": (
        "sys.stderr.write(\"Failed loading language 'swe'\\n\"); sys.exit(1)",
        "swe",
        IssueKind.OCR_LANGUAGE_MISSING,
    ),
    "kill -9": ("os.kill(os.getpid(), signal.SIGKILL)", "swe", IssueKind.OCR_KILLED),
    "abort": ("os.kill(os.getpid(), signal.SIGABRT)", "swe", IssueKind.OCR_KILLED),
    "no memory": ("sys.exit(137)", "swe", IssueKind.OCR_KILLED),
    "bytes that are no text": ("answer = bytes(range(128, 256)) * 9", "swe", IssueKind.OCR_FAILED),
    "another format": ("answer = 'Beslut'", "swe", IssueKind.OCR_FAILED),
    "nothing at all": ("answer = ''", "swe", IssueKind.OCR_FAILED),
    "half a line": (f"answer = '{_HEAD}5\\t1\\t1\\t1'", "swe", IssueKind.OCR_FAILED),
    "no words in print": (READS_NOTHING, "swe", IssueKind.NOTHING_READ),
}


@pytest.mark.parametrize("how", list(FAILURES))
def test_a_failure_is_told_and_tried_again(tmp_path: Path, program: Path, how: str) -> None:
    then, languages, kind = FAILURES[how]
    settings = _stand_in(program, then, languages=languages)
    source = _print(tmp_path / "skannad.png")
    with PageStore(tmp_path / "pages.db") as store:
        page = _only(source, settings, store)
        (issue,) = page.issues
        assert (issue.kind, issue.severity, issue.page) == (kind, Severity.ERROR, 1)
        assert issue.message.startswith("Sidan 1")
        assert page.raw_text == ""
        page = _only(source, _stand_in(program, READS), store)  # the next run, with the fault mended
        assert page.raw_text == "Beslut"
        assert Severity.ERROR not in [issue.severity for issue in page.issues]


@pytest.mark.parametrize("how", ["missing", "does not start", "is no program"])
def test_a_program_that_does_not_start_is_told(tmp_path: Path, program: Path, how: str) -> None:
    if how != "missing":
        program.write_text("#!/bin/sh\nexit 127\n" if how == "does not start" else "text")
        program.chmod(0o755)
    tesseract.find_engine.cache_clear()
    source = _print(tmp_path / "skannad.png")
    (issue,) = _only(source, ReadingSettings(tesseract=str(program))).issues
    assert (issue.kind, issue.severity) == (IssueKind.OCR_UNAVAILABLE, Severity.ERROR)
    assert _only(source, _stand_in(program, READS)).raw_text == "Beslut"


@pytest.mark.parametrize(
    "error",
    [MemoryError(), cv2.error("OpenCV(4.12.0) error: (-4:Insufficient memory) Failed to allocate 9 bytes")],
)
def test_memory_that_runs_out_is_no_fault_of_the_file(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    source = _print(tmp_path / "skannad.png")
    settings = _stand_in(program, READS)
    with monkeypatch.context() as patched, PageStore(tmp_path / "pages.db") as store:
        patched.setattr(image_to_page_module, "image_to_tokens", fail)
        (issue,) = _only(source, settings, store).issues
        assert (issue.kind, issue.severity) == (IssueKind.OUT_OF_MEMORY, Severity.ERROR)
        patched.undo()
        assert _only(source, settings, store).raw_text == "Beslut"
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    if isinstance(error, MemoryError):
        (issue,) = _only(source, settings).issues
        assert issue.kind is IssueKind.OUT_OF_MEMORY


def test_print_that_is_overlooked_is_looked_for_in_another_way(tmp_path: Path, program: Path) -> None:
    """A lone row in the corner of a table: Tesseract's mode for one column sees nothing but the table."""
    in_one_block = f"answer = '{_HEAD}{_ROW}' if '6' in sys.argv else '{_HEAD}'"
    page = _only(_print(tmp_path / "skannad.png"), _stand_in(program, in_one_block))
    assert page.raw_text == "Beslut"
    assert IssueKind.NOTHING_READ not in [issue.kind for issue in page.issues]


@pytest.mark.parametrize(
    ("ink", "kind", "severity"),
    [(27, IssueKind.NOTHING_READ, Severity.WARNING), (0, IssueKind.PAGE_EMPTY, Severity.NOTE)],
    ids=["faint", "blank"],
)
def test_print_too_faint_to_be_read_is_no_empty_page(
    tmp_path: Path, program: Path, ink: int, kind: IssueKind, severity: Severity
) -> None:
    source = _print(tmp_path / "skannad.png")
    levels = numpy.asarray(Image.open(source.path), dtype=numpy.float32)
    noise = numpy.random.default_rng(7).normal(0, 6, levels.shape)
    faint = cv2.GaussianBlur(225 - ink * (1 - levels / 255), (0, 0), 2.0) + noise
    path = tmp_path / "blek.png"
    Image.fromarray(faint.clip(0, 255).astype(numpy.uint8)).save(path, dpi=(150, 150))
    (issue,) = _only(_source(path), _stand_in(program, READS_NOTHING)).issues
    assert (issue.kind, issue.severity) == (kind, severity)


def test_a_killed_engine_is_told_from_outside(tmp_path: Path, program: Path) -> None:
    """The kernel kills what takes too much memory: from outside, without a word."""
    mark = tmp_path / "pid"
    wait = f"open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(30)"
    settings = ReadingSettings(tesseract=_stand_in(program, wait).tesseract, timeout_s=30.0)

    def kill() -> None:
        for _ in range(200):
            if mark.exists() and mark.read_text():
                os.kill(int(mark.read_text()), signal.SIGKILL)
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    (issue,) = _only(_print(tmp_path / "skannad.png"), settings).issues
    killer.join()
    assert issue.kind is IssueKind.OCR_KILLED


def test_a_hanging_engine_is_not_left_running(tmp_path: Path, program: Path) -> None:
    mark = tmp_path / "pid"
    settings = _stand_in(program, f"open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    (issue,) = _only(_print(tmp_path / "skannad.png"), settings).issues
    assert issue.kind is IssueKind.OCR_TIMEOUT
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.parametrize("shade", [255, 238])
def test_an_empty_sheet_is_empty_and_kept(tmp_path: Path, program: Path, shade: int) -> None:
    chance = numpy.random.default_rng(3)
    dust = (shade + chance.normal(0, 3, (1754, 1240))).clip(0, 255).astype("uint8")
    path = tmp_path / "tom.png"
    Image.fromarray(dust).save(path, dpi=(150, 150))
    with PageStore(tmp_path / "pages.db") as store:
        page = _only(_source(path), _stand_in(program, READS_NOTHING), store)
        (issue,) = page.issues
        assert (issue.kind, issue.severity) == (IssueKind.PAGE_EMPTY, Severity.NOTE)
        again = _only(_source(path), _stand_in(program, "sys.exit(9)"), store)
        assert again.issues == page.issues


def test_one_failed_page_does_not_take_the_others_with_it(tmp_path: Path, program: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    scan = _print(tmp_path / "skannad.png").path
    path = tmp_path / "blandad.pdf"
    canvas = Canvas(str(path))
    for number in range(3):
        if number == 1:
            canvas.drawImage(str(scan), 0, 0, 595, 842)
        else:
            canvas.drawString(72, 700, f"Sida {number + 1}")
        canvas.showPage()
    canvas.save()
    pages = list(source_to_pages(_source(path), settings=_stand_in(program, "sys.exit(1)")))
    assert [page.raw_text for page in pages] == ["Sida 1", "", "Sida 3"]
    assert [page.origin for page in pages] == [Origin.TEXT_LAYER, Origin.OCR, Origin.TEXT_LAYER]
    assert [[issue.kind for issue in page.issues] for page in pages] == [[], [IssueKind.OCR_FAILED], []]
