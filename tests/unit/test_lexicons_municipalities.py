"""The gazetteers: complete, unambiguous, and found in running text."""

import re

import pytest

from extractors.municipalities import all_municipalities, find_municipalities, municipality_by_code
from extractors.rules import load_lexicon

# Source: SCB, number of municipalities by county.
IN_COUNTY = {
    "01": 26,
    "03": 8,
    "04": 9,
    "05": 13,
    "06": 13,
    "07": 8,
    "08": 12,
    "09": 1,
    "10": 5,
    "12": 33,
    "13": 6,
    "14": 49,
    "17": 16,
    "18": 12,
    "19": 10,
    "20": 15,
    "21": 10,
    "22": 7,
    "23": 8,
    "24": 15,
    "25": 14,
}


def test_there_are_290_with_codes_and_names_of_their_own() -> None:
    rows = all_municipalities()
    assert len(rows) == 290
    assert len({row.code for row in rows}) == 290
    assert len({row.name for row in rows}) == 290
    assert [row.code for row in rows] == sorted(row.code for row in rows)


def test_every_county_has_all_its_municipalities() -> None:
    counted = dict.fromkeys(IN_COUNTY, 0)
    for row in all_municipalities():
        assert re.fullmatch(r"\d{4}", row.code)
        counted[row.code[:2]] += 1
    assert counted == IN_COUNTY


def test_names_are_what_municipalities_call_themselves() -> None:
    names = {row.name for row in all_municipalities()}
    assert {
        "Malmö stad",
        "Göteborgs Stad",
        "Stockholms stad",
        "Lunds kommun",
        "Region Gotland",
        "Falu kommun",
        "Österåkers kommun",
        "Borås Stad",
        "Upplands Väsby kommun",
    } <= names
    assert sum(name.casefold().endswith(" stad") for name in names) == 14


def test_lookup_by_code() -> None:
    found = municipality_by_code("0138")
    assert found is not None
    assert found.name == "Tyresö kommun"
    assert municipality_by_code("9999") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Malmö stads verksamhet", [("Malmö stad", "Malmö stads")]),
        ("MALMÖ STAD", [("Malmö stad", "MALMÖ STAD")]),
        ("Även Kungsbacka kommun deltar", [("Kungsbacka kommun", "Kungsbacka kommun")]),
        ("Upplands Väsby kommuns", [("Upplands Väsby kommun", "Upplands Väsby kommuns")]),
        (
            "Göteborgs Stad och Lunds kommun",
            [("Göteborgs Stad", "Göteborgs Stad"), ("Lunds kommun", "Lunds kommun")],
        ),
        ("Lund kommun", [("Lunds kommun", "Lund kommun")]),
        ("Region Gotland", [("Region Gotland", "Region Gotland")]),
        ("Malmö\nstad", [("Malmö stad", "Malmö\nstad")]),
        ("Håbo kommun, Habo kommun", [("Håbo kommun", "Håbo kommun"), ("Habo kommun", "Habo kommun")]),
    ],
)
def test_a_formal_name_is_sure(text: str, wanted: list[tuple[str, str]]) -> None:
    matches = list(find_municipalities(text))
    assert [(match.value.name, text[match.start : match.end]) for match in matches] == wanted
    assert all(match.confidence > 0.9 for match in matches)


@pytest.mark.parametrize(
    ("text", "name", "most"),
    [("Kommunstyrelsen i Tyresö", "Tyresö kommun", 0.7), ("seniorer i Malmö", "Malmö stad", 0.3)],
)
def test_a_place_is_less_sure(text: str, name: str, most: float) -> None:
    (match,) = find_municipalities(text)
    assert match.value.name == name
    assert match.confidence < most


@pytest.mark.parametrize(
    "text",
    [
        "en annan kommun",
        "Kim Berg",
        "i Mark och skog",
        "Winnet Malmö",
        "kommunens stad",
        "Sveriges Kommuner",
        "i Vara",
        "Malmökretsen",
        "malmo.se",
    ],
)
def test_other_words_are_no_municipalities(text: str) -> None:
    assert list(find_municipalities(text)) == []


COMMITTEES = load_lexicon("committees")["committee"]


def test_committees_are_told_apart_by_municipality_and_code() -> None:
    keys = [(row.get("municipality"), row["code"]) for row in COMMITTEES]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("row", COMMITTEES, ids=lambda row: f"{row.get('municipality', 'any')}-{row['code']}")
def test_a_committee_row_is_well_formed(row: dict[str, object]) -> None:
    assert set(row) <= {
        "municipality",
        "code",
        "name",
        "abbreviations",
        "administration",
        "administration_abbreviations",
    }
    assert re.fullmatch(r"[A-ZÅÄÖ]{2,5}", str(row["code"]))
    assert re.match(r"[A-ZÅÄÖ]", str(row["name"]))
    assert "municipality" not in row or municipality_by_code(str(row["municipality"]))
    assert row["code"] not in load_lexicon("case_number_formats")["never"]
