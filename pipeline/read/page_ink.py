"""Look whether a page image shows print: letters standing in rows, told from pictures, rules and dust."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy

from pipeline.read.ink_pieces import ink_pieces
from schemas.geometry import Box

INK_DPI = 120
"""Resolution to look at: letters are 8 to 25 pixels high, and rendering costs a sixth of 300 dpi."""

# In inches: from the x-height of small print to the capitals of a heading.
_LETTER_FROM, _LETTER_TO = 0.032, 0.24
_LETTERS_IN_A_ROW = 8
# Darker than the paper around by this share.
_CONTRAST = 0.82
FAINT = 0.93
"""So much darker than the paper is the print of a scan that can hardly be seen."""
# And by so many of 255 shades: in the dark parts of a picture one shade is a large share.
_LEAST_SHADES = 12
_PAPER_INCHES = 0.25


def printed_letters(grey: Any, dpi: int, covered: Sequence[Box] = (), contrast: float = _CONTRAST) -> int:
    """Return about how many letters stand in rows, upright or sideways, outside the boxes `covered`.

    `grey`: a page image of `dpi`, dark on light; best at `INK_DPI`. `covered`: in points, as displayed.
    `contrast`: what counts as ink is darker than this share of the paper around it.
    """
    if dpi > 1.5 * INK_DPI:
        scale = INK_DPI / dpi
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        dpi = INK_DPI
    size = max(3, round(_PAPER_INCHES * dpi)) | 1
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, numpy.ones((size, size), numpy.uint8))
    darkest = numpy.minimum(contrast * paper.astype(numpy.float32), paper - float(_LEAST_SHADES))
    ink = (grey < darkest).astype(numpy.uint8)
    points = dpi / 72
    for box in covered:
        x0, top, x1, bottom = (round(edge * points) for edge in box)
        ink[max(0, top - 2) : max(0, bottom + 2), max(0, x0 - 2) : max(0, x1 + 2)] = 0
    _labels, found = ink_pieces(ink)
    left, top, width, height, area = (found[1:, column] for column in range(5))
    low, high = _LETTER_FROM * dpi, _LETTER_TO * dpi
    # Letters that touch make one long piece; a piece that fills its box is a block, a rule or a dot.
    upright = (height >= low) & (height <= high) & (width <= 8 * height) & (area < 0.9 * width * height)
    lying = (width >= low) & (width <= high) & (height <= 8 * width) & (area < 0.9 * width * height)
    return max(
        _in_rows(top[upright], height[upright], width[upright]),
        _in_rows(left[lying], width[lying], height[lying]),
    )


def is_picture(grey: Any) -> bool:
    """Return whether a third of the image is neither paper nor ink: a photograph, with grain in rows."""
    small = grey[:: max(1, grey.shape[0] // 500), :: max(1, grey.shape[1] // 500)]
    paper = float(numpy.percentile(small, 95))
    return float(((small > _DARK * paper) & (small < _PALE * paper)).mean()) > _TONES


_DARK, _PALE, _TONES = 0.25, 0.8, 0.33


def _in_rows(start: Any, size: Any, length: Any) -> int:
    """Count the letters of rows in which enough pieces of like size stand on one line."""
    if len(start) < _LETTERS_IN_A_ROW:
        return 0
    order = numpy.argsort(start + size)
    feet, size, length = (start + size)[order], size[order], length[order]
    letters = 0
    at = 0
    while at < len(feet):
        middle = float(numpy.median(size[at : at + _LETTERS_IN_A_ROW]))
        end = int(numpy.searchsorted(feet, feet[at] + max(2.0, 0.35 * middle), side="right"))
        row = slice(at, end)
        usual = float(numpy.median(size[row]))
        alike = (size[row] > 0.5 * usual) & (size[row] < 2.0 * usual)
        if int(alike.sum()) >= _LETTERS_IN_A_ROW:
            letters += int(numpy.maximum(1, numpy.round(length[row][alike] / (0.7 * usual))).sum())
        at = end
    return letters
