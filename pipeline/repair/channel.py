"""The error model: which letters a reader makes of which, and the words a damaged word can have been.

A confusion is a pair (as printed, as read) of one to four letters with its cost, `-log P(read | printed)`.
The search walks the damaged word and the lexicon's automaton together, so that only words that exist are
ever built, and every candidate comes with its cost.
"""

import json
from dataclasses import dataclass
from functools import cache

from pipeline.repair.lexicon import LEAF, MODEL_DIR, PREFIX_END, TAIL_END, WORD_END, Lexicon, load_lexicon

Confusions = dict[str, list[tuple[str, float]]]
"""By letters as read: what was printed, and the cost."""

COMPOUND_COST = 4.0
LONGEST_READ = 4
COST_LIMIT = 13.0
COST_PER_LETTER = 0.9
KEPT = 10
STATE_LIMIT = 6000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been printed. `cost` is the channel's alone, in nats; `parts` of a compound."""

    word: str
    cost: float
    parts: tuple[str, ...]


class Channel:
    """One profile of damage: a table of confusions, and the search with it."""

    def __init__(self, confusions: Confusions, lexicon: Lexicon) -> None:
        self._confusions = confusions
        self._lexicon = lexicon
        self._cache: dict[str, tuple[Candidate, ...]] = {}

    def identity_cost(self, read: str) -> float:
        """Return the cost of `read` having been printed exactly so."""
        cost = 0.0
        for letter in read:
            for printed, one in self._confusions.get(letter, ()):
                if printed == letter:
                    cost += one
                    break
            else:
                cost += 0.05
        return cost

    def candidates(self, read: str) -> tuple[Candidate, ...]:
        """Return the words that `read` (lower-case) can have been, cheapest first."""
        found = self._cache.get(read)
        if found is None:
            found = self._search(read)
            if len(self._cache) > 200_000:
                self._cache.clear()
            self._cache[read] = found
        return found

    def _search(self, read: str) -> tuple[Candidate, ...]:
        limit = min(COST_LIMIT, 5.0 + COST_PER_LETTER * len(read))
        best = self._walk(read, limit, compounds=False)
        if read not in self._lexicon and len(read) >= 7 and (not best or min(best.values())[0] > 7.0):
            for word, found in self._walk(read, limit + COMPOUND_COST, compounds=True).items():
                if word not in best or found[0] < best[word][0]:
                    best[word] = found
        ranked = sorted(best.items(), key=lambda item: item[1])[:KEPT]
        return tuple(Candidate(word, cost, parts) for word, (cost, parts) in ranked)

    def _walk(self, read: str, limit: float, *, compounds: bool) -> dict[str, tuple[float, tuple[str, ...]]]:
        children = self._lexicon.children
        options = [
            [
                (length, printed, cost)
                for length in range(1, min(LONGEST_READ, len(read) - at) + 1)
                for printed, cost in self._confusions.get(read[at : at + length], ())
            ]
            or [(1, read[at], 0.05)]
            for at in range(len(read))
        ]
        best: dict[str, tuple[float, tuple[str, ...]]] = {}
        # state: position, node, cost, letters of this part, earlier parts
        stack: list[tuple[int, int, float, str, tuple[str, ...]]] = [(0, 0, 0.0, "", ())]
        end = len(read)
        states = 0
        while stack:
            at, node, cost, letters, parts = stack.pop()
            states += 1
            if states > STATE_LIMIT:
                break
            for length, printed, price in options[at]:
                total = cost + price
                if total > limit:
                    continue
                here, flags = node, 0
                for letter in printed:
                    if here == LEAF:
                        break
                    step = children(here).get(letter)
                    if step is None:
                        break
                    here, flags = step
                else:
                    after = at + length
                    word = letters + printed
                    if after == end:
                        if flags & (TAIL_END if parts else WORD_END):
                            whole = "".join(parts) + word
                            if whole not in best or total < best[whole][0]:
                                best[whole] = (total, (*parts, word))
                    else:
                        if here != LEAF:
                            stack.append((after, here, total, word, parts))
                        if compounds and flags & PREFIX_END and end - after >= 4 and len(parts) < 2:
                            stack.append((after, 0, total + COMPOUND_COST, "", (*parts, word)))
        return best


@cache
def load_channel(profile: str) -> Channel:
    """Load a profile of the shipped error model: `english` (å, ä, ö are lost), …"""
    tables = json.loads((MODEL_DIR / "confusions.json").read_text(encoding="utf-8"))
    confusions: Confusions = {
        read: [(printed, cost) for printed, cost in row] for read, row in tables[profile].items()
    }
    return Channel(confusions, load_lexicon())
