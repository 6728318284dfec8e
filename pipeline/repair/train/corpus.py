"""Reads the training text and splits it: what trains never evaluates."""

import gzip
import hashlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

BLOCK = 200
HELD_OUT_ONE_IN = 20


def read_paragraphs(path: Path) -> Iterator[tuple[int, str]]:
    """Yield `(number, paragraph)` of a gzipped text, one paragraph a line, in NFC."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            yield number, unicodedata.normalize("NFC", line.strip())


def is_held_out(number: int) -> bool:
    """Tell whether paragraph `number` is kept for evaluation: whole blocks, chosen by hash.

    Blocks of 200 neighbours, because neighbouring paragraphs repeat each other's phrases and names.
    """
    digest = hashlib.sha256(f"block {number // BLOCK}".encode()).digest()
    return digest[0] % HELD_OUT_ONE_IN == 0


def training_paragraphs(path: Path) -> Iterator[str]:
    """Yield the paragraphs that may train."""
    return (text for number, text in read_paragraphs(path) if not is_held_out(number))


def held_out_paragraphs(path: Path) -> Iterator[str]:
    """Yield the paragraphs kept for evaluation."""
    return (text for number, text in read_paragraphs(path) if is_held_out(number))
