"""The sample inbox becomes a register: the same one whatever the order, the names and the interruptions."""

import random
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from chain import INBOX, ReadInbox, dump, iop, names, no_page_read, rows

import pipeline.ingest
import pipeline.run
from pipeline.ingest import ingest

REGISTER = Path("register.db")
# One document of each kind of file, small ones: what is tested is the house, not the reading.
FEW = ("04", "08", "09", "11", "12")
Desk = Callable[..., Path]


def test_every_document_of_the_inbox_is_loaded(read_inbox: ReadInbox) -> None:
    assert names(read_inbox.register) == sorted(path.name for path in INBOX.iterdir())
    assert rows(read_inbox.register, "select distinct status from documents") == [("ok",)]
    assert len(read_inbox.result.added) == len(list(INBOX.iterdir())) >= 12
    assert not read_inbox.result.failed
    assert not read_inbox.result.partial


def test_every_page_has_its_row_and_its_reason(read_inbox: ReadInbox) -> None:
    register = read_inbox.register
    (expected,) = rows(register, "select sum(pages) from documents")
    assert rows(register, "select count(*) from pages") == [expected]
    assert rows(register, "select count(*) from pages where reason is null or reason = ''") == [(0,)]
    origins = rows(register, "select distinct origin from pages order by 1")
    assert origins == [("file",), ("ocr",), ("text layer",)], "scans, digital pages and files are all there"


def test_every_case_number_of_the_inbox_is_found_by_any_spelling(read_inbox: ReadInbox) -> None:
    found = rows(read_inbox.register, "select case_number from cases order by 1")
    assert len(found) >= 3
    for (number,) in found:
        prefix, year, serial = number.split("-")
        spellings = (number, f"{prefix} {year}-{serial}", f"{prefix.lower()} {year}/{serial.lstrip('0')}")
        outputs = [iop("case", spelling, "--register", read_inbox.register) for spelling in spellings]
        assert [output.exit_code for output in outputs] == [0, 0, 0]
        assert number in outputs[0].stdout
        assert outputs[0].stdout == outputs[1].stdout == outputs[2].stdout
        as_json = [
            iop("case", spelling, "--json", "--register", read_inbox.register).stdout
            for spelling in spellings
        ]
        assert as_json[0] == as_json[1] == as_json[2]


def test_the_second_time_nothing_changes_and_no_page_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk(*FEW)
    ingest(["inbox"], REGISTER, jobs=1)
    before = dump(REGISTER)

    def refuse(*_arguments: object, **_settings: object) -> None:
        raise AssertionError("an unchanged document was read again")

    monkeypatch.setattr(pipeline.run, "source_to_document", refuse)
    result = ingest(["inbox"], REGISTER, jobs=1)
    assert (len(result.unchanged), result.added, result.updated) == (len(FEW), [], [])
    assert dump(REGISTER) == before


def test_pages_read_once_make_the_same_register(desk: Desk, read_inbox: ReadInbox) -> None:
    desk()
    with no_page_read() as taken:
        ingest(["inbox"], REGISTER, jobs=1)
    (pages,) = rows(REGISTER, "select count(*) from pages where origin != 'file'")[0]
    assert len(taken) == pages > 10
    assert dump(REGISTER) == read_inbox.dump


def test_new_rules_derive_everything_anew_without_reading_a_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk(*FEW)
    ingest(["inbox"], REGISTER, jobs=1)
    before = dump(REGISTER)
    monkeypatch.setattr(pipeline.ingest, "rules_version", lambda: "andra regler")
    with no_page_read() as taken:
        result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.updated) == len(FEW)
    assert taken
    assert rows(REGISTER, "select distinct rules_version from documents") == [("andra regler",)]
    after = [line.replace("andra regler", pipeline.rules_version.rules_version()) for line in dump(REGISTER)]
    assert sorted(after) == sorted(before)


def test_file_by_file_in_any_order_gives_the_same_register(desk: Desk, read_inbox: ReadInbox) -> None:
    folder = desk()
    files = sorted(folder.joinpath("inbox").iterdir())
    random.Random(7).shuffle(files)
    assert files != sorted(files)
    for path in files:
        ingest([path.relative_to(folder)], REGISTER, jobs=1)
    assert dump(REGISTER) == read_inbox.dump


def test_several_processes_give_the_same_register(desk: Desk, read_inbox: ReadInbox) -> None:
    desk()
    result = ingest(["inbox"], REGISTER, jobs=2)
    assert len(result.added) == len(list(INBOX.iterdir()))
    assert dump(REGISTER) == read_inbox.dump


def test_the_same_bytes_under_two_names_are_one_document_with_two_names(desk: Desk) -> None:
    folder = desk("12")
    (original,) = folder.joinpath("inbox").iterdir()
    shutil.copy2(original, folder / "inbox" / "kopia.txt")
    result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.added) == 1
    assert rows(REGISTER, "select count(*) from documents") == [(1,)]
    assert names(REGISTER) == sorted([original.name, "kopia.txt"])


def test_a_copy_that_comes_later_is_another_name_too(desk: Desk) -> None:
    folder = desk("12")
    ingest(["inbox"], REGISTER, jobs=1)
    (original,) = folder.joinpath("inbox").iterdir()
    shutil.copy2(original, folder / "inbox" / "kopia.txt")
    with no_page_read():
        result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.unchanged) == 1
    assert names(REGISTER) == sorted([original.name, "kopia.txt"])


def test_a_moved_file_keeps_its_document_and_loses_its_old_name(desk: Desk) -> None:
    folder = desk("09", "12")
    ingest(["inbox"], REGISTER, jobs=1)
    moved = folder / "inbox" / "2024" / "Kallelse.txt"
    moved.parent.mkdir()
    next(folder.joinpath("inbox").glob("12*")).rename(moved)
    result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.unchanged) == 2
    fresh = Path("fresh.db")
    shutil.copy2("pages.db", "fresh-pages.db")
    ingest(["inbox"], fresh, jobs=1)
    assert dump(REGISTER) == dump(fresh)


def test_a_document_whose_file_is_gone_stays_in_the_register(desk: Desk) -> None:
    """An inbox that is emptied after reading is a way to work; what was read must not go with it."""
    folder = desk("09", "12")
    ingest(["inbox"], REGISTER, jobs=1)
    before = dump(REGISTER)
    next(folder.joinpath("inbox").glob("12*")).unlink()
    ingest(["inbox"], REGISTER, jobs=1)
    assert dump(REGISTER) == before


def test_changed_bytes_under_the_same_name_are_another_document(desk: Desk) -> None:
    folder = desk("12")
    ingest(["inbox"], REGISTER, jobs=1)
    (path,) = folder.joinpath("inbox").iterdir()
    path.write_text(path.read_text(encoding="utf-8") + "\nÄrendet utgår.\n", encoding="utf-8")
    result = ingest(["inbox"], REGISTER, jobs=1)
    assert len(result.added) == 1
    owner = rows(REGISTER, "select document_id from document_files where path like '%12 Kallelse%'")
    assert owner == rows(REGISTER, "select document_id from pages where text like '%Ärendet utgår.%'")


def test_decomposed_names_with_spaces_are_files_like_any_other(desk: Desk) -> None:
    folder = desk("12")
    (path,) = folder.joinpath("inbox").iterdir()
    decomposed = path.with_name(unicodedata.normalize("NFD", "Kallelse  å ä ö (kopia).txt"))
    path.rename(decomposed)
    composed = unicodedata.normalize("NFC", f"inbox/{decomposed.name}")
    for name in (f"inbox/{decomposed.name}", composed, "inbox"):
        ingest([name], REGISTER, jobs=1)
    assert len(names(REGISTER)) == 1
    assert unicodedata.normalize("NFC", names(REGISTER)[0]) == "Kallelse  å ä ö (kopia).txt"
