"""Put words in reading order: lines, cells, columns and blocks, from nothing but their boxes.

Digital pages and OCRed pages go through the same code, so that they read the same.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

import numpy

from schemas.geometry import Box
from schemas.pages import CONFIDENCE_DIGITS, COORDINATE_DIGITS, Words

# In multiples of line height (about 1.15 em). A justified line's word space stays below .7 em.
_CELL_GAP = 1.0
_LABEL_GAP = 3.0
_BLOCK_GAP = 0.35
_SAME_LINE = 0.5
# A label has no more words on a line.
_WRAPPED_WORDS = 4
_HEAD_LINES = 3
# A column has at least so many.
_PROSE_LINES = 4
# A gap of a whole line parts blocks even where every line has one below it.
_WIDEST_USUAL_GAP = 0.75
# A list's label hangs before its text: the gap behind it parts no cells.
_LABEL = re.compile(r"[•·▪◦\uf0b7–-]|\d{1,2}[.)]|[a-zåäö][.)]")
# Headings of the lists of who took part. Two of them on one line stand over two lists, not over a table.
_ATTENDANCE = re.compile(
    r"(?:beslutande|närvarande|ej tjänstgörande|tjänstgörande|övriga|ersättare|frånvarande)\b", re.IGNORECASE
)


class Token(NamedTuple):
    """A word not yet placed in a text. `confidence` is 0-1."""

    text: str
    box: Box
    confidence: float = 1.0


class Run(NamedTuple):
    """Tokens of one line with no gap wider than a word space between them."""

    tokens: tuple[Token, ...]
    box: Box


def tokens_to_text(tokens: Sequence[Token]) -> tuple[str, Words]:
    r"""Return the page's `raw_text` and its words, in reading order.

    Lines end in `\n`, cells of a line are kept apart by `\t`, blocks by an empty line.
    """
    return regions_to_text([tokens])


def regions_to_text(
    regions: Sequence[Sequence[Token]], place: Callable[[Box], Box] = lambda box: box
) -> tuple[str, Words]:
    """Return text and words of regions that are read one after another.

    `place` leads a token's box to where it lies on the page as displayed.
    """
    lines: list[list[Run]] = []
    for tokens in regions:
        found = read_order([token for token in tokens if token.text])
        if lines and found:
            lines.append([])
        lines += found
    return _compose(lines, place)


def read_order(tokens: Sequence[Token]) -> list[list[Run]]:
    """Return lines of runs in reading order; an empty list stands for the space between blocks."""
    if not tokens:
        return []
    whole = [_runs(line) for line in _lines(tokens)]
    regions = _regions([run for line in whole for run in line])
    if len(regions) == 1:
        return _spaced(_with_whole_cells(whole), _height(tokens))
    lines: list[list[Run]] = []
    for region in regions:
        if lines:
            lines.append([])
        own = [token for run in region for token in run.tokens]
        lines += _spaced(_with_whole_cells([_runs(line) for line in _lines(own)]), _height(own))
    return lines


def _height(tokens: Sequence[Token]) -> float:
    return max(1.0, median(token.box.bottom - token.box.top for token in tokens))


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """Group tokens whose middles lie on one height; each line sorted from left to right."""
    height = _height(tokens)
    lines: list[list[Token]] = []
    middles: list[float] = []
    for token in sorted(tokens, key=lambda token: token.box.top + token.box.bottom):
        middle = (token.box.top + token.box.bottom) / 2
        own = min(height, max(1.0, token.box.bottom - token.box.top))
        if lines and middle - middles[-1] <= _SAME_LINE * own:
            lines[-1].append(token)
            middles[-1] += (middle - middles[-1]) / len(lines[-1])
        else:
            lines.append([token])
            middles.append(middle)
    for line in lines:
        line.sort(key=lambda token: token.box.x0)
    return lines


def _runs(line: Sequence[Token]) -> list[Run]:
    height = _height(line)
    groups = [[line[0]]]
    right = line[0].box.x1
    for token in line[1:]:
        gap = token.box.x0 - right
        hangs = len(groups) == 1 and len(groups[0]) == 1 and _LABEL.fullmatch(groups[0][0].text)
        if gap > (_LABEL_GAP if hangs else _CELL_GAP) * height:
            groups.append([])
        groups[-1].append(token)
        right = max(right, token.box.x1)
    return [Run(tuple(group), _around([token.box for token in group])) for group in groups]


def _with_whole_cells(lines: list[list[Run]]) -> list[list[Run]]:
    """Put what a label or a cell wraps onto the next line back into it: `Justeringens` + `plats och tid`.

    Only where the next line's piece begins with a small letter below a short cell with others to its right:
    then it would otherwise be read after them. The rest of the next line stays a line.
    """
    whole: list[list[Run]] = []
    for line in lines:
        above = whole[-1] if whole else []
        rest = []
        for run in line:
            at = _cell_above(run, above) if len(above) > 1 else None
            if at is None:
                rest.append(run)
            else:
                above[at] = Run((*above[at].tokens, *run.tokens), _around([above[at].box, run.box]))
        if rest:
            whole.append(rest)
    return whole


def _cell_above(run: Run, above: Sequence[Run]) -> int | None:
    """Return which cell but the last of the line above `run` goes on with, None for none."""
    if len(run.tokens) > _WRAPPED_WORDS or not run.tokens[0].text[0].islower():
        return None
    height = run.box.bottom - run.box.top
    for at, cell in enumerate(above[:-1]):
        last = cell.tokens[-1].box
        near = -_SAME_LINE * height < run.box.top - last.bottom < _SAME_LINE * height
        first = cell.tokens[0]
        if (
            near
            and abs(run.box.x0 - cell.box.x0) < _SAME_LINE * height
            and len(cell.tokens) <= _WRAPPED_WORDS
            and first.text[0].isalpha()
            and run.box.x1 < above[at + 1].box.x0
        ):
            return at
    return None


def _around(boxes: Sequence[Box]) -> Box:
    if len(boxes) == 1:
        return boxes[0]
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def _regions(runs: list[Run]) -> list[list[Run]]:
    """Cut the page where two columns of prose stand side by side; each region reads by lines."""
    cut = find_columns(runs) or _find_attendance_lists(runs)
    if cut is None:
        return [runs]
    gutter, top, bottom = cut
    above = [run for run in runs if run.box.bottom <= top]
    below = [run for run in runs if run.box.top >= bottom]
    inside = [run for run in runs if run.box.bottom > top and run.box.top < bottom]
    left = [run for run in inside if (run.box.x0 + run.box.x1) / 2 < gutter]
    right = [run for run in inside if (run.box.x0 + run.box.x1) / 2 >= gutter]
    parts = [part for part in (above, left, right, below) if part]
    if len(parts) < 2:
        return [runs]
    return [region for part in parts for region in _regions(part)]


def find_columns(runs: list[Run]) -> tuple[float, float, float] | None:
    """Return gutter x, top and bottom of the largest band of two prose columns, None where there is none.

    Prose fills its column: a table's cells and a form's labels do not, and are read line by line.
    """
    page = _around([run.box for run in runs])
    width = page.x1 - page.x0
    best: tuple[float, float, float] | None = None
    best_height = 0.0
    for gutter in _gutters(runs):
        crossing = sorted(
            (run.box for run in runs if run.box.x0 < gutter < run.box.x1), key=lambda box: box.top
        )
        edges = [page.top - 1, *(y for box in crossing for y in (box.top, box.bottom)), page.bottom + 1]
        for top, bottom in zip(edges[0::2], edges[1::2], strict=True):
            band = [run.box for run in runs if run.box.top >= top - 1 and run.box.bottom <= bottom + 1]
            if (
                min(sum(box.x1 <= gutter for box in band), sum(box.x0 >= gutter for box in band))
                < _PROSE_LINES
            ):
                continue
            band = _without_heads(band, gutter)
            left = [box for box in band if box.x1 <= gutter]
            right = [box for box in band if box.x0 >= gutter]
            if not (_is_prose(left, width) and _is_prose(right, width)):
                continue
            shared = min(_around(left).bottom, _around(right).bottom) - max(
                _around(left).top, _around(right).top
            )
            if shared > best_height:
                best_height = shared
                best = (
                    gutter,
                    min(_around(left).top, _around(right).top),
                    max(_around(left).bottom, _around(right).bottom),
                )
    return best


def _without_heads(band: list[Box], gutter: float) -> list[Box]:
    """Return the boxes without lines above or below the columns that stand apart and fill neither.

    A running head with its page counter, or the lines of an address at the foot, has a gap in the middle
    as columns have.
    """
    for from_top in (True, False):
        for _ in range(_HEAD_LINES):
            if len(band) < 2 * _HEAD_LINES:
                return band
            edge = min(band, key=lambda box: box.top) if from_top else max(band, key=lambda box: box.bottom)
            middle = (edge.top + edge.bottom) / 2
            line = [box for box in band if box.top < middle < box.bottom]
            others = [box for box in band if box not in line]
            if not others:
                return band
            sides = [[box for box in others if (box.x0 < gutter) == left] for left in (True, False)]
            if not all(sides):
                return band
            height = median(box.bottom - box.top for box in band)
            near = _around(others)
            gap = near.top - _around(line).bottom if from_top else _around(line).top - near.bottom
            full = any(
                box.x1 - box.x0 > 0.75 * (_around(side).x1 - _around(side).x0)
                for side in sides
                for box in line
                if (box.x0 < gutter) == (side is sides[0])
            )
            if full or gap < height:
                break
            band = others
    return band


def _find_attendance_lists(runs: list[Run]) -> tuple[float, float, float] | None:
    """Return gutter x, top and bottom of two lists of members side by side, None where there are none."""
    heads = [
        run for run in runs if run.tokens and _ATTENDANCE.match(" ".join(t.text for t in run.tokens[:2]))
    ]
    for left in heads:
        for right in heads:
            height = left.box.bottom - left.box.top
            if right.box.x0 <= left.box.x1 or abs(right.box.top - left.box.top) > _SAME_LINE * height:
                continue
            gutter, top = right.box.x0 - 1, min(left.box.top, right.box.top)
            below = [run.box for run in runs if run.box.top >= top - 1]
            crossing = [box.top for box in below if box.x0 < gutter < box.x1]
            bottom = min(crossing, default=max(box.bottom for box in below) + 1)
            members = [box for box in below if box.bottom <= bottom + 1]
            sides = [box.x0 >= gutter for box in members]
            if 2 <= sum(sides) <= len(sides) - 2:
                return gutter, top, bottom
    return None


def _gutters(runs: list[Run]) -> list[float]:
    """Return x positions just left of where at least four runs begin: a column's edge among others."""
    starts = sorted(run.box.x0 for run in runs)
    height = median(run.box.bottom - run.box.top for run in runs)
    play = 0.6 * height
    found: list[float] = []
    for start in starts:
        near = bisect_right(starts, start + play) - bisect_left(starts, start)
        if near >= 4 and (not found or start - 1 > found[-1] + play):
            found.append(start - 1)
    return found


def _is_prose(boxes: list[Box], page_width: float) -> bool:
    if len(boxes) < _PROSE_LINES:
        return False
    column = _around(boxes)
    width = column.x1 - column.x0
    if width < 0.2 * page_width:
        return False
    full = sum(box.x1 - box.x0 > 0.75 * width for box in boxes)
    return full >= 0.5 * len(boxes)


def _spaced(lines: list[list[Run]], height: float) -> list[list[Run]]:
    """Return a region's lines with an empty one wherever the space between two is a block's."""
    boxes = [_around([run.box for run in line]) for line in lines]
    gaps = [max(0.0, below.top - above.bottom) for above, below in pairwise(boxes)]
    usual = min(sorted(gaps)[len(gaps) // 4], _WIDEST_USUAL_GAP * height) if gaps else 0.0
    spaced: list[list[Run]] = lines[:1]
    for gap, line in zip(gaps, lines[1:], strict=True):
        if gap > usual + _BLOCK_GAP * height:
            spaced.append([])
        spaced.append(line)
    return spaced


def _compose(lines: Sequence[Sequence[Run]], place: Callable[[Box], Box]) -> tuple[str, Words]:
    pieces: list[str] = []
    offsets: list[int] = []
    boxes: list[Box] = []
    confidences: list[float] = []
    at = 0
    for number, line in enumerate(lines):
        if number:
            pieces.append("\n")
            at += 1
        for column, run in enumerate(line):
            for index, token in enumerate(run.tokens):
                if column or index:
                    pieces.append(" " if index else "\t")
                    at += 1
                text, box, confidence = token
                pieces.append(text)
                offsets += (at, at + len(text))
                at += len(text)
                boxes.append(place(box))
                confidences.append(confidence)
    return "".join(pieces), _packed(offsets, boxes, confidences)


def _packed(offsets: list[int], boxes: list[Box], confidences: list[float]) -> Words:
    """Round as `Words.of` does, all words at once: one by one it takes a tenth of the time of a page."""
    places = numpy.fromiter(chain.from_iterable(boxes), dtype=float, count=4 * len(boxes)).reshape(-1, 4)
    sure = numpy.array(confidences, dtype=float).reshape(-1, 1)
    rounded = numpy.hstack((places.round(COORDINATE_DIGITS), sure.round(CONFIDENCE_DIGITS)))
    return Words(array("L", offsets), array("f", rounded.astype(numpy.float32).tobytes()))
