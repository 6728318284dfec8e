"""Builds the model: `python -m pipeline.repair.train --text TEXT.gz [--work build/repair]`.

Steps that leave a file in the work folder (word lists fetched, pages printed and read) are not repeated.
"""

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.repair.lexicon import CAPITAL, LOWER, MODEL_DIR, UPPER
from pipeline.repair.tokens import BOUNDARY, CLEAN_TOKEN, clean_tokens
from pipeline.repair.train.confusions import write_confusions
from pipeline.repair.train.corpus import training_paragraphs
from pipeline.repair.train.letter_counts import write_letter_model
from pipeline.repair.train.lexicon_files import alphabetic, write_lexicon
from pipeline.repair.train.ngrams import write_language_model
from pipeline.repair.train.print_and_read import (
    MORE_FONTS,
    TRAINING_FONTS,
    make_pairs,
    make_scans,
    write_pairs,
)
from pipeline.repair.train.tesseract_words import PAIRS, WORDS, fetch_tesseract_words

OWN_WORDS = Path(__file__).parent / "words"
MARKED, FOLD = set("åäöé"), str.maketrans("åäöé", "aaoe")
LEAST_MARKED = 5
"""A listed word without å, ä, ö is a slip of the web when the text has the same with them so often."""
TERM_WEIGHT, NAME_WEIGHT, LISTED_WEIGHT = 4, 3, 0.3
"""How often a term of ours, a name of ours, and a word known without a count are taken to have been seen."""
PAGES = (("eng-train.jsonl", 140, 4), ("eng-train2.jsonl", 160, 9))
SWEDISH_PAGES = (("swe-train.jsonl", 45, 101),)
"""Files of pairs that the English and the Swedish model read: name, pages, seed."""


def read_terms(path: Path) -> list[str]:
    """Read a word list of our own: one entry a line, `#` begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and line[0] != "#"]


def read_names() -> list[str]:
    """Read the names of persons and municipalities, lower-case, parts of double names apart."""
    return [
        part.lower()
        for file in ("names.txt", "municipalities.txt")
        for line in read_terms(OWN_WORDS / file)
        for name in line.split()
        for part in name.split("-")
    ]


def token_stream(text: Path) -> list[str]:
    """Return the training text and our own terms as one stream of tokens."""
    stream: list[str] = []
    for paragraph in training_paragraphs(text):
        stream.append(BOUNDARY)
        stream += clean_tokens(paragraph)
    for term in read_terms(OWN_WORDS / "municipal_terms.txt"):
        tokens = term.lower().replace("(", "").replace(")", "").split()
        tokens = [part for token in tokens for part in token.replace("-", "- ").split()]
        stream += [BOUNDARY, *tokens] * TERM_WEIGHT
    return stream


def choose_words(counts: Counter[str], names: Counter[str], listed: set[str]) -> Counter[str]:
    """Choose the lexicon with (pseudo-)counts: seen twice, or once and long, or listed, or a name."""
    lexicon: Counter[str] = Counter({word: n for word, n in counts.items() if n >= 2 or word in names})
    once = {word for word, n in counts.items() if n == 1}
    lexicon.update({word: 1 for word in once if word in listed or (len(word) >= 7 and word.isalpha())})
    lexicon.update(names)
    marked: Counter[str] = Counter()
    for word, n in counts.items():
        if set(word) & MARKED:
            marked[word.translate(FOLD)] += n
    for word in sorted(listed):
        if word not in lexicon and marked[word] < LEAST_MARKED:
            lexicon[word] = LISTED_WEIGHT  # type: ignore[assignment]
    return lexicon


def case_profile(
    paragraphs: Iterable[str], names: Iterable[str], ids: Mapping[str, int]
) -> NDArray[np.uint8]:
    """Tell by word id how it is written inside sentences; the first word of a sentence tells nothing."""
    seen = np.zeros((len(ids) + 1, 3), dtype=np.int64)
    for paragraph in paragraphs:
        first = True
        for token in CLEAN_TOKEN.findall(paragraph):
            if token[0] in ".!?:;":
                first = True
                continue
            word = ids.get(token.lower(), 0)
            if not first:
                kind = LOWER if token[0].islower() else CAPITAL
                seen[word, UPPER if len(token) > 1 and token.isupper() else kind] += 1
            first = False
    for name in names:
        if name in ids:
            seen[ids[name], CAPITAL] += 1
    profile: NDArray[np.uint8] = seen.argmax(axis=1).astype(np.uint8)
    profile[seen.sum(axis=1) == 0] = LOWER
    return profile


def read_pairs(path: Path, ids: Mapping[str, int]) -> NDArray[np.int64]:
    """Read word pairs known without counts, as rows of two ids."""
    rows = {
        (ids[parts[0]], ids[parts[1]])
        for line in path.read_text(encoding="utf-8").lower().splitlines()
        if len(parts := line.split()) == 2 and parts[0] in ids and parts[1] in ids
    }
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)


def print_missing_pages(work: Path, paragraphs: Sequence[str]) -> None:
    """Print and read the pages that the work folder lacks."""
    for name, pages, seed in PAGES:
        if not (work / name).exists():
            write_pairs(work / name, make_pairs(paragraphs, list(TRAINING_FONTS), pages, seed, "eng"))
    for name, pages, seed in SWEDISH_PAGES:
        if not (work / name).exists():
            fonts = list(TRAINING_FONTS | MORE_FONTS)
            write_pairs(work / name, make_scans(paragraphs, fonts, pages, seed, "swe"))


def replace_model(folder: Path) -> None:
    """Put a finished model in the old one's place; programs that run keep the files they have mapped."""
    for path in sorted(folder.iterdir()):
        path.replace(MODEL_DIR / path.name)
    folder.rmdir()


def main() -> int:
    """Fetch, print and read, count, discount, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True, help="gzipped text, one paragraph a line")
    parser.add_argument("--work", type=Path, default=Path("build/repair"), help="folder for what is kept")
    arguments = parser.parse_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    MODEL_DIR.mkdir(exist_ok=True)
    folder = MODEL_DIR.with_name("model.new")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()

    fetch_tesseract_words(work)
    stream = token_stream(arguments.text)
    counts = Counter(stream)
    names = read_names()
    extra = Counter(dict.fromkeys(names, NAME_WEIGHT))
    extra.update({f"{name}s": 1 for name in names if not name.endswith("s")})
    listed = set(alphabetic((work / WORDS).read_text(encoding="utf-8").splitlines()))
    lexicon = choose_words(counts, extra, listed)
    order = write_lexicon(lexicon, folder)
    ids = {word: number for number, word in enumerate(order, start=1)}
    profile = case_profile(training_paragraphs(arguments.text), names, ids)
    (folder / "case.bin").write_bytes(profile.tobytes())
    runs = write_letter_model(lexicon, folder)

    pseudo = np.zeros(len(order) + 1)
    for word in lexicon:
        if counts[word] == 0 or word in extra:
            pseudo[ids[word]] = 2.0 if word in extra else LISTED_WEIGHT
    token_ids = np.fromiter((ids.get(token, 0) for token in stream), dtype=np.int64, count=len(stream))
    kept = write_language_model(token_ids, len(order) + 1, read_pairs(work / PAIRS, ids), pseudo, folder)

    print_missing_pages(work, list(training_paragraphs(arguments.text)))
    english, swedish = ([work / name for name, *_ in pages] for pages in (PAGES, SWEDISH_PAGES))
    confusions = write_confusions(english, swedish, folder)
    replace_model(folder)
    print({**kept, "runs of letters": runs, "confusions": confusions}, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
