"""A § behind a bracket, and one whose box cuts it in two, are measured whole."""

from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.line_measures import measure_lines
from pipeline.ocr.sections import set_sections
from pipeline.ocr.tesseract import OcrWord


def _line(text: str, *read: tuple[str, str]) -> tuple[list[OcrWord], Any]:
    """Set a line of type; `read`: each printed word and what a reader made of it."""
    image = Image.new("L", (1000, 120), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(font_path("Carlito-Regular.ttf")), 44)
    draw.text((40, 30), text, font=font, fill=0)
    words = []
    for printed, as_read in read:
        start = text.index(printed)
        left, top, right, bottom = draw.textbbox(
            (40 + draw.textlength(text[:start], font), 30), printed, font
        )
        words.append(
            OcrWord(
                text=as_read,
                left=round(left),
                top=round(top),
                width=round(right - left),
                height=round(bottom - top),
                confidence=0.8,
                block=1,
                paragraph=1,
                line=1,
            )
        )
    return words, numpy.asarray(image)


@pytest.mark.parametrize(
    ("printed", "read", "right"), [("(§", "($", "(§"), ("(§", "(5", "(§"), ("(5", "(5", "(5")]
)
def test_a_sign_behind_a_bracket(printed: str, read: str, right: str) -> None:
    words, image = _line(f"bordlades {printed} 41", ("bordlades", "bordlades"), (printed, read), ("41", "41"))
    found, _doubts = set_sections(words, image, measure_lines(words, image))
    assert found[1].text == right


def test_a_sign_that_its_box_cuts_in_two() -> None:
    words, image = _line("bordlades § 18", ("bordlades", "bordlades"), ("§", "5"), ("18", "18"))
    half = words[1].width // 2
    cut = OcrWord(
        text="5",
        left=words[1].left + half,
        top=words[1].top,
        width=words[1].width - half,
        height=words[1].height,
        confidence=0.4,
        block=1,
        paragraph=1,
        line=1,
    )
    words[1] = cut
    found, doubts = set_sections(words, image, measure_lines(words, image))
    assert found[1].text == "§"
    assert [doubt.other for doubt in doubts] == ["5"]


@pytest.mark.parametrize("printed", ["§ 59", "§59", "§ 118", "§118"])
def test_a_sign_and_its_number_are_as_far_apart_as_they_are_printed(printed: str) -> None:
    read = (printed, printed.replace(" ", ""))
    words, image = _line(f"bordlades {printed} idag", ("bordlades", "bordlades"), read)
    found, _doubts = set_sections(words, image, measure_lines(words, image))
    assert found[1].text == printed


@pytest.mark.parametrize("read", ["821", "§21"])
def test_a_sign_before_the_box_of_its_number(read: str) -> None:
    words, image = _line("ledamot ej § 21", ("ledamot", "ledamot"), ("ej", "ej"), ("21", read))
    found, _doubts = set_sections(words, image, measure_lines(words, image))
    assert found[2].text == "§ 21"


def test_a_number_of_three_figures_after_a_word_has_no_sign() -> None:
    words, image = _line("ledamot ej 821", ("ledamot", "ledamot"), ("ej", "ej"), ("821", "821"))
    found, _doubts = set_sections(words, image, measure_lines(words, image))
    assert found[2].text == "821"
