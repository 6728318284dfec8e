"""Put what a cell wraps onto the next printed line back into it: a row of a table stays a row.

`Justeringens` + `plats och tid`, `Paragrafer 242-` + `244`, a party's name on two lines of a narrow column.
"""

import re
from collections.abc import Sequence
from enum import IntEnum

from pipeline.read.runs import LABEL, SAME_LINE, Run, Token, around
from schemas.geometry import Box

# A label, and the rest of one, has no more words on a line; a name or a value in a narrow column fewer.
_LABEL_WORDS = 4
_NARROW_WORDS = 3
# A word space, in heights of a line.
_SPACE = 0.25
# Who reads these at a line's end reads on.
_OPEN_ENDS = frozenset(
    (
        *(
            "och",
            "eller",
            "samt",
            "av",
            "för",
            "med",
            "i",
            "på",
            "till",
            "från",
            "om",
            "mellan",
            "den",
            "det",
        ),
        *("nr", "nr.", "dnr", "kl", "kl.", "§", "§§"),
    )
)
_ROW_NUMBER = re.compile(r"\d{1,3}[.)]?")
# A wrapped line stands so much closer (in heights of a line) than rows do.
_CLOSER = 0.1


class _Goes(IntEnum):
    """How much speaks for a piece going on with the cell above it."""

    NOT = 0
    MAYBE = 1
    ON = 2


def with_whole_cells(lines: Sequence[list[Run]]) -> list[list[Run]]:
    """Return the lines with wrapped cells made whole; what is left of a line stays a line.

    Running text beside a label keeps its lines: joined are cells that would otherwise be read after the
    cells to their right, and last cells too narrow for what they hold.
    """
    right = max((run.box.x1 for line in lines for run in line), default=0.0)
    whole: list[list[Run]] = []
    for line in lines:
        above = whole[-1] if whole else []
        if len(above) < 2:
            whole.append(line)
            continue
        joined = _joined(line, above, right)
        if not joined and _completes_name(line, above, whole[-2:-1]):
            joined = {len(above) - 1: line[0]}
        for at, run in joined.items():
            cell = above[at]
            breaks = (*cell.breaks, len(cell.tokens))
            above[at] = Run((*cell.tokens, *run.tokens), around([cell.box, run.box]), breaks)
        rest = [run for run in line if run not in joined.values()] if joined else line
        if rest:
            whole.append(rest)
    return whole


def _joined(line: Sequence[Run], above: Sequence[Run], right: float) -> dict[int, Run]:
    """Return which cells of `above` go on with which runs of the line below."""
    places = {run: _cell_above(run, above) for run in line}
    if all(at is None for at in places.values()):
        return {}
    if len(line) > 1 and places[line[0]] == 0 and _begins_row(line[0]) and _begins_row(above[0]):
        return {}
    goes: dict[Run, _Goes] = {}
    for run, at in places.items():
        if at is None:
            goes[run] = _Goes.NOT
            continue
        last = at + 1 == len(above)
        edge = right if last else above[at + 1].box.x0
        goes[run] = _goes_on(run, above[at], edge, last=last, alone=len(line) == 1)
    columns = [at for at in places.values() if at is not None]
    if len(line) > 1 and len(set(columns)) == len(line) and _Goes.ON in goes.values():
        # Several cells of a row wrap: those that surely do speak for those that may.
        below_all = len(line) == len(above) or 0 not in columns
        if below_all and _Goes.NOT not in goes.values():
            return {at: run for run, at in places.items() if at is not None}
    return {
        at: run
        for run, at in places.items()
        if at is not None and goes[run] is _Goes.ON and (at + 1 < len(above) or len(line) == 1)
    }


def _begins_row(run: Run) -> bool:
    """Tell the number of a row: `§ 53`, `12`, `3.`, with the title behind it or alone."""
    first = run.tokens[0].text
    return first.startswith("§") or _ROW_NUMBER.fullmatch(first) is not None


def _cell_above(run: Run, above: Sequence[Run]) -> int | None:
    """Return which cell of the line above `run` stands close below, None for none."""
    height = run.box.bottom - run.box.top
    for at, cell in enumerate(above):
        gap = run.box.top - _last_line(cell).bottom
        if (
            -SAME_LINE * height < gap < SAME_LINE * height
            and abs(run.box.x0 - cell.box.x0) < SAME_LINE * height
            and (at + 1 == len(above) or run.box.x1 < above[at + 1].box.x0)
        ):
            return at
    return None


def _completes_name(line: Sequence[Run], above: Sequence[Run], before: Sequence[list[Run]]) -> bool:
    """Tell `Jönsson` below `Dan`, beside `Katrin Alvin`: closer to its row than rows are to each other."""
    run, cell = line[0], above[-1]
    if len(line) > 1 or _cell_above(run, above) != len(above) - 1:
        return False
    pieces = [[token.text for token in piece.tokens] for piece in (cell, run)]
    others = [[token.text for token in other.tokens] for other in above[:-1]]
    if not all(len(words) == 1 and words[0].istitle() for words in pieces):
        return False
    if not any(len(words) == 2 and all(map(str.istitle, words)) for words in others):
        return False
    gap = run.box.top - cell.box.bottom
    row_gap = min((cell.box.top - one.box.bottom for row in before for one in row), default=gap)
    return gap < row_gap - _CLOSER * (cell.box.bottom - cell.box.top)


def _last_line(cell: Run) -> Box:
    return around([token.box for token in _last_words(cell)])


def _is_text(run: Run) -> bool:
    """Tell words from the marks that dust and a shadow leave in the margin of a scan."""
    return run.tokens[0].text[0].isalnum() and any(len(token.text) > 1 for token in run.tokens)


def _last_words(cell: Run) -> tuple[Token, ...]:
    return cell.tokens[cell.breaks[-1] if cell.breaks else 0 :]


def _goes_on(run: Run, cell: Run, edge: float, *, last: bool, alone: bool) -> _Goes:
    """Judge by the words at the break, and by whether the next one had fitted before `edge`."""
    word, before = run.tokens[0].text, cell.tokens[-1].text
    if LABEL.fullmatch(word) or word.startswith("§") or not (_is_text(cell) and _is_text(run)):
        return _Goes.NOT
    height = run.box.bottom - run.box.top
    end = _last_line(cell).x1 + _SPACE * height
    fits = end + run.tokens[0].box.x1 - run.tokens[0].box.x0 <= edge
    open_end = before.casefold() in _OPEN_ENDS or (before[-1] in "-–" and before[:-1].isalnum())
    small, short = word[0].islower(), len(run.tokens) <= _LABEL_WORDS
    if last:
        narrow = max(len(_last_words(cell)), len(run.tokens)) <= _NARROW_WORDS
        if alone and short and ((open_end and not before[-2:-1].isalpha()) or (narrow and not fits)):
            return _Goes.ON
        return _Goes.MAYBE if small or open_end or (narrow and not fits) else _Goes.NOT
    label = short and len(_last_words(cell)) <= _LABEL_WORDS
    if (small and label) or ((open_end or small) and not fits):
        listed = small and fits and not open_end and not cell.tokens[0].text[0].isupper()
        return _Goes.NOT if listed else _Goes.ON
    return _Goes.MAYBE if not fits else _Goes.NOT
