"""Settle who speaks in a document: municipality, committee, the body that met, date, own case number.

Each answer is read where such a thing is printed; where it is not, it is inferred from what is, and
its rule says so. Candidates that disagree give no answer.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.bodies import Body, canonical_name, same_body
from extractors.document_dates import find_document_date
from extractors.document_heads import head_end
from extractors.known_committees import KnownCommittee, committee_by_code, committee_code, known_committees
from extractors.municipalities import find_municipalities, municipality_by_code
from extractors.own_numbers import own_numbers
from schemas.items import DocumentKind, PartText, Section, SectionKind
from schemas.mentions import CaseNumber, Committee, DateValue, Municipality, PartyKind
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
    organ = _in_full(_organ(text, part, inside), inside, head_end(text, part))
    printed = _printed_municipality(text, part)
    committee = _committee(inside, organ, own, printed.value.code if printed else None)
    municipality = printed or _implied_municipality(committee, own)
    return Identity(
        municipality=municipality,
        committee=committee,
        organ=organ,
        document_date=find_document_date(text, part),
        own_numbers=own,
    )


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
    end = head_end(text, part)
    head = [m for m in found if m.start < end]
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
        chosen = head or [b for b in committees if b.start < head_end(text, part)]
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
        head = [b for b in committees if b.start < head_end(text, part) and _stands_alone(text, b)]
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
