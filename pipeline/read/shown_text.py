"""Find the characters of a PDF page that it does not show: drawn with and without them, it looks the same."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.drawn_objects import Drawing, drawn_objects
from pipeline.read.pdf_text import displayed_box
from pipeline.read.plain_calls import Handle, handle_of, plain_call

# Two pixels a point: the strokes of small print are as wide as a pixel.
_SCALE = 2.0
_MOST_PIXELS = 6_000_000
# Of 255 in red, green or blue: what a letter changes where it can be seen at all, and where its edges end.
_SEEN, _EDGE = 8, 4
# Share of a letter's height and width that is shown where it can be read; less are ends that stick out of
# what covers it.
_SHOWN_PART = 0.35
# Share of a word's letters that are shown where what is left is worth reading.
_SHOWN_WORD = 0.5
# Two texts in one place: one drawn over the other.
_ONE_PLACE = 0.7


def unseen_characters(page: Any, doubtful: frozenset[int]) -> Any:
    """Return for each of pdfium's characters of the page whether it is not shown; None where all are.

    `doubtful`: addresses of the text objects that may not be seen, as `page_objects` gives them. Of other
    texts the characters are taken for shown.
    """
    if not doubtful:
        return None
    drawing = drawn_objects(page)
    text_page = page.get_textpage()
    try:
        texts = _with_doubles(drawing, doubtful, text_page)
        asked, words = _characters_of(text_page, {drawing.address(at) for at in texts})
        if not len(asked):
            return None
        changed, scale = _changed(page, [drawing.texts.handles[at] for at in texts])
        boxes = displayed_box(page)(_tight_boxes(text_page, asked)) * scale
        unseen = numpy.zeros(len(words), dtype=bool)
        unseen[asked] = ~_shown(changed, boxes, text_page, asked)
        _settle_words(unseen, words)
        return unseen if unseen.any() else None
    finally:
        text_page.close()


def _with_doubles(drawing: Drawing, doubtful: frozenset[int], text_page: Any) -> list[int]:
    """Return the doubtful texts and those that say the same in the same place.

    Of two such pdfium's text keeps the first, which may be the one that no one sees.
    """
    which = [at for at in range(len(drawing.texts)) if drawing.address(at) in doubtful]
    bounds = drawing.texts.bounds()
    area = (bounds[:, 2] - bounds[:, 0]) * (bounds[:, 3] - bounds[:, 1])
    found = set(which)
    for at in which:
        x0, y0, x1, y1 = bounds[at]
        wide = numpy.minimum(bounds[:, 2], x1) - numpy.maximum(bounds[:, 0], x0)
        high = numpy.minimum(bounds[:, 3], y1) - numpy.maximum(bounds[:, 1], y0)
        over = (wide > 0) & (high > 0) & (wide * high > _ONE_PLACE * numpy.maximum(area, area[at]))
        for other in numpy.flatnonzero(over).tolist():
            if other not in found and _said(drawing, other, text_page) in ("", _said(drawing, at, text_page)):
                found.add(other)
    return sorted(found)


def _said(drawing: Drawing, text: int, text_page: Any) -> str:
    """Return what a text object says, "" where pdfium left it out as said already."""
    handle = ctypes.cast(drawing.texts.handles[text], pdfium.FPDF_PAGEOBJECT)
    length = pdfium.FPDFTextObj_GetText(handle, text_page, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFTextObj_GetText(handle, text_page, buffer, length)
    return bytes(buffer).decode("utf-16-le", errors="replace").rstrip("\0")


def _characters_of(text_page: Any, objects: set[int]) -> tuple[Any, Any]:
    """Return which characters the text objects show, and of all characters which word they are of.

    White space is no character to be shown; it is of word -1.
    """
    text_object = plain_call(pdfium.FPDFText_GetTextObject, Handle)
    handle = handle_of(text_page.raw)
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    words = numpy.full(count, -1)
    found = []
    word = 0
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if code == 0 or chr(code).isspace():
            word += 1
            continue
        words[at] = word
        if text_object(handle, at).value in objects:
            found.append(at)
    return numpy.array(found, dtype=int), words


def _changed(page: Any, texts: list[Handle]) -> tuple[Any, float]:
    """Return how much each pixel changes when the texts are not drawn, and pixels in a unit of the page."""
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    with_them = _picture(page, scale)
    with _left_out(texts):
        without = _picture(page, scale)
    difference = numpy.maximum(with_them, without) - numpy.minimum(with_them, without)
    return difference.max(axis=2), scale


def _picture(page: Any, scale: float) -> Any:
    bitmap = page.render(scale=scale, may_draw_forms=True)
    try:
        return bitmap.to_numpy()[:, :, :3].copy()
    finally:
        bitmap.close()


@contextmanager
def text_left_out(page: Any) -> Iterator[None]:
    """Draw the page without any text as long as this lasts."""
    with _left_out(drawn_objects(page).texts.handles):
        yield


@contextmanager
def _left_out(texts: list[Handle]) -> Iterator[None]:
    objects = [ctypes.cast(text, pdfium.FPDF_PAGEOBJECT) for text in texts]
    for one in objects:
        pdfium.FPDFPageObj_SetIsActive(one, False)
    try:
        yield
    finally:
        for one in objects:
            pdfium.FPDFPageObj_SetIsActive(one, True)


def _tight_boxes(text_page: Any, characters: Any) -> Any:
    """Return the boxes of the characters' ink, in PDF user space: rows of left, bottom, right, top."""
    boxes = numpy.zeros((len(characters), 4))
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for row, at in enumerate(characters.tolist()):
        if pdfium.FPDFText_GetCharBox(text_page, at, left, right, bottom, top):
            boxes[row] = (left.value, bottom.value, right.value, top.value)
    return boxes


def _shown(changed: Any, boxes: Any, text_page: Any, characters: Any) -> Any:
    """Return which characters change the page enough to be read there."""
    shown = numpy.ones(len(boxes), dtype=bool)
    for row, (x0, top, x1, bottom) in enumerate(boxes.round().astype(int).clip(0).tolist()):
        part = changed[top : max(top + 1, bottom), x0 : max(x0 + 1, x1)]
        if not part.size:
            continue  # beyond the page's edge: not of the text in any case
        if part.max() < _SEEN:
            shown[row] = False
        elif chr(pdfium.FPDFText_GetUnicode(text_page, int(characters[row]))).isalnum():
            high = numpy.flatnonzero((part >= _EDGE).any(axis=1))
            wide = numpy.flatnonzero((part >= _EDGE).any(axis=0))
            shown[row] = (
                high[-1] - high[0] + 1 >= _SHOWN_PART * part.shape[0]
                and wide[-1] - wide[0] + 1 >= _SHOWN_PART * part.shape[1]
            )
    return shown


def _settle_words(unseen: Any, words: Any) -> None:
    """Take a lone letter for shown that stands among others, and none of a word of which less than half is.

    Of a letter set twice, the lower one is not seen; thin ones change little.
    """
    lone = unseen.copy()
    lone[1:] &= ~(unseen[:-1] & (words[1:] == words[:-1]))
    lone[:-1] &= ~(unseen[1:] & (words[1:] == words[:-1]))
    for word in numpy.unique(words[unseen]).tolist():
        of_word = words == word
        if unseen[of_word].mean() > 1 - _SHOWN_WORD:
            unseen[of_word] = True
        else:
            unseen[of_word & lone] = False
