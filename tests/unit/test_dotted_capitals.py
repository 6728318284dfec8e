"""Ä and Ö whose dots a copy wore down: two small marks over the letter are dots, nothing else is."""

from collections.abc import Sequence
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.accents import set_accents
from pipeline.ocr.tesseract import OcrWord

_FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"


def _read(text: str, dots: Sequence[tuple[int, int]], shade: int = 180) -> str:
    image = Image.new("L", (400, 120), 255)
    drawing = ImageDraw.Draw(image)
    face = ImageFont.truetype(_FONT, 32)
    left, top, right, bottom = (round(edge) for edge in drawing.textbbox((40, 50), text, font=face))
    drawing.text((40, 50), text, font=face, fill=0)
    for x, y in dots:
        drawing.rectangle((left + x, top + y, left + x + 3, top + y + 3), fill=shade)
    word = OcrWord(
        text=text, left=left, top=top, width=right - left, height=bottom - top, confidence=0.9,
        block=1, paragraph=1, line=1,
    )  # fmt: skip
    picture: Any = numpy.array(image)
    return set_accents([word], picture, {})[0].text


@pytest.mark.parametrize("shade", [20, 180])
@pytest.mark.parametrize(("text", "expected"), [("Arenden", "Ärenden"), ("Ovrigt", "Övrigt")])
def test_two_dots_over_a_capital_are_read_however_pale(text: str, expected: str, shade: int) -> None:
    assert _read(text, [(5, -7), (14, -7)], shade) == expected


@pytest.mark.parametrize(
    "dots",
    [
        [],
        [(9, -7)],
        [(5, -7), (14, -11)],
        [(1, -7), (4, -7), (14, -7)],
        [(0, -7), (9, -7), (18, -7)],
    ],
)
def test_other_marks_over_a_capital_are_dust(dots: list[tuple[int, int]]) -> None:
    assert _read("Arenden", dots) == "Arenden"
