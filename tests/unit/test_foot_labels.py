"""Labels at the foot that initials are written across are read by the second reader."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy
import pytest

from pipeline.ocr.foot_labels import read_foot_labels
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.tesseract import OcrWord

IMAGE = numpy.full((1000, 800), 255, numpy.uint8)


def _word(text: str, left: int, width: int, confidence: float = 0.95, height: int = 20) -> OcrWord:
    return OcrWord(
        text=text,
        left=left,
        top=940,
        width=width,
        height=height,
        confidence=confidence,
        block=1,
        paragraph=1,
        line=1,
    )


BESIDE = _word("Utdragsbestyrkande", 500, 180)
SIGN = _word("sign", 210, 40)
COVERED = _word("NY", 90, 110, 0.05, 50)


def _reader(text: str) -> Any:
    def read(pictures: Sequence[Any]) -> list[Reading]:
        return [Reading(text=text, confidences=(0.4,) * len(text)) for _picture in pictures]

    return read


@pytest.mark.parametrize(
    ("seen", "label"),
    [
        ("Jusgrandep sign", "Justerandes sign"),
        ("Ordfirndes sign", "Ordförandes sign"),
        ("Justerandes signaturer", "Justerandes signaturer"),
    ],
)
def test_a_label_beside_its_sign_is_made_out(seen: str, label: str) -> None:
    words = [COVERED, SIGN, BESIDE]
    found = read_foot_labels(words, words, IMAGE, _reader(seen))
    assert [word.text for word in found] == [*label.split(), "Utdragsbestyrkande"]
    assert found[0].left == COVERED.left


def test_a_label_that_nothing_is_left_of() -> None:
    found = read_foot_labels([BESIDE], [COVERED, BESIDE], IMAGE, _reader("Justerndes sign"))
    assert [word.text for word in found] == ["Justerandes", "sign", "Utdragsbestyrkande"]


def test_what_has_few_of_a_labels_letters_is_not_believed() -> None:
    words = [COVERED, SIGN, BESIDE]
    assert read_foot_labels(words, words, IMAGE, _reader("Gun Alm sign")) == words


@pytest.mark.parametrize(
    "word",
    [
        replace(COVERED, confidence=0.9),
        replace(COVERED, top=500),
        replace(COVERED, width=30),
        replace(COVERED, line=2),
    ],
    ids=["sure", "not at the foot", "too narrow", "another line"],
)
def test_elsewhere_no_label_is_looked_for(word: OcrWord) -> None:
    words = [word, SIGN, BESIDE]
    assert read_foot_labels(words, words, IMAGE, _reader("Justerandes sign")) == words


@pytest.mark.parametrize(
    "read",
    [
        [_word("Justerandes", 90, 110), _word("ugn", 210, 40)],
        [_word("Justera", 90, 70), _word("c", 165, 10, 0.3), _word("Äfignatur", 180, 80, 0.4)],
    ],
)
def test_a_label_that_initials_cross_anywhere_is_read_again(read: list[OcrWord]) -> None:
    words = [*read, BESIDE]
    found = read_foot_labels(words, words, IMAGE, _reader("Justerandes signatur"))
    assert [word.text for word in found] == ["Justerandes", "signatur", "Utdragsbestyrkande"]


def test_a_label_that_was_read_is_not_read_again() -> None:
    words = [_word("Justerandes", 90, 110), SIGN, BESIDE]

    def never(pictures: Sequence[Any]) -> list[Reading]:
        raise AssertionError(len(pictures))

    assert read_foot_labels(words, words, IMAGE, never) == words
