"""Evidence: a match in the document's text leads to pages, lines, words and the text as read."""

import pytest

from pipeline.anchors import Anchor
from pipeline.pages_to_text import pages_to_text
from pipeline.repair.text_repair import Repair
from schemas.geometry import Box
from schemas.pages import Origin, Page, Word, Words
from schemas.spans import Evidence, Match, Range
from schemas.text import DocumentText


def _page(number: int, raw: str, confidences: dict[str, float] | None = None) -> Page:
    """A page with one box for each word: x0 is its offset, top its line."""
    words, at = [], 0
    for word in raw.split():
        start = raw.index(word, at)
        at = start + len(word)
        top = 100 * number + 12 * raw[:start].count("\n")
        words.append(Word(start, at, Box(start, top, at, top + 10), (confidences or {}).get(word, 1.0)))
    return Page(
        page=number, origin=Origin.TEXT_LAYER, reason="prov", confidence=None, width_pt=595, height_pt=842,
        rotation=0, raw_text=raw, words=Words.of(words),
    )  # fmt: skip


def _document(*pages: Page) -> DocumentText:
    nothing = Repair(edits=(), damaged=False, damage=None, issues=())
    return pages_to_text(pages, repair=lambda _text: nothing)[0]


def _evidence(document: DocumentText, *passages: str, confidence: float = 1.0) -> Evidence:
    starts = [document.text.index(passage) for passage in passages]
    ranges = [Range(start, start + len(passage)) for start, passage in zip(starts, passages, strict=True)]
    return Anchor(document).evidence(ranges, "prov:rad", confidence)


def _check(document: DocumentText, evidence: Evidence) -> None:
    """What holds for every value: one span a line, and the quote is what the spans say."""
    texts = []
    for span in evidence.spans:
        page_text = document.pages[span.page - 1].text
        passage = page_text[span.start : span.end]
        assert "\n" not in passage
        assert passage == passage.strip() != ""
        texts.append(passage)
    assert evidence.quote == " ".join(" ".join(texts).split())


def test_a_value_on_one_line() -> None:
    document = _document(_page(1, "Nämnden beviljar\nföreningen 385 000 kronor\nför året"))
    evidence = _evidence(document, "385 000 kronor")
    _check(document, evidence)
    (span,) = evidence.spans
    assert (span.page, span.start, span.end) == (1, 28, 42)
    assert span.boxes == (Box(28, 112, 31, 122), Box(32, 112, 35, 122), Box(36, 112, 42, 122))
    assert (evidence.quote, evidence.raw) == ("385 000 kronor", "385 000 kronor")


def test_a_value_that_crosses_a_line_has_a_span_on_each() -> None:
    document = _document(_page(1, "beviljar 385 000\n  kronor till föreningen"))
    evidence = _evidence(document, "385 000\n  kronor")
    _check(document, evidence)
    assert [(span.start, span.end) for span in evidence.spans] == [(9, 16), (19, 25)]
    assert [box.top for span in evidence.spans for box in span.boxes] == [100, 100, 112]
    assert evidence.quote == "385 000 kronor"
    assert evidence.raw == "385 000\nkronor"


def test_a_value_that_crosses_a_page_has_a_span_on_each() -> None:
    document = _document(_page(1, "beslutar bevilja"), _page(2, "föreningen stöd"))
    evidence = _evidence(document, "bevilja\nföreningen")
    _check(document, evidence)
    assert [span.page for span in evidence.spans] == [1, 2]
    assert [box.top for span in evidence.spans for box in span.boxes] == [100, 200]
    assert evidence.quote == "bevilja föreningen"


def test_a_word_divided_by_a_page_end_has_boxes_on_both() -> None:
    document = _document(_page(1, "en överens-"), _page(2, "kommelse tecknas"))
    evidence = _evidence(document, "överenskommelse")
    assert [(span.page, len(span.boxes)) for span in evidence.spans] == [(1, 1), (2, 1)]
    assert evidence.raw.split("\n") == ["överens", "kommelse"]


def test_a_word_divided_by_a_line_end_is_quoted_whole_and_raw_as_read() -> None:
    document = _document(_page(1, "förvaltar-\nföreningen bildades"))
    evidence = _evidence(document, "förvaltarföreningen")
    _check(document, evidence)
    assert evidence.quote == "förvaltarföreningen"
    assert evidence.raw == "förvaltar-\nföreningen"
    assert [box.top for span in evidence.spans for box in span.boxes] == [100, 112]


def test_boxes_are_of_the_words_as_read_whatever_cleaning_moved() -> None:
    raw = "HUVUD\u00ad\u00ad\u00ad 2 (4)\nsumman är 7\u00a0500 kronor"
    document = _document(_page(1, raw))
    evidence = _evidence(document, "7 500 kronor")
    assert evidence.raw == "7\u00a0500 kronor"
    at = raw.index("7\u00a0500")
    assert {box.x0 for span in evidence.spans for box in span.boxes} >= {float(at)}


def test_several_passages_stand_in_their_order() -> None:
    document = _document(_page(1, "Belopp: 500 kronor\nMottagare: Föreningen Gläntan"))
    evidence = _evidence(document, "Föreningen Gläntan", "500 kronor")
    _check(document, evidence)
    assert evidence.quote == "Föreningen Gläntan 500 kronor"


def test_confidence_falls_with_the_least_sure_word_under_it_and_no_other() -> None:
    document = _document(_page(1, "summan är 500 kronor", {"500": 0.6, "är": 0.1}))
    assert _evidence(document, "500 kronor", confidence=0.5).confidence == pytest.approx(0.3)
    assert _evidence(document, "kronor", confidence=0.5).confidence == pytest.approx(0.5)


def test_a_page_without_words_gives_spans_without_boxes() -> None:
    page = _page(1, "Beslut")
    bare = Page(
        page=1, origin=Origin.FILE, reason="textfil", confidence=None, width_pt=None, height_pt=None,
        rotation=0, raw_text=page.raw_text, words=Words(),
    )  # fmt: skip
    evidence = _evidence(_document(bare), "Beslut", confidence=0.9)
    assert evidence.spans[0].boxes == ()
    assert evidence.confidence == 0.9


def test_a_rule_that_points_at_nothing_is_a_fault_unless_it_infers() -> None:
    document = _document(_page(1, "text \n\n text"))
    with pytest.raises(ValueError, match="no passage"):
        Anchor(document).evidence([Range(5, 6)], "prov:rad", 1.0)
    inferred = Anchor(document).evidence([], "inferred:committee", 0.5)
    assert (inferred.spans, inferred.quote, inferred.raw) == ((), "", "")


def test_mentions_keep_value_rule_and_order() -> None:
    document = _document(_page(1, "ett två"))
    anchor = Anchor(document)
    matches = [Match(value=n, ranges=(Range(4 * n, 4 * n + 3),), rule=f"prov:{n}") for n in (1, 0)]
    found = anchor.mentions(matches)
    assert [(m.value, m.evidence.quote, m.evidence.rule) for m in found] == [
        (1, "två", "prov:1"),
        (0, "ett", "prov:0"),
    ]
    other = anchor.value("annat", matches[0], rule="prov:annan")
    assert (other.value, other.evidence.quote, other.evidence.rule) == ("annat", "två", "prov:annan")
