"""What repair is measured on: clean text, text damaged as real layers are, pages printed and read."""

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.evaluate.repair_scores import Passage
from pipeline.repair.train.corpus import held_out_paragraphs
from pipeline.repair.train.print_and_read import (
    HELD_OUT_FONTS,
    TRAINING_FONTS,
    UPRIGHT_FONTS,
    make_pairs,
    make_scans,
    write_pairs,
)

GOVERNMENT_TEXT = Path("data/text/government_sv.txt.gz")
TEST_PAGES, TEST_SEED = 45, 11
FINAL_PAGES, FINAL_SEED = 42, 77
MUNICIPAL_PROSE = Path(__file__).parents[2] / "corpus/repair/municipal_prose.txt"
LAYER_DAMAGE = {
    "å": ("6", "d", "A"),
    "ä": ("5", "ii"),
    "ö": ("6", "d", "ó"),
    "Å": ("A",),
    "Ä": ("A",),
    "Ö": ("O", "6"),
}
"""What bad text layers make of å, ä and ö (field notes)."""


def seed_002(shared: Path) -> Passage:
    """Load seed 002 and its truth; line 144, a logo, is left out as its list of uncertain places says."""
    read = next((shared / "seeds").glob("002_*.txt")).read_text(encoding="utf-8").split("\n")
    printed = (shared / "gold/seed002_truth.txt").read_text(encoding="utf-8").split("\n")
    read[143] = printed[143]
    return Passage(printed="\n".join(printed), read="\n".join(read))


def english_pages(shared: Path, work: Path) -> list[Passage]:
    """Load pages of held-out text read with the English model, 150 dpi and italics among them."""
    return _pages_of(
        work / "eng-test.jsonl",
        lambda: make_pairs(
            _held_out(shared), list(TRAINING_FONTS | HELD_OUT_FONTS), TEST_PAGES, TEST_SEED, "eng"
        ),
    )


def final_pages(shared: Path, work: Path) -> list[Passage]:
    """Load other pages of held-out text read with the English model: seven upright fonts, 200 and 300 dpi."""
    return _pages_of(
        work / "eng-final.jsonl",
        lambda: make_scans(_held_out(shared), UPRIGHT_FONTS, FINAL_PAGES, FINAL_SEED, "eng"),
    )


def talbanken_pages(shared: Path, work: Path) -> list[Passage]:
    """Load pages of Talbanken (1970s prose of many kinds) read with the English model."""
    sentences = talbanken_sentences(shared, "t*-dev", "t*-test", "talbanken-train*")
    paragraphs = [" ".join(sentences[at : at + 6]) for at in range(0, len(sentences), 6)]
    return _pages_of(work / "eng-tal.jsonl", lambda: make_scans(paragraphs, UPRIGHT_FONTS, 24, 301, "eng"))


def municipal_pages(work: Path) -> list[Passage]:
    """Load pages of our own municipal prose read with the English model, each paragraph in several fonts."""
    lines = MUNICIPAL_PROSE.read_text(encoding="utf-8").splitlines()
    paragraphs = [line for line in lines if not line.startswith("#")] * 6
    return _pages_of(work / "eng-muni.jsonl", lambda: make_scans(paragraphs, UPRIGHT_FONTS, 16, 402, "eng"))


def swedish_pages(shared: Path, work: Path) -> list[Passage]:
    """Load pages of held-out text read with the Swedish model."""
    return _pages_of(
        work / "swe-test-a.jsonl",
        lambda: make_scans(_held_out(shared), UPRIGHT_FONTS, 62, 201, "swe", part=(0, 2)),
    )


def _held_out(shared: Path) -> list[str]:
    return list(held_out_paragraphs(shared / GOVERNMENT_TEXT))


def _pages_of(path: Path, make: Callable[[], Iterator[dict[str, object]]]) -> list[Passage]:
    """Load pages that were printed and read, or make them: some seconds a page."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_pairs(path, make())
    pages = []
    for row in path.read_text(encoding="utf-8").splitlines():
        page = json.loads(row)
        printed, read = zip(*page["lines"], strict=True)
        pages.append(
            Passage(printed="\n".join(printed), read="\n".join(read), font=page["font"], dpi=page["dpi"])
        )
    return pages


def talbanken_sentences(shared: Path, *patterns: str) -> list[str]:
    """Return the sentences of the treebank's files, pattern by pattern."""
    sentences: list[str] = []
    for pattern in patterns:
        for path in sorted((shared / "data/ud").glob(f"{pattern}.conllu.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                sentences += [line[9:].strip() for line in lines if line.startswith("# text = ")]
    return sentences


def layer_passages(paragraphs: Sequence[str], rate: float, count: int) -> list[Passage]:
    """Damage held-out paragraphs as text layers do: each å, ä, ö with probability `rate`."""
    rng = random.Random(3)
    passages = []
    for number in range(count):
        printed = "\n".join(paragraphs[number * 6 : number * 6 + 6])
        read = "".join(
            rng.choice(LAYER_DAMAGE[letter]) if letter in LAYER_DAMAGE and rng.random() < rate else letter
            for letter in printed
        )
        passages.append(Passage(printed=printed, read=read))
    return passages


def clean_sets(shared: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield named sets of clean Swedish texts, page-sized."""
    seeds = [path for path in sorted((shared / "seeds").glob("*.txt")) if not path.name.startswith("002")]
    texts = [path.read_text(encoding="utf-8") for path in seeds]
    yield "seeds", [*texts, (shared / "gold/seed002_truth.txt").read_text(encoding="utf-8")]
    sentences = talbanken_sentences(shared, "t*")
    yield "Talbanken", _pages(sentences, 20)
    with gzip.open(shared / GOVERNMENT_TEXT, "rt", encoding="utf-8") as lines:
        yield "government text", _pages([line.strip() for line in lines][:15500], 8)
    names = own_names()
    yield "names", ["\n".join(names), ", ".join(name for name in names if not set(name) & set("åäöÅÄÖ"))]


def own_names() -> list[str]:
    """Return the names of persons and municipalities that the model was given."""
    folder = Path(__file__).parents[1] / "repair/train/words"
    return [
        name
        for file in ("names.txt", "municipalities.txt")
        for line in (folder / file).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for name in line.split()
    ]


def _pages(paragraphs: Sequence[str], size: int) -> list[str]:
    return ["\n".join(paragraphs[at : at + size]) for at in range(0, len(paragraphs), size)]
