"""Find the § among what `swe` writes for it: the sign hangs below the line, the figures 5, 8 and 9 do not.

`swe` has no §; on faxes RapidOCR and `script/Latin` read 5 as well (48 of 85 that were measured), so the
place of the ink decides.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy

from pipeline.ocr.combine_readers import DOUBTFUL, Doubt
from pipeline.ocr.line_measures import Line, LineMeasure, line_of
from pipeline.ocr.tesseract import OcrWord

_LIKENESS = re.compile(r"[58$S&9]{1,2}")
_GLUED = re.compile(r"(\d{1,2})[58]")
_RANGE = re.compile(r"\d+[-–]\d")
_LAW = re.compile(r"[a-zåäö]{4}")
_BY_FIGURES = re.compile(r"\d\W*$"), re.compile(r"\W*\d")
# How much taller than a figure a glyph is, above and below the line together, in heights of a figure: § is
# .06-.35 (Caladea's, which is as high as its S, 0-.09), of 900 figures 5, 8 and 9 none above .07.
_SURE = 0.09
# What is clearly a figure hangs less below the line and differs less from a figure's height.
_HANGS, _TALLER, _LOWER = 0.05, 0.05, -0.08
_TWO = 0.95
_GLYPH = 0.66


def set_sections(
    words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]
) -> tuple[list[OcrWord], list[Doubt]]:
    """Return the words with § where a lone figure or letter is as tall as one, and doubts about the rest.

    A figure that is made a sign stays in doubt; `15` before a word stays, with a doubt where its end hangs.
    """
    found: list[OcrWord] = []
    doubts: list[Doubt] = []
    for index, word in enumerate(words):
        measure = measures.get(line_of(word))
        other = ""
        if measure is not None and _LIKENESS.fullmatch(word.text):
            signs = "§§" if word.width > _TWO * measure.height else "§"
            hangs, excess = _extent(image, word.left, word.left + word.width, measure)
            sure = hangs >= _HANGS / 2 and excess >= _SURE
            if sure and not word.text.isdigit():
                word = replace(word, text=signs)
            elif sure and (len(word.text) == 1 or _before_range(words, index)):
                word, other = replace(word, text=signs), word.text
            elif not _is_figure(hangs, excess) and _stands_by_figures(words, index):
                other = signs
        elif measure is not None and _GLUED.fullmatch(word.text) and _can_be_paragraph(words, index):
            right = word.left + word.width
            hangs, excess = _extent(image, right - round(_GLYPH * measure.height), right, measure)
            other = "" if _is_figure(hangs, excess) else f"{word.text[:-1]} §"
        if other:
            word = replace(word, confidence=min(word.confidence, DOUBTFUL))
            doubts.append(Doubt(word=word, other=other))
        found.append(word)
    return found, doubts


def _is_figure(hangs: float, excess: float) -> bool:
    return hangs < _HANGS and _LOWER <= excess <= _TALLER


def _stands_by_figures(words: Sequence[OcrWord], index: int) -> bool:
    before, after = _BY_FIGURES
    previous = index > 0 and line_of(words[index - 1]) == line_of(words[index])
    following = index + 1 < len(words) and line_of(words[index + 1]) == line_of(words[index])
    return bool(
        (previous and before.search(words[index - 1].text))
        or (following and after.match(words[index + 1].text))
    )


def _before_range(words: Sequence[OcrWord], index: int) -> bool:
    """Return whether `12–15` follows, as it does on §§."""
    return index + 1 < len(words) and _RANGE.match(words[index + 1].text) is not None


def _can_be_paragraph(words: Sequence[OcrWord], index: int) -> bool:
    """Return whether a number is no part of an amount and a word follows: `kap. 15 kommunallagen`."""
    in_amount = index > 0 and _BY_FIGURES[0].search(words[index - 1].text) is not None
    return not in_amount and index + 1 < len(words) and _LAW.match(words[index + 1].text) is not None


def _extent(image: Any, left: int, right: int, measure: LineMeasure) -> tuple[float, float]:
    """Return how far the ink between two columns hangs below the line, and how much taller than a figure.

    Both in heights of a figure; zeros where there is no ink.
    """
    line, height = measure.baseline((left + right) / 2), measure.height
    top = max(0, round(line - 1.45 * height))
    ink = 255.0 - image[top : round(line + 0.5 * height), max(0, left - 1) : right + 1]
    if min(ink.shape) < 3 or ink.max() < 30:
        return 0.0, 0.0
    inked = (ink > 0.45 * ink.max()).astype(numpy.uint8)
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(inked, connectivity=8)
    upper, lower = line - 0.6 * height - top, line - 0.2 * height - top
    glyphs = [(y, y + tall) for _x, y, _w, tall, area in stats[1:].tolist() if area > 0.03 * height**2]
    glyphs = [(start, end) for start, end in glyphs if start < lower and end > upper]
    if not glyphs:
        return 0.0, 0.0
    highest, lowest = min(start for start, _ in glyphs) + top, max(end for _, end in glyphs) + top
    return float((lowest - line) / height), float((lowest - highest) / height - 1)
