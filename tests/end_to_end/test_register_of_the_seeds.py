"""The five real seeds through the chain into a register: who belongs together, and who stays apart."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.decisions_to_register import load_document
from pipeline.register.dump import dump_register
from pipeline.register.linking import link_register
from pipeline.register.queries import case_by_number
from pipeline.register.store import Register
from schemas.documents import Document

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the seeds in ../shared/seeds")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    from pipeline.run import file_to_document

    return {path.name[:3]: file_to_document(path) for path in sorted(SEEDS.glob("*.txt"))}


def fill(path: Path, documents: list[Document]) -> Register:
    register = Register(path)
    for document in documents:
        load_document(register, document, rules_version="1")
    link_register(register)
    return register


@pytest.fixture
def register(documents: dict[str, Document], tmp_path: Path) -> Iterator[Register]:
    with fill(tmp_path / "register.db", list(documents.values())) as filled:
        yield filled


def name_of(documents: dict[str, Document], sha256: str) -> str:
    return next(name for name, document in documents.items() if document.source.sha256 == sha256)


def test_the_memo_without_number_joins_its_case_and_no_other_document_does(
    register: Register, documents: dict[str, Document]
) -> None:
    rows = register.query("select case_id, document_id, relation, confidence from case_documents")
    relations = {(name_of(documents, row["document_id"]), row["relation"]): row["case_id"] for row in rows}
    assert relations["002", "inferred"] == relations["000", "own"] == "1280/HVO-2022-4246"
    assert relations["001", "own"] == "1280/HVO-2020-2328"
    assert relations["004", "own"] == "1280/ASN-2019-2500"
    assert [name for name, relation in relations if relation == "inferred"] == ["002"]
    assert not any(name == "003" for name, _ in relations)
    basis = register.query("select distinct document_id from decisions where case_basis = 'inferred'")
    assert [name_of(documents, row["document_id"]) for row in basis] == ["002"]


def test_what_relies_on_an_earlier_decision_is_linked_to_the_memo_that_prepared_it(
    register: Register, documents: dict[str, Document]
) -> None:
    rows = register.query("select from_document, to_document, kind from document_links")
    links = {
        (name_of(documents, row["from_document"]), name_of(documents, row["to_document"]), row["kind"])
        for row in rows
    }
    assert links == {("000", "001", "follows_up"), ("002", "001", "follows_up"), ("000", "002", "basis")}


def test_six_clauses_five_proposed_one_recommended_none_decided(register: Register) -> None:
    rows = register.query(
        "select status, count(*) as n from decisions where same_as is null group by status order by status"
    )
    assert [(row["status"], row["n"]) for row in rows] == [("proposed", 5), ("recommended", 1)]


@pytest.mark.parametrize("spelling", ["hvo 2022/4246", "HVO-2022-4246", "HVO 2022-4246"])
def test_the_case_holds_both_sums_and_both_partnerships_once(register: Register, spelling: str) -> None:
    (case,) = case_by_number(register, spelling)
    assert sorted(row["sek"] for row in case["amounts"]) == ["200000", "385000"]
    assert len(case["partnerships"]) == 2
    assert {row["case_basis"] for row in case["amounts"]} == {"inferred"}
    assert "2022-10-27" in {gap["date"] for gap in case["missing"] if gap["kind"] == "minutes"}


def test_any_order_and_any_repetition_gives_the_same_register(
    register: Register, documents: dict[str, Document], tmp_path: Path
) -> None:
    shuffled = [*documents.values(), *documents.values()]
    random.Random(7).shuffle(shuffled)
    with fill(tmp_path / "other.db", shuffled) as other:
        assert list(dump_register(other)) == list(dump_register(register))
