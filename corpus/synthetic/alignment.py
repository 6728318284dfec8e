"""Carry edits and offsets from one text to another, and damage what goes into a damaged one."""

import random
from collections.abc import Sequence
from difflib import SequenceMatcher

Edit = tuple[int, int, str]

# How often Tesseract's English model reads a Swedish letter as what (docs: field notes on text-only repair).
_READINGS = {"å": "aaaaaaaad", "ä": "iiiiaaaad", "ö": "ooooooéé66", "Å": "A", "Ä": "A", "Ö": "OOG"}


def damage(text: str, seed: object) -> str:
    """The text as the English model would have read it: no å, ä, ö left. The same for the same seed."""
    chance = random.Random(f"{seed}")
    return "".join(chance.choice(_READINGS[letter]) if letter in _READINGS else letter for letter in text)


def move_edits(edits: Sequence[Edit], source: str, target: str) -> list[Edit]:
    """The edits of one text as edits of another that has the same lines, words misread here and there.

    Raises:
        ValueError: the texts have different numbers of lines.

    """
    table = _align(source, target)
    return [
        (table[start], table[end - 1] + 1 if end > start else table[start], new) for start, end, new in edits
    ]


def _align(source: str, target: str) -> list[int]:
    """For each offset of the source the offset of the target that stands for it."""
    lines, others = source.split("\n"), target.split("\n")
    if len(lines) != len(others):
        raise ValueError(f"{len(lines)} lines against {len(others)}")
    table: list[int] = []
    base = 0
    for line, other in zip(lines, others, strict=True):
        table += [base + place for place in _align_line(line, other)]
        table.append(base + len(other))
        base += len(other) + 1
    return table


def _align_line(line: str, other: str) -> list[int]:
    words, misread = line.split(" "), other.split(" ")
    if len(words) != len(misread):
        return _align_letters(line, other)
    table: list[int] = []
    base = 0
    for word, seen in zip(words, misread, strict=True):
        table += [base + place for place in _align_letters(word, seen)]
        base += len(seen) + 1
        table.append(base - 1)
    return table[:-1]


def _align_letters(word: str, seen: str) -> list[int]:
    table = [0] * len(word)
    for _, i1, i2, j1, j2 in SequenceMatcher(None, word, seen, autojunk=False).get_opcodes():
        for place in range(i1, i2):
            share = (place - i1) / (i2 - i1)
            last = place == i2 - 1
            table[place] = max(j1, j2 - 1) if last else min(j1 + int(share * (j2 - j1)), max(j1, j2 - 1))
    return table


def map_offset(offset: int, edits: Sequence[Edit], *, end: bool = False) -> int:
    """Where an offset of the text stands after the edits; within an edit, at its new start or `end`."""
    moved = 0
    for start, stop, new in edits:
        if offset <= start and not (end and offset == start):
            break
        if offset >= stop:
            moved += len(new) - (stop - start)
        elif offset > start:
            return start + moved + (len(new) if end else 0)
    return offset + moved
