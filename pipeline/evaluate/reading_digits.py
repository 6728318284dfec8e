"""Count wrong figures on pages whose truth is known, and those that nobody is told of.

Run as `python -m pipeline.evaluate.reading_digits [ROW …] [--shift N]`; without rows those full of values.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.reading_pages import TestPage, draw_pages, foreign_paragraphs, load_plan
from pipeline.evaluate.reading_scores import plain
from pipeline.ocr.combine_readers import DOUBTFUL
from pipeline.ocr.image_to_tokens import image_to_tokens
from pipeline.ocr.tesseract import find_engine
from pipeline.read.layout import regions_to_text

# Words keep their confidence in four decimals, as short floats.
_TOLD = DOUBTFUL + 0.001
ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitCount:
    """Figures printed, differences that concern a figure, those without a doubt; words in doubt.

    A difference is silent when no word at its place has the confidence of a doubt. One that runs over several
    figures counts once. `doubted` counts the words with figures that a reader is told to look at.
    """

    printed: int = 0
    wrong: int = 0
    silent: int = 0
    doubted: int = 0

    def __add__(self, other: "DigitCount") -> "DigitCount":
        return DigitCount(
            printed=self.printed + other.printed,
            wrong=self.wrong + other.wrong,
            silent=self.silent + other.silent,
            doubted=self.doubted + other.doubted,
        )


def count_digits(truth: str, words: Sequence[tuple[str, float]]) -> DigitCount:
    """Compare a page's true text with its words as read, each with its confidence.

    >>> count_digits("385 000 kr", [("335", 0.4), ("000", 0.9), ("kr", 0.9)])
    DigitCount(printed=6, wrong=1, silent=0, doubted=1)
    >>> count_digits("385 000 kr", [("335", 0.9), ("000", 0.9), ("kr", 0.9)]).silent
    1
    """
    truth = plain(truth)
    read = " ".join(text for text, _confidence in words)
    confidences: list[float] = []
    for text, confidence in words:
        confidences += [confidence] * len(text) + [1.0]
    wrong = silent = 0
    for step in Levenshtein.opcodes(truth, read):
        changed = truth[step.src_start : step.src_end] + read[step.dest_start : step.dest_end]
        if step.tag == "equal" or not any(sign.isdigit() for sign in changed):
            continue
        around = confidences[max(0, step.dest_start - 2) : step.dest_end + 2]
        wrong += 1
        silent += min(around, default=1.0) > _TOLD
    return DigitCount(
        printed=sum(sign.isdigit() for sign in truth),
        wrong=wrong,
        silent=silent,
        doubted=sum(
            confidence <= _TOLD and any(sign.isdigit() for sign in text) for text, confidence in words
        ),
    )


def count_page(page: TestPage, timeout_s: float = 300.0) -> DigitCount:
    """Read a page as the pipeline does and count."""
    result = image_to_tokens(
        find_engine("tesseract"), page.image, dpi=page.dpi, languages="swe", timeout_s=timeout_s
    )
    text, words = regions_to_text(result.regions)
    return count_digits(page.truth.text, [(text[word.start : word.end], word.confidence) for word in words])


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each row; 1 when the texts are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--shift", type=int, default=1)
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file():
        sys.stderr.write(f"Needs {TEXTS} (not part of the repository).\n")
        return 1
    cv2.setNumThreads(1)
    plan, paragraphs = load_plan(PLAN), foreign_paragraphs(TEXTS)
    total = DigitCount()
    for row in chosen.rows or [row for row in plan["rows"] if row.startswith("values")]:
        count = DigitCount()
        for page in draw_pages(plan, paragraphs, row, chosen.shift):
            count += count_page(page)
        sys.stdout.write(_line(row, count))
        sys.stdout.flush()
        total += count
    sys.stdout.write(_line("all", total))
    return 0


def _line(row: str, count: DigitCount) -> str:
    return (
        f"{row:15} figures {count.printed:6} wrong {count.wrong:3} silent {count.silent:3} "
        f"words in doubt {count.doubted:3}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
