"""Repairs marks that are not words: list bullets and dashes that were read as something else."""

import re
from collections.abc import Sequence

from schemas.text import Edit

_BULLET = re.compile(r"^[ \t]*([e*¢°©+«»])(?= +\w)", re.MULTILINE)
"""What the English model makes of a bullet; only ever looked for in damaged text."""
_LONG_DASH = re.compile(r"((?<!-)—(?!-)|(?<=\s)~(?=\s))")
"""Swedish is not set with em dashes; the English model reads them, or a wave, for an en dash."""
_MARKS = ((_BULLET, "•", "repair:bullet", 0.95), (_LONG_DASH, "–", "repair:dash", 0.9))


def find_mark_edits(text: str, taken: Sequence[tuple[int, int]]) -> list[Edit]:
    """Find misread marks. `taken` spans are left alone.

    >>> [edit.replacement for edit in find_mark_edits("e Hälsa-, vård-", [])]
    ['•']
    """
    return [
        Edit(
            start=match.start(1),
            end=match.end(1),
            original=match.group(1),
            replacement=mark,
            rule=rule,
            confidence=confidence,
        )
        for pattern, mark, rule, confidence in _MARKS
        for match in pattern.finditer(text)
        if not any(low < match.end(1) and match.start(1) < high for low, high in taken)
    ]
