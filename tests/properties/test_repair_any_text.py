import io

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair.filter import repair_stream
from pipeline.repair.text_repair import repair_text
from schemas.text import apply_edits

PROSE = (
    "namnden forvaltningen foreslar att och f6r pA ar 1 i IOP malmo.se HVO-2022-4246 385 000 kronor - • § 47 "
    "viard- halsa-, 16per I'T-fixare e * | Ã¥r omsorgs- nämnden 2022-10-27 Malmo Malmö \ufffd"
)
SWEDISH_WORDS = st.sampled_from(PROSE.split(" "))
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(SWEDISH_WORDS, st.just("\n"), st.text(max_size=6)), max_size=60).map(" ".join),
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.booleans())
def test_edits_fit_any_text_and_keep_its_lines(text: str, force: bool) -> None:
    edits = repair_text(text, force=force).edits
    out = apply_edits(text, edits)  # raises when an edit does not fit, overlaps or is out of order
    assert out.count("\n") == text.count("\n")
    assert all(edit.rule.startswith("repair:") for edit in edits)
    assert all(edit.original != edit.replacement for edit in edits)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_filter_takes_any_bytes_and_keeps_the_number_of_lines(data: bytes) -> None:
    sink = io.StringIO(newline="")
    status = repair_stream(io.BytesIO(data), sink, edits=False)
    assert status in (0, 2)
    assert sink.getvalue().count("\n") == data.count(b"\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(SWEDISH_WORDS, min_size=5, max_size=40).map(" ".join))
def test_protected_passages_never_change(text: str) -> None:
    out = apply_edits(text, repair_text(text, force=True).edits)
    for passage in ("malmo.se", "HVO-2022-4246", "2022-10-27"):
        assert out.count(passage) == text.count(passage)
