"""Tell by measure what readers confuse: hyphens from dashes, ½ from 1/2."""

import re
from collections.abc import Sequence
from typing import Any

import cv2
import numpy

_DASHES = "-–—"
# Width in heights of a digit. Measured in eight fonts: hyphens .25-.40, en dashes .55-.80, em dashes 1.1-1.6.
_EN_DASH_FROM, _EM_DASH_FROM = 0.45, 1.05
_DASH_IN_NUMBERS = re.compile(r"^\W*[-–—]+\W*$|\d[-–—]+|[-–—]+\d")
# How the second reader spells 2½: `21/2`, `21½/2`, `2½/`, `2½2`.
_FRACTION = re.compile(r"(\(?\d*?)(1/2|1½/2|½/2|½/|½2|1½|½)([.,;:)]*)")
# Advance widths in heights of a digit.
_DIGIT_WIDTH, _SLASH_WIDTH, _FRACTION_WIDTH = 0.78, 0.45, 1.2


def correct_dashes(text: str, picture: Any, digit_height: float) -> str:
    """Return `text` with each dash that stands with numbers or alone as wide as it is on the picture.

    The picture shows the word alone. Where the dashes seen are not as many as those read, nothing
    is changed.
    """
    if not _DASH_IN_NUMBERS.search(text):
        return text
    read = re.findall(rf"[{_DASHES}]+", text)
    seen = _dash_widths(picture, digit_height)
    if len(seen) != len(read):
        return text
    widths = iter(seen)
    return re.sub(rf"[{_DASHES}]+", lambda _dash: _dash_of(next(widths)), text)


def _dash_of(width: float) -> str:
    return "-" if width < _EN_DASH_FROM else "–" if width < _EM_DASH_FROM else "—"


def _dash_widths(picture: Any, digit_height: float) -> list[float]:
    """Return the widths of the dashes on the picture, from left to right, in heights of a digit."""
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(
        (picture < _ink_level(picture)).astype(numpy.uint8), connectivity=8
    )
    tall = [height for _x, _y, _width, height, _area in stats[1:].tolist() if height > 0.5 * picture.shape[0]]
    if tall:  # the digits beside it are the better measure
        digit_height = float(numpy.median(tall))
    dashes = []
    for x, y, width, height, area in stats[1:].tolist():
        flat = height <= 0.28 * digit_height and width >= 1.6 * height and area >= 0.55 * width * height
        if flat and 0.2 * digit_height <= width <= 2.0 * digit_height and y > 0.15 * picture.shape[0]:
            dashes.append((x, _inked_width(picture, x, y, width, height)))
    return [width / digit_height for _x, width in sorted(dashes)]


def _inked_width(picture: Any, x: int, y: int, width: int, height: int) -> float:
    """Return the width of a dash from its ink, which blur spreads but does not lessen."""
    rows = picture[max(0, y - 1) : y + height + 1, max(0, x - 3) : x + width + 3]
    depth = 255.0 - rows.min(axis=0).astype(numpy.float64)
    return float(depth.sum() / max(1.0, depth.max()))


def _ink_level(picture: Any) -> float:
    """Return the grey level half way between ink and paper: thin dashes are pale on a poor copy."""
    return min(200.0, (float(numpy.percentile(picture, 2)) + 255) / 2 + 15) if picture.size else 150.0


def read_fraction(text: str, width_px: float, digit_height: float) -> str:
    """Return a word that a reader spells with a half as it must be printed to be as wide as it is.

    >>> read_fraction("21/2", 40, 22), read_fraction("21/2", 61, 22), read_fraction("171½/2", 60, 22)
    ('2½', '21/2', '17½')
    """
    found = _FRACTION.fullmatch(text)
    if found is None or digit_height <= 0:
        return text
    before, end = found.group(1), found.group(3)
    digits = len(before) * _DIGIT_WIDTH + len(end) * 0.4
    widths = {
        f"{before}½{end}": digits + _FRACTION_WIDTH,
        f"{before}1½{end}": digits + _FRACTION_WIDTH + _DIGIT_WIDTH,
        f"{before}1/2{end}": digits + 2 * _DIGIT_WIDTH + _SLASH_WIDTH,
    }
    if "1½" not in found.group(2):
        del widths[f"{before}1½{end}"]
    if "½" in found.group(2):
        del widths[f"{before}1/2{end}"]
    return min(widths, key=lambda form: abs(widths[form] - width_px / digit_height))


def digit_height_of(heights: Sequence[int], extent: int) -> float:
    """Return the height of digits on a line: of words that hold some, else from the line's extent."""
    return float(numpy.median(heights)) if heights else 0.62 * extent
