"""Stage 2: sources become pages. Every page in is a page out, whatever happens to it on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.ocr.image_to_tokens import LAYOUT, RECIPE, image_to_tokens
from pipeline.ocr.tesseract import OcrError, find_engine
from pipeline.page_store import PageKey, PageStore
from pipeline.read import image, pdf
from pipeline.read.docx import read_docx
from pipeline.read.html import read_html
from pipeline.read.layout import Token, regions_to_text, tokens_to_text
from pipeline.read.pdf_plumber import plumbed_tokens
from pipeline.read.pdf_text import page_tokens
from pipeline.read.settings import ReadingSettings
from pipeline.read.text_file import read_text
from pipeline.read.trust import judge_text_layer
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page, Words
from schemas.sources import MediaType, Source

_DEFAULT = ReadingSettings()
# Mean word confidence below which a page is worth scanning again; good scans have .94 to .96.
_SCAN_AGAIN_BELOW = 0.85
# Confidence of a text layer that was found bad, where nothing better could be had.
_DOUBTFUL = 0.3
_IMAGES = (MediaType.TIFF, MediaType.PNG, MediaType.JPEG)


def source_to_pages(
    source: Source,
    *,
    store: PageStore | None = None,
    force_ocr: bool = False,
    settings: ReadingSettings = _DEFAULT,
) -> Iterator[Page]:
    """Yield the pages of a document in order, as they are read.

    A page that cannot be read is yielded empty with an issue of severity error. `store` keeps what was
    read, so that the same page is never read again; `force_ocr` reads every PDF page from its image.

    Raises:
        DocumentUnreadable: nothing at all can be read; its issue says why.

    """
    if source.media_type is MediaType.PDF:
        yield from _pdf_pages(source, store, force_ocr, settings)
    elif source.media_type in _IMAGES:
        yield from _image_pages(source, store, settings)
    else:
        yield from _file_pages(source, settings)


def count_pages(source: Source, settings: ReadingSettings = _DEFAULT) -> int | None:
    """Return the number of pages for a progress bar, None where only reading the document tells."""
    try:
        if source.media_type is MediaType.PDF:
            with pdf.open_pdf(source.path, settings.passwords) as document:
                return len(document)
        if source.media_type in _IMAGES:
            return image.count_frames(source.path)
    except (DocumentUnreadable, OSError):
        return None
    return None


def _file_pages(source: Source, settings: ReadingSettings) -> Iterator[Page]:
    size = source.files[0].size
    if size > settings.max_text_bytes:
        message = f"{source.path} är {size // 1_000_000} MB, för stor för en textfil. Dela upp den."
        raise DocumentUnreadable(_issue(IssueKind.PAGE_TOO_LARGE, None, message))
    try:
        data = source.path.read_bytes()
    except OSError as error:
        message = f"{source.path} kan inte läsas: {error.strerror or error}."
        raise DocumentUnreadable(_issue(IssueKind.UNREADABLE_FILE, None, message)) from error
    if source.media_type is MediaType.DOCX:
        yield from read_docx(data, source.path.name)
    elif source.media_type is MediaType.HTML:
        yield from read_html(data)
    else:
        yield from read_text(data, source.path.name)


def _pdf_pages(
    source: Source, store: PageStore | None, force_ocr: bool, settings: ReadingSettings
) -> Iterator[Page]:
    with pdf.open_pdf(source.path, settings.passwords) as document:
        truncated = pdf.truncation_issue(source.path)
        for number in range(1, len(document) + 1):

            def read(number: int = number, document: Any = document) -> Page:
                page = _read_pdf_page(document, number, force_ocr, settings)
                return _second_try(page, source.path, len(document), settings)

            page = _stored(store, source.sha256, number, force_ocr, settings, read)
            if truncated and number == 1:
                page = replace(page, issues=(truncated, *page.issues))
            yield page


def _stored(
    store: PageStore | None,
    sha256: str,
    number: int,
    force_ocr: bool,
    settings: ReadingSettings,
    read: Callable[[], Page],
) -> Page:
    """Return the stored page, or read it and store it unless something went wrong."""
    if store is None:
        return read()
    digital, ocr = _keys(sha256, number, settings)
    for key in (ocr,) if force_ocr else (digital, ocr):
        page = store.get(key) if key else None
        if page is not None:
            return page
    page = read()
    key = ocr if page.origin is Origin.OCR else digital
    if key and not any(issue.severity is Severity.ERROR for issue in page.issues):
        store.put(key, page)
    return page


def _keys(sha256: str, number: int, settings: ReadingSettings) -> tuple[PageKey, PageKey | None]:
    digital = PageKey(
        sha256=sha256, page=number, engine=pdf.pdfium_version(), dpi=0, layout=LAYOUT, recipe="text layer"
    )
    try:
        engine = find_engine(settings.tesseract)
    except OcrError:
        return digital, None
    name = f"{engine.version} {settings.languages} {engine.data_hash(settings.languages)}"
    ocr = PageKey(sha256=sha256, page=number, engine=name, dpi=settings.dpi, layout=LAYOUT, recipe=RECIPE)
    return digital, ocr


def _read_pdf_page(document: Any, number: int, force_ocr: bool, settings: ReadingSettings) -> Page:
    try:
        page = pdf.load_page(document, number - 1)
    except Exception as error:
        return _unreadable(number, f"Sidan {number} är trasig och kan inte öppnas ({type(error).__name__}).")
    try:
        width, height = page.get_size()
        rotation = page.get_rotation()
        if pdf.is_blank(page):
            reason = "ingenting är ritat på sidan"
            return _empty(number, reason, _blank_page(number), Origin.TEXT_LAYER, (width, height), rotation)
        tokens = page_tokens(page)
        trust = judge_text_layer(" ".join(token.text for token in tokens), pdf.surroundings(page))
        if trust.use_text_layer and not force_ocr:
            return _layer_page(number, tokens, trust.reason, (width, height), rotation)
        dpi = pdf.render_dpi(width, height, dpi=settings.dpi, max_pixels=settings.max_pixels)
        issues = _too_large(number, dpi, settings)
        pixels = pdf.render_grey(page, dpi)
        reason = "OCR begärd" if force_ocr else trust.reason
        read = _ocr_page(pixels, dpi, number, (width, height), rotation, reason, settings, issues)
        failed = [issue for issue in read.issues if issue.severity is Severity.ERROR]
        if failed and tokens:  # a doubtful layer is better than nothing, with the failure beside it
            layer = _layer_page(number, tokens, f"{reason}, men OCR misslyckades", (width, height), rotation)
            return replace(layer, confidence=_DOUBTFUL, issues=tuple(failed))
        return read
    except Exception as error:
        return _unreadable(number, f"Sidan {number} kunde inte läsas ({type(error).__name__}).")
    finally:
        page.close()


def _second_try(page: Page, path: Path, pages: int, settings: ReadingSettings) -> Page:
    """Give a page that pdfium could not read to pdfplumber; where that fails too, it stays unread."""
    if not any(issue.kind is IssueKind.PAGE_UNREADABLE for issue in page.issues):
        return page
    tokens = plumbed_tokens(path, page.page, pages, settings.passwords)
    if not tokens:
        return page
    reason = "pdfium kunde inte läsa sidan, läst med pdfplumber"
    size = (max(token.box.x1 for token in tokens), max(token.box.bottom for token in tokens))
    return replace(_layer_page(page.page, tokens, reason, size, 0), confidence=_DOUBTFUL)


def _layer_page(
    number: int, tokens: list[Token], reason: str, size: tuple[float, float], rotation: int
) -> Page:
    raw_text, words = tokens_to_text(tokens)
    return Page(
        page=number,
        origin=Origin.TEXT_LAYER,
        reason=reason,
        confidence=1.0,
        width_pt=size[0],
        height_pt=size[1],
        rotation=rotation,
        raw_text=raw_text,
        words=words,
    )


def _image_pages(source: Source, store: PageStore | None, settings: ReadingSettings) -> Iterator[Page]:
    frames = image.page_images(source.path, max_pixels=settings.max_pixels)
    for number, frame in enumerate(frames, start=1):

        def read(number: int = number, frame: image.PageImage = frame) -> Page:
            if frame.issue is not None:
                return _empty(number, "bilden kunde inte läsas", frame.issue)
            size = (frame.width_pt, frame.height_pt)
            return _ocr_page(frame.pixels, frame.dpi, number, size, 0, "bildfil", settings, [])

        yield _stored(store, source.sha256, number, True, settings, read)


def _ocr_page(
    pixels: Any,
    dpi: int,
    number: int,
    size: tuple[float, float],
    rotation: int,
    reason: str,
    settings: ReadingSettings,
    issues: list[Issue],
) -> Page:
    try:
        result = image_to_tokens(
            find_engine(settings.tesseract),
            pixels,
            dpi=dpi,
            languages=settings.languages,
            timeout_s=settings.timeout_s,
        )
    except OcrError as error:
        issue = _issue(error.kind, number, f"Sidan {number}: {error}")
        return _empty(number, reason, issue, Origin.OCR, size, rotation)
    raw_text, words = regions_to_text(result.regions, result.place)
    if result.disagreements:
        message = f"Sidan {number}: två läsare är oense om siffror på {result.disagreements} ställen. "
        message += "Kontrollera dem mot bilden."
        issues.append(
            Issue(kind=IssueKind.READERS_DISAGREE, severity=Severity.WARNING, page=number, message=message)
        )
    if result.confidence is not None and result.confidence < _SCAN_AGAIN_BELOW:
        message = f"Sidan {number} är svårläst (säkerhet {result.confidence:.0%}). Skanna om den om det går."
        issues.append(
            Issue(kind=IssueKind.LOW_CONFIDENCE, severity=Severity.WARNING, page=number, message=message)
        )
    if result.quarters:
        reason += f", vänd {result.quarters % 4 * 90}° för att läsas"
    if not raw_text:
        issues.append(_blank_page(number))
    return Page(
        page=number,
        origin=Origin.OCR,
        reason=reason,
        confidence=result.confidence,
        width_pt=size[0],
        height_pt=size[1],
        rotation=rotation,
        raw_text=raw_text,
        words=words,
        issues=tuple(issues),
    )


def _too_large(number: int, dpi: int, settings: ReadingSettings) -> list[Issue]:
    if dpi >= settings.dpi:
        return []
    message = f"Sidan {number} är så stor att den lästes i {dpi} dpi i stället för {settings.dpi}."
    return [Issue(kind=IssueKind.PAGE_TOO_LARGE, severity=Severity.WARNING, page=number, message=message)]


def _blank_page(number: int) -> Issue:
    message = f"Sidan {number} är tom: ingen text finns på den."
    return Issue(kind=IssueKind.PAGE_EMPTY, severity=Severity.NOTE, page=number, message=message)


def _unreadable(number: int, message: str) -> Page:
    issue = _issue(IssueKind.PAGE_UNREADABLE, number, f"{message} Hämta filen på nytt från källan.")
    return _empty(number, "sidan kunde inte läsas", issue)


def _empty(
    number: int,
    reason: str,
    issue: Issue,
    origin: Origin = Origin.OCR,
    size: tuple[float, float] | None = None,
    rotation: int = 0,
) -> Page:
    return Page(
        page=number,
        origin=origin,
        reason=reason,
        confidence=None,
        width_pt=size[0] if size else None,
        height_pt=size[1] if size else None,
        rotation=rotation,
        raw_text="",
        words=Words(),
        issues=(issue,),
    )


def _issue(kind: IssueKind, page: int | None, message: str) -> Issue:
    return Issue(kind=kind, severity=Severity.ERROR, page=page, message=message)
