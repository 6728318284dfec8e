"""Stage 2: sources become pages. Every page in is a page out, whatever happens to it on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.ocr.image_to_page import Sheet, blank_page, empty_page, image_to_page
from pipeline.ocr.image_to_tokens import LAYOUT, RECIPE, OcrResult
from pipeline.ocr.layer_and_image import layer_over_image, layer_to_page, share_agreed
from pipeline.ocr.tesseract import OcrError, find_engine
from pipeline.page_store import PageKey, PageStore
from pipeline.read import image, pdf
from pipeline.read.docx import read_docx
from pipeline.read.html import read_html
from pipeline.read.layer_quality import layer_confidence
from pipeline.read.layout import Token
from pipeline.read.page_objects import page_objects
from pipeline.read.pdf_plumber import plumbed_tokens
from pipeline.read.pdf_streams import damaged_streams, pages_drawn_by
from pipeline.read.pdf_text import Layer, page_layer
from pipeline.read.placed_text import Group
from pipeline.read.settings import ReadingSettings
from pipeline.read.text_file import read_text
from pipeline.read.trust import Trust, Use, judge_text_layer
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import MediaType, Source

_DEFAULT = ReadingSettings()
# Names how text layers are read and judged; part of the key of stored pages.
_DIGITAL = "text layer, both or compared 2"
# Share of words from which layer and image say the same: a sound page reads .98 and more, one without its
# dots .75.
_SAME_TEXT = 0.95
# Characters of a text layer that are more than a stamp, where the image shows nothing.
_WORTH_KEEPING = 25
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
    count = count_pages(source, settings) or 0
    if count < _LONG or source.media_type not in (MediaType.PDF, *_IMAGES):
        return False
    looked_at = {1 + round(step * (count - 1) / (_LOOKS - 1)) for step in range(_LOOKS)}
    unread = [
        number
        for number in sorted(looked_at)
        if next(stored_pages(store, source.sha256, number, settings, first=number), None) is None
    ]
    if force_ocr or source.media_type is not MediaType.PDF:
        return len(unread) > 1
    with pdf.open_pdf(source.path, settings.passwords) as document:
        return any(_wants_ocr(document, number) for number in unread)


def _wants_ocr(document: Any, number: int) -> bool:
    try:
        page = pdf.load_page(document, number - 1)
    except Exception:  # told when the page is read
        return False
    try:
        layer = page_layer(page)
        around = pdf.surroundings(page, layer, page_objects(page))
        return not pdf.is_blank(page) and judge_text_layer(layer.text, around).use is not Use.LAYER
    except Exception:
        return False
    finally:
        page.close()


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
    source: Source,
    store: PageStore | None,
    force_ocr: bool,
    settings: ReadingSettings,
    only: frozenset[int] | None,
) -> Iterator[Page]:
    with pdf.open_pdf(source.path, settings.passwords) as document:
        truncated = pdf.truncation_issue(source.path)
        damaged = pages_drawn_by(source.path, damaged_streams(source.path))
        for number in range(1, len(document) + 1):
            if only is not None and number not in only:
                continue

            def read(number: int = number, document: Any = document) -> Page:
                page = _read_pdf_page(document, number, force_ocr, settings)
                return _second_try(page, source.path, len(document), settings)

            page = _stored(store, source.sha256, number, force_ocr, settings, read)
            if number in damaged:
                page = _with_second_look(page, source.path, len(document), settings)
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


def _read_pdf_page(document: Any, number: int, force_ocr: bool, settings: ReadingSettings) -> Page:
    try:
        page = pdf.load_page(document, number - 1)
    except Exception as error:
        return _unreadable(number, f"Sidan {number} är trasig och kan inte öppnas ({type(error).__name__}).")
    try:
        size, rotation = page.get_size(), page.get_rotation()
        if pdf.is_blank(page):
            sheet = Sheet(number=number, size=size, rotation=rotation, reason="ingenting är ritat på sidan")
            return empty_page(sheet, blank_page(number), Origin.TEXT_LAYER)
        layer, objects = page_layer(page), page_objects(page)
        trust = judge_text_layer(layer.text, pdf.surroundings(page, layer, objects))
        if force_ocr:
            trust = Trust(use=Use.IMAGE, reason="OCR begärd")
        sheet = Sheet(number=number, size=size, rotation=rotation, reason=trust.reason)
        if trust.use is Use.LAYER:
            return layer_to_page(sheet, layer)
        if trust.use is Use.BOTH and objects.hidden:
            layer = page_layer(page, objects.hidden)
        return _page_of_image(page, sheet, trust.use, layer, settings)
    except Exception as error:
        return _unreadable(number, f"Sidan {number} kunde inte läsas ({type(error).__name__}).")
    finally:
        page.close()


def _page_of_image(page: Any, sheet: Sheet, use: Use, layer: Layer, settings: ReadingSettings) -> Page:
    """Read the page's image; what becomes of a text layer beside it, `use` says."""
    width, height = sheet.size
    dpi = pdf.render_dpi(width, height, dpi=settings.dpi, max_pixels=settings.max_pixels)
    agreed = 0.0

    def combine(result: OcrResult) -> list[Group]:
        nonlocal agreed
        shown = [token for region in result.regions for token in region]
        agreed = share_agreed(layer.tokens, shown)
        if use is Use.BOTH:
            return layer_over_image(layer, width, height, result)
        return [Group(regions=result.regions, place=result.place)]

    read: Page = image_to_page(pdf.render_grey(page, dpi), dpi, sheet, settings, combine)
    read = replace(read, issues=(*_too_large(sheet.number, dpi, settings), *read.issues))
    failed = tuple(issue for issue in read.issues if issue.severity is Severity.ERROR)
    if failed and layer.tokens:  # a doubtful layer is better than nothing, with the failure beside it
        reason = f"{sheet.reason}, men OCR misslyckades"
        return replace(
            layer_to_page(replace(sheet, reason=reason), layer),
            confidence=layer_confidence(reason),
            issues=failed,
        )
    if not read.raw_text and len(layer.text) >= _WORTH_KEEPING:
        reason = f"{sheet.reason}, men i bilden kunde ingen text läsas"
        alone = layer_to_page(replace(sheet, reason=reason), layer)
        return replace(alone, confidence=layer_confidence(reason), issues=(_layer_alone(sheet.number),))
    if use is Use.COMPARE and agreed >= _SAME_TEXT:
        reason = f"{sheet.reason}, men bilden visar samma ord"
        return layer_to_page(replace(sheet, reason=reason), layer)
    return read


def _layer_alone(number: int) -> Issue:
    message = f"Sidan {number}: textlagret har text som inte syns på sidan. Jämför med originalet."
    return Issue(kind=IssueKind.TEXT_LAYER_BAD, severity=Severity.WARNING, page=number, message=message)


def _second_try(page: Page, path: Path, pages: int, settings: ReadingSettings) -> Page:
    """Give a page that pdfium could not read to pdfplumber; where that fails too, it stays unread."""
    if not any(issue.kind is IssueKind.PAGE_UNREADABLE for issue in page.issues):
        return page
    tokens = plumbed_tokens(path, page.page, pages, settings.passwords)
    if not tokens:
        return page
    reason = "pdfium kunde inte läsa sidan, läst med pdfplumber"
    size = (max(token.box.x1 for token in tokens), max(token.box.bottom for token in tokens))
    return _plumbed_page(tokens, Sheet(number=page.page, size=size, rotation=0, reason=reason))


def _with_second_look(page: Page, path: Path, pages: int, settings: ReadingSettings) -> Page:
    """Say that a page breaks off, and take what pdfplumber saves of it where that is more."""
    message = f"Sidan {page.page} är skadad i filen: text kan saknas på den. Hämta filen på nytt från källan."
    issue = _issue(IssueKind.PAGE_DAMAGED, page.page, message)
    tokens = plumbed_tokens(path, page.page, pages, settings.passwords)
    if len(tokens) > len(page.words) and page.origin is Origin.TEXT_LAYER:
        size = (page.width_pt or 0.0, page.height_pt or 0.0)
        reason = "sidan är skadad, läst med pdfplumber"
        sheet = Sheet(number=page.page, size=size, rotation=page.rotation, reason=reason)
        page = replace(_plumbed_page(tokens, sheet), issues=page.issues)
    return replace(page, issues=(*page.issues, issue))


def _plumbed_page(tokens: list[Token], sheet: Sheet) -> Page:
    """Return the page of what pdfplumber found; how sure it is, its reason says."""
    layer = Layer(tokens=tokens, unmapped_share=0.0, quarters=[0] * len(tokens))
    return replace(layer_to_page(sheet, layer), confidence=layer_confidence(sheet.reason))


def _image_pages(
    source: Source, store: PageStore | None, settings: ReadingSettings, only: frozenset[int] | None
) -> Iterator[Page]:
    frames = image.page_images(source.path, max_pixels=settings.max_pixels)
    for number, frame in enumerate(frames, start=1):
        if only is not None and number not in only:
            continue

        def read(number: int = number, frame: image.PageImage = frame) -> Page:
            if frame.issue is not None:
                return _unknown_page(number, "bilden kunde inte läsas", frame.issue)
            size = (frame.width_pt, frame.height_pt)
            sheet = Sheet(number=number, size=size, rotation=0, reason="bildfil")
            return image_to_page(frame.pixels, frame.dpi, sheet, settings)

        yield _stored(store, source.sha256, number, True, settings, read)


def _too_large(number: int, dpi: int, settings: ReadingSettings) -> list[Issue]:
    if dpi >= settings.dpi:
        return []
    message = f"Sidan {number} är så stor att den lästes i {dpi} dpi i stället för {settings.dpi}."
    return [Issue(kind=IssueKind.PAGE_TOO_LARGE, severity=Severity.WARNING, page=number, message=message)]


def _unreadable(number: int, message: str) -> Page:
    issue = _issue(IssueKind.PAGE_UNREADABLE, number, f"{message} Hämta filen på nytt från källan.")
    return _unknown_page(number, "sidan kunde inte läsas", issue)


def _unknown_page(number: int, reason: str, issue: Issue) -> Page:
    """Return a page of which not even the size is known."""
    page = empty_page(Sheet(number=number, size=(0.0, 0.0), rotation=0, reason=reason), issue)
    return replace(page, width_pt=None, height_pt=None)


def _issue(kind: IssueKind, page: int | None, message: str) -> Issue:
    return Issue(kind=kind, severity=Severity.ERROR, page=page, message=message)
