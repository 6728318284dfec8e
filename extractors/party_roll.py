"""Draw up the roll of a document's parties: public bodies, municipalities, private parties; one row each."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.bodies import Body
from extractors.contacts import find_org_numbers
from extractors.municipalities import find_municipalities
from schemas.mentions import Party, PartyKind
from schemas.spans import Match, Range

_NEAR = 160  # an organisation number stands right after its party, at most a line or two away


def gather_parties(
    text: str, extent: Range, bodies: Sequence[Match[Body]], private: Sequence[Match[Party]]
) -> tuple[Match[Party], ...]:
    """Return every distinct party of a part in the order of its first mention, all mentions as ranges."""
    rows: dict[str, Match[Party]] = {}
    for body in bodies:
        _add(rows, Party(name=body.value.name, kind=body.value.kind), body.ranges, body.rule, body.confidence)
    for municipality in find_municipalities(text[extent.start : extent.end]):
        if municipality.confidence >= 0.8:
            ranges = tuple(Range(r.start + extent.start, r.end + extent.start) for r in municipality.ranges)
            party = Party(name=municipality.value.name, kind=PartyKind.MUNICIPALITY)
            _add(rows, party, ranges, municipality.rule, municipality.confidence)
    for match in private:
        rows[match.value.name] = match
    numbered = _with_org_numbers(text, list(rows.values()))
    return tuple(sorted(numbered, key=lambda match: match.start))


def _add(
    rows: dict[str, Match[Party]], party: Party, ranges: tuple[Range, ...], rule: str, confidence: float
) -> None:
    known = rows.get(party.name)
    if known is None:
        rows[party.name] = Match(value=party, ranges=ranges, rule=rule, confidence=confidence)
    else:
        rows[party.name] = replace(known, ranges=(*known.ranges, *ranges))


def _with_org_numbers(text: str, rows: list[Match[Party]]) -> list[Match[Party]]:
    """Give each organisation number to the party named last before it.

    Several numbers on one line are a table of the parties side by side: they go in the same order.
    """
    numbers = list(find_org_numbers(text))
    for number in numbers:
        line = text.rfind("\n", 0, number.start)
        beside = [n for n in numbers if text.rfind("\n", 0, n.start) == line]
        near = sorted(
            (max(ends), index)
            for index, row in enumerate(rows)
            if row.value.kind not in (PartyKind.COMMITTEE, PartyKind.ADMINISTRATION)
            and (
                ends := [
                    r.end for r in row.ranges if r.end <= beside[0].start and beside[0].start - r.end <= _NEAR
                ]
            )
        )
        if len(near) < len(beside):
            continue
        index = near[-len(beside) :][beside.index(number)][1]
        row = rows[index]
        if row.value.org_number is None:
            rows[index] = replace(
                row, value=replace(row.value, org_number=number.value), ranges=(*row.ranges, *number.ranges)
            )
    return rows
