"""From a damaged token to its possible readings, spelt as they would be printed."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.repair.channel import Candidate, Channel
from pipeline.repair.decoder import Option
from pipeline.repair.lexicon import CAPITAL, LOWER, UNKNOWN, UPPER, Lexicon
from pipeline.repair.spelling import Speller

DOUBTFUL_COST = 4.0
"""When the cheapest known word costs more than this, spellings outside the lexicon are tried too."""
CAPITAL_INSIDE_COST = 2.0
"""What a capital costs that stands inside a sentence on a word usually written small."""
SMALL_NAME_COST = 4.0
"""What it costs to read a name or an abbreviation where small letters stand."""
LONGEST_ABBREVIATION = 4
MOST_DIGITS = 2
"""A token with so many digits is a number or a reference unless a known word explains it."""
LEAST_TORN = 7
"""Letters of the shortest word that is put together from two pieces."""
TORN_COST, WORDLIKE_COST, SHORT_WORDLIKE_COST = 9.0, 7.0, 4.0
"""What a torn word may cost; what a piece of three letters or more, or of two, costs at most to be a word."""
_CAPITAL_INSIDE = re.compile(r"[a-zåäöé][A-ZÅÄÖ][a-zåäöé]")
STEM_IN_ABBREVIATION_COST, MIXED_CASE_COST = 1.5, 6.0
"""Of a small l for I among capitals; of a word printed with capitals and small letters mixed (`lOP`)."""
TALL = frozenset("I|")
"""Capitals that are as often a misread small l."""


def shape_like(read: str, word: str, *, sentence_start: bool, case: int = LOWER, sure: bool = True) -> str:
    """Give `word` (lower-case) the capitals of `read`.

    A capital inside a word is damage (`ansOkan`). A first letter that is itself misread tells little: then
    the word begins as it usually does (`case`), with a capital only where a sentence begins or in a name;
    where its usual form is not known (not `sure`), as it was read.

    >>> shape_like("FORVALTNINGEN", "förvaltningen", sentence_start=False)
    'FÖRVALTNINGEN'
    >>> shape_like("ansOkan", "ansökan", sentence_start=False)
    'ansökan'
    >>> shape_like("Okat", "ökat", sentence_start=False)
    'ökat'
    """
    letters = [letter for letter in read if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return word.upper()
    if case == UPPER and len(word) <= LONGEST_ABBREVIATION:
        return word.upper() if read[0].isupper() else word
    if read[0].lower() == word[0] and not (read[0] in TALL and word[0] != "i"):
        capital = read[0].isupper()
    elif read[0].islower():
        capital = False
    else:
        capital = sentence_start or case == CAPITAL or (not sure and read[0].isupper())
    return word[0].upper() + word[1:] if capital else word


def find_options(
    read: str, channel: Channel, speller: Speller, lexicon: Lexicon, *, sentence_start: bool
) -> list[Option]:
    """Return the readings of one token; the token itself is always among them."""
    lowered = read.lower()
    options: dict[str, Option] = {}
    found = channel.candidates(lowered)
    hyphen = ""
    if not found and lowered.endswith("-") and len(lowered) > 1:
        found, hyphen = channel.candidates(lowered[:-1]), "-"
    for candidate in found:
        option = _option(read, candidate, hyphen, lexicon, sentence_start=sentence_start)
        if option.text not in options or option.cost < options[option.text].cost:
            options[option.text] = option
    if read not in options and lowered in lexicon:
        options[read] = Option(lexicon.ids[lowered], channel.identity_cost(lowered), read, unchanged=True)
    if read in options and _CAPITAL_INSIDE.search(read):
        options[read] = replace(options[read], cost=options[read].cost + MIXED_CASE_COST)
    abbreviation = _abbreviation(read, lexicon)
    if abbreviation:
        if sum(letter.isupper() for letter in read) > 1:
            options = {text: replace(one, cost=one.cost + MIXED_CASE_COST) for text, one in options.items()}
        options[abbreviation.text] = abbreviation
    if lowered not in lexicon:
        if read not in options:
            options[read] = Option(UNKNOWN, speller.identity(lowered), read, unchanged=True)
        if not found or min(candidate.cost for candidate in found) > DOUBTFUL_COST:
            digits = sum(letter.isdigit() for letter in read)
            for word, cost in speller.spell(lowered) if digits < MOST_DIGITS else ():
                text = read
                if word != lowered:
                    text = shape_like(read, word, sentence_start=sentence_start, sure=False)
                if text not in options:
                    options[text] = Option(UNKNOWN, cost, text)
    return list(options.values())


def _abbreviation(read: str, lexicon: Lexicon) -> Option | None:
    """Return the abbreviation that a small l among capitals was printed as (`lOP`, `Al-`)."""
    text = read.replace("l", "I")
    bare = text.removesuffix("-")
    if text == read or not bare.isupper() or not 1 < len(bare) <= LONGEST_ABBREVIATION:
        return None
    known = lexicon.ids.get(text.lower()) or lexicon.ids.get(bare.lower())
    capitals = sum(letter.isupper() for letter in read)
    if known is None or (capitals < 2 and lexicon.case[lexicon.ids.get(bare.lower(), known)] != UPPER):
        return None
    return Option(known, STEM_IN_ABBREVIATION_COST, text)


def _option(
    read: str, candidate: Candidate, hyphen: str, lexicon: Lexicon, *, sentence_start: bool
) -> Option:
    word = candidate.word + hyphen
    compound = len(candidate.parts) > 1
    known = lexicon.ids.get(word) or lexicon.ids.get(candidate.parts[-1]) or UNKNOWN
    case = LOWER if compound else lexicon.case[known]
    text = read
    if word != read.lower():
        text = shape_like(read, word, sentence_start=sentence_start, case=case, sure=not compound)
    cost = candidate.cost
    if case != LOWER and read[0].islower():
        cost += SMALL_NAME_COST
    elif case == LOWER and not sentence_start and not compound and text[0].isupper() and not text.isupper():
        cost += CAPITAL_INSIDE_COST
    return Option(known, cost, text, unchanged=text == read, plain=not compound)


def joined_options(
    pieces: Sequence[str], gap: str, channel: Channel, lexicon: Lexicon, *, sentence_start: bool
) -> list[Option]:
    """Return the readings of several pieces as one word, or nothing where they are words of their own.

    Two cases: a word hyphened at a line end (`gap` is the line break, the first of two pieces ends in a
    hyphen), whose halves are repaired together but stay where they are; and a word torn by spaces that were
    never printed (`FÖRV ALTNING`, `vägledni ng`), when a piece is no word and the whole is one.
    """
    first, following = pieces[0], "".join(pieces[1:])
    compounds = False
    if "\n" in gap:
        if gap.strip() or not first.endswith("-") or len(first) < 3 or not following[0].islower():
            return []
        first, separator = first[:-1], "-" + gap
    elif gap == " " and not first.endswith("-"):
        separator = ""
        if len(first) + len(following) < LEAST_TORN or first.isupper() != following.isupper():
            return []
        whole = [is_wordlike(piece, channel, lexicon) for piece in pieces]
        if all(whole) or (len(pieces) > 2 and 2 * sum(whole) > len(pieces)):
            return []
        compounds = not any(whole)
    else:
        return []
    options: dict[str, Option] = {}
    for candidate in channel.candidates((first + following).lower()):
        if len(candidate.parts) > 1 and not (compounds and candidate.cost < TORN_COST):
            continue
        if not separator and candidate.cost > TORN_COST:
            continue
        known = lexicon.ids.get(candidate.word) or lexicon.ids.get(candidate.parts[-1]) or UNKNOWN
        word = shape_like(
            first + following, candidate.word, sentence_start=sentence_start, case=lexicon.case[known]
        )
        if separator:
            cut = best_cut(first, following, word)
            word = word[:cut] + separator + word[cut:]
        options[word] = Option(known, candidate.cost, word)
    return list(options.values())


def is_wordlike(read: str, channel: Channel, lexicon: Lexicon) -> bool:
    """Tell whether a piece can stand alone: a word, a number, or something close to a word."""
    lowered = read.lower().removesuffix("-")
    if lowered in lexicon or not lowered.isalpha():
        return True
    most = WORDLIKE_COST if len(lowered) > 2 else SHORT_WORDLIKE_COST
    found = channel.candidates(lowered)
    return len(lowered) > 1 and any(one.cost < most and len(one.parts) == 1 for one in found)


def best_cut(first: str, second: str, word: str) -> int:
    """Find where `word` must be cut for its halves to be most like the halves that were read."""
    near = range(max(1, len(first) - 2), min(len(word) - 1, len(first) + 2) + 1)
    return min(
        near,
        key=lambda cut: (
            Levenshtein.distance(first.lower(), word[:cut].lower())
            + Levenshtein.distance(second.lower(), word[cut:].lower()),
            abs(cut - len(first)),
        ),
        default=len(first),
    )
