"""Words of one line with no gap wider than a word space between them, told by their boxes."""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

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


def height_of(tokens: Sequence[Token]) -> float:
    """Return the usual height of tokens, in points."""
    return max(1.0, median(token.box.bottom - token.box.top for token in tokens))


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all."""
    if len(boxes) == 1:
        return boxes[0]
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def to_lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """Group tokens whose middles lie on one height; each line sorted from left to right."""
    height = height_of(tokens)
    lines: list[list[Token]] = []
    middles: list[float] = []
    for token in sorted(tokens, key=lambda token: token.box.top + token.box.bottom):
        middle = (token.box.top + token.box.bottom) / 2
        own = min(height, max(1.0, token.box.bottom - token.box.top))
        if lines and middle - middles[-1] <= SAME_LINE * own:
            lines[-1].append(token)
            middles[-1] += (middle - middles[-1]) / len(lines[-1])
        else:
            lines.append([token])
            middles.append(middle)
    for line in lines:
        line.sort(key=lambda token: token.box.x0)
    return lines


def to_runs(line: Sequence[Token]) -> list[Run]:
    """Part a line at its wide gaps; `line` from left to right."""
    height = height_of(line)
    groups = [[line[0]]]
    right = line[0].box.x1
    for token in line[1:]:
        gap = token.box.x0 - right
        hangs = len(groups) == 1 and len(groups[0]) == 1 and LABEL.fullmatch(groups[0][0].text)
        if gap > (_LABEL_GAP if hangs else _CELL_GAP) * height:
            groups.append([])
        groups[-1].append(token)
        right = max(right, token.box.x1)
    return [Run(tuple(group), around([token.box for token in group])) for group in groups]
