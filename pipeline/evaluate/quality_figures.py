"""Learn and measure how sure a page is, on drawn pages over a wide range of damage.

Run as `python -m pipeline.evaluate.quality_figures --train` to learn and to write page_quality.json, or with
`--only train|test|last|fresh` to measure the pages of one split. `--pages N` says how many of it, `--jobs 2`
reads with two processes. Needs Tesseract, the fonts of docs/reading.md and ../shared/data/text. What was read
is kept under build/quality, by the code that read it.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise

import numpy

from pipeline.evaluate.quality_fit import interval, learn, mean_deviation, spearman
from pipeline.evaluate.quality_pages import SPLITS
from pipeline.evaluate.quality_reading import TEXTS, MeasuredPage, measured_pages
from pipeline.ocr.page_quality import MODEL, QualityModel, load_model, predict_error
from pipeline.ocr.scan_faults import SCAN_AGAIN_FROM

PAGES = {"train": 240, "test": 80, "last": 74, "fresh": 130}
"""How many pages of each split are read, unless told otherwise."""

# Pages of which more is wrong cannot be read at all; told apart in the report.
_READABLE = 0.6
_BINS = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 1.01)


def train(count: int, jobs: int) -> None:
    """Read the learning pages, learn the weights, write the model."""
    pages = _readable(measured_pages("train", count, jobs))
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


def _mix(pages: Sequence[MeasuredPage]) -> list[str]:
    """Return what each kind of damage gives, and how much of it there is."""
    lines = ["  damage     pages   mean error   mean true   from 1 % to 60 % wrong"]
    for damage in dict.fromkeys(page.damage for page in pages):
        own = _readable([page for page in pages if page.damage == damage and page.unordered <= _READABLE])
        true = [page.unordered for page in own]
        some = sum(value >= 0.01 for value in true)
        lines.append(
            f"  {damage:8} {len(own):7} {100 * mean_deviation(_predictions(own), true):12.2f} "
            f"{100 * numpy.mean(true):11.2f} {some:12}"
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Learn, if asked to, and print the figures; 1 when the texts or Tesseract are missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", action="store_true", help="learn anew and write page_quality.json")
    parser.add_argument(
        "--only", choices=SPLITS, help="the split whose pages are measured; test unless given"
    )
    parser.add_argument("--pages", type=int, help="how many of its pages; all unless given")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes read; 1 unless given")
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file() or shutil.which("tesseract") is None:
        sys.stderr.write(f"Needs {TEXTS} (not part of the repository) and Tesseract with swe.\n")
        return 1
    if chosen.train:
        train(PAGES["train"], chosen.jobs)
    split = chosen.only or "test"
    pages = measured_pages(split, chosen.pages or PAGES[split], chosen.jobs)
    sys.stdout.write("\n".join([*report(pages, f"pages of the split {split}"), *_mix(pages)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
