"""Combine two readers word by word, on what each saw in the image.

Tesseract's `swe` reads Swedish words best but has no `§ @ • * % – ½ °` among its characters; what it writes
instead (`8`, `$`, `Q`, `246`) it can be sure of. So words are chosen for a second reading by shape and
place as well as by confidence, and the second reader decides where the first cannot know the character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.glyph_shapes import read_fraction
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.reader_choice import choose, concerns_figures
from pipeline.ocr.tesseract import OcrWord

_UNSURE, _QUITE_UNSURE, _QUITE_SURE = 0.80, 0.60, 0.95
_PUNCTUATION = ".,:;!?()\"”»«'"
_PLAIN_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉéÜü]+(?:-[A-Za-zÅÄÖåäöÉéÜü]+)*-?")
# What `swe` makes of a percent sign, and no Swedish word; `246` and `9/0` hold figures.
_PERCENT_LIKE = frozenset(("Yo", "Vo", "YO"))
_ONE_LETTER_WORDS = frozenset("iåöIÅÖ")
_DIGIT = re.compile(r"\d")
_FRACTION = re.compile(r"1/2|½")
# What the merged text is set right in at last: `6 ”C`, `•Budget`, `$ 12` (no dollars
# in the papers of Swedish committees), `§ §12`.
_LAST_WORDS = (
    (re.compile(r"(?<=\d)(\s?)[”\"'’?](?=C\b)"), r"\1°"),
    (re.compile(r"^•(?=\S)"), "• "),
    (re.compile(r"(?<!\S)\$(?!\S)"), "§"),
    (re.compile(r"(?<!\S)\$(?=\d)"), "§ "),
    (re.compile(r"§ [§$](?=\d)"), "§ "),  # `S$ 89`: one sign, which `swe` wrote as two
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
# Signs beside which a space in an address is none: between two letters the second reader may have lost one.
_SIGN_OF_ADDRESS = re.compile(r"[-._@Q©(]")
_END_OF_NAME = re.compile(r"\d{1,4}@")
# Confidence of a word whose figures the readers see differently.
DOUBTFUL = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Figures that the readers see differently: the word as it is kept, and as another reader has it."""

    word: OcrWord
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """What both readers make of a run of words, and the words about whose figures they disagree."""

    words: tuple[OcrWord, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of the merged text. `sure`: of the second reader, None where it is not its own.

    `other` is what the reader that lost has in its place where that concerns a figure, else None.
    """

    text: str
    sure: float | None = None
    other: str | None = None


def needs_second_reader(word: OcrWord) -> bool:
    """Return whether `word` holds a figure, or could hold a character that the first reader does not have.

    >>> from dataclasses import replace
    >>> word = OcrWord(text="nämnden", left=0, top=0, width=9, height=9, confidence=0.96, block=1,
    ...     paragraph=1, line=1)
    >>> [needs_second_reader(replace(word, text=text)) for text in ("nämnden", "8", "246", "Q", "i", "Yo")]
    [False, True, True, True, False, True]
    """
    core = word.text.strip(_PUNCTUATION)
    if word.confidence < _UNSURE or not core or "$" in core or core in _PERCENT_LIKE:
        return True
    if len(core) == 1:
        return core not in _ONE_LETTER_WORDS
    if _PLAIN_WORD.fullmatch(core):
        return _has_odd_capital(core)
    return True


def _has_odd_capital(core: str) -> bool:
    """Return whether a capital follows a small letter, as in `lindgardQexample` or `lOP`."""
    return any(small.islower() and large.isupper() for small, large in pairwise(core))


def combine(words: Sequence[OcrWord], reading: Reading) -> Combined:
    """Merge the second reader's `reading` of a run of words on one line into these words."""
    first = " ".join(word.text for word in words)
    if len(first) == 2 and reading.text and first.upper() == 2 * reading.text.upper():
        first = first[0]  # a lone letter that the first reader stretched to two, as in a voting list
    reading = _with_section_sign(first, _with_fractions(words, reading))
    addresses = [found.span() for found in _ADDRESS.finditer(reading.text)]
    pieces: list[_Piece] = []
    for start, end, their_start, their_end in _differences(first, reading.text):
        mine, theirs = first[start:end], reading.text[their_start:their_end]
        if mine == theirs:
            pieces.append(_Piece(text=mine))
            continue
        sure = min(reading.confidences[their_start:their_end], default=0.0)
        before, after = first[:start], first[end:]
        within = any(low < their_start < high for low, high in addresses)
        if not mine.strip() and within and (theirs or _SIGN_OF_ADDRESS.search(before[-1:] + after[:1])):
            chosen = theirs  # no space stands in an address
        elif not mine.strip() and within and _END_OF_NAME.match(reading.text[their_start:]):
            chosen = theirs  # `malm 12@`: nobody's name is a number
        elif not theirs and within and _confidence(words) < _QUITE_UNSURE and _is_sure(reading, their_start):
            chosen = theirs  # `leylta.lindgard@`: names in addresses are no words that the first reader knows
        elif within and mine in ("l", "I") and theirs == "1" and after[:1].isdigit():
            chosen = theirs  # `hagg10@`: figures end a name, letters do not stand among them
        else:
            chosen = choose(mine, theirs, sure, before, after, _confidence(words))
        concerns = concerns_figures(mine, theirs, chosen, before, after)
        pieces.append(
            _Piece(
                text=chosen,
                sure=sure if chosen == theirs else None,
                other=(theirs if chosen == mine else mine) if concerns else None,
            )
        )
    return _rebuild(words, _carried(pieces))


def _carried(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces with a doubt about nothing (`94`, or `947`?) laid on the character beside it."""
    carried: list[_Piece] = []
    waiting = ""
    for piece in pieces:
        if waiting and piece.text:
            first = piece.other if piece.other is not None else piece.text[0]
            rest = "" if piece.other is not None else piece.text[1:]
            carried.append(
                replace(piece, text=piece.text[: len(piece.text) - len(rest)], other=waiting + first)
            )
            piece, waiting = _Piece(text=rest), ""
        if piece.text or piece.other is None:
            carried.append(piece)
        elif carried and carried[-1].other is None and carried[-1].text[-1:].strip():
            last = carried.pop()
            carried.append(replace(last, text=last.text[:-1]))
            carried.append(_Piece(text=last.text[-1], other=last.text[-1] + piece.other))
        else:
            waiting = piece.other
    return carried


def _with_section_sign(first: str, reading: Reading) -> Reading:
    """Return the reading of `1 §` set so close that both readers take it for one word: `15`, `1S`."""
    glued = re.fullmatch(r"(\d+)[58S$]", first)
    if glued is None or reading.text.replace(" ", "") != f"{glued.group(1)}S":
        return reading
    text = f"{glued.group(1)} §"
    return Reading(text=text, confidences=(*reading.confidences, 0.5)[: len(text)])


def _with_fractions(words: Sequence[OcrWord], reading: Reading) -> Reading:
    """Return the reading with halves spelt as wide as they are printed."""
    parts = reading.text.split(" ")
    if len(parts) != len(words) or not _FRACTION.search(reading.text):
        return reading
    confidences: list[float] = []
    at = 0
    for index, word in enumerate(words):
        own = reading.confidences[at : at + len(parts[index]) + 1]
        at += len(parts[index]) + 1
        part = read_fraction(parts[index], word.width, word.height)
        confidences += own if part == parts[index] else [min(own, default=0.5)] * (len(part) + 1)
        parts[index] = part
    return Reading(text=" ".join(parts), confidences=tuple(confidences))


def _differences(first: str, second: str) -> list[tuple[int, int, int, int]]:
    """Return stretches of both texts, equal and different in turn; neighbouring differences are one."""
    stretches: list[tuple[int, int, int, int]] = []
    different = False
    for step in Levenshtein.opcodes(first, second):
        start, other_start = step.src_start, step.dest_start
        if step.tag != "equal" and different:
            start, _end, other_start, _other_end = stretches.pop()
        stretches.append((start, step.src_end, other_start, step.dest_end))
        different = step.tag != "equal"
    return stretches


def _is_sure(reading: Reading, place: int) -> bool:
    """Return whether a reading is sure of the characters on both sides of a place."""
    return min(reading.confidences[max(0, place - 1) : place + 1], default=0.0) >= _QUITE_SURE


def _confidence(words: Sequence[OcrWord]) -> float:
    return min(word.confidence for word in words)


def _rebuild(words: Sequence[OcrWord], pieces: Sequence[_Piece]) -> Combined:
    """Cut the merged text at its spaces and give each part its share of the run's box."""
    text = "".join(piece.text for piece in pieces)
    owners = [index for index, piece in enumerate(pieces) for _ in piece.text]
    for pattern, instead in _LAST_WORDS:
        text, owners = _substituted(pattern, instead, text, owners)
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    boxes = _boxes(words, [end - start for start, end in spans])
    found: list[OcrWord] = []
    doubts: list[Doubt] = []
    for (start, end), box in zip(spans, boxes, strict=True):
        own = sorted(set(owners[start:end]))
        others = [other for index in own if (other := pieces[index].other) is not None]
        part = text[start:end]
        sure = [pieces[index].sure for index in own]
        confidence = _merged(box, part, [value for value in sure if value is not None], others)
        word = replace(box, text=part, confidence=confidence)
        found.append(word)
        if others:
            doubts.append(Doubt(word=word, other=_as_other(pieces, owners, start, end, text)))
    return Combined(words=tuple(found), doubts=tuple(doubts))


def _as_other(pieces: Sequence[_Piece], owners: Sequence[int], start: int, end: int, text: str) -> str:
    """Return the part between `start` and `end` as the reader that lost has it."""
    parts: list[str] = []
    for place in range(start, end):
        piece = pieces[owners[place]]
        if piece.other is None:
            parts.append(text[place])
        elif place == start or owners[place - 1] != owners[place]:
            parts.append(piece.other.strip())
    return "".join(parts)


def _substituted(
    pattern: re.Pattern[str], instead: str, text: str, owners: list[int]
) -> tuple[str, list[int]]:
    """Substitute in `text` and keep account of which piece each character comes from."""
    found = pattern.search(text)
    while found is not None:
        new = found.expand(instead)
        owner = owners[found.start()] if found.start() < len(owners) else 0
        text = text[: found.start()] + new + text[found.end() :]
        owners = [*owners[: found.start()], *[owner] * len(new), *owners[found.end() :]]
        found = pattern.search(text, found.start() + max(1, len(new)))
    return text, owners


def _boxes(words: Sequence[OcrWord], lengths: Sequence[int]) -> list[OcrWord]:
    """Return the words' own boxes, or shares of the run's box where the parts are not as many."""
    if len(lengths) == len(words):
        return list(words)
    left, right = words[0].left, max(word.left + word.width for word in words)
    top, bottom = min(word.top for word in words), max(word.top + word.height for word in words)
    scale = (right - left) / max(1, sum(lengths) + len(lengths) - 1)
    boxes, at = [], 0
    for length in lengths:
        start, end = left + round(at * scale), left + round((at + length) * scale)
        boxes.append(replace(words[0], left=start, width=end - start, top=top, height=bottom - top))
        at += length + 1
    return boxes


def _merged(word: OcrWord, part: str, sure: Sequence[float], others: Sequence[str]) -> float:
    """Return the confidence of a merged word: low where the readers disagree about figures.

    What both take for letters or figures is no noise, however unsure the first reader is.
    """
    if any(character.isalnum() for other in others for character in other):
        return DOUBTFUL
    if others:
        return min(word.confidence, DOUBTFUL)
    if part == word.text:
        return max(word.confidence, 0.9)
    return min(sure, default=0.75)
