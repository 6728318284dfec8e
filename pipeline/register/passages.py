"""Passages that two texts share word for word, whatever their line breaks, case and punctuation."""

import re
from collections.abc import Iterable, Sequence

SHINGLE = 8  # words: shorter runs are shared by all documents about the same thing

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


def folded(text: str) -> str:
    """Return text for comparison: white space folded, case ignored; å, ä, ö stay letters."""
    return _SPACE.sub(" ", text).strip().casefold()


def words_of(text: str) -> list[str]:
    r"""Return the words of a text in order, case ignored.

    >>> words_of("Hälsa-, vård- och\nomsorgsnämnden (IOP)")
    ['hälsa', 'vård', 'och', 'omsorgsnämnden', 'iop']

    """
    return _WORD.findall(text.casefold())


def shingles(words: Sequence[str], size: int = SHINGLE, *, step: int = 1) -> list[str]:
    """Return every run of `size` words, as one string each; run i begins at word i * `step`."""
    return [" ".join(words[at : at + size]) for at in range(0, len(words) - size + 1, step)]


def longest_run(positions: Iterable[int], size: int = SHINGLE) -> int:
    """Return the length in words of the longest passage that overlapping runs beginning at `positions` make.

    >>> longest_run([3, 4, 5, 40]), longest_run([])
    (10, 0)

    """
    best = length = 0
    previous: int | None = None
    for position in sorted(positions):
        length = length + 1 if previous is not None and position == previous + 1 else size
        best = max(best, length)
        previous = position
    return best


def covered_words(positions: Iterable[int], size: int = SHINGLE) -> int:
    """Return how many words lie in runs that begin at `positions`."""
    return len({position + offset for position in positions for offset in range(size)})
