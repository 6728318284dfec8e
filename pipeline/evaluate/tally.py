"""Sum judgements into precision, recall and F1."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.evaluate.fields import LIST_FIELDS, SCALAR_FIELDS
from pipeline.evaluate.intervals import Interval, f1_interval, wilson_interval
from pipeline.evaluate.scoring import Judgement, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of one field. A wrong value counts as missed and as invented, as is usual for slot filling."""

    hits: int = 0
    misses: int = 0
    inventions: int = 0
    text_errors: int = 0
    text_length: int = 0

    @property
    def expected(self) -> int:
        """How many values the gold has: the n of recall."""
        return self.hits + self.misses

    @property
    def found(self) -> int:
        """How many values the output has: the n of precision."""
        return self.hits + self.inventions

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where nothing was found."""
        return self.hits / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what was expected that was found; None where nothing was expected."""
        return self.hits / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both; None where there was nothing to find and nothing was found."""
        total = 2 * self.hits + self.misses + self.inventions
        return 2 * self.hits / total if total else None

    @property
    def f1_interval(self) -> Interval:
        """The 95 % interval of F1."""
        return f1_interval(self.hits, self.inventions, self.misses)

    @property
    def recall_interval(self) -> Interval:
        """The 95 % Wilson interval of recall."""
        return wilson_interval(self.hits, self.expected)

    @property
    def precision_interval(self) -> Interval:
        """The 95 % Wilson interval of precision."""
        return wilson_interval(self.hits, self.found)

    @property
    def character_error_rate(self) -> float | None:
        """Characters wrong of characters expected, over aligned texts; None for a field that is no text."""
        return self.text_errors / self.text_length if self.text_length else None


def tally(judgements: Iterable[Judgement]) -> Tally:
    """Sum judgements, pooled by counts."""
    counts = dict.fromkeys(Verdict, 0)
    errors = length = 0
    for judgement in judgements:
        counts[judgement.verdict] += 1
        errors += judgement.text_errors
        length += judgement.text_length
    return Tally(
        hits=counts[Verdict.HIT],
        misses=counts[Verdict.MISS] + counts[Verdict.WRONG],
        inventions=counts[Verdict.INVENTION] + counts[Verdict.WRONG],
        text_errors=errors,
        text_length=length,
    )


def tally_by_field(judgements: Iterable[Judgement]) -> dict[str, Tally]:
    """A tally for each field, in the contract's order."""
    grouped: defaultdict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        grouped[judgement.field].append(judgement)
    order = {
        name: place for place, name in enumerate((*SCALAR_FIELDS, *(field.name for field in LIST_FIELDS)))
    }
    fields = sorted(
        grouped, key=lambda field: order[field.partition(".")[0]]
    )  # stable: first seen, first listed
    return {field: tally(grouped[field]) for field in fields}
