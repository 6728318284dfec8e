"""Read one page of a PDF: from its text layer, its image or both, or by a second parser."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.ocr.image_to_page import Sheet, blank_page, empty_page, image_to_page
from pipeline.ocr.image_to_tokens import OcrResult
from pipeline.ocr.layer_and_image import layer_over_image, layer_to_page, share_agreed
from pipeline.read import pdf
from pipeline.read.judged_layer import judged_layer, unseen_words_issue
from pipeline.read.layer_quality import layer_confidence
from pipeline.read.layout import Token
from pipeline.read.memory import out_of_memory, ran_out_of_memory
from pipeline.read.pdf_plumber import plumbed_tokens
from pipeline.read.pdf_text import Layer
from pipeline.read.placed_text import Group
from pipeline.read.settings import ReadingSettings
from pipeline.read.text_faults import MISREAD
from pipeline.read.trust import Trust, Use
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page

# Share of words from which layer and image say the same: a sound page reads .98 and more, one without its
# dots .75.
_SAME_TEXT = 0.95
# Characters of an invisible text layer that are more than a stamp, where the image shows nothing.
_WORTH_KEEPING = 25


def read_pdf_page(
    document: Any,
    number: int,
    force_ocr: bool,
    settings: ReadingSettings,
    unit: float = 1.0,
    layers: bool = True,
) -> Page:
    """Return a page (1-based); whatever fails on the way is an issue of the page that is returned.

    `unit`: how many points the page's unit is (`user_units`). Sizes and boxes are in points. `layers`:
    whether the document may have layers that are off (`said_in`).
    """
    try:
        page = pdf.load_page(document, number - 1)
    except Exception as error:
        return _unreadable(number, f"Sidan {number} är trasig och kan inte öppnas ({type(error).__name__}).")
    try:
        width, height = page.get_size()
        size, rotation = (width * unit, height * unit), page.get_rotation()
        if pdf.is_blank(page):
            sheet = Sheet(number=number, size=size, rotation=rotation, reason="ingenting är ritat på sidan")
            return empty_page(sheet, blank_page(number), Origin.TEXT_LAYER)
        judged = judged_layer(page, unit, layers)
        trust = Trust(use=Use.IMAGE, reason="OCR begärd") if force_ocr else judged.trust
        sheet = Sheet(number=number, size=size, rotation=rotation, reason=trust.reason)
        if trust.use is Use.LAYER:
            read = layer_to_page(sheet, judged.layer)
        else:
            read = _page_of_image(page, sheet, trust.use, judged.layer, settings, unit)
        issue = unseen_words_issue(read, judged.unseen)
        return replace(read, issues=(*read.issues, issue)) if issue else read
    except Exception as error:
        if ran_out_of_memory(error):
            return unknown_page(number, "minnet tog slut", out_of_memory(number))
        return _unreadable(number, f"Sidan {number} kunde inte läsas ({type(error).__name__}).")
    finally:
        page.close()


def _page_of_image(
    page: Any, sheet: Sheet, use: Use, layer: Layer, settings: ReadingSettings, unit: float
) -> Page:
    """Read the page's image; what becomes of a text layer beside it, `use` says."""
    width, height = sheet.size
    times = pdf.magnification(page, width, height, settings.dpi, unit)
    sheet = replace(sheet, magnified=times)
    dpi = pdf.render_dpi(width * times, height * times, dpi=settings.dpi, max_pixels=settings.max_pixels)
    agreed = 0.0

    def combine(result: OcrResult) -> list[Group]:
        nonlocal agreed
        shown = [token for region in result.regions for token in region]
        agreed = share_agreed(layer.tokens, shown)
        if use is Use.BOTH:
            return layer_over_image(layer, width, height, result)
        return [Group(regions=result.regions, place=result.place)]

    grey = pdf.render_grey(page, dpi * times, unit)
    own = sum(len(token.text) for token in layer.tokens) if use is Use.BOTH else 0
    read: Page = image_to_page(grey, dpi, sheet, settings, combine, own)
    read = replace(read, issues=(*_too_large(sheet.number, dpi, settings), *read.issues))
    failed = tuple(issue for issue in read.issues if issue.severity is Severity.ERROR)
    if failed and layer.tokens:  # a doubtful layer is better than nothing, with the failure beside it
        reason = f"{sheet.reason}, men OCR misslyckades"
        return replace(
            layer_to_page(replace(sheet, reason=reason), layer),
            confidence=layer_confidence(reason),
            issues=failed,
        )
    visible = use is not Use.IMAGE
    if not read.raw_text and (len(layer.text) >= _WORTH_KEEPING or (visible and layer.tokens)):
        reason = f"{sheet.reason}, men i bilden kunde ingen text läsas"
        alone = layer_to_page(replace(sheet, reason=reason), layer)
        return replace(
            alone, confidence=layer_confidence(reason), issues=(_layer_alone(sheet.number, visible),)
        )
    if use is Use.COMPARE and agreed >= _SAME_TEXT:
        reason = f"{sheet.reason}, men bilden visar samma ord"
        same = layer_to_page(replace(sheet, reason=reason), layer)
        return replace(same, issues=(_printed_so(sheet.number),)) if MISREAD in sheet.reason else same
    return read


def _printed_so(number: int) -> Issue:
    message = (
        f"Sidan {number}: många ord ser fellästa ut, men sidan visar dem så. Jämför med ett annat exemplar."
    )
    return Issue(kind=IssueKind.TEXT_LAYER_BAD, severity=Severity.NOTE, page=number, message=message)


def _layer_alone(number: int, visible: bool) -> Issue:
    message = f"Sidan {number}: textlagret har text som inte syns på sidan. Jämför med originalet."
    if visible:
        message = (
            f"Sidan {number}: textlagret är osäkert, och bilden gick inte att läsa. Jämför med originalet."
        )
    return Issue(kind=IssueKind.TEXT_LAYER_BAD, severity=Severity.WARNING, page=number, message=message)


def second_try(page: Page, path: Path, pages: int, settings: ReadingSettings, unit: float = 1.0) -> Page:
    """Give a page that pdfium could not read to pdfplumber; where that fails too, it stays unread."""
    if not any(issue.kind is IssueKind.PAGE_UNREADABLE for issue in page.issues):
        return page
    tokens = plumbed_tokens(path, page.page, pages, settings.passwords, unit)
    if not tokens:
        return page
    reason = "pdfium kunde inte läsa sidan, läst med pdfplumber"
    size = (max(token.box.x1 for token in tokens), max(token.box.bottom for token in tokens))
    return _plumbed_page(tokens, Sheet(number=page.page, size=size, rotation=0, reason=reason))


def with_second_look(
    page: Page, path: Path, pages: int, settings: ReadingSettings, unit: float = 1.0
) -> Page:
    """Say that a page breaks off, and take what pdfplumber saves of it where that is more."""
    message = f"Sidan {page.page} är skadad i filen: text kan saknas på den. Hämta filen på nytt från källan."
    issue = _issue(IssueKind.PAGE_DAMAGED, page.page, message)
    tokens = plumbed_tokens(path, page.page, pages, settings.passwords, unit)
    if len(tokens) > len(page.words) and page.origin is Origin.TEXT_LAYER:
        size = (page.width_pt or 0.0, page.height_pt or 0.0)
        reason = "sidan är skadad, läst med pdfplumber"
        sheet = Sheet(number=page.page, size=size, rotation=page.rotation, reason=reason)
        page = replace(_plumbed_page(tokens, sheet), issues=page.issues)
    others = (other for other in page.issues if other.kind is not IssueKind.PAGE_EMPTY)
    return replace(page, issues=(*others, issue))


def _plumbed_page(tokens: list[Token], sheet: Sheet) -> Page:
    """Return the page of what pdfplumber found; how sure it is, its reason says."""
    layer = Layer(tokens=tokens, unmapped_share=0.0, quarters=[0] * len(tokens))
    return replace(layer_to_page(sheet, layer), confidence=layer_confidence(sheet.reason))


def _too_large(number: int, dpi: int, settings: ReadingSettings) -> list[Issue]:
    if dpi >= settings.dpi:
        return []
    message = f"Sidan {number} är så stor att den lästes i {dpi} dpi i stället för {settings.dpi}."
    return [Issue(kind=IssueKind.PAGE_TOO_LARGE, severity=Severity.WARNING, page=number, message=message)]


def _unreadable(number: int, message: str) -> Page:
    issue = _issue(IssueKind.PAGE_UNREADABLE, number, f"{message} Hämta filen på nytt från källan.")
    return unknown_page(number, "sidan kunde inte läsas", issue)


def unknown_page(number: int, reason: str, issue: Issue) -> Page:
    """Return a page of which not even the size is known."""
    page = empty_page(Sheet(number=number, size=(0.0, 0.0), rotation=0, reason=reason), issue)
    return replace(page, width_pt=None, height_pt=None)


def _issue(kind: IssueKind, page: int, message: str) -> Issue:
    return Issue(kind=kind, severity=Severity.ERROR, page=page, message=message)
