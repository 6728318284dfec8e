"""Which regions of a page are running text, so that their layout need not be looked for."""

from typing import Any

import cv2
import numpy
import pytest

from pipeline.ocr.page_regions import is_prose

LINE = "Namnden godkanner avtalet om samverkan med"


def sheet(*lines: tuple[int, str], scale: float = 1.0) -> Any:
    """Return a grey page of 100 dpi with lines at the given left edges, one a row."""
    image = numpy.full((60 + 30 * len(lines), 900), 255, numpy.uint8)
    for row, (left, text) in enumerate(lines):
        for part in text.split("|"):
            cv2.putText(
                image, part, (left, 40 + 30 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6 * scale, 0, 1, cv2.LINE_AA
            )
            left += 480
    return image


def test_lines_of_one_size_each_alone_are_prose() -> None:
    assert is_prose(sheet(*[(40, LINE)] * 12), 100)


@pytest.mark.parametrize(
    "lines",
    [
        [(40, "Plats och tid|Kommunhuset")] * 12,
        [(40, LINE)] * 11 + [(40, "Ja|Nej")],
        [(40, LINE)] * 4,
    ],
    ids=["table", "one row with cells", "too few lines"],
)
def test_forms_tables_and_scraps_are_not(lines: list[tuple[int, str]]) -> None:
    assert not is_prose(sheet(*lines), 100)


def test_a_page_with_a_large_heading_is_not() -> None:
    large = sheet((40, LINE), scale=2.4)
    assert not is_prose(numpy.vstack([large, sheet(*[(40, LINE)] * 12)]), 100)
