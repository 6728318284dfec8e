"""What stands beside something else: notes in the margin, parties, figures of narrow columns, footers."""

import pytest
from typed_lines import typed_line as _line

from pipeline.read.layout import Token, tokens_to_text
from schemas.geometry import Box

PROSE = (
    "Nämnden beslutade i mars att pröva formen under två år, och",
    "förvaltningen fick i uppdrag att återkomma med en redovisning",
    "av hur arbetet hade gått och vad det hade kostat, innan någon",
    "ny överenskommelse ingås. Förvaltningen har nu gjort detta.",
)


def _paragraph(top: float, lines: tuple[str, ...] = PROSE) -> list[Token]:
    return [token for number, line in enumerate(lines) for token in _line(line, 150, top + 14 * number)]


def _read(tokens: list[Token]) -> list[str]:
    return [line for line in tokens_to_text(tokens)[0].split("\n") if line]


@pytest.mark.parametrize("down", [0.0, 4.0, 7.0])
def test_a_note_in_the_margin_comes_before_its_paragraph(down: float) -> None:
    tokens = _paragraph(100) + _paragraph(180) + _paragraph(260)
    tokens += _line("§ 47", 60, 180 + down, 10)
    assert _read(tokens) == [*PROSE, f"§ 47\t{PROSE[0]}", *PROSE[1:], *PROSE]


@pytest.mark.parametrize("down", [0.0, 5.0])
def test_a_note_of_several_lines_cuts_no_line_of_its_paragraph(down: float) -> None:
    tokens = _paragraph(100) + _paragraph(180) + _paragraph(260)
    tokens += _line("Bakgrund", 60, 180 + down, 9) + _line("Dnr 14/22", 60, 192 + down, 9)
    tokens += _line("Åsa Ek", 60, 204 + down, 9)
    assert _read(tokens) == [*PROSE, f"Bakgrund Dnr 14/22 Åsa Ek\t{PROSE[0]}", *PROSE[1:], *PROSE]


def test_a_note_beside_the_middle_of_a_paragraph_comes_before_it() -> None:
    tokens = _paragraph(100) + _paragraph(180) + _line("Jäv", 60, 201, 9) + _paragraph(260)
    assert _read(tokens) == [*PROSE, f"Jäv\t{PROSE[0]}", *PROSE[1:], *PROSE]


def test_the_labels_of_a_form_stay_with_their_own_lines() -> None:
    tokens = []
    for number, (label, value) in enumerate(
        [
            ("Plats", "Stadshuset, sammanträdesrum Eken på plan två i det norra huset"),
            ("Tid", "Torsdagen den fjortonde mars klockan nio till klockan elva och tio"),
            ("Närvarande", "Åsa Ek (S), Bo Al (M), Ulla af Ö (V), Per Sjö (C) och Eva By (L)"),
            ("Frånvarande", "Stina Ek (S), Ola Al (M), Ylva af Ö (V), Jan Sjö (C), Ida By (L)"),
            ("Justerare", "Bo Al (M)"),
        ]
    ):
        tokens += _line(label, 60, 100 + 15 * number) + _line(value, 150, 100 + 15 * number)
    assert [line.split("\t")[0] for line in _read(tokens)] == [
        "Plats", "Tid", "Närvarande", "Frånvarande", "Justerare",
    ]  # fmt: skip


def test_two_parties_with_addresses_are_read_one_after_the_other() -> None:
    left = ["Ekby kommun", "Socialnämnden", "Box 12", "211 00 Ekby", "Org.nr 212000-0000"]
    right = ["Föreningen Grannkontakt", "Åsa Ek", "Storgatan 1", "212 00 Ekby", "Org.nr 802000-0000"]
    tokens = _line("Överenskommelse mellan nedanstående parter om partnerskap i Ekby", 70, 60)
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        tokens += _line(one, 70, 90 + 14 * number) + _line(other, 320, 90 + 14 * number)
    tokens += _line("Parterna kallas nedan kommunen och föreningen i denna överenskommelse.", 70, 190)
    assert _read(tokens)[1:-1] == left + right


def test_rows_of_labels_and_values_of_two_parties_stay_rows() -> None:
    rows = [
        ("Part", "Ekby kommun", "Föreningen Grannkontakt"),
        ("Org.nr", "212000-0000", "802000-0000"),
        ("Adress", "211 00 Ekby", "212 00 Ekby"),
    ]
    tokens = []
    for number, row in enumerate(rows):
        for text, x in zip(row, (70, 160, 340), strict=True):
            tokens += _line(text, x, 90 + 16 * number)
    assert _read(tokens) == ["\t".join(row) for row in rows]


def _flush_right(text: str, right: float, top: float) -> list[Token]:
    tokens = _line(text, 0, top)
    by = right - tokens[-1].box.x1
    return [
        token._replace(box=Box(token.box.x0 + by, token.box.top, token.box.x1 + by, token.box.bottom))
        for token in tokens
    ]


def test_figures_of_narrow_columns_are_cells_of_their_own() -> None:
    rows = [
        ("Lokaler", "1 250 000", "1 310 500", "60 500"),
        ("Personal", "12 400 000", "11 980 000", "-420 000"),
        ("Bidrag till föreningar", "640 000", "640 000", "0"),
        ("Summa", "14 290 000", "13 930 500", "-359 500"),
    ]
    tokens = []
    for number, (label, *sums) in enumerate(rows):
        tokens += _line(label, 70, 90 + 16 * number)
        for text, right in zip(sums, (330, 389, 438), strict=True):
            tokens += _flush_right(text, right, 90 + 16 * number)
    assert _read(tokens) == ["\t".join(row) for row in rows]


def test_an_amount_with_thousands_stays_one_cell() -> None:
    tokens = []
    for number, total in enumerate(["1 250 000 kr", "2 350 000 kr", "3 450 000 kr", "4 550 000 kr"]):
        tokens += _line("År ett", 70, 90 + 16 * number) + _flush_right(total, 330, 90 + 16 * number)
    assert {len(line.split("\t")) for line in _read(tokens)} == {2}


def test_votes_with_right_aligned_sums_lose_no_cell() -> None:
    tokens = _line("Ledamot", 70, 80) + _line("Parti", 250, 80) + _line("Ja", 320, 80) + _line("Nej", 370, 80)
    tokens += _line("Avstår", 420, 80)
    votes = [("Åsa Ek", "S", 324), ("Bo Al", "M", 376), ("Ulla af Ö", "V", 430), ("Per Sjö", "C", 324)]
    for number, (name, party, x) in enumerate(votes):
        top = 96 + 16 * number
        tokens += _line(name, 70, top) + _line(party, 252, top) + _line("X", x, top)
    tokens += _line("Summa", 70, 160) + _line("2", 324, 160) + _line("1", 376, 160) + _line("1", 430, 160)
    assert _read(tokens) == [
        "Ledamot\tParti\tJa\tNej\tAvstår", "Åsa Ek\tS\tX", "Bo Al\tM\tX", "Ulla af Ö\tV\tX", "Per Sjö\tC\tX",
        "Summa\t2\t1\t1",
    ]  # fmt: skip


def test_the_address_columns_of_a_footer_are_no_part_of_the_text() -> None:
    tokens = []
    for number in range(9):
        tokens += _line(f"vänster rad {number} med text i hela spalten", 70, 80 + 13 * number, 10)
        tokens += _line(f"höger rad {number} med text i hela spalten", 320, 80 + 13 * number, 10)
    footer = [
        ("Ekby kommun", "Besöksadress", "Telefon", "E-post"),
        ("Box 12", "Storgatan 1", "08-465 004 10", "kommunen@example.se"),
        ("211 00 Ekby", "Ekby", "Org.nr", "212000-0000"),
    ]
    for number, row in enumerate(footer):
        for text, x in zip(row, (70, 190, 320, 420), strict=True):
            tokens += _line(text, x, 240 + 10 * number, 8)
    assert _read(tokens)[-3:] == ["\t".join(row) for row in footer]
    assert [line.split()[0] for line in _read(tokens)[:-3]] == ["vänster"] * 9 + ["höger"] * 9


def test_a_heading_below_two_lists_side_by_side_is_read_after_both() -> None:
    tokens = _line("Beslutande", 70, 70) + _line("Ersättare", 320, 70)
    for number, (left, right) in enumerate([("Åsa Ek (S)", "Bo Al (M)"), ("Per Sjö (V)", "Ulla af Ö (C)")]):
        tokens += _line(left, 70, 86 + 14 * number) + _line(right, 320, 86 + 14 * number)
    tokens += _line("Tjänstgöring", 70, 140)
    tokens += _line("Bo Al tjänstgör i stället för Per Sjö under hela sammanträdet den dagen", 70, 155)
    lines = [line for line in tokens_to_text(tokens)[0].split("\n") if line]
    assert lines[:7] == [
        "Beslutande", "Åsa Ek (S)", "Per Sjö (V)", "Ersättare", "Bo Al (M)", "Ulla af Ö (C)", "Tjänstgöring",
    ]  # fmt: skip


def test_the_last_of_a_longer_list_stays_in_it() -> None:
    tokens = _line("Beslutande", 70, 70) + _line("Ersättare", 320, 70)
    for number, name in enumerate(["Åsa Ek (S)", "Per Sjö (V)", "Ida Ål (C)"]):
        tokens += _line(name, 70, 86 + 14 * number)
    tokens += _line("Bo Al (M)", 320, 86) + _line("Ulla af Ö (C)", 320, 100)
    tokens += _line("Bo Al tjänstgör i stället för Per Sjö under hela sammanträdet den dagen", 70, 140)
    lines = [line for line in tokens_to_text(tokens)[0].split("\n") if line]
    assert lines[3] == "Ida Ål (C)"
    assert lines[4] == "Ersättare"
