"""Stamps without a frame are told from print by their slope, and nothing printed is taken for one."""

from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.slanting_rows import slanting_outlines
from pipeline.ocr.stamps import find_stamps, without_stamp

DPI = 300
LINES = [
    "Kommunstyrelsen beslutade 2022-11-15 att bevilja 385 000 kronor",
    "SAMMANTRÄDESPROTOKOLL  4 (37)",
    "Anslaget publiceras     2022-11-01",
    "Dnr KS 2018/00544   § 117–119, 2,5 % AV BELOPPET",
]


def _font(name: str, size: int) -> Any:
    return ImageFont.truetype(str(font_path(name)), size)


def _page(slope: float = 0.0) -> Any:
    image = Image.new("L", (2480, 1600), 255)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES * 3):
        draw.text((250, 150 + 80 * number), line, font=_font("LiberationSans-Regular.ttf", 46), fill=0)
    return image.rotate(slope, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _stamped(image: Any, degrees: float, rows: tuple[str, str] = ("KOPIA", "2022-11-23")) -> Any:
    stamp = Image.new("L", (460, 180), 255)
    draw = ImageDraw.Draw(stamp)
    draw.text((40, 20), rows[0], font=_font("LiberationMono-Bold.ttf", 64), fill=0)
    draw.text((40, 100), rows[1], font=_font("LiberationMono-Bold.ttf", 44), fill=0)
    turned = stamp.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=255)
    image.paste(turned, (1750, 1200))
    return image


@pytest.mark.parametrize("degrees", [-14, -8, -5, -2.5, 2.5, 5, 8, 14])
def test_a_slanting_stamp_without_a_frame_is_found_and_taken_off(degrees: float) -> None:
    page = numpy.asarray(_stamped(_page(), degrees))
    (stamp,) = find_stamps(page, DPI)
    assert stamp.slanting
    cleaned = without_stamp(page, stamp, DPI)
    assert (cleaned[1180:] > 200).mean() > 0.9999
    assert (cleaned[:1150] == page[:1150]).all()


def test_its_picture_is_level() -> None:
    (stamp,) = find_stamps(numpy.asarray(_stamped(_page(), 8)), DPI)
    rows = (stamp.picture < 128).any(axis=1)
    assert int((rows[1:] & ~rows[:-1]).sum()) == 2  # two rows of print with paper between them


@pytest.mark.parametrize("slope", [0.0, 0.4, -1.0, 2.0])
@pytest.mark.parametrize("font", ["LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf"])
def test_print_is_no_stamp(slope: float, font: str) -> None:
    image = Image.new("L", (2480, 3000), 255)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES * 8):
        draw.text((250, 150 + 80 * number), line, font=_font(font, 46), fill=0)
    turned = image.rotate(slope, resample=Image.Resampling.BICUBIC, fillcolor=255)
    assert slanting_outlines(numpy.asarray(turned), DPI) == []


@pytest.mark.parametrize("font", ["LiberationSans-Bold.ttf", "LiberationSerif-Bold.ttf", "Carlito-Bold.ttf"])
@pytest.mark.parametrize("heading", ["§ 137", "§§ 12", "§ 1370", "§§ 137", "137 §", "Q 1234", "12 345,"])
def test_a_sign_that_hangs_below_its_line_makes_no_stamp(heading: str, font: str) -> None:
    image = _page()
    for left, size in ((250, 44), (1000, 56), (1700, 72)):
        ImageDraw.Draw(image).text((left, 1300), heading, font=_font(font, size), fill=0)
    assert slanting_outlines(numpy.asarray(image), DPI) == []


def test_a_page_that_slopes_as_a_whole_has_no_stamps() -> None:
    assert slanting_outlines(numpy.asarray(_page(slope=6.0)), DPI) == []


def test_a_line_that_a_slanting_stamp_comes_near_stays() -> None:
    image = _page()
    line = "registrator@example.se besvarar alla de frågor som ställs om detta avtal"
    ImageDraw.Draw(image).text((250, 1130), line, font=_font("LiberationSans-Regular.ttf", 46), fill=0)
    (stamp,) = find_stamps(numpy.asarray(_stamped(image.copy(), 6)), DPI)
    page = numpy.asarray(image)
    assert (without_stamp(page, stamp, DPI) == page).all()


def _ring(image: Any) -> Any:
    draw = ImageDraw.Draw(image)
    draw.ellipse((1500, 1100, 1980, 1580), outline=0, width=7)
    draw.ellipse((1580, 1180, 1900, 1500), outline=0, width=4)
    draw.text((1630, 1280), "INKOM", font=_font("LiberationSans-Bold.ttf", 56), fill=0)
    draw.text((1625, 1350), "2022-11-23", font=_font("LiberationMono-Bold.ttf", 36), fill=0)
    return image


def test_a_round_stamp_and_what_is_in_it_goes_and_a_line_that_reaches_in_stays() -> None:
    line = "Protokollet är justerat och anslaget på kommunens digitala tavla"
    plain = _page()
    ImageDraw.Draw(plain).text((250, 1210), line, font=_font("LiberationSans-Regular.ttf", 46), fill=0)
    page, printed = numpy.asarray(_ring(plain.copy())), numpy.asarray(plain)
    (stamp,) = find_stamps(page, DPI)
    assert stamp.round
    cleaned = without_stamp(page, stamp, DPI)
    assert (cleaned[1270:] > 200).mean() > 0.999
    letters = (printed < 128) & (numpy.indices(printed.shape)[1] < 1570)
    assert (cleaned[letters] < 128).mean() > 0.99


@pytest.mark.parametrize("form", ["ellipse", "square"])
def test_what_is_not_round_is_no_round_stamp(form: str) -> None:
    image = _page()
    draw = ImageDraw.Draw(image)
    if form == "ellipse":
        draw.ellipse((1400, 1150, 1980, 1480), outline=0, width=7)
    else:
        draw.rectangle((1500, 1120, 1900, 1520), outline=0, width=7)
    assert not any(stamp.round for stamp in find_stamps(numpy.asarray(image), DPI))
