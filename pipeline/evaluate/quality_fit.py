"""Learn how sure a page is, and measure how well that was learnt: least deviations, ranks, intervals."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from pipeline.evaluate.reading_scores import plain
from pipeline.ocr.page_quality import SIGNALS, PageSignals, QualityModel, lost_letters, read_letters, strains

_STEPS, _PACE, _SLOWER = 1_500, 0.05, 0.9
# Deviations below this are as good as none. Share of characters.
_SMALL = 0.003
# An error of a point on a good page weighs more than on one that nobody can read.
_RELATIVE_TO = 0.03
_RIDGE = 3e-4
# How sharply a prediction ends at 1 while weights are learnt: a corner would leave nothing to learn from.
_SHARP = 20.0
_DRAWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """All words of all pages in rows: `signs` (word × signal), letters, number of the page; pages in rows."""

    signs: Any
    letters: Any
    page: Any
    lost: Any
    printed: Any
    truth: Any


def learn(signals: Sequence[PageSignals], errors: Sequence[float]) -> QualityModel:
    """Return the model whose predictions come closest to the true `errors` (0-1); no weight is negative.

    Least absolute deviations over pages, by gradient descent with a memory (Adam), always the same way.
    """
    material = _material(signals, errors)
    values = numpy.array([-8.0, 2.0, *[0.6] * len(SIGNALS)])  # start, logarithm of times, weights
    mean, spread = numpy.zeros_like(values), numpy.zeros_like(values)
    for step in range(1, _STEPS + 1):
        slope = _slope(values, material)
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        pace = _PACE * (1 - _SLOWER * step / _STEPS)
        values -= pace * (mean / (1 - 0.9**step)) / (numpy.sqrt(spread / (1 - 0.99**step)) + 1e-9)
        values[1:] = numpy.maximum(0.0, values[1:])
    weights = {name: round(float(value), 3) for name, value in zip(SIGNALS, values[2:], strict=True)}
    return QualityModel(
        start=round(float(values[0]), 3),
        times=round(float(numpy.exp(values[1])), 3),
        weights={name: weight for name, weight in weights.items() if weight >= 0.005},
    )


def _material(signals: Sequence[PageSignals], errors: Sequence[float]) -> _Material:
    words = [word for page in signals for word in page.words]
    lost = numpy.array([lost_letters(page) for page in signals])
    return _Material(
        signs=numpy.array([strains(word) for word in words]),
        letters=numpy.array([word.letters for word in words], dtype=float),
        page=numpy.array([number for number, page in enumerate(signals) for _ in page.words]),
        lost=lost,
        printed=lost + numpy.array([read_letters(page) for page in signals]),
        truth=numpy.array(errors, dtype=float),
    )


def _slope(values: Any, own: _Material) -> Any:
    """Return how the loss changes with each value: relative deviations of pages, and a pull to 0."""
    pages = len(own.truth)
    times = numpy.exp(values[1])
    share = 1 / (1 + numpy.exp(-(own.signs @ values[2:] + values[0])))
    wrong = times * numpy.bincount(own.page, own.letters * share, minlength=pages)
    ratio = (wrong + own.lost) / own.printed
    excess = numpy.clip(_SHARP * (ratio - 1), -30, 30)
    apart = ratio - numpy.logaddexp(0, excess) / _SHARP - own.truth
    pull = apart / numpy.sqrt(apart**2 + _SMALL**2) / numpy.sqrt(_RELATIVE_TO + own.truth) / pages
    pull /= (1 + numpy.exp(excess)) * own.printed
    by_sum = pull[own.page] * own.letters * times * share * (1 - share)
    slopes = [by_sum.sum(), (pull * wrong).sum(), *(own.signs.T @ by_sum)]
    return numpy.array(slopes) + 2 * _RIDGE * numpy.array([0.0, 0.0, *values[2:]])


def unordered_error(truth: str, read: str) -> float:
    """Return the share of characters read wrong wherever their word stands, at most 1.

    Words are paired by likeness, so that two columns read in the wrong order are no error: what a page's
    quality is to tell is whether its signs can be read, not whether its layout was understood.
    """
    printed, found = Counter(plain(truth).split()), Counter(plain(read).split())
    characters = sum(len(word) * count for word, count in printed.items())
    same = printed & found
    lost, extra = list((printed - same).elements()), list((found - same).elements())
    errors = sum(map(len, lost)) + sum(map(len, extra))
    if lost and extra:
        distances = cdist(lost, extra, scorer=Levenshtein.distance)
        longest = numpy.maximum.outer([len(word) for word in lost], [len(word) for word in extra])
        free_lost, free_extra = set(range(len(lost))), set(range(len(extra)))
        for at in numpy.argsort((distances / longest).ravel(), kind="stable"):
            row, column = divmod(int(at), len(extra))
            if distances[row, column] >= longest[row, column]:
                break
            if row in free_lost and column in free_extra:
                free_lost.remove(row)
                free_extra.remove(column)
                errors += int(distances[row, column]) - len(lost[row]) - len(extra[column])
    return min(1.0, errors / max(1, characters))


def spearman(first: Any, second: Any) -> float:
    """Return the rank correlation; ties share their mean rank."""
    return float(numpy.corrcoef(_ranks(first), _ranks(second))[0, 1])


def _ranks(values: Any) -> Any:
    array = numpy.asarray(values, dtype=float)
    ordered = numpy.sort(array)
    return (numpy.searchsorted(ordered, array, "left") + numpy.searchsorted(ordered, array, "right") - 1) / 2


def mean_deviation(predicted: Any, true: Any) -> float:
    """Return the mean absolute difference."""
    return float(numpy.abs(numpy.asarray(predicted) - numpy.asarray(true)).mean())


def interval(measure: Callable[[Any, Any], float], predicted: Any, true: Any) -> tuple[float, float]:
    """Return the 95 % interval of `measure` over pages drawn with replacement, from a fixed seed."""
    rng = numpy.random.default_rng(0)
    predicted, true = numpy.asarray(predicted), numpy.asarray(true)
    drawn = []
    for _ in range(_DRAWS):
        chosen = rng.integers(0, len(true), len(true))
        drawn.append(measure(predicted[chosen], true[chosen]))
    low, high = numpy.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)
