"""Find the § among what `swe` writes for it: the sign hangs below the line and has a loop in its middle.

`swe` has no §; on faxes RapidOCR and `script/Latin` read 5 as well (48 of 85 that were measured), so the ink
decides. 5 and S have no loop, 9 has one above, 8, & and $ have two.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import cv2
import numpy

from pipeline.ocr.combine_readers import DOUBTFUL, Doubt
from pipeline.ocr.line_measures import Line, LineMeasure, line_of, on_line
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.ink_pieces import ink_pieces

SECTION_LIKE = "58$S&9"
"""What readers take a § for."""
_LIKENESS = re.compile(rf"(\(?)([{SECTION_LIKE}]{{1,2}})")
_GLUED = re.compile(r"(\d{1,2})[58]")
# `§ 21` set close, or in two words whose space nobody sees: `821`, `$21`.
_BEFORE = re.compile(rf"[{SECTION_LIKE}]\d{{1,3}}")
# The sign and its number in one word, set close or not; the gap between them where a space is printed (.44 in
# Caladea, .06 without), and how far before its box a sign is looked for, in heights of a figure.
_SIGN_AND_NUMBER = re.compile(r"(\(?)§(\d.*)")
_SIGN_FIRST = re.compile(r"§ ?\d")
_GAP, _BEFORE_BOX = 0.3, 1.3
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
# Where the middle of a loop lies, in heights of its glyph from above: § .46-.50 in the fonts of
# corpus/reading, 9 .26-.31, 8 .21-.25 and .69-.72. Its area is at least so much of the square of that height.
_MIDDLE = (0.4, 0.58)
_LOOP = 0.004
# In heights of a figure; what is lower is a point or a comma.
_LOWEST_GLYPH = 0.6
# A box narrower than this has cut its sign in two.
_NARROW = 0.45


class _Glyph(NamedTuple):
    """A connected piece of ink: its first column on the page, and 1 where it is in its box."""

    left: int
    ink: Any


def set_sections(
    words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]
) -> tuple[list[OcrWord], list[Doubt]]:
    """Return the words with § where a lone figure or letter has its shape, and doubts about the rest.

    A figure that is made a sign stays in doubt; `15` before a word is parted where its end has the loop of
    a §, and stays, with a doubt, where it only hangs below the line.
    """
    found: list[OcrWord] = []
    doubts: list[Doubt] = []
    for index, word in enumerate(words):
        measure = measures.get(line_of(word))
        other = ""
        likeness = _LIKENESS.fullmatch(word.text)
        glued = _SIGN_AND_NUMBER.fullmatch(word.text)
        if measure is not None and glued is not None:
            if _is_apart(image, word, measure, glued.group(2)):
                word = replace(word, text=f"{glued.group(1)}§ {glued.group(2)}")
        elif measure is not None and (
            _begins_with_sign(image, word, measure) or _follows_a_sign(image, words, index, measure)
        ):
            word, other = replace(word, text=f"§ {word.text[1:]}"), word.text if word.text.isdigit() else ""
        elif measure is not None and likeness is not None:
            bracket, read = likeness.groups()
            left, right = _columns(image, word, measure, after_bracket=bool(bracket))
            signs = bracket + ("§§" if right - left > _TWO * measure.height else "§")
            hangs, excess = _extent(image, left, right, measure)
            sure = hangs >= _HANGS / 2 and excess >= _SURE
            sure = sure or _has_loop(image, left, right, measure)
            if sure and not read.isdigit():
                word = replace(word, text=signs)
            elif sure and (len(read) == 1 or _before_range(words, index)):
                word, other = replace(word, text=signs), word.text
            elif not _is_figure(hangs, excess) and _stands_by_figures(words, index):
                other = signs
        elif measure is not None and _GLUED.fullmatch(word.text) and _can_be_paragraph(words, index):
            right = word.left + word.width
            left = right - round(_GLYPH * measure.height)
            if _has_loop(image, left, right, measure):
                word, other = replace(word, text=f"{word.text[:-1]} §"), word.text
            else:
                hangs, excess = _extent(image, left, right, measure)
                other = "" if _is_figure(hangs, excess) else f"{word.text[:-1]} §"
        if other:
            word = replace(word, confidence=min(word.confidence, DOUBTFUL))
            doubts.append(Doubt(word=word, other=other))
        if found and found[-1].text == "§" and _SIGN_FIRST.match(word.text) and on_line(found[-1], word):
            width = word.left + word.width - found[-1].left  # one sign read as two: `S$ 89`
            word = replace(word, left=found[-1].left, width=width)
            found.pop()
        found.append(word)
    return found, doubts


def _begins_with_sign(image: Any, word: OcrWord, measure: LineMeasure) -> bool:
    """Return whether the first of as many glyphs as `821` has signs is a §."""
    if not _BEFORE.fullmatch(word.text):
        return False
    glyphs = _glyphs(image, word.left, word.left + word.width, measure)
    if len(glyphs) != len(word.text):
        return False
    first, second = (_loops_in_the_middle(glyph) for glyph in glyphs[:2])
    return first and not second  # both: `§§`


def _follows_a_sign(image: Any, words: Sequence[OcrWord], index: int, measure: LineMeasure) -> bool:
    """Return whether the box of `821` holds but 21, and the one glyph before it is a §."""
    word = words[index]
    if not _BEFORE.fullmatch(word.text):
        return False
    if len(_glyphs(image, word.left, word.left + word.width, measure)) != len(word.text) - 1:
        return False
    start = max(0, word.left - round(_BEFORE_BOX * measure.height))
    if index and line_of(words[index - 1]) == line_of(word):
        start = max(start, words[index - 1].left + words[index - 1].width + 2)
    before = _glyphs(image, start, word.left - 2, measure) if start < word.left - 3 else []
    return len(before) == 1 and _loops_in_the_middle(before[0])


def _is_apart(image: Any, word: OcrWord, measure: LineMeasure, number: str) -> bool:
    """Return whether a § stands apart from its number: in its box, or before it."""
    glyphs = _glyphs(image, word.left, word.left + word.width, measure)
    figures = sum(map(str.isdigit, number))
    if len(glyphs) == figures and number.isdigit():
        return word.width < (figures + 0.5) * 0.75 * measure.height
    if len(glyphs) <= figures:
        return False
    signs = glyphs[len(glyphs) - figures - 1 :]
    end = signs[0].left + signs[0].ink.shape[1]
    return bool(signs[1].left - end >= _GAP * measure.height)


def _columns(image: Any, word: OcrWord, measure: LineMeasure, *, after_bracket: bool) -> tuple[int, int]:
    """Return the columns of a sign: behind the bracket before it, and whole where its box cuts it in two."""
    left, right = word.left, word.left + word.width
    if not after_bracket and right - left >= _NARROW * measure.height:
        return left, right
    reach = 0 if after_bracket else round(_NARROW * measure.height)
    glyphs = _glyphs(image, max(0, left - reach), right + reach, measure)
    spans = [(glyph.left, glyph.left + glyph.ink.shape[1]) for glyph in glyphs]
    behind = spans[1:] if after_bracket else [span for span in spans if span[0] < right and span[1] > left]
    return (min(behind)[0], max(last for _first, last in behind)) if behind else (left, right)


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
    inked, top = _inked(image, left, right, measure)
    if inked is None:
        return 0.0, 0.0
    _labels, stats = ink_pieces(inked)
    upper, lower = line - 0.6 * height - top, line - 0.2 * height - top
    glyphs = [(y, y + tall) for _x, y, _w, tall, area in stats[1:].tolist() if area > 0.03 * height**2]
    glyphs = [(start, end) for start, end in glyphs if start < lower and end > upper]
    if not glyphs:
        return 0.0, 0.0
    highest, lowest = min(start for start, _ in glyphs) + top, max(end for _, end in glyphs) + top
    return float((lowest - line) / height), float((lowest - highest) / height - 1)


def _inked(image: Any, left: int, right: int, measure: LineMeasure) -> tuple[Any, int]:
    """Return 1 where two columns of a line have ink between them, and its first row; None without ink."""
    line, height = measure.baseline((left + right) / 2), measure.height
    top = max(0, round(line - 1.45 * height))
    ink = 255.0 - image[top : round(line + 0.5 * height), max(0, left - 1) : right + 1]
    if min(ink.shape) < 3 or ink.max() < 30:
        return None, top
    return (ink > 0.45 * ink.max()).astype(numpy.uint8), top


def _glyphs(image: Any, left: int, right: int, measure: LineMeasure) -> list[_Glyph]:
    """Return what is as high as a figure, or nearly, between two columns of a line, from left to right."""
    inked, _top = _inked(image, left, right, measure)
    if inked is None:
        return []
    labels, stats = ink_pieces(inked)
    start = max(0, left - 1)  # where the picture of `_inked` begins
    glyphs = [
        _Glyph(start + x, (labels[y : y + tall, x : x + width] == index).astype(numpy.uint8))
        for index, (x, y, width, tall, _area) in enumerate(stats.tolist())
        if index and tall > _LOWEST_GLYPH * measure.height
    ]
    return sorted(glyphs, key=lambda glyph: (glyph.left, glyph.ink.shape[1]))


def _has_loop(image: Any, left: int, right: int, measure: LineMeasure) -> bool:
    """Return whether every glyph between two columns closes one loop, in its middle."""
    glyphs = _glyphs(image, left, right, measure)
    return bool(glyphs) and all(_loops_in_the_middle(glyph) for glyph in glyphs)


def _loops_in_the_middle(glyph: _Glyph) -> bool:
    height = glyph.ink.shape[0]
    paper = cv2.copyMakeBorder(1 - glyph.ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _count, _labels, places, centres = cv2.connectedComponentsWithStats(paper, connectivity=4)
    loops = [
        (centre[1] - 1) / height
        for place, centre in zip(places[1:], centres[1:], strict=True)
        if place[0] > 0 and place[4] >= _LOOP * height**2
    ]
    return len(loops) == 1 and _MIDDLE[0] <= loops[0] <= _MIDDLE[1]
