"""Set hyphens and dashes as wide as they are printed: no reader tells them apart.

`swe` has no en dash among its characters and RapidOCR gives either. Measured on 900 dashes of 30 drawn
pages, five fonts: in heights of a figure hyphens are .28-.40 wide and en dashes .50-.90, but a poor copy
widens the one and wears the other down, so a page's own hyphens are the measure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any, NamedTuple

import numpy

from pipeline.ocr.line_measures import Line, LineMeasure, ink_level, line_of
from pipeline.ocr.tesseract import OcrWord

_DASHES = "-–—"
_DASH = re.compile(rf"[{_DASHES}]")
# A dash alone, or what is read for it: two strokes one over another are no dash.
_LONE = re.compile(rf"[{_DASHES}]+|=")
_MEASURED = re.compile(rf"[\d½§%)][{_DASHES}]|[{_DASHES}][\d½§(]")
# An em dash of `swe` in two pieces: one stroke on the paper.
_STUTTERED = re.compile(rf"(?<=\d)([{_DASHES}])[{_DASHES}]+(?=\d)")
# Forms that are written with hyphens: dates, case numbers, numbers of organisations, telephone numbers,
# `70-talet`. Their hyphens are the measure for the other dashes of the page.
_HYPHENATED = re.compile(
    r"(?<!\d)\d{4}(-)\d{2}(-)\d{2}(?!\d)|[A-ZÅÄÖ]{2,4}(-)\d{4}(-)\d|(?<![\d:.,])0\d{1,3}(-)\d{2,3}(?![\d:]|[.,]\d)"
    r"|(?<!\d)\d{6}(-)\d{4}(?!\d)|\d(-)[a-zåäö]{2}"
)
# Width of a hyphen in heights of a figure, for pages that have too few of their own.
_HYPHEN, _FEWEST = 0.33, 3
# An en dash is wider than a hyphen by so much at least (measured: 1.28-2.4; hyphens .55-1.25). One that
# stands between spaces is worn by fax and copy at both ends, and hardly ever a hyphen.
_EN_FROM, _LONE_EN_FROM, _EM_FROM = 1.28, 1.15, 3.1
_EM_LEAST = 1.15
# Share of a figure's height above the line between which dashes lie, and the thickest.
_HIGHEST, _LOWEST, _THICKEST = 0.60, 0.18, 0.28
_PALEST = 24.0
# Advance widths in heights of a figure, to find the place of a dash in its word.
_NARROW, _WIDE = frozenset(".,:;/()'il|jftrI"), frozenset("mwMW")


class _Stroke(NamedTuple):
    """A flat stroke: its middle in pixels from the left of the picture, its width in heights of a figure."""

    middle: float
    width: float


def set_dashes(words: Sequence[OcrWord], image: Any, measures: Mapping[Line, LineMeasure]) -> list[OcrWord]:
    """Return the words with each dash that stands by a figure or alone as wide as it is on the image."""
    words = [replace(word, text=_STUTTERED.sub(r"\1", word.text)) for word in words]
    widths = {
        index: _dash_widths(word, image, measures[line_of(word)])
        for index, word in enumerate(words)
        if line_of(word) in measures
        and (word.text != "=" or _is_one_stroke(word, image))
        and (_LONE.fullmatch(word.text) or _MEASURED.search(word.text))
    }
    known = [
        width
        for index, found in widths.items()
        for place, width in found.items()
        if width is not None and place in _hyphens(words[index].text)
    ]
    hyphen = median(known) if len(known) >= _FEWEST else _HYPHEN
    measured = list(words)
    for index, found in widths.items():
        measured[index] = replace(words[index], text=_set(words[index].text, found, hyphen))
    return measured


def _is_one_stroke(word: OcrWord, image: Any) -> bool:
    picture = image[word.top : word.top + word.height, word.left : word.left + word.width]
    if not picture.size:
        return False
    rows = (picture < ink_level(picture)).any(axis=1)
    return int((rows[1:] & ~rows[:-1]).sum() + rows[0]) == 1


def _set(text: str, widths: Mapping[int, float | None], hyphen: float) -> str:
    if _LONE.fullmatch(text):
        width = widths.get(0)
        return text if width is None else _dash(width / hyphen, _LONE_EN_FROM)
    known = _hyphens(text)
    signs = list(text)
    for place, width in widths.items():
        beside = text[max(0, place - 1) : place + 2]
        if place in known:
            signs[place] = "-"
        elif width is not None and _MEASURED.search(beside):
            signs[place] = _dash(width / hyphen, _EN_FROM)
            if signs[place] == "—" and width < _EM_LEAST:
                signs[place] = "–"  # beside hyphens worn short
    return "".join(signs)


def _dash(width: float, en_from: float) -> str:
    return "-" if width < en_from else "–" if width < _EM_FROM else "—"


def _hyphens(text: str) -> set[int]:
    """Return where in `text` hyphens stand that belong to a date or number, whatever dash was read."""
    plain = _DASH.sub("-", text)
    return {
        found.start(group)
        for found in _HYPHENATED.finditer(plain)
        for group in range(1, len(found.groups()) + 1)
        if found.group(group) is not None
    }


def _dash_widths(word: OcrWord, image: Any, measure: LineMeasure) -> dict[int, float | None]:
    """Return the width of each dash by its place in the text, None for one that is not found."""
    pad = 2
    strokes = _flat_strokes(image, word.left - pad, word.left + word.width + pad, measure)
    advances = [_advance(sign) for sign in word.text]
    scale = (word.width + 2 * pad) / sum(advances)
    places = [0] if word.text == "=" else [place for place, sign in enumerate(word.text) if sign in _DASHES]
    if len(places) == len(strokes):
        return {place: stroke.width for place, stroke in zip(places, strokes, strict=True)}
    found: dict[int, float | None] = {}
    at = 0.0
    for place, (sign, advance) in enumerate(zip(word.text, advances, strict=True)):
        if sign in _DASHES:
            expected = (at + advance / 2) * scale
            nearest = min(strokes, key=lambda stroke: abs(stroke.middle - expected), default=None)
            near = nearest is not None and abs(nearest.middle - expected) < 0.9 * measure.height
            found[place] = nearest.width if nearest is not None and near else None
        at += advance
    return found


def _flat_strokes(image: Any, left: int, right: int, measure: LineMeasure) -> list[_Stroke]:
    """Return the strokes at the height of dashes with nothing above and below them."""
    left, height = max(0, left), measure.height
    line = measure.baseline((left + right) / 2)
    top = max(0, round(line - 1.1 * height))
    ink = 255 - image[top : round(line + 0.05 * height), left:right].astype(numpy.float32)
    upper, lower = round(line - _HIGHEST * height) - top, round(line - _LOWEST * height) - top
    if upper < 2 or lower <= upper or lower + 1 >= ink.shape[0]:
        return []
    band = ink[upper:lower]
    depth = band.max(axis=0)
    around = numpy.maximum(ink[: upper - 1].max(axis=0), ink[lower + 1 :].max(axis=0))
    free = numpy.concatenate(([False], (depth > _PALEST) & (around < 0.75 * depth), [False]))
    edges = numpy.flatnonzero(free[1:] != free[:-1])
    strokes = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        full = float(numpy.percentile(depth[start:end], 80))
        width = int((depth[start:end] - around[start:end] > full / 2).sum()) / height
        thickness = float(numpy.percentile(band[:, start:end].sum(axis=0), 80)) / full / height
        if width >= 0.15 and thickness < _THICKEST:
            strokes.append(_Stroke((start + end) / 2, width))
    return strokes


def _advance(sign: str) -> float:
    if sign in _NARROW:
        return 0.6
    if sign in _WIDE:
        return 1.6
    if sign in _DASHES:
        return 0.55 if sign == "-" else 0.85
    return 1.25 if sign.isupper() else 1.0
