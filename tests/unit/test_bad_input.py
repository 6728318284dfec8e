"""Bad input: every page in is a page out, and every problem is told with its file or page."""

import re
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import tesseract
from pipeline.page_store import PageStore
from pipeline.read.settings import ReadingSettings
from pipeline.sources_to_pages import count_pages, source_to_pages
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import Source

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed: apt install tesseract-ocr-swe"
)


def _source(path: Path) -> Source:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source), source
    return source


def _digital_pdf(path: Path, *pages: str) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for text in pages:
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(72, 760 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def _image_pdf(path: Path, shade: int = 255) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    image = Image.fromarray(numpy.full((1100, 800), shade, dtype=numpy.uint8))
    canvas.drawImage(ImageReader(image), 0, 0, *A4)
    canvas.save()
    return path


def _unreadable(path: Path, settings: ReadingSettings | None = None) -> Issue:
    with pytest.raises(DocumentUnreadable) as caught:
        list(source_to_pages(_source(path), settings=settings or ReadingSettings()))
    assert caught.value.issue.severity is Severity.ERROR
    assert path.name in caught.value.issue.message
    return caught.value.issue


def _encrypted(tmp_path: Path, *, user: str) -> Path:
    plain = _digital_pdf(tmp_path / "öppen.pdf", "Nämnden beslutar")
    path = tmp_path / "skyddad.pdf"
    with pikepdf.open(plain) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="ägare", user=user, R=6))
    return path


def test_an_encrypted_document_asks_for_its_password(tmp_path: Path) -> None:
    path = _encrypted(tmp_path, user="hemligt")
    issue = _unreadable(path, ReadingSettings(passwords=("fel",)))
    assert issue.kind is IssueKind.ENCRYPTED
    assert count_pages(_source(path)) is None


def test_a_known_password_opens_it_and_so_does_the_empty_one(tmp_path: Path) -> None:
    for user in ("hemligt", ""):
        source = _source(_encrypted(tmp_path, user=user))
        (page,) = source_to_pages(source, settings=ReadingSettings(passwords=("fel", "hemligt")))
        assert page.raw_text == "Nämnden beslutar"


def test_a_file_that_only_begins_like_a_pdf_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "trasig.pdf"
    path.write_bytes(b"%PDF-1.7\nhej")
    assert _unreadable(path).kind is IssueKind.BROKEN_FILE


def test_a_pdf_without_pages_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tom.pdf"
    pikepdf.new().save(path)
    assert _unreadable(path).kind in (IssueKind.NO_PAGES, IssueKind.BROKEN_FILE)


def test_a_truncated_pdf_is_never_taken_for_whole(tmp_path: Path) -> None:
    whole = _digital_pdf(tmp_path / "hel.pdf", *(f"Sida {number}" for number in range(1, 6)))
    data = whole.read_bytes()
    for share in (0.3, 0.6, 0.9, 0.98):
        path = tmp_path / f"avbruten {share}.pdf"
        path.write_bytes(data[: int(len(data) * share)])
        issues: list[Issue] = []
        try:
            issues += [issue for page in source_to_pages(_source(path)) for issue in page.issues]
        except DocumentUnreadable as error:
            issues.append(error.issue)
        assert IssueKind.BROKEN_FILE in [issue.kind for issue in issues]
        assert any(issue.severity is Severity.ERROR for issue in issues)


def test_a_broken_page_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = _digital_pdf(tmp_path / "a.pdf", "ett", "två", "tre")
    data = path.read_bytes()
    kids = re.search(rb"/Kids \[ (\d+ 0 R) (\d+ 0 R) (\d+ 0 R) \]", data)
    assert kids
    path.write_bytes(data[: kids.start(2)] + b"0" * (len(kids.group(2)) - 4) + b" 0 R" + data[kids.end(2) :])
    pages = list(source_to_pages(_source(path)))
    assert [page.page for page in pages] == [1, 2, 3]
    assert [page.raw_text for page in pages] == ["ett", "", "tre"]
    (issue,) = pages[1].issues
    assert (issue.kind, issue.severity, issue.page) == (IssueKind.PAGE_UNREADABLE, Severity.ERROR, 2)


@needs_tesseract
def test_an_image_with_nothing_on_it_is_an_empty_page_and_no_error(tmp_path: Path) -> None:
    (page,) = source_to_pages(_source(_image_pdf(tmp_path / "blank.pdf")))
    assert (page.raw_text, page.origin) == ("", Origin.OCR)
    (issue,) = page.issues
    assert (issue.kind, issue.severity, issue.page) == (IssueKind.PAGE_EMPTY, Severity.NOTE, 1)


def test_a_page_with_neither_text_nor_image_needs_no_ocr_to_be_empty(tmp_path: Path) -> None:
    settings = ReadingSettings(tesseract="finns-inte")
    pages = list(source_to_pages(_source(_digital_pdf(tmp_path / "a.pdf", "text", "")), settings=settings))
    (issue,) = pages[1].issues
    assert (issue.kind, issue.severity) == (IssueKind.PAGE_EMPTY, Severity.NOTE)


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Path]:
    """A stand-in for Tesseract: answers questions about itself, then does what the test writes."""
    path = tmp_path / "tesseract-ersättare"

    yield path
    tesseract.find_engine.cache_clear()


def _write(path: Path, languages: str, then: str) -> ReadingSettings:
    path.write_text(
        f"#!{sys.executable}\nimport os, signal, sys, time\n"
        "if sys.argv[1] == '--version': print('tesseract 5.0.0'); sys.exit()\n"
        "if sys.argv[1] == '--list-langs':\n"
        f"    print('List of languages in \"/x/\" (1):\\n{languages}'); sys.exit()\n"
        f"{then}\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    tesseract.find_engine.cache_clear()
    return ReadingSettings(tesseract=str(path), timeout_s=1.0)


def _text_image(path: Path) -> Path:
    pixels = numpy.full((700, 500), 255, dtype=numpy.uint8)
    pixels[100:110, 50:400] = 0  # something that could be a line of text
    pixels[120:130, 50:300:8] = 0
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize(
    ("languages", "then", "kind"),
    [
        ("eng", "", IssueKind.OCR_LANGUAGE_MISSING),
        ("swe", "sys.exit(7)", IssueKind.OCR_FAILED),
        ("swe", "time.sleep(30)", IssueKind.OCR_TIMEOUT),
        ("swe", "os.kill(os.getpid(), signal.SIGKILL)", IssueKind.OCR_KILLED),
    ],
)
def test_ocr_that_fails_never_looks_like_an_empty_page(
    tmp_path: Path, script: Path, languages: str, then: str, kind: IssueKind
) -> None:
    settings = _write(script, languages, then)
    source = _source(_text_image(tmp_path / "skannad.png"))
    with PageStore(tmp_path / "pages.db") as store:
        for _time in range(2):  # a failure is not kept: the next run tries again
            (page,) = source_to_pages(source, store=store, settings=settings)
            assert page.raw_text == ""
            (issue,) = page.issues
            assert (issue.kind, issue.severity, issue.page) == (kind, Severity.ERROR, 1)


def test_missing_tesseract_says_how_to_install_it(tmp_path: Path) -> None:
    settings = ReadingSettings(tesseract=str(tmp_path / "finns-inte"))
    (page,) = source_to_pages(_source(_text_image(tmp_path / "skannad.png")), settings=settings)
    (issue,) = page.issues
    assert issue.kind is IssueKind.OCR_UNAVAILABLE
    for system in ("Debian", "Fedora", "macOS"):
        assert system in issue.message


def test_a_broken_image_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trasig.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    assert _unreadable(path).kind is IssueKind.BROKEN_FILE


def test_a_truncated_image_is_an_unreadable_page(tmp_path: Path) -> None:
    path = _text_image(tmp_path / "hel.jpg")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    (page,) = source_to_pages(_source(path))
    (issue,) = page.issues
    assert (issue.kind, issue.page) == (IssueKind.PAGE_UNREADABLE, 1)


def test_an_enormous_image_is_refused_with_a_reason_and_not_silently_cut(tmp_path: Path) -> None:
    settings = ReadingSettings(max_pixels=10_000)
    (page,) = source_to_pages(_source(_text_image(tmp_path / "stor.png")), settings=settings)
    (issue,) = page.issues
    assert (issue.kind, issue.severity) == (IssueKind.PAGE_TOO_LARGE, Severity.ERROR)


def test_a_thousand_pages_come_one_at_a_time(tmp_path: Path) -> None:
    path = _digital_pdf(tmp_path / "lång.pdf", *(f"Sida {number}" for number in range(1, 1001)))
    source = _source(path)
    assert count_pages(source) == 1000
    pages = source_to_pages(source)
    assert next(pages).raw_text == "Sida 1"
    last: Page | None = None
    for count, page in enumerate(pages, start=2):
        last = page
        assert page.page == count
    assert last is not None
    assert last.raw_text == "Sida 1000"


def test_what_was_filled_into_a_form_is_text(tmp_path: Path) -> None:
    path = tmp_path / "blankett.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(72, 700, "Diarienummer:")
    canvas.acroForm.textfield(name="dnr", value="HVO-2031-17", x=160, y=690, width=200, height=20)
    canvas.save()
    (page,) = source_to_pages(_source(path))
    assert "HVO-2031-17" in page.raw_text
