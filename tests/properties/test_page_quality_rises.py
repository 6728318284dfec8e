"""Whatever gets worse on a page, its predicted error never falls."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.page_quality import SIGNALS, PageSignals, predict_error
from pipeline.ocr.word_signals import WordSignals

SHARE = st.floats(0, 1)
WORD = st.builds(WordSignals, letters=st.integers(1, 20), **dict.fromkeys(SIGNALS, SHARE))
PAGE = st.builds(
    PageSignals, words=st.lists(WORD, min_size=1, max_size=6).map(tuple), missed=st.integers(0, 200)
)
LITTLE = 1e-12


@given(
    page=PAGE, worse=st.dictionaries(st.sampled_from(SIGNALS), SHARE, min_size=1), missed=st.integers(0, 200)
)
def test_a_worse_page_is_never_predicted_better(
    page: PageSignals, worse: dict[str, float], missed: int
) -> None:
    first = page.words[0]
    poorer = replace(first, **{name: max(getattr(first, name), value) for name, value in worse.items()})
    worse_page = PageSignals(words=(poorer, *page.words[1:]), missed=page.missed + missed)
    assert predict_error(worse_page) >= predict_error(page) - LITTLE


@given(page=PAGE)
def test_the_estimate_is_a_share(page: PageSignals) -> None:
    assert 0 <= predict_error(page) <= 1
