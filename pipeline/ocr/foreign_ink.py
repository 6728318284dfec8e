"""Take off the page what is no text: ruled lines, signatures, initials, logos, punch holes, dark borders."""

from typing import Any, NamedTuple

import cv2
import numpy

from pipeline.ocr.dot_leaders import find_dot_leaders
from pipeline.ocr.ruled_lines import find_rules
from pipeline.read.ink_pieces import ink_pieces
from schemas.geometry import Box

# In usual letter heights. A stroke thicker than twice this is a hole or a logo and no letter.
_SOLID_RADIUS = 0.6
# In inches: larger solid things are pictures and shaded cells.
_LARGEST_SOLID = 2.2
# In usual letter heights, and in shares of their own: letters of one line stand and end alike.
_SAME_FOOT = 0.15
_SAME_HEIGHT = 0.1
# A letter without arms or legs, in heights of one that has them; so many on one line are no initials.
_HEADING_LETTER = 0.6
_HEADING_LETTERS = 3
# Ink beside printed letters, in usual letter heights: what a signature crosses is read, not removed.
_BESIDE = 1.2
# So many pieces at one height, close beside each other, over so many letter heights are print.
_ROW, _ROW_WIDTH, _LEVEL = 3, 4.0, 0.4


class _Pieces(NamedTuple):
    """Connected pieces of ink; the arrays have one entry per label, the first is the paper."""

    labels: Any
    x: Any
    y: Any
    width: Any
    height: Any
    area: Any
    usual: float


def part_foreign_ink(image: Any, dpi: int) -> tuple[Any, Any]:
    """Return a copy of a prepared image without foreign ink, and 1 where such ink was that is no rule's.

    Letters that a rule or a signature crosses keep their own strokes.
    """
    _threshold, ink = cv2.threshold(image, 159, 1, cv2.THRESH_BINARY_INV)
    removed = find_rules(image, dpi)
    rest = cv2.subtract(ink, removed)
    pieces = _pieces(rest, dpi)
    if pieces is None:
        return _without(image, removed, rest), rest
    leaders = find_dot_leaders(*pieces[1:5], pieces.usual)
    if leaders.any():
        dots = numpy.take(leaders.astype(numpy.uint8), pieces.labels)
        removed, rest = removed | dots, cv2.subtract(rest, dots)
    solid = _solid(rest, pieces, dpi)
    scrawl = _scrawl(pieces)
    stamps = _stamps(pieces, scrawl)
    drop = solid | scrawl | _border(pieces, rest.shape) | _pen_strokes(pieces)
    drop |= _left_over(pieces, drop & ~_border(pieces, rest.shape), dpi)
    drop[0] = False
    for stamp in stamps:
        drop |= _inside(pieces, stamp)
    drop &= ~leaders
    if not drop.any():
        return _without(image, removed, rest), numpy.zeros_like(rest)
    blots = numpy.take(drop.astype(numpy.uint8), pieces.labels)
    blots &= ~_crossed_lines(pieces, scrawl & drop, drop, stamps)
    return _without(image, removed | blots, cv2.subtract(rest, blots)), blots


def _without(image: Any, removed: Any, kept: Any) -> Any:
    cleaned = image.copy()
    if not cv2.countNonZero(removed):
        return cleaned
    # the soft edges of what was removed would still look like thin strokes
    halo = cv2.subtract(cv2.dilate(removed, numpy.ones((5, 5), numpy.uint8)), kept)
    cleaned[halo > 0] = 255
    return cleaned


def _pieces(ink: Any, dpi: int) -> _Pieces | None:
    labels, stats = ink_pieces(ink)
    if len(stats) < 2:
        return None
    x, y, width, height, area = (stats[:, column].astype(numpy.float64) for column in range(5))
    letters = (height > 0.04 * dpi) & (height < 0.4 * dpi) & (area > 0.15 * width * height)
    letters[0] = False
    usual = float(numpy.median(height[letters])) if letters.sum() > 10 else 0.1 * dpi
    return _Pieces(labels, x, y, width, height, area, usual)


def _solid(ink: Any, pieces: _Pieces, dpi: int) -> Any:
    """Find pieces with a stroke far thicker than a letter's: punch holes, coats of arms."""
    found = numpy.zeros(len(pieces.x), dtype=bool)
    radius = _SOLID_RADIUS * pieces.usual
    square = numpy.ones((2 * int(0.6 * radius) + 1,) * 2, numpy.uint8)
    if not cv2.countNonZero(cv2.erode(ink, square)):
        return found  # no room for the square within the circle
    inner = cv2.distanceTransform(ink, cv2.DIST_L2, 3) > radius
    found[numpy.unique(pieces.labels[inner])] = True
    found &= (pieces.width < _LARGEST_SOLID * dpi) & (pieces.height < _LARGEST_SOLID * dpi)
    found[0] = False
    return found


def _scrawl(pieces: _Pieces) -> Any:
    """Find handwriting: one long thin line that winds through a large box; joined letters fill theirs."""
    fill = pieces.area / numpy.maximum(1, pieces.width * pieces.height)
    found = (pieces.height > 1.9 * pieces.usual) & (pieces.width > 1.9 * pieces.usual) & (fill < 0.22)
    found[0] = False
    return found


def _border(pieces: _Pieces, shape: tuple[int, ...]) -> Any:
    page_height, page_width = shape
    at_edge = (pieces.x <= 2) | (pieces.y <= 2)
    at_edge |= (pieces.x + pieces.width >= page_width - 2) | (pieces.y + pieces.height >= page_height - 2)
    found = at_edge & ((pieces.width > 3 * pieces.usual) | (pieces.height > 3 * pieces.usual))
    found[0] = False
    return found


def _pen_strokes(pieces: _Pieces) -> Any:
    """Find initials and emblems: taller than print, with nothing printed beside them.

    The letters of a heading, and the figures of a large `§ 12`, have others of their height on their line.
    """
    found = numpy.zeros(len(pieces.x), dtype=bool)
    tall = (pieces.height > 1.9 * pieces.usual) & (pieces.width > 0.6 * pieces.usual)
    tall |= pieces.height > 2.5 * pieces.usual  # what is left of a rule
    tall[0] = False
    letters = (pieces.height > 0.6 * pieces.usual) & (pieces.height < 1.8 * pieces.usual)
    letters[0] = False
    for index in numpy.flatnonzero(tall):
        x, y, width, height = (int(side[index]) for side in pieces[1:5])
        beside = letters & (pieces.x > x - pieces.usual) & (pieces.x < x + width + 0.6 * pieces.usual)
        beside &= (pieces.y >= y - 0.2 * height) & (pieces.y + pieces.height <= y + 1.2 * height)
        if beside.any():
            continue  # a `J` or a `Q` that reaches below its line
        if _stands_in_a_heading(pieces, int(index)):
            continue
        alike = numpy.abs(pieces.y + pieces.height - (y + height)) < _SAME_FOOT * pieces.usual
        alike &= numpy.abs(pieces.height - height) < _SAME_HEIGHT * height
        alike &= numpy.abs(pieces.x - x) < 12 * pieces.usual
        found[index] = alike.sum() == 1
    return found


def _stands_in_a_heading(pieces: _Pieces, index: int) -> bool:
    """Return whether a tall piece has large letters close beside it, on one line: the `p` of `Protokoll`."""
    x, y, width, height = (float(side[index]) for side in pieces[1:5])
    alike = (pieces.height > _HEADING_LETTER * height) & (pieces.height < 1.5 * height)
    gaps = numpy.maximum(pieces.x - (x + width), x - (pieces.x + pieces.width))
    alike &= (pieces.width < 1.5 * height) & (gaps < 4 * height)
    alike &= (pieces.y < y + 0.5 * height) & (pieces.y + pieces.height > y + 0.5 * height)
    alike[[0, index]] = False
    if not alike.any() or gaps[alike].min() > 0.3 * height:
        return False
    feet = numpy.append((pieces.y + pieces.height)[alike], y + height)
    level = numpy.abs(feet[:, None] - feet) < 0.03 * height + 1
    return int(level.sum(axis=0).max()) >= _HEADING_LETTERS


def _left_over(pieces: _Pieces, dropped: Any, dpi: int) -> Any:
    """Find what is left of a logo or of handwriting: small pieces about its box, with no letters beside."""
    found = numpy.zeros(len(pieces.x), dtype=bool)
    reach = 0.45
    small = (pieces.width < 6 * pieces.usual) & (pieces.height < 4 * pieces.usual) & ~dropped
    small[0] = False
    for index in numpy.flatnonzero(dropped):
        x, y, width, height = (float(side[index]) for side in pieces[1:5])
        if width > 2.5 * dpi or height > 1.3 * dpi or not 0.4 < width / height < 7:
            continue
        across, down = min(reach * width, 0.35 * dpi), min(reach * height, 0.35 * dpi)
        place = Box(x - across, y - down, x + width + across, y + height + down)
        inside = small & _inside(pieces, place)
        if not 0 < inside.sum() <= 6:
            continue
        for other in numpy.flatnonzero(inside & ~_in_a_row(pieces, inside)):
            middle = pieces.y[other] + pieces.height[other] / 2
            beside = small & ~inside & (numpy.abs(pieces.y + pieces.height / 2 - middle) < 0.6 * pieces.usual)
            gap = numpy.maximum(
                pieces.x - (pieces.x[other] + pieces.width[other]), pieces.x[other] - pieces.x - pieces.width
            )
            found[other] = not (beside & (gap < _BESIDE * pieces.usual)).any()
    return found


def _in_a_row(pieces: _Pieces, inside: Any) -> Any:
    """Return which of a few pieces make a printed row: a label with its letters joined, over initials."""
    row = numpy.zeros(len(pieces.x), dtype=bool)
    order = numpy.flatnonzero(inside & (pieces.height > 0.4 * pieces.usual))
    order = order[numpy.argsort(pieces.x[order])]
    middles = pieces.y[order] + pieces.height[order] / 2
    for middle in middles:
        own = order[numpy.abs(middles - middle) < _LEVEL * pieces.usual]
        ends = (pieces.x + pieces.width)[own]
        gaps = pieces.x[own][1:] - ends[:-1]
        span = float(ends.max() - pieces.x[own[0]])
        if len(own) >= _ROW and span > _ROW_WIDTH * pieces.usual and gaps.max() < _BESIDE * pieces.usual:
            row[own] = True
    return row


def _crossed_lines(pieces: _Pieces, scrawl: Any, drop: Any, stamps: list[Box]) -> Any:
    """Return 1 where a signature runs through a printed line: the letters it joins are read."""
    kept = numpy.zeros(pieces.labels.shape, dtype=numpy.uint8)
    letters = ~drop & (pieces.height > 0.6 * pieces.usual) & (pieces.height < 1.8 * pieces.usual)
    letters[0] = False
    for index in numpy.flatnonzero(scrawl):
        x, y, width, height = (float(side[index]) for side in pieces[1:5])
        if any(stamp.x0 <= x and x + width <= stamp.x1 for stamp in stamps):
            continue
        reach = _BESIDE * pieces.usual
        near = letters & (pieces.x + pieces.width > x - reach) & (pieces.x < x + width + reach)
        near &= (pieces.y >= y - 0.3 * pieces.usual) & (
            pieces.y + pieces.height <= y + height + 0.3 * pieces.usual
        )
        if near.sum() < 3:
            continue
        feet = (pieces.y + pieces.height)[near]
        foot = float(numpy.median(feet))
        line = near & (numpy.abs(pieces.y + pieces.height - foot) < 0.35 * pieces.usual)
        if line.sum() < 3 or line.sum() < 0.6 * near.sum():
            continue
        top = round(float(pieces.y[line].min()))
        bottom = round(float((pieces.y + pieces.height)[line].max()))
        left = round(float(pieces.x[line].min()) - _BESIDE * pieces.usual)
        right = round(float((pieces.x + pieces.width)[line].max()) + _BESIDE * pieces.usual)
        band = (slice(max(0, top - 2), bottom + 2), slice(max(0, left), right))
        kept[band] |= (pieces.labels[band] == index).astype(numpy.uint8)
    return kept


def _inside(pieces: _Pieces, place: Box) -> Any:
    inside = (pieces.x >= place.x0) & (pieces.y >= place.top)
    inside &= (pieces.x + pieces.width <= place.x1) & (pieces.y + pieces.height <= place.bottom)
    inside[0] = False
    return inside


def _stamps(pieces: _Pieces, scrawl: Any) -> list[Box]:
    """Return the boxes of slanting frames with something in them."""
    page_height, page_width = pieces.labels.shape
    fill = pieces.area / numpy.maximum(1, pieces.width * pieces.height)
    frames = scrawl & (fill < 0.12) & (pieces.width > 4 * pieces.usual) & (pieces.height > 3 * pieces.usual)
    frames &= (pieces.width < 0.45 * page_width) & (pieces.height < 0.2 * page_height)
    boxes = []
    for index in numpy.flatnonzero(frames):
        x, y, width, height = (int(side[index]) for side in pieces[1:5])
        piece = pieces.labels[y : y + height, x : x + width] == index
        middle = piece[int(0.35 * height) : int(0.65 * height), int(0.3 * width) : int(0.7 * width)]
        # it runs along its box and leaves the middle free
        if piece.any(axis=1).mean() > 0.95 and middle.mean() < 0.01:
            boxes.append(Box(x, y, x + width, y + height))
    return boxes
