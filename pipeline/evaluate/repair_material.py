"""What repair is measured on: clean text, text damaged as real layers are, pages printed and read."""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.repair.train.corpus import held_out_paragraphs
from pipeline.repair.train.print_and_read import HELD_OUT_FONTS, TRAINING_FONTS, make_pairs, write_pairs

GOVERNMENT_TEXT = Path("data/text/government_sv.txt.gz")
TEST_PAGES, TEST_SEED = 45, 11
LAYER_DAMAGE = {
    "å": ("6", "d", "A"),
    "ä": ("5", "ii"),
    "ö": ("6", "d", "ó"),
    "Å": ("A",),
    "Ä": ("A",),
    "Ö": ("O", "6"),
}
"""What bad text layers make of å, ä and ö (field notes)."""
_BULLET = re.compile(r"^(?:[•e*¢°©–—~+«»|-] +)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Text as printed and as read, line by line (equally many lines). `font` and `dpi` of pages."""

    printed: str
    read: str
    font: str = ""
    dpi: int = 0


@dataclass(slots=True)
class ErrorCount:
    """Errors pooled over passages, so that long ones weigh more."""

    words: int = 0
    word_errors: int = 0
    letters: int = 0
    letter_errors: int = 0

    def add(self, printed: str, got: str) -> None:
        """Count the errors of one text, line by line, list bullets and white space aside."""
        for true_line, got_line in zip(printed.split("\n"), got.split("\n"), strict=True):
            true_words, got_words = bare_words(true_line), bare_words(got_line)
            self.words += len(true_words)
            self.word_errors += Levenshtein.distance(true_words, got_words)
            self.letters += len(" ".join(true_words))
            self.letter_errors += Levenshtein.distance(" ".join(true_words), " ".join(got_words))

    @property
    def wer(self) -> float:
        """Word errors in per cent."""
        return 100 * self.word_errors / max(self.words, 1)

    @property
    def cer(self) -> float:
        """Letter errors in per cent."""
        return 100 * self.letter_errors / max(self.letters, 1)


def bare_words(line: str) -> list[str]:
    """Return the words of a line without list bullets."""
    return _BULLET.sub("", line.strip()).split()


def seed_002(shared: Path) -> Passage:
    """Load seed 002 and its truth; line 144, a logo, is left out as its list of uncertain places says."""
    read = next((shared / "seeds").glob("002_*.txt")).read_text(encoding="utf-8").split("\n")
    printed = (shared / "gold/seed002_truth.txt").read_text(encoding="utf-8").split("\n")
    read[143] = printed[143]
    return Passage(printed="\n".join(printed), read="\n".join(read))


def english_pages(shared: Path, work: Path) -> list[Passage]:
    """Load pages of held-out text read with the English model; prints and reads them when missing."""
    path = work / "eng-test.jsonl"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        paragraphs = list(held_out_paragraphs(shared / GOVERNMENT_TEXT))
        fonts = list(TRAINING_FONTS | HELD_OUT_FONTS)
        write_pairs(path, make_pairs(paragraphs, fonts, TEST_PAGES, TEST_SEED, "eng"))
    pages = []
    for row in path.read_text(encoding="utf-8").splitlines():
        page = json.loads(row)
        printed, read = zip(*page["lines"], strict=True)
        pages.append(
            Passage(printed="\n".join(printed), read="\n".join(read), font=page["font"], dpi=page["dpi"])
        )
    return pages


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
    sentences: list[str] = []
    for path in sorted((shared / "data/ud").glob("t*.conllu.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            sentences += [line[9:].strip() for line in lines if line.startswith("# text = ")]
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
