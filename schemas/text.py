"""Clean text with the way back to the raw: cleaning and repair are recorded edits, never a diff."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from schemas.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of the clean text of one page of a document: `[start, end)` in code points, `page` 1-based."""

    document: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Replace `[start, end)` of the text going in (code points) by `replacement`.

    `original` is what stood there, so that every edit can be undone; `rule` names who did it
    (`nfc`, `running-head`, `line-end-hyphen`, `repair:…`); `confidence` is 0-1. `basis` is the passage of
    another document that the edit rests on; None for what the document says by itself.
    """

    start: int
    end: int
    original: str
    replacement: str
    rule: str
    confidence: float = 1.0
    basis: Passage | None = None


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with the edits made. They must be sorted and must not overlap.

    Raises:
        ValueError: if an edit's `original` is not what stands there, or two edits overlap.

    >>> apply_edits("halsa", [Edit(start=1, end=2, original="a", replacement="ä", rule="repair:x")])
    'hälsa'

    """
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or text[edit.start : edit.end] != edit.original:
            raise ValueError(f"edit {edit.rule} at {edit.start} does not fit the text it is applied to")
        pieces += (text[at : edit.start], edit.replacement)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


class PlacedEdit(NamedTuple):
    """An edit with its places: in the raw text, and where what it left begins in the page's own text.

    The own text is the clean text before the edits that rest on other documents.
    """

    edit: Edit
    raw_start: int
    raw_end: int
    own_start: int


class _Knot(NamedTuple):
    after_start: int
    after_end: int
    before_start: int
    before_end: int


@dataclass(frozen=True)
class Stage:
    """One pass of cleaning over one page: the text before, the edits, the text after."""

    before: str
    edits: tuple[Edit, ...]

    @cached_property
    def after(self) -> str:
        """The text with the edits made."""
        return apply_edits(self.before, self.edits)

    @cached_property
    def _knots(self) -> list[_Knot]:
        knots, shift = [], 0
        for edit in self.edits:
            start = edit.start + shift
            knots.append(_Knot(start, start + len(edit.replacement), edit.start, edit.end))
            shift += len(edit.replacement) - (edit.end - edit.start)
        return knots

    @cached_property
    def _knot_starts(self) -> list[int]:
        return [knot.after_start for knot in self._knots]

    def _back(self, offset: int, *, is_end: bool) -> int:
        """Map one boundary of the text after to the text before.

        Inside a replacement a boundary widens to the whole replaced passage. A start that stands
        right after an edit excludes the edit, and so does an end right before one.
        """
        index = bisect_right(self._knot_starts, offset - 1 if is_end else offset) - 1
        if index < 0:
            return offset
        knot = self._knots[index]
        if knot.after_start <= offset < knot.after_end or (
            is_end and knot.after_start < offset <= knot.after_end
        ):
            return knot.before_end if is_end else knot.before_start
        return offset - knot.after_end + knot.before_end

    def to_before(self, start: int, end: int) -> tuple[int, int]:
        """Map `[start, end)` of the text after to the passage of the text before it came from."""
        if start == end:
            point = self._back(start, is_end=False)
            return point, point
        return self._back(start, is_end=False), self._back(end, is_end=True)

    @property
    def rests_on_others(self) -> bool:
        """Whether these edits rest on other documents."""
        return any(edit.basis is not None for edit in self.edits)

    def to_after(self, offset: int) -> int:
        """Map a place of the text before to the text after; inside a replaced passage to its beginning."""
        index = bisect_right(self._before_starts, offset) - 1
        if index < 0:
            return offset
        knot = self._knots[index]
        return knot.after_start if offset < knot.before_end else offset - knot.before_end + knot.after_end

    @cached_property
    def _before_starts(self) -> list[int]:
        return [knot.before_start for knot in self._knots]


@dataclass(frozen=True)
class CleanPage:
    """One page with its clean text. `stages` lead from `page.raw_text` to `text`, in order.

    `damage` names the kind of damage that repair found on the page; None: its text was sound.
    """

    page: Page
    stages: tuple[Stage, ...]
    damage: str | None = None

    @cached_property
    def text(self) -> str:
        """Clean, repaired text (NFC), lines kept apart by newlines."""
        return self.stages[-1].after if self.stages else self.page.raw_text

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Map `[start, end)` of `text` to `page.raw_text`."""
        for stage in reversed(self.stages):
            start, end = stage.to_before(start, end)
        return start, end

    def edits(self) -> Iterable[PlacedEdit]:
        """Yield every edit with its places in `page.raw_text` and in the page's own text."""
        for number, stage in enumerate(self.stages):
            for edit in stage.edits:
                start, end = edit.start, edit.end
                for earlier in reversed(self.stages[:number]):
                    start, end = earlier.to_before(start, end)
                place = edit.start
                for later in self.stages[number:]:
                    if not later.rests_on_others:
                        place = later.to_after(place)
                yield PlacedEdit(edit, start, end, place)


class Segment(NamedTuple):
    """A run of the document's text that is a run of one page's text: `length` code points."""

    start: int
    page_index: int
    page_start: int
    length: int


@dataclass(frozen=True)
class DocumentText:
    r"""The clean text of a whole document, pages joined by `\n` (or nothing within a hyphened word)."""

    pages: tuple[CleanPage, ...]
    segments: tuple[Segment, ...]

    @cached_property
    def text(self) -> str:
        """What extractors read: offsets of every match count code points of this string."""
        pieces: list[str] = []
        length = 0
        for segment in self.segments:
            pieces.append("\n" * (segment.start - length))
            page_text = self.pages[segment.page_index].text
            pieces.append(page_text[segment.page_start : segment.page_start + segment.length])
            length = segment.start + segment.length
        return "".join(pieces)

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def locate(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return `(page_index, start, end)` in page texts, one entry per page the range touches."""
        found = []
        index = max(0, bisect_right(self._segment_starts, start) - 1)
        while index < len(self.segments) and self.segments[index].start < end:
            segment = self.segments[index]
            low, high = max(start, segment.start), min(end, segment.start + segment.length)
            if low < high:
                shift = segment.page_start - segment.start
                found.append((segment.page_index, low + shift, high + shift))
            index += 1
        return found

    def page_at(self, offset: int) -> int:
        """Return the 1-based physical page on which `offset` of `text` lies (1 for no pages)."""
        if not self.segments:
            return 1
        index = max(0, bisect_right(self._segment_starts, offset) - 1)
        return self.pages[self.segments[index].page_index].page.page
