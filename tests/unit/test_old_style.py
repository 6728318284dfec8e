"""Old-style figures are told from letters by where they stand: 5 hangs, 1 is low."""

from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.line_measures import measure_lines
from pipeline.ocr.old_style import set_old_style
from pipeline.ocr.tesseract import OcrWord


def _read(printed: str, read: str, font: str) -> tuple[str, list[str]]:
    """Set `printed` within a line that is read right but for it; return it as set right, with the doubts."""
    image = Image.new("L", (2100, 160), 255)
    draw = ImageDraw.Draw(image)
    face: Any = ImageFont.truetype(str(font_path(font)), 48)
    words, x = [], 60.0
    for text in ("Nämnden", "beviljade", "2010", "2021", "bidrag", printed, "kronor", "totalt"):
        draw.text((x, 50), text, font=face, fill=0)
        left, top, right, bottom = draw.textbbox((x, 50), text, face)
        words.append(
            OcrWord(
                text=read if text == printed else text,
                left=round(left),
                top=round(top),
                width=round(right - left),
                height=round(bottom - top),
                confidence=0.9,
                block=1,
                paragraph=1,
                line=1,
            )
        )
        x += draw.textlength(text, face) + 16
    pixels = numpy.asarray(image)
    found, doubts = set_old_style(words, pixels, measure_lines(words, pixels))
    return found[5].text, [doubt.other for doubt in doubts]


GARAMOND = "EBGaramond12-Regular.otf"


@pytest.fixture(autouse=True)
def _garamond() -> None:
    try:
        font_path(GARAMOND)
    except FileNotFoundError:
        pytest.skip("EB Garamond is not installed: apt install fonts-ebgaramond")


@pytest.mark.parametrize(
    ("printed", "read"),
    [("500", "soo"), ("50", "so"), ("11", "II"), ("1", "I"), ("1.", "I."), ("50,", "so,")],
)
def test_old_style_figures_are_figures_and_stay_in_doubt(printed: str, read: str) -> None:
    assert _read(printed, read, GARAMOND) == (printed, [read])


@pytest.mark.parametrize("font", [GARAMOND, "LiberationSerif-Regular.ttf"])
@pytest.mark.parametrize("printed", ["so", "I", "II", "soo", "I."])
def test_letters_stay_letters(printed: str, font: str) -> None:
    assert _read(printed, printed, font) == (printed, [])


@pytest.mark.parametrize("font", ["LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf"])
def test_where_figures_are_all_as_high_as_capitals_a_low_stroke_is_an_i_without_its_dot(font: str) -> None:
    assert _read("ı", "I", font) == ("i", [])
    assert _read("ıı", "II", font) == ("II", [])
