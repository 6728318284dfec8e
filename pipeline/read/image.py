"""Open TIFF, PNG and JPEG with Pillow: one grey page image per frame, upright, with its resolution."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.read.memory import out_of_memory
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity

# A4's short side: what a page photographed or scanned without a resolution most likely shows.
_A4_WIDTH_INCHES = 8.27
_LIKELY_DPI = range(70, 2401)
_WHITES = (255.0, 1_023.0, 4_095.0, 16_383.0, 65_535.0)


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
    with ExitStack() as stack:
        image = _open(path, stack)
        return int(getattr(image, "n_frames", 1))


def page_images(path: Path, *, max_pixels: int) -> Iterator[Callable[[], PageImage]]:
    """Yield for each frame what decodes it, good until the next is asked for: not every page is wanted.

    It returns a grey page image; of a broken frame one with an issue.

    Raises:
        DocumentUnreadable: it is no image that can be opened.

    """
    with ExitStack() as stack:
        image = _open(path, stack)
        for index in range(int(getattr(image, "n_frames", 1))):
            yield partial(_frame, image, index, max_pixels)


def _open(path: Path, stack: ExitStack) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # From a file and not from a path: Pillow 13 maps an uncompressed TIFF into memory with its sides
            # exchanged where its orientation tag turns it, and shows the text three times beside itself.
            file = stack.enter_context(path.open("rb"))
            return stack.enter_context(Image.open(file))
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
            down = _lines_per_column(image)
            image.load()
            square = image if down == 1 else image.resize((image.width, round(image.height * down)))
            if square is not image:
                square.info = image.info
            dpi = _resolution(square)
            upright = ImageOps.exif_transpose(square)
            grey = numpy.asarray(_on_white(upright).convert("L"))
    except MemoryError:
        return PageImage(pixels=None, dpi=300, width_pt=0.0, height_pt=0.0, issue=out_of_memory(number))
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as error:
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
        brightest = pixels.max(initial=0)
        # Scanners of 10 to 16 bits fill 16 without saying which is white; floats run from 0 to 1.
        top = 1.0 if 0 < brightest <= 1 else next((t for t in _WHITES if brightest <= t), brightest)
        return Image.fromarray((pixels * (255.0 / top)).clip(0, 255).astype("uint8"))
    return image.getchannel(0) if image.mode == "LAB" else image


def _lines_per_column(image: Any) -> float:
    """Return by how much the image must be drawn out in height to be square, as a fax of 204 × 98 dpi."""
    stated = image.info.get("dpi")
    if not stated or not all(_LIKELY_DPI.start <= edge < _LIKELY_DPI.stop for edge in stated):
        return 1
    ratio = float(stated[0]) / float(stated[1])
    return ratio if 1.1 < ratio < 3 else 1


def _resolution(image: Any) -> int:
    """Return the image's dpi: as it says, unless the page would be no page; else as if it were A4."""
    stated = image.info.get("dpi")
    short_side = min(image.size)
    if stated:
        dpi = round(float(stated[0]))
        if dpi in _LIKELY_DPI and 2.5 <= short_side / dpi <= 60 and dpi not in (72, 96):
            return dpi
    return max(70, int(short_side / _A4_WIDTH_INCHES + 0.5))
