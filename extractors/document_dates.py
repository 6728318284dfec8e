"""Find the date that is printed for a document as its own."""

import re

from extractors.dates import find_dates
from extractors.document_heads import head_end
from extractors.lines import Line, split_lines
from schemas.items import DocumentKind, PartText, SectionKind
from schemas.mentions import DateValue, Precision
from schemas.spans import Match, Range

_DATED = re.compile(
    r"(?:datum|skrivet den|utfärdat|upprättad(?: den)?|beslutsdatum)(?::|\b(?=[:\t ]|$))", re.IGNORECASE
)
_DATED_BY_HEAD = frozenset(
    {DocumentKind.TJANSTESKRIVELSE, DocumentKind.DELEGATIONSBESLUT, DocumentKind.BILAGA}
)


def find_document_date(text: str, part: PartText) -> Match[DateValue] | None:
    """Return the date under "Datum", or the only exact date in the head of a memo."""
    for section in part.cover:
        if section.kind is SectionKind.DATE:
            day = _first_day(text, section.body)
            if day is not None:
                return day
    head = Range(part.extent.start, head_end(text, part))
    lines = split_lines(text, head)
    for index, line in enumerate(lines):
        if _DATED.match(line.text):
            day = _first_day(text, Range(line.start, line.end))
            if day is not None:
                return day
        labels = [number for number in range(len(line.cells)) if _DATED.fullmatch(line.cell(number))]
        if labels and index + 1 < len(lines):
            day = _under_label(text, lines[index + 1], labels[0])
            if day is not None:
                return day
    if part.kind in _DATED_BY_HEAD:
        days = _days(text, head)
        if len({d.value.value for d in days}) == 1:
            return Match(
                value=days[0].value, ranges=days[0].ranges, rule="document_date:head", confidence=0.8
            )
    return None


def _under_label(text: str, line: Line, number: int) -> Match[DateValue] | None:
    """The date in the cell under a label of a table's head; any date of that line where cells are lost."""
    if number < len(line.cells) and (day := _first_day(text, line.cells[number])) is not None:
        return day
    return _first_day(text, Range(line.start, line.end))


def _first_day(text: str, extent: Range) -> Match[DateValue] | None:
    day = next(iter(_days(text, extent)), None)
    return None if day is None else Match(value=day.value, ranges=day.ranges, rule="document_date:label")


def _days(text: str, extent: Range) -> list[Match[DateValue]]:
    return [
        Match(
            value=d.value,
            ranges=tuple(Range(r.start + extent.start, r.end + extent.start) for r in d.ranges),
            rule=d.rule,
            confidence=d.confidence,
        )
        for d in find_dates(text[extent.start : extent.end])
        if d.value.precision is Precision.DAY
    ]
