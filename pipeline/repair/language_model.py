"""Word trigrams: how likely a word is after the two before it (natural logarithms).

Tables are open-addressing hash tables in memory-mapped files: nothing is read at start-up, and one look-up
is a few array accesses. A mark of 32 bits, independent of the slot, stands for the words:
an n-gram that is not there is taken for one that is less than once in 10^9 look-ups.
"""

from functools import cache

from pipeline.repair.lexicon import UNKNOWN, open_table

SCALE = 12.0
"""Scores are stored as bytes: `-log p * SCALE`, at most 255."""

_M1, _M2, _M3 = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93
_MASK = 0xFFFFFFFFFFFFFFFF
MARK_MASK = 0xFFFFFFFF


def hash_pair(first: int, second: int) -> int:
    """Hash a word pair to 64 bits: the upper half places it, the lower half (never 0) is its mark."""
    h = (first * _M1 + second * _M2 + _M3) & _MASK
    h = ((h ^ h >> 29) * _M3) & _MASK
    h ^= h >> 32
    return h if h & MARK_MASK else h | 1


def hash_triple(first: int, second: int, third: int) -> int:
    """Hash a word triple as `hash_pair` does."""
    return hash_pair(hash_pair(first, second), third)


class LanguageModel:
    """Interpolated absolute discounting, stored as back-off: seen n-grams with their final score."""

    def __init__(self) -> None:
        self._unigram = open_table("unigram.bin", "B")
        self._unigram_backoff = open_table("unigram_backoff.bin", "B")
        self._bigram_key = open_table("bigram_key.bin", "I")
        self._bigram = open_table("bigram.bin", "B")
        self._bigram_backoff = open_table("bigram_backoff.bin", "B")
        self._trigram_key = open_table("trigram_key.bin", "I")
        self._trigram = open_table("trigram.bin", "B")
        self._bigram_size = len(self._bigram_key)
        self._trigram_size = len(self._trigram_key)
        self._cache: dict[tuple[int, int, int], float] = {}

    def unigram(self, word: int) -> float:
        """Return log p of a word by itself."""
        return -self._unigram[word] / SCALE

    def _find_bigram(self, first: int, second: int) -> int:
        key = hash_pair(first, second)
        size, table = self._bigram_size, self._bigram_key
        at = (key >> 32) % size
        key &= MARK_MASK
        while (there := table[at]) != key:
            if not there:
                return -1
            at = (at + 1) % size
        return at

    def score(self, first: int, second: int, third: int) -> float:
        """Return log p(third | first second)."""
        known = self._cache.get((first, second, third))
        if known is not None:
            return known
        value = self._score(first, second, third)
        if len(self._cache) > 400_000:
            self._cache.clear()
        self._cache[first, second, third] = value
        return value

    def _score(self, first: int, second: int, third: int) -> float:
        cost = 0
        if second != UNKNOWN and first != UNKNOWN:
            key = hash_triple(first, second, third)
            size, table = self._trigram_size, self._trigram_key
            at = (key >> 32) % size
            key &= MARK_MASK
            while (there := table[at]) != key:
                if not there:
                    break
                at = (at + 1) % size
            else:
                return -self._trigram[at] / SCALE
            context = self._find_bigram(first, second)
            if context >= 0:
                cost += self._bigram_backoff[context]
        found = self._find_bigram(second, third)
        if found >= 0:
            return -(cost + self._bigram[found]) / SCALE
        return -(cost + self._unigram_backoff[second] + self._unigram[third]) / SCALE


@cache
def load_language_model() -> LanguageModel:
    """Map the shipped language model once."""
    return LanguageModel()
