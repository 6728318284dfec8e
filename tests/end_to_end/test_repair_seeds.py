"""Measures on the seeds, which are never part of the repository: skipped where they are missing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from pipeline.repair.text_repair import repair_text
from schemas.text import apply_edits

SHARED = Path(__file__).parents[3] / "shared"
BULLET = re.compile(r"^[•-] ")
UNSCORED_LINE = 143

needs_seeds = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="needs the seed documents in ../shared/seeds"
)


@needs_seeds
def test_seed_002_comes_out_nearly_right() -> None:
    read = next((SHARED / "seeds").glob("002_*.txt")).read_text(encoding="utf-8")
    printed = (SHARED / "gold/seed002_truth.txt").read_text(encoding="utf-8").split("\n")
    got = apply_edits(read, repair_text(read).edits).split("\n")
    assert len(got) == len(printed)
    del got[UNSCORED_LINE], printed[UNSCORED_LINE]
    words = sum(len(line.split()) for line in printed)
    wrong = sum(Levenshtein.distance(a.split(), b.split()) for a, b in zip(printed, got, strict=True))
    letters = sum(len(line) for line in printed)
    wrong_letters = sum(Levenshtein.distance(a, b) for a, b in zip(printed, got, strict=True))
    assert wrong / words <= 0.0045
    assert wrong_letters / letters <= 0.0010


@needs_seeds
@pytest.mark.parametrize("force", [False, True])
def test_clean_seeds_are_not_touched(force: bool) -> None:
    paths = [path for path in sorted((SHARED / "seeds").glob("*.txt")) if not path.name.startswith("002")]
    assert paths
    for path in paths:
        assert repair_text(path.read_text(encoding="utf-8"), force=force).edits == ()


def test_repair_loads_neither_spacy_nor_numpy_nor_an_extractor() -> None:
    code = (
        "import sys; from pipeline.repair.text_repair import repair_text;"
        "repair_text('Namnden foreslar att avsla ansokan.');"
        "print(*({'spacy', 'numpy', 'extractors', 'PIL'} & {name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
