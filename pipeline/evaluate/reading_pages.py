"""Draw the pages of corpus/reading: images of scans with their exact text, order and boxes."""

import gzip
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.evaluate.reading_noise import Condition, scan
from pipeline.evaluate.reading_templates import TEMPLATES, Content
from pipeline.evaluate.reading_typesetter import TruePage, Typesetter


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
    condition = Condition(**plan["conditions"][spec["condition"]])
    fonts = sorted(plan["fonts"])
    for number in range(spec["pages"]):
        template = spec["templates"][number % len(spec["templates"])]
        font = fonts[number % len(fonts)]
        seed = plan["seed"] + 1000 * (sorted(plan["rows"]).index(row) + 1) + number + 100_000 * seed_shift
        sentences = plan["sentences"]
        content = Content(paragraphs, sentences[spec.get("sentences", "texts")], sentences["bullets"], seed)
        page = Typesetter(plan["fonts"][font], content.random.choice((10.5, 11.0, 11.5, 12.0)), condition.dpi)
        TEMPLATES[template](page, content)
        rotation = _of(spec, "rotations", number)
        image = scan(
            page.image, condition, seed, skew=float(_of(spec, "skews", number)), rotation=int(rotation)
        )
        yield TestPage(
            name=f"{row}-{number:02d}-{template}-{font}",
            row=row,
            template=template,
            font=font,
            image=image,
            dpi=condition.dpi,
            rotation=int(rotation),
            truth=page.truth,
        )


def _of(spec: dict[str, Any], key: str, number: int) -> Any:
    values = spec.get(key, [0])
    return values[number % len(values)]
