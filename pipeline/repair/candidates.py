"""From a damaged token to its possible readings, spelt as they would be printed."""

from pipeline.repair.channel import Channel
from pipeline.repair.decoder import Option
from pipeline.repair.lexicon import LOWER, UNKNOWN, Lexicon

UNKNOWN_LETTER_COST = 2.2
UNKNOWN_NAME_LETTER_COST = 1.7
ODD_LETTER_COST = 6.0
SMALL_NAME_COST = 4.0
"""What it costs to read a name or an abbreviation where small letters stand."""
TALL = frozenset("I|")
"""Capitals that are as often a misread small l."""
UNKNOWN_LETTERS = set("abcdefghijklmnopqrstuvwxyzåäö-")


def shape_like(read: str, word: str, *, sentence_start: bool) -> str:
    """Give `word` (lower-case) the capitals of `read`.

    A capital inside a word is damage (`ansOkan`), and so is a digit at its head: then only the beginning
    of a sentence makes a capital.

    >>> shape_like("FORVALTNINGEN", "förvaltningen", sentence_start=False)
    'FÖRVALTNINGEN'
    >>> shape_like("ansOkan", "ansökan", sentence_start=False)
    'ansökan'
    """
    letters = [letter for letter in read if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return word.upper()
    if read[0] in TALL and word[0] != "i":
        capital = sentence_start
    else:
        capital = read[0].isupper() or (sentence_start and not read[0].isalpha())
    if capital:
        return word[0].upper() + word[1:]
    return word


def spelling_cost(read: str) -> float:
    """Return what an unknown word of this spelling costs in nats."""
    per_letter = UNKNOWN_NAME_LETTER_COST if read[0].isupper() else UNKNOWN_LETTER_COST
    return sum(per_letter if letter in UNKNOWN_LETTERS else ODD_LETTER_COST for letter in read.lower())


def find_options(read: str, channel: Channel, lexicon: Lexicon, *, sentence_start: bool) -> list[Option]:
    """Return the readings of one token; the token itself is always among them."""
    lowered = read.lower()
    options: dict[str, Option] = {}
    hyphen = lowered.endswith("-") and len(lowered) > 1
    found = channel.candidates(lowered)
    if not found and hyphen:
        found = channel.candidates(lowered[:-1])
    else:
        hyphen = False
    for candidate in found:
        word = candidate.word + "-" if hyphen else candidate.word
        text = read if word == lowered else shape_like(read, word, sentence_start=sentence_start)
        known = lexicon.ids.get(word) or lexicon.ids.get(candidate.parts[-1]) or UNKNOWN
        cost = candidate.cost
        if known and read[0] == "O" and word[0] == "ö" and read[1:].islower():
            if not sentence_start and lexicon.case[known] == LOWER:
                text = word
        elif known and lexicon.case[known] != LOWER and read[0].islower() and len(candidate.parts) == 1:
            cost += SMALL_NAME_COST
        options[text] = Option(known, cost, text)
    if lowered not in lexicon and (read not in options):
        cost = channel.identity_cost(lowered) + spelling_cost(read)
        options[read] = Option(UNKNOWN, cost, read)
    return list(options.values())
