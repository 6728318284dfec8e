"""Decisions and what stands close to them."""

from dataclasses import dataclass
from enum import StrEnum


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
