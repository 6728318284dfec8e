"""Repairs marks that are not words: list bullets and full stops read as something else."""

import re
from collections.abc import Sequence

from schemas.text import Edit

_BULLET = re.compile(r"^[ \t]*([e*¢°©])(?= +\w)", re.MULTILINE)

_DASH = re.compile("—")
"""Swedish is not set with em dashes; the English model reads them."""


def find_mark_edits(text: str, taken: Sequence[tuple[int, int]]) -> list[Edit]:
    """Find bullets read as letters at the head of a list entry. `taken` spans are left alone.

    >>> [edit.replacement for edit in find_mark_edits("e Hälsa-, vård-", [])]
    ['•']
    """
    edits = []
    for match in _BULLET.finditer(text):
        start, end = match.span(1)
        if any(low < end and start < high for low, high in taken):
            continue
        edits.append(
            Edit(
                start=start,
                end=end,
                original=match.group(1),
                replacement="•",
                rule="repair:bullet",
                confidence=0.95,
            )
        )
    for match in _DASH.finditer(text):
        if not any(low <= match.start() < high for low, high in taken):
            edits.append(
                Edit(
                    start=match.start(),
                    end=match.end(),
                    original=match.group(),
                    replacement="–",
                    rule="repair:dash",
                    confidence=0.9,
                )
            )
    return edits
