"""Lines of clean text, and the folding under which two printings of the same words are equal."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.spans import Range

_WHITE = re.compile(r"\s+")
# A date, a span of years or a number divided by a line's end at its own hyphen.
_DIVIDED_NUMBER = re.compile(r"(?<=\d[-–/])[ \t]*\n\s*(?=\d)")
# Marks that open an entry of a list: bullets, "1." "1)" "a)" "- 1 ".
_MARK = re.compile(
    r"[ \t]*(?:(?P<bullet>[-•–—▪●○◦·*‣o«»¢©®°](?=[ \t])|(?:§ ?)?\u2022)[ \t]*)?"
    r"(?:(?P<number>\d{1,2})(?:[.)](?![\d])|(?=[ \t]+[A-ZÅÄÖÉ]))|(?P<letter>[a-h])\))?[ \t]*"
)


def fold(text: str) -> str:
    r"""Return `text` on one line, each run of white space one space, none at the ends.

    >>> fold("för perioden 2031-\n07-01 till\n2033")
    'för perioden 2031-07-01 till 2033'
    """
    return _WHITE.sub(" ", _DIVIDED_NUMBER.sub("", text)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is not blank. `start`, `end`: without white space at its ends.

    `after_blank`: a blank line (or the beginning of the text) stands before it.
    `cells`: the ranges between tabs, at least one.
    """

    start: int
    end: int
    text: str
    after_blank: bool
    cells: tuple[Range, ...]

    def cell(self, index: int) -> str:
        """Return the text of one cell, white space folded."""
        cell = self.cells[index]
        return fold(self.text[cell.start - self.start : cell.end - self.start])


def split_lines(text: str, extent: Range | None = None) -> list[Line]:
    """Return the lines of `text` (or of one range of it) that are not blank."""
    start, end = extent or Range(0, len(text))
    lines: list[Line] = []
    blank = True
    for m in re.compile(r"[^\n]*\n?").finditer(text, start, end):
        raw = m[0].rstrip("\n")
        stripped = raw.strip()
        if not stripped:
            blank = blank or bool(m[0])
            continue
        line_start = m.start() + len(raw) - len(raw.lstrip())
        lines.append(
            Line(
                start=line_start,
                end=line_start + len(stripped),
                text=stripped,
                after_blank=blank,
                cells=tuple(
                    Range(line_start + c.start(), line_start + c.end())
                    for c in re.finditer(r"[^\t]*[^\t\s]", stripped)
                ),
            )
        )
        blank = False
    return lines


def opens_sentence(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line goes on over its end in a paragraph that ends as a sentence: it is no heading."""
    if len(lines[index].cells) > 1 or index + 1 >= len(lines) or lines[index + 1].after_blank:
        return False
    if not lines[index + 1].text[0].islower():
        return False
    last = index + 1
    while last + 1 < len(lines) and not lines[last + 1].after_blank:
        last += 1
    return lines[last].text.endswith(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a list or one paragraph: `start`, `end` leave out its mark; `number` as printed."""

    start: int
    end: int
    number: int | None
    marked: bool


def split_entries(text: str, extent: Range) -> Iterator[Entry]:
    """Yield list entries and paragraphs: a mark or a blank line begins one, other lines continue it.

    A blank line inside an entry does not end it where the next line goes on in lower case.
    """
    start: int | None = None
    end = 0
    number: int | None = None
    marked = False
    bullet: str | None = None
    for line in split_lines(text, extent):
        mark = _MARK.match(text, line.start, line.end)
        is_mark = (
            mark is not None
            and mark.end() > line.start
            and bool(mark["bullet"] or mark["number"] or mark["letter"])
        )
        if is_mark and mark is not None and mark["bullet"]:
            # One list has one bullet: a line that wraps before a dash is no new entry.
            bullet = bullet or mark["bullet"]
            is_mark = mark["bullet"] == bullet or line.after_blank or bool(mark["number"])
        body = mark.end() if mark is not None and is_mark else line.start
        goes_on = line.text[:1].islower() and not is_mark
        if is_mark or start is None or (line.after_blank and not goes_on):
            if start is not None:
                yield Entry(start=start, end=end, number=number, marked=marked)
            start, marked = body, is_mark
            number = int(mark["number"]) if is_mark and mark is not None and mark["number"] else None
        end = line.end
    if start is not None and start < end:
        yield Entry(start=start, end=end, number=number, marked=marked)
