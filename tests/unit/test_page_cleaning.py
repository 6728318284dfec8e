"""What is no text goes, what is text stays: holes, logos, initials, rules, stamps, pale print, spreads."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import cv2
import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.foreign_ink import part_foreign_ink
from pipeline.ocr.initials import without_initials
from pipeline.ocr.page_regions import page_regions
from pipeline.ocr.prepare import is_bilevel, prepare, stroke_width
from pipeline.ocr.stamps import find_stamps, set_below, tells_arrival, without_stamp
from pipeline.ocr.tesseract import OcrWord

DPI = 300


def _page(width: int = 1600, height: int = 1000) -> tuple[Any, Any]:
    """Return a page with four lines of letters as high as those of 11 pt, and what draws on it."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    for row in range(4):
        _letters(draw, 300, 400 + 60 * row, 30)
    return image, draw


def _letters(draw: Any, x: int, top: int, count: int, height: int = 30) -> None:
    for number in range(count):
        left = x + number * height
        draw.rectangle((left, top, left + height // 2, top + height), outline=0, width=max(4, height // 7))


def test_punch_holes_and_a_coat_of_arms_are_no_text() -> None:
    image, draw = _page()
    draw.ellipse((60, 300, 120, 360), fill=0)
    draw.polygon([(80, 60), (180, 60), (180, 130), (130, 180), (80, 130)], fill=0)
    cleaned = part_foreign_ink(numpy.asarray(image), DPI)[0]
    assert (cleaned[:380, :200] > 200).all()
    assert (cleaned[402, 300:316] < 50).all()


def test_initials_go_and_headings_stay() -> None:
    image, draw = _page()
    pen = [(80, 500), (95, 440), (110, 500), (125, 440), (140, 500)]
    for start, end in pairwise(pen):
        draw.line((*start, *end), fill=0, width=5)
    _letters(draw, 300, 250, 8, 60)
    cleaned = part_foreign_ink(numpy.asarray(image), DPI)[0]
    assert (cleaned[430:510, 60:160] > 200).all()
    assert (cleaned[253, 300:330] < 50).all()


@pytest.mark.parametrize("points", [20, 24, 32])
@pytest.mark.parametrize("heading", ["Sammanträdesprotokoll", "Hagby idrottsplats", "Förslag", "Bilaga 1"])
def test_the_one_letter_of_a_heading_that_reaches_below_its_line_stays(heading: str, points: int) -> None:
    image, draw = _page()
    font = ImageFont.truetype(font_path("DejaVuSans-Bold.ttf"), round(points * DPI / 72))
    draw.text((300, 150), heading, fill=0, font=font)
    pixels = numpy.asarray(image)
    cleaned = part_foreign_ink(pixels, DPI)[0]
    assert (cleaned[:390] == pixels[:390]).all()


def test_two_large_figures_alone_on_their_line_stay() -> None:
    image, draw = _page()
    _letters(draw, 300, 200, 2, 66)
    cleaned = part_foreign_ink(numpy.asarray(image), DPI)[0]
    assert (cleaned[203, 300:330] < 50).all()
    assert (cleaned[203, 370:395] < 50).all()


def test_a_letter_that_reaches_below_its_line_stays() -> None:
    image, draw = _page()
    draw.line((285, 700, 285, 760, 270, 765), fill=0, width=4)
    _letters(draw, 300, 700, 10)
    cleaned = part_foreign_ink(numpy.asarray(image), DPI)[0]
    assert (cleaned[705:755, 285] < 50).all()


def test_a_name_that_a_signature_crosses_keeps_its_letters() -> None:
    image, draw = _page()
    _letters(draw, 300, 720, 12)
    curve = [(260 + 3 * step, 735 + 70 * numpy.sin(step / 9)) for step in range(90)]
    draw.line(curve, fill=0, width=4)
    cleaned = part_foreign_ink(numpy.asarray(image), DPI)[0]
    tops = [(cleaned[721:724, 302 + 30 * number : 313 + 30 * number] < 100).mean() for number in range(12)]
    assert min(tops) > 0.9
    assert (cleaned[650:710] > 200).all()
    assert (cleaned[770:820] > 200).all()


def test_a_thin_rule_of_a_black_and_white_scan_goes_though_it_is_pale_and_broken() -> None:
    image, draw = _page()
    draw.line((200, 850, 1400, 854), fill=0, width=2)
    for x in range(260, 1400, 97):
        draw.rectangle((x, 840, x + 6, 860), fill=255)
    ragged = numpy.asarray(image)
    cleaned = part_foreign_ink(prepare(ragged, DPI, bilevel=True).image, DPI)[0]
    assert (cleaned[840:865] < 150).sum() < 30


def test_a_black_and_white_scan_is_one_also_after_it_was_turned() -> None:
    image, _draw = _page()
    pixels = numpy.asarray(image)
    turned = cv2.warpAffine(
        pixels, cv2.getRotationMatrix2D((800, 500), 1.0, 1.0), (1600, 1000), borderValue=255
    )
    assert is_bilevel(pixels)
    assert prepare(turned, DPI, bilevel=is_bilevel(pixels)).bilevel


def test_pale_print_becomes_dark_and_dark_print_stays_as_it_is() -> None:
    image, _draw = _page()
    pixels = numpy.asarray(image).astype(numpy.float32)
    noise = numpy.random.default_rng(1).normal(0, 2, pixels.shape)
    pale = (140 + pixels / 255 * 100 + noise).clip(0, 255).astype(numpy.uint8)
    dark = (40 + pixels / 255 * 200 + noise).clip(0, 255).astype(numpy.uint8)
    for page in (pale, dark):
        ready = prepare(page, DPI).image
        assert numpy.median(ready[402, 302:314]) < 80
        assert numpy.median(ready[300]) > 245


@pytest.mark.parametrize("slope", [6, 0, -4])
def test_a_framed_stamp_is_levelled_and_set_below_the_page(slope: int) -> None:
    image, _draw = _page()
    imprint = Image.new("L", (420, 180), 255)
    pen = ImageDraw.Draw(imprint)
    pen.rectangle((10, 10, 409, 169), outline=0, width=5)
    _letters(pen, 60, 70, 9)
    image.paste(imprint.rotate(slope, expand=True, fillcolor=255), (900, 60))
    pixels = numpy.asarray(image)
    (stamp,) = find_stamps(pixels, DPI)
    assert stamp.slanting is (slope != 0)
    rows = (stamp.picture < 128).any(axis=1)
    assert 28 <= rows.sum() <= 38  # one level line of letters and no frame
    assert (without_stamp(pixels, stamp, DPI)[:350] == 255).all()
    longer, (strip,) = set_below(pixels, [stamp])
    assert longer.shape[0] == pixels.shape[0] + stamp.picture.shape[0]
    word = _word("INKOM", top=strip.top + stamp.picture.shape[0] // 2)
    assert 60 <= strip.home(word).top <= 300


def test_a_table_and_its_cells_are_no_stamps() -> None:
    image, draw = _page()
    for x in (200, 500, 800):
        draw.line((x, 60, x, 240), fill=0, width=4)
    for y in (60, 120, 180, 240):
        draw.line((200, y, 800, y), fill=0, width=4)
    assert find_stamps(numpy.asarray(image), DPI) == []


def _word(text: str, confidence: float = 0.9, top: int = 10) -> OcrWord:
    return OcrWord(
        text=text, left=5, top=top, width=40, height=30, confidence=confidence, block=1, paragraph=1, line=1
    )


def test_only_legible_words_of_an_arrival_are_read_from_a_frame() -> None:
    assert tells_arrival([_word("INKOM"), _word("2031-03-12")])
    assert not tells_arrival([_word("INKOM", 0.3), _word("2031-03-12", 0.2)])
    assert not tells_arrival([_word("Postadress")])
    assert not tells_arrival([])


def test_what_is_stamped_on_the_way_out_and_a_date_without_a_frame_are_no_arrival() -> None:
    date, copy = _word("2022-11-23"), _word("KOPIA")
    assert tells_arrival([date])
    assert not tells_arrival([copy, date])
    assert not tells_arrival([date], framed=False)
    assert tells_arrival([_word("INKOM"), date], framed=False)


def test_two_pages_side_by_side_are_read_one_after_the_other() -> None:
    image = Image.new("L", (3400, 2200), 255)
    draw = ImageDraw.Draw(image)
    for row in range(12):
        for x in (200, 1900):
            _letters(draw, x, 300 + 70 * row, 42)
    left, right = (region.box for region in page_regions(numpy.asarray(image), DPI))
    assert left.x1 == right.x0
    assert 1500 < left.x1 < 1900
    for row in range(12):
        draw.rectangle((200, 312 + 70 * row, 3200, 318 + 70 * row), fill=0)
    assert len(page_regions(numpy.asarray(image), DPI)) == 1


def test_initials_are_left_out_and_what_is_printed_below_the_label_is_kept() -> None:
    foot = [
        *(_word(text, top=900) for text in ("Justerandes", "signatur")),
        *(_word(text, 0.7, top=960) for text in ("NN", "MW", "Utdragsbestyrkande", "12")),
    ]
    assert [word.text for word in without_initials(foot, 1100)[2:]] == ["Utdragsbestyrkande", "12"]
    assert without_initials(foot, 2000) == foot


@pytest.mark.parametrize(
    "labels", [("Ordförandes", "signatur"), ("Justerarnas", "sign."), ("Utdragsbestyrkande",)]
)
def test_initials_below_any_of_the_labels_at_the_foot_are_left_out(labels: tuple[str, ...]) -> None:
    foot = [*(_word(text, 0.97, top=900) for text in labels), _word("TT", 0.9, top=940)]
    assert [word.text for word in without_initials(foot, 1100)] == list(labels)


@pytest.mark.parametrize("top", [890, 940])
def test_tall_initials_beside_and_below_a_label_are_left_out_however_sure(top: int) -> None:
    labels = [_word("Justerandes", 0.97, top=900), _word("signatur", 0.97, top=900)]
    written, printed = _word("EE", 1.0, top=top), _word("ÅSA", 0.97, top=top)
    written = replace(written, height=2 * labels[0].height)
    assert without_initials([*labels, written, printed], 1100) == [*labels, printed]


def test_short_unsure_words_of_a_printed_line_are_no_initials() -> None:
    label, line = _word("Utdragsbestyrkande", top=900), [("Sida", 0.8), ("av", 0.8), ("protokollet", 0.97)]
    foot = [label, *(_word(text, confidence, top=940) for text, confidence in line)]
    assert without_initials(foot, 1100) == foot


@pytest.mark.parametrize(("stroke", "darker"), [(3, True), (12, False)])
def test_print_grown_thin_on_a_copy_of_a_copy_is_darkened_and_thick_print_is_not(
    stroke: int, darker: bool
) -> None:
    image, draw = _page()
    for x in range(300, 1200, 60):
        draw.rectangle((x, 100, x + 40, 140), outline=0, width=stroke)
    draw.rectangle((1300, 100, 1340, 140), fill=170)  # what is left of a dot
    for x, y in numpy.random.default_rng(3).integers(20, 980, (300, 2)):
        draw.point((int(x) * 3 // 2, int(y)), fill=60)
    if stroke > 5:
        draw.rectangle((300, 400, 1300, 640), fill=0)
    grey = (numpy.asarray(image) * 0.9).astype(numpy.uint8)
    ready = prepare(grey, DPI).image
    assert bool(ready[120, 1320] < 120) is darker
    assert (stroke_width(grey) < 5) is darker
