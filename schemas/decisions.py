"""Decisions and what stands close to them."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.items import DocumentKind, SectionKind
from schemas.spans import Mention


class Status(StrEnum):
    """`DECIDED`: the body that met resolved it. `PROPOSED`: a memo, agenda or draft puts it forward.

    `RECOMMENDED`: a body recommends it to another. A wrong `DECIDED` is the worst error of all.
    """

    DECIDED = "decided"
    PROPOSED = "proposed"
    RECOMMENDED = "recommended"


class Outcome(StrEnum):
    """What the clause does; of a proposal, what it would do."""

    APPROVED = "approved"
    REJECTED = "rejected"
    REFERRED_BACK = "referred_back"
    POSTPONED = "postponed"
    NOTED = "noted"
    INSTRUCTED = "instructed"
    GRANTED = "granted"
    ADOPTED = "adopted"
    ELECTED = "elected"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One clause (att-sats). `text`: the clause without number, bullet or emphasis.

    `clause`: 1-based within its item. `paragraph`, `case_number`: its item's, None where not stated.
    `actor`: canonical name of the body that acts by the clause, None where unknown.
    `recommended_to`: only with `RECOMMENDED`, the body that is to decide.
    """

    part: int
    paragraph: int | None
    case_number: str | None
    clause: int
    status: Status
    outcome: Outcome
    actor: str | None
    recommended_to: str | None
    text: str
    is_iop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencedDecision:
    """A decision the document reports or relies on: never a row of decisions.

    `date` ISO as precise as printed; `text`: what was decided, as reported.
    """

    body: str | None
    date: str | None
    paragraph: int | None
    case_number: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause as it stands under a heading, before status and actor are settled.

    `intro`: the words that introduce the list it belongs to, such as "X föreslår Y besluta:" ("" for none).
    `number`: as printed, None for a bullet or a plain paragraph.
    """

    text: str
    intro: str
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseInContext:
    """A clause with all that its status follows from: the part's kind, the heading, the organ.

    `ordinal`: 1-based within its item and section. `organ`: the body that met, or that a memo asks.
    `preparatory`: that body prepares matters for another. `heading`: as printed ("" for none).
    `item_decides`: its item also has a section of decisions. `matter_is_iop`: title or summary names an IOP.
    `administration`: what a bare "förvaltningen" stands for. Names are canonical, None where unknown.
    """

    part: int
    kind: DocumentKind
    draft: bool
    paragraph: int | None
    case_number: str | None
    section: SectionKind
    heading: str
    item_decides: bool
    ordinal: int
    organ: str | None
    preparatory: bool
    committee: str | None
    administration: str | None
    matter_is_iop: bool
    clause: Mention[Clause]
