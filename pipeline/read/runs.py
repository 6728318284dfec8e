"""Words of one line with no gap wider than a word space between them, told by their boxes."""

import math
import re
from collections.abc import Sequence
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

import numpy

from schemas.geometry import Box

# In multiples of line height (about 1.15 em). A justified line's word space stays below .7 em.
_CELL_GAP = 1.0
_LABEL_GAP = 3.0
SAME_LINE = 0.5
# A list's label hangs before its text: the gap behind it parts no cells.
LABEL = re.compile(r"[•·▪◦\uf0b7–-]|\d{1,2}[.)]|[a-zåäö][.)]")


class Token(NamedTuple):
    """A word not yet placed in a text. `confidence` is 0-1."""

    text: str
    box: Box
    confidence: float = 1.0


class Run(NamedTuple):
    """Tokens of one cell of a line. `breaks`: which of them begin a further printed line of the cell."""

    tokens: tuple[Token, ...]
    box: Box
    breaks: tuple[int, ...] = ()


def edges_of(boxes: Sequence[Box]) -> Any:
    """Return boxes as the rows of an array."""
    return numpy.fromiter(chain.from_iterable(boxes), dtype=float, count=4 * len(boxes)).reshape(-1, 4)


def height_of(edges: Any) -> float:
    """Return the usual height of boxes, in points; `edges` are the rows of an array."""
    heights = numpy.sort(edges[:, 3] - edges[:, 1])
    return max(1.0, float(heights[(len(heights) - 1) // 2] + heights[len(heights) // 2]) / 2)


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all."""
    if len(boxes) == 1:
        return boxes[0]
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def to_tokens(words: Sequence[str], edges: Any) -> list[Token]:
    """Return words and the rows of their boxes (x0, top, x1, bottom) as tokens.

    Straight from `tuple`: the two constructors would take a third of the time that a page takes.
    """
    boxes = map(tuple.__new__, repeat(Box), edges.tolist())
    return list(map(tuple.__new__, repeat(Token), zip(words, boxes, repeat(1.0))))


def to_lines(tokens: Sequence[Token], edges: Any, height: float) -> list[list[Run]]:
    """Group tokens whose middles lie on one height; each line from left to right, parted at its wide gaps.

    `edges`: the tokens' boxes; `height`: their usual one. All at once, by arrays: one by one
    it takes a quarter of the time of a page.
    """
    middles = (edges[:, 1] + edges[:, 3]) / 2
    heights = edges[:, 3] - edges[:, 1]
    downwards = numpy.argsort(middles, kind="stable")
    play = SAME_LINE * numpy.minimum(height, numpy.maximum(1.0, heights))
    starts = numpy.array(_line_starts(middles[downwards].tolist(), play[downwards].tolist()))
    ends = numpy.append(starts[1:], len(tokens))
    lines = numpy.repeat(numpy.arange(len(starts)), ends - starts)
    order = downwards[numpy.lexsort((edges[downwards, 0], lines))]
    ordered = [tokens[at] for at in order.tolist()]
    edges, heights = edges[order], heights[order]
    by_height = heights[numpy.lexsort((heights, lines))]
    usual = (by_height[(starts + ends - 1) // 2] + by_height[(starts + ends) // 2]) / 2  # the medians
    limits = _CELL_GAP * numpy.maximum(1.0, usual)[lines]
    wide = (edges[1:, 0] - edges[:-1, 2] > limits[1:]) & (lines[1:] == lines[:-1])
    cuts = [
        at
        for at in (numpy.flatnonzero(wide) + 1).tolist()
        if _parts(ordered, at, int(starts[lines[at]]), float(limits[at]))
    ]
    firsts = numpy.sort(numpy.append(starts, cuts).astype(int))
    corners = numpy.minimum.reduceat(edges, firsts)
    corners[:, 2:] = numpy.maximum.reduceat(edges[:, 2:], firsts)
    runs: list[list[Run]] = [[] for _ in starts]
    bounds = pairwise([*firsts.tolist(), len(ordered)])
    for (first, end), line, box in zip(bounds, lines[firsts].tolist(), corners.tolist(), strict=True):
        runs[line].append(Run(tuple(ordered[first:end]), Box(*box)))
    return runs


def _line_starts(middles: Sequence[float], play: Sequence[float]) -> list[int]:
    """Return which tokens, from the top down, begin a new line: too far from the mean of the line before."""
    starts = []
    mean, count = -math.inf, 0
    for at, (middle, near) in enumerate(zip(middles, play, strict=True)):
        if middle != mean:
            if middle - mean <= near:
                mean += (middle - mean) / (count + 1)
            else:
                mean, count = middle, 0
                starts.append(at)
        count += 1
    return starts


def _parts(ordered: Sequence[Token], at: int, start: int, limit: float) -> bool:
    """Return whether the gap between a token and all that stands before it is wider than a word space."""
    gap = ordered[at].box.x0 - max(token.box.x1 for token in ordered[start:at])
    hangs = at == start + 1 and LABEL.fullmatch(ordered[start].text)
    return gap > (_LABEL_GAP / _CELL_GAP * limit if hangs else limit)
