"""A page as it was read, before any cleaning: text in reading order, words with boxes."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from schemas.geometry import Box
from schemas.issues import Issue

COORDINATE_DIGITS = 2
CONFIDENCE_DIGITS = 4
_COORDINATES = 10**COORDINATE_DIGITS
_CONFIDENCES = 10**CONFIDENCE_DIGITS


class Origin(StrEnum):
    """Where a page's text came from."""

    TEXT_LAYER = "text layer"
    OCR = "ocr"
    FILE = "file"


class Word(NamedTuple):
    """One word: half-open offsets into the page's `raw_text`, its box, its confidence 0-1."""

    start: int
    end: int
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page in reading order, as arrays: 1,000 pages are 400,000 words.

    `offsets` holds start, end per word; `geometry` holds x0, top, x1, bottom, confidence per word.
    """

    offsets: "array[int]" = field(default_factory=lambda: array("L"))
    geometry: "array[float]" = field(default_factory=lambda: array("f"))

    @classmethod
    def of(cls, words: Iterable[Word]) -> "Words":
        """Pack words; they must be in order of `start` and must not overlap.

        Coordinates are rounded to 1/100 point and confidences to 1/10,000, as a page store keeps them: a
        page just read and the same page from the store must give the same register.
        """
        offsets: list[int] = []
        geometry: list[float] = []
        for start, end, box, confidence in words:  # 400,000 times for 1,000 pages: no function called twice
            offsets += (start, end)
            geometry += (
                round(box[0] * _COORDINATES) / _COORDINATES,
                round(box[1] * _COORDINATES) / _COORDINATES,
                round(box[2] * _COORDINATES) / _COORDINATES,
                round(box[3] * _COORDINATES) / _COORDINATES,
                round(confidence * _CONFIDENCES) / _CONFIDENCES,
            )
        return cls(array("L", offsets), array("f", geometry))

    def __len__(self) -> int:
        return len(self.offsets) // 2

    def __getitem__(self, index: int) -> Word:
        x0, top, x1, bottom, confidence = self.geometry[index * 5 : index * 5 + 5]
        return Word(
            self.offsets[index * 2], self.offsets[index * 2 + 1], Box(x0, top, x1, bottom), confidence
        )

    def __iter__(self) -> Iterator[Word]:
        return (self[index] for index in range(len(self)))

    def within(self, start: int, end: int) -> list[Word]:
        """Return the words that share at least one character with `[start, end)` of `raw_text`."""
        low, high = 0, len(self)
        while low < high:  # first word whose end is past `start`
            middle = (low + high) // 2
            if self.offsets[middle * 2 + 1] <= start:
                low = middle + 1
            else:
                high = middle
        found = []
        while low < len(self) and self.offsets[low * 2] < end:
            found.append(self[low])
            low += 1
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    r"""One physical page as read. `page` is 1-based.

    `raw_text`: reading order, `\n` between lines, an empty line between blocks, `\t` between cells
    or columns of one line (a gap wider than a word space). It is "" for a page with nothing on it.
    `reason`: why this origin was chosen, in Swedish, for the reader.
    `confidence`: 0-1, None where the origin gives none (a text file).
    `width_pt`, `height_pt`: of the page as displayed; None where the source has no geometry.
    `rotation`: degrees clockwise, the page's /Rotate as already applied to boxes.
    """

    page: int
    origin: Origin
    reason: str
    confidence: float | None
    width_pt: float | None
    height_pt: float | None
    rotation: int
    raw_text: str
    words: Words
    issues: tuple[Issue, ...] = ()
