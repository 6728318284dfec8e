"""Part signatures from print: take off what is left of them, read printed lines that they cross as they were.

Where a pen runs through a printed name, taking it off takes letters with it. The second reader makes out more
of such a line before than after, so it is asked; what it says is believed only when it explains what is left.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import cv2
import numpy
from rapidfuzz.distance import LCSseq, Levenshtein

from pipeline.ocr.line_measures import stretches, usual_height, words_by_line
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.second_reading import Reader
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.ink_pieces import ink_pieces

# In inches: a signature lies within these; strokes so near are one's, and ends so far beside them.
_LEAST, _GREATEST = (0.35, 0.2), (4.5, 1.6)
_NEAR = 0.1
_ASIDE = 0.3
_INK = 160
# In usual letter heights (the least in pixels): printed letters beside each other stand on one line.
_LEVEL, _LEAST_LEVEL = 0.1, 2.0
_BESIDE = 12.0
_MATES = 3
_MARK, _TALL = 0.5, 1.9
_UNDER_MARK = 0.9
# In heights of the line: ink this far from a word can belong to the next one.
_GAP = 0.9
_SURE, _EXPLAINED = 0.85, 0.75
_UNSURE, _AGREE = 0.8, 0.7
# A sure word so long is print, and so is what stands beside it.
_WORD = 3
# In heights of the page's words, and a confidence: no print, where a pen wrote.
_TALL_WORD, _HALF_SURE = 1.35, 0.7
# Nothing that was pieced together is quite sure.
_CONFIDENCE = 0.6
_DOTTED = "åäöÅÄÖé"
_WITHOUT_DOTS = str.maketrans(_DOTTED, "aaoAAOe")


class Signatures(NamedTuple):
    """Where a pen wrote: a mask of its strokes, half as wide and high as the page, and a box about each hand.

    `boxes`: x, y, width, height in pixels of the page. `aside`: how far beside its box a hand may have left
    something.
    """

    strokes: Any
    boxes: tuple[tuple[int, int, int, int], ...]
    aside: float


def find_signatures(blots: Any, dpi: int) -> Signatures:
    """Return what has the size of a signature or an emblem where a page's foreign ink is (a mask of 1)."""
    half = numpy.ascontiguousarray(blots[::2, ::2])  # enough to see where, in a quarter of the time
    near = round(_NEAR * dpi / 2)
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(
        cv2.dilate(half, numpy.ones((near, near), numpy.uint8))
    )
    boxes = tuple(
        (2 * x, 2 * y, 2 * width, 2 * height)
        for x, y, width, height, _area in stats[1:].tolist()
        if _LEAST[0] * dpi < 2 * width < _GREATEST[0] * dpi
        and _LEAST[1] * dpi < 2 * height < _GREATEST[1] * dpi
    )
    within = numpy.zeros_like(half)
    for x, y, width, height in boxes:
        place = (slice(y // 2, (y + height) // 2), slice(x // 2, (x + width) // 2))
        within[place] = half[place]
    return Signatures(within, boxes, _ASIDE * dpi)


def without_remains(cleaned: Any, signatures: Signatures, dpi: int) -> Any:
    """Return the page without the small pieces of signatures: those that stand in no row of letters."""
    swept = cleaned.copy() if signatures.boxes else cleaned
    for left, top, width, height in signatures.boxes:
        around = slice(max(0, top - dpi // 10), top + height + dpi // 10)
        across = slice(max(0, round(left - signatures.aside)), round(left + width + signatures.aside))
        place = (top - around.start, top - around.start + height, across)
        _sweep(swept[around], place, dpi)
    return swept


def _sweep(band: Any, place: tuple[int, int, slice], dpi: int) -> None:
    """Whiten what stands in no row of letters, within top, bottom and columns of a band across the page."""
    ink = (band < _INK).astype(numpy.uint8)
    labels, stats = ink_pieces(ink)
    x, y, width, height = (stats[:, column].astype(numpy.float64) for column in range(4))
    letters = (height > 0.04 * dpi) & (height < 0.4 * dpi)
    letters[0] = False
    usual = float(numpy.median(height[letters])) if letters.sum() > 10 else 0.1 * dpi
    foot = y + height
    top, bottom, across = place
    inside = (x >= across.start) & (x + width <= across.stop) & (y >= top) & (foot <= bottom)
    inside &= height < _TALL * usual
    inside[0] = False
    marks = height < _MARK * usual
    standing = letters & ~marks & (height < _TALL * usual)
    printed = standing & ~inside
    level = max(_LEAST_LEVEL, _LEVEL * usual)
    for index in numpy.flatnonzero(inside & ~marks):
        near = standing & (numpy.abs(x - x[index]) < _BESIDE * usual)
        feet = near & (numpy.abs(foot - foot[index]) <= level)
        tops = near & (numpy.abs(y - y[index]) <= level)  # of letters that reach below their line
        printed[index] = max(feet.sum(), tops.sum()) >= _MATES
    for index in numpy.flatnonzero(inside & marks):  # dots, commas
        beside = printed & (x < x[index] + width[index] + 0.5 * usual)
        beside &= (x + width > x[index] - 0.5 * usual) & (y < foot[index] + _UNDER_MARK * usual)
        printed[index] = bool((beside & (foot > y[index] - 0.3 * usual)).any())
    mask = (inside & ~printed).astype(numpy.uint8)[labels]
    if mask.any():
        halo = cv2.dilate(mask, numpy.ones((5, 5), numpy.uint8)) & (1 - (ink & (1 - mask)))
        band[halo > 0] = 255


def part_signatures(
    words: Sequence[OcrWord], page: Any, cleaned: Any, signatures: Signatures, reader: Reader
) -> tuple[list[OcrWord], Any]:
    """Return the words with printed lines that a pen crosses whole again, and without what it wrote itself.

    `page` and `cleaned`: the image before and after strokes were taken off; in the image returned they are
    back on the lines that were read with them.
    """
    found = list(words)
    if not signatures.boxes:
        return found, cleaned
    crossed = _crossed(words, page, signatures)
    readings = reader([page[place] for _own, place in crossed])
    whole: list[OcrWord] = []
    for (own, place), reading in zip(crossed, readings, strict=True):
        if not any(word.confidence >= _UNSURE for word in own) or not _explains(reading, own):
            continue  # where nothing sure was left the pen may have written what was read
        first = found.index(own[0])
        found = [word for word in found if word not in own]
        cleaned = cleaned.copy() if not whole else cleaned
        cleaned[place] = page[place]
        restored = _spread(_with_dots(reading.text, own), own, place[1])
        found[first:first] = restored
        whole += restored
    unsure = [
        word
        for line in words_by_line([word for word in found if word not in whole]).values()
        for stretch in stretches(line)
        if not any(word.confidence >= _UNSURE and len(word.text) >= _WORD for word in stretch)
        for word in stretch
        if _may_be_written(word, signatures)
    ]
    readings = reader([cleaned[_place(word)] for word in unsure])
    tallest = _TALL_WORD * usual_height(words) if words else 0
    written = [
        word
        for word, reading in zip(unsure, readings, strict=True)
        if (word.height > tallest and word.confidence < _HALF_SURE) or not _agree(word.text, reading.text)
    ]
    return [word for word in found if word not in written], cleaned


def _may_be_written(word: OcrWord, signatures: Signatures) -> bool:
    """Return whether a word that was read without being sure lies where a pen wrote."""
    x, y = word.left + word.width / 2, word.top + word.height / 2
    return word.confidence < _UNSURE and any(
        left - signatures.aside <= x <= left + width + signatures.aside and top <= y <= top + height
        for left, top, width, height in signatures.boxes
    )


def _place(word: OcrWord) -> tuple[slice, slice]:
    pad = max(3, word.height // 8)
    return (
        slice(max(0, word.top - pad), word.top + word.height + pad),
        slice(max(0, word.left - pad), word.left + word.width + pad),
    )


def _agree(text: str, other: str) -> bool:
    """Return whether two readers saw much the same, as they do of print even when it is damaged."""
    longest = max(len(text), len(other))
    return (
        any(sign.isalnum() for sign in text)
        and LCSseq.similarity(text.lower(), other.lower()) >= _AGREE * longest
    )


def _crossed(
    words: Sequence[OcrWord], page: Any, signatures: Signatures
) -> list[tuple[list[OcrWord], tuple[slice, slice]]]:
    """Return the stretches of lines that strokes touch with their places; words far apart are apart."""
    return [
        (own, place)
        for line in words_by_line(words).values()
        for own in stretches(line)
        if (place := _printed_place(own, page, signatures)) is not None
    ]


def _printed_place(own: Sequence[OcrWord], page: Any, signatures: Signatures) -> tuple[slice, slice] | None:
    """Return where the stretch was printed, as far as ink goes on beside it; None where no stroke does."""
    tallest = usual_height(own)
    fitting = [word for word in own if word.height <= 1.4 * tallest] or list(own)
    top, bottom = min(word.top for word in fitting), max(word.top + word.height for word in fitting)
    left, right = own[0].left, max(word.left + word.width for word in own)
    gap = round(_GAP * tallest)
    if not signatures.strokes[top // 2 : bottom // 2, max(0, left - gap) // 2 : (right + gap) // 2].any():
        return None
    inked = (page[top:bottom] < _INK).any(axis=0)
    left = len(inked) - _as_far(inked[::-1], len(inked) - left, gap)
    right, pad = _as_far(inked, right, gap), max(3, (bottom - top) // 8)
    return slice(max(0, top - pad), bottom + pad), slice(max(0, left - pad), right + pad)


def _as_far(inked: Any, start: int, gap: int) -> int:
    """Return where ink ends that goes on from `start` with no gap wider than `gap`."""
    end = start
    for column in range(start, len(inked)):
        if inked[column]:
            end = column + 1
        elif column - end > gap:
            break
    return end


def _explains(reading: Reading, own: Sequence[OcrWord]) -> bool:
    """Return whether a reading is sure, longer than what was read, and has its letters in their order."""
    sure = [word for word in own if word.confidence >= _UNSURE and len(word.text) >= _WORD] or own
    left = "".join(word.text for word in sure)
    text = "".join(reading.text.split())
    figures = _figures("".join(word.text for word in own))
    if not reading.confidences or len(text) <= len(left) or _figures(text) != figures:
        return False
    confidence = sum(reading.confidences) / len(reading.confidences)
    return confidence >= _SURE and LCSseq.similarity(_plain(left), _plain(text)) >= _EXPLAINED * len(left)


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _plain(text: str) -> str:
    return text.translate(_WITHOUT_DOTS)


def _with_dots(text: str, own: Sequence[OcrWord]) -> str:
    """Return the reading with the dots that the first reader saw: the second one loses some."""
    left = " ".join(word.text for word in own)
    signs = list(text)
    for step in Levenshtein.opcodes(_plain(left), _plain(text)):
        if step.tag == "equal":
            for offset in range(step.src_end - step.src_start):
                if left[step.src_start + offset] in _DOTTED:
                    signs[step.dest_start + offset] = left[step.src_start + offset]
    return "".join(signs)


def _spread(text: str, own: Sequence[OcrWord], across: slice) -> list[OcrWord]:
    """Return the words of `text` along the place that was read."""
    scale = (across.stop - across.start) / max(1, len(text))
    spread, at = [], 0
    for part in text.split():
        at = text.index(part, at)
        left, width = across.start + round(at * scale), max(1, round(len(part) * scale))
        spread.append(replace(own[0], text=part, left=left, width=width, confidence=_CONFIDENCE))
        at += len(part)
    return spread
