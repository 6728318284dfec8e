"""Count which threes of letters Swedish words have: `python -m pipeline.evaluate.trigram_table`.

Writes `pipeline/read/swedish_trigrams.txt` from ../shared/data/text; `--figures` measures instead, on
paragraphs left out of the count, how many sound passages are suspected and how many harmed ones found
(`--seed N`: the paragraphs in another order, harmed elsewhere).
"""

import gzip
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.read.text_faults import PLAIN_WORD, find_text_fault, trigrams_of

ROOT = Path(__file__).parents[2]
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
TABLE = ROOT / "pipeline" / "read" / "swedish_trigrams.txt"
# A three that one word alone has is a name or a misprint.
_WORDS = 2
_DOTS = {"å": "aaaA&i", "ä": "aadié", "ö": "oo6éG"}
_SIGNS = {
    "m": ["rn", "in"], "l": ["1", "i", "I"], "i": ["l", "1", "j"], "e": ["c", "o"], "h": ["li", "b"],
    "n": ["ri", "u"], "u": ["ii", "n"], "r": ["i", "t"], "a": ["u", "n"], "t": ["f", "l"], "g": ["q", "y"],
    "d": ["cl", "il"], "s": ["a", "8"], "k": ["lc", "h"], "o": ["0", "c"], "v": ["y", "w"],
}  # fmt: skip


def count_trigrams(paragraphs: Iterable[str]) -> set[str]:
    """Return the threes of letters, edges of words included, that at least two different words have."""
    words = {word for paragraph in paragraphs for word in PLAIN_WORD.findall(paragraph)}
    counts = Counter(three for word in words for three in trigrams_of(word))
    return {three for three, count in counts.items() if count >= _WORDS}


def table_lines(threes: Iterable[str]) -> list[str]:
    """Return the table: two letters and, behind a space, all that can follow them."""
    after: defaultdict[str, str] = defaultdict(str)
    for three in sorted(threes):
        after[three[:2]] += three[2]
    return [f"{two} {following}" for two, following in sorted(after.items())]


def harm(text: str, share: float, how: str, chance: random.Random) -> str:
    """Return the text with about `share` of its words harmed: their dots lost, or one letter misread."""
    words = text.split(" ")
    letters = _DOTS if how == "dots" else _SIGNS
    open_to = [at for at, word in enumerate(words) if any(letter in letters for letter in word)]
    for at in chance.sample(open_to, min(len(open_to), round(share * len(words)))):
        places = [place for place, letter in enumerate(words[at]) if letter in letters]
        one = chance.choice(places)
        words[at] = "".join(
            chance.choice(letters[letter]) if (place in places if how == "dots" else place == one) else letter
            for place, letter in enumerate(words[at])
        )
    return " ".join(words)


def _passages(paragraphs: Iterable[str], words: int) -> Iterator[str]:
    kept: list[str] = []
    for paragraph in paragraphs:
        kept += paragraph.split()
        while len(kept) >= words:
            yield " ".join(kept[:words])
            kept = kept[words:]


def main(arguments: list[str]) -> int:
    """Write the table, or print the figures."""
    if not TEXTS.is_file():
        print(f"{TEXTS} is not there: nothing to count", file=sys.stderr)
        return 1
    with gzip.open(TEXTS, "rt", encoding="utf-8") as file:
        paragraphs = [line.rstrip("\n") for line in file]
    random.Random(1).shuffle(paragraphs)
    counted, left_out = paragraphs[: 7 * len(paragraphs) // 10], paragraphs[7 * len(paragraphs) // 10 :]
    if "--figures" not in arguments:
        TABLE.write_text("\n".join(table_lines(count_trigrams(counted))) + "\n", encoding="utf-8")
        return 0
    seed = int(arguments[arguments.index("--seed") + 1]) if "--seed" in arguments else 1
    if seed != 1:
        random.Random(seed).shuffle(left_out)
    for words in (80, 120, 250, 420):
        passages = list(_passages(left_out, words))
        for sharp in (False, True):
            _report(passages, words, sharp, seed)
    return 0


def _report(passages: list[str], words: int, sharp: bool, seed: int) -> None:
    """Print how many sound passages are suspected, and how many harmed ones are found."""
    suspected = sum(find_text_fault(passage, sharp) is not None for passage in passages)
    name = f"{words} words, over a page image" if sharp else f"{words} words"
    print(f"{name}: {suspected} of {len(passages)} sound passages suspected")
    some = passages[:300]
    for how in ("dots", "signs"):
        for share in (0.05, 0.1, 0.2, 0.3):
            chance = random.Random(seed + 1)
            found = sum(find_text_fault(harm(text, share, how, chance), sharp) is not None for text in some)
            print(f"    {share:.0%} of words harmed ({how}): {found} of {len(some)} found")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
