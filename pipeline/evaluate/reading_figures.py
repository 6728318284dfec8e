"""Measure the reading of scans beside bare Tesseract and OCRmyPDF, on pages whose truth is known.

Run as `python -m pipeline.evaluate.reading_figures [ROW …] [--shift N] [--bare] [--ocrmypdf]`. `--shift`
draws other pages of the same kinds: tune on shift 0, report another. The running text is read from
../shared/data/text; without it the command says so and ends. What a reader read of a page is kept in
build/reading, by image, program and code: the first run takes some 25 CPU seconds a page with both
yardsticks, the next one seconds.
"""

import argparse
import shutil
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import cv2

from pipeline.evaluate.intervals import Interval, pooled_interval, wilson_interval
from pipeline.evaluate.reading_pages import TestPage, draw_pages, foreign_paragraphs, load_plan
from pipeline.evaluate.reading_readers import READERS, is_installed, read_once
from pipeline.evaluate.reading_scores import Reading, Score

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
KEPT = ROOT / "build" / "reading"

_HEAD = (
    f"{'row':<12} {'reader':<8} {'n':>3} {'CER %':>6} {'95 %':>13} {'median':>6} {'WER %':>6} {'95 %':>13} "
    f"{'median':>6} {'order':>8} {'invented':>8} {'digits wrong':>14} {'silent':>6} {'CPU s':>6}"
)


def score(pages: Iterable[TestPage], readings: Iterable[Reading]) -> Score:
    """Count what was read of every page."""
    counted = Score()
    for page, reading in zip(pages, readings, strict=True):
        counted.add(page.truth.text, reading, page.template)
    return counted


def report_lines(row: str, reader: str, counted: Score) -> list[str]:
    """Return the lines of one row: rates in %, order in pages, then values with their intervals.

    `invented`: words read where none is printed, in % of the printed ones. CPU is seconds a page.
    """
    cer_interval = _percent(pooled_interval(counted.character_errors, counted.characters))
    wer_interval = _percent(pooled_interval(counted.word_errors, counted.words))
    first = (
        f"{row:<12} {reader:<8} {counted.pages:>3} {100 * counted.cer:6.2f} "
        f"{cer_interval:>13} {100 * median(counted.page_cers):6.2f} {100 * counted.wer:6.2f} "
        f"{wer_interval:>13} {100 * median(counted.page_wers):6.2f} "
        f"{f'{sum(counted.in_order)}/{counted.pages}':>8} "
        f"{100 * sum(counted.invented) / max(1, sum(counted.words)):8.2f} "
        f"{f'{counted.digits_wrong}/{counted.digits}':>14} {counted.digits_silent:>6} "
        f"{counted.cpu_s / max(1, counted.pages):6.1f}"
    )
    values = [
        f"{name} {counted.found[name]}/{count} ({_percent(wilson_interval(counted.found[name], count), 0)})"
        for name, count in counted.printed.items()
        if count
    ]
    lines = [first, f"{'':<12} {'':<8}     {', '.join(values)}"]
    templates = counted.order_by_template()
    if len(templates) > 1:
        orders = (f"{name} {right}/{count}" for name, (right, count) in templates.items())
        lines.append(f"{'':<12} {'':<8}     in order: {', '.join(orders)}")
    return lines


def _percent(interval: Interval, digits: int = 2) -> str:
    return f"{100 * interval.low:.{digits}f}–{100 * interval.high:.{digits}f}"


def _rows(names: list[str], plan: dict[str, object]) -> list[str]:
    """Return the rows asked for; a name that ends in `*` stands for all that begin so."""
    known = list(plan)
    chosen = [row for name in names for row in known if row == name or name == "*" or _begins(row, name)]
    return list(dict.fromkeys(chosen)) if names else known


def _begins(row: str, name: str) -> bool:
    return name.endswith("*") and row.startswith(name[:-1])


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 when the texts, Tesseract or a row are missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", help="of corpus/reading/pages.toml; all unless given; `poor*`")
    parser.add_argument("--plan", type=Path, default=PLAN, help="another plan of pages, as pages_hard.toml")
    parser.add_argument("--shift", type=int, default=1)
    parser.add_argument("--bare", action="store_true", help="also Tesseract as it is")
    parser.add_argument("--ocrmypdf", action="store_true", help="also OCRmyPDF")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes read; 1 unless given")
    parser.add_argument("--only", choices=sorted(READERS), help="one reader alone")
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file() or shutil.which("tesseract") is None:
        sys.stderr.write(f"Needs {TEXTS} (not part of the repository) and Tesseract with swe.\n")
        return 1
    if chosen.ocrmypdf and not is_installed("ocrmypdf"):
        sys.stderr.write("OCRmyPDF is not installed: make setup.\n")
        return 1
    cv2.setNumThreads(1)
    plan, paragraphs = load_plan(chosen.plan), foreign_paragraphs(TEXTS)
    names = [name for name in READERS if name == "ours" or getattr(chosen, name)]
    rows = _rows(chosen.rows, plan["rows"])
    if not rows:
        sys.stderr.write(f"No such row. There are: {', '.join(plan['rows'])}\n")
        return 1
    sys.stdout.write(_HEAD + "\n")
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for row in rows:
            pages = list(draw_pages(plan, paragraphs, row, chosen.shift))
            for name in [chosen.only] if chosen.only else names:
                read = partial(read_once, name, KEPT)
                readings = map(read, pages) if chosen.jobs == 1 else pool.map(read, pages)
                sys.stdout.write("\n".join(report_lines(row, name, score(pages, readings))) + "\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
