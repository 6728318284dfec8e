"""Damage seen in real documents, each in a sentence of our own: mended, or left alone and reported."""

import pytest

from pipeline.repair.text_repair import repair_text
from schemas.text import apply_edits


def repaired(text: str) -> str:
    return apply_edits(text, repair_text(text).edits)


AROUND = "Nämnden beslutade att godkänna förslaget och att ärendet därmed är avslutat för året.\n" * 3


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Begdran om extrast5mma i namnden den 3 maj.", "Begäran om extrastämma i nämnden den 3 maj."),
        (
            "Foreningen har hittat m6gel i lokalen och maste flytta.",
            "Föreningen har hittat mögel i lokalen och måste flytta.",
        ),
        (
            "halsa-, viard- och omsorgsnimnden beslutar att bevilja bidrag for aret.",
            "hälsa-, vård- och omsorgsnämnden beslutar att bevilja bidrag för året.",
        ),
        (
            "Avtalet 16per over tva ar fr foreningen och det ar mojligt att forlanga.",
            "Avtalet löper över två år för föreningen och det är möjligt att förlänga.",
        ),
        (
            "Det ar mjligt att foreningen far 1 uppdrag att utreda fragan.",
            "Det är möjligt att föreningen får i uppdrag att utreda frågan.",
        ),
        (
            "Foreningens I'T-fixare hjalper aldre som ar ensamma.",
            "Föreningens IT-fixare hjälper äldre som är ensamma.",
        ),
        (
            "Foreningen hjalper seniorer 1 Nacka och Varmdo.",
            "Föreningen hjälper seniorer i Nacka och Värmdö.",
        ),
        (
            "Verksamheten ska na bade man och kvinnor i aldern 30 till 60 ar.",
            "Verksamheten ska nå både män och kvinnor i åldern 30 till 60 år.",
        ),
    ],
)
def test_text_without_any_mark_is_mended(read: str, printed: str) -> None:
    assert repaired(read) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (
            "Begdran om extrast5mma har kommit in till n5mnden.",
            "Begäran om extrastämma har kommit in till nämnden.",
        ),
        (
            "Hyresgästen har anmält m6gel och fuktskador i k5llaren.",
            "Hyresgästen har anmält mögel och fuktskador i källaren.",
        ),
    ],
)
def test_partly_harmed_lines_between_sound_ones_are_mended(read: str, printed: str) -> None:
    assert repaired(AROUND + read) == AROUND + printed


@pytest.mark.parametrize("word", ["gåLrd", "samfållighetuIiirening", "[7Zsnets"])
def test_what_cannot_be_known_stays_and_is_reported(word: str) -> None:
    text = AROUND + f"Ansökan fr6n f6reningen om {word} har kommit in till f6rvaltningen under v6ren.\n"
    found = repair_text(text)
    out = apply_edits(text, found.edits)
    assert word in out
    assert "föreningen" in out
    assert any(word[:8] in issue.message for issue in found.issues)


def test_a_torn_heading_is_one_word_in_sound_and_in_harmed_text() -> None:
    assert repaired("FÖRV ALTNINGSBERÄ TTELSE\n" + AROUND).startswith("FÖRVALTNINGSBERÄTTELSE\n")
    harmed = "FORV ALTNINGSBERA TTELSE\nForvaltningen foreslar att namnden godkanner arsredovisningen.\n"
    assert repaired(harmed).startswith("FÖRVALTNINGSBERÄTTELSE\n")


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (
            "Fokus ligger paatt sprida kunskap om foreningen och dess arbete i namnden.",
            "Fokus ligger på att sprida kunskap om föreningen och dess arbete i nämnden.",
        ),
        (
            "Namnden ger radeti uppdrag att folja upp fragan under varen.",
            "Nämnden ger rådet i uppdrag att följa upp frågan under våren.",
        ),
        (
            "Det handlar om sé kallad samverkan mellan namnden och foreningen.",
            "Det handlar om så kallad samverkan mellan nämnden och föreningen.",
        ),
    ],
)
def test_words_run_together_are_parted_and_small_words_stay_apart(read: str, printed: str) -> None:
    assert repaired(read) == printed


def test_a_lost_space_has_a_rule_of_its_own() -> None:
    text = "Fokus ligger paatt sprida kunskap om foreningen och dess arbete i namnden."
    assert ("paatt", "på att", "repair:split") in [
        (edit.original, edit.replacement, edit.rule) for edit in repair_text(text).edits
    ]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Namnden ar nu — som alltid ~ villig att tala.", "Nämnden är nu – som alltid – villig att tala."),
        ("Namnden ar nu - som alltid - villig att tala.", "Nämnden är nu - som alltid - villig att tala."),
        ("Namnden beslutar ‘for egen del att avsla den.", "Nämnden beslutar för egen del att avslå den."),
        ('Forslaget "Oppna dorrar for alla” avslas.', "Förslaget ”Öppna dörrar för alla” avslås."),
        ("| budgeten foreslas att bidraget hojs.", "I budgeten föreslås att bidraget höjs."),
        ("Namnden finns | Goteborg i fragan om att bo.", "Nämnden finns i Göteborg i frågan om att bo."),
        ("Utredningen r fardig och namnden far besked.", "Utredningen är färdig och nämnden får besked."),
    ],
)
def test_marks_and_signs_that_belong_to_the_damage(read: str, printed: str) -> None:
    assert repaired(read) == printed


@pytest.mark.parametrize(
    "passage",
    [
        "2021-2025",
        "2020 - 2022",
        "HVO-2022-4246",
        "Malmö stad - Kommunstyrelsen",
        "kultur - och fritidsnamnden",
    ],
)
def test_hyphens_that_may_be_hyphens_stay(passage: str) -> None:
    text = f"Forvaltningen foreslar att namnden godkanner {passage} och foreningens ansokan."
    assert passage[:12] in repaired(text).replace("ö", "ö")


@pytest.mark.parametrize("name", ["Visegrad", "Polityja", "Masih Yazdi", "Oleksii Reznikov", "Jonsson"])
def test_unknown_names_inside_sentences_stay(name: str) -> None:
    text = f"Forvaltningen foreslar att namnden ger {name} ratt att foretrada foreningen under aret."
    assert f" {name} " in repaired(text)


@pytest.mark.parametrize(("read", "printed"), [("lOP", "IOP"), ("Al", "AI"), ("Al-verkstad", "AI-verkstad")])
def test_an_l_among_capitals_is_an_i(read: str, printed: str) -> None:
    text = f"Namnden beslutar att forvaltningen far anvanda {read} i sitt arbete med foreningen."
    assert f" {printed} " in repaired(text)


def test_a_name_is_not_parted_and_gains_nothing_but_marks() -> None:
    text = (
        "Namnden avslar ansokan fran foreningen Ljusglimten, Hakan Stjarnered och Gorel Backvall under aret."
    )
    out = repaired(text)
    assert "Ljusglimten," in out
    assert "Stjarnered " in out or "Stjärnered " in out
