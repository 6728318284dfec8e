"""Turn a document's parts into mentions: every value anchored to its pages and boxes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.anchors import Anchor
from pipeline.part_to_matches import ItemMatches, PartMatches, part_to_matches, single_number
from schemas.decisions import ClauseInContext
from schemas.documents import Mentions
from schemas.issues import Issue, IssueKind, Severity
from schemas.items import DocumentKind, PartText, SectionKind
from schemas.mentions import CaseNumber, CaseRole, Part, Party
from schemas.plain import LISTS
from schemas.spans import Match, Mention, Range
from schemas.text import DocumentText

_DRAFT = re.compile(r"^\W*(?:utkast|ej justerat|förslag till protokoll)\b", re.IGNORECASE | re.MULTILINE)
# The lists of a document that come from its parts one after the other.
_LISTS = tuple(name for name in LISTS if name not in ("parts", "decisions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything but the decisions, and the clauses they are made from."""

    mentions: Mentions
    clauses: tuple[ClauseInContext, ...]
    issues: tuple[Issue, ...]


def items_to_mentions(document: DocumentText, parts: Sequence[PartText]) -> Found:
    """Return every value of a document with its evidence; decisions are settled by the next stage.

    The scalars are those of the first part that says what it is: a cover page above it says little, and
    the others are bundled with it.
    """
    if not parts:
        return Found(mentions=Mentions(), clauses=(), issues=())
    anchor = Anchor(document)
    found = [part_to_matches(document.text, part) for part in parts]
    lists: dict[str, Any] = {
        name: tuple(anchor.mention(match) for part in found for match in getattr(part, name))
        for name in _LISTS
    }
    lead = next((part for part in found if part.part.kind is not DocumentKind.OKAND), found[0])
    mentions = _with_scalars(Mentions(**lists), anchor, lead)
    mentions = replace(mentions, parts=tuple(anchor.mention(_part_row(document, part)) for part in found))
    return Found(
        mentions=_once(mentions),
        clauses=tuple(clause for part in found for clause in _clauses(document, anchor, part)),
        issues=tuple(issue for part in found for issue in _issues(document, part)),
    )


def _with_scalars(mentions: Mentions, anchor: Anchor, found: PartMatches) -> Mentions:
    def optional(match: Match[Any] | None) -> Mention[Any] | None:
        return None if match is None else anchor.mention(match)

    identity, own = found.identity, single_number(found.identity)
    date = identity.document_date
    return replace(
        mentions,
        kind=anchor.mention(_kind(found.part)),
        title=optional(found.title),
        municipality=optional(identity.municipality),
        committee=optional(identity.committee),
        organ=optional(identity.organ),
        document_date=anchor.value(date.value.value, date) if date else None,
        case_number=anchor.value(own.value.value, own) if own else None,
        paragraph=optional(_single_paragraph(anchor.document, found.part)),
        meeting=optional(found.meeting),
    )


def _kind(part: PartText) -> Match[DocumentKind]:
    """The part's kind; `inferred:` where no printed word says it."""
    ranges = (part.kind_range,) if part.kind_range else ()
    return Match(value=part.kind, ranges=ranges, rule=part.kind_rule, confidence=part.kind_confidence)


def _single_paragraph(document: DocumentText, part: PartText) -> Match[int] | None:
    """The § of an extract that has only one."""
    numbered = [item for item in part.items if item.paragraph is not None]
    if len(numbered) != 1 or numbered[0].head is None or numbered[0].paragraph is None:
        return None
    head = numbered[0].head
    sign = re.match(r"[^§\n]{0,20}§\s*\d+", document.text[head.start : head.end])
    place = Range(head.start, head.start + (sign.end() if sign else head.end - head.start))
    return Match(value=numbered[0].paragraph, ranges=(place,), rule="items:paragraph")


def _part_row(document: DocumentText, found: PartMatches) -> Match[Part]:
    part, own = found.part, single_number(found.identity)
    start, end = part.extent
    first_line = re.compile(r"\S[^\n]*").search(document.text, start, end)
    says = part.kind_range or (Range(*first_line.span()) if first_line else None)
    return Match(
        value=Part(
            part=part.part,
            kind=part.kind,
            page_from=document.page_at(start),
            page_to=document.page_at(max(start, end - 1)),
            case_number=own.value.value if own else None,
            title=found.title.value if found.title else None,
        ),
        ranges=(says,) if says else (),
        rule="parts:page-top" if says else "inferred:whole-document",
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


def _clauses(document: DocumentText, anchor: Anchor, found: PartMatches) -> Iterator[ClauseInContext]:
    """The part's clauses with what their status follows from."""
    start = found.part.extent.start
    draft = bool(_DRAFT.search(document.text[start : start + 600]))
    for item in found.item_matches:
        decides = any(row.section is SectionKind.DECISION for row in item.clauses)
        for row in item.clauses:
            yield ClauseInContext(
                part=found.part.part,
                kind=found.part.kind,
                draft=draft,
                paragraph=item.item.paragraph,
                case_number=_number_of(item),
                section=row.section,
                heading=row.heading,
                item_decides=decides,
                ordinal=row.ordinal,
                organ=found.identity.organ.value if found.identity.organ else None,
                preparatory=found.preparatory,
                committee=found.identity.committee_name,
                administration=found.administration,
                matter_is_iop=item.is_iop,
                clause=anchor.mention(row.clause),
            )


def _number_of(item: ItemMatches) -> str | None:
    return item.case_number.value.value if item.case_number else None


def _issues(document: DocumentText, found: PartMatches) -> Iterator[Issue]:
    """What could not be known of a part, as rows for the reader."""
    page = document.page_at(found.part.extent.start)
    identity, kind = found.identity, found.part.kind

    def note(of: IssueKind, message: str, at: int = page) -> Issue:
        return Issue(kind=of, severity=Severity.NOTE, page=at, message=message)

    if kind is DocumentKind.OKAND:
        yield note(IssueKind.KIND_UNKNOWN, "Det framgår inte vilket slags handling detta är.")
    if identity.municipality is None:
        yield note(IssueKind.MUNICIPALITY_UNKNOWN, "Kommunen framgår inte av handlingen.")
    if identity.committee is None:
        yield note(IssueKind.COMMITTEE_UNKNOWN, "Nämnden framgår inte av handlingen.")
    if not identity.own_numbers and kind is not DocumentKind.WEBBSIDA:
        yield note(IssueKind.CASE_NUMBER_UNKNOWN, "Handlingen anger inget eget diarienummer.")
    for amount in found.amounts:
        if amount.value.sek is None:
            at = document.page_at(amount.start)
            yield note(IssueKind.VALUE_UNKNOWN, "Ett belopp är inte ifyllt i handlingen.", at)
