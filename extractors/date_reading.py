"""Read dates off text by the rules of `date_words.toml`: what `dates` and `periods` share."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from extractors.rules import (
    Blocked,
    Expression,
    Rule,
    load_lexicon,
    load_rules,
    value_group,
    without_overlaps,
)
from schemas.mentions import DateValue, Precision
from schemas.spans import Match, Range

LEXICON = "date_words"
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"), start=1
    )
}
_SEASONS = {"v": "winter", "vå": "spring", "vt": "spring", "so": "summer", "hö": "autumn", "ht": "autumn"}
_SEASON_ORDER = ("winter", "spring", "summer", "autumn")
# Two-digit years up to this one are of this century: records of 1970–2069.
_LAST_SHORT_YEAR = 69
_PARTS = ("year", "yy", "month", "monthname", "day", "season")
# An expression that spans more years than this ("2000-2090") is two numbers.
_LONGEST_RANGE_YEARS = 60


@lru_cache(maxsize=1)
def read_dates(text: str) -> tuple[Match[DateValue], ...]:
    """Return every date in `text`, of any precision, in document order.

    A date that borrows its month or year from the next one ("15 och 16 mars 2022") has two ranges, and
    the second lies behind the start of the next match. The last answer is kept: dates and periods of a
    document are read one after the other.
    """
    blocked = Blocked.by(load_rules(LEXICON, "blocker"), text)
    free = (found for found in _expressions(text) if not blocked.touches(found.start, found.end))
    return tuple(without_overlaps(free))


def read_short_day(text: str) -> DateValue | None:
    """Read `190912`, which only its context makes a date."""
    found = re.fullmatch(r"(?P<yy>\d\d)(?P<month>\d\d)(?P<day>\d\d)", text)
    read = _read(found, "", None) if found else None
    return read[0] if read else None


def first_day(value: str) -> tuple[int, int, int]:
    """Return a sort key for an ISO value of any precision: year, month, day of its beginning.

    >>> first_day("2021-spring") < first_day("2021-08-01")
    True

    """
    year, _, rest = value.partition("-")
    if rest in _SEASON_ORDER:
        return int(year), 1 + 3 * _SEASON_ORDER.index(rest), 0
    month, _, day = rest.partition("-")
    return int(year), int(month or 0), int(day or 0)


def _expressions(text: str) -> Iterator[Expression[DateValue]]:
    for rule in load_rules(LEXICON):
        for found in rule.finditer(text):
            committee = found.groupdict().get("committee")
            if committee is not None and committee not in _committee_names():
                continue
            matches = _matches(rule, found)
            start, end = found.span(value_group(found))
            if matches:
                start = min(match.start for match in matches)
                end = max(match.end for match in matches)
            elif "day" not in found.groupdict() or "day2" in found.groupdict():
                continue
            # "31 juni 2022" is no date, and its year says nothing either: nothing else is read from it.
            yield Expression(start=start, end=end, matches=matches)


@cache
def _committee_names() -> frozenset[str]:
    rows = load_lexicon("committees")["committee"]
    return frozenset(name for row in rows for name in (row["code"], *row.get("abbreviations", ())))


def _matches(rule: Rule, found: re.Match[str]) -> tuple[Match[DateValue], ...]:
    """Read the expression's dates from the last to the first, so that each can borrow from the next."""
    groups = found.groupdict()
    suffixes = [suffix for suffix in ("", "2", "3") if any(groups.get(part + suffix) for part in _PARTS)]
    matches: list[Match[DateValue]] = []
    following: dict[str, tuple[int, Range]] = {}
    for suffix in reversed(suffixes):
        read = _read(found, suffix, following)
        if read is None:
            return ()
        value, ranges, following = read
        matches.insert(0, Match(value=value, ranges=ranges, rule=rule.id, confidence=rule.confidence))
    keys = [first_day(match.value.value) for match in matches]
    if rule.data.get("next_year") and keys[1][0] != keys[0][0] + 1:
        return ()
    if any(later <= earlier for earlier, later in pairwise(keys)):
        return ()
    return tuple(matches) if keys[-1][0] - keys[0][0] <= _LONGEST_RANGE_YEARS else ()


def _read(
    found: re.Match[str], suffix: str, following: dict[str, tuple[int, Range]] | None
) -> tuple[DateValue, tuple[Range, ...], dict[str, tuple[int, Range]]] | None:
    """Read one date of an expression; None where there is no such day.

    Returns the date, its passages, and its parts with theirs for the date before it to borrow.
    """
    groups = found.groupdict()
    own: dict[str, tuple[int, Range]] = {}
    season: str | None = None
    for part in _PARTS:
        written = groups.get(part + suffix)
        if written is None:
            continue
        where = Range(*found.span(part + suffix))
        if part == "season":
            lower = written.casefold()
            season = _SEASONS.get(lower[:2]) or _SEASONS[lower[:1]]
            own["season"] = (_SEASON_ORDER.index(season), where)
        elif part == "monthname":
            own["month"] = (_MONTHS[written.casefold()[:3]], where)
        elif part == "yy":
            own["year"] = (_full_year(written, groups.get("year")), where)
        else:
            own[part] = (int(written), where)
    borrowed: dict[str, tuple[int, Range]] = {
        part: following[part]
        for part in ("month", "year")
        if following and part in following and part not in own and not (part == "month" and "day" not in own)
    }
    parts = {**own, **borrowed}
    value = _date_value({part: number for part, (number, _) in parts.items()}, season)
    if value is None:
        return None
    passages = [_hull(own)] + ([_hull(borrowed)] if borrowed else [])
    return value, tuple(passages), parts


def _full_year(written: str, first_year: str | None) -> int:
    """Read two digits: of the century of the expression's first year, else of the last hundred years."""
    if first_year:
        return int(first_year[:2] + written)
    return int(written) + (2000 if int(written) <= _LAST_SHORT_YEAR else 1900)


def _date_value(parts: dict[str, int], season: str | None) -> DateValue | None:
    year = parts.get("year")
    if year is None:
        return None
    if season is not None:
        return DateValue(value=f"{year}-{season}", precision=Precision.SEASON)
    month, day = parts.get("month"), parts.get("day")
    if month is None:
        return DateValue(value=f"{year}", precision=Precision.YEAR)
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    if day is None:
        return DateValue(value=f"{year}-{month:02}", precision=Precision.MONTH)
    return DateValue(value=whole.isoformat(), precision=Precision.DAY)


def _hull(parts: Mapping[str, tuple[int, Range]]) -> Range:
    return Range(
        min(where.start for _, where in parts.values()), max(where.end for _, where in parts.values())
    )
