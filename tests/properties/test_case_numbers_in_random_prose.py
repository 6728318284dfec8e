"""Numbers put into prose of our own: real ones are found once, digits and phones never."""

from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from extractors.amounts import find_amounts
from extractors.case_numbers import comparison_key, find_case_numbers, find_damaged_case_numbers
from extractors.contacts import find_contacts
from extractors.dates import find_dates, parse_date

WORDS = [
    "nämnden", "beslutar", "att", "bifalla", "ansökan", "från", "föreningen", "i", "Malmö", "enligt",
    "och", "ger", "förvaltningen", "uppdraget", "återkomma", "med", "en", "rapport", "före", "Ärendet",
    "ledamöterna", "yrkar", "på", "återremiss", "(S)", "Beslutsunderlag", "Kim", "Exempel", "IOP",
]  # fmt: skip
prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
year = st.integers(min_value=1990, max_value=2039)
malmo = st.builds(
    "{}-{}-{}".format,
    st.sampled_from(["HVO", "ASN", "STK", "FSN"]),
    year,
    st.integers(min_value=1, max_value=99999),
)
kungsbacka = st.builds(
    "{}-{}-{:05}".format, st.sampled_from(["IF", "KFT", "BN"]), year, st.integers(1, 99999)
)
with_slash = st.builds("{} {}/{:04}".format, st.sampled_from(["SN", "KS"]), year, st.integers(0, 999))
around = st.sampled_from([("", ""), ("(", ")"), ("§ 43, ", "."), ("\n", "\n"), ("Dnr ", ",")])
phone = st.builds("070-174 06 {:02}".format, st.integers(5, 99)) | st.builds(
    "08-465 004 {:02}".format, st.integers(0, 99)
)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31))


@given(before=prose, number=malmo | kungsbacka | with_slash, marks=around, after=prose)
def test_a_number_in_prose_is_found_once(
    before: str, number: str, marks: tuple[str, str], after: str
) -> None:
    text = f"{before} {marks[0]}{number}{marks[1]} {after}"
    (match,) = find_case_numbers(text)
    assert text[match.start : match.end] == number
    assert comparison_key(match.value.value) == comparison_key(number)
    assert list(find_dates(text)) == []
    assert list(find_contacts(text)) == []
    assert list(find_amounts(text)) == []
    assert list(find_damaged_case_numbers(text)) == []


@given(before=prose, thing=phone | st.integers(min_value=0).map(str), after=prose)
@example(before="nämnden", thing="2022", after="och")
def test_digits_and_phones_are_never_case_numbers(before: str, thing: str, after: str) -> None:
    for municipality in (None, "1280", "1384", "0180"):
        assert list(find_case_numbers(f"{before} {thing} {after}", municipality=municipality)) == []


@given(before=prose, number=phone, after=prose)
def test_a_phone_is_found_once_and_is_nothing_else(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert [match.value.value for match in find_contacts(text)] == [number]
    assert list(find_dates(text)) == []
    assert list(find_amounts(text)) == []


@given(before=prose, day=days, committee=st.sampled_from(["", "HVON ", "ASN ", "den ", "KS "]), after=prose)
def test_a_day_is_found_once_and_is_no_case_number(
    before: str, day: date, committee: str, after: str
) -> None:
    for written in (day.isoformat(), f"{day:%Y%m%d}"):
        text = f"{before} {committee}{written} {after}"
        assert [match.value.value for match in find_dates(text)] == [day.isoformat()]
        assert list(find_case_numbers(text, municipality="1280")) == []
        assert list(find_contacts(text)) == []


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for found in (find_dates, find_amounts, find_contacts, find_case_numbers, find_damaged_case_numbers):
        ends = [0]
        for match in found(text):  # type: ignore[operator]
            assert 0 <= match.start < match.end <= len(text)
            ends.append(match.end)
    parse_date(text)


@given(kronor=st.integers(min_value=1, max_value=999_999_999), before=prose, after=prose)
def test_a_sum_is_read_back(kronor: int, before: str, after: str) -> None:
    grouped = f"{kronor:,}"
    for written in (
        grouped.replace(",", " "),
        grouped.replace(",", "\u00a0"),
        grouped.replace(",", "."),
        str(kronor),
    ):
        for unit in (" kronor", "\nkr", " SEK", "kr"):
            (match,) = find_amounts(f"{before} med {written}{unit} {after}")
            assert match.value.sek == Decimal(kronor)


@given(malmo, st.sampled_from(["-", "/", " ", "–"]), st.booleans())
def test_the_key_ignores_case_and_separators(number: str, separator: str, lower: bool) -> None:
    spelling = number.replace("-", separator)
    assert comparison_key(spelling.lower() if lower else spelling) == comparison_key(number)
