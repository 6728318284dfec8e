"""Score what was read of a page against what is printed on it: errors by count, symbols, values, order."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from rapidfuzz.distance import LCSseq, Levenshtein

VALUES = {
    "case number": re.compile(r"\b[A-ZÅÄÖ]{2,4}-\d{4}-\d+\b"),
    "e-mail": re.compile(r"[\w.+-]+@[\w.-]+\w"),
    "date": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    "amount": re.compile(r"\b\d{1,3} \d{3}\b"),
    "§": re.compile(r"§"),
    "%": re.compile(r"%"),
    "@": re.compile(r"@"),
    "–": re.compile(r"–"),
    "•": re.compile(r"•"),
    "½": re.compile(r"½"),
    "°": re.compile(r"°"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of one page.

    `doubtful`: one entry per white-space separated word of `text`, true where the reader itself said that
    the word may be wrong; empty for readers that say nothing about words.
    """

    text: str
    cpu_s: float = 0.0
    doubtful: tuple[bool, ...] = ()


@dataclass(slots=True)
class Score:
    """Counts over any number of pages, one entry of a list a page; rates are pooled by counts.

    `invented`: words read where none is printed. `digits_wrong`: digits that differ from the printed ones;
    `digits_silent`: those of them that no doubtful word stands for. Times in CPU seconds.
    """

    characters: list[int] = field(default_factory=list)
    character_errors: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    word_errors: list[int] = field(default_factory=list)
    invented: list[int] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    in_order: list[bool] = field(default_factory=list)
    digits: int = 0
    digits_wrong: int = 0
    digits_silent: int = 0
    printed: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0.0

    def add(self, truth: str, reading: Reading, template: str = "") -> Self:
        """Count one page. Order counts as right when 98 % of the words read right stand in true order."""
        truth, read = plain(truth), plain(reading.text)
        true_words, words = truth.split(), read.split()
        self.characters.append(len(truth))
        self.character_errors.append(Levenshtein.distance(truth, read))
        self.words.append(len(true_words))
        edits = Levenshtein.opcodes(true_words, words)
        self.word_errors.append(Levenshtein.distance(true_words, words))
        self.invented.append(sum(e.dest_end - e.dest_start for e in edits if e.tag == "insert"))
        self.templates.append(template)
        self.in_order.append(in_order(true_words, words))
        self.cpu_s += reading.cpu_s
        self.digits += sum(map(str.isdecimal, truth))
        wrong, silent = wrong_digits(true_words, words, reading.doubtful)
        self.digits_wrong += wrong
        self.digits_silent += silent
        for name, pattern in VALUES.items():
            printed = Counter(pattern.findall(truth))
            self.printed[name] += printed.total()
            self.found[name] += (printed & Counter(pattern.findall(read))).total()
        return self

    @property
    def pages(self) -> int:
        """How many pages were counted."""
        return len(self.words)

    @property
    def cer(self) -> float:
        """Character errors per printed character."""
        return sum(self.character_errors) / max(1, sum(self.characters))

    @property
    def wer(self) -> float:
        """Word errors per printed word."""
        return sum(self.word_errors) / max(1, sum(self.words))

    @property
    def page_cers(self) -> list[float]:
        """The character error rate of each page."""
        return [e / max(1, n) for e, n in zip(self.character_errors, self.characters, strict=True)]

    @property
    def page_wers(self) -> list[float]:
        """The word error rate of each page."""
        return [e / max(1, n) for e, n in zip(self.word_errors, self.words, strict=True)]

    def order_by_template(self) -> dict[str, tuple[int, int]]:
        """Return for each template how many of its pages were read in order, and how many there are."""
        pages = Counter(self.templates)
        right = Counter(name for name, good in zip(self.templates, self.in_order, strict=True) if good)
        return {name: (right[name], count) for name, count in sorted(pages.items())}


def plain(text: str) -> str:
    """Return NFC text with white space folded: cells and lines differ between readers, words must not."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def in_order(true_words: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether the words that both have stand in the same order, but for two in a hundred."""
    shared = (Counter(true_words) & Counter(words)).total()
    return shared == 0 or LCSseq.similarity(true_words, words) >= 0.98 * shared


def wrong_digits(
    true_words: Sequence[str], words: Sequence[str], doubtful: Sequence[bool]
) -> tuple[int, int]:
    """Return how many digits were read wrong, lost or invented, and how many of them silently.

    Digits are compared over whole runs of differing words, so that `385 000` read as `385000` is right.
    A run is not silent when one of its words, or the word on either side, is doubtful.

    >>> wrong_digits(["den", "7", "maj"], ["den", "1", "maj"], (False, False, False))
    (1, 1)
    >>> wrong_digits(["den", "7", "maj"], ["den", "1", "maj"], (False, True, False))
    (1, 0)
    """
    wrong = silent = 0
    runs: list[list[int]] = []
    for edit in Levenshtein.opcodes(true_words, words):
        if edit.tag == "equal":
            continue
        if runs and runs[-1][1] == edit.src_start and runs[-1][3] == edit.dest_start:
            runs[-1][1], runs[-1][3] = edit.src_end, edit.dest_end
        else:
            runs.append([edit.src_start, edit.src_end, edit.dest_start, edit.dest_end])
    for true_start, true_end, start, end in runs:
        differing = Levenshtein.distance(
            _digits(true_words, true_start, true_end), _digits(words, start, end)
        )
        wrong += differing
        if not any(doubtful[max(0, start - 1) : end + 1]):
            silent += differing
    return wrong, silent


def _digits(words: Sequence[str], start: int, end: int) -> str:
    return "".join(sign for word in words[start:end] for sign in word if sign.isdecimal())
