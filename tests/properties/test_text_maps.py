"""The way back: from clean text to the text as read, through any edits and any pages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.pages import Origin, Page, Words
from schemas.text import CleanPage, DocumentText, Edit, Segment, Stage, apply_edits

_LETTERS = st.text(alphabet="aåäö §-\n1", max_size=40)
_WORDS = st.text(alphabet="aåäö x\n", max_size=6)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> tuple[Edit, ...]:
    """Edits of `text`, sorted and apart from each other, as every pass of cleaning gives them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in list(pairwise(cuts))[::2]:
        new = draw(_WORDS)
        # Two edits at one place would not say which comes first.
        if (start == end and new == "") or (edits and edits[-1].end == start):
            continue
        edits.append(Edit(start=start, end=end, original=text[start:end], replacement=new, rule="t"))
    return tuple(edits)


@st.composite
def stages_of(draw: st.DrawFn, raw: str) -> tuple[Stage, ...]:
    stages, text = [], raw
    for _pass in range(draw(st.integers(0, 3))):
        stages.append(Stage(text, draw(edits_of(text))))
        text = stages[-1].after
    return tuple(stages)


def _page(number: int, raw: str) -> Page:
    return Page(
        page=number, origin=Origin.FILE, reason="textfil", confidence=None, width_pt=None, height_pt=None,
        rotation=0, raw_text=raw, words=Words(),
    )  # fmt: skip


@st.composite
def clean_pages(draw: st.DrawFn, number: int = 1) -> CleanPage:
    raw = draw(_LETTERS)
    return CleanPage(_page(number, raw), draw(stages_of(raw)))


@st.composite
def stages(draw: st.DrawFn) -> Stage:
    text = draw(_LETTERS)
    return Stage(text, draw(edits_of(text)))


@st.composite
def ranges_in(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text)))
    return start, draw(st.integers(start, len(text)))


def _undo(stage: Stage) -> str:
    back, shift = [], 0
    for edit in stage.edits:
        start = edit.start + shift
        back.append(
            Edit(
                start=start,
                end=start + len(edit.replacement),
                original=edit.replacement,
                replacement=edit.original,
                rule="undo",
            )
        )
        shift += len(edit.replacement) - len(edit.original)
    return apply_edits(stage.after, back)


@given(stages())
def test_every_edit_can_be_undone(stage: Stage) -> None:
    assert _undo(stage) == stage.before


@given(stages(), st.data())
def test_a_passage_maps_into_the_text_before_and_never_outside(stage: Stage, data: st.DataObject) -> None:
    start, end = data.draw(ranges_in(stage.after))
    low, high = stage.to_before(start, end)
    assert 0 <= low <= high <= len(stage.before)


@given(stages(), st.data())
def test_a_longer_passage_maps_to_a_longer_passage(stage: Stage, data: st.DataObject) -> None:
    start, end = data.draw(ranges_in(stage.after))
    if start == end:
        return
    low, high = stage.to_before(start, end)
    wider_start = data.draw(st.integers(0, start))
    wider_end = data.draw(st.integers(end, len(stage.after)))
    wider_low, wider_high = stage.to_before(wider_start, wider_end)
    assert wider_low <= low
    assert high <= wider_high


@given(stages(), st.data())
def test_passages_that_follow_each_other_do_so_before_too(stage: Stage, data: st.DataObject) -> None:
    """Monotone: what ends before another begins does not reach behind it, a shared replacement apart."""
    start, middle = data.draw(ranges_in(stage.after))
    end = data.draw(st.integers(middle, len(stage.after)))
    if not start < middle < end:
        return
    first, second = stage.to_before(start, middle), stage.to_before(middle, end)
    assert first[0] <= second[0]
    assert first[1] <= second[1]


@given(stages(), st.data())
def test_an_untouched_passage_maps_to_itself(stage: Stage, data: st.DataObject) -> None:
    start, end = data.draw(ranges_in(stage.before))
    untouched = start < end and all(edit.end <= start or end <= edit.start for edit in stage.edits)
    if not untouched:
        return
    shift = sum(len(e.replacement) - len(e.original) for e in stage.edits if e.end <= start)
    assert stage.after[start + shift : end + shift] == stage.before[start:end]
    assert stage.to_before(start + shift, end + shift) == (start, end)


@given(stages(), st.data())
def test_what_touches_a_replacement_covers_all_that_was_replaced(stage: Stage, data: st.DataObject) -> None:
    start, end = data.draw(ranges_in(stage.after))
    if start == end:
        return
    low, high = stage.to_before(start, end)
    shift = 0
    for edit in stage.edits:
        after_start = edit.start + shift
        after_end = after_start + len(edit.replacement)
        shift += len(edit.replacement) - len(edit.original)
        if after_start < end and start < after_end:
            assert low <= edit.start
            assert edit.end <= high


@given(clean_pages(), st.data())
def test_a_page_leads_back_through_all_its_passes(page: CleanPage, data: st.DataObject) -> None:
    start, end = data.draw(ranges_in(page.text))
    low, high = page.to_raw(start, end)
    assert 0 <= low <= high <= len(page.page.raw_text)


@given(clean_pages())
def test_every_edit_of_a_page_has_its_place_in_the_text_as_read(page: CleanPage) -> None:
    found = list(page.edits())
    assert len(found) == sum(len(stage.edits) for stage in page.stages)
    first = len(page.stages[0].edits) if page.stages else 0
    for number, (edit, low, high, place) in enumerate(found):
        assert 0 <= low <= high <= len(page.page.raw_text)
        assert 0 <= place <= len(page.text)
        if number < first:
            assert page.page.raw_text[low:high] == edit.original


@st.composite
def documents(draw: st.DrawFn) -> DocumentText:
    pages = [draw(clean_pages(number)) for number in range(1, draw(st.integers(0, 4)) + 1)]
    segments, length = [], 0
    for index, page in enumerate(pages):
        start, end = draw(ranges_in(page.text))
        if start == end:
            continue
        segments.append(Segment(length, index, start, end - start))
        length += end - start + draw(st.integers(0, 1))  # joined by a newline, or by nothing
    return DocumentText(tuple(pages), tuple(segments))


@given(documents(), st.data())
def test_what_is_located_on_pages_is_the_passage_itself(document: DocumentText, data: st.DataObject) -> None:
    start, end = data.draw(ranges_in(document.text))
    places = document.locate(start, end)
    for index, low, high in places:
        assert 0 <= low < high <= len(document.pages[index].text)
    assert [index for index, _, _ in places] == sorted({index for index, _, _ in places})
    found = "".join(document.pages[index].text[low:high] for index, low, high in places)
    # what is on no page is only the newline that joins two
    assert found.replace("\n", "") == document.text[start:end].replace("\n", "")


@given(documents())
def test_the_whole_text_lies_on_its_pages_in_order(document: DocumentText) -> None:
    places = document.locate(0, len(document.text))
    assert len(places) == len(document.segments)
    for offset in range(len(document.text)):
        assert 1 <= document.page_at(offset) <= len(document.pages)


def test_an_edit_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply_edits("hälsa", [Edit(start=0, end=1, original="x", replacement="y", rule="r")])
    overlapping = [
        Edit(start=0, end=2, original="hä", replacement="", rule="r"),
        Edit(start=1, end=3, original="äl", replacement="", rule="r"),
    ]
    with pytest.raises(ValueError, match="does not fit"):
        apply_edits("hälsa", overlapping)


def test_the_ends_of_a_passage_do_not_swallow_the_edits_beside_it() -> None:
    """Case: the running head removed above a line must not become part of the line's raw text."""
    raw = "HUVUD\nNämnden beslutar\nFOT"
    edits = (
        Edit(start=0, end=5, original="HUVUD", replacement="", rule="running-head"),
        Edit(start=23, end=26, original="FOT", replacement="", rule="running-head"),
    )
    page = CleanPage(_page(1, raw), (Stage(raw, edits),))
    start = page.text.index("Nämnden")
    low, high = page.to_raw(start, start + len("Nämnden beslutar"))
    assert raw[low:high] == "Nämnden beslutar"


def test_a_letter_put_in_maps_to_the_place_where_it_is_missing() -> None:
    """Case: repair restores a lost letter ("fr" for "för"); a passage within it has no text of its own."""
    page = CleanPage(
        _page(1, "fr"), (Stage("fr", (Edit(start=1, end=1, original="", replacement="ö", rule="r"),)),)
    )
    assert page.text == "för"
    assert page.to_raw(0, 3) == (0, 2)
    assert page.to_raw(1, 2) == (1, 1)
