"""Find the lines that open a § of minutes or a matter of an agenda, among all that look like them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.headings import ENDS_OPEN, HeadingLine
from extractors.lines import Line, fold
from schemas.items import SectionKind

# "§ 111", "SN § 13", "Ks § 12", "§ 64/20" (number and year). A code before the sign names the organ.
_PARAGRAPH = re.compile(
    r"(?:(?P<organ>[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,7})[ \t.]{1,3})?§[ \t]*(?P<number>\d{1,4})(?![\d])"
    r"(?:[ \t]?/[ \t]?(?P<year>\d{2}|\d{4})(?![\d/]))?[ \t.:]*(?P<rest>.*)",
    re.DOTALL,
)
# "§ 43, SN-2031-12) om lokaler" and "§ 4 i delegationsordningen" are running text.
_RUNNING_TEXT = re.compile(r"[,;)\-–]|[a-zåäö]")
# A line of a table of contents ends in dots and a page number, or in a cell with one.
_CONTENTS = re.compile(r"\.{3,}[ \t]*\d{0,4}$|(?:[ \t]\.){3,}[ \t]*\d{0,4}$|\t[ \t]*\d{1,4}$")
_AGENDA_ENTRY = re.compile(
    r"(?P<number>\d{1,2})(?:[.)](?!\d)|(?=[ \t]))[ \t]*(?P<rest>[A-ZÅÄÖ§\d].*)?$", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHead:
    """The line that opens an item. `paragraph`: its number as a §, None for an entry of an agenda.

    `title_start`: where what follows the number begins (the line's end where nothing does).
    """

    line: Line
    paragraph: int | None
    title_start: int

    @property
    def start(self) -> int:
        """Offset of the line."""
        return self.line.start


def find_paragraph_heads(lines: Sequence[Line], headings: Sequence[HeadingLine]) -> list[ItemHead]:
    """Return the lines that open a §, without those of a table of contents, a running head, a reference."""
    found = [(line, m) for line in lines if (m := _head(line)) is not None]
    found = _of_one_organ(found)
    if not found:
        return []
    agendas = [heading.start for heading in headings if heading.kind is SectionKind.AGENDA]
    numbers = [int(m["number"]) for _, m in found]
    last_at = {number: index for index, number in enumerate(numbers)}
    kept: list[ItemHead] = []
    seen: set[int] = set()
    for index, (line, m) in enumerate(found):
        number = numbers[index]
        if number in seen:
            continue  # a head repeated on the next page
        later = last_at[number]
        if later > index and (_is_contents(line) or _others_between(numbers, index, later)):
            continue  # a line of the contents; the § itself comes later
        if later > index and any(start < line.start for start in agendas) and index + 1 == later:
            continue
        seen.add(number)
        kept.append(_item_head(line, m, number))
    return kept


def _head(line: Line) -> re.Match[str] | None:
    m = _PARAGRAPH.match(line.text)
    if m is None or _RUNNING_TEXT.match(m["rest"].strip()):
        return None
    return m


def _item_head(line: Line, m: re.Match[str], number: int) -> ItemHead:
    return ItemHead(line=line, paragraph=number, title_start=line.start + m.start("rest"))


def _of_one_organ(found: list[tuple[Line, re.Match[str]]]) -> list[tuple[Line, re.Match[str]]]:
    """Keep the heads of the organ that met: "KS § 87" in the minutes of the council is a reference."""
    organs = Counter((m["organ"] or "").casefold() for _, m in found)
    if len(organs) < 2:
        return found
    # Without codes of its own an organ's heads are bare; else the code that opens most items is its own.
    own = "" if organs[""] else organs.most_common(1)[0][0]
    return [(line, m) for line, m in found if (m["organ"] or "").casefold() == own]


def _is_contents(line: Line) -> bool:
    return _CONTENTS.search(line.text) is not None


def _others_between(numbers: Sequence[int], first: int, later: int) -> bool:
    return any(number != numbers[first] for number in numbers[first + 1 : later])


def find_agenda_heads(lines: Sequence[Line], headings: Sequence[HeadingLine]) -> list[ItemHead]:
    """Return the entries of an agenda, numbered 1, 2, 3 … under its heading; an entry has no §.

    Numbers inside an entry's own proposals are not taken for entries: there an entry shows by the cell
    that its number has to itself.
    """
    start = next((h.end for h in headings if h.kind is SectionKind.AGENDA), None)
    if start is None:
        return []
    kinds = [(h.start, h.kind) for h in headings if h.start >= start]
    found: list[ItemHead] = []
    at = 0
    current: SectionKind | None = None
    for line in lines:
        if line.start < start:
            continue
        while at < len(kinds) and kinds[at][0] < line.start:
            current = kinds[at][1]
            at += 1
        m = _AGENDA_ENTRY.match(line.text)
        if m is None or m["rest"] is None or int(m["number"]) != len(found) + 1:
            continue
        cell_of_its_own = re.fullmatch(r"\d{1,2}[.)]?", line.cell(0)) is not None
        if current in _CLAUSES and not (cell_of_its_own and line.after_blank):
            continue
        found.append(ItemHead(line=line, paragraph=None, title_start=line.start + m.start("rest")))
        current = None
    return found if len(found) > 1 else []


_CLAUSES = frozenset({SectionKind.PROPOSAL, SectionKind.DECISION, SectionKind.BASIS})


# A title so long has filled its line, and can go on with a capital.
_FULL_LINE = 60


def title_goes_on(title: str, gap: str, line: Line) -> bool:
    """Tell whether a title on the line of its § goes on with the next line: no blank line lies in the gap.

    It does where it is left open, or where it fills its line and the next is no sentence.
    """
    if gap.count("\n") != 1 or len(line.cells) > 1:
        return False
    if line.text[0].islower() or ENDS_OPEN.search(title):
        return not title.endswith((".", ":", "?"))
    return len(title) >= _FULL_LINE and title[-1].isalnum() and not line.text.endswith((".", ":", ",", ";"))


def without_contents_tail(title: str) -> str:
    """Return a title without the dots and page number of a table of contents.

    >>> without_contents_tail("Information ......... 3")
    'Information'
    """
    return fold(_CONTENTS.sub("", title))
