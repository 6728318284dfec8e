"""Draw pages over a wide, continuous range of damage, to learn and to measure how sure a page is.

The kinds of damage are those of copiers, scanners, faxes and telephones; how much of each is drawn anew for
every page. Learning and measuring have fonts, paragraphs and seeds of their own; the splits "last" and
"fresh" have other pages than "test", of its fonts and paragraphs: nothing was chosen by them.

From page 120 on those to learn from are harder, of more templates, and two more kinds: of pages that are read
well there are enough among the first, and what is learnt there is how wrong a bad page is.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy

from pipeline.evaluate.reading_content import Content
from pipeline.evaluate.reading_noise import Condition, scan
from pipeline.evaluate.reading_templates import TEMPLATES
from pipeline.evaluate.reading_templates_minutes import MINUTES_TEMPLATES
from pipeline.evaluate.reading_typesetter import TruePage, TrueWord, Typesetter
from pipeline.evaluate.reading_wear import Wear

_SEED = 20_261_122
# Dots per inch at which pages of a PDF are rendered, however coarse the image in it.
_RENDERED_DPI = 300
_FONTS = {
    "train": (
        ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
        ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
        ("Carlito-Regular.ttf", "Carlito-Bold.ttf"),
        ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
        ("EBGaramond08-Regular.otf", "EBGaramond12-Bold.otf"),
    ),
    "test": (
        ("Caladea-Regular.ttf", "Caladea-Bold.ttf"),
        ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
        ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
        ("LiberationSansNarrow-Regular.ttf", "LiberationSansNarrow-Bold.ttf"),
        ("EBGaramond12-Regular.otf", "EBGaramond12-Bold.otf"),
    ),
}
_FONTS["last"] = _FONTS["fresh"] = _FONTS["test"]
_TEMPLATES = {
    "train": ("plain", "memo", "minutes", "budget", "columns", "plain"),
    "test": ("plain", "memo", "cover", "votes", "letter", "plain"),
}
_TEMPLATES["last"] = _TEMPLATES["fresh"] = _TEMPLATES["test"]
_SEEDS = {"test": 1, "train": 2, "last": 3, "fresh": 4}
SPLITS = tuple(_SEEDS)
DAMAGES = ("clean", "blur", "noise", "faint", "fax", "dust", "jpeg", "coarse", "shadow", "shining")
# The share of pages whose damage is slight: most pages that offices scan are good.
_SLIGHT = 0.25
# The harder pages to learn from: from which on, and how much harm of each kind makes a page that is read with
# errors, but can be read.
_HARDER_FROM = 120
_HARDER = {
    "blur": (0.45, 1.0),
    "noise": (0.4, 0.95),
    "faint": (0.5, 1.0),
    "fax": (0.05, 0.85),
    "dust": (0.35, 1.0),
    "coarse": (0.5, 1.0),
    "shadow": (0.35, 0.9),
    "shining": (0.15, 0.65),
    "copies": (0.0, 1.0),
    "phone": (0.0, 1.0),
}
_HARDER_TEMPLATES = (*_TEMPLATES["train"][:5], *MINUTES_TEMPLATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedPage:
    """A page to read: grey image of `dpi`, what is printed on it, and what was done to it (0-1 `harm`)."""

    name: str
    damage: str
    harm: float
    image: Any
    dpi: int
    text: str


def damaged_pages(
    paragraphs: Sequence[str], sentences: dict[str, list[str]], split: str, count: int
) -> Iterator[DamagedPage]:
    """Yield `count` pages of a split; each number gives the same page at any time."""
    own = own_paragraphs(paragraphs, split)
    for number in range(count):
        yield damaged_page(own, sentences, split, number)


def own_paragraphs(paragraphs: Sequence[str], split: str) -> list[str]:
    """Return the paragraphs of a split: whole blocks of 200, since neighbours share names and phrases."""
    return [text for index, text in enumerate(paragraphs) if (index // 200 % 2 == 0) == (split == "train")]


def damaged_page(
    paragraphs: Sequence[str], sentences: dict[str, list[str]], split: str, number: int
) -> DamagedPage:
    """Draw, cut and damage one page. `paragraphs` are those of the split."""
    seed = _SEED + 1_000_000 * _SEEDS[split] + number
    rnd = random.Random(seed)
    harder = split == "train" and number >= _HARDER_FROM
    kinds = tuple(_HARDER) if harder else DAMAGES
    damage = kinds[number % len(kinds)]
    harm = rnd.uniform(0.0, 0.35) if rnd.random() < _SLIGHT else rnd.uniform(0.0, 1.0)
    if harder:
        harm = rnd.uniform(*_HARDER[damage])
    condition, jpeg_quality = _condition(damage, harm, rnd)
    content = Content(paragraphs, sentences["texts"], sentences["bullets"], seed)
    size_pt = rnd.choice((8.5, 9.0, 10.0, 11.0) if harder else (9.5, 10.5, 11.0, 12.0))
    page = Typesetter(rnd.choice(_FONTS[split]), size_pt, condition.dpi)
    template = rnd.choice(_HARDER_TEMPLATES if harder else _TEMPLATES[split])
    (TEMPLATES | MINUTES_TEMPLATES)[template](page, content)
    sheet, text = _upper_part(page, rnd.uniform(230.0, 400.0), whole_sheet=rnd.random() < 0.25)
    if damage == "shining":
        sheet = _with_back(sheet, 0.1 + 0.5 * harm)
    image = scan(sheet, condition, seed, skew=rnd.choice((0.0, 0.0, 0.0, 1.5)) * rnd.choice((-1, 1)))
    if jpeg_quality:
        image = cv2.imdecode(
            cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])[1], cv2.IMREAD_GRAYSCALE
        )
    dpi = condition.dpi
    if dpi < _RENDERED_DPI and rnd.random() < 0.6:  # inside a PDF, which is rendered finer than its image
        scale, dpi = _RENDERED_DPI / dpi, _RENDERED_DPI
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    name = f"{split}-{number:03d}-{damage}-{template}"
    return DamagedPage(name=name, damage=damage, harm=harm, image=image, dpi=dpi, text=text)


def _condition(damage: str, harm: float, rnd: random.Random) -> tuple[Condition, int]:
    """Return what the scanner does, and the quality of its JPEG (0: none)."""
    dpi = rnd.choice((300, 300, 250, 200, 150))
    base = Condition(
        dpi=dpi,
        blur_px=rnd.uniform(0.5, 1.1) * dpi / 300,
        noise=rnd.uniform(4.0, 16.0),
        ink=rnd.randint(20, 60),
        paper=rnd.randint(220, 245),
        skew_degrees=rnd.choice((0.2, 0.5, 1.0)),
    )
    jpeg_quality = rnd.choice((0, 0, 85, 60))
    if damage == "blur":
        return replace(base, blur_px=(1.0 + 3.6 * harm) * dpi / 300), jpeg_quality
    if damage == "noise":
        return replace(base, noise=12 + 75 * harm), jpeg_quality
    if damage == "faint":
        ink = round(base.paper - 190 + 172 * harm)
        return replace(base, ink=max(ink, 20), noise=rnd.uniform(6.0, 20.0)), jpeg_quality
    if damage == "fax":
        fax_dpi = rnd.choice((200, 200, 150, 100))
        threshold = round(150 + rnd.choice((-1, 1)) * 75 * harm * rnd.random())
        noise, blur = 12 + 45 * harm, rnd.uniform(0.6, 1.2) * fax_dpi / 200
        return (
            replace(base, dpi=fax_dpi, noise=noise, blur_px=blur, bilevel=threshold, speckle=600 * harm),
            0,
        )
    if damage == "dust":
        return replace(base, speckle=60 + 22_000 * harm**2), jpeg_quality
    if damage == "jpeg":
        return replace(base, dpi=min(dpi, 200)), round(32 - 29 * harm)
    if damage == "coarse":
        coarse = round(150 - 85 * harm)
        return replace(base, dpi=coarse, blur_px=rnd.uniform(0.3, 0.8)), rnd.choice((0, 60, 35))
    if damage == "shadow":
        dark = replace(base, ink=70, paper=215, shadow=40 + 80 * harm, blur_px=(1 + 1.8 * harm) * dpi / 300)
        return replace(dark, noise=10 + 30 * harm, speckle=200 * harm), jpeg_quality
    if damage == "copies":
        copied = Wear(copies=round(1 + 3 * harm), border=rnd.random() < 0.3)
        return replace(base, noise=8 + 22 * harm, speckle=40 + 400 * harm, wear=copied), jpeg_quality
    if damage == "phone":
        held = Wear(
            perspective=0.01 + 0.03 * harm, light=0.3 + 0.4 * harm, curl=rnd.choice((0.0, 0.02 * harm))
        )
        return replace(base, dpi=200, blur_px=0.8 + 1.7 * harm, noise=5 + 15 * harm, wear=held), round(
            60 - 45 * harm
        )
    return base, jpeg_quality


def _upper_part(page: Typesetter, height_pt: float, *, whole_sheet: bool) -> tuple[Any, str]:
    """Return the sheet down to the last line that ends above `height_pt`, and what is printed there."""
    printed = [*page.truth.lines, *page.truth.stamps]
    boxes = [word.box for line in printed for cell in line for word in cell]
    cut = max((box.bottom for box in boxes if box.bottom <= height_pt), default=height_pt)
    sheet, scale = page.image.convert("RGB"), page.scale
    for box in boxes:
        if box.top < cut < box.bottom:  # a line of another column, or one word of a slanting stamp
            sheet.paste("white", tuple(round(edge * scale) for edge in box))
    bottom = round((cut + 1.0) * scale)
    sheet.paste("white", (0, bottom, sheet.width, sheet.height))
    if not whole_sheet:
        sheet = sheet.crop((0, 0, sheet.width, bottom + round(30 * scale)))
    kept = TruePage(lines=_above(page.truth.lines, cut), stamps=_above(page.truth.stamps, cut))
    return sheet, kept.text


def _above(lines: list[list[list[TrueWord]]], cut: float) -> list[list[list[TrueWord]]]:
    found = [[[word for word in cell if word.box.bottom <= cut + 0.01] for cell in line] for line in lines]
    return [[cell for cell in line if cell] for line in found]


def _with_back(sheet: Any, strength: float) -> Any:
    """Let print shine through from the back: the sheet's own, mirrored and moved by half a line."""
    front = numpy.asarray(sheet).astype(numpy.float32)
    back = numpy.roll(front[:, ::-1], front.shape[0] // 60, axis=0)
    through = 255 - (255 - back) * strength
    return numpy.minimum(front, through).astype(numpy.uint8)
