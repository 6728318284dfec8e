"""Handwriting in separate letters is no text: it is larger than the page's print, uneven or sloping."""

from dataclasses import replace
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.handwriting import without_handwriting
from pipeline.ocr.tesseract import OcrWord

PRINT = ("Sekreterare", "Ordförande", "Justerande", "Kommunstyrelsen")
NAME = "Yvonne Wahlin"


def _word(text: str, left: int, top: int, width: int, height: int, confidence: float) -> OcrWord:
    return OcrWord(
        text=text,
        left=left,
        top=top,
        width=width,
        height=height,
        confidence=confidence,
        block=1,
        paragraph=1,
        line=top,
    )


def _page(size: int, steps: tuple[int, ...], slope: float = 0.0) -> tuple[list[OcrWord], Any]:
    """Return four printed words and a name whose letters stand `steps` px off their line in turn."""
    image = Image.new("L", (1200, 900), 255)
    draw = ImageDraw.Draw(image)
    small = ImageFont.truetype(str(font_path("LiberationSans-Regular.ttf")), 44)
    words = []
    for row, text in enumerate(PRINT):
        draw.text((100, 40 + 80 * row), text, font=small, fill=0)
        words.append(_word(text, 100, 40 + 80 * row, round(draw.textlength(text, small)), 44, 0.96))
    large = ImageFont.truetype(str(font_path("LiberationSans-Regular.ttf")), size)
    x = 300.0
    for place, letter in enumerate(NAME):
        y = 600 + steps[place % len(steps)] + slope * (x - 300)
        draw.text((x, y), letter, font=large, fill=0)
        x += draw.textlength(letter, large) + 5
    words.append(_word(NAME, 300, 590, round(x) - 300, size + 40, 0.6))
    return words, numpy.asarray(image)


@pytest.mark.parametrize(("steps", "slope"), [((0, 9, -7, 4), 0.0), ((0,), -0.04)])
def test_large_uneven_or_sloping_letters_are_a_pens(steps: tuple[int, ...], slope: float) -> None:
    words, image = _page(80, steps, slope)
    assert without_handwriting(words, image) == words[:-1]


@pytest.mark.parametrize(("size", "steps"), [(80, (0,)), (44, (0, 5, -4, 3))])
def test_a_large_heading_and_uneven_small_print_stay(size: int, steps: tuple[int, ...]) -> None:
    words, image = _page(size, steps)
    assert without_handwriting(words, image) == words


def test_what_the_reader_is_sure_of_stays() -> None:
    words, image = _page(80, (0, 9, -7, 4))
    words[-1] = replace(words[-1], confidence=0.95)
    assert without_handwriting(words, image) == words


def test_a_page_of_nothing_else_is_left_alone() -> None:
    words, image = _page(80, (0, 9, -7, 4))
    assert without_handwriting(words[-1:], image) == words[-1:]
