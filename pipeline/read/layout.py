"""Put words in reading order: lines, cells, columns and blocks, from nothing but their boxes.

Digital pages and OCRed pages go through the same code, so that they read the same.
"""

from array import array
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy

from pipeline.read.cells import with_whole_cells
from pipeline.read.columns import to_regions
from pipeline.read.figure_columns import with_figures_apart
from pipeline.read.margin_notes import with_notes_before
from pipeline.read.runs import LABEL, SAME_LINE, Run, Token, around, edges_of, height_of, to_lines
from schemas.geometry import Box
from schemas.pages import CONFIDENCE_DIGITS, COORDINATE_DIGITS, Words

__all__ = ["Run", "Token", "read_order", "regions_to_text", "tokens_to_text"]

# In multiples of line height (about 1.15 em).
_BLOCK_GAP = 0.35
# What follows a list and is no item of it needs less.
_AFTER_LIST_GAP = 0.2
# Gaps between rows that make a table, with a rhythm of its own; farther apart they are lines of a form.
_TABLE_GAPS = 4
_WIDEST_ROW_GAP = 0.35
_ROW_GAP_PLAY = 0.15
# A gap of a whole line parts blocks even where every line has one below it.
_WIDEST_USUAL_GAP = 0.75


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
    edges = edges_of([token.box for token in tokens])
    height = height_of(edges)
    whole = to_lines(tokens, edges, height)
    regions = to_regions([run for line in whole for run in line])
    if len(regions) == 1:
        return _spaced(_with_cells(whole), height)
    lines: list[list[Run]] = []
    for region in regions:
        if lines:
            lines.append([])
        own = [token for run in region for token in run.tokens]
        edges = edges_of([token.box for token in own])
        height = height_of(edges)
        lines += _spaced(_with_cells(to_lines(own, edges, height)), height)
    return lines


def _with_cells(lines: list[list[Run]]) -> list[list[Run]]:
    return with_whole_cells(with_notes_before(with_figures_apart(lines)))


def _spaced(lines: list[list[Run]], height: float) -> list[list[Run]]:
    """Return a region's lines with an empty one wherever the space between two is a block's."""
    boxes = [line[0].box if len(line) == 1 else around([run.box for run in line]) for line in lines]
    gaps = [max(0.0, below.top - above.bottom) for above, below in pairwise(boxes)]
    usual = min(sorted(gaps)[len(gaps) // 4], _WIDEST_USUAL_GAP * height) if gaps else 0.0
    spaced: list[list[Run]] = lines[:1]
    item: Run | None = None
    rows = _row_gaps(lines, gaps, _ROW_GAP_PLAY * height)
    for gap, between_rows, above, line in zip(gaps, rows, lines[:-1], lines[1:], strict=True):
        if LABEL.fullmatch(above[0].tokens[0].text):
            item = above[0]
        ends_list = (
            item is not None
            and abs(line[0].box.x0 - item.box.x0) < SAME_LINE * height
            and not LABEL.fullmatch(line[0].tokens[0].text)
        )
        needed = (_AFTER_LIST_GAP if ends_list else _BLOCK_GAP) * height
        if gap > max(usual, min(between_rows, _WIDEST_ROW_GAP * height)) + needed:
            spaced.append([])
            item = None
        spaced.append(line)
    return spaced


def _row_gaps(lines: Sequence[Sequence[Run]], gaps: Sequence[float], play: float) -> list[float]:
    """Return for each gap what is usual between the rows of its table, 0 where there is no table.

    Rows of a table stand farther apart than lines of prose, all alike, and are one block all the same.
    """
    usual = [0.0] * len(gaps)
    start = 0
    while start < len(gaps):
        end = start
        while end < len(gaps) and min(len(lines[end]), len(lines[end + 1])) > 1:
            if abs(gaps[end] - gaps[start]) > play:
                break
            end += 1
        if end - start >= _TABLE_GAPS:
            usual[start:end] = [max(gaps[start:end])] * (end - start)
        start = max(end, start + 1)
    return usual


def _compose(lines: Sequence[Sequence[Run]], place: Callable[[Box], Box]) -> tuple[str, Words]:
    rows: list[str] = []
    words: list[Token] = []
    # How many characters part a word from the one before it, where that may not be one.
    apart: dict[int, int] = {}
    last = 0
    for number, line in enumerate(lines):
        if line:
            apart[len(words)] = number - last
            last = number
        rows.append("\t".join([_cell_text(run, words, apart) for run in line]))
    lengths = numpy.fromiter(map(len, [word[0] for word in words]), dtype=int, count=len(words))
    before = numpy.ones(len(words), dtype=int)
    before[list(apart)] = list(apart.values())
    ends = numpy.cumsum(lengths + before)
    return "\n".join(rows), _packed(numpy.stack((ends - lengths, ends), axis=1), words, place)


def _cell_text(run: Run, words: list[Token], apart: dict[int, int]) -> str:
    """Return a cell's text; its words go to the end of `words`, and what parts them to `apart`."""
    texts = [token[0] for token in run.tokens]
    start = len(words)
    words += run.tokens
    if not run.breaks:
        return " ".join(texts)
    for index in run.breaks:
        between = _between(run, index)
        apart[start + index] = len(between)
        texts[index - 1] += between
    for index in set(range(1, len(texts))).difference(run.breaks):
        texts[index - 1] += " "
    return "".join(texts)


def _between(run: Run, index: int) -> str:
    r"""Return what parts a wrapped cell's words at its printed line's end.

    `242-` + `244` is one number; `Samman-` + `trädesdatum` keeps its line break: words are made whole by it.
    """
    before, after = run.tokens[index - 1].text, run.tokens[index].text
    if before[-1] not in "-–" or len(before) < 2:
        return " "
    if before[-2].isdigit() and after[0].isdigit():
        return ""
    return "\n" if before[-2].isalpha() and after[0].islower() else " "


def _packed(offsets: Any, words: Sequence[Token], place: Callable[[Box], Box]) -> Words:
    """Round as `Words.of` does, all words at once: one by one it takes a tenth of the time of a page."""
    places = edges_of([place(word.box) for word in words])
    sure = numpy.array([word[2] for word in words], dtype=float).reshape(-1, 1)
    rounded = numpy.hstack((places.round(COORDINATE_DIGITS), sure.round(CONFIDENCE_DIGITS)))
    return Words(
        array("L", offsets.astype(numpy.dtype("L")).tobytes()),
        array("f", rounded.astype(numpy.float32).tobytes()),
    )
