"""What born-digital PDFs say is what comes out, letter for letter, and OCR is never called.

"The same text" is told after: NFC; a no-break space and every other white space one space; soft hyphens and
ligature characters (fi as one sign) as their letters; a hyphen at a line's end stays, the break behind it.
"""

import html
import io
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from turned_pdf import turn_page

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page
from pipeline.sources_to_pages import source_to_pages
from schemas.pages import Origin, Page
from schemas.sources import Source

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="no DejaVu: apt install fonts-dejavu")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium")

TEXT = [
    "Hälsa-, vård- och omsorgsnämnden beslutar att bevilja 385 000 kronor.",
    "Officiell firmatecknare bekräftar: konflikt, affär, effektiv, flytt, fjäll.",
    "§ 47 Dnr HVO-2031-77 – 2,5 % av 1 200 tkr, kim@example.se, 070-174 06 05",
    "• att-sats 1: Åsa Öhrn (S), André Café, Łukasz Świętek och Đặng Thị Hoa",
    "½ timme · 20 °C · 3 × 4 · ”citat” – ’enkelt’ … 100 €",
]


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(ligature, letters)
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("OCR was called for a born-digital page")

    monkeypatch.setattr(image_to_page, "image_to_tokens", called)


def _pages(path: Path) -> list[Page]:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    pages = list(source_to_pages(source))
    for page in pages:
        assert page.origin is Origin.TEXT_LAYER
        assert [issue for issue in page.issues if issue.severity != "note"] == []
        for word in page.words:
            assert page.raw_text[word.start : word.end].strip()
            assert word.box.x0 < word.box.x1
    return pages


def _text(path: Path) -> str:
    return " ".join(page.raw_text for page in _pages(path))


def _canvas(path: Path | io.BytesIO) -> Any:
    canvas = Canvas(path if isinstance(path, io.BytesIO) else str(path), pagesize=(595, 842))
    pdfmetrics.registerFont(TTFont("DejaVu", str(FONT)))
    canvas.setFont("DejaVu", 10)
    return canvas


@needs_font
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_reportlab(tmp_path: Path, rotation: int) -> None:
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    for number, line in enumerate(TEXT):
        canvas.drawString(72, 700 - 16 * number, line)
    canvas.save()
    turn_page(path, rotation)
    assert _folded(_text(path)) == _folded(" ".join(TEXT))


@needs_font
def test_a_cropped_page_in_larger_units_keeps_text_and_boxes(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    canvas.drawString(172, 700, TEXT[0])
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].CropBox = [100, 100, 595, 800]
        document.save(path)
    (page,) = _pages(path)
    assert _folded(page.raw_text) == _folded(TEXT[0])
    assert page.words[0].box.x0 == pytest.approx(72, abs=1)
    assert page.words[0].box.bottom == pytest.approx(102, abs=4)


@needs_font
def test_marks_that_stand_apart_from_their_letters_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    canvas.drawString(72, 700, unicodedata.normalize("NFD", "Ärende på öppet möte"))
    canvas.save()
    assert _folded(_text(path)) == "Ärende på öppet möte"


@needs_font
def test_hyphens_at_the_end_of_lines_stay_and_soft_ones_become_them(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    for number, line in enumerate(
        ("föreningen och för-", "valtningen samt om\u00ad", "sorgen i Hylle-", "HVO")
    ):
        canvas.drawString(72, 700 - 16 * number, line)
    canvas.save()
    assert _text(path).split("\n") == ["föreningen och för-", "valtningen samt om-", "sorgen i Hylle-", "HVO"]
    for page in _pages(path):
        assert all(word.box.bottom - word.box.top < 20 for word in page.words)


@needs_font
def test_two_columns_and_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    head = "Hälsa-, vård- och omsorgsnämndens sammanträdesprotokoll 2031-02-03, sida 4 (17)"
    canvas.drawString(72, 800, head)
    left = [f"vänster rad {number} som fyller hela sin spalt" for number in range(10)]
    right = [f"höger rad {number} som också fyller sin spalt" for number in range(10)]
    for number in range(10):
        canvas.drawString(72, 700 - 15 * number, left[number])
        canvas.drawString(320, 700 - 15 * number, right[number])
    canvas.save()
    assert _folded(_text(path)) == _folded(" ".join([head, *left, *right]))


def test_a_type_3_font_with_a_character_map(tmp_path: Path) -> None:
    """Glyphs drawn as boxes, as Matplotlib and old TeX embed them; what they stand for the map says."""
    path = tmp_path / "a.pdf"
    words = "Nämnden beslutar för mig"
    letters = "".join(dict.fromkeys(words))
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        glyph = document.make_indirect(document.make_stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f"))
        names = [pikepdf.Name(f"/g{number}") for number in range(len(letters))]
        characters = "\n".join(f"<{n + 1:02X}> <{ord(sign):04X}>" for n, sign in enumerate(letters))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type3,
            FontBBox=[0, 0, 600, 700],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            FirstChar=1,
            LastChar=len(letters),
            Widths=[600] * len(letters),
            CharProcs=pikepdf.Dictionary({str(name): glyph for name in names}),
            Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=[1, *names]),
            Resources=pikepdf.Dictionary(),
            ToUnicode=document.make_stream(
                b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "
                b"endcodespacerange\n"
                + f"{len(letters)} beginbfchar\n{characters}\nendbfchar endcmap".encode("ascii")
            ),
        )
        codes = "".join(f"{letters.index(sign) + 1:02X}" for sign in words)
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 72 700 Td <{codes}> Tj ET".encode())
        document.save(path)
    assert _folded(_text(path)) == words


def print_to_pdf(folder: Path, body: str) -> Path:
    """Print HTML with Chromium, as people print web pages and e-services."""
    page, path = folder / "sida.html", folder / "sida.pdf"
    page.write_text(f"<!doctype html><html lang=sv><meta charset=utf-8><body>{body}</body>", "utf-8")
    assert CHROMIUM
    subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profil'}", f"--print-to-pdf={path}", page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return path


@needs_chromium
def test_chromium(tmp_path: Path) -> None:
    fonts = ("Carlito", "Caladea", "Liberation Serif", "DejaVu Sans", "EB Garamond")
    lines = [line for line in TEXT for _font in fonts]
    body = "".join(
        f"<p style='font-family:\"{fonts[number % len(fonts)]}\";white-space:nowrap'>{html.escape(line)}</p>"
        for number, line in enumerate(lines)
    )
    assert _folded(_text(print_to_pdf(tmp_path, body))) == _folded(" ".join(lines))


@needs_chromium
def test_the_space_behind_a_comma_set_close(tmp_path: Path) -> None:
    """Chromium writes gaps for spaces; in Caladea pdfium takes the one behind a comma for none."""
    lines = [
        "att utse Kim Berg (M), Bo Ek (S), till justerare, samt 2,5 % av 7 236,36 kronor",
        "kl.16.40, vid",
    ]
    body = "".join(f"<p style='font:{size}pt Caladea'>{line}</p>" for line in lines for size in (10, 11.5))
    expected = _folded(" ".join(line for line in lines for _size in (10, 11.5)))
    assert _folded(_text(print_to_pdf(tmp_path, body))) == expected


# Words of the language: letters by chance make a text that is rightly suspected.
_PROSE = (
    "Nämnden beslutar att bevilja föreningen bidrag för året på förslag av ordföranden och ge förvaltningen i"
    " uppdrag ÅTERRAPPORTERING Överenskommelse överenskommelsen löper vidare från idéburen sektor Malmö"
)
_WORDS = st.sampled_from(_PROSE.split())
_TOKENS = st.one_of(
    _WORDS,
    st.integers(0, 10**6).map(str),
    st.sampled_from(
        ["§ 47", "2,5 %", "HVO-2031-77", "kim@example.se", "–", "(S)", "1\u00a0200\u00a0kr", "att", "och"]
    ),
)


@needs_font
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.lists(_TOKENS, min_size=1, max_size=7).map(" ".join), min_size=1, max_size=30))
def test_any_swedish_text(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    lines = ["Nämnden beslutar:", *lines]  # pdfium takes lone signs under one another for upright writing
    for number, line in enumerate(lines):
        canvas.drawString(40, 800 - 16 * number, line)
    canvas.save()
    assert _folded(_text(path)) == _folded(" ".join(lines))


@pytest.mark.parametrize("by", ["letter", "line"])
@pytest.mark.parametrize("shift", [0.0, 0.3, 0.6])
def test_bold_that_is_drawn_as_print_twice_reads_once(tmp_path: Path, shift: float, by: str) -> None:
    text = "Sammanträdesprotokoll 2024-11-07 § 112 II AA"
    canvas = Canvas(str(tmp_path / "fet.pdf"), pagesize=(595, 842))
    canvas.setFont("Helvetica", 14)
    place = 72.0
    for piece in text if by == "letter" else [text]:
        for offset in (0, shift):
            canvas.drawString(place + offset, 700 - offset, piece)
        place += canvas.stringWidth(piece, "Helvetica", 14)
    canvas.save()
    assert _text(tmp_path / "fet.pdf") == text


def test_a_shadow_that_pdfium_takes_for_letters_reads_once(tmp_path: Path) -> None:
    text = "OMRÅDESPLAN"
    canvas = Canvas(str(tmp_path / "skugga.pdf"), pagesize=(595, 842))
    canvas.setFont("Helvetica", 6)
    place = 72.0
    for letter in text:
        for offset in (0.0, 1.2):
            canvas.drawString(place + offset, 700 - offset, letter)
        place += canvas.stringWidth(letter, "Helvetica", 6)
    canvas.drawString(72, 600, "1122-1100 noon AABB")
    canvas.save()
    assert _text(tmp_path / "skugga.pdf") == f"{text}\n\n1122-1100 noon AABB"
