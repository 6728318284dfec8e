"""Prints Swedish text as page images, ages them as a scanner would, and reads them with Tesseract.

The pairs (line as printed, line as read) are what the error model is learnt from. The reader is the
English model on purpose: it is how documents lose their å, ä and ö.
"""

import json
import os
import random
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.repair.train.align import align_lines

FONT_ROOT = Path("/usr/share/fonts")
TRAINING_FONTS = {
    "Liberation Serif": "truetype/liberation/LiberationSerif-Regular.ttf",
    "Liberation Sans": "truetype/liberation/LiberationSans-Regular.ttf",
    "Carlito": "truetype/crosextra/Carlito-Regular.ttf",
    "EB Garamond": "opentype/ebgaramond/EBGaramond12-Regular.otf",
    "DejaVu Sans": "truetype/dejavu/DejaVuSans.ttf",
    "EB Garamond Italic": "opentype/ebgaramond/EBGaramond12-Italic.otf",
    "Liberation Serif Bold": "truetype/liberation/LiberationSerif-Bold.ttf",
}
HELD_OUT_FONTS = {
    "Caladea": "truetype/crosextra/Caladea-Regular.ttf",
    "DejaVu Serif": "truetype/dejavu/DejaVuSerif.ttf",
}
MORE_FONTS = {
    "EB Garamond Bold": "opentype/ebgaramond/EBGaramond12-Bold.otf",
    "Carlito Bold": "truetype/crosextra/Carlito-Bold.ttf",
    "Caladea Italic": "truetype/crosextra/Caladea-Italic.ttf",
    "Liberation Serif Italic": "truetype/liberation/LiberationSerif-Italic.ttf",
    "Liberation Sans Bold": "truetype/liberation/LiberationSans-Bold.ttf",
    "Liberation Sans Narrow": "truetype/liberation/LiberationSansNarrow-Regular.ttf",
    "Carlito Italic": "truetype/crosextra/Carlito-Italic.ttf",
    "DejaVu Serif Condensed": "truetype/dejavu/DejaVuSerifCondensed.ttf",
    "DejaVu Sans Condensed": "truetype/dejavu/DejaVuSansCondensed.ttf",
}
"""Styles that train beside `TRAINING_FONTS` in the later sets of pages."""
UPRIGHT_FONTS = (
    "Liberation Serif",
    "Liberation Sans",
    "Carlito",
    "EB Garamond",
    "DejaVu Sans",
    "Caladea",
    "DejaVu Serif",
)
"""What the pages of evaluation are set in."""
PAGE_WIDTH_IN, PAGE_HEIGHT_IN, MARGIN_IN = 8.27, 11.69, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecipe:
    """How one page is printed and aged. `size_pt` is the type size, `dpi` the scan's resolution."""

    font: str
    size_pt: float
    dpi: int
    noise: float
    blur_px: float
    turn_deg: float


def load_font(recipe: PageRecipe) -> ImageFont.FreeTypeFont:
    """Load the recipe's font at its size in pixels."""
    path = FONT_ROOT / (TRAINING_FONTS | MORE_FONTS | HELD_OUT_FONTS)[recipe.font]
    return ImageFont.truetype(str(path), size=round(recipe.size_pt * recipe.dpi / 72))


def wrap(paragraph: str, font: ImageFont.FreeTypeFont, width_px: float) -> list[str]:
    """Break a paragraph into lines no wider than `width_px`, at spaces only."""
    lines: list[str] = []
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) > width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    if line:
        lines.append(line)
    return lines


def print_page(
    paragraphs: Iterator[str], recipe: PageRecipe, rng: random.Random
) -> tuple[Image.Image, list[str]]:
    """Print paragraphs until the page is full. Returns the aged image and its lines as printed."""
    font = load_font(recipe)
    width, height = round(PAGE_WIDTH_IN * recipe.dpi), round(PAGE_HEIGHT_IN * recipe.dpi)
    margin = MARGIN_IN * recipe.dpi
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    leading = recipe.size_pt * 1.25 * recipe.dpi / 72
    top = margin
    printed: list[str] = []
    while top < height - margin - leading:
        paragraph = next(paragraphs, None)
        if paragraph is None:
            break
        if rng.random() < 0.08 and len(paragraph) < 300:
            paragraph = rng.choice(("• ", "• ", "1. ", "– ")) + paragraph
        elif rng.random() < 0.02:
            paragraph = paragraph.upper()
        for line in wrap(paragraph, font, width - 2 * margin):
            if top > height - margin - leading:
                break
            draw.text((margin, top), line, font=font, fill=0)
            printed.append(line)
            top += leading
        top += leading * rng.choice((0, 0.5, 1))
    return age(image, recipe, rng), printed


def age(image: Image.Image, recipe: PageRecipe, rng: random.Random) -> Image.Image:
    """Turn, blur and speckle a page as a scanner does."""
    if recipe.turn_deg:
        image = image.rotate(recipe.turn_deg, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if recipe.blur_px:
        image = image.filter(ImageFilter.GaussianBlur(recipe.blur_px))
    if recipe.noise:
        grain = np.random.default_rng(rng.getrandbits(32)).normal(
            0, recipe.noise, (image.height, image.width)
        )
        image = Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))
    return image


def read_page(image: Image.Image, dpi: int, language: str) -> str:
    """Read a page image with the Tesseract command line; returns its plain text."""
    png = BytesIO()
    image.save(png, "PNG", dpi=(dpi, dpi), compress_level=1)
    run = subprocess.run(
        ["tesseract", "-", "-", "-l", language, "--psm", "4", "--dpi", str(dpi)],
        input=png.getvalue(),
        capture_output=True,
        check=True,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    return run.stdout.decode("utf-8")


def make_recipes(fonts: Sequence[str], count: int, rng: random.Random) -> list[PageRecipe]:
    """Draw page recipes, fonts in turn, resolutions and wear at random."""
    return [
        PageRecipe(
            font=fonts[index % len(fonts)],
            size_pt=rng.choice((10, 10.5, 11, 11, 12, 12)),
            dpi=rng.choice((150, 200, 300, 300)),
            noise=rng.choice((0, 0, 6, 14)),
            blur_px=rng.choice((0, 0, 0.5, 0.8)),
            turn_deg=rng.choice((0, 0, rng.uniform(-0.5, 0.5))),
        )
        for index in range(count)
    ]


def make_pairs(
    paragraphs: Sequence[str], fonts: Sequence[str], count: int, seed: int, language: str
) -> Iterator[dict[str, object]]:
    """Yield one dict a page: its recipe and its `lines`, pairs `[as printed, as read]`."""
    rng = random.Random(seed)
    chosen = iter([paragraphs[rng.randrange(len(paragraphs))] for _ in range(count * 60)])
    for recipe in make_recipes(fonts, count, rng):
        yield read_pair(chosen, recipe, rng, language)


def make_scans(
    paragraphs: Sequence[str],
    fonts: Sequence[str],
    count: int,
    seed: int,
    language: str,
    *,
    part: tuple[int, int] = (0, 1),
) -> Iterator[dict[str, object]]:
    """Yield pages as `make_pairs` does, at 200 and 300 dpi and no paragraph twice.

    Args:
        paragraphs: what to print.
        fonts: in turn, a page each.
        count: pages; fewer where the paragraphs run out.
        seed: draws paragraphs and recipes.
        language: the reader's model.
        part: which paragraphs of the drawn order: every so manieth from the first number on.

    """
    rng = random.Random(seed)
    order = list(range(len(paragraphs)))
    rng.shuffle(order)
    chosen = iter([paragraphs[index] for index in order[part[0] :: part[1]]])
    for index in range(count):
        recipe = PageRecipe(
            font=fonts[index % len(fonts)],
            size_pt=rng.choice((10, 10.5, 11, 11, 12, 12)),
            dpi=rng.choice((200, 300)),
            noise=rng.choice((0, 0, 6, 14)),
            blur_px=rng.choice((0, 0, 0.5, 0.8)),
            turn_deg=rng.choice((0, 0, rng.uniform(-0.5, 0.5))),
        )
        page = read_pair(chosen, recipe, rng, language)
        if not page["lines"]:
            return
        yield page


def read_pair(
    paragraphs: Iterator[str], recipe: PageRecipe, rng: random.Random, language: str
) -> dict[str, object]:
    """Print one page, read it, and pair its lines."""
    image, printed = print_page(paragraphs, recipe, rng)
    read = [line.strip() for line in read_page(image, recipe.dpi, language).splitlines() if line.strip()]
    return {
        "font": recipe.font,
        "dpi": recipe.dpi,
        "size_pt": recipe.size_pt,
        "noise": recipe.noise,
        "lines": align_lines(printed, read),
    }


def write_pairs(out: Path, pages: Iterable[dict[str, object]]) -> None:
    """Write pairs as JSON lines, a page a line; the file appears when it is whole."""
    unfinished = out.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for page in pages:
            file.write(json.dumps(page, ensure_ascii=False) + "\n")
            file.flush()
    unfinished.rename(out)
