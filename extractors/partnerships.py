"""Find idéburna offentliga partnerskap: partners, period, money, target group, purposes, evaluation."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractors.clauses import concerns_iop, find_outcome
from extractors.lines import fold
from extractors.partnership_facts import (
    find_agreement_period,
    find_evaluation,
    find_extension,
    find_first_amount,
    find_funding,
    find_purposes,
    find_subject_area,
    find_target_group,
    first_found,
    partnership_status,
)
from extractors.rules import load_rules
from schemas.decisions import Outcome
from schemas.items import DocumentKind, ItemText, PartText, SectionKind
from schemas.mentions import Party, PartyKind, Period
from schemas.partnerships import Partnership
from schemas.spans import Match, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    extent: Range
    partners: tuple[Match[Party], ...]
    heading: Range | None


def find_partnerships(
    text: str,
    part: PartText,
    parties: Sequence[Match[Party]],
    title: str,
    *,
    committee: str | None,
    case_number_at: Callable[[Range], str | None],
    as_of: str | None,
) -> Iterator[Match[Partnership]]:
    """Yield the partnerships a document gives an account of, one for each group of named partners.

    Args:
        text: the document's clean text.
        part: its structure; a heading that names partners opens an account of their partnership.
        parties: the parties found in it; only civil society can be a partner.
        title: what the part is about, "" where it does not say; a § has its own title.
        committee: code of the document's committee, None where unknown.
        case_number_at: the own number of the matter told of in a range, None where not stated.
        as_of: ISO date of the document or its meeting, for `status`; None where unknown.

    """
    civil = [party for party in parties if party.value.kind is PartyKind.CIVIL_SOCIETY]
    whole_area = find_subject_area(text) if all(item.head is None for item in part.items) else None
    for block in _blocks(text, part, civil, title):
        # A document about one matter tells its area once; in minutes each matter has its own.
        area = find_subject_area(text[block.extent.start : block.extent.end]) or whole_area
        number = case_number_at(block.extent)
        yield _partnership(text, block, committee=committee, case_number=number, as_of=as_of, area=area)


def _blocks(text: str, part: PartText, civil: Sequence[Match[Party]], title: str) -> Iterator[_Block]:
    sections = part.sections
    found = False
    for index, section in enumerate(sections):
        if section.heading is None or section.kind is not SectionKind.OTHER:
            continue
        partners = _named_in(section.heading, civil)
        if not partners or not _mostly_names(text, section.heading, partners):
            continue
        end = section.body.end
        for following in sections[index + 1 :]:
            if first_found("subheading", following.title) is None or _named_in(following.heading, civil):
                break
            end = following.body.end
        if concerns_iop(text[section.heading.start : end]):
            found = True
            yield _Block(extent=Range(section.heading.start, end), partners=partners, heading=section.heading)
    if (
        not found
        and part.kind is DocumentKind.AVTAL
        and concerns_iop(text[part.extent.start : part.extent.end])
    ):
        inside = tuple(p for p in civil if part.extent.start <= p.start < part.extent.end)
        if inside:
            yield _Block(extent=part.extent, partners=inside, heading=None)
        return
    if not found:
        yield from _resolved(text, part, civil, title)


def _resolved(text: str, part: PartText, civil: Sequence[Match[Party]], title: str) -> Iterator[_Block]:
    """A matter about one partnership: the partners that its clauses, its title or its account name.

    A clause that names partners settles who they are; else everybody the matter names, where its
    title says that it is about a partnership.
    """
    for item in part.items:
        about = _title_of(text, item, title)
        clauses = [s.body for s in item.sections if s.kind in (SectionKind.DECISION, SectionKind.PROPOSAL)]
        words = about + " " + " ".join(text[place.start : place.end] for place in clauses)
        if not concerns_iop(words):
            continue
        if any(find_outcome(fold(text[place.start : place.end]))[0] is Outcome.REJECTED for place in clauses):
            continue  # what is refused is no partnership
        in_clauses = tuple(p for p in civil if any(_within(r, place) for r in p.ranges for place in clauses))
        in_matter = tuple(p for p in civil if any(_within(r, item.extent) for r in p.ranges))
        named = (
            in_clauses
            if in_clauses and first_found("enters", words)
            else in_matter
            if first_found("about_one", about)
            else ()
        )
        if named:
            yield _Block(extent=item.extent, partners=named, heading=None)


def _title_of(text: str, item: ItemText, title: str) -> str:
    if item.title is not None:
        return fold(text[item.title.start : item.title.end])
    return title


def _within(inner: Range, outer: Range) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _named_in(heading: Range | None, civil: Sequence[Match[Party]]) -> tuple[Match[Party], ...]:
    if heading is None:
        return ()
    return tuple(party for party in civil if any(_within(r, heading) for r in party.ranges))


def _mostly_names(text: str, heading: Range, partners: Sequence[Match[Party]]) -> bool:
    named = sum(r.end - r.start for p in partners for r in p.ranges if _within(r, heading))
    words = re.sub(
        r"\b(?:IOP|partnerskap\w*|idébur\w+|offentlig\w+|med|mellan|och|avtal|överenskommelse)\b",
        "",
        fold(text[heading.start : heading.end]),
        flags=re.IGNORECASE,
    )
    return named >= 0.6 * len(words.strip())


def _partnership(
    text: str,
    block: _Block,
    *,
    committee: str | None,
    case_number: str | None,
    as_of: str | None,
    area: str | None,
) -> Match[Partnership]:
    body = text[block.extent.start : block.extent.end]
    period = find_agreement_period(body)
    amount = find_first_amount(body)
    evaluation = find_evaluation(body)
    purposes = find_purposes(text, block.extent)
    name, name_range = _name(text, block)
    period_from = period.value.period_from if period else None
    period_to = period.value.period_to if period else None
    # The evidence of the whole is its name, its period and its money; the rest stands around them.
    ranges = [name_range]
    for found in (period, amount):
        if found is not None:
            ranges += [Range(block.extent.start + r.start, block.extent.start + r.end) for r in found.ranges]
    return Match(
        value=Partnership(
            name=name,
            case_number=case_number,
            partners=tuple(party.value.name for party in block.partners),
            committee=committee,
            target_group=find_target_group(body),
            subject_area=area,
            period_from=period_from,
            period_to=period_to,
            extension=find_extension(body),
            amount_sek=amount.value.sek if amount else None,
            funding=find_funding(body),
            purposes=purposes,
            evaluation=evaluation,
            status=partnership_status(period_from, period_to, evaluation, as_of),
        ),
        ranges=tuple(sorted(set(ranges))),
        rule="partnerships:section" if block.heading else "partnerships:matter",
        confidence=0.9 if block.heading else 0.8,
    )


def _name(text: str, block: _Block) -> tuple[str, Range]:
    """The partnership's own name; else its partners' short names."""
    body = text[block.extent.start : block.extent.end]
    known = {spelling for p in block.partners for spelling in (p.value.name, *p.value.aliases)}
    candidates: list[tuple[int, int, str, Range]] = []
    for m in (m for rule in load_rules("partnerships", "name") for m in rule.finditer(body)):
        name = fold(m["value"])
        # A name that is not a word ("[7Zsnets") was lost in reading; another mention may have it whole.
        if name in known or not re.fullmatch(r"[^\W\d]+(?:[ ’'-][^\W\d]+)*", name):
            continue
        place = Range(block.extent.start + m.start("value"), block.extent.start + m.end("value"))
        candidates.append((len(re.findall(_loosely(name), text)), len(name), name, place))
    if candidates:
        # Where one mention runs on into its sentence, the others show how much of it is the name.
        *_, name, place = max(candidates, key=lambda c: (c[0], c[1], -c[3].start))
        return name, place
    short = [_short_name(party.value) for party in block.partners]
    place = block.heading or next(
        (r for p in block.partners for r in p.ranges if _within(r, block.extent)), block.extent
    )
    return " och ".join(short), place


def _short_name(party: Party) -> str:
    """The name a party goes by in the text: of two words if there is one, else the first of its own."""
    shorter = [a for a in party.aliases if a[:1].isupper() and len(a) < len(party.name)]
    return next((a for a in shorter if " " in a), next(iter(shorter), party.name))


def _loosely(words: str) -> str:
    return r"\b" + r"\s+".join(map(re.escape, words.split())) + r"\b"


def partnership_accounts(
    text: str, part: PartText, parties: Sequence[Match[Party]], title: str
) -> list[tuple[Range, tuple[str, ...], Period | None]]:
    """Return where each partnership is told of, its partners and its agreement period (None: not told)."""
    civil = [party for party in parties if party.value.kind is PartyKind.CIVIL_SOCIETY]
    accounts = []
    for block in _blocks(text, part, civil, title):
        period = find_agreement_period(text[block.extent.start : block.extent.end])
        partners = tuple(party.value.name for party in block.partners)
        accounts.append((block.extent, partners, period.value if period else None))
    return accounts
