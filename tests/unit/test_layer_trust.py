"""Text layer, image, both, or the two compared: decided page by page, and nothing sound is thrown away."""

from pathlib import Path
from typing import Any

import cv2
import numpy
import pypdfium2
import pytest

from pipeline.evaluate.layer_pages import KINDS, LayerPage, draw_pages
from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page as image_to_page_module
from pipeline.ocr.image_to_tokens import OcrResult
from pipeline.ocr.layer_and_image import layer_over_image, share_agreed
from pipeline.read.judged_layer import judged_layer
from pipeline.read.layout import Token
from pipeline.read.page_ink import FAINT, printed_letters
from pipeline.read.pdf_text import Layer
from pipeline.read.placed_text import groups_to_text, layer_groups
from pipeline.read.text_faults import find_text_fault
from pipeline.read.trust import Trust, Use
from pipeline.sources_to_pages import source_to_pages
from schemas.geometry import Box
from schemas.issues import IssueKind
from schemas.pages import Origin, Page
from schemas.sources import Source

PARAGRAPHS = [
    "Nämnden beslutar att bevilja föreningen bidrag för att pröva formen under två år, med möjlighet till "
    "förlängning om det har gått bra. Förvaltningen får i uppdrag att följa upp arbetet och återkomma.",
    "Ärendet är berett av förvaltningen och har inte någon påverkan på budgeten för innevarande år. En "
    "uppföljning ska göras tillsammans med den som driver mötesplatsen och med dem som besöker den.",
    "Kommunen vill att fler ska kunna träffas utan att det kostar något. Det sätt att arbeta som har prövats "
    "i stadsdelen sedan i fjol har fått ett gott mottagande av både boende och föreningar på orten.",
    "Överenskommelsen gäller från och med den första januari och kan sägas upp av vardera parten med tre "
    "månaders varsel. Det som sägs här om kostnader och ersättning gäller också de år som följer därefter.",
]


@pytest.fixture(scope="module")
def pages() -> dict[str, LayerPage]:
    return {page.kind: page for page in draw_pages(PARAGRAPHS, each=1, seed=7)}


def _trust(drawn: LayerPage) -> tuple[Trust, str]:
    document = pypdfium2.PdfDocument(drawn.pdf)
    page = document[0]
    judged = judged_layer(page)
    text, _words = groups_to_text(layer_groups(judged.layer, *page.get_size()))
    document.close()
    return judged.trust, text


_ALLOWED = {"layer": {Use.LAYER}, "image": {Use.IMAGE, Use.COMPARE}, "both": {Use.BOTH}}


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_read_of_each_kind_of_page(pages: dict[str, LayerPage], kind: str) -> None:
    drawn = pages[kind]
    trust, text = _trust(drawn)
    assert trust.use in _ALLOWED[drawn.expected], trust
    assert trust.reason
    if drawn.expected == "layer":
        assert " ".join(text.split()).startswith(" ".join(" ".join(drawn.lines).split()))


def test_the_layer_says_otherwise_than_the_lines_where_it_is_made_to(pages: dict[str, LayerPage]) -> None:
    for kind in ("shifted map", "no map", "map without dots", "ligatures", "English OCR", "junk OCR"):
        _kind_trust, text = _trust(pages[kind])
        assert " ".join(text.split()) != " ".join(" ".join(pages[kind].lines).split()), kind


def test_what_stands_up_the_margin_cuts_no_line(pages: dict[str, LayerPage]) -> None:
    _strip_trust, text = _trust(pages["signature strip"])
    assert text.rstrip().split("\n")[-1] == "Verifikat 09222115557512345678 · signerat digitalt"


@pytest.mark.parametrize(
    "text",
    [
        " ".join(PARAGRAPHS),
        "Anna Qvarnström (S) Zbigniew Wojciechowski (MP) Fatemeh Hussein (V) Xhevahire Krasniqi (M) " * 6,
        "HVO KSN STK ASN SFN GYVN TN MN SBN FSKN GRF VON UAN RVK SLK dnr tfn org nr kr tkr mnkr " * 5,
        "Kunta voi tehdä sopimuksen yhdistyksen kanssa palvelujen järjestämisestä vuosittain. " * 6,
        "kWh pH iPad YouTube https://example.se/eArkiv?vy=pdfUtskrift kim@example.se " * 4,
        "B30B0B8306cCC4F5a773BCb7E08d5be0a101d272 90feaaE4abbd67ee90a1169EBeF4A50ce169Fd11 " * 9,
        "• \uf0b7 Beslut\n\uf0b7 Yrkande\n\uf0b7 Jäv\n" + " ".join(PARAGRAPHS),
        "",
        "§ 47",
    ],
)
def test_sound_text_has_no_fault(text: str) -> None:
    assert find_text_fault(text) is None


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda text: text.replace("tt", "U"), "fellästa"),
        (lambda text: text.replace("tt", "Ʃ"), "ligaturer"),
        (lambda text: text.replace("tt", " "), "ligaturer"),
        (lambda text: text.replace("tt", "\ue001"), "teckentabell"),
        (lambda text: text.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")), "å, ä och ö"),
        (lambda text: "".join(chr(ord(sign) - 29) if sign.isalpha() else sign for sign in text), "inga ord"),
        (lambda text: text.replace("för", "f6r").replace("det", "dLt"), "fellästa"),
    ],
)
def test_a_fault_is_named(damage: Any, fault: str) -> None:
    found = find_text_fault(damage(" ".join(PARAGRAPHS)))
    assert found is not None
    assert fault in found


def test_words_are_compared_without_order_case_and_edges() -> None:
    box = Box(0, 0, 1, 1)
    layer = [Token(word, box) for word in ("Nämnden", "beslutar", "(Dnr", "HVO-2031-7)")]
    image = [Token(word, box) for word in ("HVO-2031-7", "nämnden", "beslutar,", "Dnr", "•")]
    assert share_agreed(layer, image) == 1.0
    assert share_agreed(layer, image[:2]) == pytest.approx(2 * 2 / 6)
    assert share_agreed([], []) == 1.0


def _tokens(*words: tuple[str, float, float]) -> tuple[Token, ...]:
    return tuple(Token(text, Box(x, y, x + 6 * len(text), y + 12)) for text, x, y in words)


def test_the_layer_stands_and_the_image_gives_what_it_lacks() -> None:
    layer = Layer(tokens=list(_tokens(("STK-2031-7", 400, 20))), unmapped_share=0.0, quarters=[0])
    shown = _tokens(("Dnr", 370, 20), ("5TK-2O31-7", 400, 20), ("Beslut", 70, 60))
    result = OcrResult(regions=(shown,), confidence=0.9, place=lambda box: box)
    text, _words = groups_to_text(layer_over_image(layer, 595, 842, result))
    assert [line for line in text.split("\n") if line] == ["Dnr STK-2031-7", "Beslut"]


def test_of_a_turned_page_the_layer_stands_before_or_after() -> None:
    layer = Layer(
        tokens=list(_tokens(("Inkom", 70, 5), ("Verifikat", 70, 830))), unmapped_share=0.0, quarters=[0, 0]
    )
    shown = _tokens(("Beslut", 100, 100), ("bifalls", 140, 100))
    result = OcrResult(
        regions=(shown,), confidence=0.9, place=lambda box: Box(*(edge + 50 for edge in box)), quarters=1
    )
    text, words = groups_to_text(layer_over_image(layer, 595, 842, result))
    assert text == "Inkom\n\nBeslut bifalls\n\nVerifikat"
    assert [text[word.start : word.end] for word in words] == text.split()
    assert words[1].box.x0 == 150


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_drawn_sideways_reads_as_one_that_was_not(tmp_path: Path, rotation: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "vriden.pdf"
    canvas = Canvas(str(path), pagesize=(600, 600))
    canvas.translate(300, 300)
    canvas.rotate(rotation)
    for number in range(6):
        canvas.drawString(-200, 100 - 20 * number, f"Rad {number} om beslut i nämnden")
    canvas.save()
    page = _read(path)
    assert page.raw_text == "\n".join(f"Rad {number} om beslut i nämnden" for number in range(6))
    for word in page.words:
        assert 0 < word.box.x0 < word.box.x1 < 600
        assert 0 < word.box.top < word.box.bottom < 600
    first = page.words[0].box
    assert (first.x1 - first.x0 > first.bottom - first.top) == (rotation in (0, 180))


def _read(path: Path) -> Page:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    return page


def _shown(monkeypatch: pytest.MonkeyPatch, *words: tuple[str, float, float]) -> list[int]:
    """Have OCR read `words` whatever the image; the list returned counts the calls."""
    calls: list[int] = []

    def read(*_arguments: Any, **_named: Any) -> OcrResult:
        calls.append(1)
        return OcrResult(regions=(_tokens(*words),) if words else (), confidence=0.9, place=lambda box: box)

    monkeypatch.setattr(image_to_page_module, "image_to_tokens", read)
    monkeypatch.setattr(image_to_page_module, "find_engine", lambda _program: None)
    return calls


def _kept(pages: dict[str, LayerPage], kind: str, tmp_path: Path) -> Path:
    path = tmp_path / "sida.pdf"
    path.write_bytes(pages[kind].pdf)
    return path


def test_a_sound_page_never_calls_ocr(
    pages: dict[str, LayerPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = _shown(monkeypatch, ("fel", 100, 100))
    for kind, drawn in pages.items():
        if drawn.expected == "layer":
            assert _read(_kept(pages, kind, tmp_path)).origin is Origin.TEXT_LAYER
    assert calls == []


def test_a_suspected_layer_is_kept_where_the_image_shows_the_same(
    pages: dict[str, LayerPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _kept(pages, "map without dots", tmp_path)
    same = [(word, 100.0, 100.0) for word in _trust(pages["map without dots"])[1].split()]
    calls = _shown(monkeypatch, *same)
    page = _read(path)
    assert (page.origin, page.confidence, calls) == (Origin.TEXT_LAYER, 1.0, [1])
    assert "samma ord" in page.reason
    other = [(word, 100.0, 100.0) for line in pages["map without dots"].lines for word in line.split()]
    _shown(monkeypatch, *other)
    page = _read(path)
    assert page.origin is Origin.OCR
    assert "å, ä och ö" in page.reason


def test_a_stamped_scan_keeps_the_stamp_and_reads_the_page(
    pages: dict[str, LayerPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _shown(monkeypatch, ("Nämnden", 72, 200), ("beslutar", 118, 200))
    page = _read(_kept(pages, "stamp on scan", tmp_path))
    assert page.origin is Origin.OCR
    assert page.raw_text.startswith("Dnr STK-2031-")
    assert page.raw_text.endswith("Nämnden beslutar")


def test_a_layer_of_which_the_image_shows_nothing_is_kept_with_a_warning(
    pages: dict[str, LayerPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    _shown(monkeypatch)
    path = tmp_path / "osynlig.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawImage(ImageReader(Image.new("L", (100, 140), 255)), 0, 0, 595, 842)
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textLine("Nämnden beslutar att bevilja bidraget enligt förslaget.")
    canvas.drawText(text)
    canvas.save()
    page = _read(path)
    assert page.raw_text == "Nämnden beslutar att bevilja bidraget enligt förslaget."
    assert page.confidence is not None
    assert page.confidence < 1
    assert [issue.kind for issue in page.issues] == [IssueKind.TEXT_LAYER_BAD]


def test_print_of_which_nothing_is_read_is_no_empty_page(
    pages: dict[str, LayerPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _shown(monkeypatch)
    (issue,) = _read(_kept(pages, "scan", tmp_path)).issues
    assert (issue.kind, issue.page) == (IssueKind.NOTHING_READ, 1)


def test_the_dark_part_of_a_picture_is_no_print() -> None:
    """Where black turns grey, a few of 255 shades are a large share, and steps of them look like letters."""
    dark = numpy.full((600, 900), 20, numpy.uint8)
    for row in range(8):
        cv2.putText(
            dark, "halftone of a photograph", (40, 60 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 14, 2
        )
    assert printed_letters(dark, 120) == 0
    assert printed_letters(dark, 120, contrast=FAINT) == 0
    assert printed_letters(10 * dark, 120) > 60


def test_a_negative_is_read_as_a_positive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image, ImageDraw

    seen: list[float] = []

    def read(_engine: Any, pixels: Any, **_named: Any) -> OcrResult:
        seen.append(float(pixels.mean()))
        return OcrResult(regions=(_tokens(("Beslut", 10, 10)),), confidence=0.9, place=lambda box: box)

    monkeypatch.setattr(image_to_page_module, "image_to_tokens", read)
    monkeypatch.setattr(image_to_page_module, "find_engine", lambda _program: None)
    for paper, ink in ((255, 0), (0, 255)):
        picture = Image.new("L", (600, 800), paper)
        ImageDraw.Draw(picture).text((40, 40), "Beslut", fill=ink, font_size=60)
        picture.save(tmp_path / "film.png")
        assert _read(tmp_path / "film.png").raw_text == "Beslut"
    assert seen[0] > 240
    assert seen[1] == pytest.approx(seen[0])
