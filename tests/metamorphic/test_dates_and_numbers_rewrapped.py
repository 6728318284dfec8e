"""What a line break or a no-break space does to a value: nothing."""

import itertools
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from extractors.amounts import find_amounts
from extractors.case_numbers import find_case_numbers
from extractors.dates import find_dates
from extractors.municipalities import find_municipalities
from extractors.periods import find_periods

TEXTS = [
    "Hälsa-, vård- och omsorgsnämnden beslutade 26 april 2018 (§ 43, HVO-2018-617) om en översyn.",
    "I december 2019 togs ärendet upp (ASN 2018-379), se KS 2018/124 och Dnr 002 – 443 / 05 i Malmö stad.",
    "De bidrar med 385 000 kronor för perioden 1 augusti 2021 till 31 december 2021, 2 mnkr totalt.",
    "Våren 2021 prövades det under perioden 2020 till 2022 och från och med 2023, mellan 2020 och 2022.",
    "15 och 16 mars 2022, 3/10 2019 och hösten 2021 till våren 2022: en miljard femtiotusen kronor per år.",
    "2023/KFN 0081 i Upplands Väsby kommun, 2018/0127 UAN-10, 10 000 respektive 15 000 kr i maj 2022.",
]


def values(text: str) -> list[Any]:
    return [
        [match.value for match in matches]
        for matches in (
            find_case_numbers(text, municipality="1280"),
            find_dates(text),
            find_periods(text),
            find_amounts(text),
            find_municipalities(text),
        )
    ]


def test_there_is_something_to_find() -> None:
    assert all(len(list(itertools.chain(*values(text)))) >= 2 for text in TEXTS)


def rewrapped(text: str) -> Iterator[str]:
    spaces = [place for place, sign in enumerate(text) if sign == " "]
    for place in spaces:
        for line_break in ("\n", " \n", "\n "):
            yield text[:place] + line_break + text[place + 1 :]


@pytest.mark.parametrize("text", TEXTS)
def test_a_break_at_any_space_changes_no_value(text: str) -> None:
    plain = values(text)
    for wrapped in rewrapped(text):
        assert values(wrapped) == plain, wrapped


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: "\n\n" + text,
        lambda text: unicodedata.normalize("NFC", unicodedata.normalize("NFD", text)),
    ],
    ids=["no-break space", "moved down", "normal form"],
)
def test_other_spaces_change_no_value(text: str, change: Callable[[str], str]) -> None:
    assert values(change(text)) == values(text)
