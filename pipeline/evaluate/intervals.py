"""How sure a score is: intervals that stay honest at 0, at 1 and with few values."""

from math import sqrt
from typing import NamedTuple


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
