"""Judges whether a word that stands otherwise on another page is what was printed here.

Two copies of a passage can differ because one is damaged or because they say different things. A word is only
taken from the other page where damage explains the difference: the error model must be able to read the one
as the other, and the words around must be the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.repair.channel import LOST, Channel, load_channel
from pipeline.repair.language_model import load_language_model
from pipeline.repair.lexicon import UNKNOWN, load_lexicon
from pipeline.repair.shared_passages import unmarked

LEAST_RUN = 8
"""Words alike in a row, itself among them, for a word to be the same but for its marks."""
LEAST_SIDE, LEAST_AROUND, FIRM_SIDE = 3, 8, 8
"""Words alike before and after a word that is another one but for damage; both together; and each where the
word here is a rare one."""
MOST_COST, MOST_COST_OF_WORD, MOST_COST_OF_RARE = 13.0, 7.0, 10.0
"""The error model's cost up to which damage explains a difference: of a word that does not exist here, of one
that does, and of one that is `RARER` (in nats) than the other page's."""
RARER = 4.0
MOST_MISFIT = 5.0
"""By how much (in nats) the context may prefer the word here to one of the other page, both being words."""
LEAST_ALIKE = 0.6
"""How alike a garbled non-word must be to what stands there on the other page."""
SAME_LETTERS, OTHER_LETTERS, OTHER_WORD, GARBLED = 0.99, 0.97, 0.95, 0.9
"""Confidence by kind (measured, docs/repair.md)."""
_IMPOSSIBLE = 99.0
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_ODD = re.compile(r"[^\W\d_].*[^\w\s'’:-]|[^\w\s'’:-].*[^\W\d_]|\d")


class Around(NamedTuple):
    """How many words near by are alike before and after."""

    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A word (or the pieces of one) as it was read, as it stands after repair, and on the other page.

    `alike`: the last two are the same but for marks. `context`: the two words before it here and the two
    after, "" beyond the page. `trusted`: the other page was not read by OCR.
    """

    read: str
    now: str
    other: str
    alike: bool
    around: Around
    context: tuple[str, str, str, str]
    trusted: bool


def reading_cost(channel: Channel, printed: str, read: str) -> float:
    """Return the least cost at which `printed` is read as `read` (both lower-case); 99 where it cannot be.

    >>> channel = load_channel("english")
    >>> reading_cost(channel, "hälsa", "hilsa") < 5 < reading_cost(channel, "halsa", "hilsa")
    True
    """
    best: list[dict[int, float]] = [{} for _ in range(len(read) + 1)]
    best[0][0] = 0.0
    for at, row in enumerate(channel.options(read)):
        for place, cost in best[at].items():
            for length, letters, price in row:
                if printed.startswith(letters, place):
                    after, end = at + length, place + len(letters)
                    if cost + price < best[after].get(end, _IMPOSSIBLE):
                        best[after][end] = cost + price
    return best[len(read)].get(len(printed), _IMPOSSIBLE)


def _damage_cost(printed: str, *readings: str) -> float:
    """The least cost over both kinds of damage, from what was read or from what repair made of it."""
    channels = (load_channel("english", LOST), load_channel("layer", 0.5))
    found = [
        reading_cost(channel, printed.lower(), read.lower()) for channel in channels for read in set(readings)
    ]
    return min(found)


def confidence_in(difference: Difference) -> float | None:
    """Return how sure it is that the other page's word was printed here; None: it is not taken."""
    now, other = difference.now, difference.other
    if _DIGIT.search(other) or not _LETTER.search(other):
        return None
    if not _is_word(difference.read) or not _is_word(now):
        return None
    before, after = difference.around
    if difference.alike:
        if before + after + 1 < LEAST_RUN or _is_out_of_place(difference):
            return None
        return SAME_LETTERS if _damage_cost(other, difference.read, now) <= MOST_COST else None
    if min(before, after) < LEAST_SIDE or before + after < LEAST_AROUND:
        return None
    if difference.read.lower() == other.lower():
        return SAME_LETTERS  # what was read is confirmed letter by letter; repair was wrong
    lexicon = load_lexicon()
    known = now.lower() in lexicon
    if not difference.trusted and other.lower() not in lexicon:
        return None  # OCR's own slip, for all we know
    cost = _damage_cost(other, *(piece.replace(" ", "") for piece in (difference.read, now)))
    if known:
        if other.lower() not in lexicon:
            return None
        firm = min(before, after) >= FIRM_SIDE and _is_rarer(now, other)
        return OTHER_WORD if cost <= (MOST_COST_OF_RARE if firm else MOST_COST_OF_WORD) else None
    if all(piece.lower() in lexicon for piece in now.split()):
        return None  # `i dag` and `idag` are both right
    if cost <= MOST_COST:
        return OTHER_LETTERS
    alike = Levenshtein.normalized_similarity(unmarked(difference.read), unmarked(other))
    return GARBLED if _ODD.search(difference.read) and alike >= LEAST_ALIKE else None


def _is_out_of_place(difference: Difference) -> bool:
    """Tell whether both are words and the other one hardly fits here: the copy itself may be at fault."""
    ids, model = load_lexicon().ids, load_language_model()
    now, other = ids.get(difference.now.lower(), UNKNOWN), ids.get(difference.other.lower(), UNKNOWN)
    if UNKNOWN in (now, other):
        return now != UNKNOWN
    a, b, c, d = (ids.get(word.lower(), UNKNOWN) for word in difference.context)

    def fit(word: int) -> float:
        return model.score(a, b, word) + model.score(b, word, c) + model.score(word, c, d)

    return fit(now) - fit(other) > MOST_MISFIT


def _is_rarer(now: str, other: str) -> bool:
    model, ids = load_language_model(), load_lexicon().ids
    return model.unigram(ids[other.lower()]) - model.unigram(ids[now.lower()]) > RARER


def _is_word(text: str) -> bool:
    """Tell whether a stretch is letters in the main: `6verenskommelse`, never `385`, `2022` or `1`."""
    letters = len(_LETTER.findall(text))
    return letters > 1 and letters > len(_DIGIT.findall(text))


def cased_like(now: str, other: str, *, opens_sentence: bool) -> str:
    """Give the other page's word the capitals of this one, but a name its own.

    Args:
        now: the word here.
        other: the word there.
        opens_sentence: a sentence or a line of its own begins with it there.

    >>> cased_like("Namnden", "nämnden", opens_sentence=False)
    'Nämnden'
    >>> cased_like("Ar", "är", opens_sentence=False)
    'är'
    >>> cased_like("hogberg", "Högberg", opens_sentence=False)
    'Högberg'

    """
    letters = _LETTER.findall(now)
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return other.upper()
    if len(other) > 1 and other.isupper() and now[1:].islower():
        return other.capitalize() if now[0].isupper() else other.lower()
    if now[0].lower() != other[0].lower():
        return other  # its first letter was read wrong, and with it perhaps that it is small
    if now[0].isupper():
        return other[0].upper() + other[1:]
    return other[0].lower() + other[1:] if opens_sentence and now[0].islower() else other


def is_number(text: str) -> bool:
    """Tell whether a word is a number, all digits.

    >>> is_number("385"), is_number("16per")
    (True, False)
    """
    return text.isdigit()


def contradicts(read: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two stretches are numbers, equally many, and differ.

    >>> contradicts(["385", "000"], ["335", "000"]), contradicts(["2022"], ["året"])
    (True, False)
    """
    return (
        len(read) == len(other) and all(map(is_number, read)) and all(map(is_number, other)) and read != other
    )
