"""What is read in the dust of a margin goes; labels, signs and what both readers see stay."""

from collections.abc import Sequence
from typing import Any

import numpy
import pytest

from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.margin_dust import without_margin_dust
from pipeline.ocr.tesseract import OcrWord

_IMAGE: Any = numpy.full((1200, 900), 255, dtype=numpy.uint8)


def _word(text: str, left: int, top: int, confidence: float = 0.95) -> OcrWord:
    return OcrWord(
        text=text, left=left, top=top, width=12 * len(text), height=20, confidence=confidence,
        block=1, paragraph=1, line=top,
    )  # fmt: skip


_TEXT = [_word("nämnden", 200 + 100 * (number % 4), 100 + 30 * (number // 4)) for number in range(40)]


def _left(margin: list[OcrWord], seen: str) -> list[str]:
    def second(pictures: Sequence[Any]) -> list[Reading]:
        return [Reading(text=seen, confidences=(0.6,) * len(seen)) for _ in pictures]

    kept = without_margin_dust([*margin, *_TEXT], _IMAGE, second)
    return [word.text for word in kept if word not in _TEXT]


def test_an_unsure_word_in_the_margin_that_one_reader_sees_is_dust() -> None:
    assert _left([_word("ACK", 60, 160, 0.3)], ":.") == []


@pytest.mark.parametrize(
    ("word", "seen"),
    [
        (_word("Paragraf", 60, 160, 0.3), "Paragraf"),  # both see it
        (_word("Paragraf", 60, 160, 0.9), ":."),  # the first is sure
        (_word("Paragraf", 300, 160, 0.3), ":."),  # within the text
        (_word("$12", 60, 160, 0.3), "§ 12"),
        (_word("e", 60, 160, 0.3), "•"),
        (_word("i", 60, 160, 0.3), ":."),  # one lone letter
    ],
)
def test_print_beside_the_text_stays(word: OcrWord, seen: str) -> None:
    assert _left([word], seen) == [word.text]


def test_lone_letters_among_much_dust_go_with_it() -> None:
    margin = [_word(text, 60, 160 + 40 * row, 0.3) for row, text in enumerate(("ACK", "Vi", "rå", "i", "4"))]
    assert _left(margin, ":.") == ["4"]
