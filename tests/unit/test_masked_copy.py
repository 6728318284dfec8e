"""The copy that is shown holds no contact details, anywhere in the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sample_register import (
    EMAIL,
    HOME,
    MISREAD_EMAIL,
    SECRETS,
    write_sample_register,
)

from pipeline.register.masked_copy import mask_personal, write_masked_copy
from schemas.errors import RegisterError


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("masked")
    register = write_sample_register(folder / "original.db")
    assert EMAIL.encode() in register.read_bytes()
    write_masked_copy(register, folder / "copy.db")
    return folder / "copy.db"


@pytest.mark.parametrize("secret", [*SECRETS, HOME])
def test_no_byte_of_the_file_tells(copy: Path, secret: str) -> None:
    content = copy.read_bytes()
    assert secret.encode() not in content
    assert secret.casefold().encode() not in content


def test_the_words_of_an_address_cannot_be_searched(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        for word in ("naktergal", "avsandare", "example"):
            found = connection.execute("select count(*) from pages_fts where pages_fts match ?", (word,))
            assert found.fetchone() == (0,)
        found = connection.execute("select count(*) from pages_fts where pages_fts match 'ljuspunkten'")
        assert found.fetchone() == (4,)


def test_offsets_still_hold(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        rows = connection.execute(
            "select d.text, substr(p.text, s.start + 1, s.end - s.start) from decisions d "
            "join spans s on s.record = d.id "
            "join pages p on p.document_id = s.document_id and p.page = s.page"
        ).fetchall()
    assert len(rows) == 5
    assert all(text == passage for text, passage in rows)


def test_the_register_itself_is_left_alone(tmp_path: Path) -> None:
    register = write_sample_register(tmp_path / "original.db")
    before = register.read_bytes()
    write_masked_copy(register, tmp_path / "copy.db")
    assert register.read_bytes() == before
    assert MISREAD_EMAIL.encode() in before


def test_every_table_and_view_is_there(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        names = {name for (name,) in connection.execute("select name from sqlite_master")}
        assert {"documents", "contacts", "iop_decisions", "case_timeline", "pages_fts", "runs"} <= names
        assert connection.execute("select count(*) from contacts").fetchone() == (3,)
        assert connection.execute("select count(*) from iop_decisions").fetchone() == (5,)


@pytest.mark.parametrize(
    "text",
    [
        "Ring 070-174 06 05",
        "tfn 08-465 004 12.",
        "tel. +46 70 174 06 05",
        "070 174 06 05",
        "född 19121212-1212",
        "pnr 121212-1212",
        "121272+1212",
        "mejla Kim.Lund+iop@example.se, tack",
    ],
)
def test_what_looks_personal_is_masked(text: str) -> None:
    masked = mask_personal(text)
    assert len(masked) == len(text)
    assert "•••" in masked


@pytest.mark.parametrize(
    "text",
    [
        "HVO-2022-4246",
        "ASN 2018-379",
        "KFT-2024-00041",
        "KS/2012:628-805",
        "(Dnr 002 – 443 / 05)",
        "(D nr 013 – 430 / 05)",
        "0371/11",
        "2023/KFN 0081",
        "2022-10-27",
        "2021-08-01 till 2021-12-31",
        "kl 09:00-10:00",
        "kl. 08-10",
        "8/10 2019",
        "08/10 2019",
        "385 000 kronor",
        "7 236,36 kronor",
        "716444-9758",
        "212000-1124",
        "434 81",
        "2020-2022",
        "147-2009-099",
        "530-454-03",
        "SFS 2018:1197",
        "1.2.3-214-2010",
        "malmo.se",
    ],
)
def test_what_is_public_stays(text: str) -> None:
    assert mask_personal(text) == text


def test_a_missing_register_is_said(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="finns inte"):
        write_masked_copy(tmp_path / "nothing.db", tmp_path / "copy.db")


def test_a_file_that_is_no_register_is_said(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("hej", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"text\.db"):
        write_masked_copy(tmp_path / "text.db", tmp_path / "copy.db")
