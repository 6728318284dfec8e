"""Tell why a scan is hard to read, from the image alone, and what to ask for when it is scanned again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy

from pipeline.ocr.grey_levels import percentile

SCAN_AGAIN_FROM = 0.03
"""Predicted share of wrong characters from which a page is worth scanning again: every tenth word."""

# Print darker than its paper by less is faint, in grey levels.
_FAINT = 95.0
# Steepest edges of the print, as a share of its contrast per pixel of 1/300 inch; sharp scans .35 to .6.
_BLURRED = 0.2
# Spread of bare paper in grey levels.
_NOISY = 14.0
# Share of lone dark pixels on bare paper: dust and, beyond, noise all over the page.
_DUSTY, _DUSTY_ALL_OVER = 0.0006, 0.02
# Share of pixels that are quite black or quite white, also when a fax was rendered finer than it was sent.
_TWO_LEVELS = 0.93
_SKEWED_DEGREES = 2.0
_SHADE = 60.0
_TYPICAL_DPI = 300


class ScanFault(StrEnum):
    """What is wrong with a scan, as the reader is told (Swedish)."""

    FAINT = "svagt tryck eller låg kontrast"
    BLURRED = "suddig eller för låg upplösning"
    NOISY = "brusig"
    DUSTY = "fläckig"
    SHADED = "skuggad"
    BLACK_AND_WHITE = "ren svartvit bild, som ett fax"
    SKEWED = "sned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLook:
    """What was measured on an image: grey levels, shares, degrees; see the thresholds of this module."""

    contrast: float
    sharpness: float
    noise: float
    dust: float
    shade: float
    bilevel: bool
    skew_degrees: float


def look_at(grey: Any, dpi: int, *, noise: float, bilevel: bool, skew_degrees: float) -> ScanLook:
    """Measure the upright image of a page before it was cleaned. `noise`, `bilevel`: as `prepare` found."""
    calm = cv2.medianBlur(grey, 3)
    small = cv2.resize(calm, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, numpy.ones((5, 5), numpy.uint8)), 5)
    light, dark = numpy.percentile(paper, [98, 5])
    ground = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    depth = cv2.subtract(ground, calm)
    contrast = percentile(depth, 99.5)
    steepest = percentile(cv2.absdiff(calm[:, 1:], calm[:, :-1]), 99.5) * dpi / _TYPICAL_DPI
    bare = cv2.subtract(ground, cv2.erode(calm, numpy.ones((7, 7), numpy.uint8))) < 60  # no print near
    lone = (cv2.subtract(calm, grey) > 90) & bare
    return ScanLook(
        contrast=contrast,
        sharpness=steepest / max(1.0, contrast),
        noise=noise,
        dust=float(lone.mean()),
        shade=float(light - dark),
        bilevel=bilevel or float(((grey < 8) | (grey > 247)).mean()) > _TWO_LEVELS,
        skew_degrees=abs(skew_degrees),
    )


def faults_of(look: ScanLook) -> tuple[ScanFault, ...]:
    """Return what is wrong with a scan, () for a good one."""
    found = {
        ScanFault.BLACK_AND_WHITE: look.bilevel,
        ScanFault.FAINT: not look.bilevel and look.contrast < _FAINT,
        ScanFault.BLURRED: not look.bilevel and look.sharpness < _BLURRED,
        ScanFault.NOISY: not look.bilevel and (look.noise > _NOISY or look.dust > _DUSTY_ALL_OVER),
        ScanFault.DUSTY: _DUSTY < look.dust <= _DUSTY_ALL_OVER,
        ScanFault.SHADED: not look.bilevel and look.shade > _SHADE,
        ScanFault.SKEWED: look.skew_degrees > _SKEWED_DEGREES,
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def scan_again_message(number: int, error: float, faults: Sequence[ScanFault]) -> str:
    """Return what the registrar is told of a page worth scanning again.

    >>> scan_again_message(3, 0.124, [ScanFault.NOISY])
    'Sidan 3 beräknas ha omkring 12 % fel lästa tecken (brusig). Skanna om den, helst i 300 dpi gråskala.'
    """
    why = f" ({', '.join(faults)})" if faults else ""
    share = f"{max(1, round(100 * error))} %"
    return (
        f"Sidan {number} beräknas ha omkring {share} fel lästa tecken{why}. "
        "Skanna om den, helst i 300 dpi gråskala."
    )
