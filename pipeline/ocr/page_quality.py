"""How sure a page is: from what can be seen while reading, the share of its characters that are wrong.

What is printed but in no word is wrong. Of the rest the estimate is a sum of signals, each at least 0 and
rising with what is wrong on the page, with weights that are never negative: a worse signal never gives a
better page. The weights are learnt from drawn pages
whose truth is known (`python -m pipeline.evaluate.quality_figures --train`); see docs/data-sheets.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from pipeline.ocr.line_measures import line_of
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.page_ink import printed_letters

MODEL = Path(__file__).with_name("page_quality.json")
UNSURE = (0.5, 0.7, 0.85)
"""Confidences of the first reader below which a word counts as unsure, more or less."""

# Of good pages as much seems to be missed: signs between words, dust, print that shines through.
_NOT_LOST = 0.1
# Print on a cleaned page is darker than this share of its paper; heavy noise forms paler pieces as high as
# letters.
_DARK = 0.5
_PUNCTUATION = ".,:;!?()[]\"”»«'’–—-/"
# A small letter before a capital or a figure, a figure before a small letter, a sign between letters.
_ODD = re.compile(
    r"[a-zåäöé][A-ZÅÄÖ\d]|\d[a-zåäöé]|[A-ZÅÄÖ][a-zåäöé][A-ZÅÄÖ]|[^\W\d_][^\w\s./:@'’–-][^\W\d_]|[^\w\s]{3}"
)
_ODD_SIGNS = frozenset("|=~_^<>{}[]\\¢£#»«’‘`´")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignals:
    """What tells of errors on a page; shares of its letters, 0-1, each rising with what is wrong.

    `doubt`: 1 less the first reader's mean confidence. `below_50`, `below_70`, `below_85`: in words of which
    it is less sure than that. `odd`: in words of odd shape (`m6gel`, `|=`). `disputed`: in words about
    whose figures readers disagree. `missed`: printed, but not in any word that was read.
    `uneven`: by how much of its height a word differs from its neighbour on the line: garbled lines are cut
    anyhow.
    """

    doubt: float
    below_50: float
    below_70: float
    below_85: float
    odd: float
    disputed: float
    missed: float
    uneven: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One addend of the estimate: `weight` for every unit by which `signal` exceeds `above`."""

    signal: str
    above: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityModel:
    """The addends of the estimate."""

    terms: tuple[Term, ...]


@cache
def load_model(path: Path = MODEL) -> QualityModel:
    """Return the model that ships, or the one at `path`.

    Raises:
        ValueError: a weight is negative, or a term names no signal.

    """
    data = json.loads(path.read_text(encoding="utf-8"))
    terms = tuple(Term(**term) for term in data["terms"])
    names = {field.name for field in fields(PageSignals)}
    for term in terms:
        if term.weight < 0 or term.signal not in names:
            raise ValueError(f"{path}: {term.signal} {term.weight} is no term of a rising sum")
    return QualityModel(terms=terms)


def measure_page(
    first: Sequence[OcrWord], final: Sequence[OcrWord], disputed: Sequence[OcrWord], image: Any, dpi: int
) -> PageSignals | None:
    """Return the signals of a page, None where no word was read.

    `first`: the words of the first reader, with its own confidences. `final`: those that are kept.
    `disputed`: the words about whose figures readers disagree. `image`: cleaned, `dpi`, without ornaments.
    """
    if not final or not first:
        return None
    missed = printed_letters(image, dpi, [word.box(dpi) for word in (*first, *final)], _DARK)
    read = sum(len(word.text) for word in final)
    return PageSignals(
        doubt=sum((1 - word.confidence) * len(word.text) for word in first) / _letters(first),
        below_50=_share(first, lambda word: word.confidence < UNSURE[0]),
        below_70=_share(first, lambda word: word.confidence < UNSURE[1]),
        below_85=_share(first, lambda word: word.confidence < UNSURE[2]),
        odd=_share(final, lambda word: is_odd(word.text)),
        disputed=min(1.0, sum(len(word.text) for word in disputed) / read),
        missed=missed / (missed + read),
        uneven=_unevenness([word for word in first if len(word.text) > 2]),
    )


def predict_error(signals: PageSignals, model: QualityModel | None = None) -> float:
    """Return the share of the page's characters, 0-1, that are expected to be wrong.

    >>> sure = PageSignals(doubt=0.04, below_50=0, below_70=0, below_85=0, odd=0, disputed=0, missed=0,
    ...     uneven=0.15)
    >>> predict_error(sure) < 0.01
    True
    """
    values: dict[str, float] = asdict(signals)
    total: float = sum(
        term.weight * max(0.0, values[term.signal] - term.above) for term in (model or load_model()).terms
    )
    return 1 - (1 - min(1.0, total)) * (1 - lost_share(signals))


def lost_share(signals: PageSignals) -> float:
    """Return the share of the page, 0-1, that is printed but in no word; a little is dust or show-through."""
    return max(0.0, signals.missed - _NOT_LOST) / (1 - _NOT_LOST)


def is_odd(text: str) -> bool:
    """Return whether a word has a shape that words do not have.

    >>> [is_odd(word) for word in ("m6gel", "gåLrd", "|=", "HVO-2022-4246", "anna@example.se", "i", "(S)")]
    [True, True, True, False, False, False, False]
    """
    if "@" in text or text.startswith("www."):
        return False
    return bool(_ODD.search(text.strip(_PUNCTUATION))) or bool(_ODD_SIGNS & set(text))


def _unevenness(words: Sequence[OcrWord]) -> float:
    pairs = [(a.height, b.height) for a, b in pairwise(words) if line_of(a) == line_of(b)]
    return fmean(abs(a - b) / max(a, b) for a, b in pairs) if pairs else 0.0


def _share(words: Sequence[OcrWord], test: Callable[[OcrWord], bool]) -> float:
    return sum(len(word.text) for word in words if test(word)) / _letters(words)


def _letters(words: Sequence[OcrWord]) -> int:
    return max(1, sum(len(word.text) for word in words))
