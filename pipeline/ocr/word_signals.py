"""Measure what tells of misreading on each word: doubts, disagreement, odd shapes, uneven cuts."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.line_measures import Line, line_of, words_by_line
from pipeline.ocr.second_reading import Look
from pipeline.ocr.tesseract import OcrWord

_PUNCTUATION = ".,:;!?()[]\"”»«'’–—-/"
# A small letter before a capital or a figure, a figure before a small letter, a sign between letters.
_ODD = re.compile(
    r"[a-zåäöé][A-ZÅÄÖ\d]|\d[a-zåäöé]|[A-ZÅÄÖ][a-zåäöé][A-ZÅÄÖ]|[^\W\d_][^\w\s./:@'’–-][^\W\d_]|[^\w\s]{3}"
)
_ODD_SIGNS = frozenset("|=~_^<>{}[]\\¢£#»«’‘`´")
# Words from so many letters on show how wide and how high the page is set.
_FULL_WORD = 4
# A word is the same as another of its line when they share this much of the narrower one's width.
_SHARED_WIDTH = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSignals:
    """What tells of one word; shares 0-1, each rising with what is wrong, but for the number of `letters`.

    `doubt`: how unsure it is as it was kept; `line_doubt`, `page_doubt`: how unsure the first reader is of
    the words around. `reread`: the second reader looked at it (1 or 0); `differs`: at this share of its
    letters that one saw others; `unlike`: kept as the second did not see it. `odd`: its shape is no word's
    (`m6gel`, `|=`). `uneven`: its letters are wider or narrower than the page's, as a logarithm.
    """

    letters: int
    doubt: float
    line_doubt: float
    page_doubt: float
    reread: float
    differs: float
    unlike: float
    odd: float
    uneven: float


def word_signals(
    first: Sequence[OcrWord], final: Sequence[OcrWord], looks: Sequence[Look]
) -> tuple[WordSignals, ...]:
    """Return the signals of the `final` words, in their order.

    `first`: the words of the first reader, with its own confidences. `looks`: what the second reader made of
    some.
    """
    lines = words_by_line(first)
    page_doubt = _doubt(first)
    line_doubts = {line: _doubt(words) for line, words in lines.items()}
    looks_by_line: dict[Line, list[Look]] = {}
    for each in looks:
        looks_by_line.setdefault(line_of(each.words[0]), []).append(each)
    signals = []
    for word, uneven in zip(final, _unevenness(final), strict=True):
        near = looks_by_line.get(line_of(word), ())
        look = next((each for each in near if _held(each, word)), None)
        signals.append(
            WordSignals(
                letters=len(word.text),
                doubt=1 - word.confidence,
                line_doubt=line_doubts.get(line_of(word), page_doubt),
                page_doubt=page_doubt,
                reread=float(look is not None),
                differs=_difference(look, word) if look else 0.0,
                unlike=float(look is not None and word.text not in "".join(look.text.split())),
                odd=float(is_odd(word.text)),
                uneven=uneven,
            )
        )
    return tuple(signals)


def is_odd(text: str) -> bool:
    """Return whether a word has a shape that words do not have.

    >>> [is_odd(word) for word in ("m6gel", "gåLrd", "|=", "HVO-2022-4246", "anna@example.se", "i", "(S)")]
    [True, True, True, False, False, False, False]
    """
    if "@" in text or text.startswith("www."):
        return False
    return bool(_ODD.search(text.strip(_PUNCTUATION))) or bool(_ODD_SIGNS & set(text))


def _doubt(words: Sequence[OcrWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum((1 - word.confidence) * len(word.text) for word in words) / max(1, letters)


def _held(look: Look, word: OcrWord) -> list[OcrWord]:
    """Return the words of the look that stand where `word` does."""
    return [own for own in look.words if _same_place(own, word)]


def _same_place(first: OcrWord, second: OcrWord) -> bool:
    shared = min(first.left + first.width, second.left + second.width) - max(first.left, second.left)
    return shared > _SHARED_WIDTH * min(first.width, second.width)


def _difference(look: Look, word: OcrWord) -> float:
    """Return at which share of the word's letters the second reader saw others."""
    held = _held(look, word)
    start = sum(len(own.text) for own in look.words[: look.words.index(held[0])])
    end = sum(len(own.text) for own in look.words[: look.words.index(held[-1]) + 1])
    read = "".join(own.text for own in look.words)
    different = 0
    for step in Levenshtein.opcodes(read, "".join(look.text.split())):
        if step.tag == "insert" and start < step.src_start < end:
            different += step.dest_end - step.dest_start
        elif step.tag in ("replace", "delete"):
            different += max(0, min(end, step.src_end) - max(start, step.src_start))
    return min(1.0, different / max(1, end - start))


def _unevenness(words: Sequence[OcrWord]) -> list[float]:
    """Return by how much the width of each word's letters, in heights of its line, is unlike the page's."""
    full = [word for word in words if len(word.text) >= _FULL_WORD]
    if not full:
        return [0.0] * len(words)
    usual = median(word.width / len(word.text) for word in full) / median(word.height for word in full)
    heights = {
        line: median([word.height for word in own if len(word.text) > 1] or [own[0].height])
        for line, own in words_by_line(words).items()
    }
    found = []
    for word in words:
        width = word.width / len(word.text) / max(1.0, heights[line_of(word)])
        found.append(min(1.0, abs(math.log(max(0.05, width / max(0.01, usual))))))
    return found
