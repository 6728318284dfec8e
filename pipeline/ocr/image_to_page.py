"""Make a page of what OCR read of its image, with everything that the reader must be told about it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy

from pipeline.ocr.disagreements import disagreement_issue
from pipeline.ocr.image_to_tokens import OcrResult, image_to_tokens
from pipeline.ocr.scan_faults import SCAN_AGAIN_FROM, scan_again_message
from pipeline.ocr.tesseract import OcrError, find_engine
from pipeline.read.memory import out_of_memory, ran_out_of_memory
from pipeline.read.page_ink import FAINT, is_picture, printed_letters
from pipeline.read.placed_text import Group, groups_to_text
from pipeline.read.settings import ReadingSettings
from schemas.geometry import Box
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import CONFIDENCE_DIGITS, Origin, Page, Words

# Shade of paper below which a page can only be a negative.
_DARK_PAPER = 60
# Letters in rows on an image of which nothing was read: more are a failure, fewer a picture or dust.
_UNREAD_LETTERS = 12
# The grain of a photograph has fewer.
_LETTERS_OF_A_PAGE = 400
_NO_WORD_RIGHT = 0.05
# Of print so faint that dust and what shines through look like it, more is asked, and noise smoothed.
_UNREAD_FAINT_LETTERS = 60
_SMOOTHED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is known about a page before it is read.

    `size`: width and height in points, as displayed. `magnified`: how many times larger than that its image
    shows it.
    """

    number: int
    size: tuple[float, float]
    rotation: int
    reason: str
    magnified: float = 1.0


def _as_read(result: OcrResult) -> list[Group]:
    return [Group(regions=result.regions, place=result.place)]


def image_to_page(
    pixels: Any,
    dpi: int,
    sheet: Sheet,
    settings: ReadingSettings,
    combine: Callable[[OcrResult], list[Group]] = _as_read,
    layer_letters: int = 0,
) -> Page:
    """Read a grey image of `dpi`; a failure is an empty page with an error that says which and what to do.

    `combine` returns the groups of words to make text of, for a page whose text layer is read as well;
    `layer_letters` is how many of its characters are the layer's own, and sure.
    """
    if numpy.median(pixels[::8, ::8]) < _DARK_PAPER:
        pixels = 255 - pixels  # a negative: white print on black, as microfilm and some fax programs give
    try:
        result = image_to_tokens(
            find_engine(settings.tesseract),
            pixels,
            dpi=dpi,
            languages=settings.languages,
            timeout_s=settings.timeout_s,
        )
    except OcrError as error:
        message = f"Sidan {sheet.number}: {error}"
        issue = Issue(kind=error.kind, severity=Severity.ERROR, page=sheet.number, message=message)
        return empty_page(sheet, issue)
    except Exception as error:  # a fault of ours must not pass for a fault of the file
        if ran_out_of_memory(error):
            return empty_page(sheet, out_of_memory(sheet.number))
        message = f"Sidan {sheet.number}: bilden kunde inte läsas ({type(error).__name__}). Rapportera felet."
        issue = Issue(kind=IssueKind.OCR_FAILED, severity=Severity.ERROR, page=sheet.number, message=message)
        return empty_page(sheet, issue)
    if sheet.magnified != 1:
        result = replace(result, place=_smaller(result.place, sheet.magnified))
    if _reads_a_picture(result, pixels, dpi):
        result = replace(result, regions=(), confidence=None, disagreements=())
    raw_text, words = groups_to_text(combine(result))
    if layer_letters and result.confidence is not None:
        letters = sum(word.end - word.start for word in words)
        wrong = (1 - result.confidence) * max(0.0, 1 - layer_letters / max(1, letters))
        result = replace(result, confidence=round(1 - wrong, CONFIDENCE_DIGITS))
    reason = sheet.reason
    if result.quarters:
        reason += f", vänd {result.quarters % 4 * 90}° för att läsas"
    if not any(result.regions):
        issue = _nothing_read(pixels, dpi, sheet.number)
        page = empty_page(replace(sheet, reason=reason), issue)
        if not raw_text:
            return page
        issues = () if issue.kind is IssueKind.PAGE_EMPTY else (issue,)
        return replace(page, raw_text=raw_text, words=words, confidence=1.0, issues=issues)
    return Page(
        page=sheet.number,
        origin=Origin.OCR,
        reason=reason,
        confidence=result.confidence,
        width_pt=sheet.size[0],
        height_pt=sheet.size[1],
        rotation=sheet.rotation,
        raw_text=raw_text,
        words=words,
        issues=tuple(_doubts(result, sheet.number)),
    )


def _reads_a_picture(result: OcrResult, pixels: Any, dpi: int) -> bool:
    """Return whether the words are what a reader sees in leaves and clouds: all wrong, no print in rows."""
    if result.confidence is None or result.confidence > _NO_WORD_RIGHT:
        return False
    letters = printed_letters(pixels, dpi)
    return letters == 0 or (letters < _LETTERS_OF_A_PAGE and is_picture(pixels))


def _smaller(place: Callable[[Box], Box], times: float) -> Callable[[Box], Box]:
    def on_the_page(box: Box) -> Box:
        return Box(*(edge / times for edge in place(box)))

    return on_the_page


def empty_page(sheet: Sheet, issue: Issue, origin: Origin = Origin.OCR) -> Page:
    """Return a page without text and the issue that says why."""
    return Page(
        page=sheet.number,
        origin=origin,
        reason=sheet.reason,
        confidence=None,
        width_pt=sheet.size[0],
        height_pt=sheet.size[1],
        rotation=sheet.rotation,
        raw_text="",
        words=Words(),
        issues=(issue,),
    )


def blank_page(number: int) -> Issue:
    """Return the note that nothing stands on the page."""
    message = f"Sidan {number} är tom: ingen text finns på den."
    return Issue(kind=IssueKind.PAGE_EMPTY, severity=Severity.NOTE, page=number, message=message)


def _nothing_read(pixels: Any, dpi: int, number: int) -> Issue:
    """Tell an image that shows print, of which nothing was read, from one that shows none."""
    letters = printed_letters(pixels, dpi)
    if letters < _LETTERS_OF_A_PAGE and is_picture(pixels):
        message = (
            f"Sidan {number} är ett foto eller en teckning, och ingen text kunde läsas i bilden. "
            "Jämför med originalet."
        )
        return Issue(kind=IssueKind.NOTHING_READ, severity=Severity.WARNING, page=number, message=message)
    if letters >= _UNREAD_LETTERS:
        message = (
            f"Sidan {number} ser ut att ha tryckt text (omkring {letters} bokstäver), men inget av den kunde "
            "läsas. Skanna om den, eller skriv av den för hand."
        )
        return Issue(kind=IssueKind.NOTHING_READ, severity=Severity.ERROR, page=number, message=message)
    smooth = cv2.GaussianBlur(pixels, (0, 0), dpi / _SMOOTHED)
    if printed_letters(smooth, dpi, contrast=FAINT) < _UNREAD_FAINT_LETTERS:
        return blank_page(number)
    message = (
        f"På sidan {number} syns bara mycket blek skrift, eller skrift som lyser igenom från baksidan, och "
        "inget av den kunde läsas. Jämför med originalet; skanna om sidan mörkare om det står något på den."
    )
    return Issue(kind=IssueKind.NOTHING_READ, severity=Severity.WARNING, page=number, message=message)


def _doubts(result: OcrResult, number: int) -> list[Issue]:
    disagree = disagreement_issue(number, result.disagreements, result.place)
    issues = [disagree] if disagree is not None else []
    if result.confidence is not None and 1 - result.confidence >= SCAN_AGAIN_FROM:
        message = scan_again_message(number, 1 - result.confidence, result.faults)
        issues.append(
            Issue(kind=IssueKind.LOW_CONFIDENCE, severity=Severity.WARNING, page=number, message=message)
        )
    return issues
