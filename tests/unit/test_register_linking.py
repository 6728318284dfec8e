"""Linking: which documents share a case, on what grounds, and what must stay apart."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from document_builder import CULTURE, DocumentBuilder, case_number
from sample_cases import (
    CLAUSE,
    COMMITTEE,
    SUMMARY,
    WORKING,
    earlier_memo,
    everything,
    extract,
    memo_without_number,
    minutes,
    web_page,
)

from pipeline.decisions_to_register import load_document
from pipeline.register.linking import link_register
from pipeline.register.store import Register
from schemas.decisions import Status
from schemas.documents import Document
from schemas.items import DocumentKind
from schemas.mentions import Amount, Committee, Municipality, Party, PartyKind, Person, Unit
from schemas.partnerships import Partnership

CASE = "1280/KFN-2031-77"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register(tmp_path / "register.db") as opened:
        yield opened


def load(register: Register, *documents: Document) -> None:
    for document in documents:
        load_document(register, document, rules_version="1")
    link_register(register)


def rows(register: Register, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in register.query(sql, parameters)]


def relations(register: Register, document: Document) -> Sequence[tuple[Any, ...]]:
    return rows(
        register,
        "select case_id, relation from case_documents where document_id = ? order by 1, 2",
        document.source.sha256,
    )


def test_a_memo_without_a_number_is_joined_to_its_case_with_its_grounds(register: Register) -> None:
    memo = memo_without_number()
    load(register, *everything())
    assert relations(register, memo) == [(CASE, "inferred")]
    ((evidence, confidence),) = rows(
        register, "select evidence, confidence from case_documents where relation = 'inferred'"
    )
    assert 0.9 < confidence < 1
    for ground in ("ord är desamma", "att-sats", "beslutsunderlaget", "samma sammanträde"):
        assert ground in evidence
    basis = rows(
        register,
        "select distinct case_id, case_basis from decisions where document_id = ?",
        memo.source.sha256,
    )
    assert basis == [(CASE, "inferred")]


def test_stated_and_inferred_are_never_mixed(register: Register) -> None:
    load(register, *everything())
    inferred = rows(register, "select id from documents where case_basis = 'inferred'")
    assert inferred == [(memo_without_number().source.sha256,)]
    for table in ("decisions", "basis", "planning", "referenced_decisions", "amounts", "partnerships"):
        wrong = rows(
            register,
            f"""select x.id from {table} x join documents d on d.id = x.document_id
                where x.case_id is not null
                    and (x.case_basis = 'inferred') != (d.case_basis is 'inferred')""",
        )
        assert wrong == [], table


def test_the_earlier_case_stays_apart_but_is_followed_up(register: Register) -> None:
    first = earlier_memo()
    load(register, *everything())
    assert relations(register, first) == [("1280/KFN-2027-9", "referenced"), ("1280/KFN-2029-14", "own")]
    links = rows(
        register,
        "select from_document, evidence from document_links where to_document = ? and kind = 'follows_up'",
        first.source.sha256,
    )
    assert {link[0] for link in links} == {extract().source.sha256, memo_without_number().source.sha256}
    assert all("2029-03-20" in link[1] and "förbereddes" in link[1] for link in links)


def test_a_decision_on_another_matter_of_the_same_day_is_not_followed_up(register: Register) -> None:
    text = f"KFN-2029-15\n{COMMITTEE} antar taxan för bad och simhallar.\n{COMMITTEE} 2029-03-20"
    other = DocumentBuilder(text).kind(DocumentKind.TJANSTESKRIVELSE).committee().own_case("KFN-2029-15")
    other.decision(f"{COMMITTEE} antar taxan för bad och simhallar.", Status.PROPOSED)
    load(register, extract(), other.planning(COMMITTEE, "2029-03-20").build())
    assert rows(register, "select * from document_links") == []


def test_the_memo_is_linked_as_basis_of_what_names_it(register: Register) -> None:
    load(register, extract(), memo_without_number())
    links = rows(register, "select from_document, to_document from document_links where kind = 'basis'")
    assert links == [(extract().source.sha256, memo_without_number().source.sha256)]


def test_a_web_page_belongs_to_no_case_whatever_it_quotes(register: Register) -> None:
    load(register, *everything())
    assert relations(register, web_page()) == []


def test_planned_meetings_alone_only_list_the_candidate(register: Register) -> None:
    memo = memo_without_number(
        summary="En helt annan sak om badplatser.",
        clause=f"{COMMITTEE} godkänner rapporten om badplatser.",
        line="Tjänsteskrivelse KFN 2031-05-28 Rapport om badplatser",
    )
    load(register, extract(), memo)
    assert relations(register, memo) == []
    ((kind, message),) = rows(register, "select kind, message from issues where found_by = 'linking'")
    assert kind == "ambiguous"
    assert "KFN-2031-77" in message


def test_another_committees_case_is_no_candidate(register: Register) -> None:
    builder = DocumentBuilder(f"{SUMMARY}\n{CLAUSE}").kind(DocumentKind.TJANSTESKRIVELSE)
    builder.committee(Committee(code="SN", name="Socialnämnden")).decision(CLAUSE, Status.PROPOSED)
    memo = builder.build()
    load(register, extract(), memo)
    assert relations(register, memo) == []


def test_text_that_several_cases_share_is_no_ground(register: Register) -> None:
    other = DocumentBuilder(f"KFN-2031-80\n{SUMMARY}").kind(DocumentKind.TJANSTESKRIVELSE).committee()
    memo = DocumentBuilder(SUMMARY).kind(DocumentKind.TJANSTESKRIVELSE).committee().build()
    load(register, extract(), other.own_case("KFN-2031-80").build(), memo)
    assert relations(register, memo) == []


def test_two_cases_that_fit_equally_are_both_listed_and_neither_chosen(register: Register) -> None:
    text = f"KFN-2031-80\n{CLAUSE}\n{WORKING}\n2031-05-12"
    twin = DocumentBuilder(text).kind(DocumentKind.PROTOKOLLSUTDRAG).committee().own_case("KFN-2031-80")
    twin.decision(CLAUSE, Status.RECOMMENDED).meeting(WORKING, "2031-05-12")
    memo = memo_without_number(summary="Kort.", line="Tjänsteskrivelse KFN 2031-01-01 Annat")
    load(register, extract(), twin.build(), memo)
    assert relations(register, memo) == []
    ((severity, message),) = rows(register, "select severity, message from issues where found_by = 'linking'")
    assert severity == "warning"
    assert "KFN-2031-77" in message
    assert "KFN-2031-80" in message


def test_small_damage_does_not_hide_the_case(register: Register) -> None:
    damaged = SUMMARY.replace("prövotiden", "prdvotiden").replace("ledare", "iedare")
    memo = memo_without_number(summary=damaged, clause=CLAUSE.replace("pröva", "prdva"))
    load(register, extract(), memo)
    assert relations(register, memo) == [(CASE, "inferred")]


def test_minutes_point_each_paragraph_to_its_own_case(register: Register) -> None:
    document = minutes()
    load(register, document)
    found = rows(register, "select paragraph, case_id, case_basis from decisions order by paragraph")
    assert found == [(40, CASE, "stated"), (41, "1280/KFN-2031-90", "stated")]
    assert rows(register, "select case_id from amounts") == [("1280/KFN-2031-90",)]
    assert rows(register, "select case_id from documents") == [(None,)]


def test_a_decision_printed_in_minutes_and_a_copy_is_one(register: Register) -> None:
    original, copy = minutes(), minutes("kopia.txt", kind=DocumentKind.PROTOKOLLSUTDRAG)
    load(register, copy, original)
    same = rows(
        register,
        """select d.document_id as later, f.document_id as first, d.paragraph = f.paragraph
           from decisions d join decisions f on f.id = d.same_as order by d.paragraph""",
    )
    assert same == [(copy.source.sha256, original.source.sha256, 1)] * 2
    assert rows(register, "select sum(sek) from amounts where same_as is null") == [(385000,)]
    assert len(rows(register, "select * from iop_decisions")) == 2


def test_a_recommendation_and_the_decision_that_follows_are_two(register: Register) -> None:
    load(register, extract(), minutes())
    assert rows(register, "select count(*) from decisions where same_as is not null") == [(0,)]


def amount_document(name: str, *payees: tuple[str, ...]) -> Document:
    builder = DocumentBuilder(f"KFN-2031-5 {name} 8000 kr").committee().own_case("KFN-2031-5")
    for paid in payees:
        builder.add("amounts", Amount(sek=Decimal(8000), unit=Unit.KR, payees=paid), "8000 kr")
    return builder.build()


def test_sums_of_the_same_size_to_two_associations_are_two(register: Register) -> None:
    load(register, amount_document("a", ("Lyktan",), ("Ekot",)), amount_document("b", ()))
    assert rows(register, "select sum(sek) from amounts where same_as is null") == [(16000,)]


def test_one_party_over_documents_keeps_its_spellings_and_persons_stay_apart(register: Register) -> None:
    first = DocumentBuilder("Föreningen Lyktan och Anders Rud")
    first.add("parties", Party(name="Föreningen Lyktan", kind=PartyKind.CIVIL_SOCIETY), "Föreningen Lyktan")
    first.add("persons", Person(name="Anders Rud"), "Anders Rud")
    second = DocumentBuilder("FÖRENINGEN LYKTAN (Lyktan) och Ann Rud")
    party = Party(name="Föreningen Lyktan", kind=PartyKind.CIVIL_SOCIETY, aliases=("Lyktan",))
    second.add("parties", party, "Lyktan").add("persons", Person(name="Ann Rud"), "Ann Rud")
    load(register, first.build(), second.build())
    assert rows(register, "select name from parties") == [("Föreningen Lyktan",)]
    assert rows(register, "select alias from party_aliases") == [("Lyktan",)]
    assert rows(register, "select name from persons order by name") == [("Anders Rud",), ("Ann Rud",)]


def test_committees_of_two_municipalities_are_two_parties(register: Register) -> None:
    documents = []
    for code, name in (("1280", "Malmö stad"), ("0180", "Stockholms stad")):
        builder = DocumentBuilder(f"{name} Socialnämnden").committee(
            CULTURE, Municipality(code=code, name=name)
        )
        builder.add("parties", Party(name="Socialnämnden", kind=PartyKind.COMMITTEE), "Socialnämnden")
        documents.append(builder.build())
    load(register, *documents)
    assert rows(register, "select count(*) from parties") == [(2,)]


def test_spellings_of_one_number_are_one_case_and_two_municipalities_two(register: Register) -> None:
    documents = []
    for text, code in (("KS 2018/124", "1280"), ("KS 2018/0124", "1280"), ("KS 2018/124", "0180")):
        builder = DocumentBuilder(f"{text} {code}").committee(CULTURE, Municipality(code=code, name=code))
        value = case_number("KS-2018-124")
        builder.add("case_numbers", type(value)(value=text, role=value.role), text)
        documents.append(builder.scalar("case_number", text, text).build())
    load(register, *documents)
    assert rows(register, "select id from cases order by id") == [
        ("0180/KS 2018/124",),
        ("1280/KS 2018/124",),
    ]


def test_linking_again_writes_nothing(register: Register) -> None:
    load(register, *everything())
    before = register.connection.total_changes
    register.connection.execute("pragma user_version = 0")
    link_register(register)
    assert register.connection.total_changes == before


def test_one_partnership_in_two_documents_is_one_and_another_period_is_another(register: Register) -> None:
    def document(name: str, **known: Any) -> Document:
        text = f"KFN-2031-5 {name} Partnerskapet Fyren"
        builder = DocumentBuilder(text, name=f"{name}.txt").committee().own_case("KFN-2031-5")
        fyren = Partnership(name="Fyren", case_number=None, partners=("Lyktan",), committee="KFN", **known)
        return builder.add("partnerships", fyren, "Partnerskapet Fyren").build()

    short = document("kort")
    full = document("hel", period_from="2031", period_to="2032")
    later = document("sen", period_from="2033", period_to="2034")
    load(register, short, full, later)
    same = rows(
        register,
        """select p.document_id as later, f.document_id as first
           from partnerships p join partnerships f on f.id = p.same_as""",
    )
    assert len(same) == 1
    assert same[0][0] == short.source.sha256
    begins = rows(register, "select date from case_timeline where event = 'partnership begins' order by 1")
    assert begins == [("2031",), ("2033",)]


def test_an_agenda_is_no_record_of_what_was_decided(register: Register) -> None:
    agenda = DocumentBuilder(f"{COMMITTEE} 2029-03-20 KFN-2029-14").kind(DocumentKind.KALLELSE).committee()
    agenda.meeting(COMMITTEE, "2029-03-20").own_case("KFN-2029-14")
    later = DocumentBuilder("Beslut 2029-03-20 (KFN-2029-14) KFN-2031-1").kind(DocumentKind.TJANSTESKRIVELSE)
    later.committee().own_case("KFN-2031-1")
    later.relies_on(COMMITTEE, "2029-03-20", "Beslut 2029-03-20", case_number="KFN-2029-14")
    load(register, agenda.build(), later.build())
    ((kind, evidence),) = rows(register, "select kind, evidence from document_links")
    assert kind == "follows_up"
    assert "förbereddes av kallelse" in evidence


def test_a_decision_told_by_its_month_is_known_by_its_clause(register: Register) -> None:
    words = (
        "att pröva idéburet offentligt partnerskap som en form för samverkan med föreningslivet under två år"
    )
    told = f"I mars 2029 beslutade nämnden {words}."
    later = DocumentBuilder(f"KFN-2031-1 {told}").kind(DocumentKind.TJANSTESKRIVELSE).committee()
    later.own_case("KFN-2031-1").relies_on(COMMITTEE, "2029-03", told)
    load(register, earlier_memo(), later.build())
    ((kind, confidence),) = rows(register, "select kind, confidence from document_links")
    assert (kind, confidence) == ("follows_up", 0.8)
