"""Find who stood apart from a decision: reservations, votes, recusals, notes and special opinions."""

import re
from collections.abc import Iterator, Sequence

from extractors.lines import fold
from extractors.names import NAME
from schemas.items import ItemText
from schemas.mentions import Dissent, DissentKind
from schemas.spans import Match, Range

_WHO = rf"(?P<who>(?:{NAME}(?:[ \t]*\([A-ZÅÄÖ]{{1,5}}\))?(?:(?:,|\s+och|\s+samt)\s+)?)+|(?:[A-ZÅÄÖ][\wåäö-]+(?:(?:,|\s+och|\s+samt)\s+)?)+|ledamöterna\s+i\s+[\w ]+?)"
_RULES: tuple[tuple[DissentKind, re.Pattern[str]], ...] = (
    (DissentKind.RESERVATION, re.compile(rf"{_WHO}\s+(?:reserverar|reserverade)\s+sig\b")),
    (DissentKind.RESERVATION, re.compile(rf"[Rr]eservation(?:er)?\s+(?:lämnas|anmäls|inlämnas)?\s*(?:av|från)\s+{_WHO}(?=[.,;\n]|\s+(?:mot|till)|$)")),
    (DissentKind.JAV, re.compile(rf"{_WHO}\s+(?:anmäler|anmälde|har\s+anmält|anmält)\s+jäv\b")),
    (DissentKind.JAV, re.compile(rf"(?:[Pp]å\s+grund\s+av\s+)?[Jj]äv\s*(?:anmäls\s+av|gäller\s+för|:)\s*{_WHO}")),
    (DissentKind.JAV, re.compile(rf"{_WHO}\s+deltar\s+(?:på\s+grund\s+av\s+jäv\s+inte|inte\s+på\s+grund\s+av\s+jäv|inte\s+.{{0,60}}\bjäv)")),
    (DissentKind.SARSKILT_YTTRANDE, re.compile(rf"{_WHO}\s+(?:lämnar|lämnade|anmäler|anmälde|avger|inkommer\s+med)\s+(?:ett\s+)?(?:gemensamt\s+)?särskilt\s+yttrande")),
    (DissentKind.SARSKILT_YTTRANDE, re.compile(rf"[Ss]ärskilt\s+yttrande\s+(?:lämnas|anmäls)?\s*(?:av|från)\s+{_WHO}(?=[.,;\n]|$)")),
    (DissentKind.PROTOKOLLSANTECKNING, re.compile(rf"{_WHO}\s+(?:lämnar|lämnade|anmäler|får\s+(?:göra|lämna)|begär\s+(?:att\s+få\s+)?(?:göra\s+)?)\s*(?:en\s+|följande\s+)?(?:protokollsanteckning|anteckning\s+till\s+protokollet)")),
    (DissentKind.PROTOKOLLSANTECKNING, re.compile(rf"[Pp]rotokollsanteckning\s+(?:från|av)\s+{_WHO}(?=[.,;:\n]|$)")),
)  # fmt: skip
_VOTE = re.compile(
    r"\b(?:[Oo]mröstning|[Vv]otering)\s+(?:begärs|begärdes|genomförs|genomfördes|verkställs|verkställdes)|"
    r"\bmed\s+\d+\s+(?:ja-?)?röster\s+mot\s+\d+|\b\d+\s+(?:ja-?röster|ja)\b[^.]{0,40}\b\d+\s+(?:nej-?röster|nej)\b"
)


def find_dissent(text: str, items: Sequence[ItemText]) -> Iterator[Match[Dissent]]:
    """Yield dissent item by item; the same person's same act in one item counts once."""
    for item in items:
        seen: set[tuple[DissentKind, str | None]] = set()
        body = text[item.extent.start : item.extent.end]
        rows: list[tuple[int, int, DissentKind, str | None]] = [
            (m.start(), m.end(), kind, fold(m["who"]).rstrip(" ,"))
            for kind, pattern in _RULES
            for m in pattern.finditer(body)
        ]
        vote = _VOTE.search(body)
        if vote:
            rows.append((vote.start(), vote.end(), DissentKind.VOTERING, None))
        for start, end, kind, who in sorted(rows, key=lambda row: row[:2]):
            if (kind, who) in seen:
                continue
            seen.add((kind, who))
            yield Match(
                value=Dissent(paragraph=item.paragraph, kind=kind, who=who),
                ranges=(Range(item.extent.start + start, item.extent.start + end),),
                rule=f"dissent:{kind.value}",
                confidence=0.9,
            )
