"""Gather the persons a document names, and say whose a contact is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.lines import fold, split_lines
from extractors.names import NAME, is_person_name
from schemas.items import Section, SectionKind
from schemas.mentions import Attendance, Contact, ContactKind, Meeting, Official, Person
from schemas.spans import Match, Range

_WITH_PARTY = re.compile(rf"(?P<name>{NAME})[ \t\n]+\((?:[A-ZÅÄÖ]{{1,4}})\)")
_NEAR = 200
_LINE_LABEL = re.compile(r"(?P<label>[A-ZÅÄÖ][^:\n\t]{2,40}):")


def gather_persons(
    text: str,
    sections: Sequence[Section],
    attendance: Sequence[Match[Attendance]],
    officials: Sequence[Match[Official]],
    meeting: Match[Meeting] | None,
    contacts: Sequence[Match[Contact]],
) -> tuple[Match[Person], ...]:
    """Return each person once, by the first passage that names them.

    People are named in lists of those present, by titles, beside a political party's letters, and
    under signatures. Anders Rubin is not Ann Rubin: only the same whole name is the same person.
    """
    found: dict[str, Match[Person]] = {}

    def add(name: str, ranges: tuple[Range, ...], rule: str) -> None:
        ranges = _name_within(text, name, ranges)
        found.setdefault(name, Match(value=Person(name=name), ranges=ranges, rule=rule, confidence=0.95))

    for row in attendance:
        add(row.value.name, row.ranges, "persons:attendance")
    for official in officials:
        add(official.value.name, official.ranges[:1], "persons:official")
    if meeting is not None:
        for name in meeting.value.adjusters:
            add(name, meeting.ranges, "persons:adjuster")
    for m in _WITH_PARTY.finditer(text):
        if is_person_name(fold(m["name"])):
            add(fold(m["name"]), (Range(m.start("name"), m.end("name")),), "persons:party-letters")
    for contact in contacts:
        begin = text.rfind("\n", 0, contact.start) + 1
        if contact.value.person is not None and contact.value.person in fold(text[begin : contact.start]):
            add(contact.value.person, (Range(begin, contact.start),), "persons:contact")
    for section in sections:
        if section.kind is SectionKind.SIGNATURES:
            for line in split_lines(text, section.body):
                for index, cell in enumerate(line.cells):
                    if is_person_name(line.cell(index)):
                        add(line.cell(index), (cell,), "persons:signature")
    return tuple(sorted(found.values(), key=lambda match: match.start))


def _name_within(text: str, name: str, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """The name alone, out of the row that holds it."""
    pattern = re.compile(r"\s+".join(map(re.escape, name.split())))
    for place in ranges:
        m = pattern.search(text, place.start, place.end)
        if m is not None:
            return (Range(*m.span()),)
    return ranges


def owners_of_contacts(
    text: str, contacts: Sequence[Match[Contact]], officials: Sequence[Match[Official]]
) -> tuple[Match[Contact], ...]:
    """Return the contacts with the person they belong to, where the page says so.

    An e-mail address belongs to the official whose names it spells; another contact to the official
    named last before it, not further away than a line or two.
    """
    owned = []
    for contact in contacts:
        person = contact.value.person or _by_address(contact.value, officials)
        if person is None:
            label = _LINE_LABEL.search(text, text.rfind("\n", 0, contact.start) + 1, contact.start)
            # "Farida Exempel: 070-…" says whose it is; "Kontaktcenter: 08-…" says that it is nobody's.
            named = fold(label["label"]) if label else ""
            person = (
                (named if is_person_name(named) else None) if label else _by_place(contact, officials, text)
            )
        owned.append(replace(contact, value=replace(contact.value, person=person)))
    return tuple(owned)


def _by_address(contact: Contact, officials: Sequence[Match[Official]]) -> str | None:
    if contact.kind is not ContactKind.EMAIL:
        return None
    local = _ascii(contact.value.split("@")[0])
    for official in officials:
        words = _ascii(official.value.name).split()
        if len(words) >= 2 and words[0] in local and words[-1] in local:
            return official.value.name
    return None


def _by_place(contact: Match[Contact], officials: Sequence[Match[Official]], text: str) -> str | None:
    best: tuple[int, str] | None = None
    for official in officials:
        for m in re.finditer(re.escape(official.value.name), text[: contact.start]):
            if contact.start - m.end() <= _NEAR and (best is None or m.end() > best[0]):
                best = (m.end(), official.value.name)
    return best[1] if best else None


def _ascii(text: str) -> str:
    """Fold to the letters an e-mail address is made of: a comparison key, never shown."""
    return text.casefold().translate(str.maketrans("åäöéüè", "aaoeue"))
