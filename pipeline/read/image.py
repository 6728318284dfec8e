"""Open TIFF, PNG and JPEG with Pillow: one grey page image per frame, upright, with its resolution."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from PIL import Image, ImageOps, UnidentifiedImageError

from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity

# A4's short side: what a page photographed or scanned without a resolution most likely shows.
_A4_WIDTH_INCHES = 8.27
_LIKELY_DPI = range(70, 2401)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """One page image. `pixels` is a grey `numpy` array; `dpi` is that of `pixels`.

    `issue` is set, and `pixels` None, where the frame could not be decoded.
    """

    pixels: Any
    dpi: int
    width_pt: float
    height_pt: float
    issue: Issue | None = None


def count_frames(path: Path) -> int:
    """Return the number of pages of an image file.

    Raises:
        DocumentUnreadable: it is no image that can be opened.

    """
    with _open(path) as image:
        return int(getattr(image, "n_frames", 1))


def page_images(path: Path, *, max_pixels: int) -> Iterator[PageImage]:
    """Yield each frame as a grey page image; a broken frame is yielded with an issue.

    Raises:
        DocumentUnreadable: it is no image that can be opened.

    """
    with _open(path) as image:
        for index in range(int(getattr(image, "n_frames", 1))):
            yield _frame(image, index, max_pixels)


def _open(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(path)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = f"{path} är en trasig bild och kan inte öppnas ({type(error).__name__}). Skanna om den."
        raise DocumentUnreadable(
            Issue(kind=IssueKind.BROKEN_FILE, severity=Severity.ERROR, page=None, message=message)
        ) from error


def _frame(image: Any, index: int, max_pixels: int) -> PageImage:
    number = index + 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.seek(index)
            width, height = image.size
            if width * height > 4 * max_pixels:
                return _failed(
                    number,
                    IssueKind.PAGE_TOO_LARGE,
                    f"Sidan {number} är {width} × {height} bildpunkter, mer än vad som kan läsas. "
                    "Skanna om den i 300 dpi.",
                )
            dpi = _resolution(image)
            upright = ImageOps.exif_transpose(image)
            grey = numpy.asarray(_on_white(upright).convert("L"))
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, KeyError, TypeError) as error:
        return _failed(
            number,
            IssueKind.PAGE_UNREADABLE,
            f"Sidan {number} i bilden är trasig ({type(error).__name__}). Skanna om den.",
        )
    height_px, width_px = grey.shape
    return PageImage(pixels=grey, dpi=dpi, width_pt=width_px * 72 / dpi, height_pt=height_px * 72 / dpi)


def _failed(number: int, kind: IssueKind, message: str) -> PageImage:
    issue = Issue(kind=kind, severity=Severity.ERROR, page=number, message=message)
    return PageImage(pixels=None, dpi=300, width_pt=0.0, height_pt=0.0, issue=issue)


def _on_white(image: Any) -> Any:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        white.alpha_composite(layered)
        return white
    if image.mode.startswith(("I;16", "I", "F")):
        pixels = numpy.asarray(image, dtype=numpy.float64)
        top = 65_535.0 if pixels.max(initial=0) > 255 else 255.0
        return Image.fromarray((pixels * (255.0 / top)).clip(0, 255).astype("uint8"))
    return image


def _resolution(image: Any) -> int:
    """Return the image's dpi: as it says, unless the page would be no page; else as if it were A4."""
    stated = image.info.get("dpi")
    short_side = min(image.size)
    if stated:
        dpi = round(float(stated[0]))
        if dpi in _LIKELY_DPI and 2.5 <= short_side / dpi <= 60 and dpi not in (72, 96):
            return dpi
    return max(70, int(short_side / _A4_WIDTH_INCHES + 0.5))
