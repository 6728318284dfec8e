"""Periods as records print them: two ends, or one with the words that make it a period."""

import pytest

from extractors.periods import find_periods

# text, [(quote, from, to, precision)]
REAL = [
    ("prövas under perioden 2020 till 2022 och", [("perioden 2020 till 2022", "2020", "2022", "year")]),
    ("återrapportera under 2022 med", [("under 2022", "2022", "2022", "year")]),
    (
        "part i under år 2018 och hittills under år 2019.",
        [("under år 2018", "2018", "2018", "year"), ("hittills under år 2019", "2019", "2019", "year")],
    ),
    ("under prövoperioden 2020-2022 ingått", [("prövoperioden 2020-2022", "2020", "2022", "year")]),
    (
        "avsåg perioden 1 augusti 2021 till 31 december 2021 med",
        [("perioden 1 augusti 2021 till 31 december 2021", "2021-08-01", "2021-12-31", "day")],
    ),
    (
        "perioden 1 augusti – 31 december 2021",
        [("perioden 1 augusti – 31 december 2021", "2021-08-01", "2021-12-31", "day")],
    ),
    ("överenskommelse från och\nmed 2022. Avtalet", [("från och\nmed 2022", "2022", None, "year")]),
    (
        "för perioden 2021-08-01 till 2021-12-31.",
        [("perioden 2021-08-01 till 2021-12-31", "2021-08-01", "2021-12-31", "day")],
    ),
    ("2021-08-01 till 2021-12-31", [("2021-08-01 till 2021-12-31", "2021-08-01", "2021-12-31", "day")]),
    ("2021-08-01 – 2021-12-31", [("2021-08-01 – 2021-12-31", "2021-08-01", "2021-12-31", "day")]),
    ("planen 2027 - 2028", [("2027 - 2028", "2027", "2028", "year")]),
    ("IOP 2020-2022", [("2020-2022", "2020", "2022", "year")]),
    ("gäller tillsvidare från 2022-01-01", [("tillsvidare från 2022-01-01", "2022-01-01", None, "day")]),
    (
        "gäller till och med den 31 december 2024",
        [("till och med den 31 december 2024", None, "2024-12-31", "day")],
    ),
    ("gäller t.o.m. 2024-12-31", [("t.o.m. 2024-12-31", None, "2024-12-31", "day")]),
    (
        "fr.o.m. 2022-01-01 t.o.m. 2022-12-31",
        [("fr.o.m. 2022-01-01 t.o.m. 2022-12-31", "2022-01-01", "2022-12-31", "day")],
    ),
    (
        "från den 1 mars 2022 till och med den 30 april 2022",
        [("från den 1 mars 2022 till och med den 30 april 2022", "2022-03-01", "2022-04-30", "day")],
    ),
    ("mellan 2020 och 2022", [("mellan 2020 och 2022", "2020", "2022", "year")]),
    ("åren 2020, 2021 och 2022", [("åren 2020, 2021 och 2022", "2020", "2022", "year")]),
    ("läsåret 2021/22", [("läsåret 2021/22", "2021", "2022", "year")]),
    ("budgetåret 2022", [("budgetåret 2022", "2022", "2022", "year")]),
    ("oktober–december 2019", [("oktober–december 2019", "2019-10", "2019-12", "month")]),
    (
        "hösten 2021 till våren 2022",
        [("hösten 2021 till våren 2022", "2021-autumn", "2022-spring", "season")],
    ),
    (
        "från 2022-03-15 till december 2023",
        [("från 2022-03-15 till december 2023", "2022-03-15", "2023-12", "month")],
    ),
]

NOT_PERIODS = [
    "Under våren 2021 tog föreningen kontakt",
    "Under mötet 1 september 2022",
    "beslutade den 26 april 2018",
    "I december 2019 togs ärendet",
    "utvärderades 2022",
    "2020 beslutade nämnden",
    "beslut från 2018",
    "sedan 2019",
    "1-2 årsperioder",
    "under perioden visar",
    "2020 och 2021 hölls möten",
    "den 15 och 16 mars 2022",
    "mötet flyttas från 2022-03-01 till 2022-04-15",
    "2022 till 2020",
    "nämnden 2020-10-20\n\nnämnden 2020-10-28",
    "- 2020\n- 2021",
    "HVO-2022-4246",
    "kl 09:00-10:00",
    "under två års tid",
    "Just nu",
]


@pytest.mark.parametrize(("text", "wanted"), REAL)
def test_a_period_is_found_with_its_quote(
    text: str, wanted: list[tuple[str, str | None, str | None, str]]
) -> None:
    found = [
        (text[m.start : m.end], m.value.period_from, m.value.period_to, m.value.precision.value)
        for m in find_periods(text)
    ]
    assert found == wanted


@pytest.mark.parametrize("text", NOT_PERIODS)
def test_single_dates_and_durations_are_not_periods(text: str) -> None:
    assert [text[m.start : m.end] for m in find_periods(text)] == []
