"""The error model: which letters a reader makes of which, and the words a damaged word can have been.

A confusion is a pair (as printed, as read) of one to four letters with its cost, `-log P(read | printed)`.
The search walks the damaged word and the lexicon's automaton together, so that only words that exist are
ever built, and every candidate comes with its cost.
"""

import json
import math
from dataclasses import dataclass
from functools import cache

from pipeline.repair.lexicon import (
    LEAF,
    MODEL_DIR,
    PREFIX_END,
    RARE_PREFIX_END,
    TAIL_END,
    WORD_END,
    Lexicon,
    load_lexicon,
)

Confusions = dict[str, list[tuple[str, float]]]
"""By letters as read: what was printed, and the cost."""

COMPOUND_COST, RARE_COMPOUND_COST = 8.0, 9.0
_PREFIX = PREFIX_END | RARE_PREFIX_END
LONGEST_READ = 4
COST_LIMIT = 13.0
COST_PER_LETTER = 0.9
LONGEST = 60
"""Letters of the longest run that is taken for a word."""
SHORT, NEAR_LIMIT = 4, 8.0
"""Words longer than `SHORT` letters are first looked for within `NEAR_LIMIT`: a third of the work."""
SURE_COST = 7.0
"""A whole word found at less than this makes the search for compounds needless."""
KEPT = 10
BEAM = 70
LEAST_COMPOUND, LEAST_TAIL, MOST_PARTS = 6, 2, 4
STRANGE_LETTER_COST, UNPRINTED_COST = 0.05, 6.0
"""Of a letter the table does not hold; of one that it holds only as a misreading."""
SWEDISH_LETTERS = frozenset("åäö")
LOST = 0.002
"""Survival where every å, ä and ö was lost; not zero, for a reader has its moments."""

_State = tuple[int, str, tuple[str, ...]]
"""A node of the automaton, the letters of the part being built, and the parts before it."""


def _by_cost(item: tuple[_State, float]) -> float:
    return item[1]


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
                cost += UNPRINTED_COST if letter in self._confusions else STRANGE_LETTER_COST
        return cost

    def candidates(self, read: str) -> tuple[Candidate, ...]:
        """Return the words that `read` (lower-case) can have been, cheapest first."""
        found = self._cache.get(read)
        if found is None:
            found = self._search(read) if len(read) <= LONGEST else ()
            if len(self._cache) > 200_000:
                self._cache.clear()
            self._cache[read] = found
        return found

    def options(self, read: str) -> list[list[tuple[int, str, float]]]:
        """Return for every position of `read` the `(letters read, printed, cost)` that can begin there."""
        table = self._confusions
        rows = []
        for at in range(len(read)):
            row = []
            for length in range(1, min(LONGEST_READ, len(read) - at) + 1):
                for printed, cost in table.get(read[at : at + length], ()):
                    row.append((length, printed, cost))
            letter = read[at]
            if not any(length == 1 and printed == letter for length, printed, _ in row):
                row.append((1, letter, UNPRINTED_COST if row else STRANGE_LETTER_COST))
            rows.append(row)
        return rows

    def _search(self, read: str) -> tuple[Candidate, ...]:
        limit = min(COST_LIMIT, 5.0 + COST_PER_LETTER * len(read))
        best = self._walk(read, limit if len(read) <= SHORT else min(limit, NEAR_LIMIT), compounds=False)
        if not best and len(read) > SHORT:
            best = self._walk(read, limit, compounds=False)
        if len(read) >= LEAST_COMPOUND and (not best or min(cost for cost, _ in best.values()) > SURE_COST):
            for word, found in self._walk(read, limit + RARE_COMPOUND_COST, compounds=True).items():
                if word not in best or found[0] < best[word][0]:
                    best[word] = found
        ranked = sorted(best.items(), key=lambda item: item[1])[:KEPT]
        return tuple(Candidate(word, cost, parts) for word, (cost, parts) in ranked)

    def _walk(self, read: str, limit: float, *, compounds: bool) -> dict[str, tuple[float, tuple[str, ...]]]:
        children = self._lexicon.children
        options = [
            [
                (length, printed, printed[0], printed[1:], price)
                for length, printed, price in row
                if price <= limit
            ]
            for row in self.options(read)
        ]
        end = len(read)
        columns: list[dict[_State, float]] = [{} for _ in range(end + 1)]
        columns[0][0, "", ()] = 0.0
        best: dict[str, tuple[float, tuple[str, ...]]] = {}
        for at in range(end):
            column = columns[at]
            if len(column) > BEAM:
                column = dict(sorted(column.items(), key=_by_cost)[:BEAM])
            row = options[at]
            for (node, letters, parts), cost in column.items():
                edges = children(node)
                end_flag = TAIL_END if parts else WORD_END
                for length, printed, first, rest, price in row:
                    step = edges.get(first)
                    if step is None:
                        continue
                    total = cost + price
                    if total > limit:
                        continue
                    here, flags = step
                    for letter in rest:
                        step = None if here == LEAF else children(here).get(letter)
                        if step is None:
                            break
                        here, flags = step
                    else:
                        after = at + length
                        word = letters + printed
                        if after == end:
                            if flags & end_flag:
                                whole = "".join(parts) + word
                                if whole not in best or total < best[whole][0]:
                                    best[whole] = (total, (*parts, word))
                            continue
                        if here != LEAF:
                            state = (here, word, parts)
                            if total < columns[after].get(state, limit):
                                columns[after][state] = total
                        if compounds and flags & _PREFIX and end - after >= LEAST_TAIL:
                            total += COMPOUND_COST if flags & PREFIX_END else RARE_COMPOUND_COST
                            state = (0, "", (*parts, word))
                            if len(parts) < MOST_PARTS - 1 and total < columns[after].get(state, limit):
                                columns[after][state] = total
        return best


@cache
def _load_tables() -> dict[str, Confusions]:
    tables = json.loads((MODEL_DIR / "confusions.json").read_text(encoding="utf-8"))
    return {
        profile: {read: [(printed, cost) for printed, cost in row] for read, row in rows.items()}
        for profile, rows in tables.items()
    }


@cache
def load_channel(profile: str, survival: float | None = LOST) -> Channel:
    """Load an error model: Swedish read as `english` or `swedish`, or a text `layer` of another program.

    Args:
        profile: which confusions the letters å, ä, ö suffer when they suffer.
        survival: the share of å, ä and ö that came through unharmed; None: as in the pages learnt from.

    """
    if survival is None:
        return Channel(_load_tables()[profile], load_lexicon())
    harmed, unharmed = -math.log(1 - survival), -math.log(survival)
    confusions: Confusions = {}
    for read, row in _load_tables()[profile].items():
        confusions[read] = sorted(
            (
                (printed, cost + harmed if set(printed) & SWEDISH_LETTERS else cost)
                for printed, cost in row
                if not (printed == read and printed in SWEDISH_LETTERS)
            ),
            key=lambda item: item[1],
        )
    for letter in SWEDISH_LETTERS:
        confusions.setdefault(letter, []).insert(0, (letter, unharmed))
    return Channel(confusions, load_lexicon())
