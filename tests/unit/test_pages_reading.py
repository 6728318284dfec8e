"""Reading order, trust in text layers, and the export formats."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from turned_pdf import turn_page
from typed_lines import typed_line as _line

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr.pages_to_alto import NAMESPACE, pages_to_alto
from pipeline.ocr.pages_to_hocr import pages_to_hocr
from pipeline.read.layout import tokens_to_text
from pipeline.read.trust import Surroundings, judge_text_layer
from pipeline.sources_to_pages import source_to_pages
from schemas.pages import Origin, Page
from schemas.sources import Source

PROSE = (
    "Nämnden beslutar att bevilja föreningen bidrag för att pröva formen under två år. Förvaltningen får i "
    "uppdrag att följa upp arbetet och återkomma till nämnden med en redovisning av hur det har gått. "
    "Ärendet är berett av förvaltningen och har inte någon påverkan på budgeten för innevarande år."
)


def test_lines_cells_and_blocks_are_told_by_their_gaps() -> None:
    tokens = [
        *_line("Datum", 70, 60), *_line("Vår referens", 300, 60.4),
        *_line("2031-02-03", 70, 73), *_line("Karin Öberg", 300, 73),
        *_line("Ärendet gäller bidrag", 70, 110), *_line("till en förening.", 70, 123),
    ]  # fmt: skip
    text, words = tokens_to_text(list(reversed(tokens)))
    assert text == "Datum\tVår referens\n2031-02-03\tKarin Öberg\n\nÄrendet gäller bidrag\ntill en förening."
    assert [text[word.start : word.end] for word in words] == [token.text for token in tokens]
    assert words[1].box.x0 == pytest.approx(300)


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    tokens = _line("Rubrik över båda spalterna som är lång nog", 70, 40, 16)
    for number in range(8):
        tokens += _line(f"vänster rad {number} med text i hela spalten", 70, 80 + 13 * number, 10)
        tokens += _line(f"höger rad {number} med text i hela spalten", 320, 80 + 13 * number, 10)
    lines = tokens_to_text(tokens)[0].split("\n")
    assert lines[0].startswith("Rubrik")
    sides = [line.split()[0] for line in lines if "rad" in line]
    assert sides == ["vänster"] * 8 + ["höger"] * 8


def test_a_table_is_read_by_rows_and_not_by_columns() -> None:
    tokens = []
    for number, (name, party, vote) in enumerate([("Åsa Ek", "S", "Ja"), ("Bo Al", "M", "Nej")] * 5):
        for text, x in ((name, 70), (party, 250), (vote, 330)):
            tokens += _line(text, x, 80 + 16 * number)
    lines = [line for line in tokens_to_text(tokens)[0].split("\n") if line]
    assert lines[:2] == ["Åsa Ek\tS\tJa", "Bo Al\tM\tNej"]
    assert len(lines) == 10


def test_two_lists_of_members_side_by_side_are_read_one_after_the_other() -> None:
    tokens = _line("Protokoll 2 (7)", 70, 40)
    left = ["Beslutande ledamöter", "Åsa Ek (S)", "Bo Al (M)", "Ulla By (V)"]
    right = ["Ej tjänstgörande ersättare", "Per Ö (L)", "Övriga närvarande", "Eva Å (sekreterare)"]
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        tokens += _line(one, 70, 70 + 14 * number) + _line(other, 320, 70 + 14 * number)
    tokens += _line("Därefter följer en rad som går tvärs över hela sidan och båda listorna", 70, 150)
    lines = [line for line in tokens_to_text(tokens)[0].split("\n") if line]
    assert lines[1:9] == left + right
    assert lines[9].startswith("Därefter")


def test_a_label_and_its_item_are_no_two_cells() -> None:
    tokens = _line("•", 70, 70) + _line("Tjänsteskrivelse", 90, 70) + _line("1.", 70, 84)
    tokens += _line("att bevilja", 95, 84)
    assert tokens_to_text(tokens)[0] == "• Tjänsteskrivelse\n1. att bevilja"


DOTLESS = (2 * PROSE).translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
SHIFTED = "".join(chr(ord(character) - 29) if character.isalpha() else character for character in PROSE)
MISREAD = (2 * PROSE).replace("ar ", "a5r ").replace("tt ", "tBt ").replace("för", "f6r")


@pytest.mark.parametrize(
    ("text", "around", "trusted"),
    [
        (PROSE, Surroundings(), True),
        (PROSE, Surroundings(image_share=0.95), True),
        ("The committee of the council has decided that it is for the best. " * 5, Surroundings(), True),
        ("Åsa Ek 12 345\nBo Al 23 456\n" * 12, Surroundings(), True),
        ("Protokoll", Surroundings(), True),
        ("", Surroundings(), False),
        ("SID 3", Surroundings(image_share=0.9, printed_letters=400), False),
        (PROSE, Surroundings(image_share=1.0, hidden_share=1.0), False),
        (DOTLESS, Surroundings(image_share=1.0), False),
        (DOTLESS, Surroundings(), False),
        (SHIFTED, Surroundings(), False),
        (PROSE.replace("n", "\ufffd"), Surroundings(), False),
        (MISREAD, Surroundings(image_share=1.0), False),
        (PROSE, Surroundings(unmapped_share=0.5), False),
    ],
)
def test_a_text_layer_is_judged_by_what_it_says(text: str, around: Surroundings, trusted: bool) -> None:
    trust = judge_text_layer(text, around)
    assert trust.use_text_layer is trusted, trust.reason
    assert trust.reason


def _digital(path: Path, rotation: int = 0) -> Page:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 12)
    for number in range(30):
        canvas.drawString(72, 760 - 14 * number, f"{number} Nämnden beslutar § {number} enligt förslaget")
    canvas.save()
    turn_page(path, rotation)
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    return page


def test_a_sound_digital_page_is_read_from_its_text_layer_with_boxes(tmp_path: Path) -> None:
    page = _digital(tmp_path / "a.pdf")
    assert page.origin is Origin.TEXT_LAYER
    assert page.raw_text.split("\n")[3] == "3 Nämnden beslutar § 3 enligt förslaget"
    box = page.words[0].box
    assert box.x0 == pytest.approx(72, abs=1)
    assert box.top < 841.89 - 760 < box.bottom


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_are_those_of_the_page_as_displayed(tmp_path: Path, rotation: int) -> None:
    page = _digital(tmp_path / "a.pdf", rotation)
    assert page.rotation == rotation
    assert page.width_pt is not None
    assert page.height_pt is not None
    assert (page.width_pt > page.height_pt) == (rotation in (90, 270))
    for word in page.words:
        assert 0 <= word.box.x0 < word.box.x1 <= page.width_pt
        assert 0 <= word.box.top < word.box.bottom <= page.height_pt


def test_alto_holds_every_word_in_order_with_its_box(tmp_path: Path) -> None:
    page = _digital(tmp_path / "a.pdf")
    root = ElementTree.fromstring(pages_to_alto([page], file_name="a.pdf"))
    strings = list(root.iter(f"{{{NAMESPACE}}}String"))
    assert [string.get("CONTENT") for string in strings] == page.raw_text.split()
    assert len(list(root.iter(f"{{{NAMESPACE}}}TextLine"))) == 30
    left = float(strings[0].get("HPOS") or 0) * 72 / 1200
    assert left == pytest.approx(page.words[0].box.x0, abs=0.1)


def test_hocr_holds_every_word_in_order_and_escapes_them(tmp_path: Path) -> None:
    page = _digital(tmp_path / "a.pdf")
    root = ElementTree.fromstring(pages_to_hocr([page], title="A & B <c>").split("\n", 2)[2])
    words = [
        element
        for element in root.iter("{http://www.w3.org/1999/xhtml}span")
        if element.get("class") == "ocrx_word"
    ]
    assert [word.text for word in words] == page.raw_text.split()
    assert (words[0].get("title") or "").startswith("bbox 300 ")
