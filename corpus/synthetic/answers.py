"""The `answers` of the sources filled out to the contract's shape: the gold of the sample inbox."""

import copy
from collections.abc import Mapping
from typing import Any

_SCALARS = (
    *("kind", "title", "municipality", "committee", "organ"),
    *("document_date", "case_number", "paragraph", "meeting"),
)


def _nulls(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split())


_SHAPES: dict[str, dict[str, Any]] = {
    "attendance": _nulls("name party role category"),
    "officials": _nulls("name title function"),
    "items": _nulls("paragraph case_number title"),
    "decisions": _nulls("paragraph case_number clause status outcome actor recommended_to text is_iop"),
    "referenced_decisions": _nulls("body date paragraph case_number"),
    "basis": _nulls("text kind committee date title"),
    "planning": _nulls("body date"),
    "case_numbers": _nulls("value role"),
    "dates": _nulls("value precision"),
    "periods": _nulls("period_from period_to precision quote"),
    "amounts": _nulls("sek unit per payer") | {"payees": []} | _nulls("period_from period_to quote"),
    "parties": _nulls("name kind org_number") | {"aliases": []},
    "persons": _nulls("name"),
    "contacts": _nulls("kind value person"),
    "partnerships": _nulls("name case_number")
    | {"partners": []}
    | _nulls("committee target_group subject_area period_from period_to extension amount_sek funding")
    | {"purposes": [], "evaluation": None, "status": None},
    "dissent": _nulls("paragraph kind who"),
}
_MEETING = _nulls("date start end place adjustment_date") | {"adjusters": [], "covers": []}


class AnswerError(ValueError):
    """A source's answers use a name that the contract does not have."""


def fill_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Fill out one document's answers: what a source leaves out is null, an empty list, or `unscored`.

    `persons` gains everybody named elsewhere in the answers; `dates` gain their precision.

    Raises:
        AnswerError: an unknown name, at the top or in a record.

    """
    unscored = set(answers.get("unscored", ()))
    unknown = (set(answers) | unscored) - set(_SCALARS) - set(_SHAPES) - {"unscored"}
    if unknown:
        raise AnswerError(f"unknown answers: {sorted(unknown)}")
    filled: dict[str, Any] = {name: answers.get(name) for name in _SCALARS if name not in unscored}
    if filled["meeting"] is not None:
        filled["meeting"] = copy.deepcopy(_MEETING) | filled["meeting"]
    given = dict(answers) | {
        "dates": [{"value": value, "precision": precision_of(value)} for value in answers.get("dates", ())],
        "persons": [{"name": name} for name in _everybody(answers)],
    }
    for name, shape in _SHAPES.items():
        if name not in unscored:
            filled[name] = [_fill(name, shape, record) for record in given.get(name, ())]
    return filled


def precision_of(value: str) -> str:
    """The precision that an ISO text states: `2021-spring` is a season."""
    if value[5:] and not value[5].isdigit():
        return "season"
    return {4: "year", 7: "month", 10: "day"}[len(value)]


def _fill(name: str, shape: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    if set(record) - set(shape):
        raise AnswerError(f"unknown names in {name}: {sorted(set(record) - set(shape))}")
    return copy.deepcopy(dict(shape)) | dict(record)


def _everybody(answers: Mapping[str, Any]) -> list[str]:
    names = [row["name"] for key in ("attendance", "officials") for row in answers.get(key, ())]
    names += answers.get("meeting", {}).get("adjusters", ())
    names += [row["person"] for row in answers.get("contacts", ()) if "person" in row]
    names += answers.get("persons", ())
    return list(dict.fromkeys(names))
