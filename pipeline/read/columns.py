"""Find what stands side by side on a page: columns of prose, and lists of members."""

import re
from bisect import bisect_left, bisect_right
from statistics import median

from pipeline.read.runs import SAME_LINE, Run, around
from schemas.geometry import Box

_HEAD_LINES = 3
# A column has at least so many.
_PROSE_LINES = 4
# Share of its column's width that a line of prose fills.
_FULL_LINE = 0.75
# Headings of the lists of who took part. Two of them on one line stand over two lists, not over a table.
_ATTENDANCE = re.compile(
    r"(?:beslutande|närvarande|ej tjänstgörande|tjänstgörande|övriga|ersättare|frånvarande)\b", re.IGNORECASE
)
# How the first word of such a heading begins: quickly looked at.
_ATTENDANCE_WORD = re.compile(r"[bnetöf]", re.IGNORECASE)
_HEAD_WORDS = 4
# What an address or a party has: a registration number, a postcode before its town.
_OF_A_PARTY = re.compile(r"\b\d{6}-\d{4}\b|\b\d{3} ?\d{2} [A-ZÅÄÖ]")
_ADDRESS_LINES = 3


def to_regions(runs: list[Run]) -> list[list[Run]]:
    """Cut the page where two columns of prose stand side by side; each region reads by lines."""
    cut = find_columns(runs) or _find_attendance_lists(runs) or _find_parties(runs)
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
    return [region for part in parts for region in to_regions(part)]


def find_columns(runs: list[Run]) -> tuple[float, float, float] | None:
    """Return gutter x, top and bottom of the largest band of two prose columns, None where there is none.

    Prose fills its column: a table's cells and a form's labels do not, and are read line by line.
    """
    page = around([run.box for run in runs])
    width = page.x1 - page.x0
    best: tuple[float, float, float] | None = None
    best_height = 0.0
    boxes = [run.box for run in runs]
    for gutter in _gutters(boxes):
        sides = (
            sorted([box.top for box in boxes if box.x1 <= gutter]),
            sorted([box.top for box in boxes if box.x0 >= gutter]),
        )
        if min(map(len, sides)) < _PROSE_LINES:
            continue
        crossing = sorted([box for box in boxes if box.x0 < gutter < box.x1], key=lambda box: box.top)
        edges = [page.top - 1, *(y for box in crossing for y in (box.top, box.bottom)), page.bottom + 1]
        for top, bottom in zip(edges[0::2], edges[1::2], strict=True):
            if not all(_has_lines(side, top - 1, bottom + 1) for side in sides):
                continue
            band = [box for box in boxes if box.top >= top - 1 and box.bottom <= bottom + 1]
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
            shared = min(around(left).bottom, around(right).bottom) - max(around(left).top, around(right).top)
            if shared > best_height:
                best_height = shared
                best = (
                    gutter,
                    min(around(left).top, around(right).top),
                    max(around(left).bottom, around(right).bottom),
                )
    return best


def _has_lines(tops: list[float], top: float, bottom: float) -> bool:
    """Return whether a band can have as many lines as a column, from where they begin (sorted) alone."""
    first = bisect_left(tops, top) + _PROSE_LINES - 1
    return first < len(tops) and tops[first] <= bottom


def _without_heads(band: list[Box], gutter: float) -> list[Box]:
    """Return the boxes without lines above or below the columns that stand apart and fill neither.

    A running head with its page counter, or the lines of an address at the foot, has a gap in the middle
    as columns have.
    """
    for from_top in (True, False):
        rest, head = band, list[Box]()
        for _ in range(_HEAD_LINES):
            if len(rest) < 2 * _HEAD_LINES:
                break
            edge = min(rest, key=lambda box: box.top) if from_top else max(rest, key=lambda box: box.bottom)
            middle = (edge.top + edge.bottom) / 2
            line = [box for box in rest if box.top < middle < box.bottom]
            rest = [box for box in rest if box not in line]
            sides = [[box for box in rest if (box.x0 < gutter) == left] for left in (True, False)]
            if not all(sides) or any(
                box.x1 - box.x0 > _FULL_LINE * (around(side).x1 - around(side).x0)
                for side in sides
                for box in line
                if (box.x0 < gutter) == (side is sides[0])
            ):
                break
            head += line
            gap = (
                around(rest).top - around(head).bottom if from_top else around(head).top - around(rest).bottom
            )
            if gap >= median(box.bottom - box.top for box in band):
                band, head = rest, []
    return band


def _find_attendance_lists(runs: list[Run]) -> tuple[float, float, float] | None:
    """Return gutter x, top and bottom of two lists of members side by side, None where there are none."""
    heads = [run for run in runs if _heads_a_list(run)]
    for left in heads:
        for right in heads:
            height = left.box.bottom - left.box.top
            if right.box.x0 <= left.box.x1 or abs(right.box.top - left.box.top) > SAME_LINE * height:
                continue
            gutter, top = right.box.x0 - 1, min(left.box.top, right.box.top)
            below = [run.box for run in runs if run.box.top >= top - 1]
            crossing = [box.top for box in below if box.x0 < gutter < box.x1]
            bottom = min(crossing, default=max(box.bottom for box in below) + 1)
            members = [box for box in below if box.bottom <= bottom + 1]
            if crossing:
                members, bottom = _without_heading(members, bottom)
            sides = [box.x0 >= gutter for box in members]
            if 2 <= sum(sides) <= len(sides) - 2:
                return gutter, top, bottom
    return None


def _without_heading(members: list[Box], bottom: float) -> tuple[list[Box], float]:
    """Return the lines of lists, and where they end, without the heading of the text that begins at `bottom`.

    A line that stands nearer to that text than to the lists above it belongs to the text.
    """
    last = max(members, key=lambda box: box.top, default=None)
    while last is not None:
        above = [box for box in members if box.top < last.top - SAME_LINE * (last.bottom - last.top)]
        beside = len(members) - len(above) - 1
        gap = last.top - max((box.bottom for box in above), default=last.top)
        if beside or gap < bottom - last.bottom + SAME_LINE * (last.bottom - last.top):
            break
        members, bottom = above, last.top
        last = max(members, key=lambda box: box.top, default=None)
    return members, bottom


def _find_parties(runs: list[Run]) -> tuple[float, float, float] | None:
    """Return gutter x, top and bottom of two addresses side by side, None where there are none.

    Each has its own lines with a postcode or a registration number, beginning at one left edge; labels and
    values in rows have them on the right alone, or in a third column.
    """
    numbers = [
        run
        for run in runs
        if any(map(str.isdecimal, [token[0][0] for token in run.tokens]))
        and _OF_A_PARTY.search(" ".join([token.text for token in run.tokens]))
    ]
    if len(numbers) < 2:
        return None
    for left in numbers:
        height = left.box.bottom - left.box.top
        for right in numbers:
            gutter = right.box.x0 - SAME_LINE * height
            if left.box.x1 >= gutter or abs(right.box.top - left.box.top) > _ADDRESS_LINES * 1.5 * height:
                continue
            sides = [
                _stack(one, [run for run in runs if (run.box.x0 < gutter) == (one is left)])
                for one in (left, right)
            ]
            both = [*sides[0], *sides[1]]
            if min(map(len, sides)) < _ADDRESS_LINES or max(run.box.x1 for run in sides[0]) > gutter:
                continue
            top, bottom = min(run.box.top for run in both), max(run.box.bottom for run in both)
            within = [run for run in runs if run.box.bottom > top and run.box.top < bottom]
            shared = min(one[-1].box.bottom for one in sides) - max(one[0].box.top for one in sides)
            if len(within) == len(both) and shared > SAME_LINE * (bottom - top):
                return gutter, top, bottom
    return None


def _stack(one: Run, runs: list[Run]) -> list[Run]:
    """Return the runs above and below `one` that begin where it does, with no more than a line between."""
    height = one.box.bottom - one.box.top
    alike = sorted(
        (run for run in runs if abs(run.box.x0 - one.box.x0) < SAME_LINE * height),
        key=lambda run: run.box.top,
    )
    at = alike.index(one)
    start = end = at
    while start and alike[start].box.top - alike[start - 1].box.bottom < SAME_LINE * height:
        start -= 1
    while end + 1 < len(alike) and alike[end + 1].box.top - alike[end].box.bottom < SAME_LINE * height:
        end += 1
    return alike[start : end + 1]


def _heads_a_list(run: Run) -> bool:
    """Tell a heading (`Ej tjänstgörande ersättare`) from a label with its names (`Ersättare: Åsa Ek (S)`)."""
    if len(run.tokens) > _HEAD_WORDS or not _ATTENDANCE_WORD.match(run.tokens[0].text):
        return False
    words = [token.text for token in run.tokens]
    return _ATTENDANCE.match(" ".join(words)) is not None and not any(
        word.endswith(":") for word in words[:-1]
    )


def _gutters(boxes: list[Box]) -> list[float]:
    """Return x positions just left of where at least four runs begin: a column's edge among others."""
    starts = sorted([box.x0 for box in boxes])
    height = median([box.bottom - box.top for box in boxes])
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
    column = around(boxes)
    width = column.x1 - column.x0
    if width < 0.2 * page_width:
        return False
    full = sum(box.x1 - box.x0 > _FULL_LINE * width for box in boxes)
    return full >= 0.5 * len(boxes)
