"""Have a second reader look at the odd words of a page, and a third where the two see other figures."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.ocr.combine_readers import DOUBTFUL, Doubt, combine, needs_second_reader
from pipeline.ocr.glyph_shapes import has_slash
from pipeline.ocr.line_measures import line_of
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.sections import SECTION_LIKE
from pipeline.ocr.tesseract import OcrWord

Reader = Callable[[Sequence[Any]], Sequence[Reading]]
"""Reads grey pictures of one line each, in the order given."""

# Two words are one run when the gap between them is less, in heights of the higher one.
_RUN_GAP = 0.8
_ADDRESS_GAP = 0.35
# What `swe` makes of the @ of an address, at the end of a word or before the address goes on: `Q`;
# where it makes `(W` or `(0d` of it, the end of the address tells.
_AT = re.compile(r"[@Q©](?=[a-z]|$)|\w{3}\S*\w\.[a-z]{2,3}\W*$")
_BEFORE_AT = re.compile(r"[@Q©](?:[a-z]|$)|\w{3}\S*\w\.[a-z]{2,3}\W*$")
_IN_ADDRESS = re.compile(r"[A-Za-zÅÄÖåäö._+-]+")
# Where `swe` sees none the `_` of an address leaves a gap as wide as a figure and more.
_UNDERSCORE_GAP = 1.2
# What it writes for a bullet between two words, `Stadshuset • 123 45 Orten`; a `+` it is sure of is one.
_BULLET_LIKE = frozenset("»«e•¢*")
_SURE = 0.8
# How far behind a number, in heights of its line, print is looked for that is in no word; its shade.
_BEHIND = 1.3
_INK = 128
# What follows on a number; a figure within the letters of a case number, `HV0-2026-2897`.
_BY_LETTER = re.compile(r"[\d§]")
_FIGURE_AMONG_LETTERS = re.compile(r"(?=[A-ZÅÄÖ]{2}|[A-ZÅÄÖ][01][A-ZÅÄÖ])(?=\w*[01])[A-ZÅÄÖ01]{3,4}[-–]\d{4}")
# Lone letters that no reader can tell from figures in every font.
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
_LETTER_FIGURES = {"I": "1", "l": "1", "|": "1", "O": "0", "o": "0", "ll": "11", "II": "11"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the second reader made of some words of a line, as the first has them."""

    words: tuple[OcrWord, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTwice:
    """All words of a page in order, those about whose figures the readers disagree, and all second looks."""

    words: list[OcrWord]
    doubts: list[Doubt]
    looks: tuple[Look, ...] = ()


def read_twice(
    words: Sequence[OcrWord], image: Any, second: Reader, third: Reader | None = None
) -> ReadTwice:
    """Combine what the first reader made of a page with the second reader's view of its odd words.

    `third` reads the few words whose figures remain in doubt: what two of three see is kept. They stay in
    doubt all the same.
    """
    runs = runs_of(words)
    extents = _line_extents(words)
    chosen = [index for index, run in enumerate(runs) if run.odd]
    pictures = []
    for index in chosen:
        own = runs[index].words
        following = runs[index + 1].words[0] if index + 1 < len(runs) else None
        extent = extents[line_of(own[0])]
        pictures.append(_picture(image, own, extent, _unread_behind(own[-1], following, image, extent)))
    readings = dict(zip(chosen, second(pictures), strict=True))
    found: list[OcrWord] = []
    doubts: list[Doubt] = []
    for index, run in enumerate(runs):
        if not run.odd:
            found += run.words
            continue
        combined = combine(run.words, readings[index])
        starts_line = not found or line_of(found[-1]) != line_of(run.words[0])
        kept = [word for word in combined.words if starts_line or word.text != "•"]
        found += kept or run.words[:1]  # a bullet within a line is told by its shape
        doubts += combined.doubts
    found, letters = _letters_by_figures(found)
    doubts += letters
    found, doubts, settled = _by_strokes(found, doubts, image)
    if third is not None and doubts:
        found, doubts = _outvoted(found, doubts, image, extents, third)
    doubts += settled
    looks = tuple(Look(words=tuple(runs[index].words), text=readings[index].text) for index in chosen)
    return ReadTwice(words=found, doubts=doubts, looks=looks)


def _letters_by_figures(words: Sequence[OcrWord]) -> tuple[list[OcrWord], list[Doubt]]:
    """Doubt the lone letters before figures that both readers may have taken a figure for: `år I 156 564`."""
    found: list[OcrWord] = []
    doubts: list[Doubt] = []
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        figure = _LETTER_FIGURES.get(word.text)
        if figure and not (
            following and _BY_LETTER.match(following.text) and _adjoin(word, following, _RUN_GAP)
        ):
            figure = None
        if _FIGURE_AMONG_LETTERS.match(word.text):
            letters = word.text[: word.text.index(word.text.lstrip(_CAPITALS + "01")[0])]
            figure = letters.replace("0", "O").replace("1", "I") + word.text[len(letters) :]
        if figure:
            word = replace(word, confidence=min(word.confidence, DOUBTFUL))
            doubts.append(Doubt(word=word, other=figure))
        found.append(word)
    return found, doubts


def _by_strokes(
    words: list[OcrWord], doubts: list[Doubt], image: Any
) -> tuple[list[OcrWord], list[Doubt], list[Doubt]]:
    """Settle where one reader sees `27/13` and the other `27113`: a slanting stroke is no figure.

    Returns the words, the doubts left to settle, and those that are settled; they stay in doubt.
    """
    open_doubts: list[Doubt] = []
    settled: list[Doubt] = []
    for doubt in doubts:
        with_slash = next((text for text in (doubt.word.text, doubt.other) if "/" in text), "")
        other = doubt.other if with_slash == doubt.word.text else doubt.word.text
        stroke = with_slash.find("/")
        alike = len(other) == len(with_slash) > 1 and other[stroke] in "1lI|"
        if alike and other == with_slash.replace("/", other[stroke]) and has_slash(doubt.word, image):
            changed = replace(doubt.word, text=with_slash)
            words = [changed if word is doubt.word else word for word in words]
            settled.append(Doubt(word=changed, other=other))
        else:
            open_doubts.append(doubt)
    return words, open_doubts, settled


def _outvoted(
    words: list[OcrWord],
    doubts: list[Doubt],
    image: Any,
    extents: dict[tuple[int, int, int], tuple[int, int]],
    third: Reader,
) -> tuple[list[OcrWord], list[Doubt]]:
    """Exchange the words whose figures two of three readers see otherwise."""
    pictures = [_picture(image, [doubt.word], extents[line_of(doubt.word)]) for doubt in doubts]
    decided: list[Doubt] = []
    for doubt, reading in zip(doubts, third(pictures), strict=True):
        agrees = _figures(reading.text) == _figures(doubt.other) != _figures(doubt.word.text)
        # `821` for `§ 21`, where the others lose the sign: its ink will tell (`sections`)
        agrees = agrees and not (doubt.word.text[1:] == doubt.other and doubt.word.text[0] in SECTION_LIKE)
        if agrees and " " not in doubt.other:
            changed = replace(doubt.word, text=doubt.other)
            words = [changed if word is doubt.word else word for word in words]
            decided.append(Doubt(word=changed, other=doubt.word.text))
        else:
            decided.append(doubt)
    return words, decided


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@dataclass(slots=True)
class Run:
    """Words of one line that are read together."""

    words: list[OcrWord]
    odd: bool


def runs_of(words: Sequence[OcrWord]) -> list[Run]:
    """Return the words in runs: neighbouring odd words together, every other word alone."""
    odd = [needs_second_reader(word) for word in words]
    afters = [*words[1:], None][: len(words)]
    for index in range(1, len(words)):  # `gunilla.` before `sjooQexample.se` is part of the address
        if odd[index] and not odd[index - 1]:
            odd[index - 1] = _begins_address(words[index - 1], words[index], afters[index])
    runs: list[Run] = []
    for word, is_odd, after in zip(words, odd, afters, strict=True):
        last = runs[-1].words[-1] if runs else None
        if (
            last is not None
            and is_odd
            and runs[-1].odd
            and (_adjoin(last, word, _RUN_GAP) or _goes_on(last, word, after))
            and not _may_be_bullet(last, word)
            and not _may_be_bullet(word, last)
        ):
            runs[-1].words.append(word)
        else:
            runs.append(Run([word], is_odd))
    return runs


def _begins_address(word: OcrWord, following: OcrWord, after: OcrWord | None) -> bool:
    if _goes_on(word, following, after):
        return True
    return (
        word.text[-1:] in {".", "_", "-"}
        and following.text[:1].islower()
        and _adjoin(word, following, _ADDRESS_GAP)
    )


def _goes_on(word: OcrWord, following: OcrWord, after: OcrWord | None) -> bool:
    """Return whether an address may begin with `word` and go on behind an `_`, read or not.

    `after` is the word after the following one, which may hold the @: `asa sjoo14 Qexample.se`.
    """
    goes_on = after is not None and _BEFORE_AT.match(after.text) and following.text[-1:] not in "._-"
    of_address = following.text[:1] == "_" or (
        _IN_ADDRESS.fullmatch(word.text) and (_AT.search(following.text) or goes_on)
    )
    return bool(of_address) and _adjoin(word, following, _UNDERSCORE_GAP)


def _may_be_bullet(word: OcrWord, beside: OcrWord) -> bool:
    """Return whether `word`, on one line with the word `beside` it, is what readers take a bullet for."""
    alike = word.text in _BULLET_LIKE or (word.text == "+" and word.confidence < _SURE)
    return alike and line_of(word) == line_of(beside)


def _adjoin(left: OcrWord, right: OcrWord, gap: float) -> bool:
    near = right.left - (left.left + left.width) < gap * max(left.height, right.height)
    return near and line_of(left) == line_of(right)


def _line_extents(words: Sequence[OcrWord]) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return top and bottom of each line in pixels."""
    extents: dict[tuple[int, int, int], tuple[int, int]] = {}
    for word in words:
        top, bottom = extents.get(line_of(word), (word.top, word.top + word.height))
        extents[line_of(word)] = (min(top, word.top), max(bottom, word.top + word.height))
    return extents


def _unread_behind(
    last: OcrWord, following: OcrWord | None, image: Any, extent: tuple[int, int]
) -> int | None:
    """Return where unread print behind a number ends, as the `%` of `12,8 %` at times; else None."""
    height = extent[1] - extent[0]
    right = last.left + last.width
    end = right + round(_BEHIND * height)
    if following is not None and line_of(following) == line_of(last):
        end = min(end, following.left - height // 4)
    if not last.text[-1:].isdigit() or end - right < height // 2:
        return None
    columns = (image[extent[0] : extent[1], right + 1 : end] < _INK).any(axis=0).nonzero()[0]
    return right + 1 + int(columns[-1]) if len(columns) >= height // 4 else None


def _picture(
    image: Any, run: Sequence[OcrWord], extent: tuple[int, int], unread_to: int | None = None
) -> Any:
    """Cut the run out, as high as its line (a bullet alone would fill the picture) unless that slopes."""
    tallest = max(word.height for word in run)
    top, bottom = min(word.top for word in run), max(word.top + word.height for word in run)
    if tallest < 0.75 * (extent[1] - extent[0]):
        middle, half = (top + bottom) / 2, min(extent[1] - extent[0], 3 * tallest) / 2
        top = max(min(top, round(middle - half)), extent[0])
        bottom = min(max(bottom, round(middle + half)), extent[1])
    pad = max(3, (bottom - top) // 8)
    left = max(0, run[0].left - pad)
    right = max([word.left + word.width for word in run] + ([unread_to] if unread_to else [])) + pad
    return image[max(0, top - pad) : bottom + pad, left:right]
