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
from pipeline.ocr.tesseract import OcrWord

# Not among the characters of Debian's `swe` model (its lstm-unicharset lists 100).
MISSING_IN_SWE = frozenset("§@•*%–½¼¾°#_{}~²³")
_UNSURE = 0.80
_LONG_NUMBER_SURE = 0.90
_PUNCTUATION = ".,:;!?()\"”»«'"
_PLAIN_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉéÜü]+(?:-[A-Za-zÅÄÖåäöÉéÜü]+)*-?")
_LONG_NUMBER = re.compile(r"\(?[\dA-ZÅÄÖ/:.,-]*\d{4}[\dA-ZÅÄÖ/:.,-]*\)?")
_ONE_LETTER_WORDS = frozenset("iåöIÅÖ")
_DIGIT = re.compile(r"\d")
# What `swe` writes for §: a dollar sign stands in no Swedish committee's papers.
_SECTION_PROXIES = frozenset("$8S5&")
_SECTION_LIKE = frozenset("S$8&§")
# What it writes for a bullet at the beginning of a line, and what the other reader can take that for.
_BULLET_PROXIES = frozenset("«»e+o¢-—")
_BULLET_LIKE = frozenset("•·:.;*")
_DASHES = frozenset("-–—")
_QUOTES = frozenset("”“\"'’‘»«")
_FRACTION = re.compile(r"1/2|½")
_DEGREE = re.compile(r"(?<=\d)(\s?)[”\"'’?](?=C\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """What both readers make of a run of words. `digits_differ`: they disagree about a digit."""

    words: tuple[OcrWord, ...]
    digits_differ: bool


def needs_second_reader(word: OcrWord) -> bool:
    """Return whether `word` could hold a character that the first reader does not have.

    >>> from dataclasses import replace
    >>> word = OcrWord(text="nämnden", left=0, top=0, width=9, height=9, confidence=0.96, block=1,
    ...     paragraph=1, line=1)
    >>> [needs_second_reader(replace(word, text=text)) for text in ("nämnden", "8", "246", "Q", "i")]
    [False, True, True, True, False]
    """
    core = word.text.strip(_PUNCTUATION)
    if word.confidence < _UNSURE or not core or "$" in core:
        return True
    if len(core) == 1:
        return core not in _ONE_LETTER_WORDS
    if _PLAIN_WORD.fullmatch(core):
        return _has_odd_capital(core)
    return not (word.confidence >= _LONG_NUMBER_SURE and _LONG_NUMBER.fullmatch(core))


def _has_odd_capital(core: str) -> bool:
    """Return whether a capital follows a small letter, as in `lindgardQexample` or `lOP`."""
    return any(small.islower() and large.isupper() for small, large in pairwise(core))


def combine(words: Sequence[OcrWord], reading: Reading) -> Combined:
    """Merge the second reader's `reading` of a run of words on one line into these words."""
    first = " ".join(word.text for word in words)
    if len(first) == 2 and reading.text and first.upper() == 2 * reading.text.upper():
        first = first[0]  # a lone letter that the first reader stretched to two, as in a voting list
    reading = _with_section_sign(first, _with_fractions(words, reading))
    pieces: list[tuple[str, float | None]] = []
    digits_differ = False
    for start, end, their_start, their_end in _differences(first, reading.text):
        mine, theirs = first[start:end], reading.text[their_start:their_end]
        if mine == theirs:
            pieces.append((mine, None))
            continue
        sure = min(reading.confidences[their_start:their_end], default=0.0)
        before, after = first[:start], first[end:]
        chosen = _choose(mine, theirs, sure, before, after, _confidence(words))
        if chosen == mine and (_DIGIT.search(mine) or _DIGIT.search(theirs)) and not set(mine) <= _DASHES:
            digits_differ = True
        pieces.append((chosen, sure if chosen == theirs else None))
    return _rebuild(words, pieces, digits_differ)


def _with_section_sign(first: str, reading: Reading) -> Reading:
    """Return the reading of `1 §` set so close that both readers take it for one word: `15`, `1S`."""
    glued = re.fullmatch(r"(\d+)[58S$]", first)
    if glued is None or reading.text != f"{glued.group(1)}S":
        return reading
    return Reading(text=f"{glued.group(1)} §", confidences=(*reading.confidences, 0.5))


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


def _confidence(words: Sequence[OcrWord]) -> float:
    return min(word.confidence for word in words)


def _choose(mine: str, theirs: str, sure: float, before: str, after: str, confidence: float) -> str:
    """Return `mine` or `theirs` (or § for both readers' likenesses of it)."""
    if "•" in theirs and before.strip():
        return mine  # a bullet stands at the beginning of a line
    if set(theirs) & MISSING_IN_SWE:
        return theirs if "@" in theirs else _with_spaces_of(mine, theirs)
    if "$" in mine and (not theirs.strip() or set(theirs.strip()) <= _SECTION_LIKE):
        return mine.replace("$", "§")
    sign = mine.strip()
    if sign in _SECTION_PROXIES and theirs.strip() in _SECTION_LIKE:
        left, right = mine.split(sign)
        if _stands_alone(before + left, right + after):
            return f"{left}§{right}"
    if not before and mine[:1] in _BULLET_PROXIES and theirs.strip() and set(theirs.strip()) <= _BULLET_LIKE:
        return "• "
    if mine.strip() and set(mine.strip()) <= _DASHES:
        return theirs if theirs.strip() and set(theirs.strip()) <= _DASHES else mine
    if mine.strip() == theirs.strip():
        return mine  # spaces: the first reader sees the whole line
    if not theirs.strip():
        return theirs if not any(c.isalnum() for c in mine) and mine.strip() and sure > 0.9 else mine
    if _DIGIT.search(mine) and not _DIGIT.search(theirs):
        return theirs if sure > 0.9 and confidence < _UNSURE else mine
    if not theirs and mine in _QUOTES and confidence < _UNSURE:
        return ""  # dust above a word
    if any(character in "”“\"'’" for character in mine + theirs):
        return mine
    return theirs if sure > 0.85 and confidence < 0.6 else mine


def _with_spaces_of(mine: str, theirs: str) -> str:
    """Return `theirs` with the outer spaces of `mine`: the second reader often drops them."""
    lead = " " if " " in (mine[:1], theirs[:1]) else ""
    end = " " if " " in (mine[-1:], theirs[-1:]) else ""
    theirs = re.sub(r"§[S$&8](?!\w)", "§", theirs.strip())
    return re.sub(r"%(?=[-–—])", "% ", lead + theirs + end)


def _stands_alone(before: str, after: str) -> bool:
    """Return whether the character between is a word of its own beside a number, as § is."""
    if (before and before[-1] not in " (") or (after and after[0] not in " )"):
        return False
    return bool(re.match(r"\s*\d", after) or re.search(r"\d\s*$", before) or not before)


def _rebuild(
    words: Sequence[OcrWord], pieces: Sequence[tuple[str, float | None]], digits_differ: bool
) -> Combined:
    """Cut the merged text at its spaces and give each piece its share of the run's box."""
    text = _DEGREE.sub(r"\1°", "".join(piece for piece, _sure in pieces))
    text = re.sub(r"^•(?=\S)", "• ", text)
    text = re.sub(r"§[S$](?=\s*\d)", "§", text)
    parts = text.split()
    if len(parts) == len(words):
        merged = [
            replace(word, text=part, confidence=_merged(word, part, pieces, digits_differ))
            for word, part in zip(words, parts, strict=True)
        ]
        return Combined(words=tuple(merged), digits_differ=digits_differ)
    left, right = words[0].left, max(word.left + word.width for word in words)
    scale = (right - left) / max(1, len(" ".join(parts)))
    found, at = [], 0
    for part in parts:
        start, end = left + round(at * scale), left + round((at + len(part)) * scale)
        found.append(
            replace(
                words[0],
                text=part,
                left=start,
                width=end - start,
                top=min(word.top for word in words),
                height=max(word.top + word.height for word in words) - min(word.top for word in words),
                confidence=_merged(words[0], part, pieces, digits_differ),
            )
        )
        at += len(part) + 1
    return Combined(words=tuple(found), digits_differ=digits_differ)


def _merged(
    word: OcrWord, part: str, pieces: Sequence[tuple[str, float | None]], digits_differ: bool
) -> float:
    """Return the confidence of a merged word: low where the readers disagree on digits."""
    if digits_differ and _DIGIT.search(part):
        return min(word.confidence, 0.4)
    if part == word.text:
        return max(word.confidence, 0.9)
    sure = [sure for _piece, sure in pieces if sure is not None]
    return min(sure, default=0.75)
