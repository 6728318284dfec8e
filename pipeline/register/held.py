"""The documents of a register as linking looks at them: what they are, plan, rely on and resolve."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.register.passages import folded
from schemas.items import DocumentKind

_RECORDS = {
    DocumentKind.PROTOKOLL.value,
    DocumentKind.PROTOKOLLSUTDRAG.value,
    DocumentKind.DELEGATIONSBESLUT.value,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisLine:
    """One line of beslutsunderlag; `case_id`: the case it stands under, where stated."""

    text: str
    kind: str
    committee: str | None
    date: str | None
    title: str | None
    case_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A decision that a document relies on."""

    body: str
    date: str
    paragraph: int | None
    case_number: str | None
    page: int | None
    quote: str


@dataclass(slots=True, kw_only=True)
class Held:
    """One document. `case_ids`: the cases it states as its own (several for a protocol).

    The texts of `clauses`, `titles` and `planning` are folded, ready to be compared.
    """

    id: str
    kind: str
    title: str | None
    municipality: str | None
    committee: str | None
    organ: str | None
    document_date: str | None
    meeting_date: str | None
    stated_case: str | None
    case_id: str | None
    names_its_case: bool
    case_ids: set[str] = field(default_factory=set)
    paragraphs: set[int] = field(default_factory=set)
    planning: list[tuple[str, str]] = field(default_factory=list)
    basis: list[BasisLine] = field(default_factory=list)
    clauses: list[tuple[str, str | None]] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What a reader knows the document by."""
        when = self.document_date or self.meeting_date
        if when:
            return f"{self.kind} {when}"
        return f"{self.kind} ”{self.title}”" if self.title else self.kind

    @property
    def is_record(self) -> bool:
        """Whether it records what a body resolved; a memo, an agenda or a page only speaks of it."""
        return self.kind in _RECORDS

    @property
    def dates(self) -> set[str]:
        """The days a line of beslutsunderlag may give for it: its own, its meeting's, a planned meeting's."""
        own = {self.document_date, self.meeting_date, *(date for _, date in self.planning)}
        return {date for date in own if date}


def read_held(connection: sqlite3.Connection) -> dict[str, Held]:
    """Return every document of the register by id, in the order of ids."""
    held: dict[str, Held] = {}
    rows = connection.execute(
        """select id, kind, title, municipality_code, coalesce(committee_code, committee), organ,
               document_date, meeting_date, case_id, case_basis, case_number,
               exists (select 1 from case_documents c where c.document_id = d.id and c.relation = 'own')
           from documents d order by id"""
    )
    for row in rows:
        document = Held(
            id=row[0], kind=row[1], title=row[2], municipality=row[3], committee=row[4], organ=row[5],
            document_date=row[6], meeting_date=row[7], stated_case=row[8] if row[9] == "stated" else None,
            case_id=row[8], names_its_case=bool(row[10] or row[11]),
        )  # fmt: skip
        if document.stated_case:
            document.case_ids.add(document.stated_case)
        held[document.id] = document
    for identity, paragraph, case, title in connection.execute(
        "select document_id, paragraph, case_id, title from items order by id"
    ):
        if paragraph is not None:
            held[identity].paragraphs.add(paragraph)
        if case:
            held[identity].case_ids.add(case)
            held[identity].names_its_case = True
            if title:
                held[identity].titles.append((folded(title), case))
    for identity, case in connection.execute(
        """select document_id, case_id from case_number_mentions where role = 'own' and case_id is not null
           union select document_id, case_id from document_parts where case_id is not null"""
    ):
        held[identity].case_ids.add(case)
        held[identity].names_its_case = True
    for document in held.values():
        if document.title and document.stated_case:
            document.titles.append((folded(document.title), document.stated_case))
    _read_lines(connection, held)
    return held


def _read_lines(connection: sqlite3.Connection, held: dict[str, Held]) -> None:
    stated = "case when case_basis = 'stated' then case_id end"
    for identity, body, date in connection.execute(
        "select document_id, body, date from planning where date is not null order by date, body"
    ):
        held[identity].planning.append((folded(body), date))
    for identity, *line in connection.execute(
        f"select document_id, text, kind, committee, date, title, {stated} from basis order by id"
    ):
        text, kind, committee, date, title, case = line
        held[identity].basis.append(
            BasisLine(text=text, kind=kind, committee=committee, date=date, title=title, case_id=case)
        )
    for identity, text, case in connection.execute(
        f"select document_id, text, {stated} from decisions order by clause, id"
    ):
        held[identity].clauses.append((folded(text), case))
    for identity, body, date, paragraph, number, page, quote in connection.execute(
        """select document_id, body, date, paragraph, case_number, page, quote from referenced_decisions
           where body is not null and date is not null order by date, id"""
    ):
        held[identity].references.append(
            Reference(
                body=folded(body), date=date, paragraph=paragraph, case_number=number, page=page, quote=quote
            )
        )


def text_of(connection: sqlite3.Connection, document_id: str) -> str:
    """Return a document's clean text, pages joined by a line break."""
    rows = connection.execute("select text from pages where document_id = ? order by page", (document_id,))
    return "\n".join(text for (text,) in rows)


def text_without_lines(connection: sqlite3.Connection, document_id: str) -> str:
    """Return a document's clean text without its clauses and lists: those are signals of their own."""
    cut: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for page, start, end in connection.execute(
        """select page, start, "end" from spans
           where document_id = ? and record_table in ('decisions', 'basis', 'planning')
           order by page, start""",
        (document_id,),
    ):
        cut[page].append((start, end))
    pieces = []
    rows = connection.execute(
        "select page, text from pages where document_id = ? order by page", (document_id,)
    )
    for page, text in rows:
        at = 0
        for start, end in cut[page]:
            pieces.append(text[at:start])
            at = max(at, end)
        pieces.append(text[at:])
    return "\n".join(pieces)


def texts_by_case(connection: sqlite3.Connection, document: Held) -> Iterator[tuple[str, str]]:
    """Yield `(case, text)` for what a document says of each case it states.

    A document of one case is all about it; of a protocol with several, each § is about its own, and what
    stands before the first is about none.
    """
    if len(document.case_ids) == 1:
        yield next(iter(document.case_ids)), text_of(connection, document.id)
        return
    starts = connection.execute(
        """select min(s.page * 1000000000 + s.start), i.case_id from items i
           join spans s on s.record = i.id where i.document_id = ? group by i.id order by 1""",
        (document.id,),
    ).fetchall()
    pages = connection.execute(
        "select page, text from pages where document_id = ? order by page", (document.id,)
    ).fetchall()
    ends = [start for start, _ in starts[1:]] + [10**18]
    for (start, case), end in zip(starts, ends, strict=True):
        if case is None:
            continue
        pieces = [
            text[max(0, start - page * 10**9) : max(0, end - page * 10**9)]
            for page, text in pages
            if page >= start // 10**9
        ]
        yield case, "\n".join(pieces)
