"""Partnerships as memos and minutes tell of them, through the whole chain on small documents."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.run import file_to_document
from schemas.documents import Document
from schemas.partnerships import EvaluationStatus, PartnershipStatus

_TWO = """Malmö stad

Tjänsteskrivelse

Återrapportering av idéburet offentligt partnerskap

Datum

2023-10-02

Sammanfattning

Förvaltningen har ingått två partnerskap (IOP) inom området psykisk hälsa.

Förslag till beslut

1. Socialnämnden godkänner återrapporteringen.

Ärendet

Innehållet i de två partnerskapen redogörs för nedan.

ABF och Lundakretsen av Röda Korset

Under våren 2021 tog ABF Lund och Lundakretsen av Röda korset initiativ till IOP. Samarbetet har kallats
Hand i hand, vilket är en visa. Avtalet avsåg perioden 1 augusti 2021 till 31 december 2021 med möjlighet
till förlängning med två år. Målgruppen var äldre som bor ensamma.

Syftet med partnerskapet Hand i hand var att:

1. bidra till samvaro
2. nå fler äldre

Resurser

Socialförvaltningen bidrog med 300 000
kronor. Partnerskapet finansierades med statliga medel. Samarbetet utvärderades 2022. Utvärderingen visade
att samarbetet nådde många.

Stiftelsen Ljusgården

Stiftelsen Ljusgården ingick IOP med förvaltningen för perioden 2023-01-01 till 2024-12-31.

Budget

Allt ryms i ramen.
"""


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    def chain(text: str) -> Document:
        path = tmp_path / "handling.txt"
        path.write_text(text, encoding="utf-8")
        return file_to_document(path)

    return chain


def test_each_heading_that_names_partners_opens_an_account(read) -> None:  # type: ignore[no-untyped-def]
    first, second = (m.value for m in read(_TWO).mentions.partnerships)
    assert first.name == "Hand i hand"
    assert first.partners == ("ABF Lund", "Lundakretsen av Röda Korset")
    assert (first.period_from, first.period_to, first.extension) == ("2021-08-01", "2021-12-31", "P2Y")
    assert first.target_group == "äldre som bor ensamma"
    assert first.subject_area == "psykisk hälsa"
    assert first.amount_sek == Decimal(300000)
    assert first.funding == "statliga medel"
    assert first.purposes == ("bidra till samvaro", "nå fler äldre")
    assert first.evaluation is not None
    assert (first.evaluation.status, first.evaluation.year) == (EvaluationStatus.DONE, 2022)
    assert first.status is PartnershipStatus.ENDED
    assert second.partners == ("Stiftelsen Ljusgården",)
    assert (second.amount_sek, second.evaluation, second.status) == (None, None, PartnershipStatus.RUNNING)


def test_the_evidence_names_the_partnership_on_its_page(read) -> None:  # type: ignore[no-untyped-def]
    document = read(_TWO)
    for mention in document.mentions.partnerships:
        page = document.pages[0].text
        assert mention.evidence.spans
        assert all(page[span.start : span.end] in mention.evidence.quote for span in mention.evidence.spans)


def test_guidelines_without_partners_are_no_partnership(read) -> None:  # type: ignore[no-untyped-def]
    text = _TWO.split("ABF och Lundakretsen")[0]
    assert read(text).mentions.partnerships == ()


_MINUTES = """Malmö stad
Socialnämnden

Protokollsutdrag

Sammanträdestid\t2024-04-25 kl 13:00-15:00

§ 12 Ansökan om idéburet offentligt partnerskap från Föreningen Solgläntan
SN-2024-77

Beslut

1. Socialnämnden {verb} om idéburet offentligt partnerskap med Föreningen Solgläntan.
"""


def test_what_is_entered_is_a_partnership_and_what_is_refused_is_none(read) -> None:  # type: ignore[no-untyped-def]
    entered = read(_MINUTES.format(verb="godkänner överenskommelsen")).mentions.partnerships
    refused = read(_MINUTES.format(verb="avslår ansökan")).mentions.partnerships
    assert [m.value.partners for m in entered] == [("Föreningen Solgläntan",)]
    assert entered[0].value.case_number == "SN-2024-77"
    assert refused == ()


def test_a_grant_to_an_association_is_no_partnership(read) -> None:  # type: ignore[no-untyped-def]
    text = _MINUTES.replace("Ansökan om idéburet offentligt partnerskap", "Ansökan om bidrag").format(
        verb="beviljar"
    )
    text = text.replace("om idéburet offentligt partnerskap med", "10 000 kronor till")
    document = read(text)
    assert document.mentions.partnerships == ()
    assert [m.value.is_iop for m in document.mentions.decisions] == [False]
