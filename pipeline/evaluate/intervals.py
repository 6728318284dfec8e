"""How sure a score is: intervals that stay honest at 0, at 1 and with few values."""

from collections.abc import Sequence
from math import sqrt
from random import Random
from typing import NamedTuple

_RESAMPLES = 2000


class Interval(NamedTuple):
    """A 95 % interval of a share, both ends between 0 and 1."""

    low: float
    high: float


def wilson_interval(hits: int, trials: int, z: float = 1.96) -> Interval:
    """The Wilson score interval of `hits` of `trials`; the whole of 0-1 where there was no trial.

    Values of one document are not quite independent, so the true interval is somewhat wider.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    >>> [round(end, 2) for end in wilson_interval(6, 6)]
    [0.61, 1.0]
    """
    if trials == 0:
        return Interval(0.0, 1.0)
    share = hits / trials
    divisor = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / divisor
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / divisor
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def f1_interval(hits: int, inventions: int, misses: int) -> Interval:
    """The interval of F1, from Wilson's interval of hits among everything expected or found.

    F1 is 2J/(1+J) of that share J and grows with it, so the ends can be carried over.

    >>> [round(end, 2) for end in f1_interval(5, 0, 0)]
    [0.72, 1.0]
    """
    low, high = wilson_interval(hits, hits + inventions + misses)
    return Interval(2 * low / (1 + low), 2 * high / (1 + high))


def pooled_interval(errors: Sequence[int], printed: Sequence[int]) -> Interval:
    """The interval of `sum(errors) / sum(printed)`, one entry of each a page: whole pages are drawn again.

    Errors of one page depend on each other (one bad stamp, one font), so a page is what counts as seen
    once. With fewer than some ten pages the interval is still too narrow. Rates can exceed 1.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentiles).

    >>> low, high = pooled_interval([0, 0, 9], [100, 100, 100])
    >>> low, round(high, 2)
    (0.0, 0.09)
    """
    if not printed:
        return Interval(0.0, 1.0)
    random = Random(len(printed))  # the same pages give the same interval
    rates = []
    for _ in range(_RESAMPLES):
        drawn = random.choices(range(len(printed)), k=len(printed))
        rates.append(sum(errors[page] for page in drawn) / max(1, sum(printed[page] for page in drawn)))
    rates.sort()
    return Interval(rates[round(0.025 * _RESAMPLES)], rates[round(0.975 * _RESAMPLES) - 1])
