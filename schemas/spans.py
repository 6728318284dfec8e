"""Evidence: where in which document a value stands, and who says so."""

from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from schemas.geometry import Box

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Range(NamedTuple):
    """A half-open run of code points in a document's clean text (`DocumentText.text`)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Generic[T]):
    """What an extractor found in clean text, not yet anchored to pages and boxes.

    `ranges`: the passages the value was read from, in order; empty only where `rule` starts with
    `inferred:` and nothing printed supports the value.
    `rule`: names the row or function that found it. `confidence`: 0-1, set by the rule.
    """

    value: T
    ranges: tuple[Range, ...]
    rule: str
    confidence: float = 1.0

    @property
    def start(self) -> int:
        """Offset of the first code point (0 where there is no printed passage)."""
        return self.ranges[0].start if self.ranges else 0

    @property
    def end(self) -> int:
        """Offset after the last code point (0 where there is no printed passage)."""
        return self.ranges[-1].end if self.ranges else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One run of one page's clean text, on one line. `page` is 1-based and physical.

    `start`, `end`: half-open, code points of the page's `text`. `boxes`: one per word, empty where
    the source has no geometry.
    """

    page: int
    start: int
    end: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The provenance of one value. `quote`: clean text, one space for each line break; `raw`: as read.

    Both are "" for a value with an `inferred:` rule that no passage supports.
    """

    spans: tuple[Span, ...]
    quote: str
    raw: str
    rule: str
    confidence: float

    def __post_init__(self) -> None:
        """Refuse a value that nobody could trace."""
        if not self.rule:
            raise ValueError("a value needs a rule")
        if not self.spans and not self.rule.startswith("inferred:"):
            raise ValueError(f"a value found by {self.rule} needs at least one span")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence {self.confidence} is outside 0-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Generic[T_co]):
    """A value together with its evidence: neither exists without the other."""

    value: T_co
    evidence: Evidence = field()
