"""What all documents of a register together say about the words of each: who is to be read again, and how.

The answer depends on the texts that the documents have by themselves and on nothing else: not on their order,
nor on what help they already got. Only pages damaged by themselves are ever changed.
"""

from collections import defaultdict
from dataclasses import dataclass

from pipeline.register.identity import record_id
from pipeline.register.known_names import known_names
from pipeline.register.own_texts import HelpByPage, OwnText, damaged_texts, recorded_help, sound_texts
from pipeline.register.reconcile import Row, reconcile
from pipeline.register.store import Register
from pipeline.repair.encodings import LETTER_SPACING
from pipeline.repair.known_names import restore_names
from pipeline.repair.other_documents import CleanCopy, Contradiction, HelpFinder, OwnPage
from pipeline.repair.shared_passages import PageWords
from schemas.issues import IssueKind, Severity
from schemas.pages import Origin
from schemas.text import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsOfOthers:
    """What other documents say: `help` by document and page, and the numbers that they have otherwise."""

    help: dict[str, HelpByPage]
    contradictions: list[tuple[OwnPage, Contradiction]]


def help_from_others(register: Register) -> WordsOfOthers:
    """Derive anew what other documents say about every damaged page; nothing where none is damaged."""
    damaged = [page for page in damaged_texts(register.connection) if page.damage != LETTER_SPACING]
    if not damaged:
        return WordsOfOthers(help={}, contradictions=[])
    finder = HelpFinder([_own_page(page) for page in damaged])
    for sound in sound_texts(register.connection):
        finder.look_at(
            CleanCopy(
                document=sound.document,
                page=sound.page,
                words=PageWords(sound.text),
                by_ocr=sound.origin == Origin.OCR.value,
            )
        )
    found = {(own.document, own.page): said for own, said in finder.help()}
    names = known_names(register.connection)
    helped: dict[str, HelpByPage] = defaultdict(dict)
    contradictions = []
    for own in finder.pages:
        said = found.get((own.document, own.page))
        edits = said.edits if said else ()
        edits = _together(edits, restore_names(own, names))
        if edits:
            helped[own.document][own.page] = edits
        contradictions += [(own, one) for one in (said.contradictions if said else ())]
    return WordsOfOthers(help=dict(helped), contradictions=contradictions)


def documents_to_read_again(register: Register, wanted: WordsOfOthers) -> list[str]:
    """Return the documents whose help is not what it should be, sorted."""
    held = recorded_help(register.connection)
    return sorted(
        document
        for document in wanted.help.keys() | held.keys()
        if wanted.help.get(document) != held.get(document)
    )


def write_contradictions(register: Register, found: WordsOfOthers) -> None:
    """Make the register hold exactly these issues about numbers that differ between two copies."""
    if not found.contradictions and not register.query(
        "select 1 from issues where found_by = 'linking' and kind = ? limit 1",
        (IssueKind.CONTRADICTION.value,),
    ):
        return
    labels = {
        row["id"]: f"{row['kind']} {row['day']}" if row["day"] else f"{row['kind']} ”{row['title']}”"
        for row in register.query(
            """select id, kind, coalesce(document_date, meeting_date) as day,
                   coalesce(title, substr(id, 1, 12)) as title from documents"""
        )
    }
    rows = [_issue(page, one, labels[one.basis.document]) for page, one in found.contradictions]
    with register.transaction() as connection:
        reconcile(
            connection, "issues", ("id",), rows,
            where="found_by = 'linking' and kind = ?", parameters=(IssueKind.CONTRADICTION.value,),
        )  # fmt: skip


def _own_page(page: OwnText) -> OwnPage:
    return OwnPage(document=page.document, page=page.page, words=PageWords(page.text), read=page.read)


def _together(first: tuple[Edit, ...], second: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Join two sets of edits; where they overlap, the first holds."""
    kept = [
        edit for edit in second if not any(edit.start < held.end and held.start < edit.end for held in first)
    ]
    return tuple(sorted([*first, *kept], key=lambda edit: edit.start))


def _issue(page: OwnPage, found: Contradiction, there: str) -> Row:
    message = (
        f"Här står ”{found.here}”, men samma text i {there}, sidan {found.basis.page}, har ”{found.there}”. "
        "Talet har inte ändrats; jämför med originalen."
    )
    return {
        "id": record_id("issues", page.document, "help from others", page.page, found.start, message),
        "document_id": page.document,
        "file": None,
        "page": page.page,
        "kind": IssueKind.CONTRADICTION.value,
        "severity": Severity.WARNING.value,
        "message": message,
        "found_by": "linking",
    }
