"""Digital text that the page does not show is not read, and that is said; what it shows is, however pale."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from turned_pdf import turn_page

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page
from pipeline.ocr.image_to_tokens import OcrResult
from pipeline.sources_to_pages import source_to_pages
from schemas.issues import IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import Source

BODY = "Nämnden beslutar att bevilja bidrag för ett år."
# Where the line at issue stands: 72 points from the left, its feet 242 points (84 mm uppifrån) from the top.
X, Y = 72, 600
LINE = "Sökanden heter Alva Exempelsson"

Draw = Callable[[Canvas], None]


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("OCR was called for a digital page")

    monkeypatch.setattr(image_to_page, "image_to_tokens", called)


def _read(path: Path) -> Page:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    assert page.origin is Origin.TEXT_LAYER
    assert page.confidence == 1.0
    return page


def _page(path: Path, draw: Draw, rotation: int = 0) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(X, 700, BODY)
    draw(canvas)
    canvas.save()
    turn_page(path, rotation)
    return path


def _line(canvas: Canvas, colour: Color = black, mode: int | None = None, words: str = LINE) -> None:
    canvas.setFillColor(colour)
    canvas.drawString(X, Y, words, mode=mode)
    canvas.setFillColor(black)


def _bar(canvas: Canvas, colour: Color = black, x: float = X - 4, width: float = 300) -> None:
    canvas.setFillColor(colour)
    canvas.rect(x, Y - 5, width, 18, stroke=0, fill=1)
    canvas.setFillColor(black)


def _picture(canvas: Canvas, shade: int, *, mask: Any = None) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (30, 4), shade)), X - 4, Y - 5, 300, 18, mask=mask)


def _white(canvas: Canvas) -> None:
    _line(canvas, white)


def _nearly_white(canvas: Canvas) -> None:
    _line(canvas, Color(0.99, 0.99, 0.985))


def _white_on_white(canvas: Canvas) -> None:
    _bar(canvas)
    _bar(canvas, white)
    _line(canvas, white)


def _black_on_black(canvas: Canvas) -> None:
    _bar(canvas)
    _line(canvas)


def _blue_on_blue(canvas: Canvas) -> None:
    _bar(canvas, Color(0.1, 0.2, 0.6))
    _line(canvas, Color(0.1, 0.2, 0.6))


def _white_on_a_white_picture(canvas: Canvas) -> None:
    _picture(canvas, 255)
    _line(canvas, white)


def _clear(canvas: Canvas) -> None:
    _line(canvas, Color(0, 0, 0, alpha=0))


def _invisible(canvas: Canvas) -> None:
    _line(canvas, mode=3)


def _stroked_in_white(canvas: Canvas) -> None:
    canvas.setStrokeColor(white)
    _line(canvas, mode=1)


def _under_a_bar(canvas: Canvas) -> None:
    _line(canvas)
    _bar(canvas)


def _under_a_white_bar(canvas: Canvas) -> None:
    _line(canvas)
    _bar(canvas, white)


def _under_a_thick_line(canvas: Canvas) -> None:
    _line(canvas)
    canvas.setLineWidth(18)
    canvas.line(X - 4, Y + 4, X + 296, Y + 4)


def _under_a_picture(canvas: Canvas) -> None:
    _line(canvas)
    _picture(canvas, 0)


def _under_a_form(canvas: Canvas) -> None:
    canvas.beginForm("ruta")
    canvas.rect(0, 0, 300, 18, stroke=0, fill=1)
    canvas.endForm()
    _line(canvas)
    canvas.translate(X - 4, Y - 5)
    canvas.doForm("ruta")


def _clipped_away(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(300, 40, 200, 200)
    canvas.saveState()
    canvas.clipPath(path, stroke=0)
    _line(canvas)
    canvas.restoreState()


def _clipped_by_its_form(canvas: Canvas) -> None:
    canvas.beginForm("urklipp", 0, 0, 400, 400)
    _line(canvas)
    canvas.endForm()
    canvas.doForm("urklipp")


@pytest.mark.parametrize(
    "draw",
    [
        _white,
        _nearly_white,
        _white_on_white,
        _black_on_black,
        _blue_on_blue,
        _white_on_a_white_picture,
        _clear,
        _invisible,
        _stroked_in_white,
        _under_a_bar,
        _under_a_white_bar,
        _under_a_thick_line,
        _under_a_picture,
        _under_a_form,
        _clipped_away,
        _clipped_by_its_form,
    ],
)
@pytest.mark.parametrize("rotation", [0, 90])
def test_words_that_the_page_does_not_show_are_left_out(tmp_path: Path, draw: Draw, rotation: int) -> None:
    page = _read(_page(tmp_path / "a.pdf", draw, rotation))
    assert page.raw_text == BODY
    assert len(page.words) == len(BODY.split())
    (issue,) = page.issues
    assert (issue.kind, issue.severity, issue.page) == (IssueKind.TEXT_LAYER_BAD, Severity.WARNING, 1)
    assert "4 ord" in issue.message
    if rotation == 0:
        assert "84 mm uppifrån" in issue.message
    assert "Alva" not in issue.message


def _white_on_a_bar(canvas: Canvas) -> None:
    _bar(canvas)
    _line(canvas, white)


def _white_on_a_bar_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("ruta")
    canvas.rect(0, 0, 300, 18, stroke=0, fill=1)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(X - 4, Y - 5)
    canvas.doForm("ruta")
    canvas.restoreState()
    _line(canvas, white)


def _white_on_a_picture(canvas: Canvas) -> None:
    _picture(canvas, 60)
    _line(canvas, white)


def _white_in_a_black_outline(canvas: Canvas) -> None:
    _line(canvas, white, mode=2)


def _white_on_a_shade(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(X - 4, Y - 5, 300, 18)
    canvas.clipPath(path, stroke=0)
    canvas.linearGradient(X - 4, Y, X + 296, Y, (Color(0.1, 0.1, 0.4), Color(0.3, 0.3, 0.7)))
    canvas.restoreState()
    _line(canvas, white)


def _black_with_a_white_ground(canvas: Canvas) -> None:
    """A word set twice, first in white: what stands behind it is kept off the letters."""
    _line(canvas, white)
    _line(canvas)


def _pale(canvas: Canvas) -> None:
    _line(canvas, Color(0.88, 0.88, 0.88))


def _almost_clear(canvas: Canvas) -> None:
    _line(canvas, Color(0, 0, 0, alpha=0.1))


def _yellow(canvas: Canvas) -> None:
    _line(canvas, Color(1, 1, 0.4))


def _marked(canvas: Canvas) -> None:
    _line(canvas)
    _bar(canvas, Color(1, 1, 0, alpha=0.4))


def _marked_by_mixing(canvas: Canvas) -> None:
    _line(canvas)
    canvas.setBlendMode("Multiply")
    _bar(canvas, Color(1, 1, 0))


def _framed(canvas: Canvas) -> None:
    _line(canvas)
    canvas.rect(X - 4, Y - 5, 300, 18)


def _in_the_hole_of_a_frame(canvas: Canvas) -> None:
    _line(canvas)
    path = canvas.beginPath()
    path.rect(X - 20, Y - 20, 340, 60)
    path.rect(X - 4, Y - 5, 300, 18)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def _over_a_bar_drawn_before(canvas: Canvas) -> None:
    _bar(canvas)
    _bar(canvas, white)
    _line(canvas)


def _inside_its_clip(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(X - 2, Y - 4, 290, 16)
    canvas.clipPath(path, stroke=0)
    _line(canvas)


def _crossed_out(canvas: Canvas) -> None:
    _line(canvas)
    canvas.line(X, Y + 3, X + 170, Y + 3)


def _under_a_signature(canvas: Canvas) -> None:
    _line(canvas)
    ink = Image.new("RGBA", (300, 18), (0, 0, 0, 0))
    for x in range(300):
        ink.putpixel((x, (x // 7) % 18), (20, 20, 120, 255))
    canvas.drawImage(ImageReader(ink), X - 4, Y - 5, 300, 18, mask="auto")


@pytest.mark.parametrize(
    "draw",
    [
        _white_on_a_bar,
        _white_on_a_bar_in_a_form,
        _white_on_a_picture,
        _white_in_a_black_outline,
        _white_on_a_shade,
        _black_with_a_white_ground,
        _pale,
        _almost_clear,
        _yellow,
        _marked,
        _marked_by_mixing,
        _framed,
        _in_the_hole_of_a_frame,
        _over_a_bar_drawn_before,
        _inside_its_clip,
        _crossed_out,
        _under_a_signature,
    ],
)
@pytest.mark.parametrize("rotation", [0, 90])
def test_words_that_the_page_shows_are_read(tmp_path: Path, draw: Draw, rotation: int) -> None:
    page = _read(_page(tmp_path / "a.pdf", draw, rotation))
    assert [line for line in page.raw_text.split("\n") if line] == [BODY, LINE]
    assert page.issues == ()


def test_of_a_word_what_is_shown_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _line(canvas, words="Personnummer 20010203-9999 i akten")
        before = canvas.stringWidth("Personnummer 20010203-", "Helvetica", 12)
        _bar(canvas, x=X + before, width=canvas.stringWidth("9999", "Helvetica", 12))

    page = _read(_page(tmp_path / "a.pdf", draw))
    assert page.raw_text.split("\n\n")[1] == "Personnummer 20010203-\ti akten"
    (issue,) = page.issues
    assert "1 ord" in issue.message


def test_ends_of_letters_that_stick_out_of_a_bar_are_no_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _line(canvas)
        canvas.rect(X - 2, Y - 1, 300, 7.5, stroke=0, fill=1)

    assert _read(_page(tmp_path / "a.pdf", draw)).raw_text == BODY


def test_an_overlong_cell_is_read_as_far_as_it_is_shown(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(X - 2, Y - 4, canvas.stringWidth("Sökanden heter", "Helvetica", 12) + 4, 16)
        canvas.clipPath(path, stroke=0)
        _line(canvas)
        canvas.restoreState()

    assert _read(_page(tmp_path / "a.pdf", draw)).raw_text.split("\n\n") == [BODY, "Sökanden heter"]


def test_a_page_of_which_nothing_is_shown_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.setFillColor(white)
    for number in range(20):
        canvas.drawString(X, 700 - 20 * number, LINE)
    canvas.save()
    result = OcrResult(regions=(), confidence=None, place=lambda box: box)
    monkeypatch.setattr(image_to_page, "image_to_tokens", lambda *_arguments, **_named: result)
    monkeypatch.setattr(image_to_page, "find_engine", lambda _program: None)
    (source,) = inbox_to_sources([tmp_path / "a.pdf"])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    assert page.raw_text == ""
    assert "osynligt" in page.reason
    assert [issue.kind for issue in page.issues] == [IssueKind.PAGE_EMPTY, IssueKind.TEXT_LAYER_BAD]
    assert "80 ord" in page.issues[1].message


def _annotated(path: Path, kind: str, opacity: bytes) -> Path:
    _page(path, _line)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        shown = document.make_stream(opacity + b" 0 0 0 rg 0 0 300 18 re f")
        shown.Type, shown.Subtype, shown.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 18])
        shown.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(ca=0.3)))
        place = Array([X - 4, Y - 5, X + 296, Y + 13])
        note = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=place, F=4, AP=Dictionary(N=shown))
        document.pages[0].Annots = Array([document.make_indirect(note)])
        document.save(path)
    return path


@pytest.mark.parametrize("kind", ["/Square", "/Ink", "/Redact", "/Stamp", "/Highlight"])
def test_words_under_a_note_are_read_where_it_lets_them_through(tmp_path: Path, kind: str) -> None:
    assert _read(_annotated(tmp_path / "a.pdf", kind, b"")).raw_text == BODY
    through = _read(_annotated(tmp_path / "b.pdf", kind, b"/G gs"))
    assert through.raw_text.split("\n\n") == [BODY, LINE]
    assert through.issues == ()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize("form", [False, True])
def test_words_of_a_layer_that_is_off_are_left_out(
    tmp_path: Path, shown: bool, packed: bool, form: bool
) -> None:
    path = _page(tmp_path / "a.pdf", lambda _canvas: None)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="Utkast"))
        states = Dictionary(ON=Array([layer])) if shown else Dictionary(OFF=Array([layer]))
        document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=states)
        page = document.pages[0]
        words = f"BT /F1 12 Tf {X} {Y} Td ({LINE}) Tj ET".encode("cp1252")
        if form:
            shape = document.make_stream(words)
            shape.Type, shape.Subtype, shape.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
            shape.Resources, shape.OC = page.Resources, layer
            page.Resources.XObject = Dictionary(Skikt=shape)
            page.contents_add(b"/Skikt Do")
        else:
            page.Resources.Properties = Dictionary(L1=layer)
            page.contents_add(b"/OC /L1 BDC " + words + b" EMC")
        modes = pikepdf.ObjectStreamMode
        document.save(path, object_stream_mode=modes.generate if packed else modes.disable)
    found = _read(path)
    assert found.raw_text.split("\n\n") == ([BODY, LINE] if shown else [BODY])
    assert len(found.issues) == (0 if shown else 1)


_SHADES = st.tuples(*[st.integers(0, 255)] * 3)
_LEAST = 20


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ink=_SHADES, ground=_SHADES)
def test_any_colour_that_can_be_told_from_what_is_under_it_is_read(
    tmp_path: Path, ink: tuple[int, ...], ground: tuple[int, ...]
) -> None:
    assume(max(abs(one - other) for one, other in zip(ink, ground, strict=True)) >= _LEAST)

    def draw(canvas: Canvas) -> None:
        _bar(canvas, Color(*(shade / 255 for shade in ground)))
        _line(canvas, Color(*(shade / 255 for shade in ink)))

    page = _read(_page(tmp_path / "a.pdf", draw))
    assert page.raw_text.split("\n\n") == [BODY, LINE]
    assert page.issues == ()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(colour=_SHADES, over=st.booleans())
def test_no_colour_is_read_on_or_under_itself(tmp_path: Path, colour: tuple[int, ...], over: bool) -> None:
    shade = Color(*(value / 255 for value in colour))

    def draw(canvas: Canvas) -> None:
        for step in (_bar, _line) if over else (_line, _bar):
            step(canvas, shade)

    assert _read(_page(tmp_path / "a.pdf", draw)).raw_text == BODY
