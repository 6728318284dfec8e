"""Hostile pages: endless runs of one thing hold no value, and none of them may take for ever."""

import pytest

from extractors.amounts import find_amounts
from extractors.case_numbers import find_case_numbers, find_damaged_case_numbers
from extractors.contacts import find_contacts, find_org_numbers
from extractors.dates import find_dates
from extractors.municipalities import find_municipalities
from extractors.periods import find_periods

# With quadratic patterns each of these takes minutes.
RUNS = ["1 ", "100 ", "en ", "en", "x", "_", ".", "a-", "1.", "1-", " ", "\n", "A ", "Aa ", "a@", "Dnr ", "0",
        "070 ", "§", "tusen", "Storgatan ", "underskott på ", "+46 ", "perioden "]  # fmt: skip


@pytest.mark.parametrize("run", RUNS)
def test_an_endless_run_holds_nothing(run: str) -> None:
    text = run * 6_000
    for find in (
        find_case_numbers,
        find_damaged_case_numbers,
        find_dates,
        find_periods,
        find_amounts,
        find_contacts,
        find_org_numbers,
        find_municipalities,
    ):
        assert list(find(text)) == []  # type: ignore[operator]
