"""A small register of invented documents, written row by row, for tests of what shows a register."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.register.store import Register

HVO = "Hälsa-, vård- och omsorgsnämnden"
HVO_AU = "Hälsa-, vård- och omsorgsnämndens arbetsutskott"
ASN = "Arbetsmarknads- och socialnämnden"

# Personal data that must never be shown. The phone numbers are from the range kept for fiction.
EMAIL = "ylva.naktergal@example.se"
PHONE = "070-174 06 05"
PERSONNUMMER = "19121212-1212"
UNFOUND_EMAIL = "okand.avsandare@example.se"  # the extractor missed it
UNFOUND_PHONE = "08-465 004 12"
MISREAD_EMAIL = "ylva.naktergaIQexampIe.se"  # as OCR read it, before repair
SECRETS = (EMAIL, PHONE, PERSONNUMMER, UNFOUND_EMAIL, UNFOUND_PHONE, MISREAD_EMAIL, "naktergal@", "174 06 05")
HOME = "/home/ylva.naktergal/inkorg"

CLAUSE = (
    "Hälsa-, vård- och omsorgsnämnden godkänner överenskommelsen om idéburet offentligt partnerskap "
    "med Föreningen Ljuspunkten om 385 000 kronor."
)
RECOMMENDED = "Hälsa-, vård- och omsorgsnämnden godkänner överenskommelsen med Föreningen Ljuspunkten."
REPORT_BACK = "Förvaltningen får i uppdrag att följa upp partnerskapet senast den 31 januari 2024."
REJECTED = "Arbetsmarknads- och socialnämnden avslår ansökan om partnerskap från Studieförbundet Ugglan."
HOSTILE = 'Ansökan från <script>alert("x")</script> & Co <b>fet</b>'


class SampleDocument:
    """Rows of one document; `row` finds its quote in the pages and writes its spans."""

    def __init__(self, connection: sqlite3.Connection, name: str, texts: list[str], **columns: Any) -> None:
        self.connection = connection
        self.pages = texts
        self.id = hashlib.sha256(name.encode()).hexdigest()
        self._count = 0
        origin = columns.pop("origin", "text layer")
        defaults = {
            "id": self.id,
            "media_type": "application/pdf",
            "kind": "protokoll",
            "municipality_code": "1280",
            "pages": len(texts),
            "status": "ok",
            "text_quality": 0.98,
            "rules_version": "test",
        }
        self.insert("documents", defaults | columns)
        file = {"path": f"{HOME}/{name}", "document_id": self.id, "size": 1000, "mtime": 1}
        self.insert("document_files", file)
        for number, text in enumerate(texts, 1):
            page = {"document_id": self.id, "page": number, "origin": origin, "rotation": 0, "text": text}
            reason = "sidan saknar textlager" if origin == "ocr" else "textlagret är läsbart"
            self.insert("pages", page | {"reason": reason, "confidence": 0.97, "raw_text": text})

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self.connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))

    def row(self, table: str, quote: str, raw: str | None = None, **columns: Any) -> str:
        self._count += 1
        record = hashlib.sha256(f"{self.id}{table}{self._count}".encode()).hexdigest()[:20]
        page = next((number for number, text in enumerate(self.pages, 1) if quote in text), None)
        evidence = {"quote": quote, "raw": raw or quote, "rule": "test:rad", "confidence": 0.95, "page": page}
        row = {"id": record, "document_id": self.id, "part": 1} | columns | evidence
        if table == "document_evidence":
            row = {key: value for key, value in row.items() if key != "part"} | {
                "id": f"{self.id}:{columns['field']}"
            }
        self.insert(table, row)
        if page is not None:
            start = self.pages[page - 1].index(quote)
            place = {"record": row["id"], "record_table": table, "document_id": self.id, "page": page}
            self.insert("spans", place | {"start": start, "end": start + len(quote), "boxes": "[]"})
        return str(row["id"])

    def decision(self, text: str, clause: int, status: str, outcome: str, **columns: Any) -> str:
        defaults = {"text": text, "clause": clause, "status": status, "outcome": outcome, "is_iop": 1}
        return self.row("decisions", text, **(defaults | columns))


def write_sample_register(path: Path) -> Path:
    """Write the register: three cases of two committees, a proposal, a recommendation and decisions."""
    with Register(path) as register, register.transaction() as connection:
        _bodies_and_cases(connection)
        _memo(connection)
        _committee_extract(connection)
        _minutes(connection)
        _other_committee(connection)
        _damaged_scan(connection)
    return path


CASE = "1280/HVO-2023-0042"
OTHER_CASE = "1280/ASN-2021-700"
OTHER_MUNICIPALITY = "0380/HVO-2023-42"


def _bodies_and_cases(connection: sqlite3.Connection) -> None:
    connection.executemany(
        "insert into municipalities (code, name) values (?, ?)",
        [("1280", "Malmö stad"), ("0380", "Uppsala kommun")],
    )
    connection.executemany(
        "insert into committees (municipality_code, code, name) values (?, ?, ?)",
        [("1280", "HVO", HVO), ("1280", "ASN", ASN), ("0380", "HVO", "Hälso- och vårdnämnden")],
    )
    connection.executemany(
        "insert into cases (id, municipality_code, case_number, comparison_key, committee_code, year, "
        "serial, title, is_iop) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (CASE, "1280", "HVO-2023-0042", "hvo-2023-42", "HVO", 2023, "0042", "IOP med Ljuspunkten", 1),
            (OTHER_CASE, "1280", "ASN-2021-700", "asn-2021-700", "ASN", 2021, "700", HOSTILE, 1),
            (OTHER_MUNICIPALITY, "0380", "HVO-2023-42", "hvo-2023-42", "HVO", 2023, "42", "Hyra av lokal", 0),
        ],
    )


def _relate(document: SampleDocument, case_id: str, relation: str, evidence: str) -> None:
    row = {"case_id": case_id, "document_id": document.id, "part": 1, "relation": relation}
    document.insert("case_documents", row | {"evidence": evidence, "confidence": 0.9})


def _memo(connection: sqlite3.Connection) -> None:
    memo = SampleDocument(
        connection,
        "tjansteskrivelse.pdf",
        [
            "Tjänsteskrivelse 2023-03-01\nHVO-2023-0042\n"
            f"Vår referens\nYlva Näktergal, {EMAIL}, {PHONE}\n"
            f"Förslag till beslut\n1. {CLAUSE}\n2. {REPORT_BACK}\n"
            "Beslutsplanering\nHälsa-, vård- och omsorgsnämnden 2023-03-22\n"
            "Hälsa-, vård- och omsorgsnämnden 2023-04-19",
            f"Ärendet\nFöreningen Ljuspunkten får 385 000 kronor för perioden 2023-04-01 till 2023-12-31.\n"
            f"Sökanden har personnummer {PERSONNUMMER}. Frågor till {UNFOUND_EMAIL} eller {UNFOUND_PHONE}.",
        ],
        kind="tjänsteskrivelse",
        title="Överenskommelse om idéburet offentligt partnerskap med Föreningen Ljuspunkten",
        committee_code="HVO",
        committee=HVO,
        document_date="2023-03-01",
        case_number="HVO-2023-0042",
        case_id=CASE,
        case_basis="stated",
    )
    _relate(memo, CASE, "own", "Ärendenumret står i dokumentet.")
    memo.row("document_evidence", "2023-03-01", field="document_date")
    memo.row("contacts", EMAIL, MISREAD_EMAIL, kind="email", value=EMAIL, person="Ylva Näktergal")
    memo.row("contacts", PHONE, kind="phone", value=PHONE, person="Ylva Näktergal")
    memo.row("contacts", PERSONNUMMER, kind="personnummer", value=PERSONNUMMER)
    memo.row(
        "officials",
        f"Ylva Näktergal, {EMAIL}",
        f"Ylva Näktergal, {MISREAD_EMAIL}",
        name="Ylva Näktergal",
        title=None,
        function="Vår referens",
    )
    repair = {"document_id": memo.id, "page": 1, "start": 50, "end": 75, "original": MISREAD_EMAIL}
    memo.insert("repairs", repair | {"replacement": EMAIL, "rule": "repair:word", "confidence": 0.9})
    columns = {
        "case_id": CASE,
        "case_number": "HVO-2023-0042",
        "case_basis": "stated",
        "committee_code": "HVO",
    }
    memo.decision(CLAUSE, 1, "proposed", "approved", actor=HVO, municipality_code="1280", **columns)
    memo.decision(REPORT_BACK, 2, "proposed", "instructed", municipality_code="1280", **columns)
    planned = {"case_id": CASE, "case_basis": "stated"}
    memo.row(
        "planning", "Hälsa-, vård- och omsorgsnämnden 2023-03-22", body=HVO, date="2023-03-22", **planned
    )
    memo.row(
        "planning", "Hälsa-, vård- och omsorgsnämnden 2023-04-19", body=HVO, date="2023-04-19", **planned
    )
    party = {"id": "party-1", "name": "Föreningen Ljuspunkten", "kind": "civil_society"}
    memo.insert("parties", party)
    memo.row(
        "party_mentions",
        "Föreningen Ljuspunkten får",
        party_id="party-1",
        name="Föreningen Ljuspunkten",
        kind="civil_society",
        aliases="[]",
    )
    amount = memo.row(
        "amounts",
        "385 000 kronor för perioden",
        case_id=CASE,
        case_basis="stated",
        sek=385000,
        unit="kr",
        per="total",
        payer=HVO,
        period_from="2023-04-01",
        period_to="2023-12-31",
    )
    memo.insert(
        "amount_payees", {"amount_id": amount, "name": "Föreningen Ljuspunkten", "party_id": "party-1"}
    )
    partnership = memo.row(
        "partnerships",
        "perioden 2023-04-01 till 2023-12-31",
        name="Ljuspunkten",
        case_number="HVO-2023-0042",
        case_id=CASE,
        case_basis="stated",
        committee="HVO",
        target_group="ofrivilligt ensamma äldre",
        period_from="2023-04-01",
        period_to="2023-12-31",
        amount_sek=385000,
        purposes=json.dumps(["nå fler äldre"]),
        evaluation_status="planned",
        evaluation_report_due="2024-01-31",
        status="planned",
    )
    row = {"partnership_id": partnership, "name": "Föreningen Ljuspunkten", "party_id": "party-1"}
    memo.insert("partnership_parties", row)


def _committee_extract(connection: sqlite3.Connection) -> None:
    extract = SampleDocument(
        connection,
        "utdrag arbetsutskott.pdf",
        [
            "Protokollsutdrag 2023-03-15\n§ 31 IOP med Ljuspunkten\n"
            f"Beslut\nArbetsutskottet föreslår\n{RECOMMENDED}"
        ],
        kind="protokollsutdrag",
        title="IOP med Ljuspunkten",
        committee_code="HVO",
        committee=HVO,
        organ=HVO_AU,
        meeting_date="2023-03-15",
        paragraph=31,
        case_id=CASE,
        case_basis="inferred",
    )
    _relate(extract, CASE, "inferred", "Samma rubrik och samma planerade möte som tjänsteskrivelsen.")
    extract.row("meetings", "2023-03-15", organ=HVO_AU, date="2023-03-15", adjusters="[]", covers="[31]")
    extract.decision(
        RECOMMENDED,
        1,
        "recommended",
        "approved",
        paragraph=31,
        case_id=CASE,
        case_basis="inferred",
        committee_code="HVO",
        organ=HVO_AU,
        decision_date="2023-03-15",
        recommended_to=HVO,
        actor=HVO,
    )


def _minutes(connection: sqlite3.Connection) -> None:
    minutes = SampleDocument(
        connection,
        "protokoll.pdf",
        [f"Sammanträdesprotokoll 2023-03-22\n§ 44 IOP med Ljuspunkten HVO-2023-0042\nBeslut\n{CLAUSE}"],
        title="Protokoll 2023-03-22",
        committee_code="HVO",
        committee=HVO,
        organ=HVO,
        meeting_date="2023-03-22",
        case_number="HVO-2023-0042",
        case_id=CASE,
        case_basis="stated",
    )
    (extract,) = connection.execute(
        "select id, text from documents d join pages p on p.document_id = d.id "
        "where kind = 'protokollsutdrag' and instr(text, 'Ljuspunkten')"
    )
    place = extract[1].index("Ljuspunkten")
    helped = {"document_id": minutes.id, "page": 1, "start": 50, "end": 61, "original": "Ljusponkten"}
    helped |= {"replacement": "Ljuspunkten", "rule": "repair:other-document", "confidence": 0.97}
    passage = {"evidence_document": extract[0], "evidence_page": 1, "evidence_start": place}
    minutes.insert("repairs", helped | passage | {"own_start": 50, "evidence_end": place + 11})
    _relate(minutes, CASE, "own", "Ärendenumret står i dokumentet.")
    minutes.row("meetings", "2023-03-22", organ=HVO, date="2023-03-22", adjusters="[]", covers="[44]")
    minutes.decision(
        CLAUSE,
        1,
        "decided",
        "approved",
        paragraph=44,
        case_number="HVO-2023-0042",
        case_id=CASE,
        case_basis="stated",
        committee_code="HVO",
        organ=HVO,
        decision_date="2023-03-22",
        actor=HVO,
    )


def _other_committee(connection: sqlite3.Connection) -> None:
    minutes = SampleDocument(
        connection,
        "asn.pdf",
        [f"Protokoll 2021-05-05\n§ 7 {HOSTILE}\nASN-2021-700\nBeslut\n{REJECTED}"],
        title=HOSTILE,
        committee_code="ASN",
        committee=ASN,
        organ=ASN,
        meeting_date="2021-05-05",
        case_number="ASN-2021-700",
        case_id=OTHER_CASE,
        case_basis="stated",
    )
    _relate(minutes, OTHER_CASE, "own", "Ärendenumret står i dokumentet.")
    minutes.row("meetings", "2021-05-05", organ=ASN, date="2021-05-05", adjusters="[]", covers="[7]")
    minutes.decision(
        REJECTED,
        1,
        "decided",
        "rejected",
        paragraph=7,
        case_number="ASN-2021-700",
        case_id=OTHER_CASE,
        case_basis="stated",
        committee_code="ASN",
        organ=ASN,
        decision_date="2021-05-05",
    )


def _damaged_scan(connection: sqlite3.Connection) -> None:
    scan = SampleDocument(
        connection,
        "skannad.tif",
        ["En nästan oläslig sida om överenskommelser."],
        origin="ocr",
        kind="okänd",
        status="partial",
        media_type="image/tiff",
        pages=2,
        text_quality=0.41,
    )
    issue = {
        "id": "issue-1",
        "document_id": scan.id,
        "file": f"{HOME}/skannad.tif",
        "page": 2,
        "kind": "page_unreadable",
        "severity": "error",
        "message": "Sidan 2 gick inte att läsa. Skanna om den.",
        "found_by": "reading",
    }
    scan.insert("issues", issue)
    message = "Sidan 1 beräknas ha omkring 59 % fel lästa tecken (brusig). Skanna om den."
    poor = {"id": "issue-2", "page": 1, "kind": "low_confidence", "severity": "warning", "message": message}
    scan.insert("issues", issue | poor)
