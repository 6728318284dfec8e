"""A page that pdfium refuses is read by pdfplumber, and says so."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.read import pdf
from pipeline.sources_to_pages import source_to_pages
from schemas.issues import IssueKind
from schemas.pages import Page
from schemas.sources import Source


@pytest.fixture
def memo(tmp_path: Path) -> Source:
    path = tmp_path / "skrivelse.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 720, "Nämnden godkänner rapporten.")
    canvas.save()
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    return source


def _refuse(*_arguments: object) -> None:
    raise RuntimeError("no page")


def _only(source: Source) -> Page:
    (page,) = source_to_pages(source)
    return page


def test_what_pdfium_refuses_pdfplumber_reads(memo: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "load_page", _refuse)
    page = _only(memo)
    assert page.raw_text == "Nämnden godkänner rapporten."
    assert "pdfplumber" in page.reason
    assert page.confidence is not None
    assert page.confidence < 1
    assert len(page.words) == 3
    assert page.issues == ()


def test_what_neither_reads_stays_unread(memo: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "load_page", _refuse)
    monkeypatch.setattr("pipeline.ocr.pdf_to_page.plumbed_tokens", lambda *_: [])
    assert [issue.kind for issue in _only(memo).issues] == [IssueKind.PAGE_UNREADABLE]


def test_a_sound_page_is_read_once(memo: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ocr.pdf_to_page.plumbed_tokens", _refuse)
    assert _only(memo).confidence == 1.0
