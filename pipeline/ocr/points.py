"""Tell commas from full stops by measure: on faxes and poor copies readers take one for the other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy

from pipeline.ocr.line_measures import Line, LineMeasure, line_of
from pipeline.ocr.tesseract import OcrWord

# The mark that ends a word, and a mark between figures.
_LAST = re.compile(r"(?<=[\w)%”\"])[.,]$")
_INNER = re.compile(r"(?<=\d)[.,](?=\d)")
# In heights of a figure, on 900 marks of poor copies and faxes in five fonts: the middle of a comma's
# ink lies .10-.00 above the line and it covers .023-.060; that of a full stop .15-.07 and .006-.026. Larger
# blots are a mark and a letter grown together.
_COMMA, _STOP = (-0.050, 0.038), (-0.115, 0.015)
_LARGEST, _SMALLEST = 0.075, 0.004
# Nearer to one than to the other by so much (1 is half the way from one to the other) before a reader is
# overruled. Only stops are: of 2,000 marks so measured 18 of 20 became right, of commas made stops 2 of 22.
_CLEAR = 0.45
_HIGHEST, _LOWEST = 0.42, 0.40
_MARK_WIDTH = 0.55


# An address and its last part, with a point too pale for the readers between them: the widest gap in heights
# of a figure, and how far the point stands out from the paper above it in grey levels.
_ADDRESS = re.compile(r"(?:[\w.+-]+@|www\.)[\w.-]*\w\.?")
_LAST_PART = re.compile(r"(?:se|com|org|net|nu|eu|info|no|dk|fi)[.,;:)]?")
_POINT_GAP, _POINT_DEPTH = 0.7, 20.0


class _Mark(NamedTuple):
    """The middle of a mark: column in pixels, height over the line and area in heights of a figure."""

    x: float
    middle: float
    area: float


def set_points(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with each comma and full stop as the image shows it, where it shows it clearly."""
    found = []
    for word in words:
        measure = measures.get(line_of(word))
        if measure is not None and (_LAST.search(word.text) or _INNER.search(word.text)):
            word = replace(word, text=_set(word, image, measure))
        found.append(word)
    return found


def join_addresses(
    words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]
) -> list[OcrWord]:
    """Return the words with addresses whole that were read in two where a pale point stands."""
    found: list[OcrWord] = []
    for word in words:
        measure = measures.get(line_of(word))
        last = found[-1] if found and line_of(found[-1]) == line_of(word) else None
        if (
            measure is not None
            and last is not None
            and _ADDRESS.fullmatch(last.text)
            and _LAST_PART.fullmatch(word.text)
            and (_ends_in_point(last, word, measure) or _point_between(last, word, image, measure))
        ):
            width = word.left + word.width - last.left
            confidence = min(last.confidence, word.confidence)
            text = f"{last.text.removesuffix('.')}.{word.text}"
            found[-1] = replace(last, text=text, width=width, confidence=confidence)
        else:
            found.append(word)
    return found


def _ends_in_point(left: OcrWord, right: OcrWord, measure: LineMeasure) -> bool:
    """Return whether an address was cut in two behind a point, `anna@example. org`."""
    gap = right.left - (left.left + left.width)
    ended = _LAST_PART.fullmatch(left.text.rsplit(".", 2)[-2]) if left.text.count(".") > 1 else None
    return left.text.endswith(".") and ended is None and gap <= _POINT_GAP * measure.height


def _point_between(left: OcrWord, right: OcrWord, image: Any, measure: LineMeasure) -> bool:
    """Return whether a narrow gap shows ink at the foot of the line that nothing above continues."""
    start, end = left.left + left.width, right.left
    if left.text.endswith(".") or not 2 <= end - start <= _POINT_GAP * measure.height:
        return False
    line = measure.baseline((start + end) / 2)
    rows = [round(line - share * measure.height) for share in (0.9, 0.4, -0.1)]
    above, foot = (255 - image[top:bottom, start:end].astype(int) for top, bottom in pairwise(rows))
    if not foot.size or not above.size:
        return False
    return bool((foot.max(axis=0) - above.max(axis=0)).max() >= _POINT_DEPTH)


def _set(word: OcrWord, image: Any, measure: LineMeasure) -> str:
    text = word.text
    if _LAST.search(text):
        right = word.left + word.width
        marks = _marks(image, right - _MARK_WIDTH * measure.height, right + 2, measure)
        if marks:
            text = text[:-1] + _seen(text[-1], max(marks))
    places = [found.start() for found in _INNER.finditer(text)]
    if len(places) == 1:
        expected = word.left + word.width * (places[0] + 0.5) / len(text)
        reach = 1.2 * measure.height
        marks = _marks(image, expected - reach, expected + reach, measure)
        if len(marks) == 1:
            text = text[: places[0]] + _seen(text[places[0]], marks[0]) + text[places[0] + 1 :]
    return text


def _seen(read: str, mark: _Mark) -> str:
    """Return the mark that was read, or the other one where the measure is clear."""
    steps = [
        (value - stop) / (comma - stop)
        for value, comma, stop in zip((mark.middle, mark.area), _COMMA, _STOP, strict=True)
    ]
    likeness = 2 * (sum(min(1.0, max(0.0, step)) for step in steps) / len(steps)) - 1
    return "," if likeness > _CLEAR else read


def _marks(image: Any, left: float, right: float, measure: LineMeasure) -> list[_Mark]:
    """Return the small blots on the line between two columns."""
    start = max(0, round(left))
    line, height = measure.baseline((left + right) / 2), measure.height
    top = max(0, round(line - _HIGHEST * height))
    ink = 255.0 - image[top : round(line + _LOWEST * height), start : max(0, round(right))]
    if ink.size == 0 or ink.max() < 30:
        return []
    inked = (ink > 0.45 * ink.max()).astype(numpy.uint8)
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(inked, connectivity=8)
    marks = []
    for label in range(1, count):
        x, y, width, _tall, area = stats[label].tolist()
        if y == 0 or not _SMALLEST <= area / height**2 <= _LARGEST:
            continue  # a stem that comes from above, a letter, or dust
        rows = numpy.where(labels == label, ink, 0.0).sum(axis=1)
        middle = float((rows * numpy.arange(rows.size)).sum() / rows.sum()) + top
        marks.append(_Mark(start + x + width / 2, (middle - line) / height, area / height**2))
    return marks
