"""Measure a printed line: where its words stand and how tall its figures are, from the ink itself.

Tesseract's boxes are too rough for it: one word of a line in seven has a box as high as the whole line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import cv2
import numpy

from pipeline.ocr.tesseract import OcrWord

# Words that stand on the line and reach its full height: none of their characters hangs below it.
_STANDING = re.compile(
    r"[A-IK-PR-ZÅÄÖÉ0-9a-fh-ik-or-xzåäöé.:–-]*[A-IK-PR-ZÉ0-9bdfhkl][A-IK-PR-ZÅÄÖÉ0-9a-fh-ik-or-xzåäöé.:–-]*"
)
_NUMBER = re.compile(r"[\d.:–-]*\d[\d.:–-]*")
_MOSTLY_FIGURES = re.compile(r"\(?(?:[\d.:–-]*\d){3}[\d.:–-]*[.,;:)]*")
# Share of the tallest glyph's height from which glyphs show how tall figures are; with a bracket among them.
_TALL, _TALL_AMONG_MARKS = 0.85, 0.6
_MIN_HEIGHT = 6
_MOST_REFERENCES = 12
# In heights of the line: words so far from each other belong to different cells.
_APART = 3.0


Line = tuple[int, int, int]
"""Block, paragraph and line of Tesseract's layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMeasure:
    """`height`: of figures and capitals, in pixels. The line stands at `bottom + slope * x`."""

    height: float
    bottom: float
    slope: float

    def baseline(self, x: float) -> float:
        """Return the row on which the glyphs at column `x` stand."""
        return self.bottom + self.slope * x


def line_of(word: OcrWord) -> Line:
    """Return the line that `word` stands on."""
    return (word.block, word.paragraph, word.line)


def on_line(word: OcrWord, other: OcrWord) -> bool:
    """Return whether two words stand on one line."""
    return line_of(word) == line_of(other)


def words_by_line(words: Sequence[OcrWord]) -> dict[Line, list[OcrWord]]:
    """Return the words of each line, lines and words in the order given."""
    lines: dict[Line, list[OcrWord]] = {}
    for word in words:
        lines.setdefault(line_of(word), []).append(word)
    return lines


def stretches(line: Sequence[OcrWord]) -> list[list[OcrWord]]:
    """Return the words of a line, those far from each other apart."""
    tallest = usual_height(line)
    parts: list[list[OcrWord]] = []
    for word in line:
        last = parts[-1][-1] if parts else None
        if last is not None and word.left - (last.left + last.width) < _APART * tallest:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def usual_height(words: Sequence[OcrWord]) -> int:
    """Return the median height of the boxes of some words, in pixels."""
    return sorted(word.height for word in words)[len(words) // 2]


def measure_lines(words: Sequence[OcrWord], image: Any) -> dict[Line, LineMeasure]:
    """Return the measures of the lines that have one."""
    measures = {line: measure_line(own, image) for line, own in words_by_line(words).items()}
    return {line: measure for line, measure in measures.items() if measure is not None}


def measure_line(words: Sequence[OcrWord], image: Any) -> LineMeasure | None:
    """Return the measure of a line, None where none of its words stands on it at full height."""
    standing = [word for word in words if _STANDING.fullmatch(word.text)]
    numbers = [word for word in standing if _NUMBER.fullmatch(word.text)]
    chosen = [*numbers, *(word for word in standing if word not in numbers)][:_MOST_REFERENCES]
    tops: list[float] = []
    places: list[tuple[float, float]] = []
    # a number alone on its line, `10–295).`, is measured by its figures
    lone = [] if chosen else [word for word in words if _MOSTLY_FIGURES.fullmatch(word.text)]
    for word in chosen or lone:
        extent = _ink_extent(word, image, _TALL if chosen else _TALL_AMONG_MARKS)
        if extent is not None:
            top, bottom = extent
            tops.append(bottom - top)
            places.append((word.left + word.width / 2, bottom))
    if not tops:
        return None
    slope = _slope(places)
    return LineMeasure(
        height=median(tops), bottom=median(bottom - slope * x for x, bottom in places), slope=slope
    )


def _slope(places: Sequence[tuple[float, float]]) -> float:
    """Return the median slope between references that lie far apart; 0 where none do."""
    slopes = [
        (bottom - other) / (x - start)
        for index, (x, bottom) in enumerate(places)
        for start, other in places[:index]
        if abs(x - start) > 300
    ]
    found = median(slopes) if len(slopes) >= 3 else 0.0
    return found if abs(found) < 0.02 else 0.0


def _ink_extent(word: OcrWord, image: Any, least: float) -> tuple[float, float] | None:
    """Return top and bottom of the tall glyphs of a word, to a fraction of a pixel."""
    picture = image[word.top : word.top + word.height, word.left : word.left + word.width]
    if min(picture.shape) < _MIN_HEIGHT:
        return None
    glyphs = [(y, y + height) for _x, y, _w, height, _area in ink_boxes(picture).tolist()]
    if not glyphs:
        return None
    tallest = max(bottom - top for top, bottom in glyphs)
    tall = [(top, bottom) for top, bottom in glyphs if bottom - top >= least * tallest]
    if tallest < _MIN_HEIGHT:
        return None
    return word.top + median(top for top, _ in tall), word.top + median(bottom for _, bottom in tall)


def ink_boxes(picture: Any) -> Any:
    """Return the pieces of ink of a small picture, one a row: x, y, width, height, area in pixels."""
    ink = (picture < ink_level(picture)).astype(numpy.uint8)
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return stats[1:]  # the first is the paper


def ink_level(picture: Any) -> float:
    """Return the grey level half way between ink and paper: thin strokes are pale on a poor copy."""
    if not picture.size:
        return 150.0
    darkest = picture.size // 50  # the second percentile; numpy's own takes a quarter of all measuring
    return min(200.0, (float(numpy.partition(picture.ravel(), darkest)[darkest]) + 255) / 2 + 15)
