"""Scans that our reader prepared and the Swedish model read, to measure the correction of non-words on.

The images are those of `corpus/reading` (drawn, worn, some by a fax); they are read as `pipeline.ocr` reads
them the first time, before a second reader helps.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.intervals import pooled_interval
from pipeline.evaluate.repair_scores import TEN_THOUSAND, Figure, scaled, share_figure
from pipeline.repair.text_repair import repair_text
from schemas.pages import Origin
from schemas.text import apply_edits

SCANS = "fresh-scans.jsonl"
ROWS, SHIFTS = ("easy300", "easy200", "fax200", "poor200", "poor300"), range(20, 26)
"""Rows of the plan, and the draws of them, that are made when no scans are kept."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Scan:
    """One page: its text as printed and as read."""

    printed: str
    read: str


def fresh_scans(root: Path, shared: Path, work: Path) -> list[Scan]:
    """Load the scans, or make them: some three CPU seconds a page."""
    path = work / SCANS
    if not path.exists():
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            for scan in _make(root, shared):
                row = {"printed": scan.printed, "read": scan.read}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        unfinished.rename(path)
    return [Scan(**json.loads(row)) for row in path.read_text(encoding="utf-8").splitlines()]


def _make(root: Path, shared: Path) -> Iterator[Scan]:
    from pipeline.evaluate.reading_pages import draw_pages, foreign_paragraphs, load_plan
    from pipeline.ocr.orientation import turn_upright
    from pipeline.ocr.prepare import prepare
    from pipeline.ocr.tesseract import find_engine, recognise

    plan = load_plan(root / "corpus/reading/pages.toml")
    paragraphs = foreign_paragraphs(shared / "data/text/government_sv.txt.gz")
    engine = find_engine("tesseract")
    for row in ROWS:
        for shift in SHIFTS:
            for page in draw_pages(plan, paragraphs, row, shift):
                upright, _ = turn_upright(page.image, page.dpi)
                image = prepare(upright, page.dpi).image
                words = recognise(engine, image, languages="swe", psm=4, dpi=page.dpi, timeout_s=300.0)
                lines: dict[object, list[str]] = {}
                for word in words:
                    lines.setdefault((word.block, word.paragraph, word.line), []).append(word.text)
                read = "\n".join(" ".join(line) for line in lines.values())
                yield Scan(page.truth.text, read)


def scan_figures(scans: list[Scan]) -> Iterator[Figure]:
    """Yield word errors before and after, and what became of the words that were changed."""
    printed, before, after = [], [], []
    right = wrong = destroyed = 0
    for scan in scans:
        true = scan.printed.split()
        edits = repair_text(scan.read, origin=Origin.OCR).edits
        got = apply_edits(scan.read, edits)
        printed.append(len(true))
        before.append(Levenshtein.distance(true, scan.read.split()))
        after.append(Levenshtein.distance(true, got.split()))
        words = set(_WORD.findall(scan.printed))
        for edit in edits:
            destroyed += edit.original in words
            right += edit.original not in words and edit.replacement in words
            wrong += edit.original not in words and edit.replacement not in words
    n = sum(printed)
    name = "scans, Swedish model"
    for label, errors in (("as read", before), ("repaired", after)):
        yield Figure(
            name=f"{name}, {label}: WER",
            value=100 * sum(errors) / max(n, 1),
            unit="%",
            n=n,
            interval=scaled(pooled_interval(errors, printed), 100),
        )
    yield Figure(name=f"{name}: non-words corrected rightly", value=right, unit="words", n=n)
    yield Figure(name=f"{name}: to another wrong word", value=wrong, unit="words", n=n)
    yield share_figure(f"{name}: true words destroyed", destroyed, n, scale=TEN_THOUSAND, target="0")
