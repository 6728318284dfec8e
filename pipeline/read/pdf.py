"""Open a PDF with pdfium, one page at a time; what is wrong with the file is told as an issue."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.read.trust import Surroundings
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity


def pdfium_version() -> str:
    """Return pdfium's name and version, for the key of stored pages."""
    return f"pdfium {pypdfium2.PDFIUM_INFO}"


@contextmanager
def open_pdf(path: Path, passwords: tuple[str, ...] = ()) -> Iterator[Any]:
    """Open the file with no password, then with each of `passwords`.

    Raises:
        DocumentUnreadable: encrypted with another password, broken, or without pages.

    """
    document = _open(path, passwords)
    try:
        document.init_forms()
        if len(document) == 0:
            raise DocumentUnreadable(
                _error(IssueKind.NO_PAGES, f"{path} har inga sidor. Hämta filen på nytt från källan.")
            )
        yield document
    finally:
        document.close()


def _open(path: Path, passwords: tuple[str, ...]) -> Any:
    encrypted = False
    for password in (None, *passwords):
        try:
            return pypdfium2.PdfDocument(path, password=password)
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
        page.flatten()
        page.close()
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


def truncation_issue(path: Path) -> Issue | None:
    """Return an issue for a file without its end mark: pages may be missing that no one can count."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        if b"%%EOF" in file.read():
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


def render_grey(page: Any, dpi: int) -> Any:
    """Return the page as displayed, as a grey `numpy` array of `dpi` on white."""
    bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=True)
    try:
        return bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width].copy()
    finally:
        bitmap.close()


def is_blank(page: Any) -> bool:
    """Return whether nothing at all is drawn on the page."""
    return int(pdfium.FPDFPage_CountObjects(page)) <= 0


def surroundings(page: Any) -> Surroundings:
    """Look at what is on the page besides its text: cheap, no image is decoded."""
    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    image_area = 0.0
    texts = invisible = 0
    kinds = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT)
    for number, item in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if number >= _OBJECTS_LOOKED_AT:
            break
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            texts += 1
            invisible += pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            continue
        x0, y0, x1, y1 = item.get_bounds()
        width, height = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
        image_area = max(image_area, 0.0) + max(0.0, width) * max(0.0, height)
    return Surroundings(
        image_share=min(1.0, image_area / area), invisible_share=invisible / texts if texts else 0.0
    )


# Enough to know a scan by; a drawing of 100,000 objects would take longer than its text.
_OBJECTS_LOOKED_AT = 400
