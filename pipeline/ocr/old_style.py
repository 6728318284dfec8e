"""Tell old-style figures from letters by measure: in Garamond `500` is read `soo` and `11` is read `II`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from pipeline.ocr.combine_readers import DOUBTFUL, Doubt
from pipeline.ocr.line_measures import Line, LineMeasure, ink_boxes, line_of, words_by_line
from pipeline.ocr.tesseract import OcrWord

# What is read for numbers of 5, 0 and 1, with the mark behind it.
_LETTERS = re.compile(r"(s[so]{1,2}|[Il]{1,2})([.,:;)]*)")
_FIGURES = str.maketrans("soIl", "5011")
# A 5 hangs below the line by so much of the height of a capital, as no s does; a 1 is so much lower than one.
_HANGS, _LOW = 0.12, 0.8
_TALL = re.compile(r"[A-ZÅÄÖbdfhkl]")
_LONG = 3
_REFERENCES = 6
# Old-style figures differ in height: so many of a page's are low.
_LOW_SHARE, _LEAST_FIGURES, _FIGURES_LOOKED_AT = 0.25, 4, 40
_NUMBER = re.compile(r"\d{2,}")


def set_old_style(
    words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]
) -> tuple[list[OcrWord], list[Doubt]]:
    """Return the words with figures for letters that have the shape of old-style ones, and the doubts.

    On a page of other figures a low `I` is an i that has lost its dot.
    """
    found: list[OcrWord] = []
    doubts: list[Doubt] = []
    lines: dict[Line, list[OcrWord]] = {}
    old_style: bool | None = None
    for word in words:
        letters = _LETTERS.fullmatch(word.text)
        measure = measures.get(line_of(word))
        if letters is not None and measure is not None:
            lines = lines or words_by_line(words)
            if old_style is None:
                old_style = _has_old_style(words, lines, image)
            low = _is_number(word, letters.group(1), lines[line_of(word)], image)
            if low and old_style:
                changed = letters.group(1).translate(_FIGURES) + letters.group(2)
                other, word = word.text, replace(word, text=changed, confidence=DOUBTFUL)
                doubts.append(Doubt(word=word, other=other))
            elif low and word.text == "I":
                word = replace(word, text="i")
        found.append(word)
    return found, doubts


def _has_old_style(words: Sequence[OcrWord], lines: Mapping[Line, Sequence[OcrWord]], image: Any) -> bool:
    """Return whether many of the figures of a page are as low as its small letters."""
    low: list[bool] = []
    for word in words:
        if _NUMBER.fullmatch(word.text) and len(low) < _FIGURES_LOOKED_AT:
            capital, _foot = _type_of(word, lines[line_of(word)], image)
            low += [bottom - top < _LOW * capital for top, bottom in _glyphs(word, image)] if capital else []
    return len(low) >= _LEAST_FIGURES and sum(low) >= _LOW_SHARE * len(low)


def _type_of(word: OcrWord, line: Sequence[OcrWord], image: Any) -> tuple[float, float]:
    """Return how tall capitals are beside a word and where they stand, in pixels; zeros where none do."""
    others = [one for one in line if one is not word and len(one.text) >= _LONG and one.text.isalpha()]
    others.sort(key=lambda one: abs(one.left - word.left))
    tall = [_glyphs(one, image) for one in others if _TALL.search(one.text)][:_REFERENCES]
    heights = [max(bottom - top for top, bottom in glyphs) for glyphs in tall if glyphs]
    standing = [median(bottom for _top, bottom in glyphs) for glyphs in tall if glyphs]
    return (median(heights), median(standing[:2])) if len(heights) >= 2 else (0.0, 0.0)


def _is_number(word: OcrWord, letters: str, line: Sequence[OcrWord], image: Any) -> bool:
    capital, foot = _type_of(word, line, image)
    own = _glyphs(word, image)[: len(letters)]
    if not capital or len(own) != len(letters):
        return False
    if letters[0] == "s":
        return bool(own[0][1] - foot > _HANGS * capital)
    return all(bottom - top < _LOW * capital for top, bottom in own)


def _glyphs(word: OcrWord, image: Any) -> list[tuple[float, float]]:
    """Return top and bottom of the glyphs of a word from left to right, in pixels."""
    pad = word.height // 3
    top = max(0, word.top - pad)
    picture = image[top : word.top + word.height + pad, word.left : word.left + word.width]
    if not picture.size:
        return []
    pieces = sorted(stat for stat in ink_boxes(picture).tolist() if stat[4] > 0.03 * word.height**2)
    pieces = [piece for piece in pieces if piece[1] > 0 and piece[1] + piece[3] < picture.shape[0]]
    return [(top + y, top + y + height) for _x, y, _width, height, _area in pieces]
