"""Exports: complete, exact, readable where they are opened, and without contact details."""

import csv
import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from document_builder import DocumentBuilder
from sample_cases import everything

from pipeline.decisions_to_register import load_document
from pipeline.register.export import export_register
from pipeline.register.linking import link_register
from pipeline.register.store import Register
from schemas.errors import RegisterError, UsageError
from schemas.mentions import Amount, Contact, ContactKind, Person, Unit

EMAIL, PHONE = "ylva.naktergal@example.se", "070-174 06 05"
FORMS = ["csv", "xlsx", "json", "parquet"]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    text = f"=SUMMA(A1) Ylva når ni på {EMAIL} eller {PHONE}. Stöd 7 236,36 kr\x0c KFN-2031-5"
    builder = DocumentBuilder(text, name="kontakt.txt").committee().own_case("KFN-2031-5")
    builder.add("contacts", Contact(kind=ContactKind.EMAIL, value=EMAIL, person="Ylva"), EMAIL)
    builder.add("contacts", Contact(kind=ContactKind.PHONE, value=PHONE), PHONE)
    builder.add("persons", Person(name="=SUMMA(A1)"), "=SUMMA(A1)")
    builder.add("amounts", Amount(sek=Decimal("7236.36"), unit=Unit.KR), "7 236,36 kr")
    with Register(path) as opened:
        for document in [*everything(), builder.build()]:
            load_document(opened, document, rules_version="1")
        link_register(opened)
    return path


def read(folder: Path, form: str, table: str) -> list[dict[str, object]]:
    if form == "csv":
        with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if form == "json":
        rows: list[dict[str, object]] = json.loads((folder / f"{table}.json").read_text(encoding="utf-8"))
        return rows
    if form == "parquet":
        return pyarrow.parquet.read_table(folder / f"{table}.parquet").to_pylist()
    book = openpyxl.load_workbook(folder / "register.xlsx", read_only=True)
    heads, *body = book[table].iter_rows(values_only=True)
    # openpyxl leaves out the empty cells at a row's end
    return [dict(zip(heads, (*row, *[None] * (len(heads) - len(row))), strict=True)) for row in body]


@pytest.mark.parametrize("form", FORMS)
def test_every_row_of_every_table_is_exported(register: Path, tmp_path: Path, form: str) -> None:
    export_register(register, tmp_path / "ut", form)
    connection = sqlite3.connect(register)
    for table in ("decisions", "cases", "iop_decisions", "case_timeline", "pages", "spans", "party_aliases"):
        (count,) = connection.execute(f"select count(*) from {table}").fetchone()
        assert count > 0, table
        assert len(read(tmp_path / "ut", form, table)) == count
    connection.close()


@pytest.mark.parametrize("form", FORMS)
def test_sums_are_exact_and_swedish_letters_whole(register: Path, tmp_path: Path, form: str) -> None:
    export_register(register, tmp_path / "ut", form)
    sums = {Decimal(str(row["sek"])) for row in read(tmp_path / "ut", form, "amounts")}
    assert sums == {Decimal("7236.36"), Decimal(385000)}
    assert any("föreningslivet" in str(row["text"]) for row in read(tmp_path / "ut", form, "decisions"))


@pytest.mark.parametrize("form", FORMS)
def test_no_contact_detail_is_exported(register: Path, tmp_path: Path, form: str) -> None:
    for path in export_register(register, tmp_path / "ut", form):
        content = path.read_bytes()
        for secret in (EMAIL, PHONE, "naktergal"):
            assert secret.encode() not in content, path.name
    for table in ("contacts", "pages"):
        assert "naktergal" not in str(read(tmp_path / "ut", form, table))
    contacts = read(tmp_path / "ut", form, "contacts")
    assert {str(row["kind"]) for row in contacts} == {"email", "phone"}
    assert all("•" in str(row["value"]) for row in contacts)


def test_no_cell_of_a_spreadsheet_becomes_a_formula(register: Path, tmp_path: Path) -> None:
    export_register(register, tmp_path / "ut", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "ut" / "register.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=SUMMA(A1)" for cell in cells)
    assert "f" not in {cell.data_type for cell in cells}
    export_register(register, tmp_path / "ut", "csv")
    assert {row["name"] for row in read(tmp_path / "ut", "csv", "persons")} == {"'=SUMMA(A1)"}


def test_a_second_export_gives_the_same_and_leaves_other_files_alone(register: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    first = {path: path.read_bytes() for path in export_register(register, folder, "csv")}
    (folder / "mitt.txt").write_text("kvar")
    second = {path: path.read_bytes() for path in export_register(register, folder, "csv")}
    assert first == second
    assert {path.name for path in folder.iterdir()} == {*(path.name for path in first), "mitt.txt"}


def test_what_cannot_be_exported_is_said(register: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csv"):
        export_register(register, tmp_path / "ut", "pdf")
    with pytest.raises(RegisterError, match="finns inte"):
        export_register(tmp_path / "annat.db", tmp_path / "ut", "csv")
    assert list((tmp_path / "ut").iterdir()) == []
    (tmp_path / "fil").touch()
    with pytest.raises(UsageError, match="fil"):
        export_register(register, tmp_path / "fil", "csv")
