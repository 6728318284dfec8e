"""Find decisions that a document reports or relies on: they are never rows of decisions."""

import re
from collections.abc import Iterator, Sequence

from extractors.bodies import Body, find_bodies
from extractors.case_numbers import find_case_numbers
from extractors.dates import find_dates
from extractors.lines import fold
from extractors.rules import Blocked, load_rules
from schemas.decisions import ReferencedDecision
from schemas.mentions import Basis, DateValue, Precision
from schemas.spans import Match, Range

_PARAGRAPH = re.compile(r"§[ \t\n]*(\d{1,4})(?![\d/])")
_SENTENCE_END = re.compile(
    r"(?<=[a-zåäö0-9)”\"])[.!?](?=\s+[A-ZÅÄÖ])|\n[ \t]*\n|(?<=\n)[ \t]*(?=[-•–]|\d{1,2}\.)|"
    r"(?<=\n)[A-ZÅÄÖ][\w \t-]{2,38}\w\n(?=[A-ZÅÄÖ])"  # a heading above its text
)
_BARE_BODY = re.compile(r"\b[Nn]ämnden\b|\b[Ff]ullmäktige\b|\b[Ss]tyrelsen\b")


# "Bakgrund" on a line of its own above the first sentence is no part of it.
_HEADING_BEFORE = re.compile(r"\s*(?:\d{1,2}\.? )?[A-ZÅÄÖ][^\n.,:;]{2,40}\n+(?=[A-ZÅÄÖ])")


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
    last: ReferencedDecision | None = None
    for start, end in _sentences(text):
        if own.touches(start, end):
            continue
        heading = _HEADING_BEFORE.match(text, start, end)
        start = heading.end() if heading else start
        sentence = text[start:end]
        verb = _first("past", sentence) or _first("noun", sentence) or _first("cited", sentence)
        if verb is None:
            continue
        day = _date_near(sentence, verb)
        date = day.value.value if day else None
        body = _body_near(sentence, verb, own_committee)
        if date is None and last is not None and _first("same_meeting", sentence) is not None:
            date, body = last.date, body or last.body
        if date is None or body is None:
            continue
        paragraph = _PARAGRAPH.search(sentence)
        case = next(find_case_numbers(sentence, municipality=municipality), None)
        last = ReferencedDecision(
            body=body,
            date=date,
            paragraph=int(paragraph[1]) if paragraph else None,
            case_number=case.value.value if case else None,
            text=fold(sentence),
        )
        yield Match(
            value=last,
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
    for match in sorted(found, key=_vagueness):
        if not any(_same(match.value, other.value) for other in kept):
            kept.append(match)
    return tuple(sorted(kept, key=lambda m: m.start))


def _vagueness(match: Match[ReferencedDecision]) -> tuple[int, bool, bool, int]:
    value = match.value
    return -len(value.date or ""), value.paragraph is None, value.case_number is None, match.start


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


def _first(table: str, sentence: str) -> re.Match[str] | None:
    return next((m for rule in load_rules("references", table) if (m := rule.first(sentence))), None)


def _date_near(sentence: str, verb: re.Match[str]) -> Match[DateValue] | None:
    """The date that belongs to the verb: right after it, or opening the sentence before it."""
    dates = [d for d in find_dates(sentence) if d.value.precision is not Precision.SEASON]
    after = [d for d in dates if verb.start() <= d.start and d.start - verb.end() <= 60]
    cited = [d for d in dates if 0 <= verb.start() - d.end <= 1 and verb[0].lstrip().startswith("(")]
    if cited:
        return cited[-1]
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
    if verb[0].lstrip().startswith("("):
        before = [b for b in bodies if b.end <= verb.start()]
        if not before and _BARE_BODY.search(sentence[: verb.start()]):
            return own_committee
    chosen = next(iter(after or before[-1:]), None)
    if chosen is not None:
        return chosen.value.name
    bare = _BARE_BODY.search(sentence[max(0, verb.start() - 25) : verb.end() + 12])
    return own_committee if bare else None
