"""The result of reading one document: everything in it, each value with its evidence."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.decisions import Decision, ReferencedDecision
from schemas.issues import Issue
from schemas.items import DocumentKind
from schemas.mentions import (
    Amount,
    Attendance,
    Basis,
    CaseNumber,
    Committee,
    Contact,
    DateValue,
    Dissent,
    Item,
    Meeting,
    Municipality,
    Official,
    Part,
    Party,
    Period,
    Person,
    Planning,
)
from schemas.pages import Page
from schemas.partnerships import Partnership
from schemas.sources import Source
from schemas.spans import Mention
from schemas.text import CleanPage


class DocumentStatus(StrEnum):
    """`OK`: every page read, trusted, loaded. `PARTIAL`: a page or part was not. `FAILED`: nothing was."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Every value of a document, in printed order. A scalar is None where it is unknown."""

    kind: Mention[DocumentKind] | None = None
    title: Mention[str] | None = None
    municipality: Mention[Municipality] | None = None
    committee: Mention[Committee] | None = None
    organ: Mention[str] | None = None
    document_date: Mention[str] | None = None
    case_number: Mention[str] | None = None
    paragraph: Mention[int] | None = None
    meeting: Mention[Meeting] | None = None
    parts: tuple[Mention[Part], ...] = ()
    attendance: tuple[Mention[Attendance], ...] = ()
    officials: tuple[Mention[Official], ...] = ()
    items: tuple[Mention[Item], ...] = ()
    decisions: tuple[Mention[Decision], ...] = ()
    referenced_decisions: tuple[Mention[ReferencedDecision], ...] = ()
    basis: tuple[Mention[Basis], ...] = ()
    planning: tuple[Mention[Planning], ...] = ()
    case_numbers: tuple[Mention[CaseNumber], ...] = ()
    dates: tuple[Mention[DateValue], ...] = ()
    periods: tuple[Mention[Period], ...] = ()
    amounts: tuple[Mention[Amount], ...] = ()
    parties: tuple[Mention[Party], ...] = ()
    persons: tuple[Mention[Person], ...] = ()
    contacts: tuple[Mention[Contact], ...] = ()
    partnerships: tuple[Mention[Partnership], ...] = ()
    dissent: tuple[Mention[Dissent], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document read through the whole chain: what `iop extract` prints and the register loads.

    `pages_expected`: how many pages the file has, whether or not they could be read.
    """

    source: Source
    status: DocumentStatus
    pages_expected: int
    mentions: Mentions
    pages: tuple[CleanPage, ...]
    issues: tuple[Issue, ...]

    @property
    def kind(self) -> DocumentKind:
        """The document's kind; `OKAND` where it is unknown."""
        return self.mentions.kind.value if self.mentions.kind else DocumentKind.OKAND

    @property
    def raw_pages(self) -> tuple[Page, ...]:
        """The pages as they were read."""
        return tuple(page.page for page in self.pages)
