"""Pages whose measures are not what they seem: other units than points, scans a few centimetres wide."""

import io
from pathlib import Path
from typing import Any

import numpy
import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page as image_to_page_module
from pipeline.ocr.image_to_tokens import OcrResult
from pipeline.read.layout import Token
from pipeline.read.pdf_units import LAYERS, UNITS, said_in, user_units
from pipeline.sources_to_pages import source_to_pages
from schemas.geometry import Box
from schemas.issues import IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import Source

SENTENCE = "Nämnden beslutar att bevilja föreningen bidrag för ett år."


def _pages(path: Path) -> list[Page]:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    return list(source_to_pages(source))


def _with_units(data: bytes, path: Path, *, packed: bool = False, password: str | None = None) -> Path:
    """Give the second page units of two points."""
    with pikepdf.open(io.BytesIO(data)) as document:
        document.pages[1].obj.UserUnit = 2
        mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        lock = pikepdf.Encryption(owner="ägare", user=password or "") if password is not None else False
        document.save(path, object_stream_mode=mode, encryption=lock)
    return path


def _two_pages(picture: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for _number in range(2):
        if picture is None:
            canvas.setFont("Helvetica", 8)  # the page is narrow: what lies beyond it is not read
            canvas.drawString(40, 300, SENTENCE)
        else:
            canvas.drawImage(ImageReader(picture), 0, 0, 300, 400)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("password", [None, ""])
def test_sizes_and_boxes_are_in_points_whatever_the_unit(
    tmp_path: Path, packed: bool, password: str | None
) -> None:
    path = _with_units(_two_pages(), tmp_path / "a.pdf", packed=packed, password=password)
    first, second = _pages(path)
    assert (first.width_pt, first.height_pt) == (300, 400)
    assert (second.width_pt, second.height_pt) == (600, 800)
    assert first.raw_text == second.raw_text == SENTENCE
    for one, two in zip(first.words, second.words, strict=True):
        assert tuple(two.box) == pytest.approx([2 * edge for edge in one.box], abs=0.02)


def test_a_file_without_units_is_not_parsed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_two_pages())
    monkeypatch.setattr("pdfplumber.open", lambda *_a, **_k: pytest.fail("opened"))
    assert user_units(path, said_in(path.read_bytes())) == {}


@pytest.mark.parametrize("value", [0, -1, 100_000])
def test_a_unit_that_is_none_is_left_out(tmp_path: Path, value: int) -> None:
    with pikepdf.open(io.BytesIO(_two_pages())) as document:
        document.pages[1].obj.UserUnit = value
        document.save(tmp_path / "a.pdf")
    said = said_in((tmp_path / "a.pdf").read_bytes())
    assert said == {UNITS}
    assert user_units(tmp_path / "a.pdf", said) == {}


@pytest.mark.parametrize("packed", [False, True])
def test_layers_are_found_whether_packed_or_not(tmp_path: Path, packed: bool) -> None:
    modes = pikepdf.ObjectStreamMode
    with pikepdf.open(io.BytesIO(_two_pages())) as document:
        for name, locked in (("a.pdf", None), ("b.pdf", pikepdf.Encryption(owner="ägare", user=""))):
            document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([]))
            mode = modes.generate if packed else modes.disable
            document.save(tmp_path / name, object_stream_mode=mode, encryption=locked)
            assert LAYERS in said_in((tmp_path / name).read_bytes())
    assert said_in(_two_pages()) == frozenset()


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[int, ...], int]]:
    """Size and resolution of the images given to OCR, which reads one word in their middle."""
    seen: list[tuple[tuple[int, ...], int]] = []

    def read(_engine: Any, pixels: Any, *, dpi: int, **_named: Any) -> OcrResult:
        seen.append((pixels.shape, dpi))
        height, width = (edge * 72 / dpi for edge in pixels.shape)
        box = Box(width / 2, height / 2, 0.6 * width, 0.55 * height)
        return OcrResult(regions=((Token("Beslut", box),),), confidence=0.9, place=lambda box: box)

    monkeypatch.setattr(image_to_page_module, "image_to_tokens", read)
    monkeypatch.setattr(image_to_page_module, "find_engine", lambda _program: None)
    return seen


def _print(width: int, height: int) -> Image.Image:
    picture = Image.new("L", (width, height), 255)
    for row in range(10):
        ImageDraw.Draw(picture).text((60, 60 + 80 * row), SENTENCE, fill=0, font_size=40)
    return picture


def test_an_image_is_rendered_at_the_resolution_of_its_true_size(
    tmp_path: Path, looked_at: list[tuple[tuple[int, ...], int]]
) -> None:
    first, second = _pages(_with_units(_two_pages(_print(1250, 1667)), tmp_path / "a.pdf"))
    assert looked_at == [((1667, 1250), 300), ((3334, 2500), 300)]
    assert tuple(first.words[0].box) == pytest.approx((150, 200, 180, 220), abs=0.2)
    assert tuple(second.words[0].box) == pytest.approx((300, 400, 360, 440), abs=0.2)


def test_a_scan_of_a_few_centimetres_is_read_as_the_sheet_it_was(
    tmp_path: Path, looked_at: list[tuple[tuple[int, ...], int]]
) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(120, 86))
    canvas.drawImage(ImageReader(_print(4000, 2867)), 0, 0, 120, 86)
    canvas.save()
    (page,) = _pages(tmp_path / "a.pdf")
    ((shape, dpi),) = looked_at
    assert dpi == 300
    assert 3400 < max(shape) < 3600
    assert (page.width_pt, page.height_pt) == (120, 86)
    assert tuple(page.words[0].box) == pytest.approx((60, 43, 72, 47.3), abs=0.2)


def test_a_card_scanned_as_it_is_stays_as_it_is(
    tmp_path: Path, looked_at: list[tuple[tuple[int, ...], int]]
) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(240, 156))
    canvas.drawImage(ImageReader(_print(1000, 650)), 0, 0, 240, 156)
    canvas.save()
    _pages(tmp_path / "a.pdf")
    ((shape, dpi),) = looked_at
    assert dpi == 300
    assert max(shape) < 1010


def test_words_seen_in_a_picture_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_arguments: Any, **_named: Any) -> OcrResult:
        token = Token("VR", Box(10, 10, 20, 20), 0.3)
        return OcrResult(regions=((token,),), confidence=0.0, place=lambda box: box)

    monkeypatch.setattr(image_to_page_module, "image_to_tokens", read)
    monkeypatch.setattr(image_to_page_module, "find_engine", lambda _program: None)
    chance = numpy.random.default_rng(5)
    clouds = chance.normal(120, 50, (60, 60)).clip(0, 255).astype(numpy.uint8)
    Image.fromarray(clouds).resize((1240, 1754), Image.Resampling.BICUBIC).save(tmp_path / "foto.png")
    (page,) = _pages(tmp_path / "foto.png")
    assert (page.raw_text, page.confidence) == ("", None)
    (issue,) = page.issues
    assert (issue.kind, issue.severity) == (IssueKind.NOTHING_READ, Severity.WARNING)
    _print(1240, 1754).save(tmp_path / "text.png")
    (page,) = _pages(tmp_path / "text.png")
    assert page.raw_text == "VR"


def test_what_a_layer_says_is_sure_though_the_image_beside_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_arguments: Any, **_named: Any) -> OcrResult:
        token = Token("otydlig", Box(40, 300, 80, 310), 0.3)
        return OcrResult(regions=((token,),), confidence=0.2, place=lambda box: box)

    monkeypatch.setattr(image_to_page_module, "image_to_tokens", read)
    monkeypatch.setattr(image_to_page_module, "find_engine", lambda _program: None)
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for row in range(12):
        canvas.drawString(40, 800 - 14 * row, SENTENCE)
    canvas.drawImage(ImageReader(_print(1240, 900)), 40, 100, 500, 400)
    canvas.save()
    (page,) = _pages(tmp_path / "a.pdf")
    assert page.origin is Origin.OCR
    assert page.confidence == pytest.approx(0.99, abs=0.01)
    assert IssueKind.LOW_CONFIDENCE not in [issue.kind for issue in page.issues]
