"""Give Tesseract the page it reads best: even paper, little noise. Measured in docs/reading.md."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy

# Noise (standard deviation in grey levels of paper made white) from which smoothing helps; below, the
# letters' own edges are worth more.
_SMOOTH_FROM = 7.0
_STRONG_FROM = 14.0
_SHRINK = 8


# Paper is made quite white, so that its grain is no ink to anyone.
_WHITER = numpy.clip((numpy.arange(256) - 10) * (255 / 225), 0, 255).astype(numpy.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A page image with white paper. `noise` is what was found before smoothing, in grey levels."""

    image: Any
    noise: float
    bilevel: bool


def prepare(grey: Any, dpi: int) -> Prepared:
    """Even out the paper, then smooth as much as the page's noise asks for."""
    bilevel = _is_bilevel(grey)
    if bilevel:
        speckle = _speckle_share(grey)
        sigma = dpi / 133 if speckle > 0.002 else dpi / 300
        return Prepared(image=cv2.GaussianBlur(grey, (0, 0), sigma), noise=255 * speckle, bilevel=True)
    flat = flatten(grey, dpi)
    noise = paper_noise(flat)
    if noise >= _STRONG_FROM:
        flat = cv2.GaussianBlur(cv2.medianBlur(flatten(cv2.medianBlur(grey, 3), dpi), 3), (0, 0), 1.0)
    elif noise >= _SMOOTH_FROM:
        flat = cv2.GaussianBlur(flat, (0, 0), 0.6 * dpi / 200)
    return Prepared(image=cv2.LUT(flat, _WHITER), noise=noise, bilevel=False)


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
    sample = flat[::2, :].astype(numpy.int16)
    differences = numpy.abs(numpy.diff(sample, axis=1))
    return float(numpy.median(differences)) / (0.6745 * 2**0.5) if differences.size else 0.0


def _is_bilevel(grey: Any) -> bool:
    sample = grey[::7, ::7]
    return bool(numpy.mean((sample < 8) | (sample > 247)) > 0.995)


def _speckle_share(grey: Any) -> float:
    """Return the share of black pixels that stand alone: dust and fax noise, not print."""
    black = (grey < 128).astype(numpy.uint8)
    alone = black & (cv2.blur(black, (3, 3), borderType=cv2.BORDER_REPLICATE, anchor=(-1, -1)) == 0)
    neighbours = cv2.filter2D(black, cv2.CV_8U, numpy.ones((3, 3), numpy.uint8))
    alone = black & (neighbours <= 2)
    return float(alone.mean())
