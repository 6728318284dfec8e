"""What a registrar asks: a case by any spelling, words, and what is missing."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from document_builder import CULTURE, DocumentBuilder
from sample_cases import COMMITTEE, WORKING, everything, extract, memo_without_number, minutes

from pipeline.decisions_to_register import load_document, load_rejected
from pipeline.register.linking import link_register
from pipeline.register.queries import case_by_number, gaps, search
from pipeline.register.store import Register
from schemas.documents import Document, DocumentStatus
from schemas.issues import Issue, IssueKind, Severity
from schemas.items import DocumentKind
from schemas.mentions import Amount, Municipality, Unit
from schemas.pages import Origin
from schemas.partnerships import Evaluation, EvaluationStatus, Partnership

GAP_KEYS = ["kind", "date", "case_id", "message", "document_id", "page", "quote", "predicted_error"]
CASE_KEYS = [
    "id", "case_number", "title", "municipality_code", "municipality", "committee_code", "committee", "year",
    "is_iop", "documents", "timeline", "decisions", "amounts", "partnerships", "parties",
    "referenced_decisions", "other_cases", "document_links", "missing", "issues",
]  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register(tmp_path / "register.db") as opened:
        yield opened


def load(register: Register, *documents: Document) -> None:
    for document in documents:
        load_document(register, document, rules_version="1")
    link_register(register)


def kinds(found: list[dict[str, object]]) -> list[object]:
    return [gap["kind"] for gap in found]


@pytest.mark.parametrize(
    "spelling",
    [
        "KFN-2031-77",
        "kfn 2031/77",
        "KFN 2031-77",
        "kfn-2031-0077",
        "Kfn/2031:77",
        "1280/KFN-2031-77",
        "2031/KFN 77",
        "Dnr KFN-2031-77",
        "Diarienummer: KFN 2031/77",
    ],
)
def test_any_spelling_finds_the_case(register: Register, spelling: str) -> None:
    load(register, *everything())
    (case,) = case_by_number(register, spelling)
    assert case["case_number"] == "KFN-2031-77"
    assert list(case) == CASE_KEYS
    assert json.loads(json.dumps(case)) == case


def test_a_number_that_no_document_names_finds_nothing(register: Register) -> None:
    load(register, *everything())
    assert case_by_number(register, "KFN-2031-7") == []
    assert case_by_number(register, "HVO-2031-77") == []


def test_every_fact_of_a_case_has_document_page_and_quote(register: Register) -> None:
    load(register, *everything())
    (case,) = case_by_number(register, "KFN-2031-77")
    held = {document.source.sha256: document for document in everything()}
    for name in ("timeline", "decisions", "referenced_decisions"):
        assert case[name], name
        for fact in case[name]:
            text = held[fact["document_id"]].pages[fact["page"] - 1].text
            assert fact["quote"] in " ".join(text.split())
            assert fact["document"]


def test_a_case_is_told_in_time_order_from_proposal_to_decision(register: Register) -> None:
    load(register, *everything())
    (case,) = case_by_number(register, "KFN-2031-77")
    dates = [fact["date"] for fact in case["timeline"] if fact["date"]]
    assert dates == sorted(dates)
    assert [(fact["date"], fact["event"]) for fact in case["timeline"] if "decision" in fact["event"]] == [
        ("2029-03-20", "referenced decision"),
        ("2029-03-20", "referenced decision"),
        ("2031-05-28", "decision"),
    ]
    assert {row["status"] for row in case["decisions"]} == {"proposed", "recommended", "decided"}
    assert {row["relation"] for row in case["documents"]} == {"own", "inferred"}
    basis = {row["status"]: row["case_basis"] for row in case["decisions"]}
    assert basis == {"proposed": "inferred", "recommended": "stated", "decided": "stated"}


def test_two_municipalities_with_one_number_give_two_cases(register: Register) -> None:
    for code in ("1280", "0180"):
        builder = DocumentBuilder(f"KFN-2031-77 {code}").committee(
            CULTURE, Municipality(code=code, name=code)
        )
        load(register, builder.own_case("KFN-2031-77").build())
    found = case_by_number(register, "KFN 2031/77")
    assert [case["id"] for case in found] == ["0180/KFN-2031-77", "1280/KFN-2031-77"]


def test_search_finds_decisions_and_pages_and_says_what_it_could_not_read(register: Register) -> None:
    lost = DocumentBuilder("En rad om Lyktan", name="skannad.pdf")
    lost.pages_expected, lost.status = 3, DocumentStatus.PARTIAL
    lost.issues.append(
        Issue(kind=IssueKind.OCR_FAILED, severity=Severity.ERROR, page=2, message="Sidan gick inte att läsa.")
    )
    load(register, *everything(), lost.build())
    tom = Issue(kind=IssueKind.EMPTY_FILE, severity=Severity.ERROR, page=None, message="Filen är tom.")
    load_rejected(register, Path("inbox/tom.pdf"), tom)
    answer = search(register, "lyktan beviljar")
    assert list(answer) == [
        "cases", "decisions_total", "decisions", "documents_total", "documents", "not_searched",
    ]  # fmt: skip
    assert [hit["case_number"] for hit in answer["decisions"]] == ["KFN-2031-90"]
    assert answer["documents"][0]["page"] == 1
    assert "Lyktan" in answer["documents"][0]["quote"]
    assert [(row["file"], row["page"]) for row in answer["not_searched"]] == [
        ("inbox/skannad.pdf", None),
        ("inbox/skannad.pdf", 2),
        ("inbox/tom.pdf", None),
    ]


def test_search_takes_word_beginnings_swedish_letters_and_case_numbers(register: Register) -> None:
    load(register, *everything())
    assert search(register, "överenskommel")["documents_total"] > 0
    assert search(register, "overenskommel")["documents_total"] == 0
    assert [case["id"] for case in search(register, "kfn 2031/77")["cases"]] == ["1280/KFN-2031-77"]
    for odd in ('"', "§", "a AND", "NEAR(", "*", "", "-lyktan", 'x"y'):
        search(register, odd)


def test_a_search_tells_how_much_it_did_not_list(register: Register) -> None:
    load(register, *everything())
    answer = search(register, "samverkan", limit=1)
    assert len(answer["documents"]) == 1 < answer["documents_total"]


def test_a_complete_case_lacks_nothing_of_its_own(register: Register) -> None:
    load(register, extract(), memo_without_number(), minutes())
    found = [gap for gap in gaps(register) if gap["case_id"] == "1280/KFN-2031-77"]
    assert [(gap["kind"], gap["date"]) for gap in found] == [("minutes", "2029-03-20")]


def test_paragraphs_that_the_minutes_cover_but_nobody_holds_are_told(register: Register) -> None:
    builder = DocumentBuilder("2031-02-01\n§ 1 A\n§ 4 B").kind(DocumentKind.PROTOKOLL).committee()
    builder.meeting(COMMITTEE, "2031-02-01", covers=(1, 2, 3, 4)).item(1, None, "A").item(4, None, "B")
    other = DocumentBuilder("2031-02-01\n§ 3 C").kind(DocumentKind.PROTOKOLLSUTDRAG).committee()
    other.meeting(COMMITTEE, "2031-02-01", covers=(3,)).item(3, None, "C")
    load(register, builder.build(), other.build())
    messages = [gap["message"] for gap in gaps(register) if gap["kind"] == "paragraph"]
    assert messages == [f"§ 2 saknas från {COMMITTEE} 2031-02-01"]


def test_a_hole_in_minutes_that_do_not_say_what_they_cover_is_told(register: Register) -> None:
    builder = DocumentBuilder("2031-02-01\n§ 7 A\n§ 9 B").kind(DocumentKind.PROTOKOLL).committee()
    builder.meeting(COMMITTEE, "2031-02-01").item(7, None, "A").item(9, None, "B")
    load(register, builder.build())
    assert [gap["message"][:4] for gap in gaps(register) if gap["kind"] == "paragraph"] == ["§ 8 "]


def test_planned_meetings_without_minutes_are_told_and_the_future_is_not(register: Register) -> None:
    load(register, extract(), memo_without_number())
    missing = [gap["date"] for gap in gaps(register) if gap["kind"] == "minutes"]
    assert missing == ["2029-03-20", "2031-05-28"]
    early = [gap["date"] for gap in gaps(register, today="2031-05-20") if gap["kind"] == "minutes"]
    assert early == ["2029-03-20"]
    load(register, minutes())
    assert [gap["date"] for gap in gaps(register) if gap["kind"] == "minutes"] == ["2029-03-20"]


def test_named_documents_that_are_not_held_are_told(register: Register) -> None:
    load(register, extract())
    assert [gap["message"] for gap in gaps(register) if gap["kind"] == "named document"] == [
        "Handling saknas: Tjänsteskrivelse KFN 2031-05-28 Fortsatt samverkan i Ekdalen"
    ]
    load(register, memo_without_number())
    assert "named document" not in kinds(gaps(register))


def scanned(confidence: float, message: str | None, salt: str) -> Document:
    builder = DocumentBuilder("Läst ur en bild", name=f"{salt}.pdf").kind(DocumentKind.BILAGA)
    builder.salt, builder.origin, builder.page_confidence = salt, Origin.OCR, confidence
    if message:
        issue = Issue(kind=IssueKind.LOW_CONFIDENCE, severity=Severity.WARNING, page=1, message=message)
        builder.issues.append(issue)
    return builder.build()


def test_pages_to_scan_again_are_listed_with_the_worst_first_and_sound_ones_are_not(
    register: Register,
) -> None:
    load(register, scanned(0.94, "6 % fel.", "a"), scanned(0.999, None, "b"), scanned(0.6, "40 % fel.", "c"))
    found = [gap for gap in gaps(register) if gap["kind"] == "scan again"]
    assert [(gap["predicted_error"], gap["page"]) for gap in found] == [(0.4, 1), (0.06, 1)]
    assert [gap["message"].rsplit("/")[-1] for gap in found] == ["c.pdf: 40 % fel", "a.pdf: 6 % fel"]


def partnership_document(evaluation: Evaluation | None) -> DocumentBuilder:
    text = "KFN-2031-5 Partnerskapet Fyren 2031-12-31, 200 kr"
    builder = DocumentBuilder(text).kind(DocumentKind.AVTAL).committee().own_case("KFN-2031-5")
    builder.scalar("document_date", "2031-12-31", "2031-12-31")
    partnership = Partnership(
        name="Fyren", case_number=None, partners=("Lyktan", "Ekot"), committee="KFN", period_to="2032-12-31",
        evaluation=evaluation, amount_sek=Decimal("200.50"),
    )  # fmt: skip
    builder.add("amounts", Amount(sek=Decimal("200.50"), unit=Unit.KR, payees=("Ekot", "Lyktan")), "200 kr")
    return builder.add("partnerships", partnership, "Partnerskapet Fyren")


def test_reports_and_ended_partnerships_want_a_later_document(register: Register) -> None:
    due = Evaluation(status=EvaluationStatus.PLANNED, report_due="2033-01-31")
    load(register, partnership_document(due).build())
    assert [gap["date"] for gap in gaps(register) if gap["kind"] == "follow-up"] == ["2033-01-31"]
    report = DocumentBuilder("KFN-2031-5 2033-02-01").kind(DocumentKind.TJANSTESKRIVELSE).committee()
    report.own_case("KFN-2031-5").scalar("document_date", "2033-02-01", "2033-02-01")
    load(register, report.build())
    assert "follow-up" not in kinds(gaps(register))


def test_a_case_lists_sums_and_partners_exactly(register: Register) -> None:
    load(register, partnership_document(None).build())
    (case,) = case_by_number(register, "KFN-2031-5")
    assert (case["amounts"][0]["sek"], case["amounts"][0]["payees"]) == ("200.5", ["Ekot", "Lyktan"])
    assert case["partnerships"][0]["partners"] == ["Ekot", "Lyktan"]
    assert [gap["kind"] for gap in case["missing"]] == ["follow-up"]


def test_proposals_without_a_decision_and_documents_without_a_case_are_told(register: Register) -> None:
    memo = DocumentBuilder("Ett förslag utan nummer").kind(DocumentKind.TJANSTESKRIVELSE).committee()
    load(register, extract(), memo.build())
    found = gaps(register)
    assert [gap["case_id"] for gap in found if gap["kind"] == "decision"] == ["1280/KFN-2031-77"]
    assert [gap["document_id"] for gap in found if gap["kind"] == "case"] == [memo.build().source.sha256]
    load(register, minutes())
    assert "decision" not in kinds(gaps(register))


def test_gaps_have_one_shape_and_a_fixed_order(register: Register) -> None:
    load(register, *everything())
    found = gaps(register)
    assert all(list(gap) == GAP_KEYS for gap in found)
    assert found == gaps(register)
    assert WORKING not in {gap["message"] for gap in found}


def test_one_decision_in_minutes_and_extract_is_listed_once_with_both_sources(register: Register) -> None:
    copy = minutes("kopia.txt", kind=DocumentKind.PROTOKOLLSUTDRAG)
    load(register, minutes(), copy)
    (case,) = case_by_number(register, "KFN-2031-90")
    (decision,) = case["decisions"]
    assert [source["document"].split()[0] for source in decision["sources"]] == [
        "Protokoll",
        "Protokollsutdrag",
    ]
    assert [fact["event"] for fact in case["timeline"]] == ["meeting", "meeting", "decision"]
    assert len(case["timeline"][-1]["sources"]) == 2
    (amount,) = case["amounts"]
    assert len(amount["sources"]) == 2


def test_a_named_extract_is_found_by_its_paragraph(register: Register) -> None:
    line = "Protokollsutdrag KFNAU 2031-05-12 § 31"
    later = DocumentBuilder(f"KFN-2031-77\n{line}").kind(DocumentKind.PROTOKOLL).committee()
    later.own_case("KFN-2031-77").basis(line, "protokollsutdrag", None, "2031-05-12", None)
    load(register, later.build())
    assert "named document" in kinds(gaps(register))
    load(register, extract(), memo_without_number())
    assert "named document" not in kinds(gaps(register))
