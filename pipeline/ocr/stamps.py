"""Find ink stamps, framed or slanting, and turn them level, so that the date of arrival can be read.

What is printed in a stamp is no part of the lines it was pressed on: it is read as a block of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy

from pipeline.ocr.slanting_rows import slanting_outlines
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.ink_pieces import ink_pieces
from schemas.geometry import Box

# In inches.
_WIDTH = (0.7, 3.4)
_HEIGHT = (0.28, 1.7)
_STEEPEST_DEGREES = 20.0
# Up to here a frame can as well be part of a printed form.
_LEVEL_DEGREES = 1.5
# A frame's edge is this much of its height, and so wide is the white inside it.
_EDGE = 0.07
_HOLLOW = 0.5
_INK = 205
_MOST = 3
# A round stamp: in inches, how far from round, how hollow.
_ACROSS = (0.6, 2.2)
_ROUND, _OUT_OF_ROUND = 0.9, 1.12
# In heights of a stamp: how far beside it lines are looked at; how many of their letters may stand in it, how
# high these are at most.
_LINE_REACH, _LETTERS = 0.5, 12
_LETTER_HIGH = 0.6
_SURE = 0.5
_WORD_OF_ARRIVAL = r"in ?kom|ankom|dnr|diarie|d\.nr|regist|motta[gr]"
_ARRIVAL_WORD = re.compile(_WORD_OF_ARRIVAL, re.IGNORECASE)
_ARRIVAL = re.compile(rf"{_WORD_OF_ARRIVAL}|\b(?:19|20)\d\d[- ]?\d\d[- ]?\d\d\b", re.IGNORECASE)
# What is stamped on the way out, with a date of its own.
_DEPARTURE = re.compile(r"kopia|arkiv|exped|avskrift|utg[aå]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An imprint: its box on the page and its inside turned level, in pixels.

    `slanting`: no form is printed like that. `round`: a ring, whose writing is not read.
    """

    box: Box
    picture: Any
    slanting: bool
    outline: Any
    round: bool = False
    framed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A stamp's picture below the page, to be read with it; `top` is where it begins, in pixels."""

    stamp: Stamp
    top: int

    def home(self, word: OcrWord) -> OcrWord:
        """Return `word` of the picture about where it lies on the page; lines stay level."""
        box, (height, width) = self.stamp.box, self.stamp.picture.shape
        return replace(
            word,
            left=max(0, word.left + round((box.x0 + box.x1 - width) / 2)),
            top=max(0, word.top - self.top + round((box.top + box.bottom - height) / 2)),
        )


def find_stamps(image: Any, dpi: int) -> list[Stamp]:
    """Return the stamps on a prepared image: frames (one closed line, hollow inside) and slanting rows."""
    ink = cv2.morphologyEx(
        (image < _INK).astype(numpy.uint8), cv2.MORPH_CLOSE, numpy.ones((3, 3), numpy.uint8)
    )
    outlines, levels = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    stamps: list[Stamp] = []
    for index, outline in enumerate(outlines):
        if levels[0][index][3] >= 0:
            continue  # the inner edge of something
        _x, _y, wide, high = cv2.boundingRect(outline)
        if not (_WIDTH[0] * dpi <= wide <= 1.1 * _WIDTH[1] * dpi and _HEIGHT[0] * dpi <= high <= 2 * dpi):
            continue
        holes = _holes(index, outlines, levels)
        if _is_ring(outline, wide, high, holes, dpi):
            stamps.append(replace(_level(image, outline, *_sides(outline)), slanting=True, round=True))
            continue
        centre, (width, height), degrees = _sides(outline)
        if not (_WIDTH[0] <= width / dpi <= _WIDTH[1] and _HEIGHT[0] <= height / dpi <= _HEIGHT[1]):
            continue
        if abs(degrees) > _STEEPEST_DEGREES or width < 1.2 * height:
            continue
        if cv2.contourArea(outline) < 0.88 * width * height or max(holes) < _HOLLOW * width * height:
            continue
        stamps.append(_level(image, outline, centre, (width, height), degrees))
    rings = [stamp.box for stamp in stamps if stamp.round]
    stamps = [stamp for stamp in stamps if not any(_lies_in(stamp.box, ring) for ring in rings)]
    stamps += [
        replace(_level(image, outline, *_sides(outline)), framed=False)
        for outline in slanting_outlines(image, dpi)
        if not any(_meet(stamp.box, outline) for stamp in stamps)
    ]
    return stamps if len(stamps) <= _MOST else []


def _holes(index: int, outlines: Sequence[Any], levels: Any) -> list[float]:
    """Return the areas of the holes in an outline, and 0."""
    holes, child = [0.0], levels[0][index][2]
    while child >= 0:
        holes.append(cv2.contourArea(outlines[child]))
        child = levels[0][child][0]
    return holes


def _is_ring(outline: Any, wide: int, high: int, holes: Sequence[float], dpi: int) -> bool:
    """Return whether an outline is a circle that is hollow inside."""
    if not (
        _ACROSS[0] * dpi <= wide <= _ACROSS[1] * dpi and 1 / _OUT_OF_ROUND <= wide / high <= _OUT_OF_ROUND
    ):
        return False
    circle = 0.785 * wide * high
    area = cv2.contourArea(outline)
    return bool(_ROUND * circle <= area <= circle / _ROUND**0.5 and max(holes) >= _HOLLOW * area)


def _sides(outline: Any) -> tuple[Sequence[float], tuple[float, float], float]:
    """Return the middle, width and height, and slope in degrees of the rectangle about an outline."""
    centre, (width, height), degrees = cv2.minAreaRect(outline)
    if abs(degrees) > 45:  # OpenCV names the sides as it likes
        width, height, degrees = height, width, degrees - numpy.sign(degrees) * 90
    return centre, (width, height), float(degrees)


def _lies_in(box: Box, ring: Box) -> bool:
    return box.x0 > ring.x0 and box.x1 < ring.x1 and box.top > ring.top and box.bottom < ring.bottom


def _meet(box: Box, outline: Any) -> bool:
    x, y, wide, high = cv2.boundingRect(outline)
    return bool(x < box.x1 and box.x0 < x + wide and y < box.bottom and box.top < y + high)


def _level(
    image: Any, outline: Any, centre: Sequence[float], size: tuple[float, float], degrees: float
) -> Stamp:
    width, height = size
    edge = _EDGE * height
    matrix = cv2.getRotationMatrix2D((centre[0], centre[1]), degrees, 1.0)
    matrix[0][2] += width / 2 - edge - centre[0]
    matrix[1][2] += height / 2 - edge - centre[1]
    inner = (max(8, round(width - 2 * edge)), max(8, round(height - 2 * edge)))
    inside = cv2.warpAffine(image, matrix, inner, flags=cv2.INTER_LINEAR, borderValue=255)
    margin = round(0.15 * height)
    picture = cv2.copyMakeBorder(inside, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255)
    x, y, wide, high = cv2.boundingRect(outline)
    return Stamp(
        box=Box(x, y, x + wide, y + high),
        picture=picture,
        slanting=bool(abs(degrees) > _LEVEL_DEGREES),
        outline=outline,
    )


def tells_arrival(words: Sequence[OcrWord], *, framed: bool = True) -> bool:
    """Return whether the words of a stamp are legible and tell an arrival: by a word, a number, a date.

    A date without a frame can be anybody's.
    """
    if not words:
        return False
    letters = sum(len(word.text) for word in words)
    sure = sum(word.confidence * len(word.text) for word in words) / letters
    text = " ".join(word.text for word in words)
    told = (_ARRIVAL if framed else _ARRIVAL_WORD).search(text)
    return sure > _SURE and told is not None and not _DEPARTURE.search(text)


def set_below(page: Any, stamps: Sequence[Stamp]) -> tuple[Any, list[Strip]]:
    """Return the page with the stamps' pictures below it, one after another."""
    strips: list[Strip] = []
    for stamp in stamps:
        _height, width = stamp.picture.shape
        strips.append(Strip(stamp=stamp, top=page.shape[0]))
        right = max(0, page.shape[1] - width)
        strip = cv2.copyMakeBorder(
            stamp.picture[:, : page.shape[1]], 0, 0, 0, right, cv2.BORDER_CONSTANT, value=255
        )
        page = numpy.vstack([page, strip])
    return page, strips


def without_stamp(image: Any, stamp: Stamp, dpi: int) -> Any:
    """Return a copy of the image without the stamp and what is inside its frame."""
    cleaned = image.copy()
    if stamp.round or not stamp.framed:
        _clear_pieces(cleaned, stamp)
        return cleaned
    hull = cv2.convexHull(stamp.outline)
    cv2.fillPoly(cleaned, [hull], 255)
    cv2.polylines(cleaned, [hull], isClosed=True, color=255, thickness=max(3, dpi // 60))
    return cleaned


def _clear_pieces(image: Any, stamp: Stamp) -> None:
    """Whiten what lies in a ring or in a stamp without a frame, but for printed lines that reach in."""
    hull = cv2.convexHull(stamp.outline)
    left, top, right, bottom = (round(edge) for edge in stamp.box)
    reach = round(_LINE_REACH * (bottom - top))
    start, first = max(0, left - reach), max(0, top)
    band = image[first:bottom, start : right + reach]
    labels, stats = ink_pieces((band < _INK).astype(numpy.uint8))
    x, y, width, height, _area = (stats[:, column].astype(numpy.float64) for column in range(5))
    middles = numpy.stack([x + width / 2 + start, y + height / 2 + first], axis=1)
    inside = numpy.array([cv2.pointPolygonTest(hull, (float(a), float(b)), False) >= 0 for a, b in middles])
    inside[0] = False
    largest = int(numpy.argmax(numpy.where(inside, height, 0)))
    kept, foot = ~inside & (height < _LETTER_HIGH * (bottom - top)), y + height
    kept[0] = False
    for _letter in range(_LETTERS):  # each keeps the next that stands level with it
        for index in numpy.flatnonzero(inside & ~kept):
            tall = numpy.minimum(height[index], height)
            near = kept & (numpy.maximum(x[index] - x - width, x - x[index] - width[index]) < tall)
            level = numpy.abs(foot[index] - foot) <= 0.12 * tall + 1
            level |= numpy.abs(y[index] - y) <= 0.12 * tall + 1
            kept[index] = bool((near & level).any()) and not (stamp.round and index == largest)
    gone = (inside & ~kept).astype(numpy.uint8)[labels]
    others = (labels > 0).astype(numpy.uint8) & (1 - gone)
    band[(cv2.dilate(gone, numpy.ones((5, 5), numpy.uint8)) & (1 - others)) > 0] = 255
