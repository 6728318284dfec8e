"""Turn clean text into structure: parts (documents in one file), items (§) and sections under headings."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.document_kinds import KindFound, find_kind_at_top, infer_kind
from extractors.headings import HeadingLine, find_headings, names_organ
from extractors.item_heads import ItemHead, find_agenda_heads, find_paragraph_heads, title_goes_on
from extractors.lines import Line, split_lines
from schemas.items import DocumentKind, ItemText, PartText, Section, SectionKind
from schemas.sources import MediaType
from schemas.spans import Range
from schemas.text import DocumentText

_LONGEST_TITLE = 400
# "Dnr KS 2018/124", "(KS 2015/00544)", "HVO-2022-4246", "Au § 84  Dnr 2016/00071", "DNR: KU.2017.3".
_REFERENCE_LINE = re.compile(
    r"[(\[]?(?:[A-Za-zÅÄÖåäö]{1,6}[ \t]*§[ \t]*\d+(?:/\d+)?[ \t]*)?"
    r"(?:(?:dnr|diarienr|diarienummer|ärendenummer|ärendenr|d[ .]?nr)\b[.:]?[ \t]*\S.{0,40}|"
    r"(?=[^\n]{0,30}\d{2})[A-ZÅÄÖa-zåäö]{0,6}[ \t./:-]{0,2}\d[\w./:\t -]{2,28})?[)\]]?",
    re.IGNORECASE,
)
_HEAD_LINES = 12  # a document says what it is within its first lines


def text_to_items(document: DocumentText, media_type: MediaType) -> tuple[PartText, ...]:
    """Return the parts of a document in printed order, at least one where there is any text."""
    text = document.text
    if not text.strip():
        return ()
    return tuple(
        _part(text, number, extent, top, media_type)
        for number, (extent, top) in enumerate(_part_extents(document), start=1)
    )


def _part_extents(document: DocumentText) -> list[tuple[Range, KindFound | None]]:
    """Cut where a page opens a new document; with each part the kind that its first page's top names.

    The top is looked at as it was read: a head that recurs on every page is gone from the clean text.
    """
    firsts: dict[int, int] = {}
    for segment in document.segments:
        firsts.setdefault(segment.page_index, segment.start)
    starts: list[int] = []
    kinds: list[_Top | None] = []
    for index, begin in sorted(firsts.items()):
        top = _read_top(document.pages[index].page.raw_text)
        if not starts:
            starts, kinds = [0], [top]
        elif top is not None and _opens_document(top, kinds[-1]):
            starts.append(begin)
            kinds.append(top)
        elif kinds[-1] is None and not _has_items(document.text[starts[-1] : begin]):
            kinds[-1] = top
    ends = [*starts[1:], len(document.text)]
    return [
        (Range(start, end), top.kind if top else None)
        for start, end, top in zip(starts, ends, kinds, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Top:
    """What the top of a page says: the kind, the body that a line names, the page's own counter."""

    kind: KindFound
    organ: str | None
    counter: int | None


def _read_top(raw_text: str) -> _Top | None:
    head = raw_text[:_HEAD_LETTERS]
    lines = split_lines(head)[:_HEAD_LINES]
    kind = find_kind_at_top(lines)
    if kind is None:
        return None
    counter = _COUNTER.search("\n".join(line.text for line in lines))
    cells = [line.cell(index) for line in lines for index in range(len(line.cells))]
    organ = next((cell for cell in cells if names_organ(cell)), None)
    return _Top(
        kind=kind,
        organ=organ.casefold() if organ else None,
        counter=int(counter["page"]) if counter else None,
    )


def _opens_document(top: _Top, before: _Top | None) -> bool:
    kind = top.kind.kind
    if top.counter == 1:
        return True
    if top.counter is not None or top.kind.line_index >= _TELLING_LINES:
        return False
    previous = before.kind.kind if before else None
    if kind is DocumentKind.BILAGA:
        return top.kind.line_index == 0
    if kind in _WITHIN_OTHERS:
        return False
    if kind is DocumentKind.AVTAL:
        # The title of a § can read like an agreement's; after a memo it is the agreement itself.
        return previous not in (*_MINUTES, DocumentKind.AVTAL) and top.kind.line_index == 0
    if kind is not previous and not (kind in _MINUTES and previous in _MINUTES):
        return True
    return (
        kind in _MINUTES
        and before is not None
        and None not in (top.organ, before.organ)
        and (top.organ != before.organ)
    )


_MINUTES = (DocumentKind.PROTOKOLL, DocumentKind.PROTOKOLLSUTDRAG)
_WITHIN_OTHERS = frozenset({DocumentKind.ANSLAG, DocumentKind.HANDLINGAR})
_TELLING_LINES = 5  # without a page counter only the very top of a page can open a document
_HEAD_LETTERS = 1500
# "… med Ringen  VON.2013.0088", "… Vänner (ÄN-0023/2020)": in a cell or brackets of its own.
_NUMBER_AT_END = re.compile(
    r"(?:\t[ \t]*(?:dnr[ .:]*)?|[ \t]*\((?:dnr[ .:]*)?)(?=[^\s()]{0,12}[ ]?[^\s()]{0,12}\d{2})"
    r"[A-ZÅÄÖa-zåäö]{0,6}[ ./:-]?\d[\w./:-]{1,20}(?:[ ]\w{1,8}){0,2}\)?[ \t]*$",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"(?<![\d.,-])(?P<page>\d{1,4})[ \t]*(?:[(\[][ \t]*\d{1,4}[ \t]*[)\]]|av[ \t]+\d{1,4}|/[ \t]*\d{1,3}$)",
    re.MULTILINE,
)


def _has_items(text: str) -> bool:
    return re.search(r"^[ \t]*§[ \t]*\d", text, re.MULTILINE) is not None


def _part(text: str, number: int, extent: Range, top: KindFound | None, media_type: MediaType) -> PartText:
    lines = split_lines(text, extent)
    headings = find_headings(lines)
    kind = find_kind_at_top(lines[:_HEAD_LINES])
    if kind is None and top is not None:
        kind = replace(top, range=None, rule="inferred:running-head")
    if kind is not None and kind.kind is DocumentKind.AVTAL and _proposes(headings):
        kind = None  # a memo about an agreement, under the agreement's title
    if kind is not None and kind.kind is DocumentKind.ANSLAG and find_paragraph_heads(lines, headings):
        kind = None  # the notice on the cover of minutes that do not name themselves
    heads: list[ItemHead] = []
    if kind is None or kind.kind not in _WITHOUT_PARAGRAPHS:
        heads = find_paragraph_heads(lines, headings)
    if not heads and (kind is None or kind.kind in _AGENDAS):
        heads = find_agenda_heads(lines, headings)
    cover_end = heads[0].start if heads else extent.end
    cover = _sections(text, [h for h in headings if h.start < cover_end], Range(extent.start, cover_end))
    items = _items(text, heads, headings, extent)
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
    found = kind or infer_kind(text, extent, (*cover, *(s for i in items for s in i.sections)), media_type)
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


_WITHOUT_PARAGRAPHS = frozenset({DocumentKind.AVTAL, DocumentKind.TJANSTESKRIVELSE, DocumentKind.WEBBSIDA})
_AGENDAS = frozenset({DocumentKind.KALLELSE, DocumentKind.HANDLINGAR})


def _proposes(headings: Sequence[HeadingLine]) -> bool:
    return any(heading.kind in (SectionKind.PROPOSAL, SectionKind.BASIS) for heading in headings)


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
    text: str, heads: Sequence[ItemHead], headings: Sequence[HeadingLine], extent: Range
) -> tuple[ItemText, ...]:
    items = []
    ends = [*[head.start for head in heads[1:]], extent.end][: len(heads)]
    starts = [heading.start for heading in headings]
    for head, end in zip(heads, ends, strict=True):
        inside = list(headings[bisect_left(starts, head.line.end) : bisect_left(starts, end)])
        # The title can be set like a heading; headings before the first known one belong to the head.
        while inside and inside[0].kind is SectionKind.OTHER:
            inside = inside[1:]
        title, body_start = _title(text, head, inside[0].start if inside else end)
        sections = _sections(text, inside, Range(body_start, end))
        items.append(
            ItemText(
                paragraph=head.paragraph,
                head=Range(head.line.start, head.line.end),
                title=title,
                extent=Range(head.start, end),
                sections=sections,
            )
        )
    return tuple(items)


def _title(text: str, head: ItemHead, limit: int) -> tuple[Range | None, int]:
    """Find the title of an item: the rest of its line, or the lines after it up to a blank line.

    Returns its range and where the body begins. The case number can stand before, in or after it;
    it is cut off later, when case numbers are known. A line that is only the number of the case
    (or of another organ's §) comes before the title or closes it.
    """
    start: int | None = None
    end = head.line.end
    if head.title_start < head.line.end and not _REFERENCE_LINE.fullmatch(
        text[head.title_start : end].strip()
    ):
        start = head.title_start
    body = end
    in_number = False
    for line in _lines_from(text, head.line.end, limit):
        if _REFERENCE_LINE.fullmatch(line.text) or (in_number and line.text[0].isdigit()):
            body = line.end
            in_number = line.text.endswith(("-", "/", ":"))  # a number can be divided by the line's end
            if start is not None and not in_number:
                break
            continue
        if in_number:
            break
        if (
            start is not None
            and line.after_blank
            and not title_goes_on(text[start:end], text[end : line.start], line)
        ):
            break
        if start is not None and len(text[start:end]) < 60 and text[end - 1] in ".:?":
            break
        start = line.start if start is None else start
        end = line.end
        if end - start > _LONGEST_TITLE:
            break
    if start is None:
        return None, max(body, end)
    number = _NUMBER_AT_END.search(text, start, end)
    return Range(start, number.start() if number and number.start() > start else end), max(body, end)


def _lines_from(text: str, start: int, limit: int) -> list[Line]:
    """The next lines, no more than a title can have."""
    return split_lines(text, Range(start, min(limit, start + 4 * _LONGEST_TITLE)))
