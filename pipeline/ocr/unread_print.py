"""Read print that the first reader overlooked on a line it read, and leave out what it read twice."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import cv2
import numpy

from pipeline.ocr.combine_readers import DOUBTFUL, Doubt
from pipeline.ocr.line_measures import on_line
from pipeline.ocr.second_reading import Reader, ReadTwice
from pipeline.ocr.tesseract import OcrWord

_INK = 150
_SURE, _WORD = 0.9, 3
_DOUBLE = 0.6
# In usual heights of a word's box: letters, how far apart they stand in one word, and how long what is
# overlooked can be.
_LOWEST, _HIGHEST = 0.45, 1.25
_GAP, _LONGEST = 0.55, 9.0
# A single sign is a figure or a cross, so wide.
_ALONE = 0.45
# Around a word's box what belongs to it; how far from all words overlooked print stands.
_AROUND, _APART = 0.3, 1.0
# Above the lowest part of a page, where initials stand. More places than these are dust or a drawing.
_FOOT, _MOST = 0.86, 8


def overlooked(words: Sequence[OcrWord], image: Any, reader: Reader, *, pen: Any = ()) -> list[OcrWord]:
    """Return the words with those that stand level with a line and that the second reader is sure of.

    `pen`: boxes (x, y, width, height) where a pen wrote; nothing is looked for there.
    """
    sure = [word for word in words if word.confidence >= _SURE and len(word.text) >= _WORD]
    if not sure:
        return list(words)
    usual = float(median(word.height for word in sure))
    places = [
        (place, anchor)
        for place in _unread(words, image, usual)
        if (anchor := _level(place, sure, usual)) is not None and not any(_meets(place, one) for one in pen)
    ]
    if not places or len(places) > _MOST:
        return list(words)
    pad = max(3, round(usual) // 8)
    readings = reader(
        [
            image[max(0, y - pad) : y + height + pad, max(0, x - pad) : x + width + pad]
            for (x, y, width, height), _anchor in places
        ]
    )
    found = list(words)
    for ((x, y, width, height), anchor), reading in zip(places, readings, strict=True):
        text = reading.text.strip()
        if not text or min(reading.confidences) < _SURE or not any(map(str.isalnum, text)):
            continue
        if len(text) == 1 and (width < _ALONE * usual or not (text.isdigit() or text in "Xx")):
            continue
        word = replace(anchor, text=text, left=x, top=y, width=width, height=height, confidence=_SURE)
        before = [index for index, one in enumerate(found) if on_line(one, anchor) and one.left < x]
        after = [index for index, one in enumerate(found) if on_line(one, anchor)]
        at = before[-1] + 1 if before else after[0]
        found.insert(at, word)
    return found


def doubt_lone_figures(read: ReadTwice, overlooked_words: Sequence[OcrWord]) -> ReadTwice:
    """Return the reading with every figure in doubt that one reader alone has seen.

    `overlooked_words`: those that `overlooked` added; they are found again by their place.
    """
    places = [word for word in overlooked_words if any(map(str.isdigit, word.text))]
    words, doubts = list(read.words), list(read.doubts)
    told = {id(doubt.word) for doubt in doubts}
    for index, word in enumerate(words):
        if id(word) in told or not any(map(str.isdigit, word.text)):
            continue
        if any(on_line(word, place) and _overlap(word, place) for place in places):
            words[index] = replace(word, confidence=DOUBTFUL)
            doubts.append(Doubt(word=words[index], other=""))
    return replace(read, words=words, doubts=doubts)


def _overlap(word: OcrWord, other: OcrWord) -> bool:
    return word.left < other.left + other.width and other.left < word.left + word.width


def without_doubles(words: Sequence[OcrWord]) -> list[OcrWord]:
    """Return the words without unsure ones that lie within a sure one of another line."""
    unsure = [word for word in words if word.confidence < _DOUBLE]
    if not unsure:
        return list(words)
    sure = [word for word in words if word.confidence >= _SURE and len(word.text) >= _WORD]
    doubles = {id(word) for word in unsure if any(_covers(one, word) for one in sure)}
    return [word for word in words if id(word) not in doubles]


def _covers(word: OcrWord, other: OcrWord) -> bool:
    """Return whether `other` lies between the ends of `word` and half of it and more at its height."""
    if other.left < word.left or other.left + other.width > word.left + word.width:
        return False
    shared = min(word.top + word.height, other.top + other.height) - max(word.top, other.top)
    return shared > 0.5 * other.height and not on_line(word, other)


def _unread(words: Sequence[OcrWord], image: Any, usual: float) -> list[tuple[int, int, int, int]]:
    """Return the places (x, y, width, height) of letters in no word's box, those of one word together."""
    ink = (image[::2, ::2] < _INK).astype(numpy.uint8)
    around = round(_AROUND * usual / 2)
    for word in words:
        top, left = max(0, word.top // 2 - around), max(0, word.left // 2 - around)
        ink[top : (word.top + word.height) // 2 + around, left : (word.left + word.width) // 2 + around] = 0
    gap = max(1, round(_GAP * usual / 2))
    joined = cv2.dilate(ink, numpy.ones((1, gap), numpy.uint8))
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(joined, connectivity=8)
    x, y, width, height = (2 * stats[1:, column] for column in range(4))
    fits = (height >= _LOWEST * usual) & (height <= _HIGHEST * usual) & (width <= _LONGEST * usual)
    fits &= width >= 0.25 * usual + gap
    return [
        (int(a) + gap, int(b), max(1, int(c) - 2 * gap), int(d))
        for a, b, c, d in zip(x[fits], y[fits], width[fits], height[fits], strict=True)
        if b + d < _FOOT * len(image)
    ]


def _level(place: tuple[int, int, int, int], sure: Sequence[OcrWord], usual: float) -> OcrWord | None:
    """Return the nearest word that `place` stands level with and apart from."""
    x, y, width, height = place
    level = [
        word
        for word in sure
        if word.top - 0.25 * usual <= y
        and y + height <= word.top + word.height + 0.25 * usual
        and (x > word.left + word.width + _APART * usual or x + width < word.left - _APART * usual)
    ]
    return min(level, key=lambda word: abs(word.left - x), default=None)


def _meets(place: tuple[int, int, int, int], box: tuple[int, int, int, int]) -> bool:
    (x, y, width, height), (left, top, wide, high) = place, box
    return x < left + wide and left < x + width and y < top + high and top < y + height
