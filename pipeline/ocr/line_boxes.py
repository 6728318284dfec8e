"""Give the words of an image boxes as high as their line's type, and set bent lines straight.

Tesseract's boxes end where the ink does: `om` and `På` of one line seem to lie apart, and a line without
a `g` seems farther from the next than one with it. Beside a spine, and on a photo of a sheet that curls,
a line ends in the height of its neighbour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy

from pipeline.ocr.line_measures import words_by_line
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.layout import Token
from schemas.geometry import Box

# Of type, in em: what text faces have between 9 and 12 points, give or take a tenth.
_CAPITAL = 0.70
_SMALL = 0.49
_ABOVE = 0.93
_BELOW = 0.22
_HANGING = frozenset("gjpqyç,;()[]{}§@|/Q_„‚")
_TALL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZbdfhkl0123456789ß&%#!?")
_HIGHER = frozenset("ÅÄÖÉÜ()[]{}§@|/")
_BETWEEN = frozenset("åäöéüèijt")
_LOW = frozenset("acemnorsuvwxzgpqy.,:;-–")
# Sizes that differ by less are one size, read from other letters.
_SAME_SIZE = 0.12
# A line so much higher than its highest word slopes, or is two.
_LEVEL = 1.5
# Bend below this share of a line's height cuts no line.
_SLIGHT_BEND = 0.25
# Fewer lines, or words in them, make a bend of misplaced boxes.
_FEWEST_LINES = 8
_FEWEST_WORDS_OF_A_LINE = 3
_FEWEST_WORDS = 60
# A page is bent where more than one word in seven stands so far (in heights of a line) off the straight.
_OFF_SHARE = 85
_OFF = 0.1
# Distance between the places where a bend is measured, in heights of a line.
_KNOT_GAP = 3.0
_SMOOTH = 0.3
_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """How far the lines of a page sink at each place: `down(x, y)`, in points.

    Piecewise straight between `knots`; `level` at mid-height, `change` more at the foot and less at the head.
    """

    knots: Any
    level: Any
    change: Any
    middle: float
    half: float

    def down(self, x: float, y: float) -> float:
        """Return how far below the level a line lies at `x`, `y` of the page."""
        share = min(1.2, max(-1.2, (y - self.middle) / self.half))
        return float(
            numpy.interp(x, self.knots, self.level) + share * numpy.interp(x, self.knots, self.change)
        )

    def flat(self, box: Box) -> Box:
        """Return where `box` lies when all lines are set straight."""
        by = self.down((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
        return Box(box.x0, box.top - by, box.x1, box.bottom - by)

    def back(self, box: Box) -> Box:
        """Return where a box of the straightened page lies on the page."""
        x, straight = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        y = straight
        for _ in range(4):
            y = straight + self.down(x, y)
        by = y - straight
        return Box(box.x0, box.top + by, box.x1, box.bottom + by)


def find_bend(words: Sequence[OcrWord], dpi: int) -> Bend | None:
    """Return how the lines of a page bend, None where they are straight enough, or too few to tell.

    All lines together tell: of one alone, a misplaced box would make a bend.
    """
    scale = 72 / dpi
    lines = [
        [
            ((word.left + word.width / 2) * scale, (word.top + word.height) * scale)
            for word in line
            if len(word.text) > 1 and not _HANGING & set(word.text)
        ]
        for line in words_by_line(words).values()
    ]
    lines = [line for line in lines if len(line) >= _FEWEST_WORDS_OF_A_LINE]
    if len(lines) < _FEWEST_LINES or sum(map(len, lines)) < _FEWEST_WORDS:
        return None
    height = max(1.0, median(word.height for word in words) * scale)
    points = [(x, y, number) for number, line in enumerate(lines) for x, y in line]
    xs, ys = (numpy.array([point[axis] for point in points]) for axis in (0, 1))
    numbers = numpy.array([point[2] for point in points])
    straight = numpy.array([median(y for _x, y in line) for line in lines])
    if numpy.percentile(numpy.abs(ys - straight[numbers]), _OFF_SHARE) < _OFF * height:
        return None
    left, right = float(xs.min()), float(xs.max())
    knots = numpy.linspace(left, right, max(2, round((right - left) / (_KNOT_GAP * height))) + 1)
    middle, half = float(ys.max() + ys.min()) / 2, max(height, float(ys.max() - ys.min()) / 2)
    bend = _fitted(xs, ys, numbers, height, (knots, middle, half))
    spans = []
    for line in lines:
        sunk = [bend.down(x, y) for x, y in line]
        spans.append(max(sunk) - min(sunk))
    return bend if max(spans) > _SLIGHT_BEND * height else None


def _fitted(xs: Any, ys: Any, numbers: Any, height: float, frame: tuple[Any, float, float]) -> Bend:
    """Fit a height for each line and one bend for all, by least squares in which far points lose weight."""
    knots, middle, half = frame
    count, lines, size = len(xs), int(numbers.max()) + 1, len(knots)
    hats = numpy.stack([numpy.interp(xs, knots, row) for row in numpy.eye(size)], axis=1)
    share = ((ys - middle) / half)[:, None]
    own = numpy.zeros((count, lines))
    own[numpy.arange(count), numbers] = 1
    rows = numpy.hstack([own, hats, share * hats])
    # A bend changes little from knot to knot, and is 0 where nothing tells.
    second = numpy.diff(numpy.eye(size), n=2, axis=0) if size > 2 else numpy.zeros((0, size))
    smooth = numpy.zeros((2 * len(second) + 2 * size, lines + 2 * size))
    smooth[: len(second), lines : lines + size] = _SMOOTH * second
    smooth[len(second) : 2 * len(second), lines + size :] = 2 * _SMOOTH * second
    smooth[2 * len(second) :, lines:] = 0.02 * numpy.eye(2 * size)
    weights = numpy.ones(count)
    for _ in range(_ROUNDS):
        system = numpy.vstack([rows * weights[:, None], smooth])
        target = numpy.concatenate([ys * weights, numpy.zeros(len(smooth))])
        found = numpy.linalg.lstsq(system, target, rcond=None)[0]
        off = numpy.abs(ys - rows @ found) / (0.12 * height)
        weights = 1 / numpy.sqrt(1 + off**2)
    return Bend(
        knots=knots,
        level=found[lines : lines + size],
        change=found[lines + size :],
        middle=middle,
        half=half,
    )


def line_high_tokens(words: Sequence[OcrWord], dpi: int, bend: Bend | None = None) -> list[Token]:
    """Return tokens as high as the type of their line: what `Å` and `g` would reach, whether there or not.

    Boxes are in points, of the page with its lines set straight where there is a `bend`. A line that slopes
    all the same keeps its words' own heights.
    """
    lines = list(words_by_line(words).values())
    boxes = [[word.box(dpi) if bend is None else bend.flat(word.box(dpi)) for word in line] for line in lines]
    sizes = [_type_size(line, own) for line, own in zip(lines, boxes, strict=True)]
    known = [size for line, size in zip(lines, sizes, strict=True) if size is not None for _word in line]
    usual = median(known) if known else None
    tokens = []
    for line, own, size in zip(lines, boxes, sizes, strict=True):
        if usual is not None and (size is None or abs(size - usual) < _SAME_SIZE * usual):
            size = usual
        high = _type_high(line, own, size)
        for word, box in zip(line, own, strict=True):
            top, bottom = high or (box.top, box.bottom)
            tokens.append(Token(word.text, Box(box.x0, top, box.x1, bottom), word.confidence))
    return tokens


def _standing(line: Sequence[OcrWord], boxes: Sequence[Box]) -> list[float]:
    """Return where the words stand that have nothing below the line."""
    return [
        box.bottom
        for word, box in zip(line, boxes, strict=True)
        if any(map(str.isalnum, word.text)) and not _HANGING & set(word.text)
    ]


def _type_size(line: Sequence[OcrWord], boxes: Sequence[Box]) -> float | None:
    """Return a line's size of type in points by the height of its letters, None where they do not tell."""
    standing = _standing(line, boxes)
    sizes = []
    for word, box in zip(line, boxes, strict=True):
        signs = set(word.text)
        above = _CAPITAL if signs & _TALL else _SMALL
        if signs & _HIGHER or not signs & (_TALL | _LOW) or (above == _SMALL and signs & _BETWEEN):
            continue
        if standing:
            sizes.append((median(standing) - box.top) / above)
        elif signs & _HANGING:
            sizes.append((box.bottom - box.top) / (above + _BELOW))
    size = sorted(sizes)[len(sizes) // 4] if sizes else 0.0  # a box errs by being too high
    return size if size > 0 else None


def _type_high(
    line: Sequence[OcrWord], boxes: Sequence[Box], size: float | None
) -> tuple[float, float] | None:
    """Return top and bottom of a line of type of `size`, None for a line that slopes."""
    ink = min(box.top for box in boxes), max(box.bottom for box in boxes)
    if ink[1] - ink[0] > _LEVEL * max(box.bottom - box.top for box in boxes):
        return None
    standing = _standing(line, boxes)
    hanging = [
        box.bottom
        for word, box in zip(line, boxes, strict=True)
        if _HANGING & set(word.text) and any(map(str.isalnum, word.text))
    ]
    if size is None or not (standing or hanging):
        return ink
    baseline = median(standing) if standing else median(hanging) - _BELOW * size
    return baseline - _ABOVE * size, baseline + _BELOW * size


def placed_back(bend: Bend | None, place: Callable[[Box], Box]) -> Callable[[Box], Box]:
    """Return `place` for boxes of the straightened page."""
    if bend is None:
        return place
    return lambda box: place(bend.back(box))
