"""Find sums of money: exact decimals in SEK. Who pays whom, and when, is read elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.number_words import read_number_words
from extractors.rules import Expression, Rule, as_expression, load_lexicon, load_rules, without_overlaps
from schemas.mentions import Amount, Per, Unit
from schemas.spans import Match, Range

_LEXICON = "amounts"
_SPACES = re.compile(r"\s+")
_POINTS_IN_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
# "385,000 kr" may be English thousands or three decimals: nobody can tell.
_COMMA_AND_THREE = re.compile(r"\d{1,3}(?:,\d{3})+")
_MINUS = frozenset("-−–")
_YEAR = re.compile(r"(?:19|20)\d\d")
# How far before a sum the words that say what it is can begin.
_LOOK_BACK = 90


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is written after the number: the contract's unit, and what one of them is in SEK."""

    unit: Unit
    factor: Decimal


@dataclass(frozen=True, slots=True)
class _Context:
    per: Per | None = None
    rate: bool = False
    negative: bool = False


def find_amounts(text: str) -> Iterator[Match[Amount]]:
    r"""Yield every sum of money in `text`, in order: value, unit and what it is per.

    `sek` is None where the sum is printed but unknown (`xx kronor`, `385,000 kr`), and deficits are
    negative. A price for one of something (`4 kronor per invånare`) has the rule `amounts:rate`. Two sums
    with one unit (`100 000–150 000 kr`) are two matches; the first has the unit as its second range.

    >>> [(str(m.value.sek), m.value.unit.value) for m in find_amounts("bidrar med 385 000\nkronor 2021")]
    [('385000', 'kr')]

    """
    return without_overlaps(_expressions(text))


def _expressions(text: str) -> Iterator[Expression[Amount]]:
    for rule in load_rules(_LEXICON):
        for found in rule.finditer(text):
            groups = found.groupdict()
            if groups.get("first") is None:
                yield as_expression(_sum(rule, found, text))
            elif _is_pair(groups):
                yield _pair(rule, found, text)


def _is_pair(groups: dict[str, str | None]) -> bool:
    """Tell two sums, which look alike, from a year and a sum ("2022 och 300 000 kronor")."""
    first, second, join = (str(groups[name]) for name in ("first", "number", "join"))
    if _YEAR.fullmatch(first):
        return False
    low, high = _decimal(first), _decimal(second)
    if low is None or high is None:
        return False
    alike = bool(_SPACES.search(first) or "." in first) == bool(_SPACES.search(second) or "." in second)
    rising = low < high or join.casefold() in {"och", "respektive", "resp."}
    return alike and rising


def _pair(rule: Rule, found: re.Match[str], text: str) -> Expression[Amount]:
    measure = _measure(found)
    context = _context(text, found.start("first"), found.end())
    tail = Range(found.start("scale") if found["scale"] else found.start("unit"), found.end("unit"))
    passages = ((Range(*found.span("first")), tail), (Range(found.start("number"), found.end()),))
    return Expression(
        start=found.start(),
        end=found.end(),
        matches=tuple(
            _match(rule, _decimal(found[group]), measure, context, ranges)
            for group, ranges in zip(("first", "number"), passages, strict=True)
        ),
    )


def _sum(rule: Rule, found: re.Match[str], text: str) -> Match[Amount]:
    groups = found.groupdict()
    measure = _measure(found)
    if groups.get("words"):
        number = read_number_words(found["words"])
        if re.search(r"miljon(?:er)?$", found["words"], re.IGNORECASE):
            measure = _Measure(Unit.MNKR, Decimal(1))
    else:
        number = _decimal(groups.get("number") or "", whole_kronor=measure.factor == 1)
    sign = groups.get("sign")
    if number is not None and sign and sign in _MINUS:
        number = -number
    context = _context(text, found.start(), found.end())
    if sign:
        context = _Context(per=context.per, rate=context.rate)
    return _match(rule, number, measure, context, (Range(*found.span()),))


def _match(
    rule: Rule, number: Decimal | None, measure: _Measure, context: _Context, ranges: tuple[Range, ...]
) -> Match[Amount]:
    sek = None if number is None else _plain(number * measure.factor * (-1 if context.negative else 1))
    return Match(
        value=Amount(sek=sek, unit=measure.unit, per=context.per),
        ranges=ranges,
        rule=f"{_LEXICON}:rate" if context.rate else rule.id,
        confidence=rule.confidence if sek is not None else min(rule.confidence, 0.5),
    )


def _decimal(written: str, *, whole_kronor: bool = False) -> Decimal | None:
    """Read digits as Swedes write them; None where they can mean two numbers."""
    digits = _SPACES.sub("", written)
    if _POINTS_IN_THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    elif whole_kronor and _COMMA_AND_THREE.fullmatch(digits):
        return None
    return Decimal(digits.replace(",", ".")) if digits else None


def _plain(value: Decimal) -> Decimal:
    """Drop what multiplying added: 1.9 million is 1900000, not 1900000.0."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


@cache
def _units() -> dict[str, _Measure]:
    return {
        written: _Measure(Unit(row["value"]), Decimal(row["factor"]))
        for row in load_lexicon(_LEXICON)["unit"]
        for written in row["written"]
    }


@cache
def _scales() -> dict[str, _Measure]:
    return {
        written: _Measure(Unit(row["unit"]), Decimal(row["factor"]))
        for row in load_lexicon(_LEXICON)["scale"]
        for written in row["written"]
    }


def _measure(found: re.Match[str]) -> _Measure:
    unit = _units()[found["unit"].casefold()]
    written = found.groupdict().get("scale")
    if not written:
        return unit
    scale = _scales()[written.casefold()]
    return _Measure(scale.unit, scale.factor * unit.factor)


def _context(text: str, start: int, end: int) -> _Context:
    """Read what the words around a sum say about it; the words after it come first."""
    per: Per | None = None
    rate = negative = False
    for rule in load_rules(_LEXICON, "after"):
        if rule.pattern.match(text, end):
            rate = bool(rule.data.get("rate"))
            per = None if rate else Per(rule.data["per"])
            break
    lead = text[max(0, start - _LOOK_BACK) : start]
    for rule in load_rules(_LEXICON, "before"):
        if rule.pattern.search(lead):
            negative = negative or bool(rule.data.get("negative"))
            if per is None and not rate and "per" in rule.data:
                per = Per(rule.data["per"])
    return _Context(per=per, rate=rate, negative=negative)
