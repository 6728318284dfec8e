"""A number in doubt has as many figures as it has glyphs; signs where the paper is bare are none."""

from dataclasses import replace

import numpy
import pytest

from pipeline.ocr.combine_readers import Doubt
from pipeline.ocr.figure_counts import count_figures
from pipeline.ocr.image_to_tokens import combine_readings
from pipeline.ocr.second_reading import ReadTwice
from pipeline.ocr.tesseract import OcrWord

WORD = OcrWord(
    text="1199", left=100, top=40, width=112, height=30, confidence=0.4, block=1, paragraph=1, line=1
)


def _read(text: str, other: str, glyphs: int) -> tuple[str, str]:
    image = numpy.full((120, 600), 255, numpy.uint8)
    for place in range(glyphs):
        image[40:70, 100 + 24 * place : 118 + 24 * place] = 20
    word = replace(WORD, text=text, width=24 * glyphs - 6)
    read = count_figures(ReadTwice(words=[word], doubts=[Doubt(word=word, other=other)]), image)
    return read.words[0].text, read.doubts[0].other


@pytest.mark.parametrize(
    ("text", "other", "glyphs", "right"),
    [("1199", "11 199", 5, "11199"), ("1199", "11 199", 4, "1199"), ("1199", "1 9", 5, "1199")],
)
def test_the_reading_with_as_many_figures_as_glyphs_is_kept(
    text: str, other: str, glyphs: int, right: str
) -> None:
    assert _read(text, other, glyphs)[0] == right


def test_it_stays_in_doubt_and_what_may_be_a_section_sign_is_left_to_its_measure() -> None:
    assert _read("1199", "11 199", 5)[1] == "1199"
    assert _read("821", "21", 2)[0] == "821"


def test_a_dash_where_the_paper_is_bare_is_none() -> None:
    image = numpy.full((120, 600), 255, numpy.uint8)
    image[54:57, 20:40] = 20
    image[40:70, 100:118] = 20
    mark = replace(WORD, text="–", left=20, top=52, width=20, height=7)
    bare = replace(WORD, text="—", left=60, top=40, width=12, height=40)
    number = replace(WORD, text="1", width=18)
    read = combine_readings([mark, bare, number], image, None, None)
    assert [word.text for word in read.words] == ["–", "1"]
