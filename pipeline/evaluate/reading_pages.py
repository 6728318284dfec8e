"""Draw the pages of corpus/reading: images of scans with their exact text, order and boxes."""

import gzip
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.evaluate.reading_content import Content
from pipeline.evaluate.reading_noise import Condition, scan
from pipeline.evaluate.reading_templates import TEMPLATES
from pipeline.evaluate.reading_templates_minutes import MINUTES_TEMPLATES
from pipeline.evaluate.reading_typesetter import A4_PT, TruePage, TrueWord, Typesetter
from pipeline.evaluate.reading_wear import Wear
from schemas.geometry import Box

# Two pages side by side, as a book lies open on the glass: `left+right`.
_SPREAD = "+"
_ALL = TEMPLATES | MINUTES_TEMPLATES


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """One page to read: the scan (grey `numpy` array), its dpi, and what is printed on it.

    `rotation` is how far the sheet was turned clockwise in the scanner.
    """

    name: str
    row: str
    template: str
    font: str
    image: Any
    dpi: int
    rotation: int
    truth: TruePage


def foreign_paragraphs(path: Path) -> list[str]:
    """Return paragraphs of administrative prose that the project did not write, one a line in `path`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line.strip() for line in file]


def load_plan(path: Path) -> dict[str, Any]:
    """Return the plan of pages (corpus/reading/pages.toml)."""
    with path.open("rb") as file:
        return tomllib.load(file)


def draw_pages(
    plan: dict[str, Any], paragraphs: list[str], row: str, seed_shift: int = 0
) -> Iterator[TestPage]:
    """Yield the pages of one row of the plan. `seed_shift` draws other pages of the same kind."""
    spec = plan["rows"][row]
    fonts = spec.get("fonts") or sorted(plan["fonts"])
    sizes = tuple(spec.get("sizes", (10.5, 11.0, 11.5, 12.0)))
    for number in range(spec["pages"]):
        condition = _condition(
            plan["conditions"][str(_of(spec, "conditions", number, spec.get("condition")))]
        )
        template = spec["templates"][number % len(spec["templates"])]
        font = fonts[number % len(fonts)]
        seed = plan["seed"] + 1000 * _draw(plan["rows"], row) + number + 100_000 * seed_shift
        sentences = plan["sentences"]
        content = Content(paragraphs, sentences[spec.get("sentences", "texts")], sentences["bullets"], seed)
        sheet, truth = _set(
            template, content, plan["fonts"][font], content.random.choice(sizes), condition.dpi
        )
        rotation = _of(spec, "rotations", number)
        image = scan(sheet, condition, seed, skew=float(_of(spec, "skews", number)), rotation=int(rotation))
        yield TestPage(
            name=f"{row}-{number:02d}-{template}-{font}",
            row=row,
            template=template,
            font=font,
            image=image,
            dpi=condition.dpi,
            rotation=int(rotation),
            truth=truth,
        )


def _condition(spec: dict[str, Any]) -> Condition:
    wear = spec.get("wear")
    return Condition(**{**spec, "wear": Wear(**wear) if wear else None})


def _set(
    template: str, content: Content, fonts: list[str], size_pt: float, dpi: int
) -> tuple[Image.Image, TruePage]:
    """Return the sheet of a template, or of two side by side, and what is printed on it."""
    pages = []
    for name in template.split(_SPREAD):
        page = Typesetter(fonts, size_pt, dpi)
        _ALL[name](page, content)
        pages.append(page)
    if len(pages) == 1:
        return pages[0].image, pages[0].truth
    width, height = pages[0].image.size
    sheet = Image.new("RGB", (2 * width, height), "white")
    truth = TruePage()
    for number, page in enumerate(pages):
        sheet.paste(page.image, (number * width, 0))
        truth.lines += [[]] if number else []
        truth.lines += [[_moved(cell, number * A4_PT[0]) for cell in line] for line in page.truth.lines]
        truth.stamps += [[_moved(cell, number * A4_PT[0]) for cell in line] for line in page.truth.stamps]
    return sheet, truth


def _moved(cell: list[TrueWord], x: float) -> list[TrueWord]:
    return [
        replace(word, box=Box(word.box.x0 + x, word.box.top, word.box.x1 + x, word.box.bottom))
        for word in cell
    ]


def _draw(rows: dict[str, Any], row: str) -> int:
    """Return the number a row's pages are drawn by: its own, or its place among the rows that have none.

    A row that is added names its own, so that the pages of the others stay what they were.
    """
    own = rows[row].get("draw")
    return int(own) if own else sorted(name for name in rows if "draw" not in rows[name]).index(row) + 1


def _of(spec: dict[str, Any], key: str, number: int, default: Any = 0) -> Any:
    values = spec.get(key, [default])
    return values[number % len(values)]
