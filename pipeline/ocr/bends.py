"""Set bent lines straight: beside a spine, and on a photo of a curled sheet, a line ends beside the next one.

All lines of a page together tell its bend: before it is read by the pieces of lines on its image, so that
Tesseract gets level lines; afterwards by its words, so that they are put on the right line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import cv2
import numpy

from pipeline.ocr.line_measures import words_by_line
from pipeline.ocr.line_pieces import LOOK_DPI, LinePieces
from pipeline.ocr.tesseract import OcrWord
from schemas.geometry import Box

# Letters that reach below the line.
HANGING = frozenset("gjpqyç,;()[]{}§@|/Q_„‚")
# Fewer lines, or places on them, make a bend of misplaced boxes.
_FEWEST_LINES = 8
_FEWEST_OF_A_LINE = 3
_FEWEST = 60
# Looked at closely is a page where more than this share of places lies so far (in heights of a line) off the
# straight; bent it is where the third of its lines sinks more than that.
_WORDS = (92, 0.1, 0.25)
_PIECES = (95, 0.135, 0.2)
# Points between the places where a bend is measured.
_KNOT_GAP = 22.0
_SMOOTH = 0.3
_ROUNDS = 4
# Pixels of the small image, at 100 dpi: a piece of a line long enough to bend, and the steps along it.
_LONG = 70
_STEP = 14


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
    """Return how the lines of a page bend by its words, None where they are straight enough, or too few."""
    scale = 72 / dpi
    lines = [
        [
            ((word.left + word.width / 2) * scale, (word.top + word.height) * scale)
            for word in line
            if len(word.text) > 1 and not HANGING & set(word.text)
        ]
        for line in words_by_line(words).values()
    ]
    height = max(1.0, median(word.height for word in words) * scale) if words else 1.0
    return _bend_of(lines, height, _WORDS)


def image_bend(pieces: LinePieces, scale: float = 72 / LOOK_DPI) -> Bend | None:
    """Return how the lines of an image bend, None where Tesseract reads them as well as they are.

    `scale`: points in a pixel of the pieces.
    """
    long = [(number, box) for number, box in pieces.boxes if box.x1 - box.x0 >= _LONG]
    lines = []
    for number, (x0, top, x1, bottom) in long:
        piece = pieces.labels[int(top) : int(bottom), int(x0) : int(x1)] == number
        steps = (x1 - x0) // _STEP
        piece = piece[:, : int(steps * _STEP)].reshape(piece.shape[0], int(steps), _STEP).sum(axis=2)
        ink = numpy.maximum(1, piece.sum(axis=0))
        middles = (piece * numpy.arange(piece.shape[0])[:, None]).sum(axis=0) / ink + top
        lines.append(
            [
                ((x0 + (at + 0.5) * _STEP) * scale, middle * scale)
                for at, (middle, area) in enumerate(zip(middles.tolist(), ink.tolist(), strict=True))
                if area > _STEP
            ]
        )
    heights = [box.bottom - box.top for _number, box in pieces.boxes]
    height = max(1.0, float(numpy.percentile(heights, 40)) * scale) if heights else 1.0
    return _bend_of(lines, height, _PIECES)


def straightened(image: Any, dpi: int, bend: Bend) -> Any:
    """Return the image with its lines set straight; paper where nothing was."""
    height, width = image.shape
    scale = 72 / dpi
    x = (numpy.arange(width) + 0.5) * scale
    level = numpy.interp(x, bend.knots, bend.level)
    change = numpy.interp(x, bend.knots, bend.change) / bend.half
    straight = (numpy.arange(height)[:, None] + 0.5) * scale
    down = level + change * (straight - bend.middle)
    limit = 1.2 * bend.half
    rows = straight + down / (1 - change)
    beyond = numpy.clip(rows - bend.middle, -limit, limit)
    rows = straight + level + change * beyond
    columns = numpy.broadcast_to(numpy.arange(width, dtype=numpy.float32), image.shape)
    return cv2.remap(
        image,
        numpy.ascontiguousarray(columns),
        (rows / scale - 0.5).astype(numpy.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _bend_of(
    lines: Sequence[list[tuple[float, float]]], height: float, limits: tuple[int, float, float]
) -> Bend | None:
    """Return the bend that lines of places (x, y in points) show, None for none."""
    lines = [line for line in lines if len(line) >= _FEWEST_OF_A_LINE]
    if len(lines) < _FEWEST_LINES or sum(map(len, lines)) < _FEWEST:
        return None
    points = [(x, y, number) for number, line in enumerate(lines) for x, y in line]
    xs, ys = (numpy.array([point[axis] for point in points]) for axis in (0, 1))
    numbers = numpy.array([point[2] for point in points])
    straight = numpy.array([median(y for _x, y in line) for line in lines])
    share, off, slight = limits
    if numpy.percentile(numpy.abs(ys - straight[numbers]), share) < off * height:
        return None
    left, right = float(xs.min()), float(xs.max())
    knots = numpy.linspace(left, right, max(2, round((right - left) / _KNOT_GAP)) + 1)
    middle, half = float(ys.max() + ys.min()) / 2, max(height, float(ys.max() - ys.min()) / 2)
    bend = _fitted(xs, ys, numbers, height, (knots, middle, half))
    spans = []
    for line in lines:
        sunk = [bend.down(x, y) for x, y in line]
        spans.append(max(sunk) - min(sunk))
    return bend if sorted(spans)[-3] > slight * height else None


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
    level, change = found[lines : lines + size], found[lines + size :]
    # What all knots share moves or stretches the page as a whole: the lines' own heights say as much.
    return Bend(
        knots=knots,
        level=level - level.mean(),
        change=change - change.mean(),
        middle=middle,
        half=half,
    )


def placed_back(bend: Bend | None, place: Callable[[Box], Box]) -> Callable[[Box], Box]:
    """Return `place` for boxes of the straightened page."""
    if bend is None:
        return place
    return lambda box: place(bend.back(box))
