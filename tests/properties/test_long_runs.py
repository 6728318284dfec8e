"""Long runs are what OpenCV's opening finds, for every length, edge and direction."""

import cv2
import numpy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.long_runs import long_runs


@given(
    seed=st.integers(0, 2**32 - 1),
    height=st.integers(1, 70),
    width=st.integers(1, 70),
    length=st.integers(2, 40),
    horizontal=st.booleans(),
    share=st.sampled_from([0.02, 0.1, 0.5]),
)
def test_long_runs_are_an_opening(
    seed: int, height: int, width: int, length: int, horizontal: bool, share: float
) -> None:
    ink = (numpy.random.default_rng(seed).random((height, width)) > share).astype(numpy.uint8)
    element = numpy.ones((1, length) if horizontal else (length, 1), numpy.uint8)
    wanted = cv2.morphologyEx(ink, cv2.MORPH_OPEN, element)
    assert (long_runs(ink, length, horizontal=horizontal) == wanted).all()
