"""Stage 2: sources become pages. Every page in is a page out, whatever happens to it on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

from pipeline.ocr.image_to_page import Sheet, image_to_page
from pipeline.ocr.image_to_tokens import LAYOUT, RECIPE
from pipeline.ocr.pdf_to_page import read_pdf_page, second_try, unknown_page, with_second_look
from pipeline.ocr.tesseract import OcrError, find_engine
from pipeline.page_store import PageKey, PageStore
from pipeline.read import image, pdf
from pipeline.read.file_bytes import file_bytes
from pipeline.read.judged_layer import judged_layer
from pipeline.read.pdf_streams import damaged_streams, pages_drawn_by
from pipeline.read.pdf_units import LAYERS, said_in, user_units
from pipeline.read.settings import ReadingSettings
from pipeline.read.trust import Use
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import MediaType, Source

_DEFAULT = ReadingSettings()
# Names how text layers are read and judged; part of the key of stored pages.
_DIGITAL = "text layer, both or compared 5"
_IMAGES = (MediaType.TIFF, MediaType.PNG, MediaType.JPEG)
# From so many pages on, several processes share a scan: starting one costs as much as reading half a page.
_LONG = 3
_LOOKS = 5


def source_to_pages(
    source: Source,
    *,
    store: PageStore | None = None,
    force_ocr: bool = False,
    settings: ReadingSettings = _DEFAULT,
    only: frozenset[int] | None = None,
) -> Iterator[Page]:
    """Yield the pages of a document in order, as they are read.

    A page that cannot be read is yielded empty with an issue of severity error. `store` keeps what was
    read, so that the same page is never read again; `force_ocr` reads every PDF page from its image;
    `only` names the pages wanted of a PDF or an image, None all of them.

    Raises:
        DocumentUnreadable: nothing at all can be read; its issue says why.

    """
    if source.media_type is MediaType.PDF:
        yield from _pdf_pages(source, store, force_ocr, settings, only)
    elif source.media_type in _IMAGES:
        yield from _image_pages(source, store, settings, only)
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


def is_long_scan(
    source: Source, *, store: PageStore, force_ocr: bool = False, settings: ReadingSettings = _DEFAULT
) -> bool:
    """Return whether a document has several pages that OCR has yet to read, from a look at a few of them."""
    if source.media_type in _IMAGES:
        return len(_unread(store, source, count_pages(source, settings) or 0, settings)) > 1
    if source.media_type is not MediaType.PDF:
        return False
    try:
        with (
            file_bytes(source.path) as data,
            pdf.open_pdf(source.path, settings.passwords, data) as document,
        ):
            unread = _unread(store, source, len(document), settings)
            if force_ocr or not unread:
                return len(unread) > 1
            units = user_units(source.path, said_in(data), settings.passwords)
            return any(_wants_ocr(document, number, units.get(number, 1.0)) for number in unread)
    except (DocumentUnreadable, OSError):  # told when the document is read
        return False


def _unread(store: PageStore, source: Source, count: int, settings: ReadingSettings) -> list[int]:
    """Return which of a few pages of a document of `count` pages are not stored; [] for a short document."""
    if count < _LONG:
        return []
    looked_at = {1 + round(step * (count - 1) / (_LOOKS - 1)) for step in range(_LOOKS)}
    return [
        number
        for number in sorted(looked_at)
        if next(stored_pages(store, source.sha256, number, settings, first=number), None) is None
    ]


def _wants_ocr(document: Any, number: int, unit: float) -> bool:
    try:
        page = pdf.load_page(document, number - 1)
    except Exception:  # told when the page is read
        return False
    try:
        return not pdf.is_blank(page) and judged_layer(page, unit).trust.use is not Use.LAYER
    except Exception:
        return False
    finally:
        page.close()


def _file_pages(source: Source, settings: ReadingSettings) -> Iterator[Page]:
    size = source.files[0].size
    if size > settings.max_text_bytes:
        message = f"{source.path} är {size // 1_000_000} MB, för stor för en textfil. Dela upp den."
        raise DocumentUnreadable(_issue(IssueKind.PAGE_TOO_LARGE, message))
    try:
        data = source.path.read_bytes()
    except OSError as error:
        message = f"{source.path} kan inte läsas: {error.strerror or error}."
        raise DocumentUnreadable(_issue(IssueKind.UNREADABLE_FILE, message)) from error
    # Imported here: a process that reads scans must not load the readers of other files.
    if source.media_type is MediaType.DOCX:
        from pipeline.read.docx import read_docx

        yield from read_docx(data, source.path.name)
    elif source.media_type is MediaType.HTML:
        from pipeline.read.html import read_html

        yield from read_html(data)
    else:
        from pipeline.read.text_file import read_text

        yield from read_text(data, source.path.name)


def _pdf_pages(
    source: Source,
    store: PageStore | None,
    force_ocr: bool,
    settings: ReadingSettings,
    only: frozenset[int] | None,
) -> Iterator[Page]:
    with (
        file_bytes(source.path) as data,
        pdf.open_pdf(source.path, settings.passwords, data) as document,
    ):
        truncated = pdf.truncation_issue(source.path, data)
        # Looked for when the first page is read: all of a document may be stored.
        said = cache(lambda: said_in(data))
        units = cache(lambda: user_units(source.path, said(), settings.passwords))
        damaged = cache(lambda: pages_drawn_by(source.path, damaged_streams(data)))

        def read(number: int) -> Page:
            count, unit = len(document), units().get(number, 1.0)
            page = read_pdf_page(document, number, force_ocr, settings, unit, LAYERS in said())
            page = second_try(page, source.path, count, settings, unit)
            if number in damaged():  # an error: such a page is not stored
                page = with_second_look(page, source.path, count, settings, unit)
            return page

        for number in range(1, len(document) + 1):
            if only is not None and number not in only:
                continue
            page = _stored(store, source.sha256, number, force_ocr, settings, partial(read, number))
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


def stored_pages(
    store: PageStore, sha256: str, last: int, settings: ReadingSettings = _DEFAULT, *, first: int = 1
) -> Iterator[Page]:
    """Yield those of a document's pages `first` to `last` that `store` holds; the file may be gone."""
    for number in range(first, last + 1):
        for key in _keys(sha256, number, settings):
            page = store.get(key) if key else None
            if page is not None:
                yield page
                break


def _keys(sha256: str, number: int, settings: ReadingSettings) -> tuple[PageKey, PageKey | None]:
    digital = PageKey(
        sha256=sha256, page=number, engine=pdf.pdfium_version(), dpi=0, layout=LAYOUT, recipe=_DIGITAL
    )
    try:
        engine = find_engine(settings.tesseract)
    except OcrError:
        return digital, None
    name = f"{engine.version} {settings.languages} {engine.data_hash(settings.languages)}"
    ocr = PageKey(sha256=sha256, page=number, engine=name, dpi=settings.dpi, layout=LAYOUT, recipe=RECIPE)
    return digital, ocr


def _image_pages(
    source: Source, store: PageStore | None, settings: ReadingSettings, only: frozenset[int] | None
) -> Iterator[Page]:
    frames = image.page_images(source.path, max_pixels=settings.max_pixels)
    for number, decode in enumerate(frames, start=1):
        if only is not None and number not in only:
            continue

        def read(number: int = number, decode: Callable[[], image.PageImage] = decode) -> Page:
            frame = decode()
            if frame.issue is not None:
                return unknown_page(number, "bilden kunde inte läsas", frame.issue)
            size = (frame.width_pt, frame.height_pt)
            sheet = Sheet(number=number, size=size, rotation=0, reason="bildfil")
            return image_to_page(frame.pixels, frame.dpi, sheet, settings)

        yield _stored(store, source.sha256, number, True, settings, read)


def _issue(kind: IssueKind, message: str) -> Issue:
    return Issue(kind=kind, severity=Severity.ERROR, page=None, message=message)
