"""Corrects words that do not exist in text freshly read with a Swedish model, where one word explains them.

Such text is nearly right, and most words that no lexicon knows are sound (names, compounds, terms). So only
words of small letters are looked at that are no compounds of known parts either, and such a word is replaced
only by a known word that the reader is known to misread so, that fits the words around it, and that leaves no
other choice.
"""

import math
import re
from collections.abc import Iterator, Sequence

from pipeline.repair.channel import Candidate, load_channel
from pipeline.repair.language_model import LanguageModel, load_language_model
from pipeline.repair.lexicon import LOWER, UNKNOWN, Lexicon, load_lexicon
from pipeline.repair.spelling import Speller, load_speller
from pipeline.repair.tokens import BOUNDARY, CLEAN_TOKEN, NUMBER
from schemas.text import Edit

PROFILE = "swedish"
LEAST_LETTERS = 4
MOST_COST = 10.5
"""What the misreading may cost: one rare confusion."""
SURE = 0.995
RAREST = -14.5
"""Log probability of the rarest word that may replace another."""
LEAST_SPELT = 6.0
"""How many nats likelier the replacement must be than a word that no list holds and that was read rightly."""
_WORD = re.compile(r"(?<![\w@./:’'+&-])[a-zåäöé][\wåäöé|]{3,}(?![\w@/:’'+&|-]|\.\w)")
_ODD_INSIDE = re.compile(r"[^a-zåäöéü]")
_FOREIGN = re.compile(r"[^\W\d_]+")
_ALIKE = str.maketrans("åäö", "ööö")
"""To print `väldtäkt` for `våldtäkt` is as often the writer's slip as the reader's; slips stay."""
_BARE = str.maketrans("åäö", "aao")
LEAST_BARE = 9
"""Letters of the shortest word that is given its dots back: `ratten` and `matning` are words, too."""
_ENGLISH_WORDS = "the of and to in for is on that with by this are as be from at or an"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def find_nonword_edits(text: str, shield: Sequence[tuple[int, int]]) -> list[Edit]:
    """Find the edits, in order; `shield` spans are left alone.

    >>> text = "Nämnden godkänner drifistöd till föreningen."
    >>> [(edit.original, edit.replacement) for edit in find_nonword_edits(text, [])]
    [('drifistöd', 'driftstöd')]

    """
    lexicon = load_lexicon()
    edits = []
    for match in _WORD.finditer(text):
        read = match.group()
        lowered = read.lower()
        if lowered in lexicon or any(low < match.end() and match.start() < high for low, high in shield):
            continue
        if len(_ODD_INSIDE.findall(read)) > 1 or _is_foreign(text, match.start()):
            continue
        found = _explain(lowered, *_context(text, match.start(), match.end(), lexicon))
        if found:
            edits.append(
                Edit(
                    start=match.start(),
                    end=match.end(),
                    original=read,
                    replacement=found[0],
                    rule="repair:nonword",
                    confidence=round(found[1], 3),
                )
            )
    return edits


def _is_foreign(text: str, at: int) -> bool:
    """Tell whether the words around a place are English: then a strange word is no wonder."""
    words = [word.lower() for word in _FOREIGN.findall(text[max(0, at - 80) : at + 80])]
    return sum(word in _ENGLISH for word in words) >= 2 + len(words) // 8


def _context(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int, int]:
    """Return the ids of the two words before and of the word after."""
    before = [_id(token, lexicon) for token in CLEAN_TOKEN.findall(text[max(0, start - 60) : start])[-2:]]
    after = CLEAN_TOKEN.match(text, end + 1) or CLEAN_TOKEN.search(text, end, end + 30)
    boundary = lexicon.ids[BOUNDARY]
    first, second = [boundary, boundary, *before][-2:]
    return first, second, _id(after.group(), lexicon) if after else boundary


def _id(token: str, lexicon: Lexicon) -> int:
    if token[0].isdigit():
        return lexicon.ids[NUMBER]
    return lexicon.ids[BOUNDARY] if token[0] in ".!?:;" else lexicon.ids.get(token.lower(), UNKNOWN)


def _explain(read: str, first: int, second: int, after: int) -> tuple[str, float] | None:
    """Return the word behind a non-word and how sure that is, None where it may be sound."""
    channel, lexicon, model = load_channel(PROFILE, None), load_lexicon(), load_language_model()
    found = channel.candidates(read)
    if not found or any(one.word == read for one in found):
        return None
    scores = list(_scores(found, lexicon, model, first, second, after))
    best = max(range(len(found)), key=lambda number: scores[number])
    word = found[best]
    known = lexicon.ids.get(word.word)
    if known is None or len(word.parts) > 1 or word.cost > MOST_COST:
        return None
    if word.word.translate(_ALIKE) == read.translate(_ALIKE):
        return None
    if word.word.translate(_BARE) == read and len(read) < LEAST_BARE:
        return None
    if model.unigram(known) < RAREST or lexicon.case[known] != LOWER or len(word.word) < LEAST_LETTERS:
        return None
    speller: Speller = load_speller(PROFILE, None)
    as_read = (
        model.score(first, second, UNKNOWN) + model.score(second, UNKNOWN, after) - speller.identity(read)
    )
    if scores[best] < as_read + LEAST_SPELT:
        return None
    share = 1 / sum(math.exp(score - scores[best]) for score in (*scores, as_read))
    return (word.word, share) if share >= SURE else None


def _scores(
    found: Sequence[Candidate], lexicon: Lexicon, model: LanguageModel, first: int, second: int, after: int
) -> Iterator[float]:
    for one in found:
        word = lexicon.ids.get(one.word) or lexicon.ids.get(one.parts[-1]) or UNKNOWN
        yield model.score(first, second, word) + model.score(second, word, after) - one.cost
