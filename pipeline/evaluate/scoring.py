"""Score one document's JSON against its gold: one judgement for each value expected or found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.fields import LIST_FIELDS, SCALAR_FIELDS, TEXT_FIELDS, UNSCORED_FIELDS, ListField
from pipeline.evaluate.matching import (
    Row,
    flatten,
    fold,
    is_alternatives,
    key_of,
    pair_rows,
    same,
    variants,
)


class Verdict(StrEnum):
    """What became of one value. A wrong value is both a miss and an invention."""

    HIT = "hit"
    MISS = "miss"
    INVENTION = "invention"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One value judged. `path` places it in the gold (`decisions[0].status`), in the output for an invention.

    `text_errors`, `text_length`: characters wrong and expected, only for the fields that are texts.
    """

    document: str
    field: str
    path: str
    verdict: Verdict
    expected: Any = None
    got: Any = None
    text_errors: int = 0
    text_length: int = 0


def score_document(document: str, gold: Row, got: Row) -> list[Judgement]:
    """Judge every value of one document.

    A field that the gold does not mention is not judged; one that it gives as null or empty must be so.
    """
    judgements: list[Judgement] = []
    for name in SCALAR_FIELDS:
        if name in gold:
            judgements += _score_scalar(document, name, gold[name], got.get(name))
    for field in LIST_FIELDS:
        if field.name in gold:
            judgements += _score_list(document, field, gold[field.name], got.get(field.name) or [])
    return judgements


def _score_scalar(document: str, name: str, expected: Any, got: Any) -> Iterator[Judgement]:
    composite = (isinstance(expected, dict) and not is_alternatives(expected)) or isinstance(got, dict)
    if not composite:
        yield from judge(document, name, name, expected, got)
        return
    wanted = flatten(expected) if isinstance(expected, dict) else {}
    found = flatten(got) if isinstance(got, dict) else {}
    # Where the gold says there is none at all, whatever was found is invented.
    leaves = wanted if expected is not None else dict.fromkeys(found)
    for leaf, value in leaves.items():
        yield from judge(document, f"{name}.{leaf}", f"{name}.{leaf}", value, found.get(leaf))


def _score_list(
    document: str, field: ListField, expected: Sequence[Row], got: Sequence[Row]
) -> Iterator[Judgement]:
    if field.distinct:
        expected, got = merge_rows(field, expected), merge_rows(field, got)
    pairs, missed, invented = pair_rows(field, expected, got)
    for wanted_index, found_index in pairs:
        row = expected[wanted_index]
        path = f"{field.name}[{wanted_index}]"
        yield Judgement(document=document, field=field.name, path=path, verdict=Verdict.HIT)
        reading = _best_reading(field, row, got[found_index])
        found = flatten(got[found_index])
        for leaf, value in flatten(reading).items():
            scored = f"{field.name}.{leaf}"
            exact_key = leaf in field.key and field.min_similarity == 100
            if not exact_key and scored not in UNSCORED_FIELDS:
                yield from judge(document, scored, f"{path}.{leaf}", value, found.get(leaf))
    for index in missed:
        if not expected[index].get("optional"):
            yield Judgement(
                document=document,
                field=field.name,
                path=f"{field.name}[{index}]",
                verdict=Verdict.MISS,
                expected=_summary(field, expected[index]),
            )
    for index in invented:
        yield Judgement(
            document=document,
            field=field.name,
            path=f"{field.name}+{index}",
            verdict=Verdict.INVENTION,
            got=_summary(field, got[index]),
        )


def judge(document: str, field: str, path: str, expected: Any, got: Any) -> Iterator[Judgement]:
    """Judge one leaf; nothing where none was expected and none found. A list is judged item by item."""
    if isinstance(expected, list):
        yield from _judge_items(document, field, path, expected, got if isinstance(got, list) else [])
        return
    if same(field, expected, got):
        verdict = Verdict.HIT
        if fold(got) is None:
            return
    elif fold(got) is None:
        verdict = Verdict.MISS
    elif not is_alternatives(expected) and fold(expected) is None:
        verdict = Verdict.INVENTION
    else:
        verdict = Verdict.WRONG
    errors, length = _text_errors(field, expected, got)
    yield Judgement(
        document=document,
        field=field,
        path=path,
        verdict=verdict,
        expected=expected,
        got=got,
        text_errors=errors,
        text_length=length,
    )


def merge_rows(field: ListField, rows: Sequence[Row]) -> list[Row]:
    """One row for each distinct key, in order of first appearance; spans and offsets are gathered."""
    merged: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = key_of(field, row)
        if key not in merged:
            merged[key] = dict(row)
            continue
        for name in ("spans", "offsets", "aliases"):
            if isinstance(row.get(name), list):
                first = merged[key].get(name) or []
                merged[key][name] = [*first, *(item for item in row[name] if item not in first)]
    return list(merged.values())


def _judge_items(
    document: str, field: str, path: str, expected: list[Any], got: list[Any]
) -> Iterator[Judgement]:
    left = list(got)
    for index, wanted in enumerate(expected):
        found = next((item for item in left if same(field, wanted, item)), None)
        verdict = Verdict.MISS if found is None else Verdict.HIT
        if found is not None:
            left.remove(found)
        yield Judgement(
            document=document,
            field=field,
            path=f"{path}[{index}]",
            verdict=verdict,
            expected=wanted,
            got=found,
        )
    for item in left:
        yield Judgement(
            document=document,
            field=field,
            path=f"{path}+{got.index(item)}",
            verdict=Verdict.INVENTION,
            got=item,
        )


def _best_reading(field: ListField, row: Row, found: Row) -> Row:
    """The reading of an expected row that agrees with the found row on most fields."""
    leaves = flatten(found)

    def agreements(reading: Row) -> int:
        return sum(
            not isinstance(value, list) and same(f"{field.name}.{leaf}", value, leaves.get(leaf))
            for leaf, value in flatten(reading).items()
        )

    return max(variants(row), key=agreements)


def _summary(field: ListField, row: Row) -> str:
    keys = [row.get(name) for name in field.key]
    if all(key is None for key in keys):
        keys = [value for value in flatten(row).values() if fold(value) is not None]
    return " | ".join(str(key) for key in keys)


def _text_errors(field: str, expected: Any, got: Any) -> tuple[int, int]:
    if field not in TEXT_FIELDS:
        return 0, 0
    choices = expected["any_of"] if is_alternatives(expected) else [expected]
    found = fold(got) or ""
    wanted = min(
        (fold(choice) or "" for choice in choices), key=lambda text: Levenshtein.distance(text, found)
    )
    return Levenshtein.distance(wanted, found), len(wanted)
