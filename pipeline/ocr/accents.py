"""Set the acute of é where the image shows a stroke over an e that was read without one, the dots of Ä and Ö.

`swe` loses it in bold headings (`ideburna` for `idéburna`) and is sure of itself; RapidOCR drops marks
altogether. Only the stroke itself decides, never the word. Measured on 100 drawn pages: of 34 words whose é
was taken away 25 got it back, of 12,700 words with an e none got one that is not printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy

from pipeline.ocr.line_measures import Line, LineMeasure, ink_boxes, line_of
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.ink_pieces import ink_pieces

# In heights of a figure above the line: nothing of an e reaches .80; the stroke lies over that, so high.
_OVER = 0.78
_STROKE_FROM, _STROKE_TO = 0.12, 0.42
_WIDEST = 0.45
# Letters with a loose mark above, and how many; those that are as high themselves.
_MARKS = {"i": 1, "j": 1, "å": 1, "é": 1, "ä": 2, "ö": 2, "ü": 2}
# Capitals with dots. In heights of the capital: how far over it dots lie, how large they are, how far apart,
# how level, how far off its middle. In heights of the word: how wide the capital is, how high at least.
_DOTTED = {"A": "Ä", "O": "Ö"}
_DOTS_HIGH, _DOT, _DOTS_APART, _DOTS_LEVEL, _DOTS_OFF = 0.42, (0.06, 0.3), (0.18, 0.55), 0.06, 0.16
_CAPITAL, _LEAST_LETTER, _WIDE_CAPITAL, _EDGE = 0.95, 0.5, 0.85, 0.05
# Share of the way from the darkest dot to paper up to which there is ink: beyond it they run into the letter.
_DOT_LEVEL = 0.35
_PALE, _LEAST_PICTURE, _DOTS = 235, 4, 2
_NARROW = frozenset("ijlftr.,:;-'")
_WIDE = frozenset("mw")


def set_accents(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with é for each e that has a stroke of its own above it."""
    found = []
    for word in words:
        measure = measures.get(line_of(word))
        if measure is not None and "e" in word.text and word.text.isalpha():
            word = replace(word, text=_accented(word, image, measure))
        if word.text[0] in _DOTTED and word.text[1:2].isalpha():
            word = replace(word, text=_dotted(word, image))
        found.append(word)
    return found


def _dotted(word: OcrWord, image: Any) -> str:
    """Return the word with the dots of its first letter where two small marks lie over that, pale or not.

    A poor copy wears them down: `Arendet` for `Ärendet`.
    """
    letter = _first_letter(word, image)
    if letter is None:
        return word.text
    left, top, width, height = letter
    foot = top - max(1, round(_EDGE * height))
    picture = image[max(0, round(top - _DOTS_HIGH * height)) : foot, left : left + width]
    if min(picture.shape) < _LEAST_PICTURE or picture.min() > _PALE:
        return word.text
    darkest = int(picture.min())
    ink = picture < darkest + _DOT_LEVEL * (255 - darkest)
    _labels, stats = ink_pieces(ink.astype(numpy.uint8))
    marks = stats[1:][stats[1:, 1] + stats[1:, 3] < len(picture)]  # the letter's own edge reaches down
    if len(marks) != _DOTS:
        return word.text
    x, y, wide, tall = (marks[:, side].astype(float) for side in range(4))
    least, most = (share * height for share in _DOT)
    small = (least <= wide) & (wide <= most) & (least <= tall) & (tall <= most)
    middles, apart = x + wide / 2, abs(float((x + wide / 2) @ [1, -1]))
    level = abs(float((y + tall / 2) @ [1, -1])) <= max(1.0, _DOTS_LEVEL * height)
    middle = min(width, _WIDE_CAPITAL * height) / 2  # where letters touch it is the first one's
    over = abs(float(middles.mean()) - middle) <= _DOTS_OFF * height
    if not small.all() or not level or not over or (y == 0).any():
        return word.text
    right = _DOTS_APART[0] * height <= apart <= _DOTS_APART[1] * height
    return _DOTTED[word.text[0]] + word.text[1:] if right else word.text


def _first_letter(word: OcrWord, image: Any) -> tuple[int, int, int, int] | None:
    """Return left, top, width and height of a word's first letter in pixels, None where it is not told."""
    left, reach = max(0, word.left - 2), round(_CAPITAL * word.height)
    picture = image[word.top : word.top + word.height, left : left + reach]
    if min(picture.shape) < _LEAST_PICTURE:
        return None
    boxes = sorted(ink_boxes(picture).tolist(), key=lambda box: box[-1])
    if not boxes or boxes[-1][3] < _LEAST_LETTER * word.height:
        return None
    x, y, width, height, _area = boxes[-1]
    return left + x, word.top + y, width, height


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
