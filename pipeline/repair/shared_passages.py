"""Finds where a damaged page and another page say the same, and lays the words of both side by side.

Words are compared by their letters without marks (å, ä and a are one), since that is what damage takes. The
pages to help are indexed once; every other page is then looked at once, so that the work grows with the
register and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

RUN = 5
"""Words that must follow each other in both pages for a passage to be looked for there."""
STEP = 3
MOST_PLACES = 12
"""A run that stands on more of the pages to help is boilerplate: it leads everywhere."""
LEAST_WORDS = 12
"""Words that a passage must share; a date line or the name of a committee is shorter."""
WIDEST_GAP, MOST_DRIFT = 25, 6
"""Words between two runs of a passage, and by how many they may be more on one page than on the other."""

_WORD = re.compile(r"[^\W_]+")
_UNMARKED = str.maketrans("åäàáâãæöøòóôõéèêëüùúûíìîïçñ", "aaaaaaaooooooeeeeuuuuiiiicn")


def unmarked(word: str) -> str:
    """Return a word's letters, small and without marks.

    >>> unmarked("Hälsa"), unmarked("ÅR")
    ('halsa', 'ar')
    """
    return word.lower().translate(_UNMARKED)


@dataclass(frozen=True)
class PageWords:
    """A page's text cut into words."""

    text: str

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where the words stand."""
        return [match.span() for match in _WORD.finditer(self.text)]

    @cached_property
    def keys(self) -> list[str]:
        """The words as they are compared."""
        small = self.text.lower()
        if len(small) == len(self.text):  # all but a few letters of other languages
            return _WORD.findall(small.translate(_UNMARKED))
        return [unmarked(self.text[start:end]) for start, end in self.spans]

    def span(self, first: int, count: int) -> tuple[int, int]:
        """Return where `count` words from `first` on stand, half-open."""
        return self.spans[first][0], self.spans[first + count - 1][1]

    def word(self, number: int) -> str:
        """Return a word as printed."""
        start, end = self.spans[number]
        return self.text[start:end]


class Stretch(NamedTuple):
    """Words `[mine, mine + words)` of one page and `[other, other + others)` of another.

    `alike`: they are the same but for marks, and equally many. Otherwise they stand between two stretches
    that are alike; either side can be empty.
    """

    mine: int
    words: int
    other: int
    others: int
    alike: bool


class SharedPassage(NamedTuple):
    """What two pages share, in order; it begins and ends with stretches that are alike."""

    page: int
    stretches: tuple[Stretch, ...]
    matched: int


class PassageIndex:
    """The pages to help, ready to be looked up; a page is known by its number in the sequence given."""

    def __init__(self, pages: Sequence[PageWords]) -> None:
        self.pages = pages
        self._where: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, page in enumerate(pages):
            for at, run in enumerate(_runs(page.keys)):
                self._where[run].append((number, at))
        self._where = {run: at for run, at in self._where.items() if len(at) <= MOST_PLACES}

    def shared(self, other: PageWords) -> Iterator[SharedPassage]:
        """Yield the passages that `other` shares with the pages, page by page."""
        # Every shared passage of LEAST_WORDS has a run at one of these places, and most pages have none.
        if self._where.keys().isdisjoint(_runs(other.keys, STEP)):
            return
        hits: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for at, run in enumerate(_runs(other.keys)):
            for number, mine in self._where.get(run, ()):
                hits[number].append((mine, at))
        for number in sorted(hits):
            keys = self.pages[number].keys
            for chain in _chains(_equal_stretches(hits[number])):
                passage = _passage(number, keys, other.keys, chain)
                if passage.matched >= LEAST_WORDS:
                    yield passage


def _runs(keys: Sequence[str], step: int = 1) -> list[str]:
    return [" ".join(keys[at : at + RUN]) for at in range(0, len(keys) - RUN + 1, step)]


def _equal_stretches(hits: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Join runs that go on from word to word in both pages."""
    found: list[Stretch] = []
    for mine, other in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        last = found[-1] if found else None
        if last and mine - other == last.mine - last.other and mine <= last.mine + last.words:
            length = mine + RUN - last.mine
            found[-1] = Stretch(last.mine, length, last.other, length, alike=True)
        else:
            found.append(Stretch(mine, RUN, other, RUN, alike=True))
    return sorted(found)


def _chains(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Put stretches that follow each other in both pages, near enough, into one chain."""
    chains: list[list[Stretch]] = []
    open_chains: list[list[Stretch]] = []
    for stretch in stretches:
        open_chains = [c for c in open_chains if stretch.mine - c[-1].mine - c[-1].words <= WIDEST_GAP]
        fitting: list[tuple[int, int, list[Stretch]]] = []
        for chain in open_chains:
            gap = stretch.mine - chain[-1].mine - chain[-1].words
            other_gap = stretch.other - chain[-1].other - chain[-1].others
            if gap >= 0 <= other_gap <= WIDEST_GAP and abs(gap - other_gap) <= MOST_DRIFT:
                fitting.append((abs(gap - other_gap), -len(fitting), chain))
        if fitting:
            min(fitting, key=lambda entry: entry[:2])[2].append(stretch)
        else:
            chains.append([stretch])
            open_chains.append(chains[-1])
    return chains


def _passage(
    number: int, mine: Sequence[str], other: Sequence[str], chain: Sequence[Stretch]
) -> SharedPassage:
    """Lay the words between the stretches of a chain side by side, too."""
    stretches = [chain[0]]
    for stretch in chain[1:]:
        last = stretches[-1]
        low, other_low = last.mine + last.words, last.other + last.others
        for step in Levenshtein.opcodes(mine[low : stretch.mine], other[other_low : stretch.other]):
            between = Stretch(
                mine=low + step.src_start,
                words=step.src_end - step.src_start,
                other=other_low + step.dest_start,
                others=step.dest_end - step.dest_start,
                alike=step.tag == "equal",
            )
            _add(stretches, between)
        _add(stretches, stretch)
    matched = sum(stretch.words for stretch in stretches if stretch.alike)
    return SharedPassage(number, tuple(stretches), matched)


def _add(stretches: list[Stretch], stretch: Stretch) -> None:
    last = stretches[-1]
    if last.alike == stretch.alike:
        stretches[-1] = Stretch(
            last.mine, last.words + stretch.words, last.other, last.others + stretch.others, last.alike
        )
    else:
        stretches.append(stretch)
