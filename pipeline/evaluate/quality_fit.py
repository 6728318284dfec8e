"""Learn how sure a page is, and measure how well that was learnt: least deviations, ranks, intervals."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from pipeline.evaluate.reading_scores import plain
from pipeline.ocr.page_quality import PageSignals, Term, lost_share

TERMS = (
    ("doubt", 0.05), ("doubt", 0.1), ("doubt", 0.2), ("doubt", 0.4),
    ("below_50", 0.0), ("below_50", 0.3), ("below_70", 0.0), ("below_85", 0.0),
    ("odd", 0.0), ("disputed", 0.0),
    ("uneven", 0.15), ("uneven", 0.25),
)  # fmt: skip
"""Signals and the value above which each counts; the weights are learnt."""

_ROUNDS, _SWEEPS = 200, 30
# Deviations below this are as good as none; keeps the reweighting finite. Share of characters.
_SMALL = 0.002
# An error of a point on a good page weighs more than on one that nobody can read.
_RELATIVE_TO = 0.02
_RIDGE = 1e-4
_DRAWS = 2_000


def learn(signals: Sequence[PageSignals], errors: Sequence[float]) -> tuple[Term, ...]:
    """Return the terms whose sum comes closest to the true `errors` (0-1); no weight is negative."""
    columns = numpy.array([_columns(page) for page in signals])
    lost = numpy.array([lost_share(page) for page in signals])
    truth = numpy.maximum(0.0, 1 - (1 - numpy.array(errors)) / numpy.maximum(1e-9, 1 - lost))
    weights = numpy.full(columns.shape[1], 0.05)
    share = (1 - lost) / numpy.sqrt(_RELATIVE_TO + truth)
    for _ in range(_ROUNDS):  # least absolute deviations by reweighted least squares
        pull = share / numpy.maximum(numpy.abs(truth - columns @ weights), _SMALL)
        gram = columns.T @ (columns * pull[:, None]) + _RIDGE * len(truth) * numpy.eye(len(weights))
        aim = columns.T @ (pull * truth)
        for _ in range(_SWEEPS):
            for at in range(len(weights)):
                weights[at] = max(0.0, weights[at] + (aim[at] - gram[at] @ weights) / gram[at, at])
    return tuple(
        Term(signal=name, above=above, weight=round(float(weight), 4))
        for (name, above), weight in zip(TERMS, weights, strict=True)
        if weight >= 0.0005
    )


def _columns(page: PageSignals) -> list[float]:
    values = asdict(page)
    return [max(0.0, values[name] - above) for name, above in TERMS]


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
