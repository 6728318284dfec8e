"""Percentiles by counting are numpy's, to the level between two that numpy would interpolate."""

import numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.ocr.grey_levels import percentile


@given(
    image=arrays(numpy.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20))),
    share=st.floats(0, 100),
)
def test_the_counted_percentile_lies_where_numpy_finds_it(image: numpy.ndarray, share: float) -> None:
    lower, higher = (numpy.percentile(image, share, method=method) for method in ("lower", "higher"))
    assert lower <= percentile(image, share) <= higher


def test_nothing_has_no_levels() -> None:
    assert percentile(numpy.zeros((0, 4), numpy.uint8), 50) == 0.0
