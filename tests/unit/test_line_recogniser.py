"""The second reader: what it reads of a picture is its own business."""

import cv2
import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.line_recogniser import find_recogniser


def _picture(text: str) -> numpy.ndarray:
    font = ImageFont.truetype(font_path("LiberationSerif-Regular.ttf"), 46)
    image = Image.new("L", (round(font.getlength(text)) + 16, 62), 255)
    ImageDraw.Draw(image).text((8, 4), text, fill=0, font=font)
    return cv2.GaussianBlur(numpy.asarray(image), (0, 0), 0.8)


@pytest.mark.parametrize("text", ["§", "8", "12 %", "HVO-2022-4246", "namn@example.se"])
def test_a_picture_is_read_alike_alone_and_in_company(text: str) -> None:
    recogniser = find_recogniser()
    assert recogniser is not None
    company = ["Ärendet", "Omsorgsnämnden beslutar att bevilja 1 250 000 kronor för år 2024"]
    (alone,) = recogniser.read([_picture(text)])
    together = recogniser.read([_picture(other) for other in (*company, text, "5")])
    assert together[2].text == alone.text
    assert together[2].confidences == pytest.approx(alone.confidences, abs=1e-3)


def test_readings_come_in_the_order_of_the_pictures() -> None:
    recogniser = find_recogniser()
    assert recogniser is not None
    texts = ["Omsorgsnämnden beslutar att bevilja bidrag", "2024", "kronor", "HVO-2022-4246"]
    assert [reading.text for reading in recogniser.read([_picture(text) for text in texts])] == texts
