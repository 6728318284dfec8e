"""Scan a page that was set in type: blur, noise, shadow, speckle, skew, fax, all from one seed."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy

from pipeline.evaluate.reading_wear import Wear, shade_and_compress, wear_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the copier and the scanner do. Grey levels 0-255; `speckle` is per million pixels.

    `bilevel` is the threshold of a fax, None for a grey scan. `skew_degrees` is the largest slope by
    which the sheet lies askew. `shadow` is how much darker the darkest corner is. `wear` is what happened
    to the sheet.
    """

    dpi: int
    blur_px: float
    noise: float
    ink: int
    paper: int
    skew_degrees: float
    shadow: float = 0.0
    speckle: float = 0.0
    bilevel: int | None = None
    wear: Wear | None = None


def scan(sheet: Any, condition: Condition, seed: int, *, skew: float = 0.0, rotation: int = 0) -> Any:
    """Return the grey image of `sheet` (RGB, drawn at twice the resolution) as the scanner gives it."""
    rng = numpy.random.default_rng(seed)
    grey = cv2.cvtColor(numpy.asarray(sheet), cv2.COLOR_RGB2GRAY)
    angle = skew + rng.uniform(-condition.skew_degrees, condition.skew_degrees)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    grey = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    grey = cv2.resize(grey, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    worn = numpy.random.default_rng(seed + 1)  # of its own: the rows without wear stay what they were
    if condition.wear:
        grey = wear_sheet(grey, condition.wear, worn)
    if condition.blur_px:
        grey = cv2.GaussianBlur(grey, (0, 0), condition.blur_px)
    levels = grey.astype(numpy.float32) / 255 * (condition.paper - condition.ink) + condition.ink
    levels += rng.normal(0, condition.noise, levels.shape).astype(numpy.float32)
    if condition.shadow:
        levels -= condition.shadow * _shade(levels.shape, rng)
    if condition.speckle:
        levels = _speckled(levels, condition.speckle, rng)
    if condition.wear:
        levels = shade_and_compress(levels, condition.wear, worn).astype(numpy.float32)
    if condition.bilevel is not None:
        levels = numpy.where(levels < condition.bilevel, 0.0, 255.0)
    image = levels.clip(0, 255).astype(numpy.uint8)
    return numpy.ascontiguousarray(numpy.rot90(image, k=-rotation // 90))


def _shade(shape: tuple[int, ...], rng: numpy.random.Generator) -> Any:
    """Return 0-1, rising towards one corner and in a band, as the lid of a copier lets light in."""
    height, width = shape
    y, x = numpy.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(numpy.float32)
    corner = x if rng.random() < 0.5 else 1 - x
    band = numpy.exp(-(((y - rng.uniform(0.2, 0.8)) / 0.08) ** 2)) * 0.4
    return (0.6 * corner * y + band).clip(0, 1)


def _speckled(levels: Any, per_million: float, rng: numpy.random.Generator) -> Any:
    height, width = levels.shape
    count = int(per_million * height * width / 1e6)
    for sign in (0.0, 255.0):
        ys, xs = rng.integers(0, height - 1, count), rng.integers(0, width - 1, count)
        for dy, dx in ((0, 0), (0, 1), (1, 0)):
            some = rng.random(count) < 0.6
            levels[ys[some] + dy, xs[some] + dx] = sign
    return levels
