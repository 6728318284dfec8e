"""Find the meeting a protocol was kept at: date, hours, place, adjustment and the §§ it covers."""

import re
from collections.abc import Iterator, Sequence

from extractors.dates import find_dates
from extractors.lines import Line, fold, split_lines
from extractors.names import NAME, is_person_name
from schemas.items import Section, SectionKind
from schemas.mentions import Meeting, Precision
from schemas.spans import Match, Range

_LABELS: tuple[tuple[str, str], ...] = (
    ("covers", r"protokollet omfattar|omfattar|paragrafer|paragraf(?:er)? nr|§§"),
    ("adjusted", r"(?:justeringens?|justeringsdag|justeringsdatum|justeringstid|tid för justering)(?: (?:plats och tid|tid och plats|tid|datum))?|"
     r"plats och tid för justering(?:en)?|datum för justering|justerad|justerat"),
    ("adjusters", r"utse(?:s|dd|dda) att justera|justerare|justerande|utsedda justerare|val av justerare|justeras av"),
    ("when_where", r"plats och tid|tid och plats|tid och lokal"),
    ("when", r"sammanträdes(?:tid|datum|dag|dagar)|mötes(?:tid|datum)|tid(?:punkt)?|datum och tid|sammanträdet (?:öppnas|hålls)"),
    ("where", r"(?:sammanträdes|mötes)?(?:plats|lokal)"),
)  # fmt: skip
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS), re.IGNORECASE)
_HOURS = re.compile(
    r"(?:kl(?:ockan|\.)?[ \t]*)?(?P<h1>[01]?\d|2[0-3])[.:](?P<m1>[0-5]\d)(?:[ \t]*(?:[-–—]|till|t\.o\.m\.)[ \t]*(?:kl\.?[ \t]*)?"
    r"(?P<h2>[01]?\d|2[0-3])[.:](?P<m2>[0-5]\d))?"
)
_PARAGRAPHS = re.compile(r"(?<!\d)(\d{1,4})(?:[ \t]*[-–—][ \t]*§?[ \t]*(\d{1,4}))?")
_END = re.compile(r"[,;:. \t(]+$")


def find_meeting(text: str, sections: Sequence[Section]) -> Match[Meeting] | None:
    """Return the meeting as the cover states it, None where no label of one is found."""
    values: dict[str, tuple[str, Range]] = {}
    for section in sections:
        if section.kind in (SectionKind.COVER, SectionKind.KIND, SectionKind.ADJUSTMENT):
            for name, value, place in _labelled(text, section):
                values.setdefault(name, (value, place))
    if not {"when", "when_where", "adjusted", "covers"} & values.keys():
        return None
    when, when_place = values.get("when") or values.get("when_where") or ("", Range(0, 0))
    day = next((d for d in find_dates(when) if d.value.precision is Precision.DAY), None)
    after = when[day.end :] if day else when
    hours = _HOURS.search(after) or _HOURS.search(when)
    place = (
        values["where"][0]
        if "where" in values
        else _place_in(when if "when_where" in values and "when" not in values else "")
    )
    adjusted = values.get("adjusted", ("", Range(0, 0)))[0]
    adjusted_day = next((d for d in find_dates(adjusted) if d.value.precision is Precision.DAY), None)
    meeting = Meeting(
        date=day.value.value if day else None,
        start=_clock(hours, "1") if hours else None,
        end=_clock(hours, "2") if hours and hours["h2"] else None,
        place=place or None,
        adjustment_date=adjusted_day.value.value if adjusted_day else None,
        adjusters=tuple(_names(values["adjusters"][0])) if "adjusters" in values else (),
        covers=_covers(values["covers"][0]) if "covers" in values else (),
    )
    ranges = tuple(sorted({place for _, place in values.values()}))
    return Match(value=meeting, ranges=ranges, rule="meetings:cover")


def _labelled(text: str, section: Section) -> Iterator[tuple[str, str, Range]]:
    """Yield label, value and where the value stands: after the label, or on the lines below it."""
    lines = split_lines(text, section.body)
    if section.heading is not None and section.kind is SectionKind.ADJUSTMENT:
        name = _label_of(section.title)
        if name and lines:
            yield name, lines[0].text, Range(lines[0].start, lines[0].end)
    for index, line in enumerate(lines):
        m = _LABEL.match(line.text)
        if m is None or m.lastgroup is None:
            continue
        rest = line.text[m.end() :]
        if rest and not re.match(r"[ \t]*[:\t]|[ \t]+(?=[\d§A-ZÅÄÖ])|[ \t]*(?=§)", rest):
            continue
        value = rest.lstrip(" \t:")
        if value:
            start = line.end - len(value)
            end = line.end
            following = lines[index + 1] if index + 1 < len(lines) else None
            # "Plats och tid" and the adjusters can go on below, indented into the second column.
            if following is not None and not following.after_blank and _goes_on(following, m.lastgroup):
                value, end = value + "\n" + following.text, following.end
            yield m.lastgroup, value, Range(start, end)
        elif index + 1 < len(lines) and not _LABEL.match(lines[index + 1].text):
            following = lines[index + 1]
            yield m.lastgroup, following.text, Range(following.start, following.end)


def _goes_on(line: Line, name: str) -> bool:
    if _LABEL.match(line.text) or len(line.cells) > 1:
        return False
    if name == "adjusters":
        return is_person_name(re.sub(r"\s*\(\w+\)$", "", line.text))
    return name in ("when_where",) and not re.match(r"(?:Besl|Närv|Ord|Led|Just)", line.text)


def _label_of(title: str) -> str | None:
    m = _LABEL.fullmatch(title)
    return m.lastgroup if m else None


def _clock(m: re.Match[str], which: str) -> str:
    return f"{int(m['h' + which]):02d}:{m['m' + which]}"


def _place_in(value: str) -> str:
    """What is left of "Plats och tid" when date and hours are taken out."""
    rest = value
    for match in sorted(find_dates(value), key=lambda d: -d.start):
        rest = rest[: match.start] + rest[match.end :]
    rest = _HOURS.sub("", rest)
    rest = re.sub(
        r"\b(?:den|klockan|kl\.?|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?)\b", "", rest, flags=re.IGNORECASE
    )
    return _END.sub("", fold(rest).lstrip(" ,;:.-–"))


def _names(value: str) -> Iterator[str]:
    for m in re.finditer(NAME, value):
        if is_person_name(fold(m[0])):
            yield fold(m[0])


def _covers(value: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for m in _PARAGRAPHS.finditer(value):
        first, last = int(m[1]), int(m[2] or m[1])
        if first <= last <= first + 400:
            numbers += range(first, last + 1)
    return tuple(dict.fromkeys(numbers))
