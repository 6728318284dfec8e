"""An idéburet offentligt partnerskap as one document describes it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PartnershipStatus(StrEnum):
    """As of the document, never as of today."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class EvaluationStatus(StrEnum):
    """Whether the partnership has been evaluated, as of the document."""

    PLANNED = "planned"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """What was reported along the way: ISO date, and what was said then."""

    date: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """`year`: when it was done; `report_due`: ISO date; `result`: the sentence that sums it up."""

    status: EvaluationStatus
    year: int | None = None
    report_due: str | None = None
    result: str | None = None
    interim: Interim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """`extension`: ISO 8601 duration (P1Y). `purposes`: each without number. None: not stated."""

    name: str
    case_number: str | None
    partners: tuple[str, ...]
    committee: str | None
    target_group: str | None = None
    subject_area: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    extension: str | None = None
    amount_sek: Decimal | None = None
    funding: str | None = None
    purposes: tuple[str, ...] = ()
    evaluation: Evaluation | None = None
    status: PartnershipStatus | None = None
