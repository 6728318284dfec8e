"""How sure a page is: from what can be seen while reading, the share of its characters that are wrong.

Every word has an expected share of wrong characters: a logistic function of its signals, each with a weight
that is never negative. What the words have wrong and what is printed but in no word, of all that is printed,
is the page's error; so a worse signal never gives a better page. The weights are learnt from drawn pages
whose truth is known (`python -m pipeline.evaluate.quality_figures --train`); see docs/data-sheets.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.ocr.second_reading import Look
from pipeline.ocr.tesseract import OcrWord
from pipeline.ocr.word_signals import WordSignals, word_signals
from pipeline.read.page_ink import printed_letters

MODEL = Path(__file__).with_name("page_quality.json")
SIGNALS = ("doubt", "line_doubt", "page_doubt", "reread", "differs", "unlike", "odd", "uneven")
"""The signals of a word that have a weight, in this order; see `WordSignals`."""

_DOUBTS = frozenset(("doubt", "line_doubt", "page_doubt"))
# Doubts count in odds, beyond the doubt that the reader has of a word it read right.
_USUAL_DOUBT, _LEAST, _MOST = 0.05, 0.001, 0.98
# Of the letters read one in a hundred may seem to be missed beside: signs between words, dust.
_NOT_LOST = 0.01
# Print on a cleaned page is darker than this share of its paper; heavy noise forms paler pieces as high as
# letters.
_DARK = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignals:
    """What tells of errors on a page: its words, and how many letters are printed but in no word."""

    words: tuple[WordSignals, ...]
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityModel:
    """A word has `times` / (1 + e^-pull) of its letters wrong; pull: `start` and its weighted signals."""

    start: float
    times: float
    weights: Mapping[str, float]


@cache
def load_model(path: Path = MODEL) -> QualityModel:
    """Return the model that ships, or the one at `path`.

    Raises:
        ValueError: a weight is negative, or is no signal's.

    """
    data = json.loads(path.read_text(encoding="utf-8"))
    for name, weight in data["weights"].items():
        if weight < 0 or name not in SIGNALS:
            raise ValueError(f"{path}: {name} {weight} is no weight of a rising sum")
    return QualityModel(**data)


def measure_page(
    first: Sequence[OcrWord], final: Sequence[OcrWord], looks: Sequence[Look], image: Any, dpi: int
) -> PageSignals | None:
    """Return the signals of a page, None where no word was read.

    `first`: the words of the first reader, with its own confidences. `final`: those that are kept.
    `looks`: what the second reader made of some. `image`: cleaned, `dpi`, without ornaments.
    """
    if not final or not first:
        return None
    missed = printed_letters(image, dpi, [word.box(dpi) for word in (*first, *final)], _DARK)
    return PageSignals(words=word_signals(first, final, looks), missed=missed)


def predict_error(signals: PageSignals, model: QualityModel | None = None) -> float:
    """Return the share of the page's characters, 0-1, that are expected to be wrong.

    >>> sure = WordSignals(letters=7, doubt=0.04, line_doubt=0.05, page_doubt=0.05, reread=0, differs=0,
    ...     unlike=0, odd=0, uneven=0.1)
    >>> predict_error(PageSignals(words=(sure,), missed=0)) < 0.01
    True
    """
    model = model or load_model()
    wrong = sum(_expected(word, model) * word.letters for word in signals.words)
    lost = lost_letters(signals)
    return min(1.0, (wrong + lost) / (read_letters(signals) + lost))


def read_letters(signals: PageSignals) -> int:
    """Return how many letters were read, at least 1."""
    return max(1, sum(word.letters for word in signals.words))


def lost_letters(signals: PageSignals) -> float:
    """Return how many letters are printed but in no word; a few are dust or signs between words."""
    return max(0.0, signals.missed - _NOT_LOST * read_letters(signals))


def strains(word: WordSignals) -> tuple[float, ...]:
    """Return the word's signals as they are weighted, in the order of `SIGNALS`; each at least 0."""
    return tuple(
        _odds(getattr(word, name)) if name in _DOUBTS else float(getattr(word, name)) for name in SIGNALS
    )


def _expected(word: WordSignals, model: QualityModel) -> float:
    pull = model.start
    for name, strain in zip(SIGNALS, strains(word), strict=True):
        pull += model.weights.get(name, 0.0) * strain
    return model.times / (1 + math.exp(-pull))


def _odds(doubt: float) -> float:
    doubt = min(_MOST, max(_LEAST, doubt))
    usual = math.log(_USUAL_DOUBT / (1 - _USUAL_DOUBT))
    return max(0.0, math.log(doubt / (1 - doubt)) - usual)
