"""Find unframed stamps: rows of capitals and figures of one height that rise or fall on a level page."""

from typing import Any, NamedTuple

import cv2
import numpy

from pipeline.read.ink_pieces import ink_pieces

_INK = 160
_FINE = 280
# In inches: how high the letters of a stamp are.
_LOWEST, _HIGHEST = 0.06, 0.32
# In heights of a letter: widths, gaps (a hyphen stands in one), how far up or down the next may stand.
_NARROWEST, _WIDEST = 0.15, 1.25
_GAP_FROM, _GAP_TO = -0.1, 1.7
_STEP = 0.6
# Heights of a row differ by so much at most; its feet lie on a line but for so much.
_SAME_HEIGHT = 0.15
_STRAIGHT = 0.08
_FEWEST = 5
_ENOUGH = 6
# In heights of a row: nothing else stands so far beside it, or so far above or below its middle.
_FREE, _BAND = 2.0, 0.7
# Degrees. Below the first a row may be printed on a page that bends; nobody stamps steeper than the second.
_SLANTING, _STEEPEST = 4.0, 25.0
# Where so many of the page's rows lie level it does not bend, and less of a slope is a stamp's.
_SLANTING_ON_LEVEL, _LEVEL, _LEVEL_SHARE = 1.7, 0.9, 0.8
# So much may the slopes of its heads and feet differ.
_PARALLEL = 2.0
# More rows than this, and it is the page that slopes.
_MOST = 6


class _Row(NamedTuple):
    corners: Any
    degrees: float
    height: float


def slanting_outlines(image: Any, dpi: int) -> list[Any]:
    """Return the outline (four corners) of each unframed stamp on a prepared, upright page."""
    if dpi >= _FINE:  # half as fine is enough to see a slope, in a third of the time
        return [2 * outline for outline in slanting_outlines(_half(image), dpi // 2)]
    rows = _rows(image, dpi)
    if not rows or len(rows) > _MOST:
        return []
    stamps: list[list[_Row]] = []
    for row in rows:
        beside = next((stamp for stamp in stamps if any(_belong(row, other) for other in stamp)), None)
        if beside is None:
            stamps.append([row])
        else:
            beside.append(row)
    return [_outline(stamp) for stamp in stamps if any(map(_is_plain, stamp))]


def _is_plain(row: _Row) -> bool:
    """Return whether a row is steep or long enough to be a stamp's, with whatever stands beside it."""
    return abs(row.degrees) >= _SLANTING or len(row.corners) >= 4 * _ENOUGH


def _half(image: Any) -> Any:
    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def _rows(image: Any, dpi: int) -> list[_Row]:
    ink = (image < _INK).astype(numpy.uint8)
    _labels, stats = ink_pieces(ink)
    height, width = stats[:, 3], stats[:, 2]
    fits = (height > _LOWEST * dpi) & (height < _HIGHEST * dpi)
    fits &= (width > _NARROWEST * height) & (width < _WIDEST * height)
    fits[0] = False
    pieces = stats[fits][:, :4].astype(numpy.float64)
    pieces = pieces[numpy.argsort(pieces[:, 0], kind="stable")]
    others = stats[1:, :4].astype(numpy.float64)
    chains = [chain for chain in _chains(pieces) if len(chain) >= _FEWEST]
    slopes = [_rough_slope(chain) for chain in chains]
    level = sum(abs(slope) <= 0.5 * _SLANTING for slope in slopes)
    if 2 * level < len(slopes):
        return []  # the page itself slopes, or nothing else is on it to tell
    flat = sum(abs(slope) <= _LEVEL for slope in slopes) >= _LEVEL_SHARE * len(slopes)
    least = _SLANTING_ON_LEVEL if flat else _SLANTING
    rows = []
    for chain, slope in zip(chains, slopes, strict=True):
        row = _row(chain, least) if 0.5 * least < abs(slope) < 2 * _STEEPEST else None
        if row is not None and _alone(row, others, len(chain)):
            rows.append(row)
    return rows


def _chains(pieces: Any) -> list[Any]:
    following = _following(pieces)
    preceded = set(following.values())
    chains = []
    for first in following:
        if first in preceded:
            continue
        chain = [first]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        chains.append(pieces[chain])
    return chains


def _rough_slope(chain: Any) -> float:
    """Return the slope in degrees from the foot of the first piece to that of the last."""
    (x, y, _width, height), (last_x, last_y, _last_width, last_height) = chain[0], chain[-1]
    return float(numpy.degrees((last_y + last_height - y - height) / max(1.0, last_x - x)))


def _following(pieces: Any) -> dict[int, int]:
    """Return for each piece the next of its height to the right, none of them twice; pieces come by `x`."""
    x, y, width, height = pieces.astype(numpy.float32).T
    right, foot = x + width, y + height
    following = numpy.full(len(x), -1)
    for step in range(1, len(x)):
        gap, tall = x[step:] - right[:-step], height[:-step]
        if (gap > _GAP_TO * tall).all():
            break
        alike = (gap >= _GAP_FROM * tall) & (gap <= _GAP_TO * tall) & (following[:-step] < 0)
        alike &= numpy.abs(height[step:] - tall) <= _SAME_HEIGHT * tall
        alike &= numpy.abs(foot[step:] - foot[:-step]) <= _STEP * tall
        places = numpy.flatnonzero(alike)
        following[places] = places + step
    having = numpy.flatnonzero(following >= 0)
    _nexts, firsts = numpy.unique(following[having], return_index=True)
    return {int(index): int(following[index]) for index in having[firsts]}


def _row(pieces: Any, least: float) -> _Row | None:
    """Return a chain of pieces as a row, None where it slopes less than `least`, is bent or uneven."""
    x, y, width, height = (pieces[:, column] for column in range(4))
    tall = float(numpy.median(height))
    middle, foot = x + width / 2, y + height
    slope, start = numpy.polyfit(middle, foot, 1)
    degrees = float(numpy.degrees(numpy.arctan(slope)))
    over = float(numpy.degrees(numpy.arctan(numpy.polyfit(middle, y, 1)[0])))
    if abs(over - degrees) > _PARALLEL:
        return None  # a sign that hangs below its line, as in `§ 137`
    straight = numpy.abs(foot - slope * middle - start).max() <= _STRAIGHT * tall + 1
    even = numpy.abs(height - tall).max() <= _SAME_HEIGHT * tall
    if not (straight and even and least <= abs(degrees) <= _STEEPEST):
        return None
    corners = numpy.concatenate(
        [numpy.stack([side, edge], axis=1) for side in (x, x + width) for edge in (y, foot)]
    )
    return _Row(corners, degrees, tall)


def _alone(row: _Row, pieces: Any, letters: int) -> bool:
    """Return whether no letters but the row's own stand on its line: elsewhere the likeness is chance."""
    x, y, width, height = (pieces[:, column] for column in range(4))
    (left, _top), (right, _bottom) = row.corners.min(axis=0), row.corners.max(axis=0)
    centre = row.corners.mean(axis=0)
    middle = x + width / 2
    line = centre[1] + numpy.tan(numpy.radians(row.degrees)) * (middle - centre[0])
    on_line = numpy.abs(y + height / 2 - line) < _BAND * row.height
    on_line &= (middle > left - _FREE * row.height) & (middle < right + _FREE * row.height)
    return int((on_line & (height > 0.4 * row.height)).sum()) <= letters


def _belong(row: _Row, other: _Row) -> bool:
    """Return whether two rows are of one stamp: one below the other, sloping alike."""
    tall = max(row.height, other.height)
    (left, top), (right, bottom) = row.corners.min(axis=0), row.corners.max(axis=0)
    (other_left, other_top), (other_right, other_bottom) = (
        other.corners.min(axis=0),
        other.corners.max(axis=0),
    )
    across = left < other_right + tall and other_left < right + tall
    down = top < other_bottom + 1.5 * tall and other_top < bottom + 1.5 * tall
    return bool(across and down) and abs(row.degrees - other.degrees) < 3.0


def _outline(stamp: list[_Row]) -> Any:
    """Return the rectangle about the rows of a stamp, turned as they are, with some paper about it."""
    corners = numpy.concatenate([row.corners for row in stamp])
    around = 0.6 * max(row.height for row in stamp)
    angle = numpy.radians(float(numpy.median([row.degrees for row in stamp])))
    along = numpy.array([numpy.cos(angle), numpy.sin(angle)])
    across = numpy.array([-along[1], along[0]])
    left, right = (corners @ along).min() - around, (corners @ along).max() + around
    top, bottom = (corners @ across).min() - around, (corners @ across).max() + around
    places = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return numpy.array([[along * a + across * b] for a, b in places]).round().astype(numpy.int32)
