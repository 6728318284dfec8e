"""Anchor a match in clean text to pages, spans, boxes and the raw words it was read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from schemas.spans import Evidence, Match, Mention, Range, Span
from schemas.text import DocumentText

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Turns matches of one document into mentions."""

    document: DocumentText

    def mention(self, match: Match[T]) -> Mention[T]:
        """Return the match's value with its evidence: one span for each line it touches."""
        return Mention(value=match.value, evidence=self.evidence(match.ranges, match.rule, match.confidence))

    def mentions(self, matches: Sequence[Match[T]]) -> tuple[Mention[T], ...]:
        """Anchor several matches, in order."""
        return tuple(self.mention(match) for match in matches)

    def value(self, value: U, match: Match[T], *, rule: str | None = None) -> Mention[U]:
        """Return another value that rests on the same passage as `match`."""
        return Mention(
            value=value, evidence=self.evidence(match.ranges, rule or match.rule, match.confidence)
        )

    def evidence(self, ranges: Sequence[Range], rule: str, confidence: float) -> Evidence:
        """Return the provenance of a value read from `ranges` of the document's text."""
        spans: list[Span] = []
        quotes: list[str] = []
        raws: list[str] = []
        sure: list[float] = []  # how sure reading was of the words; empty where it does not say
        for place in ranges:
            for page_index, start, end in self.document.locate(place.start, place.end):
                page = self.document.pages[page_index]
                for line_start, line_end in _lines(page.text, start, end):
                    raw_start, raw_end = page.to_raw(line_start, line_end)
                    words = page.page.words.within(raw_start, raw_end)
                    sure += [word.confidence for word in words]
                    boxes = tuple(word.box for word in words)
                    spans.append(Span(page=page.page.page, start=line_start, end=line_end, boxes=boxes))
                    quotes.append(page.text[line_start:line_end])
                    raws.append(page.page.raw_text[raw_start:raw_end])
        if not spans and not rule.startswith("inferred:"):
            raise ValueError(f"{rule} gave no passage of the text")
        lowest = min(sure, default=1.0)
        return Evidence(
            spans=tuple(spans),
            quote=" ".join(" ".join(quotes).split()),
            raw="\n".join(raws),
            rule=rule,
            confidence=round(min(confidence, 1.0) * lowest, 4),
        )


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for piece in text[start:end].split("\n"):
        stripped = piece.strip()
        if stripped:
            begin = at + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)
        at += len(piece) + 1
