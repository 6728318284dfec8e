"""Signatures leave no words behind, and the printed names that they run through are read whole."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.signatures import find_signatures, part_signatures, without_remains
from pipeline.ocr.tesseract import OcrWord

DPI = 300
PEN = (600, 380, 1000, 460)


def _page() -> Any:
    image = Image.new("L", (1600, 900), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(font_path("LiberationSerif-Regular.ttf")), 46)
    draw.text((300, 300), "Ordförande och justerande, protokoll", font=font, fill=0)
    draw.text((300, 460), "Pernilla Svensson-Falk (BoP)", font=font, fill=0)
    return image


def _signed(image: Any) -> tuple[Any, Any]:
    """Return the page with a pen's stroke, and the same with the stroke taken off but for two odd ends."""
    cleaned, page = image.copy(), image.copy()
    left, top, _right, bottom = PEN
    pen = ImageDraw.Draw(page)
    for step in range(4):
        x = left + 100 * step
        pen.line([(x, bottom), (x + 60, top), (x + 100, bottom)], fill=0, width=6)
    rest = ImageDraw.Draw(cleaned)
    for x, y in ((640, 398), (830, 431)):
        rest.line([(x, y + 19), (x + 15, y), (x + 26, y + 14)], fill=0, width=6)
    pixels = numpy.asarray(page).copy(), numpy.asarray(cleaned).copy()
    pixels[0][pixels[1] < 200] = 0
    return pixels


def _blots(page: Any, cleaned: Any) -> Any:
    return ((page < 160) & (cleaned > 250)).astype(numpy.uint8)


def _word(text: str, left: int, width: int, confidence: float, top: int = 462) -> OcrWord:
    return OcrWord(
        text=text,
        left=left,
        top=top,
        width=width,
        height=46,
        confidence=confidence,
        block=1,
        paragraph=1,
        line=top,
    )


class _Reader:
    """Says the same of every picture and remembers how wide they were."""

    def __init__(self, text: str, sure: float = 0.97) -> None:
        self.text, self.sure = text, sure
        self.widths: list[int] = []

    def __call__(self, pictures: Sequence[Any]) -> list[Reading]:
        self.widths += [picture.shape[1] for picture in pictures]
        return [Reading(text=self.text, confidences=(self.sure,) * len(self.text)) for _ in pictures]


def test_ends_of_a_signature_go_and_print_about_them_stays() -> None:
    page, cleaned = _signed(_page())
    swept = without_remains(cleaned, find_signatures(_blots(page, cleaned), DPI), DPI)
    assert (swept[380:458, 600:1000] > 200).all()
    printed = numpy.asarray(_page())
    assert (swept[(printed < 160)] < 160).all()


def test_a_page_without_signatures_is_left_as_it_is() -> None:
    page = numpy.asarray(_page())
    assert without_remains(page, find_signatures(_blots(page, page), DPI), DPI) is page


def test_a_signature_at_the_corner_of_a_page_of_odd_size() -> None:
    page, cleaned = _signed(_page())
    page, cleaned = page[:455, :985], cleaned[:455, :985]
    assert find_signatures(_blots(page, cleaned), DPI).boxes


@pytest.fixture
def crossed() -> tuple[Any, Any, Any]:
    """A name that a pen runs through: page, what is left when the pen's ink is off, and where it wrote."""
    image = _page()
    draw = ImageDraw.Draw(image)
    for x in range(500, 900, 50):
        draw.line([(x, 510), (x + 25, 400), (x + 50, 510)], fill=0, width=6)
    page = numpy.asarray(image)
    cleaned = page.copy()
    cleaned[395:520, 490:910] = 255
    return page, cleaned, find_signatures(_blots(page, cleaned), DPI)


def test_a_crossed_name_is_read_as_it_was_printed(crossed: tuple[Any, Any, Any]) -> None:
    words = [_word("Pernil", 300, 190, 0.9)]
    read, image = part_signatures(words, *crossed, _Reader("Pernilla Svensson-Falk"))
    assert [word.text for word in read] == ["Pernilla", "Svensson-Falk"]
    assert all(word.confidence < 0.7 for word in read)
    assert (image[470:500, 500:900] == crossed[0][470:500, 500:900]).all()


def test_a_label_that_initials_cover_is_explained_by_its_sure_word(crossed: tuple[Any, Any, Any]) -> None:
    words = [_word("NY", 300, 120, 0.3), _word("sign", 440, 60, 0.97)]
    read, _image = part_signatures(words, *crossed, _Reader("Justerandes sign"))
    assert [word.text for word in read] == ["Justerandes", "sign"]


def test_dots_that_only_the_first_reader_saw_are_kept(crossed: tuple[Any, Any, Any]) -> None:
    words = [_word("Chris", 300, 100, 0.9), _word("önn", 440, 60, 0.7)]
    read, _image = part_signatures(words, *crossed, _Reader("Christer Ronnback"))
    assert [word.text for word in read] == ["Christer", "Rönnback"]


@pytest.mark.parametrize(
    ("other", "sure"),
    [("Roll Israelsson", 0.97), ("Pernilla Svensson", 0.5), ("Per", 0.99), ("Pernilla 7", 0.97)],
    ids=["something else", "unsure", "shorter", "another figure"],
)
def test_what_does_not_explain_the_letters_is_not_believed(
    crossed: tuple[Any, Any, Any], other: str, sure: float
) -> None:
    words = [_word("Pernil", 300, 190, 0.9)]
    read, image = part_signatures(words, *crossed, _Reader(other, sure))
    assert read == words
    assert image is crossed[1]


def test_where_nothing_sure_was_left_the_pen_wrote_what_is_read(crossed: tuple[Any, Any, Any]) -> None:
    left = [_word("Hann", 300, 190, 0.33)]
    assert part_signatures(left, *crossed, _Reader("Hanna Gyllenäng"))[0] == []


def test_an_unsure_word_taller_than_the_page_s_is_the_pens_though_two_readers_see_it_alike(
    crossed: tuple[Any, Any, Any],
) -> None:
    print_ = [_word("Justerande", 1100, 190, 0.97, top=700 + 80 * row) for row in range(3)]
    tall = replace(_word("lstrom", 600, 200, 0.3, top=405), height=2 * print_[0].height)
    assert part_signatures([*print_, tall], *crossed, _Reader("lstrom"))[0] == print_


def test_words_that_two_readers_see_quite_otherwise_are_the_pens(crossed: tuple[Any, Any, Any]) -> None:
    written = _word("SSGLCN", 600, 200, 0.02, top=405)
    read, _image = part_signatures([written], *crossed, _Reader("onarmen"))
    assert read == []


def test_damaged_print_that_two_readers_see_alike_stays(crossed: tuple[Any, Any, Any]) -> None:
    printed = _word("Treress", 600, 200, 0.1, top=405)
    read, _image = part_signatures([printed], *crossed, _Reader("Teress"))
    assert read == [printed]


def test_an_unsure_word_beside_a_sure_one_stays(crossed: tuple[Any, Any, Any]) -> None:
    printed = [_word("Stig", 520, 80, 0.97, top=405), _word("Holmström", 620, 200, 0.09, top=405)]
    assert part_signatures(printed, *crossed, _Reader("annat"))[0] == printed


def test_unsure_words_elsewhere_are_not_asked_about(crossed: tuple[Any, Any, Any]) -> None:
    reader = _Reader("annat")
    elsewhere = _word("SSGLCN", 1200, 200, 0.02, top=700)
    assert part_signatures([elsewhere], *crossed, reader)[0] == [elsewhere]
    assert reader.widths == []
