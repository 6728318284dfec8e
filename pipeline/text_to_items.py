"""Turn clean text into structure: parts (documents in one file), items (§) and sections under headings."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.document_kinds import KindFound, find_kind_at_top, infer_kind
from extractors.headings import HeadingLine, find_headings
from extractors.lines import Line, split_lines
from schemas.items import DocumentKind, ItemText, PartText, Section, SectionKind
from schemas.sources import MediaType
from schemas.spans import Range
from schemas.text import DocumentText

_ITEM_HEAD = re.compile(r"§[ \t]*(?P<number>\d{1,4})(?![\d/])[ \t.:]*(?P<rest>.*)", re.DOTALL)
_FIRST_PAGE = re.compile(r"(?<!\d)1[ \t]*(?:\([ \t]*\d{1,4}[ \t]*\)|av[ \t]+\d{1,4})(?!\d)")
_HEAD_LINES = 12  # a document says what it is within its first lines


def text_to_items(document: DocumentText, media_type: MediaType) -> tuple[PartText, ...]:
    """Return the parts of a document in printed order, at least one where there is any text."""
    text = document.text
    if not text.strip():
        return ()
    extents = _part_extents(document)
    parts = [_part(text, number, extent, media_type) for number, extent in enumerate(extents, start=1)]
    return tuple(parts)


def _part_extents(document: DocumentText) -> list[Range]:
    """Cut where a page opens a new document: it names a kind at its top and counts from 1 again."""
    text = document.text
    starts = [0]
    kind: DocumentKind | None = None
    for index, page in enumerate(document.pages):
        segments = [segment for segment in document.segments if segment.page_index == index]
        if not segments:
            continue
        begin = segments[0].start
        lines = split_lines(text, Range(begin, segments[-1].start + segments[-1].length))[:_HEAD_LINES]
        found = find_kind_at_top(lines)
        if index == 0 or found is None:
            kind = kind or (found.kind if found else None)
            continue
        raw_top = "\n".join(page.page.raw_text.splitlines()[:_HEAD_LINES])
        counter_restarts = bool(_FIRST_PAGE.search(raw_top))
        if (found.kind is not DocumentKind.BILAGA and (counter_restarts or found.kind is not kind)) or (found.kind is DocumentKind.BILAGA and found.line_index == 0):
            starts.append(begin)
            kind = found.kind
    ends = [*starts[1:], len(text)]
    return [Range(start, end) for start, end in zip(starts, ends, strict=True)]


def _part(text: str, number: int, extent: Range, media_type: MediaType) -> PartText:
    lines = split_lines(text, extent)
    headings = find_headings(lines)
    item_heads = _item_heads(lines)
    first_item = item_heads[0].start if item_heads else None
    kind = find_kind_at_top(lines[:_HEAD_LINES])
    cover_end = first_item if first_item is not None else extent.end
    cover = _sections(text, [h for h in headings if h.start < cover_end], Range(extent.start, cover_end))
    items = _items(text, item_heads, headings, extent)
    if not items:
        # A document without §§ is one matter: its sections belong to one item with no number.
        cover, body = _split_cover(cover)
        begin = body[0].heading.start if body and body[0].heading else extent.end
        items = (
            ItemText(
                paragraph=None,
                head=None,
                title=None,
                extent=Range(begin if body else extent.start, extent.end),
                sections=body,
            ),
        )
    found: KindFound = kind or infer_kind(
        text, extent, (*cover, *(s for i in items for s in i.sections)), media_type
    )
    return PartText(
        part=number,
        kind=found.kind,
        kind_rule=found.rule,
        kind_range=found.range,
        kind_confidence=found.confidence,
        extent=extent,
        cover=cover,
        items=items,
    )


_COVER_KINDS = frozenset(
    {
        SectionKind.COVER,
        SectionKind.KIND,
        SectionKind.DATE,
        SectionKind.REFERENCE,
        SectionKind.ATTENDANCE,
        SectionKind.SIGNATURES,
        SectionKind.ADJUSTMENT,
        SectionKind.NOTICE,
        SectionKind.AGENDA,
    }
)


def _split_cover(sections: tuple[Section, ...]) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    for index, section in enumerate(sections):
        if section.kind not in _COVER_KINDS and section.heading is not None:
            return sections[:index], sections[index:]
    return sections, ()


def _item_heads(lines: Sequence[Line]) -> list[Line]:
    """Lines that open a §, without those of a table of contents or of a running head."""
    heads = [line for line in lines if _is_item_head(line)]
    if not heads:
        return []
    spans = [*heads[1:], None]
    kept: dict[int, Line] = {}
    for head, following in zip(heads, spans, strict=True):
        number = _number(head)
        reach = (following.start if following else lines[-1].end) - head.start
        known = kept.get(number)
        if known is None or reach > _reach(known, heads, lines):
            if known is not None and reach > 4 * max(1, _reach(known, heads, lines)):
                del kept[number]  # the first was a line of the contents
            elif known is not None:
                continue  # a head repeated on the next page
            kept[number] = head
    return sorted(kept.values(), key=lambda line: line.start)


def _number(head: Line) -> int:
    m = _ITEM_HEAD.match(head.text)
    assert m is not None  # only heads get here
    return int(m["number"])


def _reach(head: Line, heads: Sequence[Line], lines: Sequence[Line]) -> int:
    following = next((h.start for h in heads if h.start > head.start), lines[-1].end)
    return following - head.start


def _is_item_head(line: Line) -> bool:
    m = _ITEM_HEAD.match(line.text)
    if m is None:
        return False
    rest = m["rest"].strip()
    # "§ 43, HVO-2018-617) om en översyn" and "§ 4 i delegationsordningen" are running text.
    return not rest or not re.match(r"[,;)\-–]|[a-zåäö]", rest)


def _sections(text: str, headings: Sequence[HeadingLine], extent: Range) -> tuple[Section, ...]:
    sections: list[Section] = []
    first = headings[0].start if headings else extent.end
    if text[extent.start : first].strip():
        sections.append(
            Section(kind=SectionKind.COVER, title="", heading=None, body=Range(extent.start, first))
        )
    ends = [*[heading.start for heading in headings[1:]], extent.end][: len(headings)]
    sections.extend(
        Section(
            kind=heading.kind,
            title=heading.title,
            heading=Range(heading.start, heading.end),
            body=Range(heading.end, end),
        )
        for heading, end in zip(headings, ends, strict=True)
    )
    return tuple(sections)


def _items(
    text: str, heads: Sequence[Line], headings: Sequence[HeadingLine], extent: Range
) -> tuple[ItemText, ...]:
    items = []
    ends = [*[head.start for head in heads[1:]], extent.end][: len(heads)]
    for head, end in zip(heads, ends, strict=True):
        inside = [h for h in headings if head.end <= h.start < end]
        # The title can be set like a heading; headings before the first known one belong to the head.
        while inside and inside[0].kind is SectionKind.OTHER:
            inside = inside[1:]
        title, body_start = _title(text, head, inside[0].start if inside else end)
        sections = _sections(text, inside, Range(body_start, end))
        items.append(
            ItemText(
                paragraph=_number(head),
                head=Range(head.start, head.end),
                title=title,
                extent=Range(head.start, end),
                sections=sections,
            )
        )
    return tuple(items)


def _title(text: str, head: Line, limit: int) -> tuple[Range | None, int]:
    """Find the title of a §: the rest of its line, or the lines after it up to a blank line.

    Returns its range and where the body begins. The case number can stand before, in or after it;
    it is cut off later, when case numbers are known.
    """
    m = _ITEM_HEAD.match(head.text)
    assert m is not None
    lines = split_lines(text, Range(head.start, limit))
    first = head.start + m.start("rest")
    start: int | None = first if m["rest"].strip() else None
    end = head.end
    for line in lines[1:]:
        if start is not None and line.after_blank:
            break
        if start is not None and re.match(r"[^\s]*\d{4}", line.text) and len(line.text) < 30:
            end = line.end  # a case number on its own line closes the title
            break
        start = line.start if start is None else start
        end = line.end
        if end - start > 400:
            break
    if start is None:
        return None, head.end
    return Range(start, end), end


def with_kind(part: PartText, kind: DocumentKind) -> PartText:
    """Return the part with another kind; for tests and corrections."""
    return replace(part, kind=kind)
