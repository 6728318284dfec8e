"""Part figures that stand in columns of their own, set so close that a gap alone does not tell."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.runs import Run, Token, around

# In heights of a line. The space inside `1 250 000` is less than a quarter.
_GAP = 0.4
_FLUSH = 0.25
# Rows in which figures end flush.
_ROWS = 3
_IN_FIGURES = frozenset("0123456789.,:%±+-–−()")


def with_figures_apart(lines: list[list[Run]]) -> list[list[Run]]:
    """Return the lines with a cell for each figure, where figures of several rows end below each other.

    Only lines that have cells already are rows.
    """
    runs = [run for line in lines if len(line) > 1 for run in line]
    close = [
        token.box.x1
        for run in runs
        for token, following in pairwise(run.tokens)
        if _may_part(token, following)
    ]
    if not close:
        return lines
    edges = [*close, *(run.box.x1 for run in runs if _is_figure(run.tokens[-1].text))]
    return [
        [part for run in line for part in _parted(run, edges)] if len(line) > 1 else line for line in lines
    ]


def _may_part(token: Token, following: Token) -> bool:
    gap = following.box.x0 - token.box.x1
    if gap < _GAP * (token.box.bottom - token.box.top):
        return False
    return _is_figure(token.text) and _is_figure(following.text)


def _is_figure(text: str) -> bool:
    return set(text) <= _IN_FIGURES and any(map(str.isdecimal, text))


def _parted(run: Run, edges: Sequence[float]) -> list[Run]:
    parts: list[list[Token]] = [[run.tokens[0]]]
    for token, following in pairwise(run.tokens):
        play = _FLUSH * (token.box.bottom - token.box.top)
        if _may_part(token, following) and sum(abs(edge - token.box.x1) <= play for edge in edges) >= _ROWS:
            parts.append([])
        parts[-1].append(following)
    if len(parts) == 1:
        return [run]
    return [Run(tuple(part), around([token.box for token in part])) for part in parts]
