"""Learn and measure how sure a page is, on drawn pages over a wide range of damage.

Run as `python -m pipeline.evaluate.quality_figures [--train] [--pages N] [--only train|test|last]`. Needs
Tesseract, the fonts of docs/reading.md and ../shared/data/text. What was read is kept under build/quality,
by recipe.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.quality_fit import (
    interval,
    learn,
    mean_deviation,
    spearman,
    unordered_error,
)
from pipeline.evaluate.quality_pages import DAMAGES, DamagedPage, damaged_page, own_paragraphs
from pipeline.evaluate.reading_pages import foreign_paragraphs, load_plan
from pipeline.evaluate.reading_scores import plain
from pipeline.ocr.image_to_tokens import LAYOUT, RECIPE, image_to_tokens
from pipeline.ocr.page_quality import MODEL, PageSignals, QualityModel, load_model, predict_error
from pipeline.ocr.scan_faults import SCAN_AGAIN_FROM
from pipeline.ocr.tesseract import find_engine
from pipeline.ocr.word_signals import WordSignals
from pipeline.read.layout import regions_to_text

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
KEPT = ROOT / "build" / "quality"
PAGES = 120
_TIMEOUT_S = 300.0
# Pages of which more is wrong cannot be read at all; told apart in the report.
_READABLE = 0.6
_BINS = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 1.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPage:
    """What was read of one drawn page. Rates 0-1: `cer` and `wer` in printed order, `unordered` without."""

    name: str
    damage: str
    signals: PageSignals | None
    cer: float
    wer: float
    unordered: float


def read_page(page: DamagedPage) -> MeasuredPage:
    """Read a drawn page as the pipeline does and compare."""
    result = image_to_tokens(
        find_engine("tesseract"), page.image, dpi=page.dpi, languages="swe", timeout_s=_TIMEOUT_S
    )
    text = regions_to_text(result.regions)[0]
    truth, read = plain(page.text), plain(text)
    words = truth.split()
    cer = Levenshtein.distance(truth, read) / max(1, len(truth))
    return MeasuredPage(
        name=page.name,
        damage=page.damage,
        signals=result.signals,
        cer=min(1.0, cer),
        wer=min(1.0, Levenshtein.distance(words, read.split()) / max(1, len(words))),
        unordered=min(1.0, cer, unordered_error(page.text, text)),
    )


def measured_pages(split: str, count: int) -> list[MeasuredPage]:
    """Return the pages of a split, from build/quality where this recipe has read them before."""
    sentences = load_plan(PLAN)["sentences"]
    paragraphs = own_paragraphs(foreign_paragraphs(TEXTS), split)
    folder = KEPT / f"{RECIPE}-{LAYOUT}"
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for number in range(count):
        path = folder / f"{split}-{number:03d}.json"
        if not path.is_file():
            measured = read_page(damaged_page(paragraphs, sentences, split, number))
            path.write_text(json.dumps(asdict(measured), ensure_ascii=False), encoding="utf-8")
        record = json.loads(path.read_text(encoding="utf-8"))
        pages.append(MeasuredPage(**record | {"signals": _signals(record["signals"])}))
    return pages


def _signals(record: dict[str, Any] | None) -> PageSignals | None:
    if record is None:
        return None
    words = tuple(WordSignals(**word) for word in record["words"])
    return PageSignals(words=words, missed=record["missed"])


def train(count: int) -> None:
    """Read the learning pages, learn the weights, write the model."""
    pages = _readable(measured_pages("train", count))
    learnt = learn([page.signals for page in pages if page.signals], [page.unordered for page in pages])
    MODEL.write_text(json.dumps(asdict(learnt), indent=1) + "\n", encoding="utf-8")
    load_model.cache_clear()


def _readable(pages: Sequence[MeasuredPage]) -> list[MeasuredPage]:
    return [page for page in pages if page.signals is not None]


def _predictions(pages: Sequence[MeasuredPage], model: QualityModel | None = None) -> list[float]:
    return [predict_error(page.signals, model) for page in pages if page.signals]


def report(pages: Sequence[MeasuredPage], title: str) -> list[str]:
    """Return the figures of some pages as lines: deviation in points, rank correlation, calibration."""
    read = _readable(pages)
    lines = [f"{title}: {len(pages)} pages, {len(pages) - len(read)} of them without a word read"]
    upto = [page for page in read if page.unordered <= _READABLE]
    for name, chosen in (("all", read), (f"true error up to {_READABLE:.0%}", upto)):
        predicted = _predictions(chosen)
        for truth, true in (
            ("characters", [page.unordered for page in chosen]),
            ("characters in printed order", [page.cer for page in chosen]),
        ):
            low, high = interval(mean_deviation, predicted, true)
            rank_low, rank_high = interval(spearman, predicted, true)
            lines.append(
                f"  {name}, {truth}: n={len(chosen)} mean error {100 * mean_deviation(predicted, true):.2f} "
                f"points ({100 * low:.2f}–{100 * high:.2f}), rank correlation "
                f"{spearman(predicted, true):.3f} ({rank_low:.2f}–{rank_high:.2f})"
            )
        wers = [page.wer for page in chosen]
        lines.append(f"  {name}, words: rank correlation {spearman(predicted, wers):.3f}")
    return [*lines, *_calibration(read), *_listing(read)]


def _calibration(pages: Sequence[MeasuredPage]) -> list[str]:
    predicted = _predictions(pages)
    lines = ["  predicted        pages   mean predicted   mean true   median true   words wrong"]
    for low, high in pairwise(_BINS):
        own = [(value, page) for value, page in zip(predicted, pages, strict=True) if low <= value < high]
        if own:
            true = [page.unordered for _value, page in own]
            lines.append(
                f"  {100 * low:5.1f}–{100 * min(1, high):5.1f} % {len(own):8d} "
                f"{100 * numpy.mean([value for value, _page in own]):14.2f} "
                f"{100 * numpy.mean(true):13.2f} {100 * numpy.median(true):12.2f} "
                f"{100 * numpy.mean([page.wer for _value, page in own]):13.2f}"
            )
    return lines


def _listing(pages: Sequence[MeasuredPage]) -> list[str]:
    predicted = _predictions(pages)
    lines = []
    for threshold in (0.01, 0.02, SCAN_AGAIN_FROM, 0.05, 0.1):
        listed = {page.name for value, page in zip(predicted, pages, strict=True) if value >= threshold}
        poor = {page.name for page in pages if page.unordered >= threshold}
        lines.append(
            f"  from {threshold:.0%}: {len(listed)} listed, {len(listed & poor)} of them rightly, "
            f"of {len(poor)} pages that are so poor"
        )
    return lines


def leave_one_out(pages: Sequence[MeasuredPage]) -> list[str]:
    """Return what the pages of one kind of damage give when learnt from all other kinds."""
    lines = ["learnt without one kind of damage, measured on it:"]
    read = _readable(pages)
    for damage in DAMAGES:
        own = [page for page in read if page.damage == damage]
        others = [page for page in read if page.damage != damage]
        model = learn([page.signals for page in others if page.signals], [page.unordered for page in others])
        predicted = _predictions(own, model)
        true = [page.unordered for page in own]
        lines.append(
            f"  {damage:8} n={len(own):2} mean error {100 * mean_deviation(predicted, true):5.2f} points, "
            f"rank correlation {spearman(predicted, true):.2f}, mean true {100 * numpy.mean(true):5.1f} %"
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Learn, if asked to, and print the figures; 1 when the texts or Tesseract are missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", action="store_true", help="learn anew and write page_quality.json")
    parser.add_argument("--pages", type=int, default=PAGES, help="how many of each split")
    splits = ("train", "test", "last")
    parser.add_argument("--only", choices=splits, help="read and measure the pages of one split and stop")
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file() or shutil.which("tesseract") is None:
        sys.stderr.write(f"Needs {TEXTS} (not part of the repository) and Tesseract with swe.\n")
        return 1
    cv2.setNumThreads(1)
    if chosen.only:
        pages = measured_pages(chosen.only, chosen.pages)
        sys.stdout.write("\n".join(report(pages, f"{chosen.only} pages")) + "\n")
        return 0
    if chosen.train:
        train(chosen.pages)
    learning, test = measured_pages("train", chosen.pages), measured_pages("test", chosen.pages)
    lines = [*report(learning, "learning pages"), *report(test, "test pages")]
    lines += leave_one_out(learning + test)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
