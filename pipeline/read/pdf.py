"""Open a PDF with pdfium, one page at a time; what is wrong with the file is told as an issue."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.read.file_bytes import FileBytes
from pipeline.read.page_ink import INK_DPI, printed_letters
from pipeline.read.page_objects import Objects
from pipeline.read.pdf_text import Layer
from pipeline.read.shown_text import text_left_out
from pipeline.read.trust import Surroundings
from schemas.errors import DocumentUnreadable
from schemas.geometry import Box
from schemas.issues import Issue, IssueKind, Severity


def pdfium_version() -> str:
    """Return pdfium's name and version, for the key of stored pages."""
    return f"pdfium {pypdfium2.PDFIUM_INFO}"


@contextmanager
def open_pdf(path: Path, passwords: tuple[str, ...] = (), data: FileBytes | None = None) -> Iterator[Any]:
    """Open the file with no password, then with each of `passwords`.

    `data`: what stands in it, where that was read already.

    Raises:
        DocumentUnreadable: encrypted with another password, broken, or without pages.

    """
    document = _open(path, data if isinstance(data, bytes) else path, passwords)
    try:
        document.init_forms()
        if len(document) == 0:
            raise DocumentUnreadable(
                _error(IssueKind.NO_PAGES, f"{path} har inga sidor. Hämta filen på nytt från källan.")
            )
        yield document
    finally:
        document.close()


def _open(path: Path, source: Path | bytes, passwords: tuple[str, ...]) -> Any:
    encrypted = False
    for password in (None, *passwords):
        try:
            return pypdfium2.PdfDocument(source, password=password)
        except pypdfium2.PdfiumError as error:
            code = getattr(error, "err_code", None)
            encrypted = encrypted or code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            if not encrypted:
                break
    if encrypted:
        message = (
            f"{path} är krypterad och inget känt lösenord passar. Ange lösenordet eller spara utan skydd."
        )
        raise DocumentUnreadable(_error(IssueKind.ENCRYPTED, message))
    message = f"{path} är en trasig eller avbruten PDF och kan inte öppnas. Hämta filen på nytt från källan."
    raise DocumentUnreadable(_error(IssueKind.BROKEN_FILE, message))


def _error(kind: IssueKind, message: str) -> Issue:
    return Issue(kind=kind, severity=Severity.ERROR, page=None, message=message)


def load_page(document: Any, index: int) -> Any:
    """Return the page with what stands in form fields and notes made part of its content.

    pdfium's text leaves them out, and a filled form would lose what was filled in.

    Raises:
        PdfiumError: the page is broken.

    """
    page = document[index]
    if pdfium.FPDFPage_GetAnnotCount(page) > 0 and _has_written_annotations(page):
        # Not `page.flatten()`, which asks for form fields: a document with notes alone has none.
        flattened = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_FAIL
        page.close()
        if not flattened:
            raise pypdfium2.PdfiumError("Failed to flatten annotations / form fields.")
        page = document[index]
    return page


_WRITTEN = frozenset((pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP))


def _has_written_annotations(page: Any) -> bool:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if subtype in _WRITTEN:
            return True
    return False


def truncation_issue(path: Path, data: FileBytes) -> Issue | None:
    """Return an issue for a file without its end mark: pages may be missing that no one can count.

    `data`: what stands in the file at `path`.
    """
    if data.rfind(b"%%EOF", max(0, len(data) - _TAIL_BYTES)) >= 0:
        return None
    message = (
        f"{path} saknar slut och är troligen avbruten: sidor kan saknas. Hämta filen på nytt från källan."
    )
    return _error(IssueKind.BROKEN_FILE, message)


_TAIL_BYTES = 65_536


def render_dpi(width_pt: float, height_pt: float, *, dpi: int, max_pixels: int) -> int:
    """Return the resolution to render at: `dpi`, or as much less as keeps the image below `max_pixels`."""
    pixels = width_pt * height_pt * (dpi / 72) ** 2
    if pixels <= max_pixels:
        return dpi
    return max(1, int(dpi * (max_pixels / pixels) ** 0.5))


def magnification(page: Any, width: float, height: float, dpi: int, unit: float = 1.0) -> float:
    """Return how many times larger a page is to be read than it says it is, 1 for all but tiny ones.

    A scan that was given a wrong resolution is a page of a few centimetres with print of 3 points. Only its
    image's own pixels are used, and no more than make it a sheet of A4. `width`, `height`: in points, of
    which `unit` is the page's own.
    """
    if min(width, height) >= _SMALLEST_PAGE:
        return 1.0
    finest = 0.0
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = (edge * unit for edge in item.get_bounds())
        if (right - left) * (top - bottom) > _IMAGE_WITH_TEXT * width * height:
            finest = max(finest, max(item.get_px_size()) * 72 / max(right - left, top - bottom))
    times = min(finest / dpi, _A4_HEIGHT / max(width, height))
    return times if times > _WORTH_MAGNIFYING else 1.0


# In points: a page whose shorter side is below this is no sheet of paper.
_SMALLEST_PAGE = 180
_A4_HEIGHT = 842
_WORTH_MAGNIFYING = 1.5


def render_grey(page: Any, dpi: float, unit: float = 1.0) -> Any:
    """Return the page as displayed, as a grey `numpy` array of `dpi` on white. `unit`: its own, in points."""
    bitmap = page.render(scale=dpi / 72 * unit, grayscale=True, may_draw_forms=True)
    try:
        return bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width].copy()
    finally:
        bitmap.close()


def is_blank(page: Any) -> bool:
    """Return whether nothing at all is drawn on the page."""
    return int(pdfium.FPDFPage_CountObjects(page)) <= 0


def surroundings(
    page: Any,
    layer: Layer,
    objects: Objects,
    unit: float = 1.0,
    *,
    hidden_share: float = 0.0,
    left_out: Sequence[Box] = (),
) -> Surroundings:
    """Look at what is on the page besides its text; an image is decoded only where it could hold text.

    `layer`, `objects` and `left_out` (words in the file that the page does not show) are scaled by the
    page's `unit`. `hidden_share`: of text objects that no one sees, 0-1.
    """
    printed = 0 if hidden_share == 1 else _printed_beside(page, layer, objects, unit, left_out)
    return Surroundings(
        image_share=objects.image_share,
        hidden_share=hidden_share,
        unmapped_share=layer.unmapped_share,
        printed_letters=printed,
    )


def _printed_beside(page: Any, layer: Layer, objects: Objects, unit: float, left_out: Sequence[Box]) -> int:
    """Count the letters in the page's images, or drawn as curves, that the layer's words do not cover.

    What stands where the file has words that the page does not show is looked at as well.
    """
    area = objects.width * objects.height
    looked_at = [
        box for box in objects.images if (box.x1 - box.x0) * (box.bottom - box.top) > _IMAGE_WITH_TEXT * area
    ]
    looked_at += left_out
    curves = objects.paths > _CURVES and len(layer.tokens) < _FEW_WORDS
    if not layer.tokens or not (looked_at or curves):
        return 0
    dpi = render_dpi(objects.width, objects.height, dpi=INK_DPI, max_pixels=_INK_PIXELS)
    grey = render_grey(page, dpi, unit)
    if not curves:
        shown = numpy.full_like(grey, 255)
        for box in looked_at:
            x0, top, x1, bottom = (max(0, round(edge * dpi / 72)) for edge in box)
            shown[top:bottom, x0:x1] = grey[top:bottom, x0:x1]
        grey = shown
    return printed_letters(grey, dpi, [token.box for token in layer.tokens])


def letters_of_images(page: Any, objects: Objects, unit: float = 1.0) -> int:
    """Return about how many letters stand in rows where no text is drawn: in images, or as curves."""
    dpi = render_dpi(objects.width, objects.height, dpi=INK_DPI, max_pixels=_INK_PIXELS)
    with text_left_out(page):
        return printed_letters(render_grey(page, dpi, unit), dpi)


# Share of the page from which an image can hold a passage of text; below are logos.
_IMAGE_WITH_TEXT = 0.08
# Text drawn as curves is at least so many paths, on a page with few words of its own.
_CURVES, _FEW_WORDS = 80, 40
_INK_PIXELS = 4_000_000
