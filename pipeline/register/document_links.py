"""How documents and cases refer to each other, beyond sharing a case.

`basis`: a document names another among its beslutsunderlag. `follows_up`: a document relies on a decision
that another one records or prepared. `refers_to` (between cases): a document of one names the other's number.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from extractors.case_numbers import comparison_key
from pipeline.register.cases import StatedNumber
from pipeline.register.held import Held, Reference, read_held, text_of
from pipeline.register.inference import names, same_place, title_agrees
from pipeline.register.passages import folded, longest_run, shingles, words_of
from pipeline.register.reconcile import Row

# A decision and the proposal behind it share at least this passage; committees reuse shorter phrases.
SHARED_WORDS = 10

Links = dict[tuple[str, str, str], tuple[float, str]]


def document_link_rows(connection: sqlite3.Connection) -> list[Row]:
    """Return every link between two documents with its grounds; of several the surest."""
    held = read_held(connection)
    links: Links = {}
    for (start, end, kind), (confidence, evidence) in (
        *_basis_links(held.values()),
        *_follow_ups(connection, held.values()),
    ):
        best = links.get((start, end, kind))
        if best is None or (confidence, evidence) > best:
            links[start, end, kind] = (confidence, evidence)
    return [
        {
            "from_document": start,
            "to_document": end,
            "kind": kind,
            "evidence": evidence,
            "confidence": confidence,
        }
        for (start, end, kind), (confidence, evidence) in links.items()
    ]


def _basis_links(documents: Iterable[Held]) -> Iterator[tuple[tuple[str, str, str], tuple[float, str]]]:
    by_day: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for document in documents:
        for date in document.dates:
            by_day[document.kind, date].append(document)
    for document in documents:
        for line in document.basis:
            for other in by_day[line.kind, line.date or ""]:
                if (
                    other.id != document.id
                    and other.municipality == document.municipality
                    and names(line, other)
                    and title_agrees(line, other)
                ):
                    yield (document.id, other.id, "basis"), (0.95, f"beslutsunderlaget nämner ”{line.text}”")


def _follow_ups(
    connection: sqlite3.Connection, documents: Iterable[Held]
) -> Iterator[tuple[tuple[str, str, str], tuple[float, str]]]:
    """Yield links from what relies on a decision to what records or prepared it.

    The body and the day must agree; and, since a body decides much on one day, also the paragraph, the
    case number or a passage of the clause itself.
    """
    meetings: dict[str, list[tuple[str, Held, bool]]] = defaultdict(list)
    for document in documents:
        if document.organ and document.meeting_date:
            meetings[folded(document.organ)].append((document.meeting_date, document, document.is_record))
        for body, date in document.planning:
            meetings[body].append((date, document, False))
    for document in documents:
        own_runs: list[str] | None = None
        for reference in document.references:
            for date, other, held_there in meetings[reference.body]:
                if other.id == document.id or document.case_id in other.case_ids:
                    continue
                # "I oktober 2020 beslutade nämnden …": the day is known by the clause that they share.
                if not date.startswith(reference.date) or not same_place(document, other):
                    continue
                grounds = _same_number(reference, other, held_that_day=held_there and date == reference.date)
                if grounds is None:
                    if own_runs is None:
                        own_runs = shingles(words_of(text_of(connection, document.id)))
                    words = _shared_clause(own_runs, other)
                    if words < SHARED_WORDS:
                        continue
                    grounds = (
                        0.9 if date == reference.date else 0.8,
                        f"{words} ord i följd är desamma som i dess beslutspunkt",
                    )
                what = "fattades enligt" if held_there else "förbereddes av"
                evidence = f"beslutet {date} (”{reference.quote}”) {what} {other.label}: {grounds[1]}"
                yield (document.id, other.id, "follows_up"), (grounds[0], evidence)


def _same_number(reference: Reference, other: Held, *, held_that_day: bool) -> tuple[float, str] | None:
    if reference.case_number:
        key = comparison_key(reference.case_number)
        if any(comparison_key(case.partition("/")[2]) == key for case in other.case_ids):
            return 0.97, f"diarienumret {reference.case_number}"
    if held_that_day and reference.paragraph is not None and reference.paragraph in other.paragraphs:
        return 0.95, f"§ {reference.paragraph}"
    return None


def _shared_clause(own_runs: Sequence[str], other: Held) -> int:
    longest = 0
    for text, _ in other.clauses:
        runs = set(shingles(words_of(text)))
        shared = [position for position, run in enumerate(own_runs) if run in runs]
        longest = max(longest, longest_run(shared))
    return longest


def case_link_rows(connection: sqlite3.Connection, numbers: Sequence[StatedNumber]) -> list[Row]:
    """Return which cases refer to which, each with the passage; of several the first by document and page."""
    ids = {
        (municipality, key): case
        for case, municipality, key in connection.execute(
            "select id, municipality_code, comparison_key from cases"
        )
    }
    single = {document.id: document for document in read_held(connection).values()}
    rows: dict[tuple[str, str], Row] = {}
    for number in numbers:
        document = single[number.document_id]
        case, other = document.case_id, ids[number.key]
        if number.own or case is None or other == case or other in document.case_ids:
            continue
        evidence = f"”{number.quote}” på sidan {number.page} i {document.label}"
        rows.setdefault(
            (case, other),
            {"case_id": case, "other_case_id": other, "kind": "refers_to", "evidence": evidence},
        )
    return list(rows.values())
