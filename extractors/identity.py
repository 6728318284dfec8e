"""Settle who speaks in a document: municipality, committee, the body that met, date, own case number.

Each answer is read where such a thing is printed; where it is not, it is inferred from what is, and
its rule says so. Candidates that disagree give no answer.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.bodies import (
    Body,
    KnownCommittee,
    canonical_name,
    committee_by_code,
    committee_code,
    known_committees,
    same_body,
)
from extractors.dates import find_dates
from extractors.lines import Line, split_lines
from extractors.municipalities import find_municipalities, municipality_by_code
from schemas.items import DocumentKind, PartText, Section, SectionKind
from schemas.mentions import CaseNumber, CaseRole, Committee, DateValue, Municipality, PartyKind, Precision
from schemas.spans import Match, Range

_MET = frozenset(
    {
        DocumentKind.PROTOKOLL,
        DocumentKind.PROTOKOLLSUTDRAG,
        DocumentKind.KALLELSE,
        DocumentKind.ANSLAG,
        DocumentKind.HANDLINGAR,
    }
)
_PROPOSES = frozenset({DocumentKind.TJANSTESKRIVELSE, DocumentKind.DELEGATIONSBESLUT, DocumentKind.BILAGA})
_LABELLED = re.compile(r"^(?:dnr|diarienummer|diarienr|ärendenummer|ärendenr|d nr)\b", re.IGNORECASE)
_COVER_LINES = 14
_CERTAIN = 0.8  # a municipality named with its kind word
_PLAUSIBLE = 0.5  # "Kommunstyrelsen i X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who speaks. Every field is None where the document neither says nor implies it."""

    municipality: Match[Municipality] | None
    committee: Match[Committee] | None
    organ: Match[str] | None
    document_date: Match[DateValue] | None
    own_numbers: tuple[Match[CaseNumber], ...]

    @property
    def committee_name(self) -> str | None:
        """The committee's canonical name."""
        return self.committee.value.name if self.committee else None

    @property
    def committee_code(self) -> str | None:
        """The committee's code."""
        return self.committee.value.code if self.committee else None

    @property
    def municipality_code(self) -> str | None:
        """The kommunkod."""
        return self.municipality.value.code if self.municipality else None

    @property
    def administration(self) -> str | None:
        """The administration that serves the committee, as the lexicon has it, else by its name."""
        if self.committee is None:
            return None
        row = committee_code(self.committee.value.name, self.municipality_code)
        if row is not None and row.administration:
            return row.administration
        return None


def identify(
    text: str, part: PartText, bodies: Sequence[Match[Body]], numbers: Sequence[Match[CaseNumber]]
) -> Identity:
    """Settle the identity of one part from its text, structure, bodies and case numbers."""
    inside = [b for b in bodies if part.extent.start <= b.start < part.extent.end]
    own = own_numbers(text, part, numbers)
    own = tuple(sorted((*own, *_by_position(text, part, own)), key=lambda number: number.start))
    organ = _in_full(_organ(text, part, inside), inside, _body_start(text, part))
    printed = _printed_municipality(text, part)
    committee = _committee(text, part, inside, organ, own, printed.value.code if printed else None)
    municipality = printed or _implied_municipality(committee, own)
    return Identity(
        municipality=municipality,
        committee=committee,
        organ=organ,
        document_date=_document_date(text, part),
        own_numbers=own,
    )


def own_numbers(
    text: str, part: PartText, numbers: Sequence[Match[CaseNumber]]
) -> tuple[Match[CaseNumber], ...]:
    """Return the numbers that stand where a document states its own: head, title line, head of a §."""
    regions = [Range(part.extent.start, _body_start(text, part))]
    regions += [
        Range(item.extent.start, _first_section(item.sections, item.extent))
        for item in part.items
        if item.head is not None
    ]
    found: list[Match[CaseNumber]] = []
    for number in numbers:
        for index, region in enumerate(regions):
            if (
                region.start <= number.start
                and number.end <= region.end
                and (index or not _is_reference(text, number))
            ):
                found.append(Match(
                    value=replace(number.value, role=CaseRole.OWN),
                    ranges=number.ranges, rule=number.rule, confidence=number.confidence,
                ))  # fmt: skip
                break
    return tuple(found)


def _by_position(
    text: str, part: PartText, found: Sequence[Match[CaseNumber]]
) -> Iterator[Match[CaseNumber]]:
    """Yield what has the form of a case number and stands where only one can: in the head of a §.

    For municipalities whose prefixes nobody has listed; an item with a number already needs none.
    """
    for item in part.items:
        if item.head is None:
            continue
        region = Range(item.extent.start, _first_section(item.sections, item.extent))
        if any(region.start <= number.start < region.end for number in found):
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


_HEAD_OF_ITEM = 4
# Letters and digits with a separator, filling a cell, a line or brackets at a line's end.
_NUMBER_IN_HEAD = re.compile(
    r"(?:^|\t[ \t]*|\()(?:d(?:ia)?[ .]?(?:rie)?n(?:umme)?r[ .:]*)?(?P<value>"
    r"[A-ZÅÄÖ]{1,6}[ ./-]?\d{2,4}[./:-]\d{1,6}(?:-\d{1,4})?|\d{2,4}/[A-ZÅÄÖ]{2,5}[ /]\d{1,5}(?: \d{1,3})?|"
    r"[A-ZÅÄÖ]{2,6}[./]\d{4}[.:/]\d{1,5})\)?(?=\t|$)",
    re.IGNORECASE,
)


def _is_reference(text: str, number: Match[CaseNumber]) -> bool:
    """Inside brackets with a § or after "ersätter" a number is another case's."""
    before = text[max(0, number.start - 40) : number.start]
    return bool(re.search(r"\((?:§[^)]*|jfr\s*|se\s+)$|\bersätter\b|\btidigare\b", before))


def _body_start(text: str, part: PartText) -> int:
    """Where the head of a document ends: at its first § or at the first section of its body."""
    numbered = [item for item in part.items if item.head is not None]
    if numbered:
        return numbered[0].extent.start
    sections = [s for item in part.items for s in item.sections if s.heading is not None]
    if sections and sections[0].heading is not None:
        return sections[0].heading.start
    lines = split_lines(text, part.extent)
    return lines[min(_COVER_LINES, len(lines)) - 1].end if lines else part.extent.start


def _first_section(sections: Sequence[Section], extent: Range) -> int:
    for section in sections:
        if section.heading is not None:
            return section.heading.start
        # Running text before the first heading is body: only its first line belongs to the head.
        return section.body.start
    return extent.end


def _printed_municipality(text: str, part: PartText) -> Match[Municipality] | None:
    """The municipality in the head; else the only one that is named with its kind word ("Malmö stads")."""
    found = [
        Match(
            value=m.value,
            ranges=tuple(Range(r.start + part.extent.start, r.end + part.extent.start) for r in m.ranges),
            rule=m.rule, confidence=m.confidence,
        )
        for m in find_municipalities(text[part.extent.start : part.extent.end])
    ]  # fmt: skip
    loose = {m.value.code for m in found if _PLAUSIBLE <= m.confidence < _CERTAIN}
    if not any(m.confidence >= _CERTAIN for m in found) and len(loose) == 1:
        # "kommunfullmäktige i Alvesta" and no other municipality by name
        return next(m for m in found if m.confidence >= _PLAUSIBLE)
    found = [m for m in found if m.confidence >= _CERTAIN]
    head_end = _body_start(text, part)
    head = [m for m in found if m.start < head_end]
    if head:
        return head[0]
    counts = Counter(m.value.code for m in found)
    if not counts:
        return None
    (best, n), *rest = counts.most_common(2)
    if rest and rest[0][1] == n:
        return None
    return next(m for m in found if m.value.code == best)


def _implied_municipality(
    committee: Match[Committee] | None, own: Sequence[Match[CaseNumber]]
) -> Match[Municipality] | None:
    """The one municipality whose committee has this name, or whose case numbers have this prefix."""
    if committee is not None:
        homes = {row.municipality for row in known_committees() if row.name == committee.value.name}
        if len(homes) == 1 and (code := next(iter(homes))) is not None:
            return _inferred(code, committee, "inferred:committee", 0.85)
    for number in own:
        homes = {row.municipality for row in known_committees() if row.code == number.value.prefix}
        if len(homes) == 1 and (code := next(iter(homes))) is not None:
            return _inferred(code, number, "inferred:case-number-prefix", 0.7)
    return None


def _inferred(
    code: str, basis: Match[Committee] | Match[CaseNumber], rule: str, confidence: float
) -> Match[Municipality] | None:
    municipality = municipality_by_code(code)
    if municipality is None:
        return None
    return Match(value=municipality, ranges=basis.ranges[:1], rule=rule, confidence=confidence)


def _organ(text: str, part: PartText, bodies: Sequence[Match[Body]]) -> Match[str] | None:
    """The body that met; of a memo, the body that is to decide by its proposal."""
    committees = [b for b in bodies if b.value.kind is PartyKind.COMMITTEE]
    if part.kind in _MET:
        head = [b for b in committees if b.start < _attendance_start(part) and _stands_alone(text, b)]
        chosen = head or [b for b in committees if b.start < _body_start(text, part)]
        if chosen:
            return _as_organ(chosen[0], "organs:head")
        deciding = [b for s in _sections(part, SectionKind.DECISION) for b in committees if _in(b, s.body)]
        return _as_organ(deciding[0], "inferred:decision", 0.8) if deciding else None
    if part.kind in _PROPOSES:
        for kind in (SectionKind.PROPOSAL, SectionKind.DECISION):
            proposing = [
                b for s in _sections(part, kind) for b in committees if _in(b, s.body) or _in_heading(b, s)
            ]
            if proposing:
                return _as_organ(proposing[0], "inferred:proposal", 0.9)
        planned = [b for s in _sections(part, SectionKind.PLANNING) for b in committees if _in(b, s.body)]
        full = [b for b in planned if not b.value.preparatory]
        if full:
            return _as_organ(full[-1], "inferred:planning", 0.8)
        head = [b for b in committees if b.start < _body_start(text, part) and _stands_alone(text, b)]
        return _as_organ(head[0], "organs:head", 0.8) if head else None
    return None


def _in_full(organ: Match[str] | None, bodies: Sequence[Match[Body]], head_end: int) -> Match[str] | None:
    """Give "Stadsdelsnämnden" the full name that the document's head has for it."""
    if organ is None:
        return None
    for body in bodies:
        name = body.value.name
        if body.start < head_end and len(name) > len(organ.value) and same_body(organ.value, name):
            return replace(organ, value=name, ranges=tuple(sorted({*organ.ranges, *body.ranges})))
    return organ


def _as_organ(body: Match[Body], rule: str, confidence: float = 1.0) -> Match[str]:
    return Match(value=body.value.name, ranges=body.ranges, rule=rule, confidence=confidence)


def _sections(part: PartText, kind: SectionKind) -> list[Section]:
    return [section for section in part.sections if section.kind is kind]


def _in(match: Match[Body], extent: Range) -> bool:
    return extent.start <= match.start and match.end <= extent.end


def _in_heading(match: Match[Body], section: Section) -> bool:
    return section.heading is not None and _in(match, section.heading)


def _attendance_start(part: PartText) -> int:
    starts = [
        s.heading.start for s in part.cover if s.kind is SectionKind.ATTENDANCE and s.heading is not None
    ]
    items = [item.extent.start for item in part.items if item.head is not None]
    return min([*starts, *items, part.extent.end])


def _stands_alone(text: str, body: Match[Body]) -> bool:
    """Tell whether a body is a line or a cell of its own (a date may follow): a letterhead, not prose."""
    before = text[: body.start].rsplit("\n", 1)[-1].rsplit("\t", 1)[-1]
    after = re.split(r"[\n\t]", text[body.end :], maxsplit=1)[0]
    return not before.strip() and bool(re.fullmatch(r"[\s,:]*(?:\d{4}-\d\d-\d\d)?[\s,.]*", after))


def _committee(
    text: str,
    part: PartText,
    bodies: Sequence[Match[Body]],
    organ: Match[str] | None,
    own: Sequence[Match[CaseNumber]],
    municipality: str | None,
) -> Match[Committee] | None:
    base: Match[Body] | None = None
    if organ is not None:
        base = next((b for b in bodies if b.value.name == organ.value and b.value.base), None)
    prefixes = {n.value.prefix for n in own if n.value.prefix}
    prefix = next(iter(prefixes)) if len(prefixes) == 1 else None
    if base is not None and base.value.base is not None:
        name, ranges, rule = base.value.base, base.ranges, "committees:organ"
        row = committee_code(name, municipality)
        code = row.code if row else prefix
        return Match(
            value=Committee(code=code, name=name),
            ranges=ranges,
            rule=rule,
            confidence=organ.confidence if organ else 1.0,
        )
    if prefix is not None and (row := committee_by_code(prefix, municipality)) is not None:
        number = next(n for n in own if n.value.prefix == prefix)
        return Match(
            value=Committee(code=row.code, name=row.name),
            ranges=number.ranges,
            rule="inferred:case-number-prefix",
            confidence=0.9,
        )
    named = [b for b in bodies if b.value.kind is PartyKind.COMMITTEE and b.value.base]
    counts = Counter(b.value.base for b in named)
    if not counts:
        return _from_administration(bodies, municipality)
    (best, n), *rest = counts.most_common(2)
    if best is None or (rest and rest[0][1] == n):
        return None
    row = committee_code(best, municipality)
    first = next(b for b in named if b.value.base == best)
    return Match(
        value=Committee(code=row.code if row else prefix, name=best),
        ranges=first.ranges,
        rule="inferred:most-named",
        confidence=0.7,
    )


def _from_administration(bodies: Sequence[Match[Body]], municipality: str | None) -> Match[Committee] | None:
    for body in bodies:
        rows: list[KnownCommittee] = [
            row for row in known_committees()
            if row.administration and canonical_name(row.administration) == body.value.name
            and (municipality is None or row.municipality in (None, municipality))
        ]  # fmt: skip
        if len(rows) == 1:
            return Match(
                value=Committee(code=rows[0].code, name=rows[0].name),
                ranges=body.ranges,
                rule="inferred:administration",
                confidence=0.7,
            )
    return None


def _document_date(text: str, part: PartText) -> Match[DateValue] | None:
    """The date under "Datum", or the only exact date in the head of what is neither minutes nor a notice."""
    for section in part.cover:
        if section.kind is SectionKind.DATE:
            day = _first_day(text, section.body)
            if day is not None:
                return day
    head = Range(part.extent.start, _body_start(text, part))
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
    if part.kind in _PROPOSES:
        days = [d for d in _days(text, head)]
        if len({d.value.value for d in days}) == 1:
            return Match(
                value=days[0].value, ranges=days[0].ranges, rule="document_date:head", confidence=0.8
            )
    return None


_DATED = re.compile(
    r"(?:datum|skrivet den|utfärdat|upprättad(?: den)?|beslutsdatum)(?::|\b(?=[:\t ]|$))", re.IGNORECASE
)


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
            value=d.value, ranges=tuple(Range(r.start + extent.start, r.end + extent.start) for r in d.ranges),
            rule=d.rule, confidence=d.confidence,
        )
        for d in find_dates(text[extent.start : extent.end])
        if d.value.precision is Precision.DAY
    ]  # fmt: skip
