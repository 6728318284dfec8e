"""Problems found in documents. They are rows for the reader; problems in code are exceptions."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters: only `ERROR` makes a document partial or failed."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class IssueKind(StrEnum):
    """What went wrong or is unknown. The values are stable: people filter on them."""

    # the file
    UNREADABLE_FILE = "unreadable_file"
    EMPTY_FILE = "empty_file"
    UNSUPPORTED_TYPE = "unsupported_type"
    MISLEADING_NAME = "misleading_name"
    ENCRYPTED = "encrypted"
    BROKEN_FILE = "broken_file"
    NO_PAGES = "no_pages"
    # the page
    PAGE_UNREADABLE = "page_unreadable"
    PAGE_DAMAGED = "page_damaged"
    PAGE_EMPTY = "page_empty"
    PAGE_TOO_LARGE = "page_too_large"
    OCR_UNAVAILABLE = "ocr_unavailable"
    OCR_LANGUAGE_MISSING = "ocr_language_missing"
    OCR_FAILED = "ocr_failed"
    OCR_TIMEOUT = "ocr_timeout"
    OCR_KILLED = "ocr_killed"
    OUT_OF_MEMORY = "out_of_memory"
    NOTHING_READ = "nothing_read"
    LOW_CONFIDENCE = "low_confidence"
    READERS_DISAGREE = "readers_disagree"
    TEXT_LAYER_BAD = "text_layer_bad"
    # the text
    REPAIR_UNCERTAIN = "repair_uncertain"
    CASE_NUMBER_CANDIDATE = "case_number_candidate"
    # the values
    KIND_UNKNOWN = "kind_unknown"
    MUNICIPALITY_UNKNOWN = "municipality_unknown"
    COMMITTEE_UNKNOWN = "committee_unknown"
    CASE_NUMBER_UNKNOWN = "case_number_unknown"
    VALUE_UNKNOWN = "value_unknown"
    AMBIGUOUS = "ambiguous"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem, placed. `page` is 1-based and physical; None means the whole document.

    `message` is Swedish, for the registrar: what happened and what to do. It never quotes more of
    the document than the value at issue, and no personal data.
    """

    kind: IssueKind
    severity: Severity
    page: int | None
    message: str
