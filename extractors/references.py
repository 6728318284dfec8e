"""Find decisions that a document reports or relies on: they are never rows of decisions."""

import re
from collections.abc import Iterator, Sequence

from extractors.bodies import Body, find_bodies
from extractors.case_numbers import find_case_numbers
from extractors.dates import find_dates
from extractors.lines import fold
from extractors.rules import Blocked
from schemas.decisions import ReferencedDecision
from schemas.mentions import Basis, DateValue, Precision
from schemas.spans import Match, Range

_PAST = re.compile(
    r"\b(?:beslutade|beslöt|godkände|antog|fastställde|avslog|beviljade|återremitterade|bordlade|har\s+(?:tidigare\s+)?beslutat|fattade\s+beslut|togs?\s+beslut)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\bbeslut(?:et)?\s+(?:den\s+|från\s+den\s+|från\s+|av\s+den\s+|,\s*)?(?=\d)", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"§[ \t\n]*(\d{1,4})(?![\d/])")
_SENTENCE_END = re.compile(
    r"(?<=[a-zåäö0-9)”\"])[.!?](?=\s+[A-ZÅÄÖ])|\n[ \t]*\n|(?<=\n)[ \t]*(?=[-•–]|\d{1,2}\.)"
)
_BARE_BODY = re.compile(r"\b[Nn]ämnden\b|\b[Ff]ullmäktige\b|\b[Ss]tyrelsen\b")


def find_references(
    text: str, skip: Sequence[Range], own_committee: str | None, municipality: str | None = None
) -> Iterator[Match[ReferencedDecision]]:
    """Yield dated decisions that running text reports, with body, §, case number and what was decided.

    Args:
        text: the part's clean text.
        skip: where the document's own clauses stand.
        own_committee: canonical name that a bare "nämnden" stands for, None where unknown.
        municipality: kommunkod, for the form of case numbers.

    """
    own = Blocked(skip)
    for start, end in _sentences(text):
        if own.touches(start, end):
            continue
        sentence = text[start:end]
        verb = _PAST.search(sentence) or _NOUN.search(sentence)
        if verb is None:
            continue
        day = _date_near(sentence, verb)
        if day is None:
            continue
        body = _body_near(sentence, verb, own_committee)
        if body is None:
            continue
        paragraph = _PARAGRAPH.search(sentence)
        case = next(find_case_numbers(sentence, municipality=municipality), None)
        yield Match(
            value=ReferencedDecision(
                body=body,
                date=day.value.value,
                paragraph=int(paragraph[1]) if paragraph else None,
                case_number=case.value.value if case else None,
                text=fold(sentence),
            ),
            ranges=(Range(start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())),),
            rule="references:sentence",
            confidence=0.9,
        )


def basis_to_references(rows: Sequence[Match[Basis]]) -> Iterator[Match[ReferencedDecision]]:
    """Yield the decisions that are listed as beslutsunderlag: "Socialnämndens beslut 2020-10-28, § 4"."""
    for row in rows:
        if row.value.kind not in ("beslut", "protokollsutdrag") or row.value.date is None:
            continue
        body = next(iter(find_bodies(row.value.text)), None)
        if body is None:
            continue
        paragraph = _PARAGRAPH.search(row.value.text)
        case = next(find_case_numbers(row.value.text), None)
        yield Match(
            value=ReferencedDecision(
                body=body.value.name,
                date=row.value.date,
                paragraph=int(paragraph[1]) if paragraph else None,
                case_number=case.value.value if case else None,
                text=row.value.text,
            ),
            ranges=row.ranges,
            rule="references:basis",
        )


def merge_references(found: Sequence[Match[ReferencedDecision]]) -> tuple[Match[ReferencedDecision], ...]:
    """Make one of several reports of the same decision: same body, and dates that do not disagree.

    "2020", "oktober 2020" and "2020-10-28" agree; the most exact one stays.
    """
    kept: list[Match[ReferencedDecision]] = []
    for match in sorted(found, key=lambda m: (-len(m.value.date or ""), m.start)):
        if not any(_same(match.value, other.value) for other in kept):
            kept.append(match)
    return tuple(sorted(kept, key=lambda m: m.start))


def _same(vague: ReferencedDecision, exact: ReferencedDecision) -> bool:
    return (
        vague.body == exact.body
        and (exact.date or "").startswith(vague.date or "")
        and vague.paragraph in (None, exact.paragraph)
        and vague.case_number in (None, exact.case_number)
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for m in _SENTENCE_END.finditer(text):
        if m.end() > at:
            yield at, m.end()
            at = m.end()
    if at < len(text):
        yield at, len(text)


def _date_near(sentence: str, verb: re.Match[str]) -> Match[DateValue] | None:
    """The date that belongs to the verb: right after it, or opening the sentence before it."""
    dates = [d for d in find_dates(sentence) if d.value.precision is not Precision.SEASON]
    after = [d for d in dates if verb.start() <= d.start and d.start - verb.end() <= 60]
    day_after = [d for d in after if d.value.precision is Precision.DAY and d.start - verb.end() <= 40]
    before = [d for d in dates if d.end <= verb.start() and _opens(sentence[: d.start])]
    if day_after:
        return day_after[0]
    if before:
        return before[-1]
    # "beslutade att … under 2022" speaks of what was decided, not of when.
    near = [d for d in after if re.fullmatch(r"\s*(?:den|i|år|under)?\s*", sentence[verb.end() : d.start])]
    return near[0] if near else None


def _opens(words_before: str) -> bool:
    return bool(
        re.fullmatch(
            r"[\s\W]*(?:I|År|Den|Under|Vid|den|i|år|sammanträdet|sitt|sammanträde|redan|Redan|\s)*",
            words_before,
        )
    )


def _body_near(sentence: str, verb: re.Match[str], own_committee: str | None) -> str | None:
    bodies: list[Match[Body]] = [b for b in find_bodies(sentence) if b.value.kind.value == "committee"]
    before = [b for b in bodies if b.end <= verb.start() and verb.start() - b.end <= 25]
    after = [b for b in bodies if verb.end() <= b.start <= verb.end() + 3]
    chosen = next(iter(after or before[-1:]), None)
    if chosen is not None:
        return chosen.value.name
    bare = _BARE_BODY.search(sentence[max(0, verb.start() - 25) : verb.end() + 12])
    return own_committee if bare else None
