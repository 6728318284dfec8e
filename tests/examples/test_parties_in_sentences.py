"""Names of organisations in sentences as memos write them; all are invented but the national ones."""

import pytest

from extractors.parties import find_parties
from schemas.mentions import PartyKind

ONE_PARTY = [
    ("Nämnden ingår partnerskap med Föreningen Solgläntan i Lund.", "Föreningen Solgläntan i Lund"),
    ("Föreningen Mötesplatsen för kvinnor i Lund, Ringen Lund, driver kaféet.",
     "Föreningen Mötesplatsen för kvinnor i Lund, Ringen Lund"),
    ("Stiftelsen Ljusgården för perioden 2024", "Stiftelsen Ljusgården"),
    ("Lundakretsen av Röda Korset tog initiativ.", "Lundakretsen av Röda Korset"),
    ("Lundakretsen av\n\nRöda Korset tog initiativ.", "Lundakretsen av Röda Korset"),
    ("Skåne Stadsmission driver boendet.", "Skåne Stadsmission"),
    ("Rädda Barnens lokalförening i Nacka deltar.", "Rädda Barnens lokalförening i Nacka"),
    ("Ideella föreningen Drivhuset Ystad ansöker.", "Ideella föreningen Drivhuset Ystad"),
    ("Somaliska föreningen i Eslöv sökte stöd.", "Somaliska föreningen i Eslöv"),
    ("Nämnden avslår ansökan från Parkens Glada Seniorer om bidrag.", "Parkens Glada Seniorer"),
    ("Avtal om IOP med Vändpunkten Ystad löper ut.", "Vändpunkten Ystad"),
    ("ABF:s lokaler används av ABF Lund.", "ABF Lund"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), ONE_PARTY)
def test_one_party_with_its_whole_name(text: str, name: str) -> None:
    assert [party.value.name for party in find_parties(text)] == [name]


def test_and_parts_two_parties() -> None:
    found = find_parties("ABF Lund och Lundakretsen av Röda Korset inkom med en ansökan.")
    assert [party.value.name for party in found] == ["ABF Lund", "Lundakretsen av Röda Korset"]


def test_spellings_of_one_party_are_gathered_under_the_fullest() -> None:
    text = (
        "Föreningen Mötesplatsen för kvinnor i Lund, Ringen Lund ansökte. Ringen har nått många. "
        "Ringen Lunds aktiviteter och föreningen Ringen Lund nämns."
    )
    (party,) = find_parties(text)
    assert party.value.name == "Föreningen Mötesplatsen för kvinnor i Lund, Ringen Lund"
    assert set(party.value.aliases) == {"Ringen Lund", "Ringen", "föreningen Ringen Lund"}
    assert all(text[r.start : r.end] for r in party.ranges)
    assert len(party.ranges) == 4


def test_a_short_name_that_fits_two_parties_is_neither() -> None:
    found = find_parties("ABF Lund och ABF Eslöv söker bidrag. ABF ordnar kurser.")
    assert {party.value.name: party.value.aliases for party in found} == {"ABF Lund": (), "ABF Eslöv": ()}


NO_PARTY = [
    "Hälsa-, vård- och omsorgsnämnden beslutar.",
    "Föreningen har fått bidrag. Stiftelsen också.",
    "Samverkan med Region Skåne och Malmö stad fortsätter.",
    "Bostadsrättsföreningen Kvarnen är ägare.",
    "Tjänsteskrivelse IF 2024-09-24",
    "Avtalet med leverantören löper ut.",
    "Anders Andersson (S) yrkar bifall.",
]


@pytest.mark.parametrize("text", NO_PARTY)
def test_no_party(text: str) -> None:
    assert [party.value.name for party in find_parties(text)] == []


def test_a_company_is_no_civil_society() -> None:
    (party,) = find_parties("Driften sköts av Exempelvård Syd AB sedan 2020.")
    assert (party.value.name, party.value.kind) == ("Exempelvård Syd AB", PartyKind.COMPANY)
