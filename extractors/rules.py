"""Rules are data: rows of `lexicons/*.toml` with a pattern and their own proof.

Nothing is read at import time; a lexicon is parsed once, when it is first asked for.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from schemas.spans import Match, Range

T = TypeVar("T")

_PLACEHOLDER = re.compile(r"<<(\w+)>>")
_OWN_KEYS = frozenset({"name", "pattern", "examples", "counter_examples", "confidence", "case", "at"})
_FOLDED = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a lexicon: what to look for, and sentences that show what it finds and what it doesn't.

    `id`: lexicon and name, as it stands in the register ("headings:date"). `examples`: each must match;
    where a part stands in «…», the passage that the rule reads must be exactly that part (the marks
    themselves are taken out first). `counter_examples`: none may match. `confidence`: 0-1. `whole_line`:
    the pattern describes a whole line, its white space folded and a colon at its end dropped. `data`:
    the row's other keys (a municipality, a canonical form …). `at_digits` (row key `at = "digits"`): every
    match begins where a run of digits does; only those places are tried, which is ten times as fast.
    """

    id: str
    name: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    confidence: float = 1.0
    whole_line: bool = False
    at_digits: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the regex matches in `text`, in order, non-overlapping."""
        return self._at_digits(text) if self.at_digits else self.pattern.finditer(text)

    def _at_digits(self, text: str) -> Iterator[re.Match[str]]:
        end = 0
        for digits in _DIGITS.finditer(text):
            if digits.start() >= end:
                found = self.pattern.match(text, digits.start())
                if found:
                    yield found
                    end = found.end()

    def first(self, text: str) -> re.Match[str] | None:
        """Return the first match in `text`; of a whole-line rule, the match of all of it."""
        if self.whole_line:
            return self.pattern.fullmatch(_FOLDED.sub(" ", text).strip().removesuffix(":"))
        return next(self.finditer(text), None)

    def to_match(
        self, found: re.Match[str], value: T, *groups: str | int, confidence: float | None = None
    ) -> Match[T]:
        """Turn a regex match into a typed match: the one place where values get their evidence.

        `groups`: the passages the value was read from (all of them must have matched); without any, the
        group `value` if the pattern has one, else the whole match. `confidence`: the rule's unless given.
        """
        chosen = groups or (value_group(found),)
        return Match(
            value=value,
            ranges=tuple(sorted(Range(*found.span(group)) for group in chosen)),
            rule=self.id,
            confidence=self.confidence if confidence is None else confidence,
        )


def value_group(found: re.Match[str]) -> str | int:
    """Name the group that holds what a rule reads: `value` where the pattern has one, else all of it."""
    return "value" if found.re.groupindex.get("value") and found["value"] is not None else 0


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """Parse `lexicons/<name>.toml`, once. Treat the result as read-only.

    Raises:
        FileNotFoundError: if there is no such lexicon.

    >>> load_lexicon("municipalities")["municipality"][0]["name"]
    'Upplands Väsby kommun'

    """
    import tomllib
    from importlib.resources import files

    text = files("extractors").joinpath("lexicons", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """Put fragments in place of `<<name>>`, each as a group of its own, nested ones too.

    Raises:
        KeyError: if the pattern names a fragment that is not there.

    >>> expand(r"[0-9]+ <<month>>", {"month": "maj|juni"})
    '[0-9]+ (?:maj|juni)'

    """
    while _PLACEHOLDER.search(pattern):
        pattern = _PLACEHOLDER.sub(lambda hole: f"(?:{fragments[hole[1]]})", pattern)
    return pattern


def read_rule(row: Mapping[str, Any], lexicon: str, document: Mapping[str, Any]) -> Rule:
    """Compile one row; `document` is the parsed lexicon it stands in, with its fragments and defaults.

    Raises:
        ValueError: if the pattern is not a regular expression; the message names the rule.

    """
    flags = 0 if row.get("case", document.get("case", False)) else re.IGNORECASE
    try:
        pattern = re.compile(expand(row["pattern"], document.get("fragment", {})), flags)
    except (re.error, KeyError) as error:
        raise ValueError(f"rule {lexicon}:{row.get('name')}: {error}") from error
    return Rule(
        id=f"{lexicon}:{row['name']}",
        name=row["name"],
        pattern=pattern,
        examples=tuple(row.get("examples", ())),
        counter_examples=tuple(row.get("counter_examples", ())),
        confidence=float(row.get("confidence", 1.0)),
        whole_line=document.get("match") == "line",
        at_digits=row.get("at") == "digits",
        data={key: value for key, value in row.items() if key not in _OWN_KEYS},
    )


@cache
def load_rules(name: str, table: str = "rule") -> tuple[Rule, ...]:
    """Read the rules of one table of a lexicon, in the order written, compiled once.

    A pattern may name `<<fragments>>` of the same lexicon's table `fragment`. Case is ignored unless the
    row or the lexicon says `case = true`; `match = "line"` at the top makes them whole-line rules.
    """
    document = load_lexicon(name)
    return tuple(read_rule(row, name, document) for row in document.get(table, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression(Generic[T]):
    """A passage and the values read from it: "15 och 16 mars 2022" holds two dates, "31 juni 2022" none."""

    start: int
    end: int
    matches: tuple[Match[T], ...]


def without_overlaps(expressions: Iterable[Expression[T]]) -> Iterator[Match[T]]:
    """Yield matches in document order; of overlapping passages the earliest, then longest, then first."""
    end = -1
    for expression in sorted(expressions, key=lambda one: (one.start, -one.end)):
        if expression.start >= end:
            yield from expression.matches
            end = expression.end


def as_expression(match: Match[T]) -> Expression[T]:
    """Wrap a match that is a passage of its own."""
    return Expression(start=match.start, end=match.end, matches=(match,))


class Blocked:
    """The passages of a text that some kind of value must not be read from (a phone number, a URL …)."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Take half-open ranges in any order; they may overlap."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted(ranges):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    @classmethod
    def by(cls, rules: Iterable[Rule], text: str) -> "Blocked":
        """Collect the passages that any of the rules matches in `text`."""
        return cls(found.span(value_group(found)) for rule in rules for found in rule.finditer(text))

    def touches(self, start: int, end: int) -> bool:
        """Say whether `[start, end)` shares a code point with a blocked passage."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and self._ends[index] > start
