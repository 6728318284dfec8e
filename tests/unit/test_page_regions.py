"""Which regions of a page are running text, so that their layout need not be looked for."""

from typing import Any

import cv2
import numpy
import pytest

from pipeline.ocr.page_regions import page_regions

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


def is_prose(image: Any) -> bool:
    """Return whether the page is one region, of running text."""
    regions = page_regions(image, 100)
    return len(regions) == 1 and regions[0].is_prose


def test_lines_of_one_size_each_alone_are_prose() -> None:
    assert is_prose(sheet(*[(40, LINE)] * 12))


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
    assert not is_prose(sheet(*lines))


def test_a_page_with_a_large_heading_is_not() -> None:
    large = sheet((40, LINE), scale=2.4)
    assert not is_prose(numpy.vstack([large, sheet(*[(40, LINE)] * 12)]))


def test_each_column_is_judged_by_its_own_lines() -> None:
    line, words = "Namnden godkanner avtalet|Namnden godkanner avtalet", "Ja|Nej"
    _head, *columns, _foot = page_regions(sheet(*[(40, line)] * 14), 100)
    assert [region.is_prose for region in columns] == [True, True]
    assert columns[0].box.x1 <= columns[1].box.x0
    assert not any(region.is_prose for region in page_regions(sheet(*[(40, words)] * 14), 100))
