"""Fresh OCR by a Swedish model: words that do not exist are corrected, and nothing else."""

import pytest

from pipeline.pages_to_text import pages_to_text
from pipeline.repair.text_repair import repair_text
from schemas.pages import Origin, Page, Words
from schemas.text import apply_edits

AROUND = "Nämnden beslutade att godkänna förslaget och att ärendet därmed är avslutat för året.\n" * 3


def corrected(text: str) -> str:
    return apply_edits(text, repair_text(text, origin=Origin.OCR).edits)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Kommunen ger drifistöd till föreningen.", "Kommunen ger driftstöd till föreningen."),
        ("De har gjort en fiirteckning över avtalen.", "De har gjort en förteckning över avtalen."),
        ("Kommunen ska skapa nya mijligheter för unga.", "Kommunen ska skapa nya möjligheter för unga."),
        ("Ansökan om utbetalnlng har kommit in.", "Ansökan om utbetalning har kommit in."),
    ],
)
def test_a_word_that_does_not_exist_becomes_the_one_that_was_printed(read: str, printed: str) -> None:
    assert corrected(AROUND + read) == AROUND + printed


@pytest.mark.parametrize(
    "sound",
    [
        "Bordet intill och Hamnkompis får bidrag från Visneti.",
        "Föreningens trivselvärdskap och samhällutmaning tas upp av omsorsnämnden.",
        "The fund shall be managed by the Foundation for thriwing communities of the region.",
        "Frågor besvaras av asa.osman@example.se och på www.exampel.se.",
        "Diarienummer hvo-2022-4246 och kulturskolebarnombudsfunktion nämns.",
        "Någon rör ratten, och matning av fåglar i parken är väldtäktens motsats.",
        "Läkemedlet karbamazepin och fisken nejonöga nämns i bilagan.",
    ],
)
def test_words_that_may_be_sound_stay(sound: str) -> None:
    assert corrected(AROUND + sound) == AROUND + sound


def test_only_text_that_is_known_to_be_ocr_is_corrected() -> None:
    text = AROUND + "Kommunen ger drifistöd till föreningen."
    assert repair_text(text).edits == ()
    assert repair_text(text, origin=Origin.TEXT_LAYER).edits == ()
    (edit,) = repair_text(text, origin=Origin.OCR).edits
    assert (edit.original, edit.replacement, edit.rule) == ("drifistöd", "driftstöd", "repair:nonword")
    assert edit.confidence is not None
    assert edit.confidence >= 0.99


def test_spans_the_caller_protects_stay() -> None:
    text = AROUND + "Kommunen ger drifistöd till föreningen."
    at = text.index("drifistöd")
    assert repair_text(text, origin=Origin.OCR, protected=[(at, at + 9)]).edits == ()


@pytest.mark.parametrize(("origin", "word"), [(Origin.OCR, "driftstöd"), (Origin.TEXT_LAYER, "drifistöd")])
def test_reading_a_document_says_which_pages_are_ocr(origin: Origin, word: str) -> None:
    page = Page(
        page=1,
        origin=origin,
        reason="prov",
        confidence=None,
        width_pt=None,
        height_pt=None,
        rotation=0,
        raw_text=AROUND + "Kommunen ger drifistöd till föreningen.",
        words=Words(),
    )
    text, _ = pages_to_text([page])
    assert text.pages[0].text.endswith(f"Kommunen ger {word} till föreningen.")
