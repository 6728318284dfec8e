"""Scores of repair: word and letter errors pooled over passages, with intervals."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.intervals import Interval, pooled_interval, wilson_interval

_BULLET = re.compile(r"^(?:[•e*¢°©–—~+«»|-] +)+")
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Text as printed and as read, line by line (equally many lines). `font` and `dpi` of pages."""

    printed: str
    read: str
    font: str = ""
    dpi: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure.

    `n` counts what it rests on (words, edits or runs); `interval` is its 95 % interval in its unit, None for
    what is no share; `target` is issue 4's; `seen` tells whether the texts were looked at to make rules.
    """

    name: str
    value: float
    unit: str
    n: int
    target: str = ""
    interval: Interval | None = None
    seen: str = ""


@dataclass(slots=True)
class ErrorCount:
    """Errors by text, pooled so that long ones weigh more."""

    word_counts: list[int] = field(default_factory=list)
    word_error_counts: list[int] = field(default_factory=list)
    letter_counts: list[int] = field(default_factory=list)
    letter_error_counts: list[int] = field(default_factory=list)

    def add(self, printed: str, got: str) -> None:
        """Count the errors of one text, line by line, list bullets and white space aside."""
        words = word_errors = letters = letter_errors = 0
        for true_line, got_line in zip(printed.split("\n"), got.split("\n"), strict=True):
            true_words, got_words = bare_words(true_line), bare_words(got_line)
            words += len(true_words)
            word_errors += Levenshtein.distance(true_words, got_words)
            letters += len(" ".join(true_words))
            letter_errors += Levenshtein.distance(" ".join(true_words), " ".join(got_words))
        self.word_counts.append(words)
        self.word_error_counts.append(word_errors)
        self.letter_counts.append(letters)
        self.letter_error_counts.append(letter_errors)

    @property
    def words(self) -> int:
        """Printed words."""
        return sum(self.word_counts)

    @property
    def word_errors(self) -> int:
        """Words that came out wrong, were lost or were added."""
        return sum(self.word_error_counts)

    @property
    def letters(self) -> int:
        """Printed letters and the spaces between words."""
        return sum(self.letter_counts)

    @property
    def wer(self) -> float:
        """Word errors in per cent."""
        return 100 * self.word_errors / max(self.words, 1)

    @property
    def cer(self) -> float:
        """Letter errors in per cent."""
        return 100 * sum(self.letter_error_counts) / max(self.letters, 1)


def bare_words(line: str) -> list[str]:
    """Return the words of a line without list bullets."""
    return _BULLET.sub("", line.strip()).split()


def error_figures(
    name: str,
    passages: Sequence[Passage],
    repair: Callable[[str], str],
    wer: str = "",
    cer: str = "",
    seen: str = "",
) -> Iterator[Figure]:
    """Yield WER and CER of passages after `repair`."""
    count = ErrorCount()
    for passage in passages:
        count.add(passage.printed, repair(passage.read))
    for label, value, errors, printed, n, target in (
        ("WER", count.wer, count.word_error_counts, count.word_counts, count.words, wer),
        ("CER", count.cer, count.letter_error_counts, count.letter_counts, count.letters, cer),
    ):
        interval = scaled(pooled_interval(errors, printed), 100) if len(passages) > 1 else None
        yield Figure(
            name=f"{name}: {label}",
            value=value,
            unit="%",
            n=n,
            target=target,
            interval=interval,
            seen=seen,
        )


def share_figure(
    name: str, hits: int, trials: int, *, scale: float = 100, target: str = "", seen: str = ""
) -> Figure:
    """Return a share with Wilson's interval, in per cent or (`scale`) per so many."""
    return Figure(
        name=name,
        value=scale * hits / max(trials, 1),
        unit="%" if scale == 100 else f"/{scale:,.0f}",
        n=trials,
        target=target,
        interval=scaled(wilson_interval(hits, trials), scale),
        seen=seen,
    )


def scaled(interval: Interval, factor: float) -> Interval:
    """Return an interval in other units."""
    return Interval(interval.low * factor, interval.high * factor)
