"""List what is drawn on a PDF page in the order it is drawn: texts, images, lines and curves, shades."""

import ctypes
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import compress, repeat
from typing import Any

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.plain_calls import NUMBER, Handle, handle_of, parts_of, plain_call

# Enough to know a scan by; a drawing of 100,000 objects would take longer than its text.
_LOOKED_AT = 20_000
_DEPTH = 3

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The objects of one kind. `places`: which they are of all in drawing order; `matrices`: of their forms.

    A `None` for a matrix: the object stands on the page itself.
    """

    handles: list[Handle] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    matrices: list[Matrix | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.handles)

    def bounds(self, which: Sequence[int] | None = None) -> Any:
        """Return the boxes of all, or of `which`, in PDF user space: rows of left, bottom, right, top.

        A box of which pdfium knows nothing is four zeros.
        """
        handles, matrices = self.handles, self.matrices
        if which is not None:
            handles, matrices = [handles[at] for at in which], [matrices[at] for at in which]
        edges, references = _rows(ctypes.c_float, len(handles))
        edges[:] = 0
        deque(map(calls().bounds, handles, *references), maxlen=0)
        boxes = edges.astype(float)
        for at, matrix in enumerate(matrices):
            if matrix is not None:
                boxes[at] = _moved(boxes[at], matrix)
        return boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn on a page, good while the page is open."""

    texts: Kind
    images: Kind
    paths: Kind
    shades: Kind

    def address(self, text: int) -> int:
        """Return the address of the text object that stands at `text` among the texts."""
        return self.texts.handles[text].value or 0


def drawn_objects(page: Any) -> Drawing:
    """Return what is drawn on a `pypdfium2.PdfPage`, looking into forms three deep."""
    drawing = Drawing(texts=Kind(), images=Kind(), paths=Kind(), shades=Kind())
    top = calls()
    count = min(top.count(handle_of(page.raw)), _LOOKED_AT)
    _list(drawing, list(map(top.item, repeat(handle_of(page.raw)), range(count))), None, 0, 0)
    return drawing


def _list(drawing: Drawing, handles: list[Handle], matrix: Matrix | None, depth: int, seen: int) -> int:
    """Add the objects to the drawing, and return how many have been seen with them."""
    total = len(handles)
    kinds = list(map(calls().kind, handles))
    at = 0
    while at < total and seen < _LOOKED_AT:
        end = kinds.index(pdfium.FPDF_PAGEOBJ_FORM, at) if pdfium.FPDF_PAGEOBJ_FORM in kinds[at:] else total
        end = min(end, at + _LOOKED_AT - seen)
        _add(drawing, handles[at:end], kinds[at:end], matrix, seen)
        seen += end - at
        at = end + 1
        if end < total and seen < _LOOKED_AT:
            seen += 1
            if depth < _DEPTH:
                inner = _inner(handles[end], matrix or _IDENTITY)
                seen = _list(drawing, _in_form(handles[end], _LOOKED_AT - seen), inner, depth + 1, seen)
    return seen


def _in_form(form: Handle, most: int) -> list[Handle]:
    count = min(calls().form_count(form), most)
    return list(map(calls().form_item, repeat(form), map(ctypes.c_ulong, range(count))))


def _add(drawing: Drawing, handles: list[Handle], kinds: list[int], matrix: Matrix | None, seen: int) -> None:
    for kind, group in (
        (pdfium.FPDF_PAGEOBJ_TEXT, drawing.texts),
        (pdfium.FPDF_PAGEOBJ_PATH, drawing.paths),
        (pdfium.FPDF_PAGEOBJ_IMAGE, drawing.images),
        (pdfium.FPDF_PAGEOBJ_SHADING, drawing.shades),
    ):
        if kind in kinds:
            chosen = [one == kind for one in kinds]
            group.handles.extend(compress(handles, chosen))
            group.places.extend(compress(range(seen, seen + len(kinds)), chosen))
            group.matrices.extend(repeat(matrix, len(group.handles) - len(group.matrices)))


def _inner(form: Handle, outer: Matrix) -> Matrix:
    values = (ctypes.c_float * 6)()
    if not calls().matrix(form, ctypes.byref(values)):
        return outer
    a, b, c, d, e, f = values
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od,
        c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def _moved(bounds: Any, matrix: Matrix) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in bounds[0::2] for y in bounds[1::2]]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def colours(handles: list[Handle], stroke: bool = False) -> Any:
    """Return rows of red, green, blue and opacity, 0-255, of what objects are filled or drawn with.

    A row of -1 where that is not one colour (a pattern).
    """
    values, references = _rows(ctypes.c_uint, len(handles))
    values[:] = 0
    known = list(map(calls().stroke if stroke else calls().fill, handles, *references))
    found = values.astype(numpy.int64)
    if not all(known):
        found[[not one for one in known]] = -1
    return found


def draw_modes(handles: list[Handle]) -> tuple[Any, Any]:
    """Return how paths are filled (0: not at all), and whether their outline is drawn."""
    values, references = _rows(ctypes.c_uint, len(handles))
    values[:] = 0
    deque(map(calls().draw_mode, handles, references[0], references[1]), maxlen=0)
    return values[:, 0].astype(int), values[:, 1] != 0


def stroke_width(path: Handle) -> float:
    """Return how wide a path's outline is drawn, in the units of where it stands."""
    width = ctypes.c_float()
    return float(width.value) if calls().stroke_width(path, ctypes.byref(width)) else 0.0


@cache
def _buffers(kind: Any, count: int) -> tuple[Any, list[list[Any]]]:
    """Return an array for four values an object, and references to each: made once, they are filled often."""
    buffer = (kind * (4 * count))()
    parts = parts_of(buffer, 4, 4 * count)
    values = numpy.frombuffer(buffer, dtype=numpy.float32 if kind is ctypes.c_float else numpy.uint32)
    return values.reshape(count, 4), [parts[column::4] for column in range(4)]


def _rows(kind: Any, count: int) -> tuple[Any, list[list[Any]]]:
    values, references = _buffers(kind, max(_FEWEST, 1 << (count - 1).bit_length()))
    return values[:count], references


_FEWEST = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
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
    stroke: Any
    stroke_width: Any
    draw_mode: Any
    segments: Any
    transparent: Any
    clip: Any
    clip_paths: Any
    clip_segments: Any
    clip_segment: Any
    point: Any
    marks: Any


@cache
def calls() -> Calls:
    """Return the functions, ready to be called thousands of times."""
    return Calls(
        count=plain_call(pdfium.FPDFPage_CountObjects, NUMBER),
        item=plain_call(pdfium.FPDFPage_GetObject, Handle),
        form_count=plain_call(pdfium.FPDFFormObj_CountObjects, NUMBER),
        form_item=plain_call(pdfium.FPDFFormObj_GetObject, Handle),
        kind=plain_call(pdfium.FPDFPageObj_GetType, NUMBER),
        bounds=plain_call(pdfium.FPDFPageObj_GetBounds, NUMBER),
        matrix=plain_call(pdfium.FPDFPageObj_GetMatrix, NUMBER),
        render_mode=plain_call(pdfium.FPDFTextObj_GetTextRenderMode, NUMBER),
        fill=plain_call(pdfium.FPDFPageObj_GetFillColor, NUMBER),
        stroke=plain_call(pdfium.FPDFPageObj_GetStrokeColor, NUMBER),
        stroke_width=plain_call(pdfium.FPDFPageObj_GetStrokeWidth, NUMBER),
        draw_mode=plain_call(pdfium.FPDFPath_GetDrawMode, NUMBER),
        segments=plain_call(pdfium.FPDFPath_CountSegments, NUMBER),
        transparent=plain_call(pdfium.FPDFPageObj_HasTransparency, NUMBER),
        clip=plain_call(pdfium.FPDFPageObj_GetClipPath, Handle),
        clip_paths=plain_call(pdfium.FPDFClipPath_CountPaths, NUMBER),
        clip_segments=plain_call(pdfium.FPDFClipPath_CountPathSegments, NUMBER),
        clip_segment=plain_call(pdfium.FPDFClipPath_GetPathSegment, Handle),
        point=plain_call(pdfium.FPDFPathSegment_GetPoint, NUMBER),
        marks=plain_call(pdfium.FPDFPageObj_CountMarks, NUMBER),
    )
