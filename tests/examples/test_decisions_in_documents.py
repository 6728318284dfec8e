"""Who proposes, who recommends, who decides: small documents of many municipalities' forms."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

import pytest
from read_text import read

HEAD = "Exempelstads kommun\n{organ}\n\nSAMMANTRÄDESPROTOKOLL\n\nSammanträdesdatum\t2021-03-18\n\n"
ITEM = "§ 20\tPartnerskap med Föreningen Exempel\n\n"


def minutes(organ: str, body: str) -> list[tuple[str, str | None, str]]:
    return [
        (d.status, d.recommended_to, d.text) for d in read(HEAD.format(organ=organ) + ITEM + body).decisions
    ]


@pytest.mark.parametrize(
    ("organ", "body", "expected"),
    [
        pytest.param(
            "Socialnämnden", "Beslut\nSocialnämnden beslutar att bifalla ansökan.\n",
            [("decided", None, "Socialnämnden beslutar att bifalla ansökan.")],
            id="the body that met decides",
        ),
        pytest.param(
            "Socialnämnden", "Beslut\nSocialnämnden beslutar\n\natt bifalla ansökan, samt\n\natt avsätta 10 000 kronor.\n",
            [("decided", None, "att bifalla ansökan"), ("decided", None, "att avsätta 10 000 kronor.")],
            id="att-satser without a colon",
        ),
        pytest.param(
            "Stadsbergs stadsdelsnämnd", "Beslut\nStadsdelsnämnden beslutar följande.\n\n1. Stadsdelsnämnden godkänner avtalet.\n",
            [("decided", None, "Stadsdelsnämnden godkänner avtalet.")],
            id="the body named by its sort",
        ),
        pytest.param(
            "Socialnämndens arbetsutskott", "Beslut\nArbetsutskottet föreslår socialnämnden\natt ingå partnerskapet.\n",
            [("recommended", "Socialnämnden", "att ingå partnerskapet.")],
            id="a working committee proposes under the heading Beslut",
        ),
        pytest.param(
            "Kommunstyrelsens arbetsutskott", "Arbetsutskottets förslag till beslut i kommunfullmäktige\nMotionen avslås.\n",
            [("recommended", "Kommunfullmäktige", "Motionen avslås.")],
            id="the heading names who is to decide",
        ),
        pytest.param(
            "Kommunstyrelsens arbetsutskott", "Förslag till beslut\nKommunstyrelsen godkänner avtalet.\n",
            [("proposed", None, "Kommunstyrelsen godkänner avtalet.")],
            id="a proposal that nobody says whose it is",
        ),
        pytest.param(
            "Kommunstyrelsen", "Förslag till kommunfullmäktige\nAvtalet godkänns.\n\nKommunstyrelsens beslut för egen del\n100 000 kronor avsätts.\n",
            [("recommended", "Kommunfullmäktige", "Avtalet godkänns."), ("decided", None, "100 000 kronor avsätts.")],
            id="one recommendation and one decision",
        ),
        pytest.param(
            "Kommunfullmäktige", "Kommunstyrelsens förslag till kommunfullmäktige\nAvtalet godkänns.\n\nKommunfullmäktiges beslut\nÄrendet återremitteras.\n",
            [("decided", None, "Ärendet återremitteras.")],
            id="what the council had before it is no decision",
        ),
        pytest.param(
            "Socialnämnden", "ARBETSUTSKOTTET BESLUTAR\natt notera informationen.\n\nSOCIALNÄMNDEN BESLUTAR\natt bordlägga ärendet.\n",
            [("decided", None, "att bordlägga ärendet.")],
            id="another body's decision is not this one's",
        ),
        pytest.param(
            "Socialnämnden", "Yrkanden\nEva Exempel (S) yrkar att nämnden beslutar\natt avslå ansökan.\n\nBeslut\nSocialnämnden godkänner avtalet.\n",
            [("decided", None, "Socialnämnden godkänner avtalet.")],
            id="a motion is no decision",
        ),
        pytest.param(
            "Kommunstyrelsen", "Beslut\nKommunfullmäktige beslutar att anta riktlinjerna.\n",
            [("recommended", "Kommunfullmäktige", "Kommunfullmäktige beslutar att anta riktlinjerna.")],
            id="a higher body's decision in the minutes of a lower one",
        ),
        pytest.param(
            "Kommunfullmäktige", "Kommunfullmäktiges beslut\nKommunstyrelsen får i uppdrag att följa upp avtalet.\n",
            [("decided", None, "Kommunstyrelsen får i uppdrag att följa upp avtalet.")],
            id="another body is given a task",
        ),
        pytest.param(
            "Socialnämnden", "Beslut\nSocialnämnden godkänner avtalet.\nSocialnämnden uppdrar åt direktören att teckna det.\n",
            [("decided", None, "Socialnämnden godkänner avtalet."), ("decided", None, "Socialnämnden uppdrar åt direktören att teckna det.")],
            id="two sentences on two lines",
        ),
        pytest.param(
            "Socialnämnden", "Beslut\nSocialnämnden godkänner avtalet.\n\nParagrafen justeras omedelbart.\n",
            [("decided", None, "Socialnämnden godkänner avtalet.")],
            id="what follows the decision",
        ),
        pytest.param(
            "Socialnämnden", "Sammanfattning\nAtt upphandla avråds.\n\nBeslutsgång\nOrdföranden finner att nämnden beslutar att avslå.\n",
            [],
            id="no heading of decisions, no decision",
        ),
    ],
)  # fmt: skip
def test_status_in_minutes(organ: str, body: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert minutes(organ, body) == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Tjänsteskrivelse\n\nFörslag till beslut\nSocialnämnden beslutar att godkänna avtalet.\n\nÄrendet\nX.\n", "proposed"),
        ("Kallelse\nSocialnämnden\n\nFörslag till beslut\nSocialnämnden godkänner avtalet.\n", "proposed"),
        ("Delegationsbeslut\n\nDatum: 2020-05-18\n\nBeslut\nFöreningen Exempel beviljas 60 000 kronor.\n", "decided"),
        ("Socialnämnden\n\nBeslut\nSocialnämnden beslutar att godkänna avtalet.\n", "proposed"),
    ],
)  # fmt: skip
def test_status_follows_from_the_kind_of_document(text: str, status: str) -> None:
    assert [d.status for d in read(text).decisions] == [status]


def test_an_agreement_decides_nothing() -> None:
    text = (
        "Överenskommelse om idéburet offentligt partnerskap\nmellan Lunds kommun och Föreningen Exempel\n\n"
        "1. Parter\nLunds kommun och Föreningen Exempel.\n\n2. Beslut\nStyrgruppen beslutar om ändringar.\n"
    )
    assert read(text).decisions == []


def test_a_draft_decides_nothing() -> None:
    text = (
        "UTKAST\n" + HEAD.format(organ="Socialnämnden") + ITEM + "Beslut\nSocialnämnden godkänner avtalet.\n"
    )
    assert [d.status for d in read(text).decisions] == ["proposed"]
