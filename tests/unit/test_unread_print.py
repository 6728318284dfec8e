"""What the first reader overlooked on a line is read; what it read twice is read once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path
from pipeline.ocr.combine_readers import DOUBTFUL
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.second_reading import ReadTwice
from pipeline.ocr.tesseract import OcrWord
from pipeline.ocr.unread_print import doubt_lone_figures, overlooked, without_doubles


def _page(*extra: tuple[str, int, int]) -> tuple[list[OcrWord], Any]:
    """Return two lines that were read, and an image that has print more, at the given places."""
    image = Image.new("L", (1600, 1000), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(font_path("LiberationSans-Regular.ttf")), 44)
    words = []
    for row, line in enumerate(("Bergunda kommun", "Kommunfullmäktige")):
        for text in line.split():
            left = 120 + 300 * line.split().index(text)
            draw.text((left, 100 + 80 * row), text, font=font, fill=0)
            box = draw.textbbox((left, 100 + 80 * row), text, font)
            words.append(
                OcrWord(
                    text=text,
                    left=round(box[0]),
                    top=round(box[1]),
                    width=round(box[2] - box[0]),
                    height=round(box[3] - box[1]),
                    confidence=0.95,
                    block=1,
                    paragraph=1,
                    line=row,
                )
            )
    for text, left, top in extra:
        draw.text((left, top), text, font=font, fill=0)
    return words, numpy.asarray(image)


def _reader(text: str, sure: float = 0.97) -> Any:
    def read(pictures: Sequence[Any]) -> list[Reading]:
        return [Reading(text=text, confidences=(sure,) * len(text)) for _picture in pictures]

    return read


@pytest.mark.parametrize("text", ["20", "X", "14(25)"])
def test_a_page_number_or_a_cross_far_to_the_right_is_read_on_its_line(text: str) -> None:
    words, image = _page((text, 1300, 100))
    found = overlooked(words, image, _reader(text))
    assert [word.text for word in found] == ["Bergunda", "kommun", text, "Kommunfullmäktige"]
    assert abs(found[2].left - 1300) < 12


def test_nothing_is_looked_for_where_all_was_read() -> None:
    words, image = _page()
    assert overlooked(words, image, _reader("20")) == words


@pytest.mark.parametrize(
    ("extra", "reader"),
    [
        (("20", 1300, 100), _reader("20", 0.6)),
        (("e", 1300, 100), _reader("e")),
        (("20", 1300, 600), _reader("20")),
        (("20", 1300, 930), _reader("20")),
    ],
    ids=["unsure", "a lone letter", "level with nothing", "at the foot"],
)
def test_what_is_not_surely_print_is_left_out(extra: tuple[str, int, int], reader: Any) -> None:
    words, image = _page(extra)
    assert overlooked(words, image, reader) == words


def test_nothing_is_looked_for_where_a_pen_wrote() -> None:
    words, image = _page(("20", 1300, 100))
    assert overlooked(words, image, _reader("20"), pen=[(1280, 90, 100, 60)]) == words


def test_an_unsure_word_within_a_sure_one_of_another_line_was_read_twice() -> None:
    words, _image = _page()
    sure = words[2]
    again = replace(sure, text="munfull", left=sure.left + 40, width=120, confidence=0.33, line=7)
    assert without_doubles([*words, again]) == words
    beside = replace(again, left=sure.left + sure.width + 20)
    assert without_doubles([*words, beside]) == [*words, beside]
    assert without_doubles([*words, replace(again, confidence=0.8)])[-1].confidence == 0.8


@pytest.mark.parametrize(("text", "in_doubt"), [("20", True), ("X", False)])
def test_a_figure_that_one_reader_alone_saw_is_in_doubt(text: str, in_doubt: bool) -> None:
    words, image = _page((text, 1300, 100))
    found = overlooked(words, image, _reader(text))
    added = [word for word in found if word not in words]
    sure = [replace(word, confidence=0.97) for word in found]  # as two readers agreeing would leave them
    read = doubt_lone_figures(ReadTwice(words=sure, doubts=[]), added)
    assert [doubt.word.text for doubt in read.doubts] == ([text] if in_doubt else [])
    assert [word.text for word in read.words if word.confidence == DOUBTFUL] == ([text] if in_doubt else [])
