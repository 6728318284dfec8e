"""Leave out what was read in handwriting: larger than the page's print, and uneven or sloping."""

from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy

from pipeline.ocr.line_measures import ink_boxes, stretches, words_by_line
from pipeline.ocr.tesseract import OcrWord

# What a reader is as sure of as this is print, however large.
_SURE, _WORD = 0.93, 4
# In heights of the page's own print; measured on 36 pages of another make (1,500 stretches, nine signatures):
# no print that tall has fewer than .7 of its letters on one line.
_TALL, _ON_LINE = 1.35, 0.67
# Rise of a line that nobody prints, and the letters that show it.
_SLOPING, _FEWEST = 0.022, 5
_LETTER = 0.3
_LEVEL, _LEAST_LEVEL = 0.05, 1.5
_SAMPLES = 30


def without_handwriting(words: Sequence[OcrWord], image: Any) -> list[OcrWord]:
    """Return the words without stretches whose letters are tall and do not stand on a level line.

    `image` is the cleaned page that was read.
    """
    heights = [word.height for word in words if word.confidence >= _SURE and len(word.text) >= _WORD]
    if not heights:
        return list(words)
    usual = median(heights)
    doubtful = [
        own
        for line in words_by_line(words).values()
        for own in stretches(line)
        if max(word.height for word in own) > _TALL * usual and not any(map(_is_sure, own))
    ]
    if not doubtful:
        return list(words)
    print_height = _print_height(words, image)
    written = {
        id(word) for own in doubtful if _is_written(_letters(own, image), print_height) for word in own
    }
    return [word for word in words if id(word) not in written]


def _is_sure(word: OcrWord) -> bool:
    return word.confidence >= _SURE and len(word.text) >= _WORD


def _print_height(words: Sequence[OcrWord], image: Any) -> float:
    """Return how tall the tall letters of the page's print are."""
    sure = [word for word in words if _is_sure(word)]
    step = max(1, len(sure) // _SAMPLES)
    heights = [_tall(letters) for word in sure[::step] if len(letters := _letters([word], image))]
    return median(heights) if heights else float("inf")


def _tall(letters: Any) -> float:
    return float(numpy.percentile(letters[:, 3], 80))


def _is_written(letters: Any, print_height: float) -> bool:
    if len(letters) < 2 or _tall(letters) < _TALL * print_height:
        return False
    middle, foot = letters[:, 0] + letters[:, 2] / 2, letters[:, 1] + letters[:, 3]
    far = numpy.abs(middle[:, None] - middle) > print_height
    slopes = (foot[:, None] - foot)[far] / (middle[:, None] - middle)[far]
    slope = float(numpy.median(slopes)) if slopes.size else 0.0
    if abs(slope) > _SLOPING and len(letters) >= _FEWEST:
        return True
    off = foot - slope * middle
    level = max(_LEAST_LEVEL, _LEVEL * float(numpy.median(letters[:, 3])))
    return float((numpy.abs(off - numpy.median(off)) <= level).mean()) <= _ON_LINE


def _letters(own: Sequence[OcrWord], image: Any) -> Any:
    """Return the boxes of the letters of a stretch of words: x, y, width, height, one a row."""
    left, top = max(0, min(word.left for word in own) - 3), max(0, min(word.top for word in own) - 3)
    right, bottom = max(word.left + word.width for word in own), max(word.top + word.height for word in own)
    picture = image[top : bottom + 3, left : right + 3]
    boxes, height = ink_boxes(picture), bottom - top
    fitting = (boxes[:, 3] > _LETTER * height) & (boxes[:, 4] > 0.02 * height**2)
    return boxes[fitting].astype(numpy.float64)
