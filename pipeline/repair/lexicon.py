"""The words the repairer knows: ids, unigram scores, and an automaton to search them letter by letter."""

import mmap
import zlib
from functools import cache
from pathlib import Path
from typing import Literal

MODEL_DIR = Path(__file__).parent / "model"
UNKNOWN = 0
"""Word id of any word that is not in the lexicon."""

WORD_END, PREFIX_END, TAIL_END, RARE_PREFIX_END = 1, 2, 4, 8
"""Flags of an edge: a word ends here; a first part of compounds does; a last part; a rarer first part."""

_CHAR_BITS, _FLAG_BITS = 7, 4
_CHAR_MASK = (1 << _CHAR_BITS) - 1
_FLAG_SHIFT = _CHAR_BITS
_LAST_SHIFT = _FLAG_SHIFT + _FLAG_BITS
_TARGET_SHIFT = _LAST_SHIFT + 1

LOWER, CAPITAL, UPPER = 0, 1, 2
"""How a word is written inside a sentence: `och`, `Malmö`, `SOU`."""

Children = dict[str, tuple[int, int]]


def open_table(name: str, code: Literal["B", "I"]) -> "memoryview[int]":
    """Map a model file into memory as an array of `code` (see `struct`), without reading it."""
    with (MODEL_DIR / name).open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast(code)


class Lexicon:
    """Words with ids (0 is unknown), most frequent first, and the automaton over their letters."""

    def __init__(self) -> None:
        text = zlib.decompress((MODEL_DIR / "words.z").read_bytes()).decode("utf-8")
        words = text.split("\n")
        self.ids = dict(zip(words, range(1, len(words) + 1), strict=True))
        self.case = open_table("case.bin", "B")
        """By id: `LOWER`, `CAPITAL` or `UPPER`."""
        self._alphabet = (MODEL_DIR / "alphabet.txt").read_text(encoding="utf-8")
        self._edges = open_table("automaton.bin", "I")
        self._children: dict[int, Children] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.ids

    def children(self, node: int) -> Children:
        """Return the node's edges as `{letter: (node, flags)}`; node 0 is the start.

        Nodes are unpacked on first use: a page touches a few thousand of several hundred thousand.
        """
        found = self._children.get(node)
        if found is None:
            found = {}
            at = node
            while True:
                edge = self._edges[at]
                letter = self._alphabet[edge & _CHAR_MASK]
                found[letter] = (edge >> _TARGET_SHIFT, edge >> _FLAG_SHIFT & ((1 << _FLAG_BITS) - 1))
                if edge >> _LAST_SHIFT & 1:
                    break
                at += 1
            self._children[node] = found
        return found


LEAF = (1 << (32 - _TARGET_SHIFT)) - 1
"""Target of an edge after which no word goes on."""


def pack_edge(char: int, flags: int, last: bool, target: int) -> int:
    """Pack one edge of the automaton into 32 bits."""
    return char | flags << _FLAG_SHIFT | last << _LAST_SHIFT | target << _TARGET_SHIFT


@cache
def load_lexicon() -> Lexicon:
    """Load the shipped lexicon once."""
    return Lexicon()
