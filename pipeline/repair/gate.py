"""Tells whether text is damaged, where and how, before anything is changed.

Two measures. The share of å, ä and ö in windows of 200 letters sees text that lost them all (no clean window
of government text lies below .5 %, no damaged one above). Partial damage keeps some of them: there, words
that no lexicon knows but that one loss of å, ä or ö would explain give it away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.repair.channel import LOST, SWEDISH_LETTERS, Channel, load_channel
from pipeline.repair.language_model import load_language_model
from pipeline.repair.lexicon import Lexicon, load_lexicon

_LETTERS = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"[åäöÅÄÖ]")
_TOKENS = re.compile(r"(?<![\w@./-])[a-zåäö][^\W_]{2,}(?![\w@/])")
_SMALL_WORDS = (
    "och att av som en den det med till om i ett de inte har kan ska under vid eller hur detta denna inom men"
    " ut sin samt var vi ej bli blir alla"
)
SWEDISH = frozenset(_SMALL_WORDS.split())
"""Frequent Swedish words that no loss of å, ä, ö can change."""
SWEDISH_SHARE = 0.08

WINDOW, MOST_LINES = 200, 80
LEAST_SHARE = 0.005
SURE_LETTERS = 400
"""Letters without å, ä, ö that need no further proof of damage."""

LEAST_STRANGE = 0.04
"""Share of words unknown to the lexicon from which partial damage is looked for at all."""
LEAST_KNOWN = 2
"""In a short text: so many existing words likelier with å, ä or ö (`ratten`), or one that is no word."""
RARE_WORD, LIKELIER = -16.0, 3.5
"""Log probability of a word that no lexicon holds; the distance at which a marked word is far likelier."""
FIRST_LOOKED_UP, MOST_LOOKED_UP = 6, 60
"""How many different unknown words are tried: the second number once one of them was a hit."""
TELLING = re.compile(r"[^\W\d_][0-9óòôü\ufffd][^\W\d_]|[^\W\d_]ii|ii[^\W\d_]|[a-zåäö][AOÅÄÖ][a-zåäö]")
LEASTTELLING = 2
"""So many words with a digit, foreign letter or capital inside that å, ä or ö would explain prove harm."""
LEAST_HITS, LEAST_HIT_SHARE = 3, 0.02
HIT_COST = 9.0
PARTIAL_PROFILE, PARTIAL_LEVEL = "layer", 0.5
LEVELS = (0.2, 0.5, 0.8, 0.95)

LOST_DIACRITICS = "lost diacritics"
PARTIAL_DAMAGE = "partly lost diacritics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A passage `[start, end)` to repair: with which error model, and how freely.

    `survival` is the share of å, ä, ö that came through; `cautious` regions are mostly sound, so that only
    sure repairs are made there.
    """

    start: int
    end: int
    survival: float
    cautious: bool


def is_swedish(text: str) -> bool:
    """Tell whether text is Swedish by its small words, which no damage to å, ä, ö hides."""
    words = _LETTERS.findall(text.lower())
    return bool(words) and sum(word in SWEDISH for word in words) >= SWEDISH_SHARE * len(words)


def lacking_lines(lines: Sequence[str]) -> list[bool]:
    """Tell for every line whether the stretch of 200 letters around it lacks å, ä and ö."""
    letters = [len("".join(_LETTERS.findall(line))) for line in lines]
    marked = [len(_MARKED.findall(line)) for line in lines]
    result = []
    for number in range(len(lines)):
        if marked[number] > LEAST_SHARE * WINDOW:
            result.append(False)
            continue
        low, high = number, number + 1
        total, found = letters[number], marked[number]
        while total < WINDOW and high - low < MOST_LINES and (low > 0 or high < len(lines)):
            if low > 0:
                low -= 1
                total, found = total + letters[low], found + marked[low]
            if high < len(lines):
                total, found = total + letters[high], found + marked[high]
                high += 1
        result.append(total > 0 and found < LEAST_SHARE * total)
    return result


def count_hits(words: Sequence[str], channel: Channel, lexicon: Lexicon) -> int:
    """Count the words that are unknown as they stand, and known once an å, ä or ö is given back."""
    looked_up: dict[str, bool] = {}
    hits = 0
    for word in words:
        if word in lexicon:
            continue
        if word not in looked_up:
            if len(looked_up) >= (MOST_LOOKED_UP if hits else FIRST_LOOKED_UP):
                continue
            found = channel.candidates(word)
            looked_up[word] = (
                bool(found)
                and found[0].cost < HIT_COST
                and all(one.word != word for one in found)
                and bool(SWEDISH_LETTERS & set(found[0].word))
            )
        hits += looked_up[word]
    return hits


def examine(text: str) -> tuple[list[Region], str | None]:
    """Find the passages of a text that are damaged, and the kind of damage (None: clean)."""
    lines = text.split("\n")
    lacking = lacking_lines(lines)
    lost = [line for line, bad in zip(lines, lacking, strict=True) if bad]
    if any(lost) and _is_lost("\n".join(lost)):
        spans = _spans(lines, lacking)
        regions = [Region(start=low, end=high, survival=LOST, cautious=False) for low, high in spans]
        rest = "\n".join(line for line, bad in zip(lines, lacking, strict=True) if not bad)
        level = _survival(rest)
        if level is not None:
            regions += [
                Region(start=low, end=high, survival=level, cautious=True)
                for low, high in _spans(lines, [not bad for bad in lacking])
            ]
            regions.sort(key=lambda region: region.start)
        return regions, LOST_DIACRITICS
    level = _survival(text)
    if level is None:
        return [], None
    return [Region(start=0, end=len(text), survival=level, cautious=True)], PARTIAL_DAMAGE


def _is_lost(text: str) -> bool:
    if not is_swedish(text):
        return False
    if len(text) >= SURE_LETTERS:
        return True
    words = {word.lower() for word in _LETTERS.findall(text)}
    marked = [word for word in words if _is_likelier_marked(word)]
    lexicon = load_lexicon()
    return len(marked) >= LEAST_KNOWN or any(word not in lexicon for word in marked)


def _is_likelier_marked(word: str) -> bool:
    """Tell whether a word is far likelier to have lost an å, ä or ö than to have been printed so."""
    lexicon, model = load_lexicon(), load_language_model()
    known = lexicon.ids.get(word)
    as_read = model.unigram(known) if known else RARE_WORD
    return any(
        SWEDISH_LETTERS & set(one.word)
        and len(one.parts) == 1
        and model.unigram(lexicon.ids[one.word]) - one.cost > as_read + LIKELIER
        for one in load_channel("english").candidates(word)
    )


def _survival(text: str) -> float | None:
    """Return the level of survival of a partly damaged text, None for a clean one."""
    lexicon = load_lexicon()
    words = _TOKENS.findall(text)
    known = lexicon.ids
    strange = [word for word in words if word not in known]
    telling = sum(bool(TELLING.search(word)) for word in strange)
    if telling < LEASTTELLING and (len(strange) < LEAST_HITS or len(strange) < LEAST_STRANGE * len(words)):
        return None
    if not is_swedish(text):
        return None
    channel = load_channel(PARTIAL_PROFILE, PARTIAL_LEVEL)
    telling = count_hits([word.lower() for word in strange if TELLING.search(word)], channel, lexicon)
    hits = telling + count_hits([word for word in strange if not TELLING.search(word)], channel, lexicon)
    if telling < LEASTTELLING and (hits < LEAST_HITS or hits < LEAST_HIT_SHARE * len(words)):
        return None
    marked = len(_MARKED.findall(text))
    share = marked / (marked + 1.2 * hits)
    return min(LEVELS, key=lambda level: abs(level - share))


def _spans(lines: Sequence[str], chosen: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the `[start, end)` of runs of chosen lines, with the newlines between them."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line, wanted in zip(lines, chosen, strict=True):
        end = at + len(line)
        if wanted:
            if spans and spans[-1][1] == at - 1:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((at, end))
        at = end + 1
    return spans
