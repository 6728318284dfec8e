"""Find the meeting a protocol was kept at: date, hours, place, adjustment and the §§ it covers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from extractors.dates import find_dates
from extractors.lines import Line, fold, split_lines
from extractors.names import NAME, is_person_name
from extractors.rules import load_rules
from schemas.items import Section
from schemas.mentions import DateValue, Meeting, Precision
from schemas.spans import Match, Range

_HOURS = re.compile(
    r"(?:\bkl(?:ockan|\.)?[ \t]*)?(?<![\d.])(?P<h1>[01]?\d|2[0-3])[.:](?P<m1>[0-5]\d)(?![\d])"
    r"(?:[ \t]*(?:[-–—]|till|t\.o\.m\.)[ \t]*(?:kl\.?[ \t]*)?(?P<h2>[01]?\d|2[0-3])[.:](?P<m2>[0-5]\d))?",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"(?<!\d)(\d{1,4})(?:[ \t]*[-–—]{1,2}[ \t]*§?[ \t]*(\d{1,4}))?(?![\d/])")
# How a value goes on in the cell of its label: "Tid: 13.15", "Paragrafer 26-28", "§§ 60-61".
_AFTER_LABEL = re.compile(r"[ \t]*:[ \t]*|[ \t]+(?=[\d§A-ZÅÄÖ])|(?=§)|$")
_END = re.compile(r"[,;:. \t(]+$")
_DOTS = re.compile(r"^[. _…]+$")
_HEAD_LINES = 12  # the date that stands alone under the body's name does so at the very top
_MOST_PARAGRAPHS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    text: str
    place: Range


def find_meeting(text: str, sections: Sequence[Section]) -> Match[Meeting] | None:
    """Return the meeting as the cover states it, None where neither a label nor a day alone stands there.

    Without a label the day is the one that stands alone at the very top.
    """
    if not sections:
        return None
    extent = Range(_start(sections[0]), sections[-1].body.end)
    values = _labelled(split_lines(text, extent))
    day = _first_day(values, ("day", "when", "when_where"))
    if day is None:
        alone = _day_alone(text, extent)
        day = alone.value.value if alone else None
        if alone is not None:
            values["alone"] = _Value(text="", place=alone.ranges[0])
    if not {"when", "when_where", "day", "adjusted", "covers", "alone"} & values.keys():
        return None
    hours = _first_hours(values)
    adjusted = values.get("adjusted")
    meeting = Meeting(
        date=day,
        start=_clock(hours, "1") if hours else None,
        end=_clock(hours, "2") if hours and hours["h2"] else None,
        place=_place(values) or None,
        adjustment_date=_day_in(adjusted.text) if adjusted else None,
        adjusters=tuple(_names(values["adjusters"].text)) if "adjusters" in values else (),
        covers=_covers(values["covers"].text) if "covers" in values else (),
    )
    ranges = tuple(sorted({value.place for value in values.values()}))
    return Match(value=meeting, ranges=ranges, rule="meetings:cover")


def _start(section: Section) -> int:
    return section.heading.start if section.heading is not None else section.body.start


def _labelled(lines: Sequence[Line]) -> dict[str, _Value]:
    """Read the values of all labels; of a label that stands twice the first that has a value."""
    values: dict[str, _Value] = {}
    for index, line in enumerate(lines):
        for name, value in _labels_of(lines, index, line):
            if value is not None:
                values.setdefault(name, value)
    return values


def _labels_of(lines: Sequence[Line], index: int, line: Line) -> Iterator[tuple[str, _Value | None]]:
    cells = [(line.cell(number), place) for number, place in enumerate(line.cells)]
    number = 0
    while number < len(cells):
        content, place = cells[number]
        label = _label(content)
        number += 1
        if label is None:
            continue
        name, rest = label
        if rest:
            value = _Value(text=rest, place=Range(place.end - len(rest), place.end))
            yield name, _with_more(lines, index, name, value) if number == len(cells) else value
            continue
        following = []
        while number < len(cells) and _label(cells[number][0]) is None:
            following.append(cells[number])
            number += 1
        if following:
            value = _Value(
                text=" ".join(content for content, _ in following),
                place=Range(following[0][1].start, following[-1][1].end),
            )
            yield name, _with_more(lines, index, name, value) if number == len(cells) else value
        elif number == len(cells):
            yield name, _below(lines, index, name)


def _label(cell: str) -> tuple[str, str] | None:
    """Return a label's name and what follows it in its cell, None where the cell begins with none."""
    for rule in load_rules("meetings", "label"):
        m = rule.pattern.match(cell)
        if m is not None and (after := _AFTER_LABEL.match(cell, m.end())) is not None:
            return rule.name, cell[after.end() :]
    return None


def _with_more(lines: Sequence[Line], index: int, name: str, value: _Value) -> _Value:
    """Add the lines below that go on in the second column: the hours of a place, more adjusters."""
    for line in lines[index + 1 : index + 4]:
        if line.after_blank or len(line.cells) > 1 or not _goes_on(line, name):
            break
        value = _Value(text=f"{value.text}\n{line.text}", place=Range(value.place.start, line.end))
    return value


def _goes_on(line: Line, name: str) -> bool:
    if any(_label(line.cell(number)) for number in range(len(line.cells))):
        return False
    if name == "adjusters":
        return is_person_name(_without_party(line.text))
    return name == "when_where" and bool(re.match(r"(?:kl\b|\d|ajourn)", line.text, re.IGNORECASE))


def _below(lines: Sequence[Line], index: int, name: str) -> _Value | None:
    """The value on the next line, where that is no label itself and no line of dots to sign on."""
    for line in lines[index + 1 : index + 3]:
        if _DOTS.fullmatch(line.text):
            continue
        if _label(line.cell(0)) is not None:
            return None
        return _with_more(lines, index + 1, name, _Value(text=line.text, place=Range(line.start, line.end)))
    return None


def _without_party(text: str) -> str:
    return re.sub(r"\s*\(\w+\)$", "", text)


def _day_in(value: str) -> str | None:
    return next((d.value.value for d in find_dates(value) if d.value.precision is Precision.DAY), None)


def _first_day(values: dict[str, _Value], names: Sequence[str]) -> str | None:
    return next((day for name in names if name in values and (day := _day_in(values[name].text))), None)


def _day_alone(text: str, extent: Range) -> Match[DateValue] | None:
    """The one day that fills a line or a cell at the very top, under or beside the body's name."""
    top = split_lines(text, Range(extent.start, min(extent.end, extent.start + 1500)))[:_HEAD_LINES]
    # Under "Justering" and the like a day alone is another one.
    top = list(takewhile(lambda line: _label(line.cell(0)) is None, top))
    cells = [(line.cell(number), place) for line in top for number, place in enumerate(line.cells)]
    found = [
        Match(value=day.value, ranges=(place,), rule=day.rule, confidence=day.confidence)
        for cell, place in cells
        for day in find_dates(cell)
        if day.value.precision is Precision.DAY and _fills(cell, day)
    ]
    return found[0] if len({day.value.value for day in found}) == 1 else None


def _fills(cell: str, day: Match[DateValue]) -> bool:
    rest = cell[: day.start] + cell[day.end :]
    for rule in load_rules("meeting_words", "not_place"):
        rest = rule.pattern.sub("", rest)
    return not re.search(r"\w", rest)


def _first_hours(values: dict[str, _Value]) -> re.Match[str] | None:
    for name in ("when", "when_where", "day"):
        if name in values:
            without = values[name].text
            for day in sorted(find_dates(without), key=lambda d: -d.start):
                without = without[: day.start] + " " * (day.end - day.start) + without[day.end :]
            hours = _HOURS.search(without)
            if hours is not None:
                return hours
    return None


def _clock(m: re.Match[str], which: str) -> str:
    return f"{int(m['h' + which]):02d}:{m['m' + which]}"


def _place(values: dict[str, _Value]) -> str:
    if "where" in values:
        return _END.sub("", fold(values["where"].text))
    return _place_in(values["when_where"].text) if "when_where" in values else ""


def _place_in(value: str) -> str:
    """What is left of "Plats och tid" when date, hours and breaks are taken out."""
    rest = value
    for match in sorted(find_dates(value), key=lambda d: -d.start):
        rest = rest[: match.start] + rest[match.end :]
    for rule in load_rules("meeting_words", "not_place"):
        if rule.name == "adjournment":
            rest = rule.pattern.sub("", rest)
    rest = _HOURS.sub("", rest)
    for rule in load_rules("meeting_words", "not_place"):
        rest = rule.pattern.sub("", rest)
    rest = re.sub(r"(?:[ ,;]*,)+", ",", fold(rest))
    return _END.sub("", rest.lstrip(" ,;:.-–"))


def _names(value: str) -> Iterator[str]:
    for m in re.finditer(NAME, value):
        if is_person_name(fold(m[0])):
            yield fold(m[0])


def _covers(value: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for m in _PARAGRAPHS.finditer(value):
        first, last = int(m[1]), int(m[2] or m[1])
        if first <= last <= first + _MOST_PARAGRAPHS:
            numbers += range(first, last + 1)
    return tuple(dict.fromkeys(numbers))
