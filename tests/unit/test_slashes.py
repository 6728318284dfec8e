"""A stroke between figures that one reader takes for a 1: what slants is no figure."""

from collections.abc import Sequence
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.second_reading import read_twice
from pipeline.ocr.tesseract import OcrWord

_FONTS = "/usr/share/fonts/truetype/liberation/Liberation{}-Regular.ttf"


def _printed(text: str, font: str) -> tuple[Any, OcrWord]:
    image = Image.new("L", (300, 100), 255)
    drawing = ImageDraw.Draw(image)
    face = ImageFont.truetype(_FONTS.format(font), 44)
    drawing.text((40, 20), text, font=face, fill=0)
    left, top, right, bottom = (round(edge) for edge in drawing.textbbox((40, 20), text, font=face))
    word = OcrWord(
        text="27113", left=left, top=top, width=right - left, height=bottom - top, confidence=0.7,
        block=1, paragraph=1, line=1,
    )  # fmt: skip
    return numpy.array(image), word


@pytest.mark.parametrize("font", ["Serif", "Sans"])
@pytest.mark.parametrize("printed", ["27/13", "27113"])
def test_the_ink_tells_a_slash_from_a_figure(font: str, printed: str) -> None:
    image, word = _printed(printed, font)

    def second(pictures: Sequence[Any]) -> list[Reading]:
        return [Reading(text="27/13", confidences=(0.99,) * 5) for _ in pictures]

    def third(pictures: Sequence[Any]) -> list[Reading]:
        return [Reading(text="27113", confidences=(0.9,) * 5) for _ in pictures]

    read = read_twice([word], image, second, third)
    assert [word.text for word in read.words] == [printed]
    assert len(read.doubts) == 1
    assert {read.doubts[0].word.text, read.doubts[0].other} == {"27/13", "27113"}
    assert read.words[0].confidence <= 0.4
