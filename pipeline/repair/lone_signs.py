"""Readings of signs that stand alone between words: `1` and `|` for `i`, `t` for `i`, `r` for `är`."""

import re

from pipeline.repair.channel import Channel
from pipeline.repair.decoder import Option
from pipeline.repair.lexicon import UNKNOWN, Lexicon
from pipeline.repair.tokens import NUMBER

ONE_COST, STEM_COST = 3.0, 3.0
ONE_BEFORE_NAME_COST = 1.0
"""`seniorer 1 Nacka`: between a small word and a name, a number is rare."""
STEMS = {"t": "i", "l": "i", "j": "i", "r": "är", "@r": "är"}
"""Letters that no word of their own is, and the small word that is read so."""
BAR_COST, BAR_AS_READ_COST = 1.0, 6.0
MOST_BARS = 3
"""A line of capitals with more bars is a row of a table."""
_LETTER_BEFORE = re.compile(r"[^\W\d_][ \n]$")
_LETTER_AFTER = re.compile(r"[ \n][^\W\d_]")
_WORD_AFTER = re.compile(r"[ \n][^\W_]")
_SMALL_AFTER = re.compile(r"[ \n][a-zåäö\d]")
_BEFORE_NAME = re.compile(r"[a-zåäöé] 1 [A-ZÅÄÖ][a-zåäöé]{2}")
_PROSE = re.compile(r"(?:[^\W\d_]+[,.]? ){2}")


def lone_options(
    read: str,
    text: str,
    span: tuple[int, int],
    line: str,
    channel: Channel,
    lexicon: Lexicon,
    *,
    capital: bool,
) -> list[Option]:
    """Return the readings of a sign that stands alone; none where `read` is something else.

    Args:
        read: the token.
        text: the whole text.
        span: where the token stands in it, half-open.
        line: the line around it.
        channel: tells how likely a sign is read rightly.
        lexicon: gives words their ids.
        capital: whether a word begins with a capital here.

    """
    start, end = span
    i = lexicon.ids["i"]
    if (
        read == "1"
        and _LETTER_BEFORE.search(text, max(0, start - 2), start)
        and _LETTER_AFTER.match(text, end)
    ):
        return [
            Option(lexicon.ids[NUMBER], channel.identity_cost("1"), "1"),
            Option(i, ONE_BEFORE_NAME_COST if _BEFORE_NAME.match(text, start - 2) else ONE_COST, "i"),
        ]
    if read == "|" and _is_a_stem(text, end, line):
        return [
            Option(i, BAR_COST, "I" if capital or line.isupper() else "i"),
            Option(UNKNOWN, BAR_AS_READ_COST, read),
        ]
    if (
        read in STEMS
        and _LETTER_BEFORE.search(text, max(0, start - 2), start)
        and _SMALL_AFTER.match(text, end)
    ):
        return [
            Option(lexicon.ids[STEMS[read]], STEM_COST, STEMS[read]),
            Option(lexicon.ids.get(read, UNKNOWN), 0.0, read, unchanged=True),
        ]
    return []


def _is_a_stem(text: str, end: int, line: str) -> bool:
    """Tell whether a bar can be an `i`: before a word, in a line that is no row of a table."""
    if line.isupper():
        return line.count("|") <= MOST_BARS and bool(_WORD_AFTER.match(text, end))
    return line.count("|") == 1 and bool(_PROSE.search(line)) and bool(_WORD_AFTER.match(text, end))
