"""Counts words, pairs and triples, discounts them, and writes the language model's tables."""

from array import array
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.repair.language_model import MARK_MASK, SCALE, hash_pair, hash_triple

DISCOUNT = 0.75
FILL = 1.3
"""Slots per key of a hash table."""
Ids = NDArray[np.int64]


def _quantise(probability: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(np.rint(-np.log(np.maximum(probability, 1e-12)) * SCALE), 0, 255).astype(np.uint8)


def _write_table(folder: Path, name: str, keys: list[int], columns: Mapping[str, NDArray[np.uint8]]) -> None:
    size = int(len(keys) * FILL) | 1
    slots = array("I", bytes(4 * size))
    placed = {column: bytearray(size) for column in columns}
    for row, key in enumerate(keys):
        at, mark = (key >> 32) % size, key & MARK_MASK
        while slots[at]:
            at = (at + 1) % size
        slots[at] = mark
        for column, values in columns.items():
            placed[column][at] = int(values[row])
    (folder / f"{name}_key.bin").write_bytes(slots.tobytes())
    for column, content in placed.items():
        (folder / f"{column}.bin").write_bytes(content)


def write_language_model(
    tokens: Ids,
    vocabulary: int,
    extra_pairs: Ids,
    extra_unigrams: NDArray[np.float64],
    folder: Path,
    *,
    least_triple: int = 2,
) -> dict[str, int]:
    """Write the tables for a stream of word ids (0 unknown). Returns how many n-grams were kept.

    `extra_pairs` (rows of two ids) are pairs known without counts: each counts once.
    `extra_unigrams` are pseudo-counts by id for words known without counts.
    """
    v = vocabulary
    pair = tokens[:-1] * v + tokens[1:]
    pair = np.concatenate([pair, extra_pairs[:, 0] * v + extra_pairs[:, 1]])
    pairs, pair_counts = np.unique(pair, return_counts=True)
    left, right = pairs // v, pairs % v
    keep = (left != 0) & (right != 0)

    # unigrams: continuation counts (in how many contexts), as Kneser and Ney
    unigram = np.bincount(right, minlength=v).astype(np.float64) + extra_unigrams
    unigram[0] = 0.02 * unigram.sum()
    unigram /= unigram.sum()

    context_total = np.bincount(left, weights=pair_counts, minlength=v)
    context_types = np.bincount(left, minlength=v)
    with np.errstate(divide="ignore", invalid="ignore"):
        spare = np.where(context_total > 0, DISCOUNT * context_types / context_total, 1.0)
    spare = np.clip(spare, 1e-4, 1.0)
    pair_p = (pair_counts - DISCOUNT) / context_total[left] + spare[left] * unigram[right]

    first, second, third = tokens[:-2], tokens[1:-1], tokens[2:]
    known = (first != 0) & (second != 0)
    triple_context = np.searchsorted(pairs, first[known] * v + second[known])
    triple = triple_context * v + third[known]
    triples, triple_counts = np.unique(triple, return_counts=True)
    context, last = triples // v, triples % v
    total = np.bincount(context, weights=triple_counts, minlength=len(pairs))
    kept = (triple_counts >= least_triple) & (last != 0)
    kept_mass = np.bincount(context[kept], weights=triple_counts[kept] - DISCOUNT, minlength=len(pairs))
    with np.errstate(divide="ignore", invalid="ignore"):
        pair_spare = np.where(total > 0, 1 - kept_mass / total, 1.0)
    pair_spare = np.clip(pair_spare, 1e-4, 1.0)
    lower = np.searchsorted(pairs, right[context[kept]] * v + last[kept])
    triple_p = (triple_counts[kept] - DISCOUNT) / total[context[kept]] + pair_spare[context[kept]] * pair_p[
        lower
    ]

    _write_table(
        folder,
        "bigram",
        [hash_pair(a, b) for a, b in zip(left[keep].tolist(), right[keep].tolist(), strict=True)],
        {"bigram": _quantise(pair_p[keep]), "bigram_backoff": _quantise(pair_spare[keep])},
    )
    rows = context[kept]
    _write_table(
        folder,
        "trigram",
        [
            hash_triple(a, b, c)
            for a, b, c in zip(left[rows].tolist(), right[rows].tolist(), last[kept].tolist(), strict=True)
        ],
        {"trigram": _quantise(triple_p)},
    )
    (folder / "unigram.bin").write_bytes(_quantise(unigram).tobytes())
    (folder / "unigram_backoff.bin").write_bytes(_quantise(spare).tobytes())
    return {"words": v, "pairs": int(keep.sum()), "triples": int(kept.sum())}
