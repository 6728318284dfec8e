"""Tell the case numbers that are a document's own, or its item's, from those it names."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.dates import find_dates
from extractors.document_heads import first_section, head_end
from extractors.lines import split_lines
from schemas.items import PartText
from schemas.mentions import CaseNumber, CaseRole
from schemas.spans import Match, Range

_HEAD_OF_ITEM = 4
# Letters and digits with a separator, filling a cell, a line or brackets at a line's end.
_NUMBER_IN_HEAD = re.compile(
    r"(?:^|\t[ \t]*|\()(?:d(?:ia)?[ .]?(?:rie)?n(?:umme)?r[ .:]*)?(?P<value>"
    r"[A-ZÅÄÖ]{1,6}[ ./-]?\d{2,4}[./:-]\d{1,6}(?:-\d{1,4})?|\d{2,4}/[A-ZÅÄÖ]{2,5}[ /]\d{1,5}(?: \d{1,3})?|"
    r"[A-ZÅÄÖ]{2,6}[./]\d{4}[.:/]\d{1,5})\)?(?=\t|$)",
    re.IGNORECASE,
)


def own_numbers(
    text: str, part: PartText, numbers: Sequence[Match[CaseNumber]]
) -> tuple[Match[CaseNumber], ...]:
    """Return a part's own numbers in printed order: of the known ones and by their place alone."""
    found = _stated(text, part, numbers)
    return tuple(sorted((*found, *_by_position(text, part, found)), key=lambda number: number.start))


def _stated(text: str, part: PartText, numbers: Sequence[Match[CaseNumber]]) -> tuple[Match[CaseNumber], ...]:
    """Return the numbers that stand where a document states its own: head, title line, head of a §."""
    regions = [Range(part.extent.start, head_end(text, part))]
    regions += [
        Range(item.extent.start, first_section(item.sections, item.extent))
        for item in part.items
        if item.head is not None
    ]
    starts = [region.start for region in regions]
    found: list[Match[CaseNumber]] = []
    for number in numbers:
        index = bisect_right(starts, number.start) - 1
        if index < 0 or number.end > regions[index].end or (index == 0 and _is_reference(text, number)):
            continue
        found.append(
            Match(
                value=replace(number.value, role=CaseRole.OWN),
                ranges=number.ranges,
                rule=number.rule,
                confidence=number.confidence,
            )
        )
    return tuple(found)


def _by_position(
    text: str, part: PartText, found: Sequence[Match[CaseNumber]]
) -> Iterator[Match[CaseNumber]]:
    """Yield what has the form of a case number and stands where only one can: in the head of a §.

    For municipalities whose prefixes nobody has listed; an item with a number already needs none.
    """
    starts = [number.start for number in found]
    for item in part.items:
        if item.head is None:
            continue
        region = Range(item.extent.start, first_section(item.sections, item.extent))
        if bisect_left(starts, region.start) < bisect_left(starts, region.end):
            continue
        for line in split_lines(text, region)[:_HEAD_OF_ITEM]:
            m = _NUMBER_IN_HEAD.search(line.text)
            if m is not None and not next(find_dates(m["value"]), None):
                start = line.start + m.start("value")
                yield Match(
                    value=CaseNumber(value=" ".join(m["value"].split()), role=CaseRole.OWN),
                    ranges=(Range(start, start + len(m["value"])),),
                    rule="case_numbers:position",
                    confidence=0.8,
                )
                break


def _is_reference(text: str, number: Match[CaseNumber]) -> bool:
    """Inside brackets with a § or after "ersätter" a number is another case's."""
    before = text[max(0, number.start - 40) : number.start]
    return bool(re.search(r"\((?:§[^)]*|jfr\s*|se\s+)$|\bersätter\b|\btidigare\b", before))
