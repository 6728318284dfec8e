"""Cases as documents state them: which numbers there are, which spellings are one, which rows belong."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.case_numbers import comparison_key
from pipeline.register.identity import case_id
from pipeline.register.reconcile import Row, insert_rows, reconcile

# Rows that name their own case, and rows that stand in a document (or under one of its §§).
_NUMBERED = ("document_parts", "items", "decisions", "partnerships", "case_number_mentions")
_LOCATED = ("decisions", "partnerships", "referenced_decisions", "basis", "planning", "amounts")
_OWN_NUMBER = {"decisions", "partnerships"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedNumber:
    """One place where a document states a case number. `own`: of itself or of one of its items."""

    document_id: str
    municipality_code: str | None
    number: str
    own: bool
    part: int
    page: int | None
    quote: str
    confidence: float
    prefix: str | None = None
    year: int | None = None
    serial: str | None = None
    title: str | None = None
    of_item: bool = False

    @property
    def key(self) -> tuple[str | None, str]:
        """What all spellings of the number in one municipality share."""
        return self.municipality_code, comparison_key(self.number)


_STATED = """
select d.id, d.municipality_code, m.value, m.role = 'own', m.part, m.page, m.quote, m.confidence,
    m.prefix, m.year, m.serial, null, 0
from case_number_mentions m join documents d on d.id = m.document_id {scope}
union all
select d.id, d.municipality_code, d.case_number, 1, 1, e.page, e.quote, e.confidence,
    null, null, null, d.title, 0
from documents d join document_evidence e on e.id = d.id || ':case_number' {scope}
union all
select d.id, d.municipality_code, i.case_number, 1, i.part, i.page, i.quote, i.confidence,
    null, null, null, i.title, 1
from items i join documents d on d.id = i.document_id {scope} where i.case_number is not null
union all
select d.id, d.municipality_code, p.case_number, 1, p.part, p.page, p.quote, p.confidence,
    null, null, null, p.title, 0
from document_parts p join documents d on d.id = p.document_id {scope} where p.case_number is not null
union all
select d.id, d.municipality_code, x.case_number, 1, x.part, x.page, x.quote, x.confidence,
    null, null, null, null, 0
from decisions x join documents d on d.id = x.document_id {scope} where x.case_number is not null
union all
select d.id, d.municipality_code, r.case_number, 0, r.part, r.page, r.quote, r.confidence,
    null, null, null, null, 0
from referenced_decisions r join documents d on d.id = r.document_id {scope} where r.case_number is not null
"""


def stated_numbers(connection: sqlite3.Connection, document_id: str | None = None) -> list[StatedNumber]:
    """Return every statement of a case number, of one document or of all, in a fixed order."""
    scope = "and d.id = :document" if document_id else ""
    rows = connection.execute(_STATED.format(scope=scope), {"document": document_id})
    found = [
        StatedNumber(
            document_id=row[0], municipality_code=row[1], number=row[2], own=bool(row[3]), part=row[4],
            page=row[5], quote=row[6], confidence=row[7], prefix=row[8], year=row[9], serial=row[10],
            title=row[11], of_item=bool(row[12]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda n: (n.document_id, n.number, not n.own, n.part, n.page or 0, n.quote))


def most_common(values: Iterable[str | int | None]) -> str | int | None:
    """Return the value said most often; of equals the shortest, then the first in the alphabet."""
    counted = Counter(value for value in values if value is not None)
    if not counted:
        return None
    return min(counted, key=lambda value: (-counted[value], len(str(value)), str(value)))


def case_rows(numbers: Sequence[StatedNumber]) -> list[Row]:
    """Return one row for each case, however it is spelled, whatever the order of the documents."""
    groups: dict[tuple[str | None, str], list[StatedNumber]] = {}
    for number in numbers:
        groups.setdefault(number.key, []).append(number)
    rows = []
    for (municipality, key), group in groups.items():
        spelling = str(most_common(number.number for number in group))
        rows.append(
            {
                "id": case_id(municipality, spelling),
                "municipality_code": municipality,
                "case_number": spelling,
                "comparison_key": key,
                "committee_code": most_common(number.prefix for number in group),
                "year": most_common(number.year for number in group),
                "serial": most_common(number.serial for number in group),
                "title": most_common(n.title for n in group if n.of_item)
                or most_common(n.title for n in group if n.own),
            }
        )
    return rows


def add_missing_cases(connection: sqlite3.Connection, numbers: Sequence[StatedNumber]) -> None:
    """Insert the cases that the register does not hold yet under any spelling."""
    held = set(connection.execute("select municipality_code, comparison_key from cases"))
    fresh = [n for n in case_rows(numbers) if (n["municipality_code"], n["comparison_key"]) not in held]
    insert_rows(connection, "cases", fresh)


def stated_case_documents(connection: sqlite3.Connection, numbers: Sequence[StatedNumber]) -> list[Row]:
    """Return how documents stand to the cases they name; a case that is its own is not also referenced."""
    ids = {
        (municipality, key): case
        for case, municipality, key in connection.execute(
            "select id, municipality_code, comparison_key from cases"
        )
    }
    best: dict[tuple[str, str, int], StatedNumber] = {}
    own = {(ids[n.key], n.document_id) for n in numbers if n.own}
    for number in numbers:
        case = ids[number.key]
        if not number.own and (case, number.document_id) in own:
            continue
        at = (case, number.document_id, number.part)
        if at not in best or _rank(number) < _rank(best[at]):
            best[at] = number
    return [
        {
            "case_id": case,
            "document_id": document,
            "part": part,
            "relation": "own" if number.own else "referenced",
            "evidence": _evidence(number),
            "confidence": number.confidence,
        }
        for (case, document, part), number in best.items()
    ]


def _rank(number: StatedNumber) -> tuple[bool, bool, float, int, str]:
    """The printed number itself first, then a passage it follows from; the surest, the first of equals."""
    is_number = comparison_key(number.quote) == comparison_key(number.number)
    return (not is_number, not number.quote, -number.confidence, number.page or 0, number.quote)


def _evidence(number: StatedNumber) -> str:
    if not number.quote:
        return f"{number.number} framgår av sammanhanget"
    quote = number.quote if len(number.quote) <= 80 else number.number
    return f"”{quote}” på sidan {number.page}" if number.page else f"”{quote}”"


# A document's own case is that of everything in it only where it is one matter in one part.
_WHOLE = "coalesce(np.n, 1) <= 1 and (x.item_id is null or coalesce(ni.n, 0) <= 1)"


def assign_stated(connection: sqlite3.Connection, document_id: str | None = None) -> None:
    """Point every row that names its own case to it, writing only where that differs.

    `document_id`: only that document's rows.
    """
    parameters = {"document": document_id}
    scope = "and d.id = :document" if document_id else ""
    connection.create_function("comparison_key", 1, comparison_key, deterministic=True)
    connection.execute(
        f"""
        update documents as t set case_id = v.case_id, case_basis = 'stated'
        from (select d.id, c.id as case_id from documents d
              join cases c on c.municipality_code is d.municipality_code
                  and c.comparison_key = comparison_key(d.case_number)
              where d.case_number is not null {scope}) as v
        where t.id = v.id and (t.case_id is not v.case_id or t.case_basis is not 'stated')
        """,
        parameters,
    )
    for table in _NUMBERED:
        number = "value" if table == "case_number_mentions" else "case_number"
        setting = ", case_basis = 'stated'" if table in _OWN_NUMBER else ""
        differs = "or t.case_basis is not 'stated'" if table in _OWN_NUMBER else ""
        connection.execute(
            f"""
            update {table} as t set case_id = v.case_id {setting}
            from (select x.id, c.id as case_id from {table} x
                  join documents d on d.id = x.document_id {scope}
                  join cases c on c.municipality_code is d.municipality_code
                      and c.comparison_key = comparison_key(x.{number})
                  where x.{number} is not null) as v
            where t.id = v.id and (t.case_id is not v.case_id {differs})
            """,
            parameters,
        )


def assign_located(connection: sqlite3.Connection, document_id: str | None = None) -> None:
    """Point every row that names no case to that of its item, else its part's, else its document's.

    An inferred case of the document is handed on with its basis: stated and inferred never mix.
    """
    scope = "and d.id = :document" if document_id else ""
    for table in _LOCATED:
        unnumbered = "x.case_number is null" if table in _OWN_NUMBER else "1"
        connection.execute(
            f"""
            update {table} as t set case_id = v.case_id, case_basis = v.case_basis
            from (
                select x.id,
                    coalesce(i.case_id, p.case_id, case when {_WHOLE} then d.case_id end) as case_id,
                    case when coalesce(i.case_id, p.case_id) is not null then 'stated'
                         when {_WHOLE} then d.case_basis end as case_basis
                from {table} x
                join documents d on d.id = x.document_id {scope}
                left join items i on i.id = x.item_id
                left join document_parts p on p.document_id = d.id and p.part = x.part
                left join (select document_id, count(*) as n from items group by document_id) as ni
                    on ni.document_id = d.id
                left join (select document_id, count(*) as n from document_parts group by document_id) as np
                    on np.document_id = d.id
                where {unnumbered}
            ) as v
            where t.id = v.id and (t.case_id is not v.case_id or t.case_basis is not v.case_basis)
            """,
            {"document": document_id},
        )


def load_stated_cases(connection: sqlite3.Connection, document_id: str) -> None:
    """Write what one document states of its cases, so that a register is usable before it is linked."""
    numbers = stated_numbers(connection, document_id)
    add_missing_cases(connection, numbers)
    reconcile(
        connection,
        "case_documents",
        ("case_id", "document_id", "part", "relation"),
        stated_case_documents(connection, numbers),
        where="document_id = ?",
        parameters=(document_id,),
    )
    assign_stated(connection, document_id)
    assign_located(connection, document_id)
