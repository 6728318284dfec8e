"""Find the pieces of lines of print on an image made small: words joined across word spaces."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy

from schemas.geometry import Box

LOOK_DPI = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePieces:
    """Pieces of lines, in pixels at `LOOK_DPI`: each its number in `labels` and its box."""

    labels: Any
    boxes: list[tuple[int, Box]]


def line_pieces(image: Any, dpi: int) -> LinePieces:
    """Return the pieces of lines of a cleaned page image of `dpi`."""
    scale = LOOK_DPI / dpi
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < 190).astype(numpy.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((1, 13), numpy.uint8))
    _count, labels, stats, _centres = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = [
        (number, Box(x, y, x + width, y + height))
        for number, (x, y, width, height, _area) in enumerate(stats[1:].tolist(), start=1)
        if 5 <= height <= 60 and width >= 12
    ]
    return LinePieces(labels=labels, boxes=boxes)
