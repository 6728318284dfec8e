"""Decides which of the readings that were chosen are sure enough to become edits; the rest is reported."""

import re
from dataclasses import dataclass

from pipeline.repair.decoder import Choice, Option
from pipeline.repair.gate import TELLING
from pipeline.repair.lexicon import CAPITAL, UNKNOWN, load_lexicon
from schemas.text import Edit

LEAST_CONFIDENCE = 0.4
SURE_OF_SPLIT = 0.8
"""Confidence needed to put a space into a word."""
CAUTIOUS_KNOWN, CAUTIOUS_UNCHANGED = 0.99, 0.1
"""In a mostly sound passage: the confidence needed to change a word that exists, and the share that a word
that does not exist may have of being right as it stands."""
SURE_OF_NAME = 0.95
SURE_OF_KNOWN_NAME, SURE_OF_UNKNOWN_NAME, SURE_OF_SPELT_NAME = 0.9, 0.99, 0.97
_LABEL = re.compile(r"[A-ZÅÄÖ]{1,6}\d{1,6}-?$")
"""Letters and a number, such as `FPM33`: odd, but no sign of harm."""
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_MARKED = re.compile(r"[åäöÅÄÖ]")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text with its possible readings; an empty stretch stands for a sentence boundary.

    `capital`: any word begins with a capital here.
    """

    start: int
    end: int
    options: list[Option]
    shielded: bool = False
    capital: bool = False


@dataclass(slots=True)
class WordRepair:
    """Edits, the stretches that look misread but could not be repaired surely, and what stayed strange."""

    edits: list[Edit]
    uncertain: list[tuple[int, int]]
    words: int = 0
    unexplained: int = 0


def collect(text: str, token: Token, choice: Choice, found: WordRepair, *, cautious: bool) -> None:
    """Add to `found` what follows from the reading chosen for a token: an edit, a doubt, or nothing."""
    read = text[token.start : token.end]
    if token.shielded:
        return
    if choice.option.text == read:
        odd = any(not letter.isalpha() and letter not in "-'’:" for letter in read) and _TWO_LETTERS.search(
            read
        )
        if choice.option.word == UNKNOWN and odd and not read[0].isdigit() and not _LABEL.match(read):
            found.uncertain.append((token.start, token.end))
        return
    if not _is_sure(token, choice, read, cautious=cautious):
        found.uncertain.append((token.start, token.end))
        return
    confidence = round(choice.confidence, 3)
    start = token.start
    for before, after in zip(read.split("\n"), choice.option.text.split("\n"), strict=True):
        if before != after:
            found.edits.append(
                Edit(
                    start=start,
                    end=start + len(before),
                    original=before,
                    replacement=after,
                    rule=_rule(before, after),
                    confidence=confidence,
                )
            )
        start += len(before) + 1


def _rule(before: str, after: str) -> str:
    if " " in before:
        return "repair:join"
    return "repair:split" if " " in after else "repair:word"


def _is_name(read: str, token: Token) -> bool:
    """Tell whether an unknown word is written as a name."""
    return (
        read[1:].islower()
        and read[0].isupper()
        and all(o.word == UNKNOWN for o in token.options if o.unchanged)
    )


def _name_may_change(token: Token, choice: Choice, read: str, *, gains: bool) -> bool:
    """Tell whether what is written as a name inside a sentence may change."""
    as_read = [option.word for option in token.options if option.unchanged and option.word != UNKNOWN]
    if as_read:
        return choice.confidence >= SURE_OF_KNOWN_NAME or load_lexicon().case[as_read[0]] != CAPITAL
    if not gains:
        return choice.confidence >= SURE_OF_UNKNOWN_NAME
    if choice.option.plain and choice.option.word != UNKNOWN:
        return True
    return choice.confidence >= SURE_OF_SPELT_NAME and _only_marks(read, choice.option.text)


def _only_marks(read: str, word: str) -> bool:
    """Tell whether a word differs from what was read by its å, ä and ö alone."""
    return len(read) == len(word) and all(
        one == other or _MARKED.match(other) for one, other in zip(read.lower(), word.lower(), strict=True)
    )


def _is_sure(token: Token, choice: Choice, read: str, *, cautious: bool) -> bool:
    """Tell whether a repair may be made.

    In a mostly sound passage only å, ä and ö are given back, words are not joined, a word that exists needs
    far more, and a word put together for the occasion needs a letter that no word has.
    """
    if choice.option.lead is not None:
        return not cautious and choice.confidence >= SURE_OF_SPLIT
    gains = len(_MARKED.findall(choice.option.text)) > len(_MARKED.findall(read))
    if read.isalpha() and not gains:
        if choice.option.word == UNKNOWN:
            return False  # nothing shows harm, and `Visneti` is a name
        if _is_name(read, token) and choice.confidence < SURE_OF_NAME:
            return False
    if not cautious:
        if (
            not token.capital
            and read[0].isupper()
            and read[1:].islower()
            and not _name_may_change(token, choice, read, gains=gains)
        ):
            return False
        return choice.confidence >= LEAST_CONFIDENCE
    if " " in read or not gains:
        return False
    if not TELLING.search(read) and (choice.option.word == UNKNOWN or not choice.option.plain):
        return False
    if any(option.unchanged and option.word != UNKNOWN for option in token.options):
        return choice.confidence >= CAUTIOUS_KNOWN
    return choice.confidence >= LEAST_CONFIDENCE and choice.unchanged <= CAUTIOUS_UNCHANGED
