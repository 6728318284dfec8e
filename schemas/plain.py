"""Records as plain values: the one mapping that the JSON, its schema and the register share."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from schemas.documents import Document
from schemas.issues import Issue
from schemas.partnerships import Evaluation
from schemas.spans import Evidence, Mention

# The scalars of a document that carry evidence, in the contract's order.
SCALARS = (
    "kind",
    "title",
    "municipality",
    "committee",
    "organ",
    "document_date",
    "case_number",
    "paragraph",
    "meeting",
)
# The lists of a document whose every entry carries evidence, in the contract's order.
LISTS = (
    "parts",
    "attendance",
    "officials",
    "items",
    "decisions",
    "referenced_decisions",
    "basis",
    "planning",
    "case_numbers",
    "dates",
    "periods",
    "amounts",
    "parties",
    "persons",
    "contacts",
    "partnerships",
    "dissent",
)


def decimal_text(value: Decimal) -> str:
    """Write an exact decimal without exponent; whole numbers without decimals, never "-0".

    >>> decimal_text(Decimal("3.85E+5")), decimal_text(Decimal("-7236.30")), decimal_text(Decimal("12.00"))
    ('385000', '-7236.30', '12')

    """
    if value == value.to_integral_value():
        return f"{value.to_integral_value() or Decimal(0):f}"
    return f"{value:f}"


def plain(value: object) -> Any:
    """Return a record, or anything inside one, as JSON values with the record's fields in order.

    Of an `Evaluation` only what is stated is kept: its fields depend on what has happened so far.

    Raises:
        TypeError: for a type that no record holds; a new one must be thought about.

    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if is_dataclass(value) and not isinstance(value, type):
        row = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Evaluation):
            return {name: entry for name, entry in row.items() if entry is not None}
        return row
    raise TypeError(f"no plain form for {type(value).__name__}")


def plain_evidence(evidence: Evidence) -> dict[str, Any]:
    """Return the provenance of one value; boxes as [x0, top, x1, bottom] rounded to .01 point."""
    return {
        "spans": [
            {
                "page": span.page,
                "start": span.start,
                "end": span.end,
                "boxes": [[round(float(edge), 2) for edge in box] for box in span.boxes],
            }
            for span in evidence.spans
        ],
        "quote": evidence.quote,
        "raw": evidence.raw,
        "rule": evidence.rule,
        "confidence": evidence.confidence,
    }


def plain_mention(mention: Mention[Any]) -> dict[str, Any]:
    """Return a value's fields followed by its evidence's; the value must be a record."""
    row: dict[str, Any] = plain(mention.value)
    return row | plain_evidence(mention.evidence)


def all_issues(document: Document) -> tuple[Issue, ...]:
    """Return every issue of a document once: of the file, of its pages, of its text and values."""
    of_pages = (issue for page in document.raw_pages for issue in page.issues)
    return tuple(dict.fromkeys((*document.source.issues, *of_pages, *document.issues)))
