"""Who pays whom for which period: sums in small documents, through the whole chain."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.run import file_to_document
from schemas.mentions import Amount, Per

_HEAD = "Malmö stad\n\nTjänsteskrivelse\n\nPartnerskap om samvaro\n\nÄrendet\n\n"


@pytest.fixture
def amounts(tmp_path: Path):  # type: ignore[no-untyped-def]
    def read(body: str) -> list[Amount]:
        path = tmp_path / "skrivelse.txt"
        path.write_text(_HEAD + body, encoding="utf-8")
        return [mention.value for mention in file_to_document(path).mentions.amounts]

    return read


def test_payer_before_or_after_the_verb(amounts) -> None:  # type: ignore[no-untyped-def]
    (one,) = amounts("Socialnämnden bidrar med 100 000 kronor till Föreningen Solgläntan Lund.")
    (other,) = amounts(
        "I pengar bidrog socialförvaltningen med 100 000\nkronor till Föreningen Solgläntan Lund."
    )
    assert (one.payer, one.payees) == ("Socialnämnden", ("Föreningen Solgläntan Lund",))
    assert (other.payer, other.payees) == ("Socialförvaltningen", ("Föreningen Solgläntan Lund",))


def test_the_same_sum_told_twice_is_one(amounts) -> None:  # type: ignore[no-untyped-def]
    (one,) = amounts(
        "Socialnämnden beviljar Föreningen Solgläntan Lund 100 000 kronor. "
        "Socialnämnden betalar 100 000 kronor till Föreningen Solgläntan Lund för perioden 2024-01-01 till "
        "2024-12-31."
    )
    assert (one.sek, one.per) == (Decimal(100000), Per.TOTAL)
    assert (one.period_from, one.period_to) == ("2024-01-01", "2024-12-31")


def test_the_same_sum_to_two_parties_is_two(amounts) -> None:  # type: ignore[no-untyped-def]
    found = amounts(
        "Socialnämnden beviljar Föreningen Solgläntan Lund 50 000 kronor.\n\n"
        "Socialnämnden beviljar Stiftelsen Ljusgården 50 000 kronor."
    )
    assert [amount.payees for amount in found] == [
        ("Föreningen Solgläntan Lund",),
        ("Stiftelsen Ljusgården",),
    ]


def test_each_sum_has_its_own_year(amounts) -> None:  # type: ignore[no-untyped-def]
    found = amounts("Föreningen Solgläntan Lund fick 30000kr för 2024 och 15.000 SEK för 2023.")
    assert [(a.sek, a.period_from) for a in found] == [(Decimal(30000), "2024"), (Decimal(15000), "2023")]


def test_a_table_of_payments_by_year(amounts) -> None:  # type: ignore[no-untyped-def]
    found = amounts("År\tBelopp\n2024\t135 000 kr\n2025\t250 000 kr\n")
    assert [(a.period_from, a.per) for a in found] == [("2024", Per.YEAR), ("2025", Per.YEAR)]


def test_nobody_is_guessed(amounts) -> None:  # type: ignore[no-untyped-def]
    (one,) = amounts("Kostnaden beräknas till 100 000 kronor.")
    assert (one.payer, one.payees, one.period_from, one.per) == (None, (), None, None)
