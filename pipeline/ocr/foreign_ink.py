"""Take off the page what is no text: ruled lines, signatures, stamps, dark borders."""

from typing import Any

import cv2
import numpy

from schemas.geometry import Box

# In inches. A rule is at least this long and at most this thick.
_RULE_LENGTH = 0.45
_RULE_THICKNESS = 0.035


def remove_foreign_ink(image: Any, dpi: int) -> tuple[Any, list[Box]]:
    """Return a copy of a prepared image without foreign ink, and the stamps' places in pixels.

    Letters that a rule or a signature crosses keep their own strokes.
    """
    ink = (image < 160).astype(numpy.uint8)
    removed = _rules(ink, dpi)
    rest = ink & ~removed
    blots, stamps = _blots(rest, dpi)
    removed |= blots
    cleaned = image.copy()
    # the soft edges of what was removed would still look like thin strokes
    halo = cv2.dilate(removed, numpy.ones((5, 5), numpy.uint8)) & ~(rest & ~blots)
    cleaned[halo > 0] = 255
    return cleaned, stamps


def _rules(ink: Any, dpi: int) -> Any:
    found: Any
    length, thickness = round(_RULE_LENGTH * dpi), max(3, round(_RULE_THICKNESS * dpi))
    found = numpy.zeros_like(ink)
    crossings = numpy.ones_like(ink)
    for horizontal in (True, False):
        long = (length, 1) if horizontal else (1, length)
        across = (1, thickness + 2) if horizontal else (thickness + 2, 1)
        # one pixel of play, so that a rule that slopes a little or is nibbled at stays one
        play = cv2.dilate(ink, numpy.ones((3, 1) if horizontal else (1, 3), numpy.uint8))
        lines: Any = cv2.morphologyEx(play, cv2.MORPH_OPEN, numpy.ones(long[::-1], numpy.uint8))
        thick: Any = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones(across[::-1], numpy.uint8))
        found |= lines & ink & ~thick
        crossings &= cv2.dilate(lines, numpy.ones((3, 3), numpy.uint8))
    return found | (crossings & ink)


def _blots(ink: Any, dpi: int) -> tuple[Any, list[Box]]:
    """Find pieces of ink that no letter has the shape of; return them and the stamps among them."""
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = numpy.zeros_like(ink)
    if count < 2:
        return found, []
    x, y, width, height, area = (stats[:, column].astype(numpy.float64) for column in range(5))
    page_height, page_width = ink.shape
    letters = (height > 0.04 * dpi) & (height < 0.4 * dpi) & (area > 0.15 * width * height)
    letters[0] = False
    usual = float(numpy.median(height[letters])) if letters.sum() > 10 else 0.1 * dpi
    fill = area / numpy.maximum(1, width * height)
    # handwriting is one long thin line that winds through a large box; joined letters fill theirs
    scrawl = (height > 1.9 * usual) & (width > 1.9 * usual) & (fill < 0.22)
    border = ((x <= 2) | (y <= 2) | (x + width >= page_width - 2) | (y + height >= page_height - 2)) & (
        (width > 3 * usual) | (height > 3 * usual)
    )
    drop = scrawl | border
    drop[0] = False
    frames = scrawl & (fill < 0.12) & (width > 4 * usual) & (height > 3 * usual)
    frames &= (width < 0.45 * page_width) & (height < 0.2 * page_height)
    frames[0] = False
    stamps = [
        Box(x[index], y[index], x[index] + width[index], y[index] + height[index])
        for index in numpy.flatnonzero(frames)
        if _is_frame(labels, int(index), stats[index])
    ]
    for stamp in stamps:
        inside = (x >= stamp.x0) & (y >= stamp.top) & (x + width <= stamp.x1) & (y + height <= stamp.bottom)
        inside[0] = False
        drop |= inside
    found = drop.astype(numpy.uint8)[labels]
    return found, stamps


def _is_frame(labels: Any, index: int, stats: Any) -> bool:
    """Return whether the piece runs along its box and leaves the middle free, as a stamp's frame does."""
    x, y, width, height = (int(value) for value in stats[:4])
    piece = labels[y : y + height, x : x + width] == index
    middle = piece[int(0.35 * height) : int(0.65 * height), int(0.3 * width) : int(0.7 * width)]
    return bool(piece.any(axis=1).mean() > 0.95 and middle.mean() < 0.01)
