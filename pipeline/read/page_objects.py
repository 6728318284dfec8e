"""Look at what is drawn on a PDF page, decoding no image: where images lie, which text no one sees."""

from dataclasses import dataclass, replace
from typing import Any

import numpy
import pypdfium2.raw as pdfium

from pipeline.read.doubtful_text import doubtful_texts
from pipeline.read.drawn_objects import Drawing, calls, colours, drawn_objects
from pipeline.read.pdf_text import displayed_box
from schemas.geometry import Box

# An image that text can be hidden under: smaller ones are logos.
_COVERING_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """What is drawn on a page.

    `images`: their boxes as displayed, cut to the page. `texts` and `paths`: how many text objects, and how
    many lines and curves. `hidden`: addresses of the text objects drawn invisibly or under an image, good
    while the page is open. `doubtful`: of those that may not be seen for another reason.
    `width`, `height`: of the page as displayed, in points.
    """

    images: tuple[Box, ...]
    texts: int
    paths: int
    hidden: frozenset[int]
    doubtful: frozenset[int]
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


def page_objects(page: Any, layers: bool = True) -> Objects:
    """Return what is drawn on a `pypdfium2.PdfPage`, looking into forms three deep.

    `layers`: whether the document has layers that can be off; where not, marks need not be looked at.
    """
    width, height = page.get_size()
    drawing = drawn_objects(page)
    texts = drawing.texts
    modes = numpy.fromiter(map(calls().render_mode, texts.handles), dtype=int, count=len(texts))
    fills = colours(texts.handles)
    hidden = modes == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    images = drawing.images.bounds() if len(drawing.images) else None
    if images is not None:
        # As some OCR programs lay their text over a scan.
        hidden |= (fills[:, 3] == 0) & (modes == pdfium.FPDF_TEXTRENDERMODE_FILL)
        hidden |= _under_images(drawing, images, width * height)
    doubtful = doubtful_texts(page, drawing, modes, fills, layers)
    return Objects(
        images=() if images is None else _on_page(page, images, width, height),
        texts=len(texts),
        paths=len(drawing.paths),
        hidden=_addresses(drawing, hidden),
        doubtful=_addresses(drawing, doubtful & ~hidden),
        width=width,
        height=height,
    )


def _under_images(drawing: Drawing, images: Any, page_area: float) -> Any:
    """Return which texts are drawn before a large image that lies over their middle."""
    under = numpy.zeros(len(drawing.texts), dtype=bool)
    area = (images[:, 2] - images[:, 0]) * (images[:, 3] - images[:, 1])
    large = numpy.flatnonzero(area >= _COVERING_SHARE * page_area).tolist()
    large = [at for at in large if not calls().transparent(drawing.images.handles[at])]
    places = numpy.array(drawing.texts.places)
    if not large or not (places < drawing.images.places[large[-1]]).any():
        return under
    bounds = drawing.texts.bounds()
    across, up = bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)
    for at in large:
        left, bottom, right, top = images[at]
        inside = (left <= across) & (across <= right) & (bottom <= up) & (up <= top)
        under |= inside & (places < drawing.images.places[at])
    return under


def _addresses(drawing: Drawing, which: Any) -> frozenset[int]:
    if not which.any():
        return frozenset()
    return frozenset(drawing.address(at) for at in which.nonzero()[0].tolist())


def _on_page(page: Any, bounds: Any, width: float, height: float) -> tuple[Box, ...]:
    edges = displayed_box(page)(bounds)
    edges = edges.clip((0.0, 0.0, 0.0, 0.0), (width, height, width, height))
    return tuple(Box(*box) for box in edges.tolist() if box[0] < box[2] and box[1] < box[3])
