"""Whatever gets worse on a page, its predicted error never falls."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.page_quality import PageSignals, predict_error

NAMES = [field.name for field in fields(PageSignals)]
SHARE = st.floats(0, 1)
SIGNALS = st.builds(PageSignals, **dict.fromkeys(NAMES, SHARE))


@given(page=SIGNALS, worse=st.dictionaries(st.sampled_from(NAMES), SHARE, min_size=1))
def test_a_worse_page_is_never_predicted_better(page: PageSignals, worse: dict[str, float]) -> None:
    poorer = replace(page, **{name: max(getattr(page, name), value) for name, value in worse.items()})
    assert predict_error(poorer) >= predict_error(page)


@given(page=SIGNALS)
def test_the_estimate_is_a_share(page: PageSignals) -> None:
    assert 0 <= predict_error(page) <= 1
