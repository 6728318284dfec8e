"""Builds the model: `python -m pipeline.repair.train --text TEXT.gz [--work build/repair]`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.repair.lexicon import CAPITAL, LOWER, MODEL_DIR, UPPER
from pipeline.repair.tokens import BOUNDARY, CLEAN_TOKEN, clean_tokens
from pipeline.repair.train.corpus import training_paragraphs
from pipeline.repair.train.letter_counts import write_letter_model
from pipeline.repair.train.lexicon_files import alphabetic, write_lexicon
from pipeline.repair.train.ngrams import write_language_model

WORDS = Path(__file__).parent / "words"
TERM_WEIGHT = 4
NAME_WEIGHT = 3


def read_terms(path: Path) -> list[str]:
    """Read a word list of our own: one entry a line, `#` begins a comment."""
    return [
        line.strip()
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and line[0] != "#"
    ]


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
                kind = (
                    LOWER if token[0].islower() else UPPER if len(token) > 1 and token.isupper() else CAPITAL
                )
                seen[word, kind] += 1
            first = False
    for name in names:
        if name in ids:
            seen[ids[name], CAPITAL] += 1
    profile: NDArray[np.uint8] = seen.argmax(axis=1).astype(np.uint8)
    profile[seen.sum(axis=1) == 0] = LOWER
    return profile


def main() -> int:
    """Count, discount, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/repair"))
    arguments = parser.parse_args()
    MODEL_DIR.mkdir(exist_ok=True)
    stream: list[str] = []
    for paragraph in training_paragraphs(arguments.text):
        stream.append(BOUNDARY)
        stream += clean_tokens(paragraph)
    for term in read_terms(WORDS / "municipal_terms.txt"):
        tokens = term.lower().replace("(", "").replace(")", "").split()
        tokens = [part for token in tokens for part in token.replace("-", "- ").split()]
        stream += [BOUNDARY, *tokens] * TERM_WEIGHT
    counts = Counter(stream)
    names = [
        part.lower()
        for file in ("names.txt", "municipalities.txt")
        for line in read_terms(WORDS / file)
        for name in line.split()
        for part in name.split("-")
    ]
    extra = Counter(name for name in names for _ in range(NAME_WEIGHT))
    extra += Counter(f"{name}s" for name in names if not name.endswith("s"))
    listed = list(
        alphabetic((arguments.work / "tesseract-words.txt").read_text(encoding="utf-8").splitlines())
    )
    lexicon = Counter({word: float(n) for word, n in counts.items() if n >= 2 or word in extra})
    once = {word for word, n in counts.items() if n == 1}
    known_elsewhere = set(listed)
    lexicon.update({w: 1.0 for w in once if w in known_elsewhere or (len(w) >= 7 and w.isalpha())})
    lexicon.update({w: float(n) for w, n in extra.items()})
    lexicon.update({w: 0.3 for w in known_elsewhere if w not in lexicon})
    order = write_lexicon(lexicon, MODEL_DIR)
    ids = {word: number for number, word in enumerate(order, start=1)}
    size = len(order) + 1
    profile = case_profile(training_paragraphs(arguments.text), names, ids)
    (MODEL_DIR / "case.bin").write_bytes(profile.tobytes())
    print(write_letter_model(lexicon, MODEL_DIR), "runs of letters", file=sys.stderr)
    pseudo = np.zeros(size)
    for word in lexicon:
        if counts[word] == 0 or word in extra:
            pseudo[ids[word]] = 0.3 if word not in extra else 2.0
    pairs = []
    for line in (arguments.work / "tesseract-bigrams.txt").read_text(encoding="utf-8").splitlines():
        parts = line.lower().split()
        if len(parts) == 2 and parts[0] in ids and parts[1] in ids:
            pairs.append((ids[parts[0]], ids[parts[1]]))
    token_ids = np.fromiter((ids.get(token, 0) for token in stream), dtype=np.int64, count=len(stream))
    kept = write_language_model(token_ids, size, np.unique(np.array(pairs), axis=0), pseudo, MODEL_DIR)
    print(kept, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
