"""Every date, period, sum, contact and case number of the real documents is found, and nothing else.

The documents and their gold annotation are no part of the repository.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from extractors.amounts import find_amounts
from extractors.case_numbers import find_case_numbers, find_damaged_case_numbers
from extractors.contacts import find_contacts
from extractors.dates import find_dates
from extractors.periods import find_periods
from schemas.spans import Match

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = SHARED / "gold" / "seeds.json"
DOCUMENTS = ("000", "001", "002", "003", "004")


def load(document: str) -> tuple[str, dict[str, Any]]:
    if not GOLD.exists():
        pytest.skip(f"the seed documents are not at {SHARED}")
    gold = json.loads(GOLD.read_text(encoding="utf-8"))["documents"][document]
    path = SHARED / "gold" / "seed002_truth.txt" if document == "002" else SHARED / "seeds" / gold["file"]
    return path.read_text(encoding="utf-8"), gold


def quote(text: str, match: Match[Any]) -> str:
    return re.sub(r"\s+", " ", text[match.start : match.end])


def missing_and_invented(found: Iterable[Any], gold: Iterable[Any]) -> tuple[set[Any], set[Any]]:
    return set(gold) - set(found), set(found) - set(gold)


NOTHING = (set[Any](), set[Any]())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_dates(document: str) -> None:
    text, gold = load(document)
    wanted = [
        (row["value"], row["precision"], *offsets) for row in gold["dates"] for offsets in row["offsets"]
    ]
    found = [(m.value.value, m.value.precision.value, m.start, m.end) for m in find_dates(text)]
    assert missing_and_invented(found, wanted) == NOTHING


@pytest.mark.parametrize("document", DOCUMENTS)
def test_periods(document: str) -> None:
    text, gold = load(document)
    wanted = [
        (row["period_from"], row["period_to"], row["precision"], row["quote"]) for row in gold["periods"]
    ]
    found = [
        (m.value.period_from, m.value.period_to, m.value.precision.value, quote(text, m))
        for m in find_periods(text)
    ]
    assert missing_and_invented(found, wanted) == NOTHING


@pytest.mark.parametrize("document", DOCUMENTS)
def test_amounts(document: str) -> None:
    text, gold = load(document)
    wanted = [(row["sek"], row["unit"], row["quote"]) for row in gold["amounts"]]
    found = [(str(m.value.sek), m.value.unit.value, quote(text, m)) for m in find_amounts(text)]
    assert missing_and_invented(found, wanted) == NOTHING


@pytest.mark.parametrize("document", DOCUMENTS)
def test_contacts(document: str) -> None:
    text, gold = load(document)
    wanted = [(row["kind"], row["value"]) for row in gold["contacts"]]
    found = [(m.value.kind.value, m.value.value) for m in find_contacts(text)]
    assert missing_and_invented(found, wanted) == NOTHING


@pytest.mark.parametrize("municipality", ["1280", None])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_case_numbers(document: str, municipality: str | None) -> None:
    text, gold = load(document)
    found = [m.value.value for m in find_case_numbers(text, municipality=municipality)]
    assert missing_and_invented(found, [row["value"] for row in gold["case_numbers"]]) == NOTHING
    assert list(find_damaged_case_numbers(text)) == []
