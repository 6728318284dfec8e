"""Set the acute of é where the image shows a stroke over an e that was read without one.

`swe` loses it in bold headings (`ideburna` for `idéburna`) and is sure of itself; RapidOCR drops marks
altogether. Only the stroke itself decides, never the word. Measured on 100 drawn pages: of 34 words whose é
was taken away 25 got it back, of 12,700 words with an e none got one that is not printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.ocr.line_measures import Line, LineMeasure, ink_boxes, line_of
from pipeline.ocr.tesseract import OcrWord

# In heights of a figure above the line: nothing of an e reaches .80; the stroke lies over that, so high.
_OVER = 0.78
_STROKE_FROM, _STROKE_TO = 0.12, 0.42
_WIDEST = 0.45
# Letters with a loose mark above, and how many; those that are as high themselves.
_MARKS = {"i": 1, "j": 1, "å": 1, "é": 1, "ä": 2, "ö": 2, "ü": 2}
_NARROW = frozenset("ijlftr.,:;-'")
_WIDE = frozenset("mw")


def set_accents(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with é for each e that has a stroke of its own above it."""
    found = []
    for word in words:
        measure = measures.get(line_of(word))
        if measure is not None and "e" in word.text and word.text.isalpha():
            word = replace(word, text=_accented(word, image, measure))
        found.append(word)
    return found


def _accented(word: OcrWord, image: Any, measure: LineMeasure) -> str:
    strokes = _strokes(word, image, measure)
    if len(strokes) != sum(_MARKS.get(letter, 0) for letter in word.text) + 1:
        return word.text
    advances = [_advance(letter) for letter in word.text]
    scale = word.width / sum(advances)
    middles, at = [], 0.0
    for advance in advances:
        middles.append(word.left + (at + advance / 2) * scale)
        at += advance
    # The stroke that no mark of a letter explains: the one furthest from all of them.
    marked = [middle for letter, middle in zip(word.text, middles, strict=True) if letter in _MARKS]
    stroke = max(strokes, key=lambda x: min((abs(x - middle) for middle in marked), default=x))
    nearest = min(range(len(middles)), key=lambda index: abs(middles[index] - stroke))
    if word.text[nearest] != "e" or abs(middles[nearest] - stroke) > 0.45 * measure.height:
        return word.text
    return f"{word.text[:nearest]}é{word.text[nearest + 1 :]}"


def _strokes(word: OcrWord, image: Any, measure: LineMeasure) -> list[float]:
    """Return the middles of the loose marks above the letters of a word."""
    height = measure.height
    line = measure.baseline(word.left + word.width / 2)
    top = max(0, round(line - 1.4 * height))
    picture = image[top : round(line + 0.1 * height), word.left : word.left + word.width]
    if min(picture.shape) < 4:
        return []
    return [
        word.left + x + width / 2
        for x, y, width, tall, area in ink_boxes(picture).tolist()
        if y > 0
        and top + y + tall < line - _OVER * height + 0.2 * height
        and top + y + tall / 2 < line - _OVER * height
        and _STROKE_FROM * height <= tall <= _STROKE_TO * height
        and width <= _WIDEST * height
        and area >= 0.006 * height**2
    ]


def _advance(letter: str) -> float:
    if letter in _NARROW:
        return 0.45
    if letter in _WIDE:
        return 1.25
    return 1.05 if letter.isupper() else 0.8
