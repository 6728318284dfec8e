"""Repairs marks that are not words: bullets, dashes and quotation marks that were read as something else."""

import re
from collections.abc import Iterator, Sequence

from schemas.text import Edit

_BULLET = re.compile(r"^[ \t]*([e*¢°©+«»])(?= +\w)", re.MULTILINE)
"""What the English model makes of a bullet; only ever looked for in damaged text."""
_LONG_DASH = re.compile(r"((?<!-)—(?!-)|(?<=\s)~(?=\s))")
"""Swedish is not set with em dashes; the English model reads them, or a wave, for an en dash."""
_DASHES_SEEN = re.compile(r"[–—]|(?<=\s)~(?=\s)")
_LONE_HYPHEN = re.compile(r"(?<=[^\s\d:] )(-)(?=[ \n](?!(?:och|eller|samt|resp|respektive)\b)[a-zåäöé])")
"""A hyphen between spaces inside a sentence. Before a capital it often is one (`Remiss - Förslag`)."""
_STRAY_QUOTE = re.compile(r"(?<!\S)([‘'])(?=[a-zåäöé]+[ ,.])(?![^\n]*[’'](?!\w))")
"""A single quotation mark that nothing closes: the foot of an `f`, or dust."""
_OPENED = re.compile(r"(?<![^\s(])([\"*’])(?=\w[^\"”*\n]{0,80}(?:\n[^\"”*\n]{0,80})?”(?!\w))")
"""An opening mark of another kind than the mark that closes it."""


def find_mark_edits(text: str, taken: Sequence[tuple[int, int]], *, hyphens: bool = False) -> list[Edit]:
    """Find misread marks, in order.

    Args:
        text: damaged text.
        taken: spans that are left alone.
        hyphens: whether a hyphen can be a misread dash: so it is where the English model read the page.

    >>> [edit.replacement for edit in find_mark_edits("e Hälsa-, vård-", [])]
    ['•']

    """
    edits = []
    last = 0
    for edit in sorted(_marks(text, hyphens=hyphens), key=lambda edit: edit.start):
        if edit.start < last or any(low < edit.end and edit.start < high for low, high in taken):
            continue
        edits.append(edit)
        last = edit.end
    return edits


def _marks(text: str, *, hyphens: bool) -> Iterator[Edit]:
    yield from _all(text, _BULLET, "•", "repair:bullet", 0.95)
    yield from _all(text, _LONG_DASH, "–", "repair:dash", 0.9)
    if hyphens and not _DASHES_SEEN.search(
        text
    ):  # a reader that shows long dashes elsewhere has read a hyphen here
        yield from _all(text, _LONE_HYPHEN, "–", "repair:dash", 0.8)
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
