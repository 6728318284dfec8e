"""Measure the reading of scans beside bare Tesseract and OCRmyPDF, on pages whose truth is known.

Run as `python -m pipeline.evaluate.reading_figures [ROW …] [--shift N] [--bare] [--ocrmypdf]`. `--shift`
draws other pages of the same kinds: tune on shift 0, report another. The running text is read from
../shared/data/text; without it the command says so and ends.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import cv2
from PIL import Image

from pipeline.evaluate.reading_pages import TestPage, draw_pages, foreign_paragraphs, load_plan
from pipeline.evaluate.reading_scores import Score
from pipeline.ocr.image_to_tokens import image_to_tokens
from pipeline.ocr.tesseract import find_engine
from pipeline.read.layout import regions_to_text

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
_TIMEOUT_S = 300.0
_ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}

Reader = Callable[[TestPage], str]


def read_ours(page: TestPage) -> str:
    """Read a page as the pipeline does."""
    result = image_to_tokens(
        find_engine("tesseract"), page.image, dpi=page.dpi, languages="swe", timeout_s=_TIMEOUT_S
    )
    return regions_to_text(result.regions)[0]


def read_bare(page: TestPage) -> str:
    """Read a page with Tesseract as it is: `tesseract page.png - -l swe`."""
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(page, Path(folder, "page.png"))
        command = ["tesseract", str(path), "-", "-l", "swe", "--dpi", str(page.dpi)]
        done = subprocess.run(command, capture_output=True, check=True, env=_ONE_THREAD, timeout=_TIMEOUT_S)
    return done.stdout.decode("utf-8")


def read_ocrmypdf(page: TestPage) -> str:
    """Read a page with OCRmyPDF and its usual cleaning options: its sidecar text."""
    with tempfile.TemporaryDirectory() as folder:
        path, sidecar = _saved(page, Path(folder, "page.png")), Path(folder, "page.txt")
        command = ["ocrmypdf", "-l", "swe", "--rotate-pages", "--deskew", "--image-dpi", str(page.dpi)]
        command += ["--output-type", "pdf", "--jobs", "1", "--sidecar", str(sidecar), str(path)]
        subprocess.run(
            [*command, str(Path(folder, "out.pdf"))],
            capture_output=True,
            check=True,
            env=_ONE_THREAD,
            timeout=_TIMEOUT_S,
        )
        return sidecar.read_text(encoding="utf-8")


def _saved(page: TestPage, path: Path) -> Path:
    Image.fromarray(page.image).save(path, dpi=(page.dpi, page.dpi))
    return path


def measure(pages: list[TestPage], reader: Reader) -> Score:
    """Read every page and count."""
    score = Score()
    for page in pages:
        before = _cpu_s()
        text = reader(page)
        score.add(page.truth.text, text, _cpu_s() - before)
    return score


def _cpu_s() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def report_line(row: str, reader: str, score: Score) -> str:
    """Return one line of the table: rates in %, order in pages, time in CPU seconds a page."""
    found = " ".join(f"{name} {score.found[name]}/{count}" for name, count in score.printed.items() if count)
    return (
        f"{row:9} {reader:9} n={score.pages:2} CER {100 * score.cer:6.2f} WER {100 * score.wer:6.2f} "
        f"median {100 * median(score.page_cers):.2f}/{100 * median(score.page_wers):.2f} "
        f"order {score.ordered_pages}/{score.pages} cpu {score.cpu_s / max(1, score.pages):5.1f} s | {found}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 when the texts or Tesseract are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--shift", type=int, default=1)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--ocrmypdf", action="store_true")
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file() or shutil.which("tesseract") is None:
        sys.stderr.write(f"Needs {TEXTS} (not part of the repository) and Tesseract with swe.\n")
        return 1
    cv2.setNumThreads(1)
    plan, paragraphs = load_plan(PLAN), foreign_paragraphs(TEXTS)
    readers: list[tuple[str, Reader]] = [("ours", read_ours)]
    if chosen.bare:
        readers.insert(0, ("bare", read_bare))
    if chosen.ocrmypdf and shutil.which("ocrmypdf"):
        readers.insert(0, ("ocrmypdf", read_ocrmypdf))
    for row in chosen.rows or plan["rows"]:
        pages = list(draw_pages(plan, paragraphs, row, chosen.shift))
        for name, reader in readers:
            sys.stdout.write(report_line(row, name, measure(pages, reader)) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
