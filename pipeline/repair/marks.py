"""Repairs marks that are not words: bullets, dashes and quotation marks that were read as something else."""

import re
from collections.abc import Iterator, Sequence

from schemas.text import Edit

_BULLET = re.compile(r"^[ \t]*([e*¢°©+«»])(?= +\w)", re.MULTILINE)
"""What the English model makes of a bullet; only ever looked for in damaged text."""
_LONG_DASH = re.compile(r"((?<!-)—(?!-)|(?<=\s)~(?=\s))")
"""Swedish is not set with em dashes; the English model reads them, or a wave, for an en dash."""
_STRAY_QUOTE = re.compile(r"(?<!\S)([‘'])(?=[a-zåäöé]+[ ,.])(?![^\n]*[’'](?!\w))")
"""A single quotation mark that nothing closes: the foot of an `f`, or dust."""
_OPENED = re.compile(r"(?<![^\s(])([\"*’])(?=\w[^\"”*\n]{0,80}(?:\n[^\"”*\n]{0,80})?”(?!\w))")
"""An opening mark of another kind than the mark that closes it."""


def find_mark_edits(text: str, taken: Sequence[tuple[int, int]]) -> list[Edit]:
    """Find misread marks, in order. `taken` spans are left alone.

    A hyphen stays: half the hyphens between spaces that the English model shows were printed as hyphens
    where the writer had no dash on the keyboard (all 61 in pages of Talbanken, 16 of 77 in government text).

    >>> [edit.replacement for edit in find_mark_edits("e Hälsa-, vård-", [])]
    ['•']

    """
    edits = []
    last = 0
    for edit in sorted(_marks(text), key=lambda edit: edit.start):
        if edit.start < last or any(low < edit.end and edit.start < high for low, high in taken):
            continue
        edits.append(edit)
        last = edit.end
    return edits


def _marks(text: str) -> Iterator[Edit]:
    yield from _all(text, _BULLET, "•", "repair:bullet", 0.95)
    yield from _all(text, _LONG_DASH, "–", "repair:dash", 0.9)
    yield from _all(text, _STRAY_QUOTE, "", "repair:quote", 0.85)
    yield from _all(text, _OPENED, "”", "repair:quote", 0.9)


def _all(text: str, pattern: re.Pattern[str], mark: str, rule: str, confidence: float) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        yield Edit(
            start=match.start(1),
            end=match.end(1),
            original=match.group(1),
            replacement=mark,
            rule=rule,
            confidence=confidence,
        )
