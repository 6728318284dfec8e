"""How exactly values are placed: the output's spans against the offsets that the gold gives."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel

from pipeline.evaluate.matching import Row, fold

Place = tuple[int, int]

PLACED_FIELDS: tuple[tuple[str, str], ...] = (("dates", "value"), ("case_numbers", "value"))
ENTITY_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (("PER", ("persons",)), ("ORG", ("parties",)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanScore:
    """Places of one field in one document: how many the gold names, and how they were met."""

    document: str
    field: str
    expected: int
    exact: int
    overlapping: int
    elsewhere: int


class Alignment:
    """Maps offsets of the gold's text to the output's pages, laid end to end.

    The texts differ by what cleaning did; the difference is computed here because the gold knows nothing of
    our edits. (The pipeline itself maps by its recorded edits, never by a difference.)
    """

    def __init__(self, gold_text: str, pages: Sequence[Row]) -> None:
        """Align once; `pages` as in the contract's JSON."""
        self._page_starts: dict[int, int] = {}
        joined = ""
        for page in pages:
            self._page_starts[int(page["page"])] = len(joined)
            joined += f"{page.get('text') or ''}\n"
        self.text = joined
        blocks = [block for block in Indel.opcodes(gold_text, joined) if block.tag == "equal"]
        self._starts = [block.src_start for block in blocks]
        self._blocks = blocks

    def to_output(self, start: int, end: int) -> Place | None:
        """Where a half-open passage of the gold's text stands in the output; None where it does not."""
        first, last = self._locate(start), self._locate(end - 1)
        return (first, last + 1) if first is not None and last is not None else None

    def of_spans(self, spans: Iterable[Row]) -> list[Place]:
        """The places of an entry's spans, those with only white space between them joined."""
        places = sorted(
            (self._page_starts[span["page"]] + span["start"], self._page_starts[span["page"]] + span["end"])
            for span in spans
            if span["page"] in self._page_starts
        )
        joined: list[Place] = []
        for start, end in places:
            if joined and not self.text[joined[-1][1] : start].strip():
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _locate(self, offset: int) -> int | None:
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._blocks[index].src_end:
            return None
        block = self._blocks[index]
        return int(block.dest_start + offset - block.src_start)


def score_spans(document: str, gold: Row, got: Row, gold_text: str | None) -> list[SpanScore]:
    """Compare places, for the lists whose gold rows give offsets and for its named entities."""
    if gold_text is None or unicodedata.normalize("NFC", gold_text) != gold_text:
        return []
    alignment = Alignment(gold_text, got.get("pages") or [])
    scores = []
    for name, key in PLACED_FIELDS:
        rows = [row for row in gold.get(name) or [] if row.get("offsets")]
        if not rows:
            continue
        wanted = {
            fold(row[key]): [alignment.to_output(start, end) for start, end in row["offsets"]] for row in rows
        }
        found: dict[Any, list[Place]] = {}
        for row in got.get(name) or []:
            found.setdefault(fold(row.get(key)), []).extend(alignment.of_spans(row.get("spans") or []))
        scores.append(_compare(document, f"{name}.spans", wanted, found))
    entities = gold.get("named_entities") or []
    for label, lists in ENTITY_FIELDS:
        expected = [
            alignment.to_output(entity["start"], entity["end"])
            for entity in entities
            if entity["label"] == label
        ]
        rows = [row for name in lists for row in got.get(name) or []]
        places = [place for row in rows for place in alignment.of_spans(row.get("spans") or [])]
        if expected:
            scores.append(_compare(document, f"named_entities.{label}", {label: expected}, {label: places}))
    return scores


def _compare(
    document: str, field: str, expected: dict[Any, list[Place | None]], got: dict[Any, list[Place]]
) -> SpanScore:
    exact = overlapping = elsewhere = 0
    for value, places in expected.items():
        found = list(dict.fromkeys(got.get(value, [])))
        exact += sum(place in found for place in places)
        overlapping += sum(
            place is not None and place not in found and any(_overlap(place, other) for other in found)
            for place in places
        )
        known = [place for place in places if place is not None]
        elsewhere += sum(not any(_overlap(place, other) for other in known) for place in found)
    return SpanScore(
        document=document,
        field=field,
        expected=sum(len(places) for places in expected.values()),
        exact=exact,
        overlapping=overlapping,
        elsewhere=elsewhere,
    )


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]
