"""Find columns of prose on a page image, so that each is read on its own."""

from typing import Any, NamedTuple

import numpy

from pipeline.ocr.line_pieces import LOOK_DPI, LinePieces, line_pieces
from pipeline.read.columns import find_columns
from pipeline.read.runs import Run
from schemas.geometry import Box


class Region(NamedTuple):
    """A part of a page that is read on its own. `box` in pixels.

    `is_prose`: its lines are of one size, each alone on its row, as on a page of running text. Tesseract need
    not look for its layout then (`--psm 6`): on such pages that takes 10-15 % of its time and finds nothing.
    A form, a table or a cover is no prose; there the search pays (a cover: CER .7 with it, 1.2 without).
    """

    box: Box
    is_prose: bool = False


def page_regions(image: Any, dpi: int, pieces: LinePieces | None = None) -> list[Region]:
    """Return the regions to read one after another, in reading order; `pieces` where they are known.

    A page without columns of prose is one region. Tables and forms are no columns: their lines run
    across the page.
    """
    height, width = image.shape
    boxes = [box for _number, box in (pieces or line_pieces(image, dpi)).boxes]
    spine = _spine(boxes, width * LOOK_DPI / dpi, height * LOOK_DPI / dpi)
    if spine is None:
        regions = _columns(boxes, Box(0, 0, width, height), dpi)
    else:
        cut = spine * dpi / LOOK_DPI
        left = [box for box in boxes if box.x1 <= spine]
        right = [box for box in boxes if box.x0 >= spine]
        regions = _columns(left, Box(0, 0, cut, height), dpi)
        regions += _columns(right, Box(cut, 0, width, height), dpi)
    scale = LOOK_DPI / dpi
    return [Region(region, _is_prose(_inside(boxes, region, scale))) for region in regions]


def _inside(boxes: list[Box], region: Box, scale: float) -> list[Box]:
    """Return the lines whose middle lies in `region`; `scale` leads from its pixels to theirs."""
    x0, top, x1, bottom = (edge * scale for edge in region)
    return [
        box
        for box in boxes
        if x0 <= (box.x0 + box.x1) / 2 < x1 and top <= (box.top + box.bottom) / 2 < bottom
    ]


# Lines of print differ so much in height (capitals, descenders); headings and forms differ more.
_EVEN_HEIGHTS = 1.5
_FEWEST_LINES = 8


def _is_prose(boxes: list[Box]) -> bool:
    if len(boxes) < _FEWEST_LINES:
        return False
    heights = [box.bottom - box.top for box in boxes]
    low, high = numpy.percentile(heights, [10, 90])
    middles = [(box.top + box.bottom) / 2 for box in boxes]
    alone = all(sum(box.top < middle < box.bottom for middle in middles) == 1 for box in boxes)
    return bool(alone and max(heights) <= 2 * low and high <= _EVEN_HEIGHTS * low)


def _spine(boxes: list[Box], width: float, height: float) -> float | None:
    """Return where two pages meet that were scanned side by side, None for one page.

    Nothing crosses the middle, and both halves have lines of prose: the rows of a wide table do not.
    """
    if width < 1.2 * height:
        return None
    crossing = sorted((box.x0, box.x1) for box in boxes if box.x1 > 0.44 * width and box.x0 < 0.56 * width)
    gaps: list[tuple[float, float]] = []
    right = 0.44 * width
    for x0, x1 in [*crossing, (0.56 * width, 0.56 * width)]:
        gaps.append((x0 - right, (x0 + right) / 2))
        right = max(right, x1)
    widest, middle = max(gaps)
    if widest < 0.02 * width:
        return None
    for half in ([box for box in boxes if box.x1 <= middle], [box for box in boxes if box.x0 >= middle]):
        if sum(box.x1 - box.x0 > 0.28 * width for box in half) < 3:
            return None
    return middle


def _columns(boxes: list[Box], whole: Box, dpi: int) -> list[Box]:
    """Return the columns of prose of one page and what stands above and below them."""
    runs = [Run((), box) for box in boxes]
    cut = find_columns(runs) if len(runs) >= 8 else None
    if cut is None:
        return [whole]
    scale = dpi / LOOK_DPI
    margin = 0.02 * dpi
    gutter, top, bottom = cut[0] * scale, cut[1] * scale - margin, cut[2] * scale + margin
    regions = [
        Box(whole.x0, 0, whole.x1, top),
        Box(whole.x0, top, gutter, bottom),
        Box(gutter, top, whole.x1, bottom),
        Box(whole.x0, bottom, whole.x1, whole.bottom),
    ]
    return [region for region in regions if region.bottom - region.top > 0.12 * dpi]
