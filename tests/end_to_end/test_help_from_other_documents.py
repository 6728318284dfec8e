"""A damaged document gets its words back from a clean copy of the same passage, and says so."""

from pathlib import Path
from typing import Any

import pytest
from chain import dump, rows
from copies import ANOTHER, EXTRACT, MEMO, SHARED, damaged, lay

import pipeline.help_from_others
from pipeline.document_to_json import document_to_json
from pipeline.ingest import ingest
from pipeline.page_store import PageStore
from pipeline.run import file_to_document
from schemas.text import apply_edits

REGISTER = Path("register.db")
HELPED = "select {} from repairs where evidence_page is not null order by own_start"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(**documents: str) -> Path:
    lay(Path("inbox"), **documents)
    ingest(["inbox"], REGISTER, jobs=1)
    return REGISTER


def text_of(register: Path, kind: str) -> str:
    ((text,),) = rows(
        register, "select p.text from pages p join documents d on d.id = p.document_id where d.kind = ?", kind
    )
    return str(text)


def lost_words(text: str, printed: str) -> list[tuple[str, str]]:
    got, true = text.split(), printed.split()
    assert len(got) == len(true)
    return [pair for pair in zip(got, true, strict=True) if pair[0] != pair[1]]


def test_the_clean_copy_gives_back_what_the_text_alone_cannot() -> None:
    alone = lost_words(text_of(read(memo=damaged(MEMO)), "tjänsteskrivelse"), MEMO)
    assert alone, "the text alone must leave something to do"
    register = read(utdrag=EXTRACT)
    assert lost_words(text_of(register, "tjänsteskrivelse"), MEMO) == []
    assert "Änggård" in {name for (name,) in rows(register, HELPED.format("replacement"))}


def test_every_edit_says_where_the_word_stands() -> None:
    register = read(memo=damaged(MEMO), utdrag=EXTRACT)
    found = rows(
        register,
        """select r.replacement, r.rule, r.confidence,
               substr(p.text, r.evidence_start + 1, r.evidence_end - r.evidence_start), d.kind
           from repairs r join pages p on p.document_id = r.evidence_document and p.page = r.evidence_page
           join documents d on d.id = r.evidence_document where r.evidence_page is not null""",
    )
    assert found
    for replacement, rule, confidence, there, kind in found:
        assert replacement == there
        assert rule == "repair:other-document"
        assert 0.5 < confidence < 1
        assert kind == "protokollsutdrag"


def test_values_stand_exactly_where_their_evidence_says() -> None:
    register = read(memo=damaged(MEMO), utdrag=EXTRACT)
    wrong = rows(
        register,
        """select s.record, s.record_table, substr(p.text, s.start + 1, s."end" - s.start) as quote
           from spans s join pages p on p.document_id = s.document_id and p.page = s.page
           join persons x on x.id = s.record where instr(quote, x.name) = 0""",
    )
    assert wrong == []
    persons = {name for (name,) in rows(register, "select name from persons")}
    assert not any("Inggård" in name for name in persons)


def test_what_was_read_can_be_had_back_from_the_edits() -> None:
    register = read(memo=damaged(MEMO), utdrag=EXTRACT)
    ((identity, raw, text),) = rows(
        register, "select document_id, raw_text, text from pages where damage is not null"
    )
    document = next(
        document
        for document in (file_to_document(path) for path in Path("inbox").iterdir())
        if document.source.sha256 == identity
    )
    (own,) = document.pages
    help_rows = rows(register, HELPED.format("own_start, original, replacement"))
    for start, original, replacement in reversed(help_rows):
        shift = sum(len(r) - len(o) for s, o, r in help_rows if s < start)
        at = start + shift
        assert text[at : at + len(replacement)] == replacement
        text = text[:at] + original + text[at + len(replacement) :]
    assert text == own.text
    assert raw == own.page.raw_text
    for edit, low, high, place in own.edits():
        assert own.text[place : place + len(edit.replacement)] == edit.replacement
        assert raw[low:high] == edit.original
    assert apply_edits(own.stages[-1].before, own.stages[-1].edits) == own.text


def test_one_document_alone_is_never_helped() -> None:
    lay(Path("inbox"), memo=damaged(MEMO))
    alone = document_to_json(file_to_document(Path("inbox/memo.txt")))
    read(utdrag=EXTRACT)
    assert document_to_json(file_to_document(Path("inbox/memo.txt"))) == alone
    (page,) = alone["pages"]
    assert "Inggård" in page["text"]


def test_another_document_helps_nothing() -> None:
    register = read(memo=damaged(MEMO), annat=ANOTHER)
    assert rows(register, HELPED.format("*")) == []


def test_a_clean_document_is_never_changed() -> None:
    changed = SHARED.replace("når de fler", "nar de fler").replace("Höjdmark", "Hojdmark")
    register = read(annan=EXTRACT.replace(SHARED, changed), utdrag=EXTRACT)
    assert rows(register, "select count(*) from repairs where rule like 'repair:%'") == [(0,)]


def test_numbers_are_never_changed_but_the_difference_is_told() -> None:
    misread = damaged(MEMO).replace("385 000", "335 000")
    register = read(memo=misread, utdrag=EXTRACT)
    text = text_of(register, "tjänsteskrivelse")
    assert "335 000 kronor" in text
    assert lost_words(text, MEMO) == [("335", "385")]
    ((severity, message, page, kind),) = rows(
        register,
        """select severity, message, page, d.kind from issues i join documents d on d.id = i.document_id
           where i.kind = 'contradiction'""",
    )
    assert (severity, page, kind) == ("warning", 1, "tjänsteskrivelse")
    for part in ("”335 000”", "”385 000”", "protokollsutdrag 2031-05-12, sidan 1"):
        assert part in message


def test_a_form_filled_in_twice_is_no_contradiction() -> None:
    filled = damaged(MEMO)
    for here, there in (("2029", "2027"), ("2030", "2028"), ("385 000", "250 000"), ("40 000", "35 000")):
        filled = filled.replace(here, there)
    register = read(memo=filled, utdrag=EXTRACT)
    assert rows(register, "select * from issues where kind = 'contradiction'") == []
    assert "250 000 kronor" in text_of(register, "tjänsteskrivelse")


def test_copies_that_disagree_help_nobody() -> None:
    other = EXTRACT.replace("Tämnarö", "Tamnarö").replace("§ 31", "§ 32")
    register = read(memo=damaged(MEMO), utdrag=EXTRACT, annat=other)
    helped = {name for (name,) in rows(register, HELPED.format("replacement"))}
    assert "Änggård" in helped
    assert not helped & {"Tämnarö", "Tamnarö"}


def test_an_issue_about_a_word_goes_when_the_word_is_settled() -> None:
    garbled = damaged(MEMO).replace("Drivkraft.", "[7rivkraft.")
    uncertain = "select message from issues where kind = 'repair_uncertain'"
    before = rows(read(memo=garbled), uncertain)
    after = rows(read(utdrag=EXTRACT), uncertain)
    helped = {name for (name,) in rows(REGISTER, HELPED.format("original"))}
    for (message,) in before:
        word = message.split("”")[1]
        assert (message,) in after or any(word in original for original in helped)
    assert len(after) <= len(before)


def test_a_name_of_the_register_is_not_repaired_away() -> None:
    sentence = (
        "Namnden foreslar att foreningen Drivkrafts utbud okar och att styrelsen far aterkomma i fragan."
    )
    alone = text_of(read(memo=f"Tjansteskrivelse\n2031-05-02\n\n{sentence}\n"), "tjänsteskrivelse")
    register = read(avtal="Avtal\n\nMalmö stad och Föreningen Drivkraft har träffat denna överenskommelse.\n")
    assert "föreningen Drivkrafts utbud" in text_of(register, "tjänsteskrivelse")
    expected = [] if "Drivkrafts" in alone else [("repair:register-name", "Drivkrafts")]
    assert rows(register, HELPED.format("rule, replacement")) == expected


def test_a_second_ingest_looks_at_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(read(memo=damaged(MEMO), utdrag=EXTRACT))

    def refuse(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("an unchanged register was read again")

    monkeypatch.setattr(pipeline.help_from_others, "help_from_others", refuse)
    assert dump(read()) == before


def test_documents_of_a_lost_page_store_stay_as_they_are() -> None:
    read(memo=damaged(MEMO))
    before = text_of(REGISTER, "tjänsteskrivelse")
    Path("pages.db").unlink()
    with PageStore(Path("pages.db")):
        pass
    assert text_of(read(utdrag=EXTRACT), "tjänsteskrivelse") == before
