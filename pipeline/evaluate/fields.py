"""What is scored: the lists of the contract's JSON, what identifies a row, how a field is compared."""

from dataclasses import dataclass
from enum import StrEnum


class Comparison(StrEnum):
    """How an expected and a found value are compared."""

    EXACT = "exact"  # equal after NFC and folded white space
    OVERLAP = "overlap"  # one contains the other: where a quote begins and ends is a convention
    PRESENT = "present"  # the gold paraphrases, so only whether there is a value is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class ListField:
    """One list of the JSON.

    `key`: the fields that make two rows the same row. `distinct`: rows with the same key are one value
    (the gold names each once, a document can mention it often). `min_similarity`: 0-100; below 100 the
    key is one text, and rows pair by likeness, so that a flaw in the text costs the text and not the row.
    """

    name: str
    key: tuple[str, ...]
    distinct: bool = False
    min_similarity: float = 100.0


LIST_FIELDS: tuple[ListField, ...] = (
    ListField(name="parts", key=("part",)),
    ListField(name="attendance", key=("name",)),
    ListField(name="officials", key=("name",)),
    ListField(name="items", key=("paragraph",)),
    ListField(name="decisions", key=("text",), min_similarity=70),
    ListField(name="referenced_decisions", key=("date",)),
    ListField(name="basis", key=("text",), min_similarity=80),
    ListField(name="planning", key=("body", "date")),
    ListField(name="case_numbers", key=("value", "role"), distinct=True),
    ListField(name="dates", key=("value", "precision"), distinct=True),
    ListField(name="periods", key=("period_from", "period_to", "precision"), distinct=True),
    ListField(name="amounts", key=("sek",)),
    ListField(name="parties", key=("name",), distinct=True),
    ListField(name="persons", key=("name",), distinct=True),
    ListField(name="contacts", key=("kind", "value"), distinct=True),
    ListField(name="partnerships", key=("name",), min_similarity=60),
    ListField(name="dissent", key=("paragraph", "kind")),
)

SCALAR_FIELDS: tuple[str, ...] = (
    "status",
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

# Provenance stands in every row of the output; only its quote is compared, and only where the gold has one.
EVIDENCE_KEYS = frozenset({"spans", "raw", "rule", "confidence", "evidence", "offsets"})

# The gold describes the role of a date or period in words of its own; of a period that is mentioned
# several times it quotes one mention.
UNSCORED_FIELDS = frozenset({"dates.role", "periods.role", "periods.quote"})

COMPARISONS: dict[str, Comparison] = {
    "amounts.quote": Comparison.OVERLAP,
    "referenced_decisions.text": Comparison.OVERLAP,
    "dissent.who": Comparison.OVERLAP,
    "partnerships.evaluation.result": Comparison.PRESENT,
    "partnerships.evaluation.interim.text": Comparison.PRESENT,
    "partnerships.evaluation.interim_text": Comparison.PRESENT,
}

# Texts whose character error rate is reported besides the share that is exact.
TEXT_FIELDS = frozenset({"title", "decisions.text", "basis.text", "items.title"})
