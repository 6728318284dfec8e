"""Find how a page lies on the scanner: quarter turns and skew, from the rhythm of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy

from pipeline.read.ink_pieces import ink_pieces
from schemas.geometry import Box

_LOOK_DPI = 100
_LARGEST_SKEW = 5.0
# Below this Tesseract reads as well askew (measured), and turning costs sharpness.
_TURN_FROM_DEGREES = 0.35
_SURE = 0.85
_SAMPLES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How an image was turned upright: quarter turns counter-clockwise, then `skew` degrees.

    `width` and `height` are those of the image before, in pixels.
    """

    quarters: int
    skew: float
    width: int
    height: int

    def back(self, box: Box) -> Box:
        """Return where `box` of the upright image lies in the image before, both in pixels."""
        width, height = (self.width, self.height) if self.quarters % 2 == 0 else (self.height, self.width)
        x0, top, x1, bottom = box
        if self.skew:
            matrix = cv2.invertAffineTransform(_rotation(width, height, self.skew))
            x, y = (x0 + x1) / 2, (top + bottom) / 2
            shift_x = matrix[0][0] * x + matrix[0][1] * y + matrix[0][2] - x
            shift_y = matrix[1][0] * x + matrix[1][1] * y + matrix[1][2] - y
            x0, x1, top, bottom = x0 + shift_x, x1 + shift_x, top + shift_y, bottom + shift_y
        for _ in range(self.quarters % 4):  # undo one counter-clockwise quarter at a time
            x0, top, x1, bottom = height - bottom, x0, height - top, x1
            width, height = height, width
        return Box(x0, top, x1, bottom)


def turn_upright(grey: Any, dpi: int) -> tuple[Any, Turn]:
    """Return the image with its lines level and its letters upright, and how it was turned."""
    height, width = grey.shape
    small = _ink(grey, dpi)
    quarters = 0
    if _lines_stand_upright(small):
        quarters = 1
        grey, small = numpy.ascontiguousarray(numpy.rot90(grey)), numpy.ascontiguousarray(numpy.rot90(small))
    skew = find_skew(small)
    if abs(skew) < _TURN_FROM_DEGREES:
        skew = 0.0
    if skew:
        shape = (grey.shape[1], grey.shape[0])
        matrix = _rotation(*shape, skew)
        paper = int(numpy.median(grey[::16, ::16]))  # streaks from the edge would read as strokes
        grey = cv2.warpAffine(grey, matrix, shape, flags=cv2.INTER_LINEAR, borderValue=paper)
        small = _ink(grey, dpi)
    if _is_upside_down(grey, small, dpi):
        quarters += 2
        grey = numpy.ascontiguousarray(grey[::-1, ::-1])
    return grey, Turn(quarters=quarters, skew=skew, width=width, height=height)


def _rotation(width: int, height: int, degrees: float) -> Any:
    return cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)


def _ink(grey: Any, dpi: int) -> Any:
    """Return ink as 1 on a small image, without what is much larger than letters."""
    scale = _LOOK_DPI / dpi
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(small, 31)
    ink = (small.astype(numpy.int16) < paper.astype(numpy.int16) - 40).astype(numpy.uint8)
    labels, stats = ink_pieces(ink)
    if len(stats) < 2:
        return ink
    large = (stats[:, cv2.CC_STAT_WIDTH] > 0.6 * _LOOK_DPI) | (stats[:, cv2.CC_STAT_HEIGHT] > 0.6 * _LOOK_DPI)
    dust = stats[:, cv2.CC_STAT_AREA] < 3
    drop = large | dust
    drop[0] = False
    ink[drop[labels]] = 0
    return ink


def _lines_stand_upright(ink: Any) -> bool:
    """Return whether lines of text run from top to bottom: letters stand closer along a line than across.

    Unlike the rhythm of rows this holds for askew pages and for tables.
    """
    across = _pieces(cv2.dilate(ink, numpy.ones((1, 4), numpy.uint8)))
    down = _pieces(cv2.dilate(ink, numpy.ones((4, 1), numpy.uint8)))
    return across > 30 and down < 0.75 * across


def _pieces(ink: Any) -> int:
    return int(cv2.connectedComponents(ink, connectivity=8)[0]) - 1


def _unrest(ink: Any) -> float:
    """Return how sharply the ink changes from row to row: high when rows are lines of text."""
    rows = cv2.reduce(ink, 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F)[:, 0]
    return float((numpy.diff(rows) ** 2).sum())


def find_skew(ink: Any) -> float:
    """Return the angle in degrees (counter-clockwise) that levels the lines.

    0 for a page without lines, and for one that lies so straight that it is not turned.
    """
    if ink.sum() < 500:
        return 0.0
    height, width = ink.shape
    shape = (width, height)

    black = ink * 255

    @cache
    def unrest(angle: float) -> float:
        return _unrest(cv2.warpAffine(black, _rotation(width, height, angle), shape))

    half = cv2.resize(black, (width // 2, height // 2), interpolation=cv2.INTER_AREA)

    def coarse_unrest(angle: float) -> float:
        matrix = _rotation(width // 2, height // 2, angle)
        return _unrest(cv2.warpAffine(half, matrix, (width // 2, height // 2)))

    best = max(numpy.arange(-_LARGEST_SKEW, _LARGEST_SKEW + 0.1, 0.5), key=coarse_unrest)
    if best == 0 and unrest(0.3) >= unrest(0.4) and unrest(-0.3) >= unrest(-0.4):
        return 0.0  # less than what a page is turned for; most pages: six looks are saved
    best = max(numpy.arange(best - 0.4, best + 0.41, 0.1), key=unrest)
    if abs(best) > _LARGEST_SKEW - 0.2 or unrest(best) < 1.08 * unrest(0.0):
        return 0.0
    return round(float(best), 2)


def _is_upside_down(grey: Any, ink: Any, dpi: int) -> bool:
    """Ask RapidOCR's classifier about some lines; a page is turned only when nearly all agree."""
    session = _classifier()
    if session is None:
        return False
    pictures = _line_pictures(grey, ink, dpi)
    if len(pictures) < 3:
        return False
    (scores,) = session.run(None, {session.get_inputs()[0].name: _batch(pictures)})
    turned = scores[:, 1]
    sure = numpy.abs(turned - 0.5) > _SURE - 0.5
    return bool(sure.sum() >= 3 and (turned[sure] > 0.5).mean() > 0.75)


def _line_pictures(grey: Any, ink: Any, dpi: int) -> list[Any]:
    """Cut pieces of lines of text, spread over the page. `ink`: as `_ink` found it."""
    words = cv2.dilate(ink, numpy.ones((1, 9), numpy.uint8))
    _labels, stats = ink_pieces(words)
    scale = dpi / _LOOK_DPI
    boxes = []
    for x, y, width, height, area in stats[1:]:
        if 6 <= height <= 40 and 3 * height <= width and area > 0.35 * width * height:
            boxes.append((x, y, min(width, 6 * height), height))
    step = max(1, len(boxes) // _SAMPLES)
    pictures = []
    for x, y, width, height in boxes[::step][:_SAMPLES]:
        left, top = int((x - 1) * scale), int((y - 1) * scale)
        right, bottom = int((x + width + 1) * scale), int((y + height + 1) * scale)
        pictures.append(grey[max(0, top) : bottom, max(0, left) : right])
    return [picture for picture in pictures if picture.size]


def _batch(pictures: Sequence[Any]) -> Any:
    batch = numpy.zeros((len(pictures), 3, 48, 192), dtype=numpy.float32)
    for index, picture in enumerate(pictures):
        height, width = picture.shape
        target = min(192, max(8, round(width * 48 / height)))
        scaled = cv2.resize(picture, (target, 48), interpolation=cv2.INTER_AREA)
        batch[index, :, :, :target] = scaled.astype(numpy.float32) / 127.5 - 1.0
    return batch


@cache
def _classifier() -> Any:
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        return None
    models = sorted(Path(package.origin).parent.glob("models/*cls*.onnx"))
    if not models:
        return None
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(models[0]), options, providers=["CPUExecutionProvider"])
