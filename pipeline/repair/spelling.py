"""Spells words that no lexicon holds: the likeliest letters behind a damaged word, by letter five-grams."""

from functools import cache

from pipeline.repair.channel import LOST, SWEDISH_LETTERS, Channel, load_channel
from pipeline.repair.letters import END, ORDER, START, LetterModel, load_letter_model

BEAM = 8
KEPT = 3
LONGEST = 40
MOST_COST, MOST_OTHER_COST = 7.0, 4.5
"""Rarer confusions, of å, ä, ö and of other letters, are not tried where no lexicon guides the search."""


class Speller:
    """Searches spellings with one error model; keeps what it found."""

    def __init__(self, channel: Channel, letters: LetterModel) -> None:
        self._channel = channel
        self._letters = letters
        self._cache: dict[str, tuple[tuple[str, float], ...]] = {}

    def identity(self, read: str) -> float:
        """Return the cost of the word being unknown and printed just as read (lower-case), in nats."""
        return self._channel.identity_cost(read) + self._letters.word_cost(read)

    def spell(self, read: str) -> tuple[tuple[str, float], ...]:
        """Return the likeliest spellings of `read` (lower-case) with channel and letter cost together."""
        found = self._cache.get(read)
        if found is None:
            found = self._search(read) if len(read) <= LONGEST else ()
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[read] = found
        return found

    def _search(self, read: str) -> tuple[tuple[str, float], ...]:
        cost_of = self._letters.cost
        options = [
            [
                one
                for one in row
                if one[2] <= (MOST_COST if SWEDISH_LETTERS & set(one[1]) else MOST_OTHER_COST)
            ]
            for row in self._channel.options(read)
        ]
        columns: list[dict[str, float]] = [{} for _ in range(len(read) + 1)]
        columns[0][""] = 0.0
        for at, row in enumerate(options):
            for spelt, cost in sorted(columns[at].items(), key=lambda item: item[1])[:BEAM]:
                for length, printed, price in row:
                    total = cost + price
                    word = spelt
                    for letter in printed:
                        total += cost_of((START + word)[1 - ORDER :], letter)
                        word += letter
                    column = columns[at + length]
                    if total < column.get(word, 1e9):
                        column[word] = total
        ends = (
            (word, cost + cost_of((START + word)[1 - ORDER :], END)) for word, cost in columns[-1].items()
        )
        return tuple(sorted(ends, key=lambda item: item[1])[:KEPT])


@cache
def load_speller(profile: str, survival: float | None = LOST) -> Speller:
    """Load the speller of an error model, see `load_channel`."""
    return Speller(load_channel(profile, survival), load_letter_model())
