"""A fault inside our own reading of an image is an OCR failure, and half a text layer does not replace it."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page
from pipeline.sources_to_pages import source_to_pages
from schemas.issues import IssueKind
from schemas.pages import Page
from schemas.sources import Source


def _read(path: Path) -> Page:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    return page


@pytest.fixture(autouse=True)
def _fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(image_to_page, "image_to_tokens", broken)
    monkeypatch.setattr(image_to_page, "find_engine", lambda _program: None)


def test_a_stamped_scan_is_not_taken_for_its_stamp(tmp_path: Path) -> None:
    scan = tmp_path / "bild.png"
    Image.new("L", (300, 400), 240).save(scan)
    path = tmp_path / "stämplad.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawImage(str(scan), 0, 0, 595, 842)
    text = canvas.beginText(72, 800)
    text.setTextRenderMode(3)
    text.textLine("Ett osynligt lager med en del ord i")
    canvas.drawText(text)
    canvas.save()
    page = _read(path)
    assert [issue.kind for issue in page.issues] == [IssueKind.OCR_FAILED]
    assert "pdfplumber" not in page.reason


def test_an_image_is_told_too(tmp_path: Path) -> None:
    Image.new("L", (600, 800), 240).save(tmp_path / "bild.png")
    page = _read(tmp_path / "bild.png")
    assert (page.raw_text, [issue.kind for issue in page.issues]) == ("", [IssueKind.OCR_FAILED])
