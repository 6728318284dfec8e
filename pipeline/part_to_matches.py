"""Run the extractors over one part of a document, each once, in an order that is visible here.

What one finds is context for the next: case numbers settle the municipality, which settles their form;
parties and periods settle who is paid for what.
"""

import re
from dataclasses import dataclass

from extractors.amounts import find_amounts
from extractors.attendance import find_attendance
from extractors.basis import find_basis
from extractors.bodies import Body, find_bodies
from extractors.case_numbers import find_case_numbers
from extractors.clauses import concerns_iop, find_clauses
from extractors.contacts import find_contacts
from extractors.dates import find_dates
from extractors.dissent import find_dissent
from extractors.funding import complete_amounts
from extractors.identity import Identity, identify
from extractors.meetings import find_meeting
from extractors.officials import attendance_to_officials, find_officials
from extractors.parties import find_parties
from extractors.partnerships import find_partnerships, partnership_accounts
from extractors.party_roll import gather_parties
from extractors.people import gather_persons, owners_of_contacts
from extractors.periods import find_periods
from extractors.planning import find_planning
from extractors.references import basis_to_references, find_references, merge_references
from extractors.titles import find_title, item_title
from schemas.decisions import Clause, ReferencedDecision
from schemas.items import DocumentKind, ItemText, PartText, SectionKind
from schemas.mentions import (
    Amount,
    Attendance,
    Basis,
    CaseNumber,
    Contact,
    DateValue,
    Dissent,
    Item,
    Meeting,
    Official,
    Party,
    PartyKind,
    Period,
    Person,
    Planning,
)
from schemas.partnerships import Partnership
from schemas.spans import Match, Range

_WITH_MEETING = frozenset(
    {
        DocumentKind.PROTOKOLL,
        DocumentKind.PROTOKOLLSUTDRAG,
        DocumentKind.KALLELSE,
        DocumentKind.ANSLAG,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionClause:
    """A clause and the heading it stands under. `ordinal`: 1-based within its section."""

    section: SectionKind
    heading: str
    ordinal: int
    clause: Match[Clause]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMatches:
    """What belongs to one § or matter. `case_number`, `title`: None where not stated.

    `is_iop`: its title or its summary names an idéburet offentligt partnerskap.
    """

    item: ItemText
    case_number: Match[CaseNumber] | None
    title: Match[str] | None
    is_iop: bool
    clauses: tuple[SectionClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMatches:
    """Everything the extractors found in one part; offsets count in the whole document's text.

    `preparatory`: the organ prepares matters for another body. `administration`: what a bare
    "förvaltningen" stands for. None: the part does not say.
    """

    part: PartText
    identity: Identity
    administration: str | None
    preparatory: bool
    title: Match[str] | None
    meeting: Match[Meeting] | None
    item_matches: tuple[ItemMatches, ...]
    attendance: tuple[Match[Attendance], ...]
    officials: tuple[Match[Official], ...]
    items: tuple[Match[Item], ...]
    referenced_decisions: tuple[Match[ReferencedDecision], ...]
    basis: tuple[Match[Basis], ...]
    planning: tuple[Match[Planning], ...]
    case_numbers: tuple[Match[CaseNumber], ...]
    dates: tuple[Match[DateValue], ...]
    periods: tuple[Match[Period], ...]
    amounts: tuple[Match[Amount], ...]
    parties: tuple[Match[Party], ...]
    persons: tuple[Match[Person], ...]
    contacts: tuple[Match[Contact], ...]
    partnerships: tuple[Match[Partnership], ...]
    dissent: tuple[Match[Dissent], ...]


def part_to_matches(document_text: str, part: PartText) -> PartMatches:
    """Return every value of one part as matches in the document's text."""
    # Text before the part is blanked, so that every offset stays one of the whole document.
    start, end = part.extent
    text = re.sub(r"[^\n]", " ", document_text[:start]) + document_text[start:end]
    bodies = tuple(find_bodies(text))
    identity, numbers = _identity_and_numbers(text, part, bodies)
    number_ranges = [r for number in numbers for r in number.ranges]
    code = identity.municipality_code
    title = find_title(text, part, number_ranges)
    about = title.value if title else ""
    item_matches = tuple(_item(text, part, item, identity, title, number_ranges) for item in part.items)
    attendance = tuple(find_attendance(text, part.sections))
    meeting = find_meeting(text, part.cover) if part.kind in _WITH_MEETING else None
    officials = (*attendance_to_officials(attendance), *find_officials(text, part.sections))
    contacts = owners_of_contacts(text, tuple(find_contacts(text)), officials)
    basis = tuple(find_basis(text, part.sections, code))
    planning = tuple(find_planning(text, part.sections))
    private = find_parties(text)
    accounts = partnership_accounts(text, part, private, about)
    administration = identity.administration or _only_administration(bodies)
    return PartMatches(
        part=part,
        identity=identity,
        administration=administration,
        preparatory=any(
            b.value.preparatory for b in bodies if identity.organ and b.value.name == identity.organ.value
        ),
        title=title,
        meeting=meeting,
        item_matches=item_matches,
        attendance=attendance,
        officials=officials,
        items=tuple(row for item in item_matches if (row := _item_row(item)) is not None),
        referenced_decisions=_references(text, part, identity, item_matches, basis, planning),
        basis=basis,
        planning=planning,
        case_numbers=_own_and_other_numbers(identity, numbers),
        dates=tuple(find_dates(text)),
        periods=tuple(find_periods(text)),
        amounts=complete_amounts(
            text,
            tuple(find_amounts(text)),
            bodies=bodies,
            parties=private,
            accounts=[(extent, partners) for extent, partners, _ in accounts],
            periods=[(extent, period) for extent, _, period in accounts if period is not None],
            committee=identity.committee_name,
            administration=administration,
            municipality=identity.municipality.value.name if identity.municipality else None,
        ),
        parties=gather_parties(text, part.extent, bodies, private),
        persons=gather_persons(text, part.sections, attendance, officials, meeting, contacts),
        contacts=contacts,
        partnerships=tuple(
            find_partnerships(
                text,
                part,
                private,
                about,
                committee=identity.committee_code,
                case_number_at=lambda extent: _case_number_at(extent, item_matches, identity),
                as_of=_as_of(identity, meeting, planning),
            )
        ),
        dissent=tuple(find_dissent(text, part.items)),
    )


def single_number(identity: Identity) -> Match[CaseNumber] | None:
    """Return the part's own case number; None where it states none or several."""
    own = {number.value.value: number for number in reversed(identity.own_numbers)}
    return next(iter(own.values())) if len(own) == 1 else None


def _identity_and_numbers(
    text: str, part: PartText, bodies: tuple[Match[Body], ...]
) -> tuple[Identity, tuple[Match[CaseNumber], ...]]:
    """The numbers tell the municipality, and the municipality the form of the numbers."""
    numbers = tuple(find_case_numbers(text))
    identity = identify(text, part, bodies, numbers)
    if identity.municipality_code is None:
        return identity, numbers
    numbers = tuple(find_case_numbers(text, municipality=identity.municipality_code))
    return identify(text, part, bodies, numbers), numbers


def _only_administration(bodies: tuple[Match[Body], ...]) -> str | None:
    named = {
        b.value.name
        for b in bodies
        if b.value.kind is PartyKind.ADMINISTRATION and b.value.name[:1].isupper()
    }
    return next(iter(named)) if len(named) == 1 else None


def _item(
    text: str,
    part: PartText,
    item: ItemText,
    identity: Identity,
    title: Match[str] | None,
    number_ranges: list[Range],
) -> ItemMatches:
    if item.head is not None:
        title = item_title(text, item.title, number_ranges, "items:title") if item.title else None
    inside = [n for n in identity.own_numbers if item.extent.start <= n.start < item.extent.end]
    if not inside and len(part.items) == 1:
        inside = list(identity.own_numbers)
    summaries = [s.body for s in (*item.sections, *part.cover) if s.kind is SectionKind.SUMMARY]
    return ItemMatches(
        item=item,
        case_number=inside[0] if inside else None,
        title=title,
        is_iop=concerns_iop(title.value if title else "", *(text[s.start : s.end] for s in summaries)),
        clauses=tuple(
            SectionClause(section=section.kind, heading=section.title, ordinal=ordinal, clause=clause)
            for section in item.sections
            if section.kind in (SectionKind.DECISION, SectionKind.PROPOSAL)
            for ordinal, clause in enumerate(find_clauses(text, section), start=1)
        ),
    )


def _item_row(matches: ItemMatches) -> Match[Item] | None:
    item, number, title = matches.item, matches.case_number, matches.title
    if item.head is not None:
        ranges: tuple[Range, ...] = (item.head,)
        if title is not None and title.start >= item.head.end:
            ranges += title.ranges
    elif title is not None:
        ranges = title.ranges
    elif number is not None:
        ranges = number.ranges
    else:
        return None
    return Match(
        value=Item(
            paragraph=item.paragraph,
            case_number=number.value.value if number else None,
            title=title.value if title else None,
        ),
        ranges=ranges,
        rule="items:paragraph" if item.head is not None else "items:matter",
    )


def _references(
    text: str,
    part: PartText,
    identity: Identity,
    items: tuple[ItemMatches, ...],
    basis: tuple[Match[Basis], ...],
    planning: tuple[Match[Planning], ...],
) -> tuple[Match[ReferencedDecision], ...]:
    """Decisions reported in running text (not in the document's own clauses) or listed as basis."""
    skip = [r for item in items for row in item.clauses for r in row.clause.ranges]
    skip += [r for row in basis for r in row.ranges] + [r for row in planning for r in row.ranges]
    skip += [s.body for s in part.sections if s.kind in (SectionKind.MOTIONS, SectionKind.NOTICE)]
    reported = find_references(text, skip, identity.committee_name, identity.municipality_code)
    return merge_references([*reported, *basis_to_references(basis)])


def _own_and_other_numbers(
    identity: Identity, numbers: tuple[Match[CaseNumber], ...]
) -> tuple[Match[CaseNumber], ...]:
    own_ranges = {number.ranges for number in identity.own_numbers}
    own = {number.value.value for number in identity.own_numbers}
    others = (n for n in numbers if n.ranges not in own_ranges and n.value.value not in own)
    return (*identity.own_numbers, *others)


def _case_number_at(extent: Range, items: tuple[ItemMatches, ...], identity: Identity) -> str | None:
    """The own number of the matter that holds a range; the part's where it has only one."""
    for matches in items:
        inside = matches.item.extent.start <= extent.start < matches.item.extent.end
        if inside and matches.case_number is not None:
            return matches.case_number.value.value
    own = single_number(identity)
    return own.value.value if own else None


def _as_of(
    identity: Identity, meeting: Match[Meeting] | None, planning: tuple[Match[Planning], ...]
) -> str | None:
    """The day a document speaks of as today: its date, its meeting's, else the last one planned."""
    if identity.document_date is not None:
        return identity.document_date.value.value
    if meeting is not None and meeting.value.date is not None:
        return meeting.value.date
    return max((row.value.date for row in planning if row.value.date), default=None)
