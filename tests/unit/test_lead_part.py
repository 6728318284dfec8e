"""A document's own kind, title and number are those of its first part that says what it is."""

from pathlib import Path

from pipeline.run import file_to_document
from schemas.items import DocumentKind

_MEMO = (
    "Malmö stad\n\nTjänsteskrivelse\n\nLokaler för samvaro\nHVO-2031-12\n\n"
    "Sammanfattning\n\nText om lokaler.\n\n"
    "Förslag till beslut\n\n1. Hälsa-, vård- och omsorgsnämnden godkänner förslaget.\n"
)


def test_a_cover_page_does_not_hide_the_memo_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "handling.txt"
    path.write_text("Ett försättsblad utan uppgifter om vad som följer\n\f" + _MEMO, encoding="utf-8")
    mentions = file_to_document(path).mentions
    assert [part.value.kind for part in mentions.parts][-1] is DocumentKind.TJANSTESKRIVELSE
    assert mentions.kind is not None
    assert mentions.kind.value is DocumentKind.TJANSTESKRIVELSE
    assert mentions.case_number is not None
    assert mentions.case_number.value == "HVO-2031-12"
    assert mentions.title is not None
    assert mentions.title.value == "Lokaler för samvaro"


def test_the_first_of_two_that_both_say_it_leads(tmp_path: Path) -> None:
    path = tmp_path / "handling.txt"
    second = _MEMO.replace("Tjänsteskrivelse", "Protokollsutdrag").replace("HVO-2031-12", "HVO-2031-99")
    path.write_text(_MEMO + "\f" + second, encoding="utf-8")
    mentions = file_to_document(path).mentions
    assert mentions.kind is not None
    assert mentions.kind.value is DocumentKind.TJANSTESKRIVELSE
