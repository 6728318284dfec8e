"""The pages that a page's quality is learnt and measured on: the same each time, apart, read once."""

import shutil
from pathlib import Path
from typing import Any

import numpy
import pytest

from pipeline.evaluate import quality_figures, quality_pages, quality_reading
from pipeline.evaluate.quality_fit import learn
from pipeline.evaluate.quality_pages import DamagedPage, damaged_page, own_paragraphs
from pipeline.ocr.page_quality import load_model
from pipeline.ocr.tesseract import OcrError
from schemas.issues import IssueKind

PROSE = ["Nämnden har under året " + "följt upp verksamheten och lämnat en redogörelse till styrelsen " * 4]
SENTENCES = {"texts": ["Bidraget är {amount} kr."], "bullets": ["Skrivelse {date}"]}
PAGE = DamagedPage(
    name="test-000", damage="clean", harm=0.0, image=numpy.full((9, 9), 255, numpy.uint8), dpi=300,
    text="Nämnden beslutar",
)  # fmt: skip


@pytest.mark.parametrize(("number", "damage"), [(8, "shadow"), (128, "copies"), (129, "phone")])
def test_a_number_gives_the_same_page_at_any_time(number: int, damage: str) -> None:
    first, again = (damaged_page(PROSE, SENTENCES, "train", number) for _ in range(2))
    assert first.damage == damage
    assert first.text == again.text
    assert "följt" in first.text or len(first.text.split()) > 20
    assert numpy.array_equal(first.image, again.image)


def test_the_pages_measured_on_are_of_no_font_and_no_paragraph_learnt_from() -> None:
    prose = [f"stycke {number}" for number in range(1000)]
    learnt = {regular for regular, _bold in quality_pages._FONTS["train"]}
    for split in ("test", "last", "fresh"):
        assert not learnt & {regular for regular, _bold in quality_pages._FONTS[split]}
        assert not set(own_paragraphs(prose, "train")) & set(own_paragraphs(prose, split))


def _counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    read: list[str] = []

    def refuse(*_: Any, **__: Any) -> None:
        read.append("asked")
        raise OcrError(IssueKind.OCR_TIMEOUT, "Tesseract blev inte färdigt")

    monkeypatch.setattr(quality_reading, "KEPT", tmp_path)
    monkeypatch.setattr(quality_reading, "_stamp", lambda: "readers")
    monkeypatch.setattr(quality_reading, "_paragraphs", lambda _split: PROSE)
    monkeypatch.setattr(quality_reading, "damaged_page", lambda *_: PAGE)
    monkeypatch.setattr(quality_reading, "find_engine", lambda _program: None)
    monkeypatch.setattr(quality_reading, "image_to_tokens", refuse)
    return read


def test_a_page_is_read_once_and_one_that_cannot_be_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = _counted(monkeypatch, tmp_path)
    quality_reading._keep("test", 0)
    quality_reading._keep("test", 0)
    assert asked == ["asked"]
    (page,) = quality_reading.measured_pages("test", 1)
    assert page.signals is None
    assert page.unordered == 1


def test_the_weights_that_ship_are_learnt_from_the_kept_pages() -> None:
    count = quality_figures.PAGES["train"]
    kept = shutil.which("tesseract") and all(
        quality_reading._path("train", at).is_file() for at in range(count)
    )
    if not kept:
        pytest.skip(
            "today's readers have not read the pages: python -m pipeline.evaluate.quality_figures --train"
        )
    pages = [page for page in quality_reading.measured_pages("train", count) if page.signals]
    learnt = learn([page.signals for page in pages if page.signals], [page.unordered for page in pages])
    assert learnt == load_model()
