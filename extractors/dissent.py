"""Find who stood apart from a decision: reservations, votes, recusals, notes and special opinions."""

import re
from collections.abc import Iterator, Sequence

from extractors.lines import fold
from extractors.rules import load_rules
from schemas.items import ItemText
from schemas.mentions import Dissent, DissentKind
from schemas.spans import Match, Range

_TRIGGERS = re.compile(r"reserv|jäv|yttrande|anteckning", re.IGNORECASE)
_AROUND = 600  # the longest list of people before the word that says what they did


def find_dissent(text: str, items: Sequence[ItemText]) -> Iterator[Match[Dissent]]:
    """Yield dissent item by item; the same person's same act in one item counts once."""
    for item in items:
        seen: set[tuple[DissentKind, str | None]] = set()
        start, end = item.extent
        rows = sorted(_acts(text, start, end), key=lambda row: (row[0], -row[1]))
        reached = start
        for act_start, act_end, kind, who, rule in rows:
            if (kind, who) in seen or (act_start < reached and who is not None):
                continue
            seen.add((kind, who))
            reached = max(reached, act_end if who is not None else reached)
            yield Match(
                value=Dissent(paragraph=item.paragraph, kind=kind, who=who),
                ranges=(Range(act_start, act_end),),
                rule=rule,
                confidence=0.9,
            )


def _acts(text: str, start: int, end: int) -> Iterator[tuple[int, int, DissentKind, str | None, str]]:
    """Yield start, end, kind, who and rule of each act in a range; only one vote an item is told."""
    for low, high in _windows(text, start, end):
        for rule in load_rules("dissent"):
            for m in rule.pattern.finditer(text, low, high):
                kind = DissentKind(str(rule.data["kind"]))
                yield m.start(), m.end(), kind, fold(m["who"]).rstrip(" ,"), rule.id
    for rule in load_rules("dissent", "vote"):
        vote = rule.pattern.search(text, start, end)
        if vote:
            yield vote.start(), vote.end(), DissentKind.VOTERING, None, rule.id


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the passages round the words that every rule contains; the rest of a text costs nothing."""
    low = high = -1
    for m in _TRIGGERS.finditer(text, start, end):
        before, after = max(start, m.start() - _AROUND), min(end, m.end() + _AROUND)
        if before <= high:
            high = after
            continue
        if low >= 0:
            yield low, high
        low, high = before, after
    if low >= 0:
        yield low, high
