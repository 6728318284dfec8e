"""The register's tables and columns: the contract's are all there, and every one is explained."""

import re
import sqlite3
from pathlib import Path

import pytest

from pipeline.register.migrations import schema_sql

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

# ../shared/design/contract.md, "Tables and the columns that stay"
CONTRACT = {
    "documents": "id media_type kind title municipality_code committee_code organ document_date meeting_date "
    "case_id case_basis pages status text_quality rules_version",
    "document_files": "document_id path size mtime",
    "document_parts": "document_id part kind page_from page_to case_id title",
    "pages": "document_id page origin reason confidence width_pt height_pt rotation raw_text text",
    "repairs": "document_id page start end original replacement rule confidence",
    "municipalities": "code name",
    "committees": "municipality_code code name",
    "cases": "id municipality_code case_number committee_code year serial title is_iop",
    "case_documents": "case_id document_id part relation evidence confidence",
    "case_links": "case_id other_case_id kind evidence",
    "decisions": "id document_id part case_id case_basis committee_code organ decision_date paragraph clause "
    "status outcome recommended_to text is_iop same_as rule confidence",
    "amounts": "id document_id case_id case_basis sek unit per payer period_from period_to rule confidence",
    "parties": "id name kind org_number",
    "document_links": "from_document to_document kind evidence confidence",
    "spans": "record page start end boxes",
    "issues": "document_id file page kind severity message",
    "iop_decisions": "committee organ date status outcome text amount parties document page",
    "meetings": "date start end place adjustment_date adjusters covers",
    "items": "paragraph case_number title",
    "attendance": "name party role category",
    "referenced_decisions": "body date paragraph case_number text",
    "dissent": "paragraph kind who",
    "basis": "text kind committee date title",
    "planning": "body date",
    "officials": "name title function",
    "persons": "name",
    "contacts": "kind value",
    "case_number_mentions": "value role",
    "dates": "value precision role",
    "periods": "period_from period_to precision role",
    "amount_payees": "",
    "party_aliases": "",
    "party_mentions": "",
    "partnerships": "name case_number committee target_group subject_area period_from period_to extension "
    "amount_sek funding purposes status",
    "partnership_parties": "",
    "runs": "",
    "case_timeline": "",
}
EVIDENCE = {"page", "quote", "raw", "rule", "confidence"}
SHARED = {"id", "document_id", "part", "item_id", "case_id", "case_basis"} | EVIDENCE


def columns() -> dict[str, list[str]]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema_sql())
    names = connection.execute(
        """select name from sqlite_master
           where type in ('table', 'view') and name not like '%!_fts%' escape '!'"""
    ).fetchall()
    found = {name: [row[1] for row in connection.execute(f"pragma table_info({name})")] for (name,) in names}
    connection.close()
    return found


@pytest.mark.parametrize("table", CONTRACT)
def test_the_contracts_columns_are_all_there(table: str) -> None:
    assert set(CONTRACT[table].split()) <= set(columns()[table])


def sections() -> dict[str, str]:
    pieces = re.split(r"^### `(\w+)`$", DICTIONARY.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def test_every_table_and_column_is_explained() -> None:
    explained = sections()
    assert set(explained) == set(columns())
    for table, names in columns().items():
        missing = [name for name in names if name not in SHARED and f"`{name}`" not in explained[table]]
        assert missing == [], table


def test_nothing_is_explained_that_does_not_exist() -> None:
    known = {name for names in columns().values() for name in names}
    values = {"own", "inferred", "referenced", "basis", "follows_up", "refers_to", "decided", "proposed",
              "recommended", "partnership", "clause", "case", "stated"}  # fmt: skip
    for table, text in sections().items():
        for word in re.findall(r"`([a-z_]+)`", text):
            assert word in known | values | {"document_evidence", "documents", "document_id"}, (table, word)
