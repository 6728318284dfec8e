"""Find periods: two dates that belong together, or one with the words that make it a span of time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.date_reading import LEXICON, first_day, read_dates
from extractors.rules import load_rules
from schemas.mentions import DateValue, Period, Precision
from schemas.spans import Match, Range

# How far before a date the words that make it a period can begin, and how far apart two dates can be.
_LOOK_BACK, _LONGEST_JOIN = 70, 40
# A meeting that moves from one day to another has no duration.
_MOVED = re.compile(r"\b(?:flytta|senarelägg|tidigarelägg|ändra|skjut)\w*(?:\s+\w+){0,4}\s*\Z", re.IGNORECASE)
_COARSEST_FIRST = (Precision.YEAR, Precision.SEASON, Precision.MONTH, Precision.DAY)


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words before a date: their kind in the lexicon ("" for none) and where they begin."""

    kind: str
    start: int


def find_periods(text: str) -> Iterator[Match[Period]]:
    """Yield the periods in `text`, in order; the match covers the printed quote.

    Both ends are inclusive and as precise as printed; an end that is not printed is None ("från och med
    2022"). "under 2022" is the whole year; "under våren 2021" says when something happened.

    >>> [(m.value.period_from, m.value.period_to) for m in find_periods("perioden 2020 till 2022")]
    [('2020', '2022')]
    >>> [(m.value.period_from, m.value.period_to) for m in find_periods("gäller tillsvidare från 2022-01-01")]
    [('2022-01-01', None)]

    """
    dates = read_dates(text)
    index = 0
    while index < len(dates):
        previous_end = dates[index - 1].end if index else 0
        lead = _lead(text, max(previous_end, dates[index].start - _LOOK_BACK), dates[index].start)
        last = _last_of_range(text, dates, index, lead)
        period = (
            _closed(text, lead, dates[index], dates[last]) if last > index else _single(lead, dates[index])
        )
        if period is not None:
            yield period
        index = last + 1


def _lead(text: str, low: int, start: int) -> _Lead:
    before = text[low:start]
    kinds = {}
    for rule in load_rules(LEXICON, "before_period"):
        found = rule.pattern.search(before)
        if found:
            kinds[rule.data["kind"]] = low + found.start()
    if not kinds:
        return _Lead("", start)
    # "perioden från och med": the noun takes the rest with it.
    kind = min(kinds, key=lambda kind: (kinds[kind], kind != "noun"))
    return _Lead(kind, kinds[kind])


def _last_of_range(text: str, dates: Sequence[Match[DateValue]], index: int, lead: _Lead) -> int:
    """Return the index of the date that ends the range which begins at `index`, `index` if none does."""
    if index + 1 >= len(dates):
        return index
    kind = _join(text, dates[index], dates[index + 1])
    if kind == "to" or (kind == "and" and lead.kind in {"between", "noun", "during"}):
        return index + 1 if _rises(dates[index], dates[index + 1]) else index
    if lead.kind != "noun":
        return index
    # "åren 2020, 2021 och 2022": every year between is named.
    last = index
    while last + 1 < len(dates) and _join(text, dates[last], dates[last + 1]) in {"comma", "and"}:
        last += 1
        if not _follows(dates[last - 1], dates[last]):
            return index
        if _join(text, dates[last - 1], dates[last]) == "and":
            return last
    return index


def _join(text: str, one: Match[DateValue], other: Match[DateValue]) -> str:
    """Return the kind of what stands between two dates, "" where it does not join them."""
    start = one.ranges[0].end
    if not 0 <= other.start - start <= _LONGEST_JOIN:
        return ""
    between = text[start : other.start]
    kinds = (rule.data["kind"] for rule in load_rules(LEXICON, "between") if rule.pattern.fullmatch(between))
    return next(kinds, "")


def _rises(one: Match[DateValue], other: Match[DateValue]) -> bool:
    return first_day(one.value.value) < first_day(other.value.value)


def _follows(one: Match[DateValue], other: Match[DateValue]) -> bool:
    years = [match.value for match in (one, other)]
    return all(year.precision is Precision.YEAR for year in years) and (
        int(years[1].value) == int(years[0].value) + 1
    )


def _closed(text: str, lead: _Lead, first: Match[DateValue], last: Match[DateValue]) -> Match[Period] | None:
    if _MOVED.search(text[max(0, lead.start - _LOOK_BACK) : lead.start]):
        return None
    # "till och med" before a range belongs to what stands before it.
    start = first.start if lead.kind in {"", "until"} else lead.start
    return _match(
        "range", Range(start, last.end), first.value.value, last.value.value,
        min((first.value.precision, last.value.precision), key=_COARSEST_FIRST.index),
        min(first.confidence, last.confidence),
    )  # fmt: skip


def _single(lead: _Lead, only: Match[DateValue]) -> Match[Period] | None:
    value, precision = only.value.value, only.value.precision
    passage = Range(lead.start, only.end)
    if lead.kind in {"during", "noun"} and precision is Precision.YEAR:
        return _match(lead.kind, passage, value, value, precision, only.confidence)
    if lead.kind == "from":
        return _match("from", passage, value, None, precision, only.confidence)
    if lead.kind == "until":
        return _match("until", passage, None, value, precision, only.confidence)
    return None


def _match(
    rule: str, passage: Range, start: str | None, end: str | None, precision: Precision, confidence: float
) -> Match[Period]:
    return Match(
        value=Period(period_from=start, period_to=end, precision=precision),
        ranges=(passage,),
        rule=f"periods:{rule}",
        confidence=confidence,
    )
