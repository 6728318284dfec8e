"""Look at what is drawn on a PDF page, decoding no image: where images lie, which text no one sees."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.pdf_text import displayed_box
from pipeline.read.plain_calls import NUMBER, Handle, handle_of, parts_of, plain_call
from schemas.geometry import Box

# Enough to know a scan by; a drawing of 100,000 objects would take longer than its text.
_LOOKED_AT = 5_000
_DEPTH = 3
# An image that text can be hidden under: smaller ones are logos.
_COVERING_SHARE = 0.3

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """What is drawn on a page.

    `images`: their boxes as displayed, cut to the page. `texts` and `paths`: how many text objects, and how
    many lines and curves. `hidden`: addresses of the text objects drawn invisibly or under an image, good
    while the page is open.
    `width`, `height`: of the page as displayed, in points.
    """

    images: tuple[Box, ...]
    texts: int
    paths: int
    hidden: frozenset[int]
    width: float
    height: float

    def scaled(self, by: float) -> "Objects":
        """Return the same with page and boxes `by` times as large."""
        if by == 1:
            return self
        images = tuple(Box(*(edge * by for edge in box)) for box in self.images)
        return replace(self, images=images, width=self.width * by, height=self.height * by)

    @property
    def image_share(self) -> float:
        """The share of the page's area under images, 0-1; images above each other count twice."""
        area = sum((box.x1 - box.x0) * (box.bottom - box.top) for box in self.images)
        return min(1.0, area / max(1.0, self.width * self.height))

    @property
    def hidden_share(self) -> float:
        """The share of text objects that no one sees, 0-1."""
        return len(self.hidden) / self.texts if self.texts else 0.0


class _Drawn(NamedTuple):
    handle: Handle
    kind: int
    bounds: tuple[float, float, float, float]


def page_objects(page: Any) -> Objects:
    """Return what is drawn on a `pypdfium2.PdfPage`, looking into forms three deep."""
    width, height = page.get_size()
    images: list[tuple[float, float, float, float]] = []
    texts: list[_Drawn] = []
    paths = 0
    invisible: set[int] = set()
    covered: list[tuple[int, tuple[float, float, float, float]]] = []
    calls = _calls()
    for item in _walk(calls, handle_of(page.raw)):
        if item.kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif item.kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(item)
            if calls.render_mode(item.handle) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                invisible.add(_address(item))
        else:
            images.append(item.bounds)
            if not calls.transparent(item.handle):
                covered.append((len(texts), item.bounds))
    if images:
        invisible |= {_address(item) for item in texts if _is_clear(calls, item.handle)}
    hidden = invisible | _under_images(calls, texts, covered, width * height)
    return Objects(
        images=_on_page(page, images, width, height),
        texts=len(texts),
        paths=paths,
        hidden=frozenset(hidden),
        width=width,
        height=height,
    )


def _under_images(
    calls: "_Calls",
    texts: list[_Drawn],
    images: list[tuple[int, tuple[float, float, float, float]]],
    page_area: float,
) -> set[int]:
    """Return the texts drawn before a large image that lies over their middle."""
    hidden = set()
    for drawn_before, (left, bottom, right, top) in images:
        if (right - left) * (top - bottom) < _COVERING_SHARE * page_area:
            continue
        for item in texts[:drawn_before]:
            x0, y0, x1, y1 = _bounds(calls, item.handle) if item.bounds is _UNKNOWN else item.bounds
            if left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top:
                hidden.add(_address(item))
    return hidden


def _address(item: _Drawn) -> int:
    return item.handle.value or 0


def _is_clear(calls: "_Calls", text: Handle) -> bool:
    """Return whether a text is filled with nothing (opacity 0), as some OCR programs lay it over a scan."""
    colour = (ctypes.c_uint * 4)()
    known = calls.fill(text, *parts_of(colour, 4, 4))
    return bool(known) and colour[3] == 0 and calls.render_mode(text) == pdfium.FPDF_TEXTRENDERMODE_FILL


def _on_page(
    page: Any, bounds: list[tuple[float, float, float, float]], width: float, height: float
) -> tuple[Box, ...]:
    if not bounds:
        return ()
    edges = displayed_box(page)(numpy.array(bounds, dtype=float))
    edges = edges.clip((0.0, 0.0, 0.0, 0.0), (width, height, width, height))
    return tuple(Box(*box) for box in edges.tolist() if box[0] < box[2] and box[1] < box[3])


_UNKNOWN = (0.0, 0.0, 0.0, 0.0)


def _walk(calls: "_Calls", page: Handle) -> Iterator[_Drawn]:
    """Yield texts, images and paths in the order they are drawn; not every text's bounds."""
    seen = 0
    stack = [(page, calls.count, calls.item, 0, _IDENTITY, 0)]
    while stack and seen < _LOOKED_AT:
        parent, count, item, at, matrix, depth = stack.pop()
        total = count(parent)
        while at < total and seen < _LOOKED_AT:
            handle = item(parent, ctypes.c_ulong(at) if depth else at)
            at += 1
            seen += 1
            kind = calls.kind(handle)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                yield _Drawn(handle, kind, _moved(_bounds(calls, handle), matrix) if depth else _UNKNOWN)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                yield _Drawn(handle, kind, _UNKNOWN)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                yield _Drawn(handle, kind, _moved(_bounds(calls, handle), matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = _inner(calls, handle, matrix)
                stack.append((parent, count, item, at, matrix, depth))
                stack.append((handle, calls.form_count, calls.form_item, 0, inner, depth + 1))
                break


def _bounds(calls: "_Calls", drawn: Handle) -> tuple[float, float, float, float]:
    edges = (ctypes.c_float * 4)()
    if not calls.bounds(drawn, *parts_of(edges, 4, 4)):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = edges
    return (left, bottom, right, top)


def _inner(calls: "_Calls", form: Handle, outer: _Matrix) -> _Matrix:
    values = (ctypes.c_float * 6)()
    if not calls.matrix(form, ctypes.byref(values)):
        return outer
    a, b, c, d, e, f = values
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od,
        c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def _moved(bounds: tuple[float, float, float, float], matrix: _Matrix) -> tuple[float, float, float, float]:
    if matrix == _IDENTITY:
        return bounds
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in bounds[0::2] for y in bounds[1::2]]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calls:
    """pdfium's functions that tell what is drawn."""

    count: Any
    item: Any
    form_count: Any
    form_item: Any
    kind: Any
    bounds: Any
    matrix: Any
    render_mode: Any
    fill: Any
    transparent: Any


@cache
def _calls() -> _Calls:
    return _Calls(
        count=plain_call(pdfium.FPDFPage_CountObjects, NUMBER),
        item=plain_call(pdfium.FPDFPage_GetObject, Handle),
        form_count=plain_call(pdfium.FPDFFormObj_CountObjects, NUMBER),
        form_item=plain_call(pdfium.FPDFFormObj_GetObject, Handle),
        kind=plain_call(pdfium.FPDFPageObj_GetType, NUMBER),
        bounds=plain_call(pdfium.FPDFPageObj_GetBounds, NUMBER),
        matrix=plain_call(pdfium.FPDFPageObj_GetMatrix, NUMBER),
        render_mode=plain_call(pdfium.FPDFTextObj_GetTextRenderMode, NUMBER),
        fill=plain_call(pdfium.FPDFPageObj_GetFillColor, NUMBER),
        transparent=plain_call(pdfium.FPDFPageObj_HasTransparency, NUMBER),
    )
