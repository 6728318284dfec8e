"""Read a PDF page's text layer with pdfium: words with boxes, fast enough for every digital page."""

import ctypes
import re
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.read.layout import Token
from schemas.geometry import Box

# A word ends before white space and after pdfium's signs for a hyphen at the end of a line, behind which it
# leaves the line break out. A no-break space does not end it, it holds an amount together.
_WORD = re.compile(
    "[^ \t\r\n\f\v\0\u2028\u2029\u3000\x02\ufffe]*[\x02\ufffe]|[^ \t\r\n\f\v\0\u2028\u2029\u3000\x02\ufffe]+"
)
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-"})


def page_tokens(page: Any) -> list[Token]:
    """Return the words of a `pypdfium2.PdfPage` in the order of the file, boxes as displayed."""
    text_page = page.get_textpage()
    try:
        characters = _characters(text_page)
        place = displayed_box(page)
        tokens = []
        for start, end in _word_spans(characters):
            box = _box(text_page, start, end)
            if box is not None:
                tokens.append(Token(characters[start:end].translate(_HYPHENS), place(*box)))
        return tokens
    finally:
        text_page.close()


def displayed_box(page: Any) -> Callable[[float, float, float, float], Box]:
    """Return a function from left, bottom, right, top in PDF user space to a box as displayed."""
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()

    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        if rotation == 90:
            return Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if rotation == 180:
            return Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
        if rotation == 270:
            return Box(top - y1, right - x1, top - y0, right - x0)
        return Box(x0 - left, top - y1, x1 - left, top - y0)

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


def _word_spans(characters: str) -> list[tuple[int, int]]:
    return [found.span() for found in _WORD.finditer(characters)]


_RECT = pdfium.FS_RECTF


def _box(text_page: Any, start: int, end: int) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right, top of the word from its first and last character's line-high box."""
    first, last = _RECT(), _RECT()
    if not pdfium.FPDFText_GetLooseCharBox(text_page, start, first):
        return None
    if end - start == 1 or not pdfium.FPDFText_GetLooseCharBox(text_page, end - 1, last):
        last = first
    return (
        min(first.left, last.left),
        min(first.bottom, last.bottom),
        max(first.right, last.right),
        max(first.top, last.top),
    )
