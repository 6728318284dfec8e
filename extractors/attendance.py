"""Find who took part in a meeting: rows under the headings of those present."""

import re
from collections.abc import Iterator, Sequence

from extractors.lines import Line, fold, split_lines
from extractors.names import NAME, PARTY, is_person_name
from schemas.items import Section, SectionKind
from schemas.mentions import Attendance
from schemas.spans import Match, Range

_ROW = re.compile(
    rf"(?P<name>{NAME})(?:[ \t]*,?[ \t]*{PARTY})?"
    r"(?:[ \t]*[,–-]?[ \t]*\((?P<bracketed>[^()\n]{2,60})\)|[ \t]*[,–][ \t]*(?P<plain>[^\n\t()]{2,70}?))?[ \t]*[.,;]?$"
)
# "§§ 12–14", "kl 09:00-10:00", "tjänstgör för …" say when and for whom, not in which role.
_NOT_ROLE = re.compile(
    r"^(?:§|kl\b|tjg|tjänstgör|ersätter|ersättare för|frånvarande|närvarande|del av)", re.IGNORECASE
)
_SPLIT = re.compile(rf",[ \t]+(?={NAME}[ \t]*\([A-ZÅÄÖ]{{1,5}}\))|\t+")
_ROLE_CELL = re.compile(
    r"(?:(?:\d:[ae]|förste|andre|första|andra|1:e|2:e)[ \t]+)?(?:vice[ \t]+)?ordförande|ledamot|ersättare|sekreterare",
    re.IGNORECASE,
)


def find_attendance(text: str, sections: Sequence[Section]) -> Iterator[Match[Attendance]]:
    """Yield one row for each person under a heading of attendance, in printed order."""
    for section in sections:
        if section.kind is SectionKind.ATTENDANCE:
            yield from _rows(text, section)


def _rows(text: str, section: Section) -> Iterator[Match[Attendance]]:
    misses = 0
    for line in split_lines(text, section.body):
        rows = list(_line_rows(line, section.title))
        yield from rows
        # A list of people ends where prose begins.
        misses = 0 if rows else misses + 1
        if misses >= 2 and len(line.text.split()) > 8:
            return


def _line_rows(line: Line, category: str) -> Iterator[Match[Attendance]]:
    pieces: list[Range] = []
    at = 0
    for separator in [*_SPLIT.finditer(line.text), None]:
        end = separator.start() if separator else len(line.text)
        if line.text[at:end].strip():
            pieces.append(Range(at, end))
        at = separator.end() if separator else end
    role_before: str | None = None
    for index, piece in enumerate(pieces):
        raw = line.text[piece.start : piece.end]
        start = piece.start + len(raw) - len(raw.lstrip())
        cell = re.sub(r"^[-•–][ \t]*", "", raw.strip())
        start += len(raw.strip()) - len(cell)
        m = _ROW.fullmatch(cell)
        if m is None or not is_person_name(m["name"]):
            role_before = fold(cell) if _ROLE_CELL.fullmatch(cell) else None
            continue
        role = m["bracketed"] or m["plain"]
        role = None if role is None or _NOT_ROLE.match(role) else fold(role)
        end = line.start + start + len(cell)
        if role is None and index + 1 < len(pieces):
            following = pieces[index + 1]
            after = fold(line.text[following.start : following.end])
            if _ROLE_CELL.fullmatch(after):
                role, end = after, line.start + following.end
        party = m["party"]
        yield Match(
            value=Attendance(
                name=fold(m["name"]),
                party=None if party in (None, "-", "–") else party,
                role=role or role_before,
                category=category or None,
            ),
            ranges=(Range(line.start + start, end),),
            rule="attendance:row",
        )
        role_before = None
