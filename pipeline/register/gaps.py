"""What the register lacks: §§, pages, minutes of planned meetings, named documents, follow-ups that are due.

Every gap is something that a held document says ought to exist. `today` only leaves out what lies ahead.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipeline.register.held import BasisLine, Held, read_held
from pipeline.register.inference import names, title_agrees
from pipeline.register.passages import folded
from pipeline.register.store import Register
from schemas.items import DocumentKind

Gap = dict[str, Any]

_PARAGRAPH = re.compile(r"§\s*(\d+)")
_MINUTES = {DocumentKind.PROTOKOLL.value, DocumentKind.PROTOKOLLSUTDRAG.value}
_WITHOUT_CASE = {DocumentKind.WEBBSIDA.value, DocumentKind.OKAND.value}


def gaps(register: Register, *, today: str | None = None) -> list[Gap]:
    """Return every gap, by kind and date: what is missing, where that is said, and a sentence in Swedish.

    `today`: ISO date; meetings and reports after it are not missing yet. None: everything is listed.
    """
    held = read_held(register.connection)
    found = [
        *_paragraphs(register),
        *(
            _gap("page", gap["message"], document_id=gap["document_id"], page=gap["page"])
            for gap in unread(register)
        ),
        *_scan_again(register),
        *_meetings(register, held),
        *_named_documents(register, held),
        *_follow_ups(register),
        *_undecided_cases(register),
        *_documents_without_case(held),
    ]
    due = [gap for gap in found if today is None or gap["date"] is None or gap["date"] <= today]
    once: dict[tuple[Any, ...], Gap] = {}  # what two documents of a case both miss is one gap
    for gap in sorted(due, key=lambda gap: (gap["document_id"] or "", gap["page"] or 0, gap["quote"] or "")):
        page = gap["page"] if gap["kind"] in ("page", "scan again") else None
        where = gap["case_id"] or gap["document_id"]
        once.setdefault((gap["kind"], gap["date"], gap["message"], where, page), gap)
    return sorted(
        once.values(),
        key=lambda gap: (
            gap["kind"],
            -(gap["predicted_error"] or 0.0),
            gap["date"] or "",
            gap["case_id"] or "",
            gap["document_id"] or "",
            gap["message"],
        ),
    )


def _gap(
    kind: str,
    message: str,
    *,
    date: str | None = None,
    case: str | None = None,
    document_id: str | None = None,
    page: int | None = None,
    quote: str | None = None,
    predicted_error: float | None = None,
) -> Gap:
    return {
        "kind": kind,
        "date": date,
        "case_id": case,
        "message": message,
        "document_id": document_id,
        "page": page,
        "quote": quote,
        "predicted_error": predicted_error,
    }


def unread(register: Register) -> list[Gap]:
    """Return the pages and files whose text the register does not have, each with the reason."""
    rows = register.query(
        """select i.document_id, coalesce(i.file, (select min(path) from document_files f
                where f.document_id = i.document_id)) as file, i.page, i.message
           from issues i where i.severity = 'error' and i.found_by = 'reading'
           union all
           select d.id, (select min(path) from document_files f where f.document_id = d.id), null,
                (d.pages - count(p.page)) || ' av ' || d.pages || ' sidor är inte lästa'
           from documents d left join pages p on p.document_id = d.id
           group by d.id having count(p.page) < d.pages
           order by 2, 3, 4"""
    )
    return [row | {"message": row["message"].rstrip(".")} for row in rows]


def _scan_again(register: Register) -> Iterator[Gap]:
    """A page so poorly scanned that many of its characters are read wrong; the worst stand first."""
    for row in register.query(
        """select p.document_id, p.page, 1 - p.confidence as error, d.case_id, i.message,
               (select min(path) from document_files f where f.document_id = p.document_id) as file
           from pages p join documents d on d.id = p.document_id
           join issues i on i.document_id = p.document_id and i.page = p.page
           where i.kind = 'low_confidence' and i.found_by = 'reading' and p.origin = 'ocr'"""
    ):
        yield _gap(
            "scan again", f"{row['file']}: {row['message']}".rstrip("."), case=row["case_id"],
            document_id=row["document_id"], page=row["page"], predicted_error=round(row["error"], 4),
        )  # fmt: skip


def _paragraphs(register: Register) -> Iterator[Gap]:
    """The minutes of a meeting say which §§ they cover; none between the first and the last is missing."""
    meetings: dict[tuple[Any, ...], list[Gap]] = defaultdict(list)
    covered: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    seen: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for row in register.query(
        """select d.municipality_code, m.organ, m.date, d.id, d.kind, d.case_id, m.covers, m.page, m.quote
           from meetings m join documents d on d.id = m.document_id order by d.id"""
    ):
        meeting = (row["municipality_code"], row["organ"], row["date"] or row["id"])
        meetings[meeting].append(row)
        covered[meeting].update(json.loads(row["covers"]))
        own = register.query(
            """select paragraph from items where document_id = ?1 and paragraph is not null
               union select paragraph from decisions where document_id = ?1 and paragraph is not null
               union select paragraph from documents where id = ?1 and paragraph is not null""",
            (row["id"],),
        )
        found = {entry["paragraph"] for entry in own}
        seen[meeting].update(found)
        if row["kind"] == DocumentKind.PROTOKOLL and found and not covered[meeting]:
            covered[meeting].update(range(min(found), max(found) + 1))
    for meeting, rows in meetings.items():
        first = rows[0]
        for paragraph in sorted(covered[meeting] - seen[meeting]):
            message = (
                f"§ {paragraph} saknas från {first['organ'] or 'sammanträdet'} {first['date'] or ''}".rstrip()
            )
            yield _gap(
                "paragraph", message, date=first["date"], case=first["case_id"], document_id=first["id"],
                page=first["page"], quote=first["quote"],
            )  # fmt: skip


def _meetings(register: Register, held: dict[str, Held]) -> Iterator[Gap]:
    """A planned meeting, or an earlier decision that is relied on, has minutes somewhere."""
    minutes = {
        (document.municipality, folded(document.organ), document.meeting_date)
        for document in held.values()
        if document.kind in _MINUTES and document.organ
    }
    told = set()
    for row in register.query(
        """select d.municipality_code, x.body, x.date, x.case_id, x.document_id, x.page, x.quote, 0 as planned
           from referenced_decisions x join documents d on d.id = x.document_id
           where x.date is not null and x.body is not null and length(x.date) = 10
           union all
           select d.municipality_code, x.body, x.date, x.case_id, x.document_id, x.page, x.quote, 1
           from planning x join documents d on d.id = x.document_id where x.date is not null
           order by planned, document_id, page, quote"""
    ):
        meeting = (row["municipality_code"], folded(row["body"]), row["date"])
        told_as = (row["case_id"] or row["document_id"], *meeting)
        if meeting in minutes or told_as in told:
            continue
        told.add(told_as)
        why = "planerat sammanträde" if row["planned"] else "åberopat beslut"
        yield _gap(
            "minutes", f"Protokoll saknas: {row['body']} {row['date']} ({why})", date=row["date"],
            case=row["case_id"], document_id=row["document_id"], page=row["page"], quote=row["quote"],
        )  # fmt: skip


def _named_documents(register: Register, held: dict[str, Held]) -> Iterator[Gap]:
    """What a document names among its beslutsunderlag should be held: found by kind, day and title."""
    pages = {
        (row["document_id"], row["text"]): row
        for row in register.query(
            "select document_id, text, page, quote, case_id from basis order by id desc"
        )
    }
    by_kind: dict[str, list[Held]] = defaultdict(list)
    for document in held.values():
        by_kind[document.kind].append(document)
    for document in held.values():
        for line in document.basis:
            if line.kind == "beslut":
                continue  # told as minutes that are missing
            same_place = (d for d in by_kind[line.kind] if d.municipality == document.municipality)
            if any(_is_named(line, document, other) for other in same_place):
                continue
            row = pages[document.id, line.text]
            yield _gap(
                "named document", f"Handling saknas: {line.text}", date=line.date, case=row["case_id"],
                document_id=document.id, page=row["page"], quote=row["quote"],
            )  # fmt: skip


def _is_named(line: BasisLine, document: Held, other: Held) -> bool:
    """Tell whether `other` is what the line of `document` names, by title, paragraph or shared case."""
    if line.date is None:
        return _bears_title(other, line.title or line.text)
    if not names(line, other):
        return False
    if line.title:
        return title_agrees(line, other)
    paragraph = _PARAGRAPH.search(line.text)
    if paragraph and other.is_record:
        return int(paragraph[1]) in other.paragraphs
    case = line.case_id or document.case_id
    return case is not None and case in (other.case_ids | {other.case_id})


def _bears_title(document: Held, title: str) -> bool:
    own, other = folded(document.title or ""), folded(title)
    return bool(own) and (own in other or other in own)


def _follow_ups(register: Register) -> Iterator[Gap]:
    """A report that is due, or a partnership that has ended, should be followed by a later document.

    A document counts that belongs to the case or names it.
    """
    for row in register.query(
        """select x.name, x.period_to, x.evaluation_report_due as due, x.evaluation_status, x.case_id,
               x.document_id, x.page, x.quote,
               (select max(coalesce(d.document_date, d.meeting_date)) from case_documents c
                join documents d on d.id = c.document_id where c.case_id = x.case_id) as latest
           from partnerships x where x.same_as is null or x.evaluation_report_due is not null order by x.id"""
    ):
        latest = row["latest"] or ""
        place = {name: row[name] for name in ("document_id", "page", "quote")}
        if row["due"] and latest < row["due"]:
            message = f"Uppföljning saknas: utvärderingen av {row['name']} skulle vara klar {row['due']}"
            yield _gap("follow-up", message, date=row["due"], case=row["case_id"], **place)
        elif row["period_to"] and latest < row["period_to"] and row["evaluation_status"] != "done":
            message = f"Uppföljning saknas: partnerskapet {row['name']} gällde till {row['period_to']}"
            yield _gap("follow-up", message, date=row["period_to"], case=row["case_id"], **place)


def _undecided_cases(register: Register) -> Iterator[Gap]:
    for row in register.query(
        """select c.id, c.case_number, min(x.id), x.document_id, x.page, x.quote
           from cases c join decisions x on x.case_id = c.id
           group by c.id having sum(x.status = 'decided') = 0 order by c.id"""
    ):
        yield _gap(
            "decision", f"Beslut saknas i {row['case_number']}: bara förslag finns", case=row["id"],
            document_id=row["document_id"], page=row["page"], quote=row["quote"],
        )  # fmt: skip


def _documents_without_case(held: dict[str, Held]) -> Iterator[Gap]:
    for document in held.values():
        if not document.case_id and not document.names_its_case and document.kind not in _WITHOUT_CASE:
            message = f"Ärende saknas för {document.label}"
            yield _gap("case", message, date=document.document_date, document_id=document.id)
