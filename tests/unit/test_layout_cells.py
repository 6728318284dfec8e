"""Cells that wrap, heads above columns, blocks of widely set lines."""

import pytest
from typed_lines import typed_line as _line

from pipeline.read.layout import tokens_to_text


def test_a_label_that_wraps_stays_one_cell_of_its_row() -> None:
    tokens = _line("Justeringens", 70, 70) + _line("Kommunkontoret 2031-02-03", 220, 70)
    tokens += _line("plats och tid", 70, 84) + _line("Övriga", 70, 110) + _line("Åsa Ek, chef", 220, 110)
    tokens += _line("deltagande", 70, 124) + _line("Bo Al, sekreterare", 220, 124)
    assert tokens_to_text(tokens)[0] == (
        "Justeringens plats och tid\tKommunkontoret 2031-02-03\n\n"
        "Övriga deltagande\tÅsa Ek, chef\nBo Al, sekreterare"
    )


def test_names_under_a_label_are_rows_of_their_own() -> None:
    tokens = _line("Åsa Ek", 70, 70) + _line("S", 220, 70) + _line("Bo Al", 70, 84) + _line("M", 220, 84)
    tokens += _line("Ulla af Ö", 70, 98) + _line("V", 220, 98)
    assert tokens_to_text(tokens)[0].split("\n") == ["Åsa Ek\tS", "Bo Al\tM", "Ulla af Ö\tV"]


def test_a_running_head_above_columns_is_no_part_of_them() -> None:
    tokens = _line("Protokoll", 70, 30) + _line("4 (17)", 480, 30)
    for number in range(9):
        tokens += _line(f"vänster rad {number} med text i hela spalten", 70, 80 + 13 * number, 10)
        tokens += _line(f"höger rad {number} med text i hela spalten", 320, 80 + 13 * number, 10)
    tokens += _line("Postadress", 70, 250) + _line("Telefon", 320, 250)
    lines = [line for line in tokens_to_text(tokens)[0].split("\n") if line]
    assert lines[0] == "Protokoll\t4 (17)"
    assert lines[-1] == "Postadress\tTelefon"
    assert [line.split()[0] for line in lines[1:-1]] == ["vänster"] * 9 + ["höger"] * 9


def test_lines_a_whole_line_apart_are_blocks_of_their_own() -> None:
    tokens = [token for number in range(5) for token in _line(f"Punkt {number}", 70, 70 + 30 * number)]
    assert tokens_to_text(tokens)[0] == "\n\n".join(f"Punkt {number}" for number in range(5))


def test_a_number_that_wraps_is_one_number() -> None:
    tokens = _line("Justeringens plats och tid", 70, 70) + _line("Stadshuset den 15 september", 230, 70)
    tokens += _line("Paragrafer 242-", 430, 70) + _line("244", 430, 84) + _line("Underskrifter", 70, 110)
    assert tokens_to_text(tokens)[0].split("\n")[0] == (
        "Justeringens plats och tid\tStadshuset den 15 september\tParagrafer 242-244"
    )


def test_the_words_of_a_number_that_wraps_keep_their_places() -> None:
    tokens = _line("Underskrifter", 70, 70) + _line("Paragrafer 242-", 430, 70) + _line("244", 430, 84)
    text, words = tokens_to_text(tokens)
    assert [text[word.start : word.end] for word in words] == ["Underskrifter", "Paragrafer", "242-", "244"]
    assert words[3].box.top == pytest.approx(84)


def test_a_label_broken_with_a_hyphen_keeps_its_line_break() -> None:
    tokens = _line("Samman-", 70, 70) + _line("2031-02-03", 220, 70) + _line("trädesdatum", 70, 84)
    assert tokens_to_text(tokens)[0] == "Samman-\nträdesdatum\t2031-02-03"


def test_a_surname_below_its_first_name_goes_with_it() -> None:
    tokens = _line("Justerat", 70, 60) + _line("Torsdagen den 26 september", 200, 60)
    tokens += _line("Katrin Alvin", 200, 77) + _line("Dan", 400, 77) + _line("Jönsson", 400, 89.7)
    assert tokens_to_text(tokens)[0].split("\n")[1:] == ["Katrin Alvin\tDan Jönsson"]


def test_roles_and_names_below_each_other_stay_lines() -> None:
    tokens = _line("Underskrifter", 70, 70) + _line("Sekreterare", 220, 70) + _line("Åsa Ek", 220, 84)
    tokens += _line("Beslutande", 70, 110) + _line("Bo Al (S), ordförande", 220, 110)
    tokens += _line("Ulla af Ö (M)", 220, 124) + _line("Per Sjö (V)", 220, 138)
    assert [line for line in tokens_to_text(tokens)[0].split("\n") if line] == [
        "Underskrifter\tSekreterare", "Åsa Ek",
        "Beslutande\tBo Al (S), ordförande", "Ulla af Ö (M)", "Per Sjö (V)",
    ]  # fmt: skip


def test_the_cells_of_two_parties_are_read_one_after_the_other() -> None:
    tokens = _line("Part", 70, 70) + _line("Ekby kommun, hälsa-, vård- och", 140, 70)
    tokens += _line("Föreningen Grannkontakt i", 360, 70)
    tokens += _line("omsorgsnämnden", 140, 84) + _line("Ekby med omnejd", 360, 84)
    tokens += _line("Org.nr", 70, 106) + _line("212000-0000", 140, 106) + _line("802000-0000", 360, 106)
    tokens += _line("Överenskommelsen gäller mellan de parter som här är nämnda, och ingen annan.", 70, 140)
    assert tokens_to_text(tokens)[0].split("\n")[:1] == [
        "Part\tEkby kommun, hälsa-, vård- och omsorgsnämnden\tFöreningen Grannkontakt i Ekby med omnejd",
    ]


def test_a_label_beside_names_is_no_head_of_a_list() -> None:
    tokens = _line("Övriga", 70, 70) + _line("Ersättare: Åsa Ek (S), Bo Al (M) och Ulla af Ö (V)", 220, 70)
    tokens += _line("deltagande", 70, 84) + _line("Sekreteraren Per Sjö", 220, 84)
    tokens += _line("Utses att justera", 70, 110) + _line("Bo Al (M)", 220, 110)
    lines = tokens_to_text(tokens)[0].split("\n")
    assert lines[0] == "Övriga deltagande\tErsättare: Åsa Ek (S), Bo Al (M) och Ulla af Ö (V)"
    assert lines[-1] == "Utses att justera\tBo Al (M)"


def test_marks_in_the_margin_are_no_cells_that_wrap() -> None:
    tokens = _line("i", 60, 70) + _line("Regeringen välkomnar initiativet till ett organ", 90, 70)
    tokens += _line(";", 60, 84) + _line("medlemmarna av unionens institutioner lever", 90, 84)
    assert len(tokens_to_text(tokens)[0].split("\n")) == 2


def test_what_follows_a_list_and_stands_apart_is_a_block_of_its_own() -> None:
    tokens = _line("Syftet med partnerskapet är att:", 70, 70) + _line("1. öka antalet som arbetar", 70, 86)
    tokens += _line("2. stärka deltagarnas språk", 70, 104) + _line("Förvaltningen bidrar med", 70, 122)
    tokens += _line("640 000 kronor för perioden", 70, 136.5) + _line("till föreningen.", 70, 151)
    tokens += _line("Partnerskapet finansieras med bidrag.", 70, 165.5)
    assert "stärka deltagarnas språk\n\nFörvaltningen bidrar med\n640 000" in tokens_to_text(tokens)[0]


def test_rows_set_wide_are_one_block() -> None:
    tokens = []
    for number, name in enumerate(["Lokaler", "Personal", "Bidrag", "Utbildning", "Övrigt"]):
        tokens += _line(name, 70, 70 + 20 * number) + _line(f"{number + 2}42 000", 300, 70 + 20 * number)
    for number in range(8):
        tokens += _line("Löpande text som fyller sin rad och går vidare på nästa", 70, 200 + 14 * number)
    rows = tokens_to_text(tokens)[0].split("\n\n")[0].split("\n")
    assert rows == [
        "Lokaler\t242 000", "Personal\t342 000", "Bidrag\t442 000", "Utbildning\t542 000", "Övrigt\t642 000",
    ]  # fmt: skip


def test_a_heading_that_ends_in_a_preposition_takes_no_line_with_room_before_it() -> None:
    tokens = _line("Propositionen innebär lättnader i", 70, 70) + _line("Dnr KS 2031/12", 420, 70)
    tokens += _line("Socialnämnden beslutar", 70, 84)
    assert tokens_to_text(tokens)[0].split("\n")[-1] == "Socialnämnden beslutar"


@pytest.mark.parametrize("numbers", [("§ 52", "§ 53", "§ 54"), ("1", "2", "3"), ("12.", "13.", "14.")])
def test_a_title_that_ends_in_och_does_not_take_the_next_row(numbers: tuple[str, str, str]) -> None:
    titles = "Länsstyrelsen hämtar uppgifter och", "Energimarknadsinspektionen får yttra sig", "Avtal"
    tokens = []
    for row, (number, title) in enumerate(zip(numbers, titles, strict=True)):
        cells = ((60, number), (110, title), (380, f"VON 2023/0099{row}"), (510, str(20 + row)))
        for left, text in cells:
            tokens += _line(text, left, 70 + 14 * row)
    rows = [line.split("\t") for line in tokens_to_text(tokens)[0].split("\n")]
    assert [row[-1] for row in rows] == ["20", "21", "22"]
    assert all(row[-3].endswith(title) for row, title in zip(rows, titles, strict=True))
