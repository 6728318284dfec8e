"""The drawn test pages: what is drawn is what the truth says, the same for the same seed."""

import tomllib
from pathlib import Path

import numpy
import pytest

from pipeline.evaluate.reading_noise import Condition, scan
from pipeline.evaluate.reading_pages import draw_pages, load_plan
from pipeline.evaluate.reading_templates import TEMPLATES
from pipeline.evaluate.reading_templates_minutes import MINUTES_TEMPLATES
from pipeline.evaluate.reading_typesetter import Typesetter, font_path
from pipeline.evaluate.reading_wear import Wear

PLANS = Path(__file__).parents[2] / "corpus" / "reading"
PARAGRAPHS = ["Nämnden prövar ärendet och hör föreningarna innan den bestämmer hur medlen ska fördelas " * 3]


def _has_fonts() -> bool:
    try:
        return bool(font_path("LiberationSans-Regular.ttf"))
    except (FileNotFoundError, OSError):
        return False


needs_fonts = pytest.mark.skipif(not _has_fonts(), reason="fonts-liberation is not installed")


@pytest.mark.parametrize("name", ["pages.toml", "pages_hard.toml"])
def test_every_row_names_templates_and_conditions_that_exist(name: str) -> None:
    plan = tomllib.loads((PLANS / name).read_text(encoding="utf-8"))
    for row in plan["rows"].values():
        for template in row["templates"]:
            assert set(template.split("+")) <= set(TEMPLATES | MINUTES_TEMPLATES)
        for condition in row.get("conditions") or [row["condition"]]:
            spec = dict(plan["conditions"][condition])
            wear = spec.pop("wear", {})
            assert Condition(**spec, wear=Wear(**wear)).dpi
        assert set(row.get("fonts", [])) <= set(plan["fonts"])


@needs_fonts
def test_long_words_are_broken_only_where_the_page_breaks_words() -> None:
    fonts = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")
    page = Typesetter(fonts, 11.0, 50)
    text = "Nämnden följer verksamhetsutvecklingen"
    assert page.wrap(text, 150) == ["Nämnden följer", "verksamhetsutvecklingen"]
    page.hyphens = True
    first, second = page.wrap(text, 150)
    assert first.endswith("-")
    assert first.removesuffix("-") + second == text


@needs_fonts
def test_two_pages_lie_side_by_side_and_the_stamp_is_read_last() -> None:
    plan = load_plan(PLANS / "pages_hard.toml")
    plan["conditions"]["low"] = {**plan["conditions"]["scan300"], "dpi": 50}
    plan["rows"]["spread"] |= {"conditions": ["low"], "pages": 1, "templates": ["decisions+incoming"]}
    (page,) = draw_pages(plan, PARAGRAPHS, "spread")
    assert page.image.shape[1] > page.image.shape[0]
    words = [word for line in page.truth.lines for cell in line for word in cell]
    assert max(word.box.x1 for word in words) > 600
    assert page.truth.text.split("\n\n")[-1].strip() == "\n".join(
        " ".join(word.text for word in line[0]) for line in page.truth.stamps
    )
    (again,) = draw_pages(plan, PARAGRAPHS, "spread")
    assert numpy.array_equal(page.image, again.image)


def test_wear_is_seen_and_leaves_other_pages_as_they_were() -> None:
    sheet = numpy.full((1200, 860, 3), 255, dtype=numpy.uint8)
    clean = Condition(dpi=50, blur_px=0, noise=1.0, ink=30, paper=240, skew_degrees=0)
    worn = Condition(
        dpi=50, blur_px=0, noise=1.0, ink=30, paper=240, skew_degrees=0, wear=Wear(holes=True, border=True)
    )
    before, after = scan(sheet, clean, 5), scan(sheet, worn, 5)
    assert before.min() > 200
    assert (after < 100).mean() > 0.005
    assert numpy.array_equal(before[300:320, 200:220], after[300:320, 200:220])


@needs_fonts
def test_a_row_that_is_added_leaves_the_pages_of_the_others_as_they_were() -> None:
    plan = {
        "seed": 1,
        "fonts": {"liberation_sans": ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"]},
        "conditions": {
            "scan": {"dpi": 72, "blur_px": 0.5, "noise": 1.0, "ink": 30, "paper": 240, "skew_degrees": 0}
        },
        "rows": {"b": {"pages": 1, "condition": "scan", "templates": ["values"]}},
        "sentences": {"texts": ["Dnr {case}, {address}"], "bullets": ["{date}"]},
    }
    prose = [" ".join(["Nämnden beslutar enligt förslaget."] * 8)]
    (before,) = draw_pages(plan, prose, "b")
    plan["rows"]["a"] = {**plan["rows"]["b"], "draw": 7}
    (after,) = draw_pages(plan, prose, "b")
    (added,) = draw_pages(plan, prose, "a")
    assert after.truth.text == before.truth.text != added.truth.text
