"""The texts that documents have by themselves: what the register holds, without help from other documents.

Edits that rest on another document come last and are recorded with their place, so that they can be taken
back exactly. The second pass reads nothing else: what it derives depends on the documents alone.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.text import Edit, Passage

HELD_UP_BY_OTHERS = "evidence_page is not null"
HelpByPage = dict[int, tuple[Edit, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """One page of a document as the document itself gives it.

    `read`: spans of the text that repair changed, with what was read there; empty for a sound page.
    """

    document: str
    page: int
    text: str
    damage: str | None
    origin: str
    read: tuple[tuple[int, int, str], ...] = ()


def recorded_help(connection: sqlite3.Connection) -> dict[str, HelpByPage]:
    """Return the edits that rest on other documents, by document and page, as edits of the page's own text.

    Where the other document is gone, the edit's basis is None.
    """
    found: dict[str, dict[int, list[Edit]]] = defaultdict(lambda: defaultdict(list))
    rows = connection.execute(
        f"""select document_id, page, own_start, original, replacement, rule, confidence,
                evidence_document, evidence_page, evidence_start, evidence_end
            from repairs where {HELD_UP_BY_OTHERS} order by document_id, page, own_start"""
    )
    for document, page, start, original, replacement, rule, confidence, *passage in rows:
        basis = Passage(document=passage[0], page=passage[1], start=passage[2], end=passage[3])
        edit = Edit(
            start=start,
            end=start + len(original),
            original=original,
            replacement=replacement,
            rule=rule,
            confidence=confidence,
            basis=basis if passage[0] else None,
        )
        found[document][page].append(edit)
    return {
        document: {page: tuple(edits) for page, edits in pages.items()} for document, pages in found.items()
    }


def is_help_orphaned(connection: sqlite3.Connection) -> bool:
    """Tell whether some edit rests on a document that is no longer in the register."""
    row = connection.execute(
        f"select 1 from repairs where {HELD_UP_BY_OTHERS} and evidence_document is null limit 1"
    )
    return row.fetchone() is not None


def damaged_texts(connection: sqlite3.Connection) -> list[OwnText]:
    """Return the own texts of all damaged pages, in the order of documents and pages."""
    help_of = recorded_help(connection)
    read: dict[tuple[str, int], list[tuple[int, int, str]]] = defaultdict(list)
    rows = connection.execute(
        f"""select r.document_id, r.page, r.own_start, r.own_start + length(r.replacement), r.original
            from pages p join repairs r on r.document_id = p.document_id and r.page = p.page
            where p.damage is not null and r.rule like 'repair:%' and not {HELD_UP_BY_OTHERS}
            order by r.document_id, r.page, r.own_start"""
    )
    for document, page, start, end, original in rows:
        read[document, page].append((start, end, original))
    return [
        OwnText(
            document=document,
            page=page,
            text=_without_help(text, help_of.get(document, {}).get(page, ())),
            damage=damage,
            origin=origin,
            read=tuple(read[document, page]),
        )
        for document, page, text, damage, origin in connection.execute(
            """select document_id, page, text, damage, origin from pages
               where damage is not null order by document_id, page"""
        )
    ]


def sound_texts(connection: sqlite3.Connection) -> Iterator[OwnText]:
    """Yield the texts of all pages that are not damaged: they never get help."""
    for document, page, text, origin in connection.execute(
        "select document_id, page, text, origin from pages where damage is null order by document_id, page"
    ):
        yield OwnText(document=document, page=page, text=text, damage=None, origin=origin)


def _without_help(text: str, edits: tuple[Edit, ...]) -> str:
    """Take edits of the own text back."""
    pieces: list[str] = []
    at = shift = 0
    for edit in edits:
        start = edit.start + shift
        pieces += (text[at:start], edit.original)
        at = start + len(edit.replacement)
        shift += len(edit.replacement) - len(edit.original)
    return "".join([*pieces, text[at:]])
