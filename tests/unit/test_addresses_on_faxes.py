"""Addresses that readers of a fax cut in pieces, or read a letter too many in."""

from typing import Any

import numpy
import pytest

from pipeline.ocr.combine_readers import combine
from pipeline.ocr.line_measures import LineMeasure
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.points import join_addresses
from pipeline.ocr.second_reading import runs_of
from pipeline.ocr.tesseract import OcrWord

_BLANK: Any = numpy.full((100, 900), 255, dtype=numpy.uint8)


def _words(text: str, confidence: float = 0.9) -> list[OcrWord]:
    words, left = [], 100
    for part in text.split():
        words.append(
            OcrWord(
                text=part, left=left, top=50, width=20 * len(part), height=28, confidence=confidence,
                block=1, paragraph=1, line=1,
            )
        )  # fmt: skip
        left += 20 * len(part) + 12
    return words


def _combined(first: str, second: str, confidence: float = 0.9) -> str:
    reading = Reading(text=second, confidences=(1.0,) * len(second))
    return " ".join(word.text for word in combine(_words(first, confidence), reading).words)


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("till storvik 1309 foreningen.example.org om", "storvik 1309 foreningen.example.org"),
        ("av bjorn akerlund202 example.org.", "bjorn akerlund202 example.org."),
    ],
)
def test_an_address_whose_sign_is_misread_is_read_from_its_beginning(text: str, run: str) -> None:
    runs = [" ".join(word.text for word in found.words) for found in runs_of(_words(text)) if found.odd]
    assert run in runs


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("malm 12dexample.org,", "malm12@example.org,", "malm12@example.org,"),
        ("kontakt anna 12dexample.org", "kontaktanna12@example.org", "kontakt anna12@example.org"),
        ("fjallnas 1 8Pexample.org", "fjallnas18@example.org", "fjallnas18@example.org"),
    ],
)
def test_figures_before_the_sign_end_a_name(first: str, second: str, expected: str) -> None:
    assert _combined(first, second) == expected


def test_a_letter_that_an_unsure_reader_put_into_an_address_goes() -> None:
    first, second = "leylta.lindgardQexample.se", "leyla.lindgard@example.se"
    assert _combined(first, second, 0.25) == second
    assert _combined(first, second, 0.9) == "leylta.lindgard@example.se"


@pytest.mark.parametrize(
    ("text", "gap", "expected"),
    [
        ("karin@example. org.", 8, ["karin@example.org."]),
        ("karin@example. org.", 40, ["karin@example.", "org."]),
        ("karin@example.se. no", 8, ["karin@example.se.", "no"]),
    ],
)
def test_an_address_cut_behind_its_point_is_one_word(text: str, gap: int, expected: list[str]) -> None:
    words = _words(text)
    right = words[0].left + words[0].width
    words[1] = OcrWord(
        text=words[1].text, left=right + gap, top=50, width=60, height=28, confidence=0.9,
        block=1, paragraph=1, line=1,
    )  # fmt: skip
    measures = {(1, 1, 1): LineMeasure(height=24, bottom=74, slope=0)}
    assert [word.text for word in join_addresses(words, _BLANK, measures)] == expected
