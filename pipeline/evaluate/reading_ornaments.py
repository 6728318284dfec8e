"""Draw what stands on committee papers beside their text: logos, stamps, initials, boxes, signatures."""

import math
import random
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

from pipeline.evaluate.reading_typesetter import TrueWord, Typesetter
from schemas.geometry import Box

_BLUE = (40, 50, 160)
_BLACK = (30, 30, 30)


def logo(page: Typesetter, rnd: random.Random, x: float, y: float, size: float = 34.0) -> None:
    """Draw a coat of arms: a shield with a charge and a crown. It is no text."""
    scale = page.scale

    def at(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [((x + size * px) * scale, (y + size * py) * scale) for px, py in points]

    shield = [(0.1, 0.25), (0.9, 0.25), (0.9, 0.65), (0.5, 1.0), (0.1, 0.65)]
    ink: Any = rnd.choice([(20, 60, 130), (150, 20, 30), (20, 20, 20)])
    kind = rnd.randrange(3)
    if kind == 0:
        page.draw.polygon(at(shield), fill=ink)
        page.draw.polygon(at([(0.3, 0.55), (0.5, 0.35), (0.7, 0.55), (0.5, 0.8)]), fill="white")
    elif kind == 1:
        page.draw.line(at([*shield, shield[0]]), fill=ink, width=round(1.4 * scale))
        page.draw.line(
            at([(0.1, 0.45), (0.3, 0.55), (0.5, 0.45), (0.7, 0.55), (0.9, 0.45)]), fill=ink, width=6
        )
        page.draw.line(at([(0.5, 0.5), (0.5, 0.9)]), fill=ink, width=round(1.2 * scale))
    else:
        (x0, y0), (x1, y1) = at([(0.05, 0.2), (0.95, 1.0)])
        page.draw.ellipse((x0, y0, x1, y1), outline=ink, width=round(3.0 * scale))
        (x0, y0), (x1, y1) = at([(0.35, 0.45), (0.65, 0.75)])
        page.draw.ellipse((x0, y0, x1, y1), fill=ink)
    crown = [(0.15, 0.2), (0.15, 0.02), (0.32, 0.12), (0.5, 0.0), (0.68, 0.12), (0.85, 0.02), (0.85, 0.2)]
    if kind < 2:
        page.draw.polygon(at(crown), fill=ink)


def handwriting(
    page: Typesetter,
    rnd: random.Random,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    strokes: int = 1,
    blue: bool = False,
) -> None:
    """Draw pen strokes from left to right, each a curve through random knots. They are no text."""
    share = width / strokes
    for number in range(strokes):
        left = x + share * number
        knots = [(left + share * rnd.uniform(-0.1, 0.25), y + height * rnd.uniform(0.5, 0.9))]
        count = rnd.randint(4, 6) if strokes > 1 else rnd.randint(9, 14)
        for step in range(1, count):
            up = rnd.uniform(0.0, 0.35) if step % 2 else rnd.uniform(0.55, 1.0)
            knots.append((left + share * (step / (count - 1) + rnd.uniform(-0.18, 0.12)), y + height * up))
        _curve(page, knots, rnd.uniform(0.9, 1.7), _BLUE if blue else _BLACK)


def _curve(page: Typesetter, knots: Sequence[tuple[float, float]], width_pt: float, ink: Any) -> None:
    points: list[tuple[float, float]] = []
    padded = [knots[0], *knots, knots[-1]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(14):
            t = step / 14
            points.append(
                tuple(  # type: ignore[arg-type]
                    0.5
                    * (
                        2 * q
                        + (r - p) * t
                        + (2 * p - 5 * q + 4 * r - s) * t**2
                        + (3 * q - p - 3 * r + s) * t**3
                    )
                    * page.scale
                    for p, q, r, s in zip(a, b, c, d, strict=True)
                )
            )
    page.draw.line(points, fill=ink, width=round(width_pt * page.scale), joint="curve")


def box(page: Typesetter, x0: float, y0: float, x1: float, y1: float) -> None:
    """Draw a ruled box."""
    for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
        page.rule(a, b, c, d)


def initials_foot(page: Typesetter, rnd: random.Random, left: float, right: float, y: float) -> None:
    """Draw the foot of minutes: boxes with the adjusters' initials and one for the attested copy."""
    middle = left + 0.52 * (right - left)
    box(page, left, y, right, y + 42)
    page.rule(middle, y, middle, y + 42)
    page.y = y + 2
    heading = rnd.choice(("Justerandes sign", "Justerandes signatur", "Justerandes signaturer"))
    page.row([(left + 4, heading), (middle + 4, "Utdragsbestyrkande")], size_pt=7.5)
    count = rnd.choice((2, 3))
    each = (middle - left) / count
    for number in range(count):
        if number and rnd.random() < 0.6:
            page.rule(left + number * each, y + 12, left + number * each, y + 42)
        handwriting(page, rnd, left + number * each + 12, y + 15, 26, 20, strokes=2, blue=rnd.random() < 0.6)


def ink_stamp(page: Typesetter, lines: Sequence[str], x: float, y: float, *, slope: float, ink: Any) -> None:
    """Press a framed stamp whose words belong to the page as a block of their own, at its end."""
    scale = page.scale
    font = page.font(bold=True, size_pt=10.5)
    width = max(font.getlength(text) for text in lines) / scale + 22
    height = 15.0 * len(lines) + 13
    imprint = Image.new("RGBA", (round(width * scale), round(height * scale)), (0, 0, 0, 0))
    draw = ImageDraw.Draw(imprint)
    draw.rectangle(
        (4, 4, imprint.width - 5, imprint.height - 5), outline=(*ink, 255), width=round(1.5 * scale)
    )
    for number, text in enumerate(lines):
        draw.text((11 * scale, (6 + 15 * number) * scale), text, fill=(*ink, 255), font=font)
        page.truth.stamps.append(
            [[TrueWord(text=word, box=Box(x, y, x + width, y + height)) for word in text.split()]]
        )
    turned = imprint.rotate(slope, expand=True, resample=Image.Resampling.BICUBIC)
    page.image.paste(turned, (round(x * scale), round(y * scale)), turned)


def round_stamp(page: Typesetter, text: str, x: float, y: float, *, ink: Any) -> None:
    """Press a round stamp with letters along its edge: nobody types such letters off."""
    scale = page.scale
    size = round(74 * scale)
    imprint = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(imprint)
    for inset in (4, round(15 * scale)):
        draw.ellipse(
            (inset, inset, size - inset, size - inset), outline=(*ink, 255), width=round(1.2 * scale)
        )
    font = page.font(bold=True, size_pt=9)
    for number, letter in enumerate(text):
        angle = -math.pi / 2 + 2 * math.pi * number / len(text)
        piece = Image.new("RGBA", (round(14 * scale), round(14 * scale)), (0, 0, 0, 0))
        ImageDraw.Draw(piece).text((4 * scale, 1 * scale), letter, fill=(*ink, 255), font=font)
        piece = piece.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        radius = size / 2 - 9 * scale
        centre = (size / 2 + radius * math.cos(angle), size / 2 + radius * math.sin(angle))
        imprint.alpha_composite(
            piece, (max(0, round(centre[0] - 7 * scale)), max(0, round(centre[1] - 7 * scale)))
        )
    page.image.paste(imprint, (round(x * scale), round(y * scale)), imprint)
