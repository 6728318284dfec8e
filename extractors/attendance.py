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
    r"(?:[ \t]*[,–-]?[ \t]*\((?P<bracketed>[^()\n]{2,60})\)|[ \t]*[,–][ \t]*(?P<plain>[^\n\t()]{2,70}?))?"
    r"[ \t]*[,;]?$"
)
_NAME_AND_PARTY = re.compile(rf"(?P<name>{NAME})(?:[ \t]*,?[ \t]*{PARTY})?[ \t]*(?P<rest>.*)$")
# In running lists each person shows by the party after the name, or by the title before it.
_IN_LIST = re.compile(rf"(?P<name>{NAME})[ \t]*,?[ \t]*{PARTY}")
_TITLE_AND_NAME = re.compile(
    rf"(?P<role>\b[A-ZÅÄÖ]?[a-zåäö]+(?:sekreterare|chef|direktör|handläggare|strateg|samordnare|utredare|"
    rf"controller|jurist|ekonom)|\b[Ss]ekreterare)[ \t]+(?P<name>{NAME})"
)
_LIST_LABEL = re.compile(r"(?P<label>Ledamöter|Ersättare|Tjänstemän|Tjänstepersoner|Ordinarie)[ \t]*:[ \t]*")
_SPLIT = re.compile(rf",[ \t]+(?={NAME}[ \t]*\([A-ZÅÄÖ]{{1,5}}\))|\t+")
_SEPARATED = re.compile(rf"\)[ \t]*(?:§[^,]{{0,20}})?(?:,|och|samt)[ \t]+(?={NAME})")


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
    if _is_running_list(line):
        yield from _running_list(line, categories)
        return
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
        cell = re.sub(r"^[-•–*][ \t]*", "", raw.strip())
        if _is_heading(cell):
            categories += [categories[-1]] * (column + 1 - len(categories))
            categories[column] = fold(cell).rstrip(": ")
            continue
        read = _read_row(cell)
        if read is None:
            role_before = fold(cell) if _is_one_of("role", cell) else None
            continue
        name, party, role = read
        start = line.start + piece_start + raw.find(cell)
        end = start + len(cell)
        if role is None and index + 1 < len(pieces):
            following = fold(line.text[slice(*pieces[index + 1][:2])])
            if _is_one_of("role", following):
                role, end = following, line.start + pieces[index + 1][1]
        yield Match(
            value=Attendance(
                name=name,
                party=party,
                role=role or role_before,
                category=categories[min(column, len(categories) - 1)],
            ),
            ranges=(Range(start, end),),
            rule="attendance:row",
        )
        role_before = None


def _read_row(cell: str) -> tuple[str, str | None, str | None] | None:
    """Return name, party and role of a cell that names one person, None where it does not."""
    party_outside: str | None = None
    for table in ("party_first", "party_between"):
        for rule in load_rules("attendance", table):
            m = rule.first(cell)
            if m is not None and party_outside is None:
                party_outside = m["party"].upper()
                cell = cell[: m.start()] + cell[m.end() :]
    m = _ROW.fullmatch(cell)
    if m is not None and is_person_name(fold(m["name"])):
        role = m["bracketed"] or m["plain"]
        return fold(m["name"]), _party(m["party"], party_outside), _role(role)
    m = _NAME_AND_PARTY.match(cell)
    if m is None or not is_person_name(fold(m["name"])) or not m["rest"]:
        return None
    rest = m["rest"].strip(" ,;")
    bare_role = _is_one_of("role", rest)
    # Without a party only a role can follow: else it is no row but a sentence that begins with a name.
    if not bare_role and not (m["party"] and (_is_one_of("remark", rest) or m["rest"].startswith(","))):
        return None
    return fold(m["name"]), _party(m["party"], party_outside), rest if bare_role else _role(rest)


def _party(printed: str | None, outside: str | None) -> str | None:
    return outside if printed in (None, "-", "–") else printed


def _role(words: str | None) -> str | None:
    if words is None or _is_one_of("remark", fold(words)):
        return None
    # "Karin Exempel (S), ersättare för Anna Exempel" names a role too, but whose is not part of it.
    return fold(re.split(r",[ \t]*(?=§|ej\b|deltar\b|tjänstgör)|[ \t]+(?=§)", words)[0])


def _is_running_list(line: Line) -> bool:
    if len(_IN_LIST.findall(line.text)) > 1 and _SEPARATED.search(line.text):
        return True
    last = line.cell(len(line.cells) - 1)
    return _TITLE_AND_NAME.search(line.text) is not None and _ROW.fullmatch(last) is None


def _running_list(line: Line, categories: list[str | None]) -> Iterator[Match[Attendance]]:
    """Yield the people of a line that lists several: "Ersättare: A (S), B (M) samt sekreterare C"."""
    label = _LIST_LABEL.search(line.text)
    category = categories[min(len(line.cells) - 1, len(categories) - 1)]
    found: list[tuple[int, int, str, str | None, str | None]] = []
    for m in _IN_LIST.finditer(line.text):
        after = re.match(r"[ \t]*,[ \t]*([^,\t]{3,40})", line.text[m.end() :])
        role = after[1] if after and _is_one_of("role", after[1].strip()) else None
        found.append((m.start(), m.end(), m["name"], m["party"], role))
    taken = {start for start, *_ in found}
    found += [
        (m.start("name"), m.end("name"), m["name"], None, m["role"])
        for m in _TITLE_AND_NAME.finditer(line.text)
        if m.start("name") not in taken
    ]
    for start, end, name, party, role in sorted(found):
        if is_person_name(fold(name)):
            yield Match(
                value=Attendance(
                    name=fold(name),
                    party=_party(party, None),
                    role=fold(role) if role else None,
                    category=label["label"] if label and category is None else category,
                ),
                ranges=(Range(line.start + start, line.start + end),),
                rule="attendance:running-list",
                confidence=0.9,
            )


def _is_one_of(table: str, words: str) -> bool:
    return any(rule.first(fold(words)) for rule in load_rules("attendance", table))


def _is_heading(cell: str) -> bool:
    return any(
        rule.name == SectionKind.ATTENDANCE.value and rule.pattern.fullmatch(fold(cell).rstrip(": "))
        for rule in load_rules("headings")
    )
