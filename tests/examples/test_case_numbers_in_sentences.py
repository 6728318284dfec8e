"""Every form and every trap of the field notes, in sentences."""

import pytest

from extractors.case_numbers import (
    comparison_key,
    find_case_numbers,
    find_damaged_case_numbers,
    parse_case_number,
)
from schemas.mentions import CaseRole

MALMO, KUNGSBACKA, UPPSALA, STRANGNAS, MALUNG, TYRESO = "1280", "1384", "0380", "0486", "2023", "0138"
KRAMFORS, NACKA, UPPLANDS_BRO, OSTERAKER, SOLLENTUNA = "2282", "0182", "0139", "0117", "0163"
STENUNGSUND, VIMMERBY, STOCKHOLM, BOTKYRKA, MOLNDAL, GOTEBORG = "1415", "0884", "0180", "0127", "1481", "1480"

# text, municipality, values
REAL = [
    ("§ 111 Återrapportering\nHVO-2022-4246\n\nSammanfattning", MALMO, ["HVO-2022-4246"]),
    ("Sammanställning inom förvaltningen  \nASN-2019-2500****Sammanfattning**", MALMO, ["ASN-2019-2500"]),
    ("på arbetsmarknadsområdet (ASN 2018-379). År 2019 års", MALMO, ["ASN-2018-379"]),
    ("Kommunstyrelsen STK-2017-192", MALMO, ["STK-2017-192"]),
    ("Ärende IF-2024-00302, KFT-2024-00041 och BN-2023-002242", KUNGSBACKA,
     ["IF-2024-00302", "KFT-2024-00041", "BN-2023-002242"]),
    ("Anmälan om granskning 2024-00001 till nämnden", KUNGSBACKA, ["2024-00001"]),
    ("Diarienummer IF IF-2024-00352", KUNGSBACKA, ["IF-2024-00352"]),
    ("Dnr IF-2024-\n00302 Beslut", KUNGSBACKA, ["IF-2024-00302"]),
    ("KSN-2016-1422", UPPSALA, ["KSN-2016-1422"]),
    ("Dnr KS/2012:628-805", STRANGNAS, ["KS/2012:628-805"]),
    ("§ 12 Dnr KS/2014:17 Budget", MALUNG, ["KS/2014:17"]),
    ("Diarienummer 2023/KFN 0081", TYRESO, ["2023/KFN 0081"]),
    ("2021/KFN 0014 10", TYRESO, ["2021/KFN 0014"]),
    ("Diarienummer\n2023/KS 0362\n", TYRESO, ["2023/KS 0362"]),
    ("Ärendet har KS 2018/124.", KRAMFORS, ["KS 2018/124"]),
    ("SÄN 2008/43", NACKA, ["SÄN 2008/43"]),
    ("Dnr: SN 18/0098", UPPLANDS_BRO, ["SN 18/0098"]),
    ("SN 2019/0055", OSTERAKER, ["SN 2019/0055"]),
    ("Dnr 2018/0127 UAN-10", SOLLENTUNA, ["2018/0127 UAN-10"]),
    ("Dnr 31/16", STENUNGSUND, ["31/16"]),
    ("Diarienummer: 0371/11", STENUNGSUND, ["0371/11"]),
    ("Dnr 191/2013 Kod 623", VIMMERBY, ["191/2013"]),
    ("Dnr 147-2009-099", STOCKHOLM, ["147-2009-099"]),
    ("dnr 1.2.3-214-2010", STOCKHOLM, ["1.2.3-214-2010"]),
    ("DNR 530-454-03", STOCKHOLM, ["530-454-03"]),
    ("upphandling (Dnr 002 – 443 / 05) och", STOCKHOLM, ["002 – 443 / 05"]),
    ("föreningen (D nr 013 – 430 / 05) får", STOCKHOLM, ["013 – 430 / 05"]),
    ("VON/2022:00276 och VON 2025:00149", BOTKYRKA, ["VON/2022:00276", "VON 2025:00149"]),
    ("00123/20212.6.", MOLNDAL, ["00123/2021"]),
    ("SLK-2026-00015", GOTEBORG, ["SLK-2026-00015"]),
    ("Diarienr 1317/22", GOTEBORG, ["1317/22"]),
    ("Diarienummer: RVK 2020/9", STOCKHOLM, ["RVK 2020/9"]),
    ("regeringens S2025/02164, S2014/6476/SF och N2015/08916/HL", None,
     ["S2025/02164", "S2014/6476/SF", "N2015/08916/HL"]),
    ("Dnr 31/16, 45/16 och 46/16", STENUNGSUND, ["31/16", "45/16", "46/16"]),
    ("Dnr KS 2018/124, KS 2018/125", KRAMFORS, ["KS 2018/124", "KS 2018/125"]),
    ("Datum\tDnr\n2020-10-13\t31/16", STENUNGSUND, ["31/16"]),
    ("HVO\u00a02022-4246", MALMO, ["HVO-2022-4246"]),
    ("Bilaga till HVO-2020-0617", MALMO, ["HVO-2020-0617"]),
]  # fmt: skip

NOT_NUMBERS = [
    "Tjänsteskrivelse HVON 2022-10-27 Återrapportering",
    "G-Tjänsteskrivelse ASN 20190426 Sammanställning",
    "HVO 2022-10-27",
    "HVO 2022-10-\n27",
    "försöket med IOP 2020-2022",
    "enligt ISO 2021-100",
    "Transaktionsidentitet: DF74F4EC8A0F4B2D",
    "Transaktionsidentitet: DF74F4EC-2021-4A0F",
    "betänkandet SOU 2023:24",
    "kommunallagen (2000:1383)",
    "Lag (1973:1150) om förvaltning av samfälligheter",
    "prop. 1999/2000:17",
    "4 kap. 20 § aktiebolagslagen",
    "Kim Exempel, 0701-74 06 05",
    "tfn 0300-837318",
    "tel 0768-66 29 60",
    "434 81 Kungsbacka",
    "organisationsnummer 716444-9758",
    "190912, § 204",
    "planperioden 2027 - 2028",
    "§ 64/20",
    "Kungsgatan 13, rum 5128",
    "https://example.se/handlingar/KS/2014:17/HVO-2022-4246",
    "hvo-2022-4246@example.se",
    "Dnr KS/2014:",
    "Dnr KS/2014:\n2014-03-05",
    "Diarienummer\n2020-10-13",
    "Dnr: 0300-837318",
    "Dnr 2027 - 2028",
    "Kommunfullmäktige KF 2019-2022",
    "KF 24/11",
    "dataskyddsförordningen (EU 2016/679)",
    "modell ABC-2021-100",
    "sidan 4 (37)",
    "kl 09:00-10:00",
    "385 000 kronor",
    "budget 2024-2026 för KS",
]


@pytest.mark.parametrize(("text", "municipality", "values"), REAL)
def test_a_real_number_is_found(text: str, municipality: str | None, values: list[str]) -> None:
    matches = list(find_case_numbers(text, municipality=municipality))
    assert [match.value.value for match in matches] == values
    assert all(match.value.role is CaseRole.REFERENCED for match in matches)


@pytest.mark.parametrize("text", NOT_NUMBERS)
@pytest.mark.parametrize("municipality", [None, MALMO, KUNGSBACKA, STOCKHOLM, TYRESO])
def test_other_things_are_not_case_numbers(text: str, municipality: str | None) -> None:
    assert [match.value.value for match in find_case_numbers(text, municipality=municipality)] == []


def test_the_match_covers_the_number_and_nothing_else() -> None:
    text = "beslutade den 26 april 2018 (§ 43, HVO-2018-617) om"
    (match,) = find_case_numbers(text, municipality=MALMO)
    assert text[match.start : match.end] == "HVO-2018-617"
    assert (match.value.prefix, match.value.year, match.value.serial) == ("HVO", 2018, "617")
    assert match.rule == "case_number_formats:malmo"


def test_a_prefix_only_malmo_uses_is_canonical_without_a_municipality() -> None:
    (match,) = find_case_numbers("(ASN 2018-379)")
    assert match.value.value == "ASN-2018-379"


def test_a_shared_prefix_stays_as_written_elsewhere() -> None:
    (match,) = find_case_numbers("KS 2018-124", municipality=KRAMFORS)
    assert match.value.value == "KS 2018-124"
    (match,) = find_case_numbers("KS 2018-124", municipality=MALMO)
    assert match.value.value == "KS-2018-124"


@pytest.mark.parametrize("number", ["MSON-2021-00455", "MSON 2021/0455", "MSON/2021:00455"])
def test_an_unknown_prefix_counts_before_a_serial_with_leading_zeros(number: str) -> None:
    (match,) = find_case_numbers(f"ärendet {number} i nämnden")
    assert match.value.value == number
    assert match.confidence < 0.9


def test_an_unknown_prefix_counts_alone_on_its_line_with_less_confidence() -> None:
    (match,) = find_case_numbers("§ 7 Rubrik\nMSON-2021-0455\n\nSammanfattning")
    assert match.value.value == "MSON-2021-0455"
    assert match.confidence < 0.8


@pytest.mark.parametrize(
    "spelling",
    ["hvo 2022/4246", "HVO-2022-4246", "HVO 2022-4246", "hvo2022-4246", "HVO–2022–04246", " Hvo-2022-4246\n",
     "HVO HVO-2022-4246", "2022/HVO 4246"],
)  # fmt: skip
def test_any_spelling_has_the_same_key(spelling: str) -> None:
    assert comparison_key(spelling) == "hvo-2022-4246"


@pytest.mark.parametrize(
    ("one", "other"),
    [("HVO-2022-4246", "HVO-2022-424"), ("HVO-2022-4246", "ASN-2022-4246"), ("SÄN 2008/43", "SAN 2008/43"),
     ("KS 2018/124", "KS 201/8124"), ("31/16", "3/116"), ("IF-2024-100", "IF-2024-1")],
)  # fmt: skip
def test_different_numbers_have_different_keys(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@pytest.mark.parametrize(
    ("text", "municipality", "value"),
    [
        ("hvo 2022/4246", MALMO, "HVO-2022-4246"),
        ("HVO 2022-4246", None, "HVO-2022-4246"),
        ("2024-00001", KUNGSBACKA, "2024-00001"),
        ("31/16", STENUNGSUND, "31/16"),
        ("2021/KFN 0014 10", TYRESO, "2021/KFN 0014"),
        ("Dnr KS/2014:17", None, "KS/2014:17"),
        ("2018/0127 UAN-10", None, "2018/0127 UAN-10"),
    ],
)
def test_a_whole_string_is_parsed(text: str, municipality: str | None, value: str) -> None:
    parsed = parse_case_number(text, municipality=municipality)
    assert parsed is not None
    assert parsed.value == value


@pytest.mark.parametrize(
    "text", ["", "ensamhet", "2022-10-27", "HVON 2022-10-27", "HVO", "se HVO-2022-4246 och mer"]
)
def test_other_strings_are_not_parsed(text: str) -> None:
    assert parse_case_number(text) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("HV0-2022-4246", ["HVO-2022-4246"]),
        ("ASN-2O19-25OO", ["ASN-2019-2500"]),
        ("A5N-2019-2500", ["ASN-2019-2500"]),
        ("HVO_2022_4246", []),
        ("HVO—2022—4246", []),
        ("HVO-2022-4246", []),
        ("ASN 20190426", []),
        ("FOO-2O19-25OO", []),
    ],
)
def test_damaged_numbers_are_candidates_only(text: str, values: list[str]) -> None:
    assert [match.value for match in find_damaged_case_numbers(text)] == values
    if values:
        assert list(find_case_numbers(text)) == []
