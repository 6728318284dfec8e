"""The JSON of `iop extract`: the contract's keys in the contract's order, every value with its evidence."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from document_builder import DocumentBuilder

from pipeline.document_to_json import document_to_json
from schemas.decisions import ReferencedDecision, Status
from schemas.documents import Document, DocumentStatus
from schemas.issues import Issue, IssueKind, Severity
from schemas.items import DocumentKind
from schemas.json_schema import document_schema
from schemas.mentions import (
    Amount,
    Attendance,
    Contact,
    ContactKind,
    DateValue,
    Dissent,
    DissentKind,
    Official,
    Party,
    PartyKind,
    Per,
    Period,
    Person,
    Precision,
    Unit,
)
from schemas.partnerships import Evaluation, EvaluationStatus, Partnership, PartnershipStatus
from schemas.plain import LISTS, SCALARS
from schemas.sources import MediaType, Source, SourceFile
from schemas.text import Edit

SCHEMA_FILE = Path(__file__).parents[2] / "schemas" / "document.schema.json"

CONTRACT = {  # ../shared/design/contract.md, "JSON of one document"
    "source": "file sha256 media_type pages",
    "parts": "part kind page_from page_to case_number title",
    "meeting": "date start end place adjustment_date adjusters covers",
    "attendance": "name party role category",
    "officials": "name title function",
    "items": "paragraph case_number title",
    "decisions": "part paragraph case_number clause status outcome actor recommended_to text is_iop",
    "referenced_decisions": "body date paragraph case_number text",
    "basis": "text kind committee date title",
    "planning": "body date",
    "case_numbers": "value role",
    "dates": "value precision role",
    "periods": "period_from period_to precision role",
    "amounts": "sek unit per payer payees period_from period_to",
    "parties": "name kind org_number aliases",
    "persons": "name",
    "contacts": "kind value",
    "partnerships": "name case_number partners committee target_group subject_area period_from period_to "
    "extension amount_sek funding purposes evaluation status",
    "dissent": "paragraph kind who",
    "issues": "kind severity page message",
    "pages": "page origin reason confidence raw_text text",
}
KEYS = " ".join(
    [
        "source status kind parts title municipality committee organ document_date case_number paragraph",
        "meeting attendance officials items decisions referenced_decisions basis planning case_numbers dates",
        "periods amounts parties persons contacts partnerships dissent evidence issues pages",
    ]
).split(" ")
EVIDENCE = ["spans", "quote", "raw", "rule", "confidence"]


def full_document() -> Document:
    text = (
        "Kultur- och fritidsnamnden\nKFN-2031-77\n§ 12 Samverkan i Ekdalen\n"
        "Nämnden beviljar Föreningen Lyktan 385 000 kronor för 2031.\nKultur- och fritidsnämnden 2031-05-04\n"
        "Tjänsteskrivelse KFN 2031-04-01 Samverkan\nKontakt: Elsa Ek, elsa.ek@example.se"
    )
    at = text.index("namnden")
    edit = Edit(start=at + 1, end=at + 2, original="a", replacement="ä", rule="repair:test", confidence=0.9)
    builder = DocumentBuilder(text, stages={1: [edit]}).kind(DocumentKind.PROTOKOLL).committee()
    builder.scalar("committee", builder.values["committee"].value, "Kultur- och fritidsnämnden")
    builder.scalar("title", "Samverkan i Ekdalen", "Samverkan i Ekdalen").scalar("paragraph", 12, "§ 12")
    builder.scalar("document_date", "2031-05-04", "2031-05-04").own_case("KFN-2031-77")
    builder.meeting("Kultur- och fritidsnämnden", "2031-05-04", covers=(12,))
    builder.item(12, "KFN-2031-77", "Samverkan i Ekdalen")
    builder.decision(
        "Nämnden beviljar Föreningen Lyktan 385 000 kronor för 2031.", Status.DECIDED, paragraph=12
    )
    builder.add(
        "attendance", Attendance(name="Elsa Ek", party="S", role=None, category="Beslutande"), "Elsa Ek"
    )
    builder.add("officials", Official(name="Elsa Ek", title=None, function=None), "Elsa Ek")
    builder.add(
        "referenced_decisions",
        ReferencedDecision(body=None, date="2031", paragraph=None, case_number=None, text=None),
        "2031",
    )
    builder.basis(
        "Tjänsteskrivelse KFN 2031-04-01 Samverkan", "tjänsteskrivelse", "KFN", "2031-04-01", "Samverkan"
    )
    builder.planning("Kultur- och fritidsnämnden", "2031-05-04")
    builder.add("dates", DateValue(value="2031-05-04", precision=Precision.DAY, role="meeting"), "2031-05-04")
    builder.add("periods", Period(period_from="2031", period_to="2031", precision=Precision.YEAR), "för 2031")
    amount = Amount(
        sek=Decimal("3.85E+5"), unit=Unit.KR, per=Per.TOTAL, payer="Kultur- och fritidsnämnden",
        payees=("Föreningen Lyktan",), period_from="2031", period_to="2031",
    )  # fmt: skip
    builder.add("amounts", amount, "385 000 kronor")
    party = Party(name="Föreningen Lyktan", kind=PartyKind.CIVIL_SOCIETY, aliases=("Lyktan",))
    builder.add("parties", party, "Föreningen Lyktan").add("persons", Person(name="Elsa Ek"), "Elsa Ek")
    contact = Contact(kind=ContactKind.EMAIL, value="elsa.ek@example.se", person="Elsa Ek")
    builder.add("contacts", contact, "elsa.ek@example.se")
    partnership = Partnership(
        name="Lyktan", case_number="KFN-2031-77", partners=("Föreningen Lyktan",), committee="KFN",
        amount_sek=Decimal("385000"), extension="P1Y", purposes=("bryta ensamhet",),
        evaluation=Evaluation(status=EvaluationStatus.PLANNED, report_due="2032-01-31"),
        status=PartnershipStatus.RUNNING,
    )  # fmt: skip
    builder.add("partnerships", partnership, "Föreningen Lyktan")
    builder.add("dissent", Dissent(paragraph=12, kind=DissentKind.JAV, who="Elsa Ek"), "Elsa Ek")
    builder.issues.append(
        Issue(kind=IssueKind.VALUE_UNKNOWN, severity=Severity.NOTE, page=1, message="Okänt.")
    )
    return builder.build()


def test_keys_are_the_contracts_in_its_order() -> None:
    printed = document_to_json(full_document())
    assert list(printed) == KEYS
    for name, columns in CONTRACT.items():
        entry = printed[name][0] if isinstance(printed[name], list) else printed[name]
        keys = [
            key for key in entry if key not in EVIDENCE and key not in ("prefix", "year", "serial", "person")
        ]
        if name in ("issues", "pages"):
            keys = list(entry)
        assert keys == columns.split(), name


def test_every_entry_of_every_list_carries_its_evidence() -> None:
    document = full_document()
    printed = document_to_json(document)
    text = document.pages[0].text
    for name in LISTS:
        for entry in printed[name]:
            assert list(entry)[-5:] == EVIDENCE, name
            for span in entry["spans"]:
                assert " ".join(text[span["start"] : span["end"]].split()) == entry["quote"]
                assert all(len(box) == 4 for box in span["boxes"])
    assert list(printed["evidence"]) == [name for name in SCALARS if getattr(document.mentions, name)]
    committee = printed["evidence"]["committee"]
    assert list(committee) == EVIDENCE
    assert (committee["quote"], committee["raw"]) == (
        "Kultur- och fritidsnämnden",
        "Kultur- och fritidsnamnden",
    )


def test_values_have_their_plain_forms() -> None:
    printed = document_to_json(full_document())
    assert printed["amounts"][0]["sek"] == "385000"
    assert printed["partnerships"][0]["evaluation"] == {"status": "planned", "report_due": "2032-01-31"}
    assert printed["contacts"][0]["person"] == "Elsa Ek"
    assert printed["kind"] == "protokoll"
    assert printed["municipality"] == {"code": "1280", "name": "Malmö stad"}
    assert json.loads(json.dumps(printed, ensure_ascii=False)) == printed


def test_a_document_of_which_nothing_is_known_still_has_every_key() -> None:
    builder = DocumentBuilder("")
    builder.status = DocumentStatus.FAILED
    printed = document_to_json(builder.build())
    assert list(printed) == KEYS
    assert (printed["kind"], printed["title"], printed["decisions"], printed["evidence"]) == (
        "okänd",
        None,
        [],
        {},
    )
    jsonschema.validate(printed, document_schema())


def test_the_file_is_named_without_its_folder_and_always_printable() -> None:
    document = DocumentBuilder("text").build()
    file = SourceFile(path=Path("/hemlig/mapp/beslut\udce5.txt"), size=4, mtime_ns=1)
    source = Source(sha256="0" * 64, media_type=MediaType.TEXT, files=(file,))
    moved = Document(
        source=source, status=document.status, pages_expected=1, mentions=document.mentions,
        pages=document.pages, issues=(),
    )  # fmt: skip
    name = document_to_json(moved)["source"]["file"]
    assert name.encode("utf-8").startswith(b"beslut")
    assert "mapp" not in name


def test_an_issue_of_the_file_and_of_a_page_is_printed_once() -> None:
    issue = Issue(kind=IssueKind.MISLEADING_NAME, severity=Severity.NOTE, page=None, message="Fel namn.")
    document = DocumentBuilder("text").build()
    source = Source(
        sha256=document.source.sha256, media_type=MediaType.TEXT, files=document.source.files, issues=(issue,)
    )
    twice = Document(
        source=source, status=document.status, pages_expected=1, mentions=document.mentions,
        pages=document.pages, issues=(issue,),
    )  # fmt: skip
    assert [entry["message"] for entry in document_to_json(twice)["issues"]] == ["Fel namn."]


def test_the_json_is_valid_under_the_schema_that_ships() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document_to_json(full_document()), schema)


def test_the_schema_that_ships_is_the_one_the_records_give() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == document_schema(), (
        "run: python -m schemas.json_schema > schemas/document.schema.json"
    )


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        (("decisions", 0, "status"), "adopted"),
        (("amounts", 0, "sek"), "3.85E+5"),
        (("amounts", 0, "sek"), 385000),
        (("decisions", 0, "confidence"), 1.5),
        (("decisions", 0, "spans", 0, "page"), 0),
        (("kind",), None),
        (("source", "sha256"), "abc"),
        (("dates", 0, "unheard_of"), "x"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_allow(
    path: tuple[str | int, ...], bad: object
) -> None:
    printed = document_to_json(full_document())
    entry = printed
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = bad
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(printed, document_schema())
