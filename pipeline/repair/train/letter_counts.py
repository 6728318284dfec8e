"""Counts the letters of known words and writes the letter model."""

import math
from array import array
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from pipeline.repair.language_model import MARK_MASK
from pipeline.repair.letters import BACKOFF, END, ORDER, SCALE, START, hash_letters

DISCOUNT = 0.6
FILL = 1.3
LEAST_LONG = 2.0
"""Runs of four and five letters seen less than this are left to shorter ones."""


def write_letter_model(counts: Mapping[str, float], folder: Path) -> int:
    """Write the letter tables for `{word: count}`; a word counts once and the logarithm of its count."""
    grams: list[dict[str, dict[str, float]]] = [defaultdict(lambda: defaultdict(float)) for _ in range(ORDER)]
    for word, count in sorted(counts.items()):  # sums of floats and places in the table depend on the order
        if not word.replace("-", "").replace(":", "").isalpha():
            continue
        weight = 1.0 + math.log(max(count, 1.0))
        padded = START + word + END
        for at in range(1, len(padded)):
            for size in range(min(at, ORDER - 1) + 1):
                grams[size][padded[at - size : at]][padded[at]] += weight
    table: dict[int, int] = {}
    probability: dict[str, float] = {}
    for size, contexts in enumerate(grams):
        for context, letters in contexts.items():
            total = sum(letters.values())
            spare = min(1.0, DISCOUNT * len(letters) / total)
            if size:
                table[hash_letters(context + BACKOFF)] = _quantise(spare)
            for letter, count in letters.items():
                if size >= 3 and count < LEAST_LONG:
                    continue
                p = max(count - DISCOUNT, 0.0) / total
                p += spare * (_lower(probability, context[1:] + letter) if size else 1e-4)
                probability[context + letter] = p
                table[hash_letters(context + letter)] = _quantise(p)
    size = int(len(table) * FILL) | 1
    keys, values = array("I", bytes(4 * size)), bytearray(size)
    for key, value in table.items():
        at = (key >> 32) % size
        while keys[at]:
            at = (at + 1) % size
        keys[at], values[at] = key & MARK_MASK, value
    (folder / "letter_key.bin").write_bytes(keys.tobytes())
    (folder / "letter.bin").write_bytes(values)
    return len(table)


def _lower(probability: Mapping[str, float], letters: str) -> float:
    while letters and letters not in probability:
        letters = letters[1:]
    return probability.get(letters, 1e-4)


def _quantise(p: float) -> int:
    return min(255, max(0, round(-math.log(max(p, 1e-9)) * SCALE)))
