"""Read a PDF page's text layer with pdfium: words with boxes, fast enough for every digital page."""

import ctypes
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.layout import Token
from pipeline.read.plain_calls import HANDLE, NUMBER, address_of, plain_call
from schemas.geometry import Box

# A word ends before white space and after pdfium's signs for a hyphen at the end of a line, behind which it
# leaves the line break out. A no-break space does not end it, it holds an amount together.
_WORD = re.compile(
    "[^ \t\r\n\f\v\0\u2028\u2029\u3000\x02\ufffe]*[\x02\ufffe]|[^ \t\r\n\f\v\0\u2028\u2029\u3000\x02\ufffe]+"
)
# A sign that a space mostly follows in print, and a letter or figure behind it; what may stand before it.
_SIGN_BEFORE_WORD = re.compile(r"[,;:.!?)”](?=[^\W_])")
_BEFORE_SIGN = re.compile(r"[\w)”]")
# Gap behind such a sign, in heights of a line, from which there is a space. Letters set close have none.
_SPACE = 0.1
# How far a letter's second print lies from its first, in its width and height.
_SHADOW = 0.6
_ONE_PLACE = 0.01
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-"})
# Characters asked whether their font says what they stand for: enough to know a broken font by.
_ASKED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A page's text layer: its words in the order of the file with their boxes as displayed.

    `unmapped_share`: of characters whose font does not say what they stand for, 0-1.
    `quarters`: for each word, how many quarter turns clockwise its text lies turned from upright, 0-3.
    """

    tokens: list[Token]
    unmapped_share: float
    quarters: list[int]

    def scaled(self, by: float) -> "Layer":
        """Return the layer with its boxes `by` times as large, from the page's corner."""
        if by == 1:
            return self
        tokens = [token._replace(box=Box(*(edge * by for edge in token.box))) for token in self.tokens]
        return replace(self, tokens=tokens)

    @property
    def text(self) -> str:
        """The words, parted by spaces."""
        return " ".join([token.text for token in self.tokens])


def page_layer(page: Any, hidden: frozenset[int] = frozenset()) -> Layer:
    """Return the text layer of a `pypdfium2.PdfPage`; words of the text objects in `hidden` are left out.

    `hidden`: addresses of text objects, as `page_objects.Objects` gives them.
    """
    text_page = page.get_textpage()
    try:
        characters = _characters(text_page)
        spans = [found.span() for found in _WORD.finditer(characters)]
        calls = _calls()
        handle = address_of(text_page.raw)
        if hidden:
            spans = [span for span in spans if calls.text_object(handle, span[0]) not in hidden]
        if not spans:
            return Layer(tokens=[], unmapped_share=0.0, quarters=[])
        spans = _part_at_spaces(calls, handle, characters, spans)
        first, last = _corner_boxes(calls, handle, spans)
        shown = characters.translate(_HYPHENS)
        words = [shown[start:end] for start, end in spans]
        for at, word in enumerate(words):
            if word[::2] == word[1::2] and len(word) > 3 and _is_drawn_twice(calls, handle, spans[at][0]):
                words[at] = word[::2]
        place, new = displayed_box(page), tuple.__new__
        first, last = place(first), place(last)
        edges = numpy.hstack((numpy.minimum(first, last)[:, :2], numpy.maximum(first, last)[:, 2:]))
        boxed = ~numpy.isnan(edges[:, 0])
        if not boxed.all():
            words = [word for word, known in zip(words, boxed.tolist(), strict=True) if known]
        # Straight from tuple: the two constructors would take a third of the time that a page takes.
        tokens = [
            new(Token, (word, new(Box, box), 1.0))
            for word, box in zip(words, edges[boxed].tolist(), strict=True)
        ]
        asked = spans[:: 1 + len(spans) // _ASKED]
        unmapped = sum(calls.unmapped(handle, start) == 1 for start, _end in asked)
        return Layer(
            tokens=tokens,
            unmapped_share=unmapped / len(asked),
            quarters=_quarters(first[boxed], last[boxed]),
        )
    finally:
        text_page.close()


def displayed_box(page: Any) -> Callable[[Any], Any]:
    """Return a function from boxes in PDF user space to boxes as displayed.

    Boxes are the rows of an array: left, bottom, right, top become x0, top, x1, bottom.
    """
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()

    def place(boxes: Any) -> Any:
        x0, y0, x1, y1 = boxes.T
        if rotation == 90:
            edges = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        elif rotation == 180:
            edges = (right - x1, y0 - bottom, right - x0, y1 - bottom)
        elif rotation == 270:
            edges = (top - y1, right - x1, top - y0, right - x0)
        else:
            edges = (x0 - left, top - y1, x1 - left, top - y0)
        return numpy.stack(edges, axis=1)

    return place


def _characters(text_page: Any) -> str:
    """Return one character per pdfium character, so that an index into one is an index into the other."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        text = bytes(memoryview(buffer).cast("B")[: 2 * count]).decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    code = pdfium.FPDFText_GetUnicode
    return "".join(_character(code(text_page, index)) for index in range(count))


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calls:
    """pdfium's functions that tell about a character."""

    line_high_box: Any
    unmapped: Any
    text_object: Any


@cache
def _calls() -> _Calls:
    return _Calls(
        line_high_box=plain_call(pdfium.FPDFText_GetLooseCharBox, NUMBER, HANDLE, NUMBER, HANDLE),
        unmapped=plain_call(pdfium.FPDFText_HasUnicodeMapError, NUMBER, HANDLE, NUMBER),
        text_object=plain_call(pdfium.FPDFText_GetTextObject, HANDLE, HANDLE, NUMBER),
    )


def _part_at_spaces(
    calls: _Calls, handle: int | None, characters: str, spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Part words where pdfium overlooks the space behind a comma.

    Chromium writes no spaces into a PDF, only gaps, and where a font sets the comma close (Caladea) pdfium
    takes the gap for none. Upright text only: elsewhere a gap is no distance from left to right.
    """
    box = (ctypes.c_float * 8)()
    address = ctypes.addressof(box)
    places = []
    for sign in _SIGN_BEFORE_WORD.finditer(characters):
        if sign.start() == 0 or not _BEFORE_SIGN.match(characters, sign.start() - 1):
            continue
        box[0] = box[4] = math.nan
        calls.line_high_box(handle, sign.start(), address)
        calls.line_high_box(handle, sign.end(), address + 16)
        _left, top, right, bottom, following = box[:5]
        if following - right > _SPACE * (top - bottom):  # never for nan
            places.append(sign.end())
    if not places:
        return list(spans)
    parted: list[tuple[int, int]] = []
    for start, end in spans:
        cuts = places[bisect_right(places, start) : bisect_left(places, end)]
        parted += pairwise((start, *cuts, end))
    return parted


def _is_drawn_twice(calls: _Calls, handle: int | None, start: int) -> bool:
    """Return whether a character and the next lie over each other, a little apart: a shadow, or bold made so.

    Two that lie in one and the same place are the letters of a ligature.
    """
    box = (ctypes.c_float * 8)(*[math.nan] * 8)
    address = ctypes.addressof(box)
    calls.line_high_box(handle, start, address)
    calls.line_high_box(handle, start + 1, address + 16)
    left, top, right, bottom, next_left, next_top = box[:6]
    across, down = abs(next_left - left), abs(next_top - top)
    over = across < _SHADOW * (right - left) and down < _SHADOW * (top - bottom)  # never for nan
    return over and max(across, down) > _ONE_PLACE


def _corner_boxes(calls: _Calls, handle: int | None, spans: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
    """Return the line-high boxes of each word's first and last character, in PDF user space.

    Rows of left, bottom, right, top; all `nan` where pdfium knows none.
    """
    found = numpy.full((2 * len(spans), 4), numpy.nan, dtype=numpy.float32)
    address, call = found.ctypes.data, calls.line_high_box
    for start, end in spans:
        call(handle, start, address)  # writes nothing for a character without a box
        call(handle, end - 1, address + 16)
        address += 32
    first, last = found[0::2], found[1::2]
    missing = numpy.isnan(last[:, 0])
    last[missing] = first[missing]
    # FS_RECTF is left, top, right, bottom.
    order = [0, 3, 2, 1]
    return first[:, order], last[:, order]


def _quarters(first: Any, last: Any) -> list[int]:
    """Return how each word lies, from where its last character is seen from its first."""
    right = (last[:, 0] - first[:, 0]) + (last[:, 2] - first[:, 2])
    down = (last[:, 1] - first[:, 1]) + (last[:, 3] - first[:, 3])
    upright = right >= numpy.abs(down)
    if upright.all():
        return [0] * len(first)
    # A word of two unequal signs (a raised 2) leans a little and is upright all the same.
    sideways = numpy.abs(down) > 2 * numpy.abs(right)
    turned = numpy.where(sideways, numpy.where(down > 0, 1, 3), numpy.where(right < 0, 2, 0))
    single = ((right == 0) & (down == 0)).tolist()
    lies = [None if alone else turn for turn, alone in zip(turned.tolist(), single, strict=True)]
    known = [turn for turn in lies if turn is not None]
    most = max(sorted(set(known)), key=known.count, default=0)
    before, after = _carried(lies), _carried(lies[::-1])[::-1]
    return [
        one if one is not None and one == other else most for one, other in zip(before, after, strict=True)
    ]


def _carried(lies: Sequence[int | None]) -> list[int | None]:
    """Give words of one sign, which do not tell how they lie, what the word before them says."""
    carried: list[int | None] = []
    for turn in lies:
        carried.append(carried[-1] if turn is None and carried else turn)
    return carried
