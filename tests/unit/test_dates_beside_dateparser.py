"""dateparser as a second opinion: where both read a whole date, they agree."""

import warnings

import pytest

from extractors.dates import parse_date

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dateparser

# What makes it strict enough to be of use; see the field notes.
SETTINGS = {
    "REQUIRE_PARTS": ["year", "month", "day"],
    "PARSERS": ["absolute-time", "custom-formats"],
    "DATE_ORDER": "DMY",
}
WRITTEN = [
    "2020-10-13", "26 april 2018", "1 augusti 2021", "31 december 2021", "15 mars 2022", "3/10 2019",
    "24/11 2019",
    "29 februari 2024", "3 dec 2019", "1 maj 2020", "7 juni 2021", "14 oktober 2022", "28 februari 2023",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_both_read_the_same_day(written: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = dateparser.parse(written, languages=["sv"], settings=SETTINGS)
    ours = parse_date(written)
    assert other is not None
    assert ours is not None
    assert ours.value == other.date().isoformat()
