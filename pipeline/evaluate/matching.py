"""Whether two values are the same, and which found row answers which expected row."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from rapidfuzz import fuzz

from pipeline.evaluate.fields import COMPARISONS, EVIDENCE_KEYS, Comparison, ListField

Row = dict[str, Any]

# Equal fields beside the key decide between rows that are alike ("att godkänna förslaget" under three §§).
NESTED_WEIGHT = 25.0


def fold(value: Any) -> Any:
    r"""A value as it is compared: text in NFC with white space folded, numbers as decimals, "" as None.

    >>> fold("385\u00a0000 ") == fold("385 000")
    True
    """
    if isinstance(value, str):
        text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", value)).strip()
        return text or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return value


def same(field: str, expected: Any, got: Any) -> bool:
    """Whether `got` is the expected value of `field`; `expected` may be `{"any_of": [...]}`.

    >>> same("decisions.outcome", {"any_of": ["approved", "other"]}, "other")
    True
    """
    if is_alternatives(expected):
        return any(same(field, choice, got) for choice in expected["any_of"])
    wanted, found = fold(expected), fold(got)
    if wanted is None or found is None:
        return wanted is None and found is None
    comparison = COMPARISONS.get(field, Comparison.EXACT)
    if comparison is Comparison.PRESENT:
        return True
    if comparison is Comparison.OVERLAP:
        return str(wanted) in str(found) or str(found) in str(wanted)
    if field.endswith(("sek", "amount_sek")):
        return bool(_decimal(wanted) == _decimal(found))
    return bool(wanted == found)


def is_alternatives(expected: Any) -> bool:
    """Whether an expected value is a choice: any of several is right."""
    return isinstance(expected, dict) and set(expected) == {"any_of"}


def flatten(value: Any, prefix: str = "") -> dict[str, Any]:
    """A row's or an object's leaves by dotted path, without provenance; a choice is a leaf.

    >>> flatten({"name": "Visneti", "evaluation": {"status": "done"}, "spans": []})
    {'name': 'Visneti', 'evaluation.status': 'done'}
    """
    leaves: dict[str, Any] = {}
    for key, inner in value.items():
        if key in EVIDENCE_KEYS:
            continue
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(inner, dict) and not is_alternatives(inner):
            leaves.update(flatten(inner, path))
        else:
            leaves[path] = inner
    return leaves


def variants(row: Row) -> list[Row]:
    """The row itself, and each other reading that the gold allows for it (`"or": [{…}]`)."""
    plain = {key: value for key, value in row.items() if key not in {"or", "optional"}}
    return [plain, *({**plain, **other} for other in row.get("or", ()))]


def pair_rows(
    field: ListField, expected: Sequence[Row], got: Sequence[Row]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair expected rows with found ones, one to one, the most alike first.

    Returns the pairs (expected index, found index), the expected rows left over and the found rows left over.
    """
    candidates = []
    for wanted_index, wanted in enumerate(expected):
        for found_index, found in enumerate(got):
            score = max(likeness(field, variant, found) for variant in variants(wanted))
            if score > 0:
                candidates.append((-score, wanted_index, found_index))
    pairs: list[tuple[int, int]] = []
    used_wanted: set[int] = set()
    used_found: set[int] = set()
    for _, wanted_index, found_index in sorted(candidates):
        if wanted_index in used_wanted or found_index in used_found:
            continue
        pairs.append((wanted_index, found_index))
        used_wanted.add(wanted_index)
        used_found.add(found_index)
    return (
        sorted(pairs),
        [index for index in range(len(expected)) if index not in used_wanted],
        [index for index in range(len(got)) if index not in used_found],
    )


def likeness(field: ListField, expected: Row, got: Row) -> float:
    """How alike two rows are: 0 for different rows, else the likeness of the key plus that of the rest."""
    if field.min_similarity < 100:
        key = text_similarity(expected.get(field.key[0]), got.get(field.key[0]))
        if key < field.min_similarity:
            return 0.0
    else:
        if not all(same(f"{field.name}.{name}", expected.get(name), got.get(name)) for name in field.key):
            return 0.0
        key = 100.0
    wanted, found = flatten(expected), flatten(got)
    rest = [name for name in wanted if name not in field.key and fold(wanted[name]) is not None]
    equal = sum(_loosely_same(f"{field.name}.{name}", wanted[name], found.get(name)) for name in rest)
    if rest and not equal and all(fold(expected.get(name)) is None for name in field.key):
        return 0.0  # two rows without a key are the same only by something else
    return key + (NESTED_WEIGHT * equal / len(rest) if rest else 0.0)


def text_similarity(expected: Any, got: Any) -> float:
    """Likeness of two texts, 0-100; of a choice, the best."""
    if is_alternatives(expected):
        return max(text_similarity(choice, got) for choice in expected["any_of"])
    wanted, found = fold(expected), fold(got)
    if not isinstance(wanted, str) or not isinstance(found, str):
        return 100.0 if wanted is None and found is None else 0.0
    return float(fuzz.ratio(wanted, found))


def key_of(field: ListField, row: Row) -> tuple[Any, ...]:
    """The folded values that identify a row."""
    return tuple(repr(fold(row.get(name))) for name in field.key)


def _loosely_same(field: str, expected: Any, got: Any) -> bool:
    if isinstance(expected, list):
        return isinstance(got, list) and [fold(item) for item in expected] == [fold(item) for item in got]
    return same(field, expected, got)


def _decimal(value: Any) -> Any:
    try:
        return Decimal(str(value).replace(" ", ""))
    except InvalidOperation:
        return value
