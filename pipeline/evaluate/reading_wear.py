"""What happens to a sheet between the printer and the file: holes, folds, shadows, cameras, compression."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """What is to be seen of a page's history. Shares are 0-1; nothing by default.

    `through`: how strongly the back of the sheet shows. `spine`: how far, in shares of the width, lines
    bend down beside a bound edge. `curl`: how far they sink in the middle of a sheet that does not lie flat,
    more at its foot than at its head. `perspective`: how far a camera moves the corners. `light`: how much
    darker the darkest side is. `copies`: how often it was photocopied. `jpeg`: the quality, None for none.
    """

    holes: bool = False
    staple: bool = False
    fold: bool = False
    border: bool = False
    through: float = 0.0
    spine: float = 0.0
    curl: float = 0.0
    perspective: float = 0.0
    light: float = 0.0
    copies: int = 0
    jpeg: int | None = None


def wear_sheet(grey: Any, wear: Wear, rng: numpy.random.Generator) -> Any:
    """Return the printed sheet (grey, 255 is paper) as it comes to the scanner."""
    height, width = grey.shape
    if wear.through:
        back = cv2.GaussianBlur(numpy.roll(grey[:, ::-1], height // 37, axis=0), (0, 0), height / 900)
        ghost = 255 - (255 - back.astype(numpy.float32)) * wear.through
        grey = numpy.minimum(grey, ghost.astype(numpy.uint8))
    for _ in range(wear.copies):
        soft = cv2.GaussianBlur(grey, (0, 0), height / 2600).astype(numpy.float32)
        soft += rng.normal(0, 10, grey.shape).astype(numpy.float32)
        grey = ((soft - 128) * 1.5 + 122).clip(0, 255).astype(numpy.uint8)
    grey = grey.copy()
    if wear.fold:
        y = int(height * (0.5 + rng.uniform(-0.03, 0.03)))
        band = numpy.abs(numpy.arange(height) - y)
        shade = (numpy.exp(-((band / (0.004 * height)) ** 2)) * 70)[:, None]
        grey = (grey - shade).clip(0, 255).astype(numpy.uint8)
    if wear.holes:
        for share in (0.385, 0.61):
            centre, radius = (int(width * 0.035), int(height * share)), int(width * 0.0135)
            cv2.circle(grey, centre, radius, 40, -1)
    if wear.staple:
        start = (int(width * 0.03), int(height * 0.025))
        cv2.line(grey, start, (start[0] + width // 28, start[1] - height // 130), 60, max(2, width // 600))
    if wear.spine:
        grey = _bent(grey, wear.spine)
    if wear.curl:
        grey = _curled(grey, wear.curl)
    if wear.perspective:
        grey = _tilted(grey, wear.perspective, rng)
    if wear.border:
        edge = rng.integers(width // 90, width // 40, 3)
        grey[:, -edge[0] :] = 25
        grey[: edge[1]] = 20
        cv2.fillPoly(grey, [numpy.array([(0, height), (0, height - 3 * edge[2]), (2 * edge[2], height)])], 30)
    return grey


def shade_and_compress(levels: Any, wear: Wear, rng: numpy.random.Generator) -> Any:
    """Return the scan (grey levels) under the camera's light, with the artefacts of JPEG."""
    height, width = levels.shape
    if wear.light:
        y, x = numpy.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(numpy.float32)
        towards = rng.uniform(0, 2 * numpy.pi)
        fall = 0.5 + 0.5 * (numpy.cos(towards) * (x - 0.5) + numpy.sin(towards) * (y - 0.5)) * 1.4
        levels = levels * (1 - wear.light * fall.clip(0, 1))
    if wear.spine:
        across = numpy.arange(width, dtype=numpy.float32) / width
        levels = levels * (1 - 0.65 * numpy.exp(-across / 0.035))[None, :]
    image = levels.clip(0, 255).astype(numpy.uint8)
    if wear.jpeg is not None:
        _done, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, wear.jpeg])
        image = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return image


def _bent(grey: Any, depth: float) -> Any:
    """Bend lines down, and squeeze them, beside the bound left edge."""
    height, width = grey.shape
    x = numpy.arange(width, dtype=numpy.float32)
    near = numpy.exp(-x / (0.09 * width))
    map_x = numpy.tile(x - 0.012 * width * near, (height, 1)).astype(numpy.float32)
    rows = numpy.arange(height, dtype=numpy.float32)[:, None]
    map_y = (rows - depth * width * near[None, :]).astype(numpy.float32)
    return cv2.remap(grey, map_x, map_y, cv2.INTER_LINEAR, borderValue=255)


def _curled(grey: Any, depth: float) -> Any:
    """Let lines sink in their middle, as on a photo of a sheet that does not lie flat."""
    height, width = grey.shape
    x = numpy.arange(width, dtype=numpy.float32)
    rows = numpy.arange(height, dtype=numpy.float32)[:, None]
    sinks = depth * width * numpy.sin(numpy.pi * x / width)[None, :] * (0.4 + rows / height)
    columns = numpy.tile(x, (height, 1))
    return cv2.remap(grey, columns, (rows - sinks).astype(numpy.float32), cv2.INTER_LINEAR, borderValue=255)


def _tilted(grey: Any, share: float, rng: numpy.random.Generator) -> Any:
    height, width = grey.shape
    corners = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=numpy.float32)
    inward = numpy.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=numpy.float32)
    moved = corners + inward * rng.uniform(0.2, 1.0, (4, 2)) * (share * width)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(numpy.float32))
    return cv2.warpPerspective(grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=70)
