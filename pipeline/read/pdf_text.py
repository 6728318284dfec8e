"""Read a PDF page's text layer with pdfium: words with boxes, fast enough for every digital page."""

import ctypes
import math
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress, repeat
from typing import Any

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.plain_calls import NUMBER, Handle, handle_of, parts_of, plain_call
from pipeline.read.runs import Token, to_tokens
from schemas.geometry import Box

# A word ends before white space and after pdfium's signs for a hyphen at the end of a line, behind which it
# leaves the line break out. A no-break space does not end it, it holds an amount together.
_BETWEEN_WORDS = " \t\r\n\f\v\0\u2028\u2029\u3000"
_LINE_END_HYPHENS = "\x02\ufffe"
# A sign that a space mostly follows in print, and a letter or figure behind it; what may stand before it.
_SIGN_BEFORE_WORD = re.compile(r"[,;:.!?)”](?=[^\W_])")
_BEFORE_SIGN = re.compile(r"[\w)”]")
# Gap behind such a sign, in heights of a line, from which there is a space. Letters set close have none.
_SPACE = 0.1
# How far a letter's second print lies from its first, in its width and height.
_SHADOW = 0.6
_ONE_PLACE = 0.01
_SHOWN_AS_HYPHENS = "\x02\ufffe\xad"
# A word of three letters is not one drawn twice.
_SHORTEST_TWICE = 3
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


def page_layer(page: Any, hidden: frozenset[int] = frozenset(), unseen: Any = None) -> Layer:
    """Return the text layer of a `pypdfium2.PdfPage`; words of the text objects in `hidden` are left out.

    `hidden`: addresses of text objects, as `page_objects.Objects` gives them. `unseen`: for each character
    of pdfium's whether it is left out as well (`unseen_characters`), None where none is.
    """
    text_page = page.get_textpage()
    try:
        characters = _characters(text_page)
        codes = numpy.frombuffer(characters.encode("utf-32-le"), dtype=numpy.uint32)
        calls = _calls()
        handle = handle_of(text_page.raw)
        starts, ends = _spans(codes, unseen)
        if hidden:
            seen = [calls.text_object(handle, start).value not in hidden for start in starts.tolist()]
            starts, ends = starts[seen], ends[seen]
        if not len(starts):
            return Layer(tokens=[], unmapped_share=0.0, quarters=[])
        starts, ends = _part_at_spaces(calls, handle, characters, starts, ends)
        boxes = displayed_box(page)(_corner_boxes(calls, handle, starts, ends))
        first, last = boxes[0::2], boxes[1::2]
        edges = numpy.hstack((numpy.minimum(first, last)[:, :2], numpy.maximum(first, last)[:, 2:]))
        boxed = _seen(edges, *page.get_size())
        words = _words(calls, handle, characters, starts, ends)
        asked = starts[:: 1 + len(starts) // _ASKED].tolist()
        if not boxed.all():
            words = list(compress(words, boxed.tolist()))
            first, last, edges = first[boxed], last[boxed], edges[boxed]
        unmapped = list(map(calls.unmapped, repeat(handle), asked)).count(1)
        return Layer(
            tokens=to_tokens(words, edges),
            unmapped_share=unmapped / len(asked),
            quarters=_quarters(first, last),
        )
    finally:
        text_page.close()


def _seen(edges: Any, width: float, height: float) -> Any:
    """Return which boxes lie on the page, wholly or in part; unknown ones (`nan`) do not."""
    return (edges[:, 2] > 0) & (edges[:, 3] > 0) & (edges[:, 0] < width) & (edges[:, 1] < height)


def _spans(codes: Any, unseen: Any = None) -> tuple[Any, Any]:
    """Return where each word begins and ends (exclusive); characters in `unseen` are of no word."""
    kinds = _kinds()[numpy.minimum(codes, _MOST_CODES)]
    between, hyphen = kinds == _BETWEEN, kinds == _HYPHEN
    if unseen is not None and len(unseen) == len(codes):
        between = between | unseen
    inside = ~between
    starts, ends = inside.copy(), inside.copy()
    starts[1:] &= between[:-1] | hyphen[:-1]
    ends[:-1] &= between[1:] | hyphen[:-1]
    return numpy.flatnonzero(starts), numpy.flatnonzero(ends) + 1


_MOST_CODES = 0xFFFF
_BETWEEN, _HYPHEN = 1, 2


@cache
def _kinds() -> Any:
    """Return for each code what it does to words."""
    kinds = numpy.zeros(_MOST_CODES + 1, dtype=numpy.uint8)
    kinds[[ord(sign) for sign in _BETWEEN_WORDS]] = _BETWEEN
    kinds[[ord(sign) for sign in _LINE_END_HYPHENS]] = _HYPHEN
    return kinds


def _words(calls: "_Calls", handle: Handle, characters: str, starts: Any, ends: Any) -> list[str]:
    """Return the words as they are shown; of those drawn twice, each letter once."""
    for sign in _SHOWN_AS_HYPHENS:
        characters = characters.replace(sign, "-")
    words = [characters[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    long = ends - starts > _SHORTEST_TWICE
    codes = numpy.frombuffer(characters.encode("utf-32-le"), dtype=numpy.uint32)
    for at in numpy.flatnonzero(long & (codes[starts] == codes[numpy.minimum(starts + 1, len(codes) - 1)])):
        word = words[at]
        if word[::2] == word[1::2] and _is_drawn_twice(calls, handle, int(starts[at])):
            words[at] = word[::2]
    return words


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
        line_high_box=plain_call(pdfium.FPDFText_GetLooseCharBox, NUMBER),
        unmapped=plain_call(pdfium.FPDFText_HasUnicodeMapError, NUMBER),
        text_object=plain_call(pdfium.FPDFText_GetTextObject, Handle),
    )


def _part_at_spaces(
    calls: _Calls, handle: Handle, characters: str, starts: Any, ends: Any
) -> tuple[Any, Any]:
    """Part words where pdfium overlooks the space behind a comma.

    Chromium writes no spaces into a PDF, only gaps, and where a font sets the comma close (Caladea) pdfium
    takes the gap for none. Upright text only: elsewhere a gap is no distance from left to right.
    """
    box = (ctypes.c_float * 8)()
    before, behind = parts_of(box, 16, 2)
    places = []
    for sign in _SIGN_BEFORE_WORD.finditer(characters):
        at = sign.start()
        if at == 0 or not _BEFORE_SIGN.match(characters, at - 1):
            continue
        box[0] = box[4] = math.nan
        calls.line_high_box(handle, at, before)
        calls.line_high_box(handle, at + 1, behind)
        _left, top, right, bottom, following = box[:5]
        if following - right > _SPACE * (top - bottom):  # never for nan
            places.append(at + 1)
    if not places:
        return starts, ends
    cuts = numpy.array(places)
    word = numpy.maximum(0, numpy.searchsorted(starts, cuts) - 1)
    cuts = cuts[(starts[word] < cuts) & (cuts < ends[word])]  # not those in words that were left out
    return numpy.sort(numpy.append(starts, cuts)), numpy.sort(numpy.append(ends, cuts))


def _is_drawn_twice(calls: _Calls, handle: Handle, start: int) -> bool:
    """Return whether a character and the next lie over each other, a little apart: a shadow, or bold made so.

    Two that lie in one and the same place are the letters of a ligature.
    """
    box = (ctypes.c_float * 8)(*[math.nan] * 8)
    this, following = parts_of(box, 16, 2)
    calls.line_high_box(handle, start, this)
    calls.line_high_box(handle, start + 1, following)
    left, top, right, bottom, next_left, next_top = box[:6]
    across, down = abs(next_left - left), abs(next_top - top)
    over = across < _SHADOW * (right - left) and down < _SHADOW * (top - bottom)  # never for nan
    return over and max(across, down) > _ONE_PLACE


def _corner_boxes(calls: _Calls, handle: Handle, starts: Any, ends: Any) -> Any:
    """Return the line-high boxes of each word's first and last character, in PDF user space.

    Two rows a word: left, bottom, right, top; all `nan` where pdfium knows none.
    """
    count = 2 * len(starts)
    buffer: Any = (ctypes.c_float * (4 * count))()
    found = numpy.frombuffer(buffer, dtype=numpy.float32).reshape(count, 4)
    found[:] = numpy.nan  # pdfium writes nothing for a character without a box
    corners = numpy.stack((starts, ends - 1), axis=1).ravel().tolist()
    # Nothing is done with what the calls return: the fastest of Python's loops.
    deque(map(calls.line_high_box, repeat(handle), corners, parts_of(buffer, 16, count)), maxlen=0)
    first, last = found[0::2], found[1::2]
    missing = numpy.isnan(last[:, 0])
    last[missing] = first[missing]
    return found[:, [0, 3, 2, 1]]  # FS_RECTF is left, top, right, bottom


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
