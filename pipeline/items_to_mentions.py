"""Run the extractors over a document's parts and anchor what they find to pages and boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from extractors.partnerships import find_partnerships, partnership_extents, partnership_periods
from extractors.party_roll import gather_parties
from extractors.people import gather_persons, owners_of_contacts
from extractors.periods import find_periods
from extractors.planning import find_planning
from extractors.references import basis_to_references, find_references, merge_references
from extractors.titles import find_title, item_title
from pipeline.anchors import Anchor
from schemas.decisions import Clause, ClauseInContext
from schemas.documents import Mentions
from schemas.issues import Issue, IssueKind, Severity
from schemas.items import DocumentKind, ItemText, PartText, SectionKind
from schemas.mentions import (
    Amount,
    Basis,
    CaseNumber,
    CaseRole,
    Item,
    Meeting,
    Part,
    Party,
    PartyKind,
    Planning,
)
from schemas.spans import Match, Mention, Range
from schemas.text import DocumentText

_DRAFT = re.compile(r"^\W*(?:utkast|ej justerat|förslag till protokoll)\b", re.IGNORECASE | re.MULTILINE)
_KINDS_WITH_MEETING = frozenset(
    {DocumentKind.PROTOKOLL, DocumentKind.PROTOKOLLSUTDRAG, DocumentKind.KALLELSE, DocumentKind.ANSLAG}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything but the decisions, and the clauses they are made from."""

    mentions: Mentions
    clauses: tuple[ClauseInContext, ...]
    issues: tuple[Issue, ...]


def items_to_mentions(document: DocumentText, parts: Sequence[PartText]) -> Found:
    """Return every value of a document with its evidence; decisions are settled by the next stage."""
    if not parts:
        return Found(mentions=Mentions(), clauses=(), issues=())
    read = [_PartReader(document, part) for part in parts]
    first = read[0]
    merged = Mentions(
        kind=first.kind(),
        title=first.title(),
        municipality=first.anchor_optional(first.identity.municipality),
        committee=first.anchor_optional(first.identity.committee),
        organ=first.anchor_optional(first.identity.organ),
        document_date=first.document_date(),
        case_number=first.single_case_number(),
        paragraph=first.single_paragraph(),
        meeting=first.anchor_optional(first.meeting),
        **{name: tuple(entry for reader in read for entry in reader.entries(name)) for name in _LISTS},
    )
    return Found(
        mentions=_once(merged),
        clauses=tuple(clause for reader in read for clause in reader.clauses()),
        issues=tuple(issue for reader in read for issue in reader.issues()),
    )


_LISTS = (
    "parts",
    "attendance",
    "officials",
    "items",
    "referenced_decisions",
    "basis",
    "planning",
    "case_numbers",
    "dates",
    "periods",
    "amounts",
    "parties",
    "persons",
    "contacts",
    "partnerships",
    "dissent",
)


def _once(mentions: Mentions) -> Mentions:
    """Case numbers, parties and persons have one row a document, also where several parts name them."""
    numbers: dict[tuple[str, CaseRole], Mention[CaseNumber]] = {}
    own = {m.value.value for m in mentions.case_numbers if m.value.role is CaseRole.OWN}
    for number in mentions.case_numbers:
        if number.value.role is CaseRole.OWN or number.value.value not in own:
            numbers.setdefault((number.value.value, number.value.role), number)
    parties: dict[str, Mention[Party]] = {}
    for party in mentions.parties:
        parties.setdefault(party.value.name, party)
    persons = {person.value.name: person for person in reversed(mentions.persons)}
    return replace(
        mentions,
        case_numbers=tuple(numbers.values()),
        parties=tuple(parties.values()),
        persons=tuple(reversed(persons.values())),
    )


class _PartReader:
    """Runs the extractors over one part, each once; what one finds is context for the next."""

    def __init__(self, document: DocumentText, part: PartText) -> None:
        self.document, self.part, self.anchor = document, part, Anchor(document)
        # Text before the part is blanked, so that every offset stays one of the whole document.
        start, end = part.extent
        self.text = re.sub(r"[^\n]", " ", document.text[:start]) + document.text[start:end]
        self.bodies: tuple[Match[Body], ...] = tuple(find_bodies(self.text))
        loose = tuple(find_case_numbers(self.text))
        self.identity: Identity = identify(self.text, part, self.bodies, loose)
        code = self.identity.municipality_code
        numbers = tuple(find_case_numbers(self.text, municipality=code)) if code else loose
        if code:
            self.identity = identify(self.text, part, self.bodies, numbers)
        self.numbers = numbers
        self.private_parties: tuple[Match[Party], ...] = find_parties(self.text)
        self.basis: tuple[Match[Basis], ...] = tuple(find_basis(self.text, part.sections, code))
        self.planning: tuple[Match[Planning], ...] = tuple(find_planning(self.text, part.sections))
        self.attendance = tuple(find_attendance(self.text, part.sections))
        self.meeting: Match[Meeting] | None = (
            find_meeting(self.text, part.cover) if part.kind in _KINDS_WITH_MEETING else None
        )
        self.officials = (
            *attendance_to_officials(self.attendance),
            *find_officials(self.text, part.sections),
        )
        self.contacts = owners_of_contacts(self.text, tuple(find_contacts(self.text)), self.officials)
        self.item_clauses = [(item, self._clauses_of(item)) for item in part.items]
        self.amounts = self._amounts()

    def _clauses_of(self, item: ItemText) -> list[tuple[SectionKind, str, int, Match[Clause]]]:
        found: list[tuple[SectionKind, str, int, Match[Clause]]] = []
        for section in item.sections:
            if section.kind in (SectionKind.DECISION, SectionKind.PROPOSAL):
                for ordinal, clause in enumerate(find_clauses(self.text, section), start=1):
                    found.append((section.kind, section.title, ordinal, clause))
        return found

    def _amounts(self) -> tuple[Match[Amount], ...]:
        return complete_amounts(
            self.text,
            tuple(find_amounts(self.text)),
            bodies=self.bodies,
            parties=self.private_parties,
            accounts=partnership_extents(self.text, self.part, self.private_parties),
            periods=partnership_periods(self.text, self.part, self.private_parties),
            committee=self.identity.committee_name,
            administration=self.administration,
            municipality=self.identity.municipality.value.name if self.identity.municipality else None,
        )

    @property
    def administration(self) -> str | None:
        """What a bare "förvaltningen" stands for: by the lexicon, else the only one the part names."""
        if self.identity.administration is not None:
            return self.identity.administration
        named = {
            b.value.name
            for b in self.bodies
            if b.value.kind is PartyKind.ADMINISTRATION and b.value.name[:1].isupper()
        }
        return next(iter(named)) if len(named) == 1 else None

    def anchor_optional(self, match: Match | None) -> Mention | None:  # type: ignore[type-arg]
        """Anchor a match that may not exist."""
        return None if match is None else self.anchor.mention(match)

    def kind(self) -> Mention[DocumentKind]:
        """The part's kind; `inferred:` where no printed word says it."""
        part = self.part
        ranges = (part.kind_range,) if part.kind_range else ()
        return self.anchor.mention(
            Match(value=part.kind, ranges=ranges, rule=part.kind_rule, confidence=part.kind_confidence)
        )

    def title(self) -> Mention[str] | None:
        """The document's title without its case number."""
        return self.anchor_optional(
            find_title(self.text, self.part, [r for n in self.numbers for r in n.ranges])
        )

    def document_date(self) -> Mention[str] | None:
        """The date printed for the document, ISO."""
        date = self.identity.document_date
        return None if date is None else self.anchor.value(date.value.value, date)

    def single_case_number(self) -> Mention[str] | None:
        """The document's own number; None where it has several or none."""
        own = {number.value.value: number for number in reversed(self.identity.own_numbers)}
        if len(own) != 1:
            return None
        number = next(iter(own.values()))
        return self.anchor.value(number.value.value, number)

    def single_paragraph(self) -> Mention[int] | None:
        """The § of an extract that has only one."""
        numbered = [item for item in self.part.items if item.paragraph is not None]
        if len(numbered) != 1 or numbered[0].head is None or numbered[0].paragraph is None:
            return None
        head = numbered[0].head
        m = re.match(r"§\s*\d+", self.text[head.start : head.end])
        place = Range(head.start, head.start + (m.end() if m else head.end - head.start))
        return self.anchor.mention(
            Match(value=numbered[0].paragraph, ranges=(place,), rule="items:paragraph")
        )

    def entries(self, name: str) -> tuple[Mention, ...]:  # type: ignore[type-arg]
        """Return one list of the contract's JSON."""
        matches = getattr(self, "_amounts_" if name == "amounts" else f"_{name}")()
        return self.anchor.mentions(matches)

    def _parts(self) -> Sequence[Match[Part]]:
        start, end = self.part.extent
        own = self.single_case_number()
        title = self.title()
        value = Part(
            part=self.part.part,
            kind=self.part.kind,
            page_from=self.document.page_at(start),
            page_to=self.document.page_at(max(start, end - 1)),
            case_number=own.value if own else None,
            title=title.value if title else None,
        )
        first_line = re.search(r"\S[^\n]*", self.text)
        says = self.part.kind_range or (Range(*first_line.span()) if first_line else None)
        ranges = (says,) if says else ()
        return [Match(value=value, ranges=ranges, rule="parts:page-top")]

    def _attendance(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return self.attendance

    def _officials(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return self.officials

    def own_number_of(self, item: ItemText) -> Match[CaseNumber] | None:
        """The number in the head of a §; the document's own where there is but one item."""
        inside = [n for n in self.identity.own_numbers if item.extent.start <= n.start < item.extent.end]
        if not inside and len(self.part.items) == 1:
            inside = list(self.identity.own_numbers)
        return inside[0] if inside else None

    def item_title(self, item: ItemText) -> Match[str] | None:
        """The title of a § without its case number."""
        if item.title is None:
            return None
        return item_title(self.text, item.title, [r for n in self.numbers for r in n.ranges], "items:title")

    def _items(self) -> Sequence[Match[Item]]:
        found = []
        for item in self.part.items:
            number = self.own_number_of(item)
            if item.head is None:
                title = find_title(self.text, self.part, [r for n in self.numbers for r in n.ranges])
                if title is None and number is None:
                    continue
                basis: Match = title or number  # type: ignore[assignment,type-arg]
                ranges, rule = basis.ranges, "items:matter"
            else:
                title = self.item_title(item)
                ranges = (item.head, *(title.ranges if title and title.start >= item.head.end else ()))
                rule = "items:paragraph"
            found.append(
                Match(
                    value=Item(
                        paragraph=item.paragraph,
                        case_number=number.value.value if number else None,
                        title=title.value if title else None,
                    ),
                    ranges=ranges,
                    rule=rule,
                )
            )
        return found

    def _referenced_decisions(self) -> Sequence[Match]:  # type: ignore[type-arg]
        skip = [r for _, clauses in self.item_clauses for *_, clause in clauses for r in clause.ranges]
        skip += [r for row in self.basis for r in row.ranges] + [
            r for row in self.planning for r in row.ranges
        ]
        skip += [
            section.body
            for section in self.part.sections
            if section.kind in (SectionKind.MOTIONS, SectionKind.NOTICE)
        ]
        found = [
            *find_references(self.text, skip, self.identity.committee_name, self.identity.municipality_code),
            *basis_to_references(self.basis),
        ]
        return merge_references(found)

    def _basis(self) -> Sequence[Match[Basis]]:
        return self.basis

    def _planning(self) -> Sequence[Match[Planning]]:
        return self.planning

    def _case_numbers(self) -> Sequence[Match[CaseNumber]]:
        own_ranges = {n.ranges for n in self.identity.own_numbers}
        own = {n.value.value for n in self.identity.own_numbers}
        return [
            *self.identity.own_numbers,
            *(n for n in self.numbers if n.ranges not in own_ranges and n.value.value not in own),
        ]

    def _dates(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return tuple(find_dates(self.text))

    def _periods(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return tuple(find_periods(self.text))

    def _amounts_(self) -> Sequence[Match[Amount]]:
        return self.amounts

    def _parties(self) -> Sequence[Match[Party]]:
        return gather_parties(self.text, self.part.extent, self.bodies, self.private_parties)

    def _persons(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return gather_persons(self.text, self.part.sections, self.attendance, self.officials, self.meeting)

    def _contacts(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return self.contacts

    def _partnerships(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return tuple(
            find_partnerships(
                self.text,
                self.part,
                self.private_parties,
                committee=self.identity.committee_code,
                case_number_at=self._case_number_at,
                as_of=self._as_of(),
            )
        )

    def _case_number_at(self, extent: Range) -> str | None:
        """The own number of the matter that holds a range; the document's where it has only one."""
        for item in self.part.items:
            if item.extent.start <= extent.start < item.extent.end and (number := self.own_number_of(item)):
                return number.value.value
        own = self.single_case_number()
        return own.value if own else None

    def _as_of(self) -> str | None:
        """The day the document speaks of as today: its date, its meeting's, else the last one planned."""
        if self.identity.document_date is not None:
            return self.identity.document_date.value.value
        if self.meeting is not None and self.meeting.value.date is not None:
            return self.meeting.value.date
        return max((row.value.date for row in self.planning if row.value.date), default=None)

    def _dissent(self) -> Sequence[Match]:  # type: ignore[type-arg]
        return tuple(find_dissent(self.text, self.part.items))

    def clauses(self) -> tuple[ClauseInContext, ...]:
        """The part's clauses with what their status follows from."""
        found = []
        organ = self.identity.organ.value if self.identity.organ else None
        preparatory = any(b.value.preparatory for b in self.bodies if b.value.name == organ)
        draft = bool(_DRAFT.search(self.document.text[self.part.extent.start : self.part.extent.start + 600]))
        for item, clauses in self.item_clauses:
            number = self.own_number_of(item)
            matter_is_iop = self._matter_is_iop(item)
            decides = any(kind is SectionKind.DECISION for kind, *_ in clauses)
            for kind, heading, ordinal, clause in clauses:
                found.append(
                    ClauseInContext(
                        part=self.part.part,
                        kind=self.part.kind,
                        draft=draft,
                        paragraph=item.paragraph,
                        case_number=number.value.value if number else None,
                        section=kind,
                        heading=heading,
                        item_decides=decides,
                        ordinal=ordinal,
                        organ=organ,
                        preparatory=preparatory,
                        committee=self.identity.committee_name,
                        administration=self.administration,
                        matter_is_iop=matter_is_iop,
                        clause=self.anchor.mention(clause),
                    )
                )
        return tuple(found)

    def _matter_is_iop(self, item: ItemText) -> bool:
        title = self.item_title(item) if item.head else find_title(self.text, self.part, [])
        summaries = [s for s in (*item.sections, *self.part.cover) if s.kind is SectionKind.SUMMARY]
        return concerns_iop(
            title.value if title else "", *(self.text[s.body.start : s.body.end] for s in summaries)
        )

    def issues(self) -> tuple[Issue, ...]:
        """What could not be known of this part, as rows for the reader."""
        page = self.document.page_at(self.part.extent.start)
        found = []

        def unknown(kind: IssueKind, message: str) -> None:
            found.append(Issue(kind=kind, severity=Severity.NOTE, page=page, message=message))

        if self.part.kind is DocumentKind.OKAND:
            unknown(IssueKind.KIND_UNKNOWN, "Det framgår inte vilket slags handling detta är.")
        if self.identity.municipality is None:
            unknown(IssueKind.MUNICIPALITY_UNKNOWN, "Kommunen framgår inte av handlingen.")
        if self.identity.committee is None:
            unknown(IssueKind.COMMITTEE_UNKNOWN, "Nämnden framgår inte av handlingen.")
        if not self.identity.own_numbers and self.part.kind is not DocumentKind.WEBBSIDA:
            unknown(IssueKind.CASE_NUMBER_UNKNOWN, "Handlingen anger inget eget diarienummer.")
        for amount in self.amounts:
            if amount.value.sek is None:
                at = self.document.page_at(amount.start)
                found.append(
                    Issue(
                        kind=IssueKind.VALUE_UNKNOWN,
                        severity=Severity.NOTE,
                        page=at,
                        message="Ett belopp är inte ifyllt i handlingen.",
                    )
                )
        return tuple(found)
