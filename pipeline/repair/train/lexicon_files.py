"""Writes the lexicon: words by frequency, the automaton over them, and the first parts of compounds."""

import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.repair.lexicon import PREFIX_END, RARE_PREFIX_END, TAIL_END, WORD_END
from pipeline.repair.tokens import BOUNDARY, NUMBER
from pipeline.repair.train.automaton import build_automaton

COMMON_FOLLOWERS, LEAST_FOLLOWERS = 4, 2
"""A string is a (common) first part of compounds when at least so many different known words follow it."""
LEAST_LEADERS = 4
LINKING = re.compile(r"\w{2,}(?:ning|ing|tion|sion|het|skap|else|tet|ment|dom|ör|ist|ling|ent|ant|isk)$")
"""Endings after which a first part of a compound always takes `s`."""


def compound_parts(counts: Mapping[str, float]) -> tuple[set[str], set[str], set[str]]:
    """Find the common first, rarer first and last parts of compounds among known words.

    A first part keeps its linking letters (`omsorgs`, `hälso`), so that no rule of joining is needed.
    """
    words = {word for word, count in counts.items() if count >= 2 and len(word) >= 2 and word.isalpha()}
    tails = {word for word in words if len(word) >= 4}
    followers: dict[str, set[str]] = defaultdict(set)
    leaders: dict[str, set[str]] = defaultdict(set)
    for word, count in counts.items():
        if len(word) < 6 or count < 1 or not word.isalpha():
            continue
        for cut in range(2, len(word) - 1):
            head, tail = word[:cut], word[cut:]
            if tail in tails and cut >= 3:
                followers[head].add(tail[:5])
            if tail in words and (head in words or head.removesuffix("s") in words) and cut >= 3:
                leaders[tail].add(head[-4:])
    common = {part for part, after in followers.items() if len(after) >= COMMON_FOLLOWERS}
    common |= {word[:-1] for word in counts if word.endswith("-") and len(word) > 3}
    rare = {part for part, after in followers.items() if len(after) >= LEAST_FOLLOWERS and len(part) >= 4}
    rare |= {f"{word}s" for word, count in counts.items() if count >= 1 and LINKING.match(word)}
    tails |= {tail for tail, before in leaders.items() if len(before) >= LEAST_LEADERS * 4}
    return common, rare - common, tails


def write_lexicon(counts: Counter[str], folder: Path) -> list[str]:
    """Write `words.z`, `alphabet.txt` and `automaton.bin`. Returns the words in the order of their ids."""
    order = [BOUNDARY, NUMBER]
    order += [w for w, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if w not in order]
    common, rare, tails = compound_parts(counts)
    flags: dict[str, int] = defaultdict(int)
    for word in counts:
        flags[word] |= WORD_END
    for part in common:
        flags[part] |= PREFIX_END
    for part in rare:
        flags[part] |= RARE_PREFIX_END
    for part in tails:
        flags[part] |= TAIL_END
    entries = sorted((word, flag) for word, flag in flags.items() if word not in (BOUNDARY, NUMBER))
    alphabet = "".join(sorted({letter for word, _ in entries for letter in word}))
    if len(alphabet) > 127:
        raise ValueError(f"the automaton holds 127 letters, the lexicon has {len(alphabet)}")
    (folder / "alphabet.txt").write_text(alphabet, encoding="utf-8")
    (folder / "automaton.bin").write_bytes(array("I", build_automaton(entries, alphabet)).tobytes())
    (folder / "words.z").write_bytes(zlib.compress("\n".join(order).encode("utf-8"), 9))
    return order


def alphabetic(words: Iterable[str]) -> Iterable[str]:
    """Keep lower-cased words of Swedish letters (and é, è, ü, à and the hyphen of `vård-`)."""
    letters = set("abcdefghijklmnopqrstuvwxyzåäöéèüàáæøôêëóíñç")
    for word in words:
        lowered = word.strip(".,;:!?\"'()").lower()
        if 2 <= len(lowered) <= 40 and set(lowered.removesuffix("-")) <= letters:
            yield lowered
