"""Dates as records print them, and the numbers that are none."""

import pytest

from extractors.dates import find_dates, parse_date

# text, then (printed, value, precision); a borrowed part stands after "|"
REAL = [
    ("Sammanträdestid\t2022-10-19 kl 09:00-10:00", [("2022-10-19", "2022-10-19", "day")]),
    ("Tjänsteskrivelse ASN 20190426 Sammanställning", [("20190426", "2019-04-26", "day")]),
    ("190912, § 204", [("190912", "2019-09-12", "day")]),
    ("socialnämndens beslut 190912", [("190912", "2019-09-12", "day")]),
    ("KF 190912", [("190912", "2019-09-12", "day")]),
    ("beslutade den 26 april 2018 (§ 43)", [("26 april 2018", "2018-04-26", "day")]),
    ("den 26:e april 2018", [("26:e april 2018", "2018-04-26", "day")]),
    ("2024-\n11-29", [("2024-\n11-29", "2024-11-29", "day")]),
    ("möte 3/10 2019", [("3/10 2019", "2019-10-03", "day")]),
    ("möte 24/11 -19", [("24/11 -19", "2019-11-24", "day")]),
    ("I december 2019 togs", [("december 2019", "2019-12", "month")]),
    ("hösten 2020 och vintern 2021", [("hösten 2020", "2020-autumn", "season"),
                                      ("vintern 2021", "2021-winter", "season")]),
    ("sommaren\u00a02022", [("sommaren\u00a02022", "2022-summer", "season")]),
    ("2020 beslutade nämnden", [("2020", "2020", "year")]),
    ("År 2018 fick nämnden", [("2018", "2018", "year")]),
    ("perioden 2020-2022", [("2020", "2020", "year"), ("2022", "2022", "year")]),
    ("perioden 2020 till 2022.", [("2020", "2020", "year"), ("2022", "2022", "year")]),
    ("planen 2027 - 2028", [("2027", "2027", "year"), ("2028", "2028", "year")]),
    ("1 augusti 2021 till 31 december 2021", [("1 augusti 2021", "2021-08-01", "day"),
                                              ("31 december 2021", "2021-12-31", "day")]),
    ("15 mars – 31 december 2022", [("15 mars|2022", "2022-03-15", "day"),
                                     ("31 december 2022", "2022-12-31", "day")]),
    ("den 15 och 16 mars 2022", [("15|mars 2022", "2022-03-15", "day"),
     ("16 mars 2022", "2022-03-16", "day")]),
    ("4, 11 och 18 mars 2022", [("4|mars 2022", "2022-03-04", "day"), ("11|mars 2022", "2022-03-11", "day"),
                                 ("18 mars 2022", "2022-03-18", "day")]),
    ("oktober–december 2019", [("oktober|2019", "2019-10", "month"), ("december 2019", "2019-12", "month")]),
    ("läsåret 2021/22", [("2021", "2021", "year"), ("22", "2022", "year")]),
    ("läsåret 2021/2022", [("2021", "2021", "year"), ("2022", "2022", "year")]),
    ("HVON 2022-10-27", [("2022-10-27", "2022-10-27", "day")]),
    ("ersätter beslutet 2024-01-15, § 4", [("2024-01-15", "2024-01-15", "day")]),
    ("29 februari 2024", [("29 februari 2024", "2024-02-29", "day")]),
    ("(2019)", [("2019", "2019", "year")]),
    ("åren 2020, 2021 och 2022", [("2020", "2020", "year"), ("2021", "2021", "year"),
     ("2022", "2022", "year")]),
    ("under 2022 385 000 kronor", [("2022", "2022", "year")]),
    ("Diarienummer\n2020-10-13", [("2020-10-13", "2020-10-13", "day")]),
]  # fmt: skip

NOT_DATES = [
    "HVO-2022-4246", "ASN 2018-379", "IF-2024-00302", "IF-2024-\n00302", "2024-00001", "KS 2018/124",
    "KS/2012:628-805", "KS/2014:17", "2023/KFN 0081", "SN 18/0098", "2018/0127 UAN-10", "Dnr 31/16",
    "191/2013 Kod 623", "147-2009-099", "1.2.3-214-2010", "00123/20212.6.", "VON 2025:00149", "S2025/02164",
    "S2014/6476/SF", "Dnr KS/2014:", "ISO 2021-100", "SOU 2023:24", "(2000:1383)", "Lag (1973:1150)",
    "prop. 1999/2000:17", "4 kap. 20 §", "0768-66 29 60", "tfn 0300-837318", "434 81 Kungsbacka",
    "716444-9758",
    "19800101-1234", "800101-1234", "§ 64/20", "§ 2020", "rum 5128", "rum 2020", "65 år och äldre",
    "https://example.se/2020/10/2020-10-13", "kim.2020@example.se", "1990-talet", "2022 kronor",
    "2000 invånare",
    "2 020 personer", "cirka 2000 besök", "1-2 årsperioder", "Just nu prövas", "en del av", "den 26 april",
    "24/11", "1/2 h", "kl 09:00-10:00", "2023-02-30", "31 juni 2022", "2020-13-01", "sidan 4 (37)",
    "Agenda 2030",
    "385 000 kronor", "BN-2023-002242", "32 mars 2020", "rum 190912", "190912", "DF74F4EC2020", "2020:4",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), REAL)
def test_a_date_is_found_as_precise_as_printed(text: str, wanted: list[tuple[str, str, str]]) -> None:
    found = [
        ("|".join(text[a:b] for a, b in match.ranges), match.value.value, match.value.precision.value)
        for match in find_dates(text)
    ]
    assert found == wanted


@pytest.mark.parametrize("text", NOT_DATES)
def test_other_numbers_are_not_dates(text: str) -> None:
    for sentence in (text, f"Nämnden såg på {text} och gick vidare.", f"({text})"):
        assert [match.value.value for match in find_dates(sentence)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("2020-10-13", "2020-10-13"), ("den 26 april 2018", "2018-04-26"),
     ("torsdagen den 3 maj 2018", "2018-05-03"),
     ("190912", "2019-09-12"), ("3/10 2019", "2019-10-03"), ("december 2019", "2019-12"),
     ("våren 2021", "2021-spring"), ("2020", "2020"), ("år 2019", "2019"), (" 2020-10-13. ", "2020-10-13")],
)  # fmt: skip
def test_a_whole_string_is_parsed(text: str, value: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.value == value


@pytest.mark.parametrize("text", ["", "2020-2022", "HVON 2022-10-27", "24/11", "nu", "991332", "2022 kronor"])
def test_other_strings_are_not_parsed(text: str) -> None:
    assert parse_date(text) is None
