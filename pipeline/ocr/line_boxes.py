"""Give the words of an image boxes as high as their line's type.

Tesseract's boxes end where the ink does: `om` and `På` of one line seem to lie apart, and a line without
a `g` seems farther from the next than one with it.
"""

from collections.abc import Sequence
from statistics import median

from pipeline.ocr.bends import HANGING, Bend
from pipeline.ocr.line_measures import words_by_line
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.layout import Token
from schemas.geometry import Box

# Of type, in em: what text faces have between 9 and 12 points, give or take a tenth.
_CAPITAL = 0.70
_SMALL = 0.49
_ABOVE = 0.93
_BELOW = 0.22
_TALL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZbdfhkl0123456789ß&%#!?")
_HIGHER = frozenset("ÅÄÖÉÜ()[]{}§@|/")
_BETWEEN = frozenset("åäöéüèijt")
_LOW = frozenset("acemnorsuvwxzgpqy.,:;-–")
# Sizes that differ by less are one size, read from other letters.
_SAME_SIZE = 0.12
# A line so much higher than its highest word slopes, or is two.
_LEVEL = 1.5


def line_high_tokens(words: Sequence[OcrWord], dpi: int, bend: Bend | None = None) -> list[Token]:
    """Return tokens as high as the type of their line: what `Å` and `g` would reach, whether there or not.

    Boxes are in points, of the page with its lines set straight where there is a `bend`. A line that slopes
    all the same keeps its words' own heights.
    """
    lines = list(words_by_line(words).values())
    boxes = [[word.box(dpi) if bend is None else bend.flat(word.box(dpi)) for word in line] for line in lines]
    sizes = [_type_size(line, own) for line, own in zip(lines, boxes, strict=True)]
    known = [size for line, size in zip(lines, sizes, strict=True) if size is not None for _word in line]
    usual = median(known) if known else None
    tokens = []
    for line, own, size in zip(lines, boxes, sizes, strict=True):
        if usual is not None and (size is None or abs(size - usual) < _SAME_SIZE * usual):
            size = usual
        high = _type_high(line, own, size)
        for word, box in zip(line, own, strict=True):
            top, bottom = high or (box.top, box.bottom)
            tokens.append(Token(word.text, Box(box.x0, top, box.x1, bottom), word.confidence))
    return tokens


def _standing(line: Sequence[OcrWord], boxes: Sequence[Box]) -> list[float]:
    """Return where the words stand that have nothing below the line."""
    return [
        box.bottom
        for word, box in zip(line, boxes, strict=True)
        if any(map(str.isalnum, word.text)) and not HANGING & set(word.text)
    ]


def _type_size(line: Sequence[OcrWord], boxes: Sequence[Box]) -> float | None:
    """Return a line's size of type in points by the height of its letters, None where they do not tell."""
    standing = _standing(line, boxes)
    sizes = []
    for word, box in zip(line, boxes, strict=True):
        signs = set(word.text)
        above = _CAPITAL if signs & _TALL else _SMALL
        if signs & _HIGHER or not signs & (_TALL | _LOW) or (above == _SMALL and signs & _BETWEEN):
            continue
        if standing:
            sizes.append((median(standing) - box.top) / above)
        elif signs & HANGING:
            sizes.append((box.bottom - box.top) / (above + _BELOW))
    size = sorted(sizes)[len(sizes) // 4] if sizes else 0.0  # a box errs by being too high
    return size if size > 0 else None


def _type_high(
    line: Sequence[OcrWord], boxes: Sequence[Box], size: float | None
) -> tuple[float, float] | None:
    """Return top and bottom of a line of type of `size`, None for a line that slopes."""
    ink = min(box.top for box in boxes), max(box.bottom for box in boxes)
    if ink[1] - ink[0] > _LEVEL * max(box.bottom - box.top for box in boxes):
        return None
    standing = _standing(line, boxes)
    hanging = [
        box.bottom
        for word, box in zip(line, boxes, strict=True)
        if HANGING & set(word.text) and any(map(str.isalnum, word.text))
    ]
    if size is None or not (standing or hanging):
        return ink
    baseline = median(standing) if standing else median(hanging) - _BELOW * size
    return baseline - _ABOVE * size, baseline + _BELOW * size
