"""Score what was read of a page against what is printed on it: errors by count, symbols, values, order."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import LCSseq, Levenshtein

VALUES = {
    "case number": re.compile(r"\b[A-ZÅÄÖ]{2,4}-\d{4}-\d+\b"),
    "e-mail": re.compile(r"[\w.]+@[\w.]+\w"),
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


@dataclass(slots=True)
class Score:
    """Counts over any number of pages; rates are pooled by counts. Times in CPU seconds."""

    pages: int = 0
    characters: int = 0
    character_errors: int = 0
    words: int = 0
    word_errors: int = 0
    ordered_pages: int = 0
    page_cers: list[float] = field(default_factory=list)
    page_wers: list[float] = field(default_factory=list)
    printed: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0.0

    def add(self, truth: str, read: str, cpu_s: float = 0.0) -> None:
        """Count one page. Order counts as right when 98 % of the words read right stand in true order."""
        truth, read = plain(truth), plain(read)
        errors = Levenshtein.distance(truth, read)
        true_words, words = truth.split(), read.split()
        word_errors = Levenshtein.distance(true_words, words)
        self.pages += 1
        self.characters += len(truth)
        self.character_errors += errors
        self.words += len(true_words)
        self.word_errors += word_errors
        self.page_cers.append(errors / max(1, len(truth)))
        self.page_wers.append(word_errors / max(1, len(true_words)))
        self.ordered_pages += in_order(true_words, words)
        self.cpu_s += cpu_s
        for name, pattern in VALUES.items():
            printed = Counter(pattern.findall(truth))
            self.printed[name] += printed.total()
            self.found[name] += (printed & Counter(pattern.findall(read))).total()

    @property
    def cer(self) -> float:
        """Character errors per printed character."""
        return self.character_errors / max(1, self.characters)

    @property
    def wer(self) -> float:
        """Word errors per printed word."""
        return self.word_errors / max(1, self.words)


def plain(text: str) -> str:
    """Return NFC text with white space folded: cells and lines differ between readers, words must not."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def in_order(true_words: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether the words that both have stand in the same order, but for two in a hundred."""
    shared = (Counter(true_words) & Counter(words)).total()
    return shared == 0 or LCSseq.similarity(true_words, words) >= 0.98 * shared
