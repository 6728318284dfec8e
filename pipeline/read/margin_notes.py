"""Put notes in the left margin before the paragraph that they stand beside: they cut none of its lines.

`§ 47`, a keyword or a case number set beside running text, in smaller type or between two of its lines.
"""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.runs import LABEL, Run, around
from schemas.geometry import Box

# Running text: a run so wide (share of the region's) is a line of it, and so many make a text edge.
_WIDE = 0.45
_FEWEST_WIDE = 4
# In heights of a line.
_PLAY = 0.6
_NEXT_LINE = 0.6
_OVERLAP = 0.15
# A line that ends so near its right edge (share of the text's width) is full: the next one goes on with it.
_FULL = 0.2


def with_notes_before(lines: list[list[Run]]) -> list[list[Run]]:
    """Return the lines with each note joined to the first line of its paragraph, as a cell before it."""
    edge = _text_edge(lines)
    if edge is None:
        return lines
    left, right = edge
    notes, texts = [], []
    for line in lines:
        own = [run for run in line if _is_note(run, left)]
        notes.append(own)
        texts.append([run for run in line if run not in own])
    if not any(notes):
        return lines
    starts = _paragraph_starts(notes, texts, left, right)
    homes: dict[int, int] = {}
    for number, own in enumerate(notes):
        if not own:
            continue
        at = number if texts[number] else _beside(around([run.box for run in own]), number, texts)
        if at is not None and (starts[at] != number or at != number):
            homes[number] = starts[at]
    return _moved(notes, texts, homes)


def _text_edge(lines: Sequence[Sequence[Run]]) -> tuple[float, float] | None:
    """Return where running text begins and ends, None where less than four lines begin alike.

    Only where something stands to the left of it: else there is no margin that notes could stand in.
    """
    boxes = [run.box for line in lines for run in line]
    whole = around(boxes)
    width = whole.x1 - whole.x0
    wide = sorted((box for box in boxes if box.x1 - box.x0 > _WIDE * width), key=lambda box: box.x0)
    if len(wide) < _FEWEST_WIDE:
        return None
    middle = wide[len(wide) // 2]
    height = middle.bottom - middle.top
    alike = [box for box in wide if abs(box.x0 - middle.x0) < _PLAY * height]
    if len(alike) < max(_FEWEST_WIDE, 0.7 * len(wide)) or wide[0].x0 < alike[0].x0 - 3 * height:
        return None
    left = min(box.x0 for box in alike)
    if not any(box.x1 < left - _PLAY * height for box in boxes):
        return None
    return left, max(box.x1 for box in alike)


def _is_note(run: Run, left: float) -> bool:
    height = run.box.bottom - run.box.top
    labels = len(run.tokens) == 1 and LABEL.fullmatch(run.tokens[0].text) is not None
    return run.box.x1 < left - 0.25 * height and run.box.x0 < left - height and not labels


def _paragraph_starts(
    notes: Sequence[Sequence[Run]], texts: Sequence[Sequence[Run]], left: float, right: float
) -> list[int]:
    """Return for each line the first line of its paragraph; of a line without text, itself.

    A line with a note of its own may as well be the next line of a form: it must go on in small letters.
    """
    starts = list(range(len(texts)))
    numbers = [number for number, own in enumerate(texts) if own]
    for above, below in pairwise(numbers):
        over, under = around([run.box for run in texts[above]]), around([run.box for run in texts[below]])
        height = over.bottom - over.top
        last, first = texts[above][-1].tokens[-1].text, texts[below][0].tokens[0].text
        goes_on = (
            len(texts[above]) == len(texts[below]) == 1
            and under.top - over.bottom < _NEXT_LINE * height
            and abs(over.x0 - left) < 3 * height
            and abs(under.x0 - left) < _PLAY * height
            and over.x1 > right - _FULL * (right - left)
            and (
                first[0].islower()
                or last.endswith("-")
                or not (notes[below] or last.endswith((".", ":", "!", "?", ")")))
            )
        )
        if goes_on:
            starts[below] = starts[above]
    return starts


def _beside(note: Box, number: int, texts: Sequence[Sequence[Run]]) -> int | None:
    """Return which line of text `note`, alone on its own, reaches into most, None for none."""
    height = note.bottom - note.top
    best, most = None, _OVERLAP * height
    for at in range(max(0, number - 3), min(len(texts), number + 4)):
        if texts[at]:
            box = around([run.box for run in texts[at]])
            shared = min(box.bottom, note.bottom) - max(box.top, note.top)
            if shared > most:
                best, most = at, shared
    return best


def _moved(notes: Sequence[list[Run]], texts: Sequence[list[Run]], homes: dict[int, int]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    places: dict[int, list[Run]] = {}
    for number, (own, text) in enumerate(zip(notes, texts, strict=True)):
        before = [run for other, home in homes.items() if home == number for run in notes[other]]
        if number not in homes:
            before = own + before
        if before and text and len(before) > len(own if number not in homes else []):
            before = [_one_cell(before)]
        if before or text:
            lines.append([*before, *text])
            places[number] = lines[-1]
    return lines


def _one_cell(notes: Sequence[Run]) -> Run:
    """Return the lines of a note as one cell."""
    tokens = notes[0].tokens
    breaks = notes[0].breaks
    for note in notes[1:]:
        breaks = (*breaks, len(tokens))
        tokens = (*tokens, *note.tokens)
    return Run(tokens, around([note.box for note in notes]), breaks)
