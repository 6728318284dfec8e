"""Find the texts of a PDF page that may not be seen, from how they are drawn and what lies under and over.

Rather too many than too few: what is really seen, `shown_text` finds out by drawing the page. But a page that
is looked at so takes as long as ten others, and so rules, frames and shaded rows must not raise a doubt.
"""

import ctypes
from typing import Any

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.drawn_objects import Drawing, Kind, calls, colours, draw_modes, stroke_width

LEAST_CONTRAST = 16
"""Colours nearer to each other than this, of 255 in each of red, green and blue, may be one to the eye."""

# In points: what covers a word is larger than rules and underlines are.
_SMALLEST_COVER = 3.0
_THICK_LINE = 3.0
# Share of a text's height under a cover, or beyond its clip, from which its letters may be lost.
_HEIGHT_LOST = 0.4
_LEAST_OPACITY = 40
# A rectangle has five points at most; only of those its box is where it is filled.
_RECTANGLE = 6
_MOST_COVERS = 400
_OUTLINED = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_NAME_BYTES = 64
# Notes drawn over the page; links and closed notes cover nothing.
_COVERING_NOTES = frozenset(
    (
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_REDACT,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_WIDGET,
    )
)


def doubtful_texts(page: Any, drawing: Drawing, modes: Any, fills: Any, layers: bool) -> Any:
    """Return for each text whether it may not be seen; `hidden` ones (drawn invisibly) are for the caller.

    `modes`: how each text is drawn (pdfium's render modes). `fills`: the colours they are filled with.
    `layers`: whether the document has layers that can be off.
    """
    texts = drawing.texts
    doubtful = numpy.zeros(len(texts), dtype=bool)
    if not len(texts):
        return doubtful
    if modes.any():  # 0 is filled, as nearly all text is
        outlined = numpy.isin(modes, _OUTLINED).nonzero()[0]
        fills = fills.copy()
        fills[outlined] = colours([texts.handles[at] for at in outlined.tolist()], stroke=True)
    known = fills[:, 3] >= 0
    pale = known & ((255 - fills[:, :3].min(axis=1)) * fills[:, 3] < LEAST_CONTRAST * 255)
    doubtful |= pale
    clipped = list(map(calls().clip_paths, map(calls().clip, texts.handles)))
    if max(clipped) > 0:
        which = [at for at, paths in enumerate(clipped) if paths > 0]
        doubtful[which] |= _cut_off(texts, which, clipped)
    covers = _covers(page, drawing, _shades(fills[known & ~pale]), bool(pale.any()))
    if covers is not None:
        bounds, places = texts.bounds(), numpy.array(texts.places)
        doubtful[_on_another_colour(bounds, places, fills, pale, covers)] = False
        doubtful |= _under_or_alike(bounds, places, fills, pale, covers)
    if layers:
        doubtful |= _in_a_layer(texts)
    return doubtful


def _shades(fills: Any) -> Any:
    """Return each colour of the texts once: rows of red, green and blue."""
    if not len(fills) or (fills == fills[0]).all():
        return fills[:1, :3]
    _codes, first = numpy.unique(fills[:, :3] @ (65536, 256, 1), return_index=True)
    return fills[first, :3]


class _Covers:
    """What may cover text or lie under it: boxes in PDF user space, places in drawing order, colours.

    `colours`: rows of red, green, blue, opacity; -1 where it is not one colour. `whole`: whether all of the
    box is filled. `alike`: whether some text has the colour.
    """

    def __init__(self, boxes: Any, places: Any, colour: Any, whole: Any, alike: Any) -> None:
        self.boxes, self.places, self.colours, self.whole, self.alike = boxes, places, colour, whole, alike


def _covers(page: Any, drawing: Drawing, shades: Any, pale: bool) -> _Covers | None:
    """Return what is large enough and stands over a text, or under one of its colour, or of any pale one.

    `shades`: the colours of the texts. `pale`: whether some text can only be seen on another ground. Where
    there is very much, what was drawn last.
    """
    parts = [_filled_paths(drawing.paths)]
    for kind in (drawing.images, drawing.shades):
        if len(kind):
            boxes = kind.bounds()
            large = _is_large(boxes)
            parts.append((boxes[large], numpy.array(kind.places)[large], None, None))
    notes = _notes(page)
    if len(notes):
        parts.append((notes, numpy.full(len(notes), _LAST), None, None))
    boxes = numpy.concatenate([part[0] for part in parts]) if len(parts) > 1 else parts[0][0]
    if not len(boxes):
        return None
    places = numpy.concatenate([part[1] for part in parts])
    colour = numpy.full((len(boxes), 4), -1)
    whole = numpy.zeros(len(boxes), dtype=bool)
    filled = len(parts[0][0])
    colour[:filled], whole[:filled] = parts[0][2], parts[0][3]
    differs = numpy.abs(colour[:, None, :3] - shades[None]).max(axis=2, initial=0) >= LEAST_CONTRAST
    alike = (colour[:, 3] >= 0) & ~differs.all(axis=1)
    wanted = alike | (places > drawing.texts.places[0]) | pale
    order = numpy.argsort(places, kind="stable")
    order = order[wanted[order]][-_MOST_COVERS:]
    if not len(order):
        return None
    return _Covers(boxes[order], places[order], colour[order], whole[order], alike[order])


_LAST = 1 << 40


def _is_large(boxes: Any) -> Any:
    return numpy.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) >= _SMALLEST_COVER


def _filled_paths(paths: Kind) -> tuple[Any, Any, Any, Any]:
    """Return boxes, places, colours and wholeness of the filled areas and thick lines of some size."""
    empty = numpy.zeros((0, 4)), numpy.zeros(0, int), numpy.zeros((0, 4), int), numpy.zeros(0, bool)
    if not len(paths):
        return empty
    boxes = paths.bounds()
    large = numpy.flatnonzero(_is_large(boxes))
    if not len(large):
        return empty
    handles = [paths.handles[at] for at in large.tolist()]
    filled, stroked = draw_modes(handles)
    colour = colours(handles)
    whole = numpy.zeros(len(large), dtype=bool)
    kept = filled > 0
    for at in numpy.flatnonzero(kept).tolist():
        whole[at] = calls().segments(handles[at]) <= _RECTANGLE
    for at in numpy.flatnonzero(~kept & stroked).tolist():
        if stroke_width(handles[at]) >= _THICK_LINE:
            kept[at] = True
            colour[at] = -1
    kept &= (colour[:, 3] < 0) | (colour[:, 3] >= _LEAST_OPACITY)
    return boxes[large][kept], numpy.array(paths.places)[large][kept], colour[kept], whole[kept]


def _notes(page: Any) -> Any:
    """Return the boxes of the notes that lie over the page."""
    boxes = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        place = pdfium.FS_RECTF()
        if pdfium.FPDFAnnot_GetSubtype(note) in _COVERING_NOTES and pdfium.FPDFAnnot_GetRect(note, place):
            boxes.append((place.left, place.bottom, place.right, place.top))
        pdfium.FPDFPage_CloseAnnot(note)
    return numpy.array(boxes, dtype=float).reshape(-1, 4)


def _on_another_colour(bounds: Any, places: Any, fills: Any, pale: Any, covers: _Covers) -> Any:
    """Return which pale texts stand on a filled rectangle of another colour with nothing between."""
    seen = []
    for at in numpy.flatnonzero(pale).tolist():
        x0, y0, x1, y1 = bounds[at]
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        boxes = covers.boxes
        under = (boxes[:, 0] <= middle_x) & (middle_x <= boxes[:, 2]) & (covers.places < places[at])
        under &= (boxes[:, 1] <= middle_y) & (middle_y <= boxes[:, 3])
        if not under.any():
            continue
        top = int(numpy.flatnonzero(under)[-1])
        left, bottom, right, above = boxes[top]
        inside = left <= x0 + 1 and x1 - 1 <= right and bottom <= middle_y - 1 and middle_y + 1 <= above
        red, green, blue, opacity = covers.colours[top].tolist()
        if not inside or not covers.whole[top] or opacity < 255 or fills[at, 3] < 255:
            continue
        if max(abs(fills[at, :3] - (red, green, blue))) >= LEAST_CONTRAST:
            seen.append(at)
    return seen


def _under_or_alike(bounds: Any, places: Any, fills: Any, pale: Any, covers: _Covers) -> Any:
    """Return which texts have something drawn over them, or something of their own colour under them."""
    doubtful = numpy.zeros(len(bounds), dtype=bool)
    height = bounds[:, 3] - bounds[:, 1]
    least_wide = numpy.minimum(_SMALLEST_COVER, (bounds[:, 2] - bounds[:, 0]) / 2)
    first = int(places[0])
    for at, (left, bottom, right, top) in enumerate(covers.boxes.tolist()):
        if covers.places[at] < first and not covers.alike[at]:
            continue
        wide = numpy.minimum(bounds[:, 2], right) - numpy.maximum(bounds[:, 0], left)
        high = numpy.minimum(bounds[:, 3], top) - numpy.maximum(bounds[:, 1], bottom)
        met = (wide >= least_wide) & (high >= _HEIGHT_LOST * height) & (wide > 0) & (high > 0)
        if not met.any():
            continue
        over = met & (covers.places[at] > places)
        if covers.alike[at]:
            same = numpy.abs(fills[:, :3] - covers.colours[at, :3]).max(axis=1) < LEAST_CONTRAST
            over |= met & same & ~pale & (covers.places[at] < places)
        doubtful |= over
    return doubtful


def _cut_off(texts: Kind, which: list[int], paths: list[int]) -> Any:
    """Return which of the clipped texts reach beyond their clip."""
    clips = numpy.array([_clip_box(texts.handles[at], paths[at]) for at in which])
    # A form's own clip and what stands in it are told in one and the same space: not moved to the page's.
    inner = Kind(handles=[texts.handles[at] for at in which], places=[], matrices=[None] * len(which))
    bounds = inner.bounds()
    low = numpy.maximum(bounds[:, 1], clips[:, 1])
    high = numpy.minimum(bounds[:, 3], clips[:, 3])
    lost = bounds[:, 3] - bounds[:, 1] - (high - low) > _HEIGHT_LOST * (bounds[:, 3] - bounds[:, 1])
    lost |= (bounds[:, 0] < clips[:, 0] - _SMALLEST_COVER) | (bounds[:, 2] > clips[:, 2] + _SMALLEST_COVER)
    lost |= (bounds[:, 0] + bounds[:, 2]) / 2 > clips[:, 2]
    lost |= (bounds[:, 0] + bounds[:, 2]) / 2 < clips[:, 0]
    return lost


def _clip_box(text: Any, paths: int) -> tuple[float, float, float, float]:
    """Return the box that a text's clip lies in; of a rectangle two corners tell it."""
    call = calls()
    clip = call.clip(text)
    box = (-1e9, -1e9, 1e9, 1e9)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(paths):
        count = call.clip_segments(clip, path)
        if count < 3:
            continue
        corners = (0, 2) if count <= _RECTANGLE else range(min(count, _MOST_POINTS))
        points = [
            (x.value, y.value)
            for at in corners
            if call.point(call.clip_segment(clip, path, at), ctypes.byref(x), ctypes.byref(y))
        ]
        if count > _MOST_POINTS or not points:
            continue
        xs, ys = [one for one, _two in points], [two for _one, two in points]
        box = (
            max(box[0], min(xs)),
            max(box[1], min(ys)),
            min(box[2], max(xs)),
            min(box[3], max(ys)),
        )
    return box


_MOST_POINTS = 60


def _in_a_layer(texts: Kind) -> Any:
    """Return which texts are marked as of a layer; of what stands in forms pdfium does not tell it."""
    marked = numpy.array([matrix is not None for matrix in texts.matrices])
    count = numpy.fromiter(map(calls().marks, texts.handles), dtype=int, count=len(texts))
    for at in numpy.flatnonzero((count > 0) & ~marked).tolist():
        text = ctypes.cast(texts.handles[at], pdfium.FPDF_PAGEOBJECT)
        marked[at] = any(_is_layer(pdfium.FPDFPageObj_GetMark(text, mark)) for mark in range(count[at]))
    return marked


def _is_layer(mark: Any) -> bool:
    name = (ctypes.c_ushort * (_NAME_BYTES // 2))()
    length = ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, name, _NAME_BYTES, length) or length.value != _OC_BYTES:
        return False
    return [name[0], name[1]] == [ord("O"), ord("C")]


# `OC` in UTF-16 with its end mark.
_OC_BYTES = 6
