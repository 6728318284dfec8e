"""Sums as records print them, and the numbers that are none."""

from decimal import Decimal

import pytest

from extractors.amounts import find_amounts
from extractors.number_words import read_number_words

# text, printed, sek, unit, per
REAL = [
    ("bidrog med 385 000\nkronor för perioden", "385 000\nkronor", "385000", "kr", None),
    ("bidrar med 200\u00a0000\u00a0kronor", "200\u00a0000\u00a0kronor", "200000", "kr", None),
    ("bidrar med 200\u2009000 kronor", "200\u2009000 kronor", "200000", "kr", None),
    ("bidrar med 200\n000 kronor", "200\n000 kronor", "200000", "kr", None),
    ("8000 kr", "8000 kr", "8000", "kr", None),
    ("15.000 SEK", "15.000 SEK", "15000", "kr", None),
    ("500000 kr.", "500000 kr.", "500000", "kr", None),
    ("hyran 30000kr", "30000kr", "30000", "kr", None),
    ("7 236,36 kronor", "7 236,36 kronor", "7236.36", "kr", None),
    ("86 100 tkr", "86 100 tkr", "86100000", "tkr", None),
    ("67,5 mnkr", "67,5 mnkr", "67500000", "mnkr", None),
    ("+1,9 miljoner kronor", "+1,9 miljoner kronor", "1900000", "mnkr", None),
    ("-1,9 mnkr", "-1,9 mnkr", "-1900000", "mnkr", None),
    ("resultatet blev −1,9 mnkr", "−1,9 mnkr", "-1900000", "mnkr", None),
    ("ett underskott på 1,9 mnkr", "1,9 mnkr", "-1900000", "mnkr", None),
    ("underskottet uppgår till 450 tkr", "450 tkr", "-450000", "tkr", None),
    ("ett underskott på -1,9 mnkr", "-1,9 mnkr", "-1900000", "mnkr", None),
    ("ett överskott på 1,9 mnkr", "1,9 mnkr", "1900000", "mnkr", None),
    ("trots underskott beviljas 1,9 mnkr", "1,9 mnkr", "1900000", "mnkr", None),
    ("en miljard femtiotusen kronor", "en miljard femtiotusen kronor", "1000050000", "kr", None),
    ("fyra kronor per invånare", "fyra kronor", "4", "kr", None),
    ("4 kronor per invånare", "4 kronor", "4", "kr", None),
    ("två miljoner kronor", "två miljoner kronor", "2000000", "mnkr", None),
    ("1,5 miljarder kronor", "1,5 miljarder kronor", "1500000000", "kr", None),
    ("250 tusen kronor", "250 tusen kronor", "250000", "tkr", None),
    ("xx kronor", "xx kronor", None, "kr", None),
    ("högst XXX tkr", "XXX tkr", None, "tkr", None),
    ("385,000 kr", "385,000 kr", None, "kr", None),
    ("500:-", "500:-", "500", "kr", None),
    ("SEK 15 000", "SEK 15 000", "15000", "kr", None),
    ("bidrar med 100 000 kronor per år", "100 000 kronor", "100000", "kr", "year"),
    ("bidrar med 100 000 kr/år", "100 000 kr", "100000", "kr", "year"),
    ("bidrar årligen med 100 000 kronor", "100 000 kronor", "100000", "kr", "year"),
    ("hyran är 8 000 kronor per månad", "8 000 kronor", "8000", "kr", "month"),
    ("totalt 300 000 kronor", "300 000 kronor", "300000", "kr", "total"),
    ("under 2022 385 000 kronor", "385 000 kronor", "385000", "kr", None),
    ("den 31 december 2021 500 kr", "500 kr", "500", "kr", None),
    ("Bidrag - 500 kr", "500 kr", "500", "kr", None),
]

NOT_AMOUNTS = [
    "40 nya kvinnor", "65 år och äldre", "under 2022", "5 % av budgeten", "385 000 invånare", "HVO-2022-4246",
    "0768-66 29 60", "§ 43", "rum 5128", "2020-10-13", "perioden 2020-2022", "2 020 500", "tjugo personer",
    "500-kronorssedel", "Kronan 5", "1/2 h", "en möjlig samverkansform", "ett år", "max kronor",
    "716444-9758",
    "434 81 Kungsbacka", "sidan 4 (37)", "kl 09:00-10:00", "tre krokodiler", "tkr", "svenska kronor",
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed", "sek", "unit", "per"), REAL)
def test_a_sum_is_found(text: str, printed: str, sek: str | None, unit: str, per: str | None) -> None:
    (match,) = find_amounts(text)
    assert text[match.start : match.end] == printed
    assert match.value.sek == (None if sek is None else Decimal(sek))
    assert match.value.unit == unit
    assert match.value.per == per


@pytest.mark.parametrize("text", NOT_AMOUNTS)
def test_other_numbers_are_not_sums(text: str) -> None:
    for sentence in (text, f"Nämnden såg på {text} och gick vidare.", f"({text})"):
        assert list(find_amounts(sentence)) == []


@pytest.mark.parametrize(
    ("text", "sums", "first"),
    [
        ("mellan 100 000–150 000 kr", ["100000", "150000"], "100 000|kr"),
        ("2–3 miljoner kronor", ["2000000", "3000000"], "2|miljoner kronor"),
        ("200 000 respektive 300 000 kronor", ["200000", "300000"], "200 000|kronor"),
        ("100 000 kr till ABF och 50 000 kr till oss", ["100000", "50000"], "100 000 kr"),
        ("2021 och 300 000 kronor", ["300000"], "300 000 kronor"),
    ],
)
def test_two_sums(text: str, sums: list[str], first: str) -> None:
    matches = list(find_amounts(text))
    assert [str(match.value.sek) for match in matches] == sums
    assert "|".join(text[a:b] for a, b in matches[0].ranges) == first


def test_a_price_for_one_says_so() -> None:
    assert [match.rule for match in find_amounts("4 kronor per invånare och 400 kronor till föreningen")] == [
        "amounts:rate",
        "amounts:sum",
    ]


def test_an_unknown_sum_is_less_sure() -> None:
    (match,) = find_amounts("högst xx kronor")
    assert match.confidence <= 0.5


def test_sums_are_printed_without_exponent() -> None:
    values = [match.value.sek for match in find_amounts("67,5 mnkr, 1 000 000 kr, 7 236,30 kr")]
    assert [str(value) for value in values] == ["67500000", "1000000", "7236.3"]


@pytest.mark.parametrize(
    ("words", "number"),
    [("tjugofem", 25), ("etthundra", 100), ("hundratusen", 100_000), ("trehundraåttiofemtusen", 385_000),
     ("tre miljoner tvåhundratusen", 3_200_000), ("sjutton", 17), ("sjuttio", 70),
     ("en halv miljon", 500_000),
     ("två och en halv miljon", 2_500_000), ("nittonhundranittionio", None),
     ("tre fyra", None), ("och", None),
     ("tusen miljoner", None), ("tjugo femtio", None), ("hund", None), ("", None)],
)  # fmt: skip
def test_number_words(words: str, number: int | None) -> None:
    assert read_number_words(words) == number
