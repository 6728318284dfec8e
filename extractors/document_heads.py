"""Say where the head of a document and of an item ends: what stands there is said of the whole."""

from collections.abc import Sequence

from extractors.lines import split_lines
from schemas.items import PartText, Section
from schemas.spans import Range

_COVER_LINES = 14


def head_end(text: str, part: PartText) -> int:
    """Return where the head of a document ends: at its first § or at the first section of its body."""
    numbered = [item for item in part.items if item.head is not None]
    if numbered:
        return numbered[0].extent.start
    sections = [s for item in part.items for s in item.sections if s.heading is not None]
    if sections and sections[0].heading is not None:
        return sections[0].heading.start
    lines = split_lines(text, part.extent)
    return lines[min(_COVER_LINES, len(lines)) - 1].end if lines else part.extent.start


def first_section(sections: Sequence[Section], extent: Range) -> int:
    """Return where the head of an item ends: where its first section begins."""
    for section in sections:
        if section.heading is not None:
            return section.heading.start
        # Running text before the first heading is body: only its first line belongs to the head.
        return section.body.start
    return extent.end
