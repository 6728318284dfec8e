import pytest

from pipeline.repair.text_repair import repair_text
from schemas.issues import IssueKind
from schemas.pages import Origin
from schemas.text import apply_edits

CLEAN = (
    "Nämnden beslutar att godkänna förslaget och att förvaltningen får i uppdrag att återkomma till våren."
)


def to_glyph_numbers(text: str) -> str:
    """Write text as the glyph numbers of a standard TrueType font, as a PDF without ToUnicode shows it."""
    return "".join(
        letter
        if letter == " "
        else chr(ord(letter) - 29)
        if ord(letter) < 127
        else chr(letter.encode("mac_roman")[0] - 128 + 98)
        for letter in text
    )


@pytest.mark.parametrize(
    ("damaged", "kind"),
    [
        (CLEAN.encode().decode("cp1252"), "mojibake"),
        (CLEAN.encode().decode("latin-1"), "mojibake"),
        (CLEAN.translate(str.maketrans("åäöÅÄÖ", "}{|][\\")), "shifted encoding"),
        (CLEAN.encode("cp437").decode("cp1252"), "shifted encoding"),
        (to_glyph_numbers(CLEAN), "broken text mapping"),
        ("P R O T O K O L L  F Ö R  N Ä M N D E N\n" + CLEAN, "letter-spacing"),
        ("FÖRV ALTNINGSBERÄ TTELSE\n" + CLEAN, "letter-spacing"),
    ],
)
def test_wrong_letters_are_named_and_undone(damaged: str, kind: str) -> None:
    found = repair_text(damaged)
    assert found.damage == kind
    assert apply_edits(damaged, found.edits).endswith(CLEAN)


def test_torn_capitals_are_one_word_again() -> None:
    text = "FÖRV ALTNINGSBERÄ TTELSE\n" + CLEAN
    assert apply_edits(text, repair_text(text).edits).startswith("FÖRVALTNINGSBERÄTTELSE\n")


def test_partly_harmed_text_is_repaired_and_its_sound_words_stay() -> None:
    text = (
        "Nämnden godkänner f6rslaget om bidrag till f6reningen. Förvaltningen fdr i uppdrag att äterkomma.\n"
        "Ansökan behandlas av nämnden under vAren och beslutet gäller frdn ndsta är. Avtalet kan sägas upp.\n"
    )
    found = repair_text(text)
    out = apply_edits(text, found.edits)
    assert found.damage == "partly lost diacritics"
    assert "godkänner förslaget om bidrag till föreningen" in out
    assert "under våren" in out
    assert "Avtalet kan sägas upp." in out


def test_a_damaged_paragraph_between_clean_ones_is_seen_alone() -> None:
    damaged = "Namnden foreslar att forvaltningen aterkommer med forslag pa atgarder for de aldre.\n" * 5
    text = (CLEAN + "\n") * 6 + damaged + (CLEAN + "\n") * 6
    out = apply_edits(text, repair_text(text).edits)
    assert (
        out.count("Nämnden föreslår att förvaltningen återkommer med förslag på åtgärder för de äldre.") == 5
    )
    assert out.count(CLEAN) == 12


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Bilaga 1", "2022-10-27", "Ann Rubin, Anders Rubin, Anne Wolf", "e"]
)
def test_short_clean_texts_are_clean(text: str) -> None:
    assert repair_text(text).edits == ()


def test_a_list_of_names_without_diacritics_is_clean() -> None:
    text = ", ".join(["Soderstrom", "Hagglund", "Astrom", "Lindstrom", "Bergstrom", "Akesson", "Oberg"] * 9)
    assert repair_text(text).edits == ()


def test_misread_case_number_is_a_candidate_not_an_edit() -> None:
    text = "Ärendet har nummer HV0-2022-4246 hos nämnden."
    found = repair_text(text)
    assert found.edits == ()
    (issue,) = found.issues
    assert issue.kind is IssueKind.CASE_NUMBER_CANDIDATE
    assert "HVO-2022-4246" in issue.message


@pytest.mark.parametrize(
    "number", ["HVO-2022-4246", "ASN 2018-379", "KS/2014:17", "2023/KFN 0081", "SN 18/0098"]
)
def test_sound_case_numbers_raise_no_candidate(number: str) -> None:
    assert repair_text(f"Ärendet {number} är nämndens eget.").issues == ()


def test_hyphen_at_a_line_end_is_repaired_without_joining_lines() -> None:
    text = "Namnden avslar ansokan fran for-\neningen och att arendet darmed avslutas for gott."
    out = apply_edits(text, repair_text(text).edits)
    assert out.startswith("Nämnden avslår ansökan från för-\neningen och att ärendet")


def test_register_names_are_protected_where_the_caller_says_so() -> None:
    text = "Avtalet med foreningen Malmo Halsa galler tills vidare och namnden godkanner det."
    start = text.index("Malmo Halsa")
    out = apply_edits(text, repair_text(text, protected=[(start, start + 11)]).edits)
    assert "Malmo Halsa" in out
    assert "föreningen" in out


SUMS = "".join(
    f"FRN 2017/4008{number} 2013-07-02-2011-10-05 525 717 kronor, 47,2 av 929 54{number} kr per fond\n"
    for number in range(1, 9)
)


def test_lines_of_sums_between_sound_ones_are_clean() -> None:
    found = repair_text((CLEAN + "\n") * 3 + SUMS + (CLEAN + "\n") * 3)
    assert (found.edits, found.damage) == ((), None)


def test_a_page_read_with_the_swedish_model_has_not_lost_its_letters() -> None:
    text = "Konto 5740 finns i nr 4 av bilagan, som namnden har och som forvaltningen kan se. " * 4
    assert repair_text(text).damage == "lost diacritics"
    assert repair_text(text, origin=Origin.OCR).damage is None


def test_nr_before_a_number_is_an_abbreviation() -> None:
    text = "Forvaltningen foreslar att namnden godkanner avtal nr 7 och bilaga nr. 12 till det."
    assert " nr 7 " in apply_edits(text, repair_text(text).edits)
    assert " nr. 12 " in apply_edits(text, repair_text(text).edits)
