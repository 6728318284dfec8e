"""Find who took part in a meeting: rows under the headings of those present."""

import re
from collections.abc import Iterator, Sequence

from extractors.lines import Line, fold, split_lines
from extractors.names import NAME, PARTY, is_person_name
from extractors.rules import load_rules
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
    # Two lists can stand side by side: each column has its own heading, a new one can come in either.
    categories: list[str | None] = [section.title or None]
    first_line_end = text.find("\n", section.body.start)
    misses = 0
    for line in split_lines(text, section.body):
        beside = section.heading is not None and line.start <= first_line_end
        rows = list(_line_rows(line, categories, first_column=1 if beside else 0))
        yield from rows
        # A list of people ends where prose begins.
        misses = 0 if rows else misses + 1
        if misses >= 2 and len(line.text.split()) > 8:
            return


def _line_rows(line: Line, categories: list[str | None], first_column: int) -> Iterator[Match[Attendance]]:
    """Yield the people of one line; a cell that is a heading sets its column's category from here on."""
    pieces: list[tuple[int, int, int]] = []
    at, column = 0, first_column
    for separator in [*_SPLIT.finditer(line.text), None]:
        end = separator.start() if separator else len(line.text)
        if line.text[at:end].strip():
            pieces.append((at, end, column))
        at = separator.end() if separator else end
        column += bool(separator and "\t" in separator[0])
    role_before: str | None = None
    for index, (piece_start, piece_end, column) in enumerate(pieces):
        raw = line.text[piece_start:piece_end]
        cell = re.sub(r"^[-•–][ \t]*", "", raw.strip())
        if _is_heading(cell):
            categories += [categories[-1]] * (column + 1 - len(categories))
            categories[column] = fold(cell)
            continue
        m = _ROW.fullmatch(cell)
        if m is None or not is_person_name(fold(m["name"])):
            role_before = fold(cell) if _ROLE_CELL.fullmatch(cell) else None
            continue
        start = line.start + piece_start + raw.find(cell)
        end = start + len(cell)
        role = m["bracketed"] or m["plain"]
        role = None if role is None or _NOT_ROLE.match(role) else fold(role)
        if role is None and index + 1 < len(pieces):
            following = fold(line.text[slice(*pieces[index + 1][:2])])
            if _ROLE_CELL.fullmatch(following):
                role, end = following, line.start + pieces[index + 1][1]
        party = m["party"]
        yield Match(
            value=Attendance(
                name=fold(m["name"]),
                party=None if party in (None, "-", "–") else party,
                role=role or role_before,
                category=categories[min(column, len(categories) - 1)],
            ),
            ranges=(Range(start, end),),
            rule="attendance:row",
        )
        role_before = None


def _is_heading(cell: str) -> bool:
    return any(
        rule.name == SectionKind.ATTENDANCE.value and rule.pattern.fullmatch(fold(cell).rstrip(":"))
        for rule in load_rules("headings")
    )
