"""Cells that wrap, heads above columns, blocks of widely set lines."""

from pipeline.read.layout import Token, tokens_to_text
from schemas.geometry import Box


def _line(text: str, x: float, top: float, size: float = 11.0) -> list[Token]:
    tokens = []
    for word in text.split():
        width = 0.5 * size * len(word)
        tokens.append(Token(word, Box(x, top, x + width, top + 1.15 * size)))
        x += width + 0.28 * size
    return tokens


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
