"""What a reader sees on a digital page is read, notes laid on it too; what lies beyond its edges is not."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen.canvas import Canvas

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.sources_to_pages import source_to_pages
from schemas.pages import Origin
from schemas.sources import Source

BODY = "Nämnden beslutar att bevilja bidrag för ett år."


def _text(path: Path) -> str:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    assert page.origin is Origin.TEXT_LAYER
    assert page.issues == ()
    assert page.reason == "digital sida med textlager"
    return page.raw_text


def _page(path: Path, *beside: tuple[float, float, str]) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842))
    for x, y, words in ((72.0, 700.0, BODY), *beside):
        canvas.drawString(x, y, words)
    canvas.save()
    return path


def _note(document: Any, kind: str, y: int, words: bytes, flags: int) -> Any:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    shown = document.make_stream(b"BT /F1 11 Tf 2 4 Td (" + words + b") Tj ET")
    shown.Type, shown.Subtype, shown.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    shown.Resources = Dictionary(Font=Dictionary(F1=font))
    place = Array([72, y, 272, y + 20])
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name(kind),
        Rect=place,
        F=flags,
        Contents=words.decode(),
        AP=Dictionary(N=shown),
    )
    return document.make_indirect(note)


def test_notes_and_stamps_are_read_in_a_document_without_form_fields(tmp_path: Path) -> None:
    path = _page(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].Annots = Array(
            [
                _note(document, "/FreeText", 600, b"Synlig anteckning", 4),
                _note(document, "/Stamp", 560, b"Inkom 2031-02-03", 4),
                _note(document, "/FreeText", 520, b"Dold anteckning", 2),
            ]
        )
        document.save(path)
    assert _text(path).split("\n\n") == [BODY, "Synlig anteckning", "Inkom 2031-02-03"]


@pytest.mark.parametrize(("x", "y"), [(700, 600), (-300, 600), (72, -40), (72, 900)])
def test_words_beyond_the_edges_of_the_page_are_not_read(tmp_path: Path, x: float, y: float) -> None:
    assert _text(_page(tmp_path / "a.pdf", (x, y, "Utanför sidan"))) == BODY


def test_words_cut_by_the_edge_are(tmp_path: Path) -> None:
    assert _text(_page(tmp_path / "a.pdf", (540, 600, "Avskuret"))).split("\n\n") == [BODY, "Avskuret"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_edges_are_those_of_the_page_as_displayed(tmp_path: Path, rotation: int) -> None:
    path = _page(tmp_path / "a.pdf", (500, 120, "Avklippt"))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].CropBox = [60, 500, 480, 800]
        document.pages[0].Rotate = rotation
        document.save(path)
    assert _text(path) == BODY
