"""§§, parts, covers and lists of those present, in the forms of many municipalities."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

import pytest
from read_text import Reading, read

from schemas.items import DocumentKind

MINUTES = "Exempelstads kommun\nSocialnämnden\n\nSAMMANTRÄDESPROTOKOLL\n\nSammanträdesdatum\t2021-03-18\n\n"


def items(reading: Reading) -> list[tuple[int | None, str | None, str | None]]:
    return [(m.value.paragraph, m.value.case_number, m.value.title) for m in reading.mentions.items]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("§ 13\tPartnerskap\nDnr 31/16", (13, "31/16", "Partnerskap")),
        ("SN § 13\nPartnerskap\nDnr 31/16", (13, "31/16", "Partnerskap")),
        ("Sn § 50\tAu § 84\tDnr 2016/00071\nPartnerskap", (50, "2016/00071", "Partnerskap")),
        ("§ 27 Dnr KS 2018/124\n\nPartnerskap", (27, "KS 2018/124", "Partnerskap")),
        ("§ 64/20\nPartnerskap", (64, None, "Partnerskap")),
        ("KF § 102\tDNR: KU.2017.3\nPartnerskap", (102, "KU.2017.3", "Partnerskap")),
        ("§ 12\nPartnerskap med Vännerna (ÄN-0023/2020)", (12, "ÄN-0023/2020", "Partnerskap med Vännerna")),
    ],
)
def test_heads_of_paragraphs(head: str, expected: tuple[int, str | None, str]) -> None:
    text = MINUTES + head + "\n\nBeslut\nSocialnämnden godkänner avtalet.\n"
    assert items(read(text)) == [expected]


@pytest.mark.parametrize(
    "line", ["§ 43, SN-2031-12) om lokaler", "§ 4 i delegationsordningen", "§ 12-14", "KS § 87/2019", "4 kap. 20 §"]
)  # fmt: skip
def test_a_paragraph_referred_to_opens_none(line: str) -> None:
    text = f"{MINUTES}§ 13\tPartnerskap\n\nBakgrund\nFrågan har beretts.\n{line}\n\nBeslut\nSocialnämnden godkänner det.\n"
    assert [number for number, *_ in items(read(text))] == [13]


def test_a_table_of_contents_opens_no_paragraph() -> None:
    contents = "Ärendelista\n§ 13\tDnr 31/16\tPartnerskap ........ 2\n§ 14\tDnr 32/16\tRemiss ........ 3\n\n"
    body = "§ 13\tPartnerskap\n\nBeslut\nAvtalet godkänns.\n\n§ 14\tRemiss\n\nBeslut\nRemissen avslås.\n"
    reading = read(MINUTES + contents + body)
    assert [(number, title) for number, _, title in items(reading)] == [(13, "Partnerskap"), (14, "Remiss")]
    assert [(d.paragraph, d.text) for d in reading.decisions] == [
        (13, "Avtalet godkänns."),
        (14, "Remissen avslås."),
    ]


def test_entries_of_an_agenda_are_items_without_paragraphs() -> None:
    text = (
        "Kallelse\nSocialnämnden\n\nFöredragningslista\n\n1\tVal av justerare\n\n2\tPartnerskap\n\n"
        "Förslag till beslut\n1. Nämnden godkänner avtalet.\n2. Nämnden noterar rapporten.\n\n3\tInformation\n"
    )
    reading = read(text)
    assert items(reading) == [
        (None, None, "Val av justerare"),
        (None, None, "Partnerskap"),
        (None, None, "Information"),
    ]
    assert len(reading.decisions) == 2


@pytest.mark.parametrize(
    ("pages", "kinds"),
    [
        (["KALLELSE\t1 (1)\nSocialnämnden\n", "TJÄNSTESKRIVELSE\t1 (2)\nX\n", "TJÄNSTESKRIVELSE\t2 (2)\nY\n"],
         ["kallelse", "tjänsteskrivelse"]),
        (["PROTOKOLL\t1 (3)\nSocialnämnden\n§ 1 A\n", "PROTOKOLL\t2 (3)\nSocialnämnden\n§ 2 B\n"], ["protokoll"]),
        (["PROTOKOLLSUTDRAG\t1 (1)\nKommunstyrelsen\nKS § 8 A\n", "PROTOKOLLSUTDRAG\t1 (1)\nKommunfullmäktige\nKF § 4 A\n"],
         ["protokollsutdrag", "protokollsutdrag"]),
        (["PROTOKOLLSUTDRAG\nKommunstyrelsen\nKS § 8 A\n", "PROTOKOLLSUTDRAG\nKommunfullmäktige\nKF § 4 A\n"],
         ["protokollsutdrag", "protokollsutdrag"]),
        (["PROTOKOLL\t1 (2)\nSocialnämnden\n§ 1 A\n", "PROTOKOLL\t2 (2)\nANSLAG/BEVIS\n"], ["protokoll"]),
        (["TJÄNSTESKRIVELSE\nX\n", "Bilaga 1\nAnsökan\n"], ["tjänsteskrivelse", "bilaga"]),
    ],
)  # fmt: skip
def test_bundles_are_cut_where_a_document_begins(pages: list[str], kinds: list[str]) -> None:
    assert [part.kind for part in read("\f".join(pages)).parts] == kinds


@pytest.mark.parametrize(
    ("cover", "date", "hours", "place"),
    [
        ("Plats och tid\tKommunhuset, sal A, tisdagen den 9 juni 2016, kl 09.00-12.00", "2016-06-09",
         ("09:00", "12:00"), "Kommunhuset, sal A"),
        ("Sammanträdesdatum\t2011-06-16\nPlats\tHörsalen\nTid\t15.00-18.20", "2011-06-16", ("15:00", "18:20"), "Hörsalen"),
        ("Sammanträde\t2023-11-22\nKlockan\t13:00\nPlats\tKommunhuset", "2023-11-22", ("13:00", None), "Kommunhuset"),
        ("2018-03-06\n\nPlats och tid\tLilla salen, 09.00-11.00 ajournering 10.00-10.10", "2018-03-06",
         ("09:00", "11:00"), "Lilla salen"),
    ],
)  # fmt: skip
def test_meetings(cover: str, date: str, hours: tuple[str, str | None], place: str) -> None:
    text = f"Exempelstads kommun\nSocialnämnden\nSAMMANTRÄDESPROTOKOLL\n{cover}\n\n§ 1 Partnerskap\n\nBeslut\nAvtalet godkänns.\n"
    meeting = read(text).mentions.meeting
    assert meeting is not None
    assert (meeting.value.date, meeting.value.start, meeting.value.end) == (date, *hours)
    assert meeting.value.place == place


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Beslutande\tEva Exempel (S), ordförande\n\tPer Prov (M)", [("Eva Exempel", "S", "ordförande"), ("Per Prov", "M", None)]),
        ("Beslutande\tEva Exempel (S) ordförande", [("Eva Exempel", "S", "ordförande")]),
        ("Beslutande\tEva Exempel (S) ersätter Per Prov (S) § 3", [("Eva Exempel", "S", None)]),
        ("Beslutande\tS Eva Exempel, vice ordförande", [("Eva Exempel", "S", "vice ordförande")]),
        ("Beslutande\tEva Exempel, s, ordförande", [("Eva Exempel", "S", "ordförande")]),
        ("Övriga deltagande\tErsättare: Eva Exempel (S) § 14, Per Prov (V) och Åsa Test (L)",
         [("Eva Exempel", "S", None), ("Per Prov", "V", None), ("Åsa Test", "L", None)]),
        ("Tjänstemän\nSocialchef Eva Exempel och nämndsekreterare Per Prov.",
         [("Eva Exempel", None, "Socialchef"), ("Per Prov", None, "nämndsekreterare")]),
        ("Beslutande\tEva Exempel (S)\nUtses att justera\tPer Prov (M)", [("Eva Exempel", "S", None)]),
    ],
)  # fmt: skip
def test_attendance(rows: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    reading = read(f"{MINUTES}{rows}\n\n§ 1 Partnerskap\n\nBeslut\nAvtalet godkänns.\n")
    assert [(m.value.name, m.value.party, m.value.role) for m in reading.mentions.attendance] == expected


@pytest.mark.parametrize(
    ("words", "kind", "who"),
    [
        ("Mot beslutet reserverar sig Eva Exempel (S).", "reservation", "Eva Exempel (S)"),
        ("Samtliga ledamöter i (S) och (V) reserverar sig mot beslutet.", "reservation", "Samtliga ledamöter i (S) och (V)"),
        ("På grund av jäv deltar inte Eva Exempel (S) i handläggningen.", "jäv", "Eva Exempel (S)"),
        ("Eva Exempel m.fl. (S) lämnar ett särskilt yttrande.", "särskilt yttrande", "Eva Exempel m.fl. (S)"),
        ("Vid voteringen avges 31 ja-röster och 18 nej-röster.", "votering", None),
    ],
)  # fmt: skip
def test_dissent(words: str, kind: str, who: str | None) -> None:
    reading = read(f"{MINUTES}§ 1 Partnerskap\n\nBeslut\nAvtalet godkänns.\n\nBeslutsgång\n{words}\n")
    assert [(m.value.kind, m.value.who) for m in reading.mentions.dissent] == [(kind, who)]


def test_a_title_that_wraps_is_read_to_its_end() -> None:
    reading = read(
        """Malmö stad
Socialnämnden
Protokoll
Sammanträdesdatum 2031-03-04

§ 13 Fortsatt idéburet offentligt partnerskap med föreningen Lyktan med förslag om
ny tidplan för samverkan
SN-2031-12

Sammanfattning
Föreningen vill fortsätta.
"""
    )
    assert items(reading) == [
        (
            13,
            "SN-2031-12",
            "Fortsatt idéburet offentligt partnerskap med föreningen Lyktan med förslag om ny tidplan för"
            " samverkan",
        )
    ]


def test_a_sentence_that_begins_like_an_agreement_gives_no_kind_and_no_title() -> None:
    reading = read(
        """Partnerskap löser problem tillsammans

Vad kan din förening och staden göra tillsammans? Kontakta samordnare@example.se.

Överenskommelse om IOP grundar sig ofta i gemensamma samhällsutmaningar och med en
målgrupp i fokus. I den bestäms vad partnerskapet gäller.
"""
    )
    assert reading.parts[0].kind is DocumentKind.WEBBSIDA
    assert reading.mentions.title is not None
    assert reading.mentions.title.value == "Partnerskap löser problem tillsammans"


@pytest.mark.parametrize(
    "label", ["Utfärdat 2031-03-08\nDiarienummer SN-2031-118", "Delegat: Kim Berg, chef"]
)
def test_a_labelled_line_under_the_kind_is_no_title(label: str) -> None:
    reading = read(
        f"""Exempelstads kommun
Tjänsteutlåtande

{label}

Idéburet offentligt partnerskap med Föreningen Lyktan

Förslag till beslut
Nämnden godkänner överenskommelsen.
"""
    )
    assert reading.mentions.title is not None
    assert reading.mentions.title.value == "Idéburet offentligt partnerskap med Föreningen Lyktan"
