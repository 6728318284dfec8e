"""Find beslutsunderlag: the documents a decision rests on, one entry each."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.bodies import find_bodies
from extractors.dates import find_dates
from extractors.headings import is_furniture
from extractors.known_committees import committee_by_code, committee_code
from extractors.lines import fold, split_entries, split_lines
from schemas.items import Section, SectionKind
from schemas.mentions import Basis, Precision
from schemas.spans import Match, Range

# The first words of an entry tell what it is. Order matters.
_KINDS: tuple[tuple[str, str], ...] = (
    ("tjänsteskrivelse", r"(?:[A-Z]-)?tjänste(?:skrivelse|utlåtande|mannaskrivelse)"),
    ("protokollsutdrag", r"(?:[A-Z]-)?(?:protokollsutdrag|utdrag ur protokoll|protokoll)"),
    ("bilaga", r"bilaga"),
    ("utredning", r"\w*utredning"),
    ("rapport", r"\w*rapport|\w*redovisning|uppföljning|utvärdering"),
    ("ansökan", r"\w*ansökan"),
    ("avtal", r"\w*avtal|\w*överenskommelse|förslag till (?:\w*avtal|överenskommelse)"),
    ("remiss", r"remiss\w*|yttrande"),
    ("motion", r"motion|medborgarförslag"),
    ("riktlinjer", r"riktlinje\w*|policy|reglemente"),
    ("skrivelse", r"\w*skrivelse"),
    ("checklista", r"checklista"),
)
_DECISION = re.compile(r"\bbeslut\b(?!sunderlag)", re.IGNORECASE)
# Without bullets an entry ends where its line ends in a date or a §.
_ENDS_ENTRY = re.compile(r"(?:\d{4}-\d\d-\d\d|\b(?:19|20)\d\d|§§?[ \t]*\d+(?:/\d+)?)[.,;]?$")


def find_basis(
    text: str, sections: Sequence[Section], municipality: str | None = None
) -> Iterator[Match[Basis]]:
    """Yield the entries under "Beslutsunderlag"; a date and a committee are read off the entry."""
    for section in sections:
        if section.kind is not SectionKind.BASIS:
            continue
        for entry in split_entries(text, section.body):
            for start, end in _own_lines(text, entry.start, entry.end, marked=entry.marked):
                content = fold(text[start:end])
                if re.search(r"\w{3}", content) and not is_furniture(content):
                    yield Match(
                        value=_basis(content, municipality), ranges=(Range(start, end),), rule="basis:entry"
                    )


def _own_lines(text: str, start: int, end: int, *, marked: bool) -> Iterator[tuple[int, int]]:
    """An entry with a mark is one document; without marks, a line that opens like a document is a new one."""
    if marked:
        yield start, end
        return
    at = start
    for before, line in pairwise(split_lines(text, Range(start, end))):
        if _kind_at(line.text) is not None or (_ENDS_ENTRY.search(before.text) and line.text[:1].isupper()):
            yield at, before.end
            at = line.start
    yield at, end


def _kind_at(content: str) -> str | None:
    for kind, pattern in _KINDS:
        if re.match(rf"(?:{pattern})\b", content, re.IGNORECASE):
            return kind
    return None


def _basis(content: str, municipality: str | None) -> Basis:
    kind = _kind_at(content)
    day = next((d for d in find_dates(content) if d.value.precision is Precision.DAY), None)
    body = next(iter(find_bodies(content)), None)
    head = content[: day.start] if day else content
    if kind is None and _DECISION.search(head):
        kind = "beslut"
    code: str | None = None
    title: str | None = None
    if day is not None:
        coded = re.search(r"\b([A-ZÅÄÖ]{2,6})\s*$", head)
        known = None
        if coded is not None:
            # "HVOAU": the committee's working committee goes by the committee's code.
            known = committee_by_code(coded[1], municipality) or committee_by_code(
                coded[1].removesuffix("AU"), municipality
            )
        if known is not None:
            code = known.code
        elif body is not None and body.start < day.start and body.value.base:
            row = committee_code(body.value.base, municipality)
            code = row.code if row else None
        title = content[day.end :].strip(" ,.;:–-") or None
        if title is not None and re.match(r"§", title):
            title = None
    return Basis(
        text=content,
        kind=kind or "övrigt",
        committee=code,
        date=day.value.value if day else None,
        title=title,
    )
