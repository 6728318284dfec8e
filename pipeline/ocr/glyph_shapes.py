"""Tell by measure what readers get wrong together: ½ from 1/2, § from §§, and where a number has spaces."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy

from pipeline.ocr.line_measures import Line, LineMeasure, ink_level, line_of, on_line
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.ink_pieces import ink_pieces

# How the second reader spells 2½: `21/2`, `21½/2`, `21½2`, `2½/`, `2½2`.
_FRACTION = re.compile(r"(\(?\d*?)(1/2|1½/2|1½/|1½2|½/2|½/|½2|1½|½)([.,;:)]*)")
# Advance widths in heights of a digit.
_DIGIT_WIDTH, _SLASH_WIDTH, _FRACTION_WIDTH, _POINT_WIDTH = 0.78, 0.45, 1.2, 0.4
# One § is .55-.70 of a figure's height wide, two are 1.25-1.50; `§ 85` is wider.
_SECTIONS = re.compile(r"§[§S$58&]*|[S$58&]+§")
_SIGN_AGAIN = re.compile(r"§\d+")
_TWO_SECTIONS, _MOST_SECTIONS = 0.95, 1.8
# Thousands that a reader wrote without their spaces. Between figures of one group the paper shows for at
# most .30 of their height (before and after a 1), at a space for .42 at least.
_THOUSANDS = re.compile(r"[-–+(]*(\d{4,9})(?:,\d{1,2})?[.,;:)]*")
_SPACE = 0.34
# `19Ja` in a voting list.
_NUMBER_AND_WORD = re.compile(r"(\d{1,3})([A-ZÅÄÖ][a-zåäö]+)")
_WORD_SPACE, _LEAST_WIDTH = 0.36, 0.6
_GROUP = 3
# A hyphen or stroke belongs to what it touches, whatever space a reader saw.
_JOINED = 0.28
# Share of the darkest ink from which a column holds a glyph, and a pale hyphen of a poor copy.
_INKED, _PALE = 0.45, 0.15
_TAIL = re.compile(r"[-–/]\d")
# A stroke in heights of a figure: how thin, how far off a line (/ at most .07, 1 from .11 in 11 fonts), and
# how far it leans (columns a row; / -.27 to -.58, on a scan -.18; an upright 1 from -.02 on).
_TALL_STROKE, _THIN_STROKE, _STRAIGHT, _LEAN = 0.8, 0.24, 0.1, 0.12


def set_spaces(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words parted and joined as the paper between their figures shows."""
    found: list[OcrWord] = []
    for word in words:
        measure = measures.get(line_of(word))
        if measure is None:
            found.append(word)
            continue
        parts = [word]
        if _THOUSANDS.fullmatch(word.text):
            parts = _parted(word, image, measure)
        elif _NUMBER_AND_WORD.fullmatch(word.text):
            parts = _parted_word(word, image, measure)
        if len(parts) > 1:
            found += parts
        elif found and _TAIL.match(word.text) and _touch(found[-1], word, image, measure):
            found[-1] = _joined(found[-1], word)
        else:
            found.append(word)
    return found


def _parted(word: OcrWord, image: Any, measure: LineMeasure) -> list[OcrWord]:
    """Return the groups of a number that has wide gaps where groups of three end, else the word."""
    number = _THOUSANDS.fullmatch(word.text)
    groups = (len(number.group(1)) - 1) // _GROUP if number else 0
    all_gaps = _gaps(image, word, measure, _INKED)
    gaps = [_gap_at(all_gaps, word, place, measure) for place in _boundaries(word.text, groups)]
    rest = max((end - start for start, end in all_gaps if (start, end) not in gaps), default=0)
    if any(end - start < max(_SPACE * measure.height, 1.7 * rest) for start, end in gaps):
        return [word]
    cuts = [0, *_boundaries(word.text, groups), len(word.text)]
    edges = [word.left, *(round(edge) for gap in gaps for edge in gap), word.left + word.width]
    return [
        replace(
            word,
            text=word.text[cuts[number] : cuts[number + 1]],
            left=edges[2 * number],
            width=edges[2 * number + 1] - edges[2 * number],
        )
        for number in range(len(gaps) + 1)
    ]


def _parted_word(word: OcrWord, image: Any, measure: LineMeasure) -> list[OcrWord]:
    """Return a number and the word behind it apart where the one wide gap shows that they are."""
    number, rest = _NUMBER_AND_WORD.findall(word.text)[0]
    wide = [
        (start, end)
        for start, end in _gaps(image, word, measure, _INKED)
        if end - start >= _WORD_SPACE * measure.height
    ]
    if len(wide) != 1 or wide[0][0] - word.left < (len(number) - 0.5) * _LEAST_WIDTH * measure.height:
        return [word]
    start, end = wide[0]
    right = word.left + word.width
    return [
        replace(word, text=number, width=start - word.left),
        replace(word, text=rest, left=end, width=right - end),
    ]


def _boundaries(text: str, groups: int) -> list[int]:
    """Return before which characters of a number the groups of three begin."""
    number = _THOUSANDS.fullmatch(text)
    end = number.end(1) if number else len(text)
    return [end - _GROUP * number for number in range(groups, 0, -1)]


def _gap_at(
    gaps: Sequence[tuple[int, int]], word: OcrWord, place: int, measure: LineMeasure
) -> tuple[int, int]:
    """Return the gap nearest to where the character at `place` begins, (0, 0) where none is near."""
    advances = [_POINT_WIDTH if sign in ".,;:()-–" else _DIGIT_WIDTH for sign in word.text]
    found = _THOUSANDS.fullmatch(word.text)
    spaces = (len(found.group(1)) - 1) // _GROUP if found else 1
    number = _boundaries(word.text, spaces).index(place)
    free = word.width - sum(advances) * measure.height  # the spaces looked for, where they are there
    scale = measure.height
    if free < 0:  # the figures are narrower
        scale = word.width / (sum(advances) + spaces * _SPACE)
        free = spaces * _SPACE * scale
    start = word.left + sum(advances[:place]) * scale + free * (number + 0.5) / spaces
    nearest = min(gaps, key=lambda gap: abs((gap[0] + gap[1]) / 2 - start), default=(0, 0))
    near = abs((nearest[0] + nearest[1]) / 2 - start) < 0.45 * measure.height
    return nearest if near else (0, 0)


def _gaps(image: Any, word: OcrWord, measure: LineMeasure, inked: float) -> list[tuple[int, int]]:
    """Return where paper shows between the glyphs of a word, in pixels of the image.

    `inked` is the share of the darkest ink from which a column counts as inked.
    """
    line = measure.baseline(word.left + word.width / 2)
    top, bottom = max(0, round(line - measure.height)), round(line)
    picture = image[top:bottom, word.left : word.left + word.width]
    if picture.size == 0:
        return []
    level = 255 - inked * (255 - float(picture.min()))
    columns = numpy.concatenate(([True], (picture < level).any(axis=0), [True]))
    edges = numpy.flatnonzero(columns[1:] != columns[:-1]).tolist()
    return [(word.left + start, word.left + end) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _touch(left: OcrWord, right: OcrWord, image: Any, measure: LineMeasure) -> bool:
    if line_of(left) != line_of(right) or not left.text[-1:].isalnum():
        return False
    end = left.left + left.width
    if right.left - end > measure.height:
        return False
    around = replace(left, left=end - 2, width=max(1, right.left - end + 6))
    widest = max((gap[1] - gap[0] for gap in _gaps(image, around, measure, _PALE)), default=0)
    return widest < _JOINED * measure.height


def _joined(left: OcrWord, right: OcrWord) -> OcrWord:
    top = min(left.top, right.top)
    return replace(
        left,
        text=left.text + right.text,
        width=right.left + right.width - left.left,
        top=top,
        height=max(left.top + left.height, right.top + right.height) - top,
        confidence=min(left.confidence, right.confidence),
    )


def count_sections(words: Sequence[OcrWord], measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with § doubled where it is printed twice: readers stutter, or see only one."""
    counted: list[OcrWord] = []
    for word in words:
        measure = measures.get(line_of(word))
        if (
            counted
            and counted[-1].text in ("§", "S")
            and _SIGN_AGAIN.fullmatch(word.text)
            and on_line(counted[-1], word)
        ):
            counted[-1] = replace(_joined(counted[-1], word), text=f"§ {word.text[1:]}")
            continue  # one sign that the readers saw as two: `S$85`
        if measure is not None and _SECTIONS.fullmatch(word.text):
            share = word.width / measure.height
            if share < _MOST_SECTIONS or not word.text[1:].isdigit():
                word = replace(word, text="§§" if share > _TWO_SECTIONS else "§")
        counted.append(word)
    return counted


def read_fraction(text: str, width_px: float, digit_height: float) -> str:
    """Return a word that a reader spells with a half as it must be printed to be as wide as it is.

    >>> read_fraction("21/2", 40, 22), read_fraction("21/2", 61, 22), read_fraction("171½/2", 60, 22)
    ('2½', '21/2', '17½')
    >>> read_fraction("61½2", 41, 22), read_fraction("61½2", 61, 22)
    ('6½', '61½')
    """
    found = _FRACTION.fullmatch(text)
    if found is None or digit_height <= 0:
        return text
    before, end = found.group(1), found.group(3)
    digits = len(before) * _DIGIT_WIDTH + len(end) * 0.4
    widths = {
        f"{before}½{end}": digits + _FRACTION_WIDTH,
        f"{before}1½{end}": digits + _FRACTION_WIDTH + _DIGIT_WIDTH,
        f"{before}1/2{end}": digits + 2 * _DIGIT_WIDTH + _SLASH_WIDTH,
    }
    if "1½" not in found.group(2):
        del widths[f"{before}1½{end}"]
    if "½" in found.group(2):
        del widths[f"{before}1/2{end}"]
    return min(widths, key=lambda form: abs(widths[form] - width_px / digit_height))


def has_slash(word: OcrWord, image: Any) -> bool:
    """Return whether one glyph of a word is a thin straight stroke that leans to the right, as no 1 does.

    A 1 leans to the left by its flag, or not at all; in italics its flag and foot make it no line.
    """
    picture = image[word.top : word.top + word.height, word.left : word.left + word.width]
    ink = (picture < ink_level(picture)).astype(numpy.uint8)
    labels, stats = ink_pieces(ink)
    tallest = int(stats[1:, 3].max(initial=0))
    return any(
        stats[index, 3] >= _TALL_STROKE * tallest and _is_leaning(labels == index, tallest)
        for index in range(1, len(stats))
    )


def _is_leaning(piece: Any, height: int) -> bool:
    down, across = numpy.nonzero(piece)
    if len(down) > _THIN_STROKE * height * (int(down.max()) - int(down.min()) + 1):
        return False
    lean, middle = numpy.polyfit(down, across, 1)
    off = numpy.abs(across - (lean * down + middle))
    return bool(lean <= -_LEAN and off.max() <= _STRAIGHT * height)
