"""How Swedish a spelling is: letter five-grams, for words that no lexicon holds (natural logarithms)."""

from functools import cache

from pipeline.repair.language_model import MARK_MASK
from pipeline.repair.lexicon import open_table

ORDER = 5
SCALE = 20.0
"""Scores are stored as bytes: `-log p * SCALE`, at most 255."""
START, END, BACKOFF = "^", "$", "\x01"
WORST_LETTER = 9.0
_FACTOR, _PRIME = 0x9E3779B97F4A7C15F39CC0605CEDC835, 18446744073709551557


def hash_letters(letters: str) -> int:
    """Hash a run of letters to 64 bits: the upper half places it, the lower half (never 0) is its mark."""
    h = int.from_bytes(letters.encode("utf-8"), "little") * _FACTOR % _PRIME
    return h if h & MARK_MASK else h | 1


class LetterModel:
    """Interpolated letter n-grams in one memory-mapped hash table."""

    def __init__(self) -> None:
        self._keys = open_table("letter_key.bin", "I")
        self._values = open_table("letter.bin", "B")
        self._size = len(self._keys)
        self._cache: dict[tuple[str, str], float] = {}

    def _find(self, letters: str) -> int:
        key = hash_letters(letters)
        at = (key >> 32) % self._size
        key &= MARK_MASK
        keys = self._keys
        while (there := keys[at]) != key:
            if not there:
                return -1
            at = (at + 1) % self._size
        return self._values[at]

    def cost(self, context: str, letter: str) -> float:
        """Return `-log p(letter | context)`; only the last four letters of the context count."""
        context = context[1 - ORDER :]
        known = self._cache.get((context, letter))
        if known is not None:
            return known
        cost = 0
        shorter = context
        while True:
            found = self._find(shorter + letter)
            if found >= 0:
                value = (cost + found) / SCALE
                break
            if not shorter:
                value = cost / SCALE + WORST_LETTER
                break
            cost += max(0, self._find(shorter + BACKOFF))
            shorter = shorter[1:]
        if len(self._cache) > 300_000:
            self._cache.clear()
        self._cache[context, letter] = value
        return value

    def word_cost(self, word: str) -> float:
        """Return the cost of a whole (lower-case) word with its end, in nats."""
        padded = START + word + END
        return sum(self.cost(padded[:at], padded[at]) for at in range(1, len(padded)))


@cache
def load_letter_model() -> LetterModel:
    """Map the shipped letter model once."""
    return LetterModel()
