"""Give Tesseract the page it reads best: even paper, little noise. Measured in docs/reading.md."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy

from pipeline.ocr.grey_levels import percentile

# Noise (standard deviation in grey levels of paper made white) from which smoothing helps; below, the
# letters' own edges are worth more.
_SMOOTH_FROM = 7.0
# Share of lone dark pixels from which a page counts as speckled.
_COPY_SPECKLE = 0.00004
_FAX_SPECKLE = 0.0005
_SHRINK = 8
# The shade of print is that of the darkest half per cent of the page's middle; up to the first bound it is
# dark enough, from the second on there is none.
_INK_PERCENTILE = 0.5
_PALE_FROM = 90.0
_NO_INK = 225.0
_STROKE_INK = 160
# In inches: copied again and again, print grows thin, and dots and points fade; darker greys bring them back.
# Where strokes have run wide the same darkening closes letters.
_THIN_STROKE = 5.0 / 300
_THICKER = (255 * (numpy.arange(256) / 255) ** 3).astype(numpy.uint8)


# Paper is made quite white, so that its grain is no ink to anyone.
_WHITER = numpy.clip((numpy.arange(256) - 10) * (255 / 225), 0, 255).astype(numpy.uint8)
# A lone pixel of a fax is pale grey once it is smoothed.
_FAX_WHITER = numpy.clip((numpy.arange(256) - 10) * (255 / 220), 0, 255).astype(numpy.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A page image with white paper. `noise` is what was found before smoothing, in grey levels."""

    image: Any
    noise: float
    bilevel: bool


def prepare(grey: Any, dpi: int, *, bilevel: bool = False) -> Prepared:
    """Even out the paper, then smooth as much as the page's noise and speckle ask for; darken pale print.

    `bilevel`: it was scanned in black and white; a page that was turned since has greys at its edges.
    """
    if bilevel or is_bilevel(grey):
        speckle = _speckle_share(grey)
        sigma = dpi / 133 if speckle > _FAX_SPECKLE else dpi / 300
        smooth = cv2.LUT(cv2.GaussianBlur(grey, (0, 0), sigma), _FAX_WHITER)
        return Prepared(image=smooth, noise=255 * speckle, bilevel=True)
    speckled = _speckle_share(grey[: grey.shape[0] // 2]) > _COPY_SPECKLE
    flat = flatten(cv2.medianBlur(grey, 3) if speckled else grey, dpi)
    noise = paper_noise(flat)
    if speckled:
        flat = cv2.GaussianBlur(flat, (0, 0), 1.0)
    elif noise >= _SMOOTH_FROM:
        flat = cv2.GaussianBlur(flat, (0, 0), 0.6 * dpi / 200)
    white = darken(cv2.LUT(flat, _WHITER))
    if speckled and stroke_width(white) < _THIN_STROKE * dpi:
        white = cv2.LUT(white, _THICKER)
    return Prepared(image=white, noise=noise, bilevel=False)


def stroke_width(white: Any) -> float:
    """Return how wide the strokes of print are in pixels, from the ink and the length of its outlines."""
    height, width = white.shape
    middle = white[height // 10 : height - height // 10, width // 10 : width - width // 10]
    ink = (middle < _STROKE_INK).astype(numpy.uint8)
    outlines, _levels = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    around = sum(len(outline) for outline in outlines)
    return 2 * float(ink.sum()) / around if around else float("inf")


def darken(white: Any) -> Any:
    """Stretch the greys of a page of white paper whose print is pale: every threshold asks for dark ink."""
    height, width = white.shape
    middle = white[height // 10 : height - height // 10 : 2, width // 10 : width - width // 10 : 2]
    ink = percentile(numpy.ascontiguousarray(middle), _INK_PERCENTILE)
    if not _PALE_FROM < ink < _NO_INK:
        return white
    darkest = 0.85 * ink
    table = ((numpy.arange(256) - darkest) * (255 / (255 - darkest))).clip(0, 255).astype(numpy.uint8)
    return cv2.LUT(white, table)


def flatten(grey: Any, dpi: int) -> Any:
    """Divide by the paper's own shade, so that shadow and yellowing become white."""
    height, width = grey.shape
    small = cv2.resize(
        grey, (max(1, width // _SHRINK), max(1, height // _SHRINK)), interpolation=cv2.INTER_AREA
    )
    size = max(3, round(15 * dpi / 300)) | 1
    paper = cv2.dilate(small, numpy.ones((size, size), numpy.uint8))
    paper = cv2.medianBlur(paper, max(3, round(21 * dpi / 300)) | 1)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, paper, scale=255)


def paper_noise(flat: Any) -> float:
    """Return the noise of the bare paper: the spread of differences between neighbours, robustly."""
    sample = flat[::2, :]
    return percentile(cv2.absdiff(sample[:, 1:], sample[:, :-1]), 50) / (0.6745 * 2**0.5)


def is_bilevel(grey: Any) -> bool:
    """Return whether the image has black and white only, but for a few pixels."""
    sample = grey[::7, ::7]
    return bool(numpy.mean((sample < 8) | (sample > 247)) > 0.995)


def _speckle_share(grey: Any) -> float:
    """Return the share of pixels that stand out alone from all their neighbours: dust, not print."""
    sharp = cv2.subtract(cv2.medianBlur(grey, 3), grey)
    return float((sharp > 90).mean())
