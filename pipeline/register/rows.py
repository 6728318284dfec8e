"""One document as rows of the register's tables: pure, so that it can be tested without a database."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.register.identity import record_id
from schemas.decisions import Status
from schemas.documents import Document
from schemas.items import DocumentKind
from schemas.partnerships import Evaluation
from schemas.plain import LISTS, SCALARS, all_issues, plain
from schemas.spans import Evidence, Mention

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Where the name of a list in the JSON is not the name of its table.
_TABLES = {"parts": "document_parts", "case_numbers": "case_number_mentions", "parties": "party_mentions"}
# Values that stand outside the items (§§) of a protocol.
_OUTSIDE_ITEMS = {"document_parts", "meetings", "attendance", "officials", "items"}
# The contract's status follows from the body that met; a proposal has no date of decision yet.
_DATED = {Status.DECIDED, Status.RECOMMENDED}


def document_rows(document: Document, rules_version: str) -> Rows:
    """Return table name → rows for everything that the document itself states."""
    rows: Rows = {"documents": [_document_row(document, rules_version)], "spans": []}
    rows["pages"] = list(_page_rows(document))
    rows["repairs"] = list(_repair_rows(document))
    rows["issues"] = list(_issue_rows(document))
    rows["document_evidence"] = list(_evidence_rows(document, rows["spans"]))
    places = _Places(document)
    found = {"meetings": (document.mentions.meeting,) if document.mentions.meeting else ()}
    found |= {_TABLES.get(name, name): getattr(document.mentions, name) for name in LISTS}
    for table, mentions in found.items():
        rows[table] = list(_mention_rows(document, table, mentions, places, rows["spans"]))
    _move_children(rows, "amounts", "payees", "amount_payees", "amount_id")
    _move_children(rows, "partnerships", "partners", "partnership_parties", "partnership_id")
    return rows


def _document_row(document: Document, rules_version: str) -> Row:
    mentions = document.mentions
    value = {name: m.value if (m := getattr(mentions, name)) else None for name in SCALARS}
    municipality, committee, meeting = value["municipality"], value["committee"], value["meeting"]
    return {
        "id": document.source.sha256,
        "media_type": document.source.media_type.value,
        "kind": document.kind.value,
        "title": value["title"],
        "municipality_code": municipality.code if municipality else None,
        "municipality": municipality.name if municipality else None,
        "committee_code": committee.code if committee else None,
        "committee": committee.name if committee else None,
        "organ": value["organ"],
        "document_date": value["document_date"],
        "meeting_date": meeting.date if meeting else None,
        "case_number": value["case_number"],
        "paragraph": value["paragraph"],
        "pages": document.pages_expected,
        "status": document.status.value,
        "text_quality": _text_quality(document),
        "rules_version": rules_version,
    }


def _text_quality(document: Document) -> float | None:
    """Mean confidence over the pages the file has; a text file's own text counts 1, an unread page 0."""
    if not document.pages_expected:
        return None
    known = [1.0 if page.confidence is None else page.confidence for page in document.raw_pages]
    return round(sum(known) / max(document.pages_expected, len(known)), 4)


def _page_rows(document: Document) -> Iterator[Row]:
    for clean in document.pages:
        page = clean.page
        yield {
            "document_id": document.source.sha256,
            "page": page.page,
            "origin": page.origin.value,
            "reason": page.reason,
            "confidence": page.confidence,
            "width_pt": page.width_pt,
            "height_pt": page.height_pt,
            "rotation": page.rotation,
            "raw_text": page.raw_text,
            "text": clean.text,
            "damage": clean.damage,
        }


def _repair_rows(document: Document) -> Iterator[Row]:
    for clean in document.pages:
        for edit, start, end, place in clean.edits():
            yield {
                "document_id": document.source.sha256,
                "page": clean.page.page,
                "start": start,
                "end": end,
                "original": edit.original,
                "replacement": edit.replacement,
                "rule": edit.rule,
                "confidence": edit.confidence,
                "own_start": place,
                "evidence_document": edit.basis.document if edit.basis else None,
                "evidence_page": edit.basis.page if edit.basis else None,
                "evidence_start": edit.basis.start if edit.basis else None,
                "evidence_end": edit.basis.end if edit.basis else None,
            }


def _issue_rows(document: Document) -> Iterator[Row]:
    for issue in all_issues(document):
        row: Row = plain(issue)
        identity = record_id("issues", document.source.sha256, *row.values())
        yield {
            "id": identity,
            "document_id": document.source.sha256,
            "file": None,
            "found_by": "reading",
        } | row


def _evidence_rows(document: Document, spans: list[Row]) -> Iterator[Row]:
    for field in SCALARS:
        mention: Mention[Any] | None = getattr(document.mentions, field)
        if mention is None:
            continue
        record = f"{document.source.sha256}:{field}"
        spans.extend(_span_rows(record, "documents", document.source.sha256, mention.evidence))
        yield {
            "id": record,
            "document_id": document.source.sha256,
            "field": field,
            **_evidence_columns(mention.evidence),
        }


def _mention_rows(
    document: Document, table: str, mentions: Iterable[Mention[Any]], places: "_Places", spans: list[Row]
) -> Iterator[Row]:
    seen = set()
    for mention in mentions:
        value: Row = plain(mention.value)
        at = [(span.page, span.start, span.end) for span in mention.evidence.spans]
        record = record_id(table, document.source.sha256, value, at)
        if record in seen:  # the same value at the same place, said twice, is one record
            continue
        seen.add(record)
        spans.extend(_span_rows(record, table, document.source.sha256, mention.evidence))
        row = {"id": record, "document_id": document.source.sha256, "part": places.part(mention)}
        if table not in _OUTSIDE_ITEMS:
            row["item_id"] = places.item(mention)
        yield row | _columns(document, table, mention, value) | _evidence_columns(mention.evidence)


def _columns(document: Document, table: str, mention: Mention[Any], value: Row) -> Row:
    """Return a value's fields as columns: lists as JSON, except those that have tables of their own."""
    mentions = document.mentions
    if table == "meetings":
        value["organ"] = mentions.organ.value if mentions.organ else None
    if table == "decisions":
        value["municipality_code"] = mentions.municipality.value.code if mentions.municipality else None
        value["committee_code"] = mentions.committee.value.code if mentions.committee else None
        value["organ"] = mentions.organ.value if mentions.organ else None
        value["decision_date"] = _decision_date(document) if mention.value.status in _DATED else None
    if table == "partnerships":
        value.pop("evaluation")
        value |= _evaluation_columns(mention.value.evaluation)
    return {
        name: json.dumps(entry, ensure_ascii=False)
        if isinstance(entry, list) and name not in ("payees", "partners")
        else entry
        for name, entry in value.items()
    }


def _evaluation_columns(evaluation: Evaluation | None) -> Row:
    interim = evaluation.interim if evaluation else None
    return {
        "evaluation_status": evaluation.status.value if evaluation else None,
        "evaluation_year": evaluation.year if evaluation else None,
        "evaluation_report_due": evaluation.report_due if evaluation else None,
        "evaluation_result": evaluation.result if evaluation else None,
        "evaluation_interim_date": interim.date if interim else None,
        "evaluation_interim_text": interim.text if interim else None,
    }


def _decision_date(document: Document) -> str | None:
    """A body decides on the day it meets; a delegate on the day of the document."""
    mentions = document.mentions
    if mentions.meeting and mentions.meeting.value.date:
        return mentions.meeting.value.date
    if document.kind is DocumentKind.DELEGATIONSBESLUT and mentions.document_date:
        return mentions.document_date.value
    return None


def _move_children(rows: Rows, table: str, field: str, child_table: str, key: str) -> None:
    children = [
        {key: row["id"], "name": name} for row in rows[table] for name in dict.fromkeys(row.pop(field))
    ]
    rows[child_table] = children


def _evidence_columns(evidence: Evidence) -> Row:
    return {
        "page": evidence.spans[0].page if evidence.spans else None,
        "quote": evidence.quote,
        "raw": evidence.raw,
        "rule": evidence.rule,
        "confidence": evidence.confidence,
    }


def _span_rows(record: str, table: str, document_id: str, evidence: Evidence) -> Iterator[Row]:
    for page, start, end, boxes in dict.fromkeys((s.page, s.start, s.end, s.boxes) for s in evidence.spans):
        yield {
            "record": record,
            "record_table": table,
            "document_id": document_id,
            "page": page,
            "start": start,
            "end": end,
            "boxes": json.dumps([[round(float(edge), 2) for edge in box] for box in boxes]),
        }


class _Places:
    """Tells in which part and under which item (§) of a document a value stands."""

    def __init__(self, document: Document) -> None:
        self._parts = sorted(
            (mention.value.page_from, mention.value.page_to, mention.value.part)
            for mention in document.mentions.parts
        )
        starts = sorted(
            (self._position(mention), record_id("items", document.source.sha256, plain(mention.value), at))
            for mention in document.mentions.items
            if (at := [(span.page, span.start, span.end) for span in mention.evidence.spans])
        )
        self._item_starts = [start for start, _ in starts]
        self._item_ids = [record for _, record in starts]

    @staticmethod
    def _position(mention: Mention[Any]) -> tuple[int, int]:
        first = mention.evidence.spans[0]
        return first.page, first.start

    def part(self, mention: Mention[Any]) -> int:
        """Return the part the value says it belongs to, else the one on whose pages it stands, else 1."""
        stated = getattr(mention.value, "part", None)
        if isinstance(stated, int):
            return stated
        if mention.evidence.spans:
            page = mention.evidence.spans[0].page
            for page_from, page_to, part in self._parts:
                if page_from <= page <= page_to:
                    return part
        return 1

    def item(self, mention: Mention[Any]) -> str | None:
        """Return the id of the last item that begins before the value; None before the first."""
        if not mention.evidence.spans:
            return None
        index = bisect_right(self._item_starts, self._position(mention)) - 1
        return self._item_ids[index] if index >= 0 else None
