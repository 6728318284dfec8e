"""Personal data as records print it, with invented persons and numbers kept for fiction."""

import pytest

from extractors.contacts import find_contacts, find_org_numbers, has_check_digit

REAL = [
    (
        "Kim Exempel: kim.exempel@example.se,\n0701-74 06 05",
        [("email", "kim.exempel@example.se"), ("phone", "0701-74 06 05")],
    ),
    ("Kim.Soderstrom@example.se", [("email", "Kim.Soderstrom@example.se")]),
    ("Skriv till kim@example.se.", [("email", "kim@example.se")]),
    ("tfn 08-465 004 06", [("phone", "08-465 004 06")]),
    ("Tel. 070-1740605", [("phone", "070-1740605")]),
    ("mobil 070 174 06 05", [("phone", "070 174 06 05")]),
    ("+46 70 174 06 05", [("phone", "+46 70 174 06 05")]),
    ("+46 (0)70-174 06 05", [("phone", "+46 (0)70-174 06 05")]),
    ("0701740605", [("phone", "0701740605")]),
    ("Telefon: 0300 83 73 18", [("phone", "0300 83 73 18")]),
    ("070-174\u00a006\u00a005", [("phone", "070-174\u00a006\u00a005")]),
    ("född 811218-9876 i Lund", [("personnummer", "811218-9876")]),
    ("19811218-9876", [("personnummer", "19811218-9876")]),
    ("198112189876", [("personnummer", "198112189876")]),
    ("personnummer 811218-9870", [("personnummer", "811218-9870")]),
    (
        "Kim Exempel, Exempelgatan 12, 123 45 Exempelstad",
        [("address", "Exempelgatan 12, 123 45 Exempelstad")],
    ),
    (
        "Bostadsadress: Södra Exempelvägen 3 B\n123 45 Exempelstad",
        [("address", "Södra Exempelvägen 3 B\n123 45 Exempelstad")],
    ),
]

NOT_CONTACTS = [
    "Kungsgatan 13, rum 5128",
    "2020-10-13",
    "20190426",
    "190912, § 204",
    "HVO-2022-4246",
    "IF-2024-00302",
    "147-2009-099",
    "530-454-03",
    "013 – 430 / 05",
    "0371/11",
    "00123/20212.6.",
    "385 000 kronor",
    "716444-9758",
    "811218-9870",
    "991332-1234",
    "434 81 Kungsbacka",
    "kl 09:00-10:00",
    "malmo.se",
    "2020-2022",
    "65 år",
    "SN 18/0098",
    "2024-00001",
    "BN-2023-002242",
    "Lag (1973:1150)",
    "01-02-2020",
    "§ 64/20",
    "1.2.3-214-2010",
    "+1,9 miljoner kronor",
    "0 385 000 kr",
    "Storgatan 12",
]


@pytest.mark.parametrize(("text", "wanted"), REAL)
def test_contact_details_are_found_as_written(text: str, wanted: list[tuple[str, str]]) -> None:
    matches = list(find_contacts(text))
    assert [(match.value.kind.value, match.value.value) for match in matches] == wanted
    assert [text[match.start : match.end] for match in matches] == [value for _, value in wanted]


@pytest.mark.parametrize("text", NOT_CONTACTS)
def test_other_things_are_not_contacts(text: str) -> None:
    for sentence in (text, f"Nämnden såg på {text} och gick vidare.", f"({text})"):
        assert [match.value.value for match in find_contacts(sentence)] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("organisationsnummer 716444-9758", ["716444-9758"]),
        ("org.nr 7164449758", ["716444-9758"]),
        ("Malmö stad, 212000-1124", ["212000-1124"]),
        ("716444-9759", []),
        ("811218-9876", []),
        ("HVO-716444-9758", []),
    ],
)
def test_organisation_numbers(text: str, wanted: list[str]) -> None:
    assert [match.value for match in find_org_numbers(text)] == wanted


def test_a_check_digit() -> None:
    assert [digit for digit in range(10) if has_check_digit(f"811218987{digit}")] == [6]
