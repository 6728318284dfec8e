r"""Measure how many rows and cells of the drawn pages come out whole: `\t` between cells, a row a line.

Run as `python -m pipeline.evaluate.reading_tables [ROW …] [--plan FILE] [--shift N]`.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from pipeline.evaluate.reading_pages import draw_pages, foreign_paragraphs, load_plan
from pipeline.ocr.image_to_tokens import image_to_tokens
from pipeline.ocr.tesseract import find_engine
from pipeline.read.layout import regions_to_text

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages_hard.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
# A cell is told by its text; a letter misread is no fault of the layout.
_ALIKE = 0.75
_ROW_ALIKE = 60.0


@dataclass(slots=True)
class TableScore:
    """Counts over any number of pages. A row is right when it has just the printed cells, in order."""

    rows: int = 0
    rows_right: int = 0
    cells: int = 0
    cells_right: int = 0

    def add(self, truth: str, read: str) -> None:
        r"""Count one page; only printed lines of at least two cells are rows.

        >>> score = TableScore()
        >>> score.add("Åsa Ek\tJa\nBo Al\tNej\nText", "Åsa Ek\tJa\nBo Al Nej\nText")
        >>> (score.rows, score.rows_right, score.cells, score.cells_right)
        (2, 1, 4, 2)
        """
        lines = [[" ".join(cell.split()) for cell in line.split("\t")] for line in read.split("\n")]
        free = [line for line in lines if any(line)]
        for line in truth.split("\n"):
            cells = [cell for cell in line.split("\t") if cell]
            if len(cells) < 2:
                continue
            found = _best(cells, free)
            if found is not None:
                free.remove(found)
            right = sum(any(_alike(cell, other) for other in found or ()) for cell in cells)
            self.rows += 1
            self.cells += len(cells)
            self.cells_right += right
            self.rows_right += (
                found is not None and len(found) == len(cells) and all(map(_alike, cells, found))
            )


def _best(cells: Sequence[str], lines: Sequence[list[str]]) -> list[str] | None:
    whole = " ".join(cells)
    best = max(lines, key=lambda line: ratio(whole, " ".join(line)), default=None)
    return best if best is not None and ratio(whole, " ".join(best)) >= _ROW_ALIKE else None


def _alike(cell: str, other: str) -> bool:
    if len(cell) <= 2:
        return cell.casefold() == other.casefold()
    return Levenshtein.normalized_similarity(cell, other) >= _ALIKE


def main(arguments: list[str] | None = None) -> int:
    """Print rows and cells right for each row of the plan; 1 when the texts or Tesseract are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", help="of the plan; all unless given")
    parser.add_argument("--plan", type=Path, default=PLAN)
    parser.add_argument("--shift", type=int, default=11)
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file() or shutil.which("tesseract") is None:
        sys.stderr.write(f"Needs {TEXTS} (not part of the repository) and Tesseract with swe.\n")
        return 1
    cv2.setNumThreads(1)
    plan, paragraphs = load_plan(chosen.plan), foreign_paragraphs(TEXTS)
    for row in chosen.rows or plan["rows"]:
        score = TableScore()
        for page in draw_pages(plan, paragraphs, row, chosen.shift):
            result = image_to_tokens(
                find_engine("tesseract"), page.image, dpi=page.dpi, languages="swe", timeout_s=300.0
            )
            score.add(page.truth.text, regions_to_text(result.regions)[0])
        sys.stdout.write(
            f"{row:12} rows {score.rows_right}/{score.rows} cells {score.cells_right}/{score.cells}\n"
        )
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
