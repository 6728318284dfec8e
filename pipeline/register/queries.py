"""What people ask of a register: a case, words, what could not be searched. Plain data, keys in order."""

import json
import re
from pathlib import PurePath
from typing import Any

from extractors.case_numbers import comparison_key
from pipeline.register.gaps import gaps, unread
from pipeline.register.store import Register

Answer = dict[str, Any]

_HITS = 50
_WORD = re.compile(r"[^\W_]")

_FILE = "(select min(path) from document_files f where f.document_id = d.id)"
_LABEL = f"document_label(d.kind, coalesce(d.document_date, d.meeting_date), d.title, {_FILE}) as document"

_DOCUMENTS = f"""
    select coalesce(d.document_date, d.meeting_date) as date, d.kind, d.title, cd.relation, cd.part,
        d.id as document_id, {_FILE} as file, d.pages, d.status,
        cd.evidence, cd.confidence
    from case_documents cd join documents d on d.id = cd.document_id
    where cd.case_id = ?
    order by date is null, date, d.kind, d.id, cd.part"""

_TIMELINE = f"""
    select t.date, t.event, t.body, x.paragraph, x.clause, t.status, t.text, t.case_basis, t.document_id,
        {_LABEL}, t.page, t.quote, t.record
    from case_timeline t join documents d on d.id = t.document_id left join decisions x on x.id = t.record
    where t.case_id = ?
    order by coalesce(t.date, (select min(date) from planning p where p.document_id = d.id), '9999'),
        case t.event when 'document' then 0 when 'proposal' then 1 when 'recommendation' then 2
            when 'planned meeting' then 3 when 'meeting' then 4 when 'decision' then 5 else 6 end,
        t.body, x.paragraph, x.clause, t.document_id, t.page, t.record"""

_DECISIONS = f"""
    select coalesce(x.decision_date, d.document_date) as date, x.organ, x.paragraph, x.clause, x.status,
        x.outcome, x.actor, x.recommended_to, x.text, x.is_iop, x.case_basis,
        x.id as record, x.document_id, {_LABEL}, x.page, x.quote, x.confidence
    from decisions x join documents d on d.id = x.document_id
    where x.case_id = ? and x.same_as is null
    order by coalesce(x.decision_date, d.document_date,
            (select min(date) from planning p where p.document_id = d.id), '9999'),
        x.paragraph, x.clause, x.id"""

_AMOUNTS = f"""
    select cast(x.sek as text) as sek, x.unit, x.per, x.payer,
        (select json_group_array(name) from (select name from amount_payees p
         where p.amount_id = x.id order by name)) as payees,
        x.period_from, x.period_to, x.case_basis, x.id as record, x.document_id, {_LABEL}, x.page, x.quote,
        x.confidence
    from amounts x join documents d on d.id = x.document_id
    where x.case_id = ? and x.same_as is null
    order by x.period_from is null, x.period_from, x.sek, x.id"""

_PARTNERSHIPS = f"""
    select x.name, (select json_group_array(name) from (select name from partnership_parties p
            where p.partnership_id = x.id order by name)) as partners,
        x.target_group, x.subject_area, x.period_from, x.period_to, x.extension,
        cast(x.amount_sek as text) as amount_sek, x.funding, x.purposes, x.evaluation_status,
        x.evaluation_year, x.evaluation_report_due, x.evaluation_result, x.status, x.case_basis,
        x.id as record, x.document_id, {_LABEL}, x.page, x.quote, x.confidence
    from partnerships x join documents d on d.id = x.document_id
    where x.case_id = ? and x.same_as is null
    order by x.period_from is null, x.period_from, x.name, x.id"""

_PARTIES = f"""
    select coalesce(p.name, m.name) as name, m.kind, p.org_number, d.id as document_id, {_LABEL},
        m.page, m.quote, m.confidence, min(m.id) as mention
    from party_mentions m join documents d on d.id = m.document_id
    left join parties p on p.id = m.party_id
    where d.id in (select document_id from case_documents where case_id = ? and relation != 'referenced')
    group by coalesce(m.party_id, m.name) order by m.kind, name"""

_REFERENCED = f"""
    select x.date, x.body, x.paragraph, x.case_number, x.text, x.case_basis, x.document_id, {_LABEL},
        x.page, x.quote, x.confidence
    from referenced_decisions x join documents d on d.id = x.document_id
    where x.case_id = ? order by x.date is null, x.date, x.body, x.id"""

_CASE_LINKS = """
    select other_case_id as case_id, kind, evidence from case_links where case_id = ?
    union all select case_id, 'referred_to_by', evidence from case_links where other_case_id = ?
    order by 1, 2"""

_DOCUMENT_LINKS = """
    with own as (select document_id from case_documents where case_id = ? and relation != 'referenced')
    select l.kind, l.from_document, l.to_document, l.evidence, l.confidence from document_links l
    where l.from_document in own or l.to_document in own
    order by l.kind, l.from_document, l.to_document"""

_ISSUES = f"""
    select i.severity, i.kind, i.message, i.document_id, {_LABEL}, i.page
    from issues i join documents d on d.id = i.document_id
    where d.id in (select document_id from case_documents where case_id = ? and relation != 'referenced')
    order by case i.severity when 'error' then 0 when 'warning' then 1 else 2 end, d.id, i.page, i.id"""

# The lists of a case, in the order they are shown.
_LISTS = {
    "documents": _DOCUMENTS,
    "timeline": _TIMELINE,
    "decisions": _DECISIONS,
    "amounts": _AMOUNTS,
    "partnerships": _PARTNERSHIPS,
    "parties": _PARTIES,
    "referenced_decisions": _REFERENCED,
}
# The tables in which one thing can be said by several documents.
_REPEATED = ("decisions", "amounts", "partnerships")
# Columns that are lists (JSON in SQLite) or truth values.
_JSON_COLUMNS = ("payees", "partners", "purposes")


def case_by_number(register: Register, number: str) -> list[Answer]:
    """Return every case with this number, however it is spelled: one for each municipality that uses it.

    Each fact has its document, page and quote; `missing` lists what the register lacks of the case.
    Only a case that some document names is found; an empty list means that none does.
    """
    _name_documents(register)
    found = register.query(
        """select c.id, c.case_number, c.title, c.municipality_code, m.name as municipality, c.committee_code,
               k.name as committee, c.year, c.is_iop
           from cases c left join municipalities m on m.code = c.municipality_code
           left join committees k on k.municipality_code = c.municipality_code and k.code = c.committee_code
           where c.comparison_key in (?, ?) or c.id = ? order by c.id""",
        (*typed_keys(number), number),
    )
    every_gap = gaps(register) if found else []
    return [_case(register, row, every_gap) for row in found]


def typed_keys(number: str) -> tuple[str, str]:
    """Return what a number is compared by, as written and without the word before it: `Dnr KFN-2031-77`."""
    return comparison_key(number), comparison_key(_NUMBER_LABEL.sub("", number))


_NUMBER_LABEL = re.compile(r"^\s*(?:dnr|diarie(?:nummer|nr)|ärende(?:nummer|nr)?)\b[\s.:]*", re.IGNORECASE)


def _name_documents(register: Register) -> None:
    register.connection.create_function("document_label", 4, _document_label, deterministic=True)


def _document_label(kind: str, date: str | None, title: str | None, path: str | None) -> str:
    """Return what a reader knows a document by: kind and date, then its title, else its file's name."""
    name = title or (PurePath(path).name if path else None)
    return ": ".join(part for part in (f"{kind.capitalize()} {date or ''}".strip(), name) if part)


def _case(register: Register, row: Answer, every_gap: list[Answer]) -> Answer:
    case = row["id"]
    answer = row | {"is_iop": bool(row["is_iop"])}
    for name, sql in _LISTS.items():
        answer[name] = [_typed(entry) for entry in register.query(sql, (case,))]
    sources = {
        record: places for table in _REPEATED for record, places in _sources(register, table, case).items()
    }
    for name in ("timeline", *_REPEATED):
        for entry in answer[name]:
            record = entry.pop("record")
            own = {key: entry[key] for key in ("document_id", "document", "page", "quote")}
            entry["sources"] = sources.get(record, [own])
    answer["other_cases"] = register.query(_CASE_LINKS, (case, case))
    answer["document_links"] = register.query(_DOCUMENT_LINKS, (case,))
    documents = {entry["document_id"] for entry in answer["documents"] if entry["relation"] != "referenced"}
    answer["missing"] = [
        gap
        for gap in every_gap
        if gap["case_id"] == case or (gap["document_id"] in documents and not gap["case_id"])
    ]
    answer["issues"] = register.query(_ISSUES, (case,))
    return answer


def _sources(register: Register, table: str, case: str) -> dict[str, list[Answer]]:
    """Return, for every thing that documents of the case say, each place that says it, first to last."""
    found: dict[str, list[Answer]] = {}
    for row in register.query(
        f"""select coalesce(x.same_as, x.id) as record, x.document_id, {_LABEL}, x.page, x.quote
            from {table} x join documents d on d.id = x.document_id
            where coalesce(x.same_as, x.id) in (select id from {table} where case_id = ?)
            order by x.same_as is not null, coalesce(d.document_date, d.meeting_date), x.id""",
        (case,),
    ):
        found.setdefault(row.pop("record"), []).append(row)
    return found


def _typed(row: Answer) -> Answer:
    row.pop("mention", None)
    for name in _JSON_COLUMNS:
        if name in row:
            row[name] = json.loads(row[name])
    if "is_iop" in row:
        row["is_iop"] = bool(row["is_iop"])
    return row


def search(register: Register, words: str, *, limit: int = _HITS) -> Answer:
    """Return the cases, decisions and documents that hold all the words, best first.

    A word finds every word that begins with it; å, ä and ö are letters of their own. `limit`: how many of
    each are listed; `…_total` says how many there are. `not_searched` lists the pages and files whose text
    the register does not have.
    """
    _name_documents(register)
    terms = [term.replace('"', "") for term in words.split() if _WORD.search(term)]
    match = " ".join(f'"{term}"*' for term in terms)
    answer: Answer = {
        "cases": register.query(
            "select id, case_number, title, is_iop from cases where comparison_key in (?, ?) order by id",
            typed_keys(words),
        )
    }
    for name, sql in (("decisions", _FOUND_DECISIONS), ("documents", _FOUND_DOCUMENTS)):
        hits = register.query(sql, (match,)) if terms else []
        answer[f"{name}_total"] = len(hits)
        answer[name] = hits[:limit]
    answer["not_searched"] = unread(register)
    return answer


_FOUND_DECISIONS = f"""
    select c.case_number, x.case_id, coalesce(x.decision_date, d.document_date) as date, x.organ, x.status,
        x.outcome, x.text, x.document_id, {_LABEL}, x.page, x.quote
    from decisions_fts s join decisions x on x.rowid = s.rowid join documents d on d.id = x.document_id
    left join cases c on c.id = x.case_id
    where decisions_fts match ? and x.same_as is null
    order by round(s.rank, 6), date, x.id"""

_FOUND_DOCUMENTS = f"""
    select d.kind, {_LABEL}, coalesce(d.document_date, d.meeting_date) as date, d.case_id, p.document_id,
        p.page, snippet(pages_fts, 0, '', '', '…', 24) as quote
    from pages_fts s join pages p on p.rowid = s.rowid join documents d on d.id = p.document_id
    where pages_fts match ?
    order by round(s.rank, 6), d.id, p.page"""
