"""Two readers combined; dashes and halves by measure; turned and ruled pages; all without Tesseract."""

import numpy
import pytest
from PIL import Image, ImageDraw

from pipeline.ocr.combine_readers import combine
from pipeline.ocr.foreign_ink import remove_foreign_ink
from pipeline.ocr.glyph_shapes import correct_dashes
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.orientation import Turn
from pipeline.ocr.tesseract import OcrWord
from schemas.geometry import Box


def _words(text: str, confidence: float = 0.9) -> list[OcrWord]:
    words, left = [], 100
    for part in text.split():
        width = 20 * len(part)
        words.append(
            OcrWord(
                text=part,
                left=left,
                top=50,
                width=width,
                height=28,
                confidence=confidence,
                block=1,
                paragraph=1,
                line=1,
            )
        )
        left += width + 12
    return words


@pytest.mark.parametrize(
    ("tesseract", "rapidocr", "expected"),
    [
        ("8 47", "§ 47", "§ 47"),
        ("$ 162", "S 162", "§ 162"),
        ("4 kap. 5 8", "4 kap. 5 §", "4 kap. 5 §"),
        ("2,5 246", "2,5 %", "2,5 %"),
        ("93,1 2690 —", "93,1 %-", "93,1 % -"),
        ("asa.obergQexample.se,", "asa.oberg@example.se,", "asa.oberg@example.se,"),
        ("erik.nystromQ example.se,", "erik.nystrom@example.se,", "erik.nystrom@example.se,"),
        ("«Budget", "• Budget", "• Budget"),
        ("«Budget", ": Budget", "• Budget"),
        ("e", "•", "•"),
        ("6 ”C.", "6 C.", "6 °C."),
        ("Xx", "X", "X"),
        ("15", "1S", "1 §"),
        ("$S 162", "S162", "§ 162"),
        ("2024-01-26", "2024-01•26", "2024-01-26"),
        ("385 000", "385000", "385 000"),
        ("”Preventing", '"Preventing', "”Preventing"),
    ],
)
def test_each_reader_gives_what_it_can_know(tesseract: str, rapidocr: str, expected: str) -> None:
    reading = Reading(text=rapidocr, confidences=(0.97,) * len(rapidocr))
    combined = combine(_words(tesseract), reading)
    assert " ".join(word.text for word in combined.words) == expected
    assert not combined.digits_differ


def test_a_digit_that_the_readers_see_differently_is_kept_and_told() -> None:
    combined = combine(_words("385 000"), Reading(text="335 000", confidences=(0.99,) * 7))
    assert " ".join(word.text for word in combined.words) == "385 000"
    assert combined.digits_differ
    assert combined.words[0].confidence <= 0.4


def _dashed(width: int) -> numpy.ndarray:  # type: ignore[type-arg]
    """Draw `8-8` with digits 30 px high and a dash of the given width."""
    picture = numpy.full((40, 60 + width), 255, dtype=numpy.uint8)
    picture[5:35, 3:20] = 0
    picture[19:22, 26 : 26 + width] = 0
    picture[5:35, 32 + width : 49 + width] = 0
    return picture


@pytest.mark.parametrize(("width", "dash"), [(8, "-"), (11, "-"), (17, "–"), (23, "–")])
def test_a_dash_is_as_long_as_it_is_printed(width: int, dash: str) -> None:
    for read in ("2020-2022", "2020–2022"):
        assert correct_dashes(read, _dashed(width), 30.0) == f"2020{dash}2022"


def test_a_hyphen_between_letters_is_left_alone() -> None:
    assert correct_dashes("IOP-avtal", _dashed(23), 30.0) == "IOP-avtal"


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_box_of_a_turned_page_leads_back_to_where_it_was(quarters: int) -> None:
    before = numpy.zeros((200, 120), dtype=numpy.uint8)
    before[30:50, 10:70] = 1
    upright = numpy.rot90(before, quarters)
    rows, columns = numpy.nonzero(upright)
    box = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    turn = Turn(quarters=quarters, skew=0.0, width=120, height=200)
    assert turn.back(box) == Box(10, 30, 70, 50)


def test_rules_go_and_the_letters_they_cross_stay() -> None:
    image = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(image)
    draw.line((50, 400, 1150, 400), fill=0, width=4)
    draw.line((600, 50, 600, 750), fill=0, width=4)
    for x in range(100, 500, 40):
        draw.rectangle((x, 375, x + 8, 420), fill=0)  # stems of letters standing on the rule
    cleaned, _stamps = remove_foreign_ink(numpy.asarray(image), 300)
    assert (cleaned[400, 700:1100] > 200).all()
    assert (cleaned[100:300, 600] > 200).all()
    for x in range(100, 500, 40):
        assert (cleaned[378:418, x + 4] < 100).mean() > 0.85


def test_a_signature_is_no_text() -> None:
    image = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(image)
    for row in range(4):
        for x in range(100, 900, 30):
            draw.rectangle((x, 100 + 60 * row, x + 16, 130 + 60 * row), fill=0)
    curve = [(300 + 3 * step, 550 + 80 * numpy.sin(step / 7)) for step in range(120)]
    draw.line(curve, fill=0, width=5)
    cleaned, _stamps = remove_foreign_ink(numpy.asarray(image), 300)
    assert (cleaned[450:650] > 200).all()
    assert (cleaned[100:130, 100:116] < 50).all()
