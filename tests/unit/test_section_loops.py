"""A § has a loop in its middle in every font, and none of what readers take for it has."""

import cv2
import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.line_measures import LineMeasure
from pipeline.ocr.sections import set_sections
from pipeline.ocr.tesseract import OcrWord

FONTS = [
    "Caladea-Regular",
    "LiberationSerif-Regular",
    "LiberationSans-Regular",
    "Carlito-Regular",
    "DejaVuSans",
]


def _read(glyphs: str, read_as: str, font_name: str, dpi: int, box: int | None = None) -> tuple[str, int]:
    """Return what a word that was read as `read_as` is set to, and how many doubts there are."""
    try:
        font = ImageFont.truetype(font_path(f"{font_name}.ttf"), round(11 * dpi / 72))
    except (FileNotFoundError, OSError):
        pytest.skip(f"{font_name} is not installed")
    image = Image.new("L", (700, 160), 255)
    draw = ImageDraw.Draw(image)
    words, x = [], 40
    for text, printed in (("4", "4"), ("kap.", "kap."), (read_as, glyphs), ("lagen", "lagen")):
        left, _top, right, _bottom = draw.textbbox((x, 100), printed, font=font, anchor="ls")
        draw.text((x, 100), printed, fill=25, font=font, anchor="ls")
        words.append(
            OcrWord(
                text=text,
                left=round(left) if box is None or text != read_as else round((left + right - box) / 2),
                top=60,
                width=round(right - left) if box is None or text != read_as else box,
                height=48,
                confidence=0.9,
                block=1,
                paragraph=1,
                line=1,
            )
        )
        x = round(right) + 14
    _left, top, _right, _bottom = draw.textbbox((0, 100), "4", font=font, anchor="ls")
    noise = numpy.random.default_rng(1).normal(0, 8, (160, 700))
    pixels = cv2.GaussianBlur(numpy.asarray(image).astype(numpy.float32), (0, 0), 0.9 * dpi / 300 + 0.1)
    measures = {(1, 1, 1): LineMeasure(height=100 - round(top), bottom=100, slope=0.0)}
    found, doubts = set_sections(words, numpy.clip(pixels + noise, 0, 255).astype(numpy.uint8), measures)
    return found[2].text, len(doubts)


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("font", FONTS)
def test_a_section_sign_read_as_s_is_set_right(font: str, dpi: int) -> None:
    assert _read("§", "S", font, dpi) == ("§", 0)


@pytest.mark.parametrize("font", FONTS)
def test_a_section_sign_whose_box_is_cut_off_is_set_right(font: str) -> None:
    assert _read("§", "S", font, 300, box=4) == ("§", 0)


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("sign", ["S", "5", "8", "9", "&"])
def test_what_is_taken_for_a_section_sign_stays_when_it_is_none(sign: str, font: str, dpi: int) -> None:
    text, _doubts = _read(sign, sign, font, dpi)
    assert text == sign


@pytest.mark.parametrize("font", FONTS)
def test_a_section_sign_glued_to_its_figure_is_parted(font: str) -> None:
    text, doubts = _read("1§", "15", font, 300)
    assert (text, doubts) == ("1 §", 1)


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("number", ["15", "18"])
def test_a_number_stays_a_number(font: str, number: str) -> None:
    assert _read(number, number, font, 300)[0] == number


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize(("printed", "read"), [("§21", "821"), ("§5", "$5"), ("§143", "5143")])
def test_a_section_sign_read_as_the_first_figure_of_its_number_is_parted(
    printed: str, read: str, font: str
) -> None:
    assert _read(printed, read, font, 300) == (f"§ {printed[1:]}", int(read.isdigit()))


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("number", ["821", "521", "905", "88"])
def test_a_number_keeps_its_first_figure(font: str, number: str) -> None:
    assert _read(number, number, font, 300)[0] == number
