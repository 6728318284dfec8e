"""Find the bullets of lists that the first reader leaves out: round blots before lines, in one column."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pipeline.ocr.line_measures import Line, LineMeasure, ink_boxes, line_of
from pipeline.ocr.tesseract import OcrWord

BULLET = "•"
# All in heights of a figure, measured in five fonts: bullets are .30-.55 high, .25-.55 above the line.
_LOWEST_HEIGHT, _GREATEST_HEIGHT = 0.24, 0.62
_MIDDLE_FROM, _MIDDLE_TO = 0.20, 0.62
_FURTHEST = 4.5
_SAME_COLUMN = 0.3
_ROUND = 1.4
_FILLED = 0.6
_CONFIDENCE = 0.8
# How far beside its box the blot is looked for; between two words there is less room.
_BEFORE_LINE, _IN_LINE = 0.25, 0.1
# What readers write for one; together, too (`e«`).
_LIKENESSES = frozenset("e«»o+¢*·.:;°")


class _Blot(NamedTuple):
    left: int
    top: int
    width: int
    height: int


def add_bullets(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with a bullet before each line that has one on the image.

    One blot alone is dust: two must stand under one another, or one under a bullet that was read.
    """
    words = _reread(words, image, measures)
    firsts: dict[Line, OcrWord] = {}
    for word in words:
        firsts.setdefault(line_of(word), word)
    read = [(word.left, float(word.height)) for word in firsts.values() if word.text == BULLET]
    found: dict[Line, _Blot] = {}
    for line, word in firsts.items():
        measure = measures.get(line)
        if measure is not None and word.text != BULLET:
            blot = _blot_before(word, image, measure)
            if blot is not None:
                found[line] = blot
    columns = [blot.left for blot in found.values()] + [left for left, _height in read]
    added: list[OcrWord] = []
    for word in words:
        blot = found.get(line_of(word)) if word is firsts[line_of(word)] else None
        if blot is not None:
            reach = _SAME_COLUMN * measures[line_of(word)].height
            if sum(abs(left - blot.left) <= reach for left in columns) >= 2:
                added.append(
                    replace(
                        word,
                        text=BULLET,
                        left=blot.left,
                        width=blot.width,
                        confidence=_CONFIDENCE,
                    )
                )
        added.append(word)
    return added


def _reread(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with a bullet for each word that was read as its likeness and has its shape."""
    reread: list[OcrWord] = []
    for index, word in enumerate(words):
        first = index == 0 or line_of(words[index - 1]) != line_of(word)
        measure = measures.get(line_of(word))
        if measure is not None and len(word.text) <= 2 and set(word.text) <= _LIKENESSES:
            around = (_BEFORE_LINE if first else _IN_LINE) * measure.height
            blot = _blot(image, measure, word.left - around, word.left + word.width + around)
            if blot is not None:
                word = replace(word, text=BULLET, left=blot.left, width=blot.width, confidence=_CONFIDENCE)
        reread.append(word)
    return reread


def _blot_before(word: OcrWord, image: Any, measure: LineMeasure) -> _Blot | None:
    """Return the round blot that stands alone before the first word of a line."""
    height = measure.height
    return _blot(image, measure, word.left - _FURTHEST * height, word.left - 0.25 * height)


def _blot(image: Any, measure: LineMeasure, start: float, end: float) -> _Blot | None:
    """Return the bullet that stands alone between two places of a line, None for anything else."""
    height, line = measure.height, measure.baseline(start)
    left, right = max(0, round(start)), round(end)
    top = max(0, round(line - 1.1 * height))
    picture = image[top : round(line + 0.2 * height), left:right]
    if min(picture.shape) < 4:
        return None
    blots = [stat for stat in ink_boxes(picture).tolist() if stat[4] > 0.02 * height**2]
    if len(blots) != 1:
        return None
    x, y, width, tall, area = blots[0]
    middle = (line - (top + y + tall / 2)) / height
    is_bullet = (
        _LOWEST_HEIGHT * height <= tall <= _GREATEST_HEIGHT * height
        and tall / _ROUND <= width <= tall * _ROUND
        and area >= _FILLED * width * tall
        and _MIDDLE_FROM <= middle <= _MIDDLE_TO
        and x > 0
    )
    return _Blot(left + x, top + y, width, tall) if is_bullet else None
