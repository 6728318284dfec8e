"""Find ruled lines on a page: by length and thickness, and those that a poor scan has broken into dashes."""

from typing import Any

import cv2
import numpy

from pipeline.ocr.long_runs import long_runs
from pipeline.read.ink_pieces import ink_pieces

# In inches. A rule is at least this long and at most this thick.
_RULE_LENGTH = 0.45
_RULE_THICKNESS = 0.035
# A thin rule that was smoothed with the page is paler than print.
_RULE_INK = 200
# A dash of a broken rule is at least this long, and the next one no farther away than the gap.
_DASH = {True: 0.07, False: 0.1}
_GAP = {True: 0.12, False: 0.05}
_BROKEN_LENGTH = 0.6
_COVERED = {True: 0.45, False: 0.75}
# So many dashes are looked at on the image itself.
_MANY = 500


def find_rules(image: Any, dpi: int) -> Any:
    """Return 1 where the ink of a prepared image is a rule's and no letter's that it crosses."""
    _threshold, ink = cv2.threshold(image, _RULE_INK - 1, 1, cv2.THRESH_BINARY_INV)
    length, thickness = round(_RULE_LENGTH * dpi), max(3, round(_RULE_THICKNESS * dpi))
    found: Any = numpy.zeros_like(ink)
    lines: dict[bool, Any] = {}
    thick: Any
    for horizontal in (True, False):
        # one pixel of play, so that a rule that slopes a little or is nibbled at stays one
        play = cv2.dilate(ink, numpy.ones((3, 1) if horizontal else (1, 3), numpy.uint8))
        lines[horizontal] = long_runs(play, length, horizontal=horizontal)
        if not cv2.countNonZero(lines[horizontal]):
            continue
        across = (1, thickness + 2) if horizontal else (thickness + 2, 1)
        thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones(across[::-1], numpy.uint8))
        found |= lines[horizontal] & ink & ~thick
    if all(cv2.countNonZero(line) for line in lines.values()):
        square = numpy.ones((3, 3), numpy.uint8)
        crossings: Any = cv2.bitwise_and(cv2.dilate(lines[True], square), cv2.dilate(lines[False], square))
        found |= crossings & ink
    return found | _broken(cv2.subtract(ink, found), dpi)


def _broken(ink: Any, dpi: int) -> Any:
    """Return 1 on dashes that lie in one line and close together, with the specks between them."""
    labels, stats = ink_pieces(ink)
    width, height = stats[:, 2], stats[:, 3]
    found = numpy.zeros_like(ink)
    thickness = max(3, round(_RULE_THICKNESS * dpi))
    for horizontal in (True, False):
        along, over = (width, height) if horizontal else (height, width)
        dashes = (along >= _DASH[horizontal] * dpi) & (over <= thickness) & (along >= 4 * over)
        dashes[0] = False
        if dashes.sum() < 2:
            continue
        gap = max(3, round(_GAP[horizontal] * dpi))
        if _longest_chain(stats[dashes], gap, horizontal=horizontal) < _BROKEN_LENGTH * dpi:
            continue
        mask = _drawn(labels, stats, dashes)
        play = numpy.ones((3, 1) if horizontal else (1, 3), numpy.uint8)
        bridge = numpy.ones((1, gap) if horizontal else (gap, 1), numpy.uint8)
        joined = cv2.morphologyEx(cv2.dilate(mask, play), cv2.MORPH_CLOSE, bridge)
        group_labels, group_stats = ink_pieces(joined)
        long = group_stats[:, 2 if horizontal else 3]
        if not (long[1:] >= _BROKEN_LENGTH * dpi).any():
            continue
        owner = numpy.zeros(len(width), dtype=int)
        for index in numpy.flatnonzero(dashes):
            owner[index] = _owner(group_labels, labels, stats[index], int(index))
        ink_along = numpy.bincount(owner, weights=along * dashes, minlength=len(long))
        rules = (long >= _BROKEN_LENGTH * dpi) & (ink_along >= _COVERED[horizontal] * long)
        rules[0] = False
        if not rules.any():
            continue
        # with specks of the same rule, too short to be dashes
        specks = (over <= thickness) & (along < 0.12 * dpi)
        specks[0] = False
        on_rules = rules.astype(numpy.uint8)[group_labels]
        found |= (mask | specks.astype(numpy.uint8)[labels]) & on_rules
    return found


def _longest_chain(stats: Any, gap: int, *, horizontal: bool) -> int:
    """Return the length of the longest chain of boxes no farther apart than `gap`: no rule is longer."""
    if len(stats) > _MANY:
        return int(stats[:, 0].max() + stats[:, 1].max())
    starts, sizes = stats[:, :2], stats[:, 2:4]
    room = numpy.array([gap, 3] if horizontal else [3, gap])
    near = (
        (starts[:, None] - room <= starts + sizes) & (starts <= starts[:, None] + sizes[:, None] + room)
    ).all(axis=2)
    while True:  # until who is near has met everyone near them
        wider = near.astype(numpy.float32) @ near.astype(numpy.float32) > 0
        if (wider == near).all():
            break
        near = wider
    axis = 0 if horizontal else 1
    ends = starts[:, axis] + sizes[:, axis]
    far = numpy.where(near, ends, 0).max(axis=1)
    first = numpy.where(near, starts[:, axis], far.max()).min(axis=1)
    return int((far - first).max())


def _drawn(labels: Any, stats: Any, chosen: Any) -> Any:
    """Return 1 on the chosen pieces."""
    mask = numpy.zeros(labels.shape, dtype=numpy.uint8)
    for index in numpy.flatnonzero(chosen):
        x, y, width, height = (int(value) for value in stats[index][:4])
        place = (slice(y, y + height), slice(x, x + width))
        mask[place] |= (labels[place] == index).astype(numpy.uint8)
    return mask


def _owner(group_labels: Any, labels: Any, stats: Any, index: int) -> int:
    x, y, width, height = (int(value) for value in stats[:4])
    piece = labels[y : y + height, x : x + width] == index
    return int(group_labels[y : y + height, x : x + width][piece].max(initial=0))
