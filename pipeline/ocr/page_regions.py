"""Find columns of prose on a page image, so that each is read on its own."""

from typing import Any

import cv2
import numpy

from pipeline.read.layout import Run, find_columns
from schemas.geometry import Box

_LOOK_DPI = 100


def page_regions(image: Any, dpi: int) -> list[Box]:
    """Return the regions to read one after another, in pixels, in reading order.

    A page without columns of prose is one region. Tables and forms are no columns: their lines run
    across the page.
    """
    height, width = image.shape
    whole = Box(0, 0, width, height)
    runs = [Run((), box) for box in _line_boxes(image, dpi)]
    cut = find_columns(runs) if len(runs) >= 8 else None
    if cut is None:
        return [whole]
    scale = dpi / _LOOK_DPI
    margin = 0.02 * dpi
    gutter, top, bottom = cut[0] * scale, cut[1] * scale - margin, cut[2] * scale + margin
    regions = [
        Box(0, 0, width, top),
        Box(0, top, gutter, bottom),
        Box(gutter, top, width, bottom),
        Box(0, bottom, width, height),
    ]
    return [region for region in regions if region.bottom - region.top > 0.12 * dpi]


def _line_boxes(image: Any, dpi: int) -> list[Box]:
    """Return the boxes of lines of text on the image made small, words joined across word spaces."""
    scale = _LOOK_DPI / dpi
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < 190).astype(numpy.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((1, 13), numpy.uint8))
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [
        Box(x, y, x + width, y + height)
        for x, y, width, height, _area in stats[1:].tolist()
        if 5 <= height <= 60 and width >= 12
    ]
