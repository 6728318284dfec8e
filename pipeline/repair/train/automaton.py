"""Builds the minimal automaton of the lexicon (Daciuk's algorithm for sorted words)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.repair.lexicon import LEAF, pack_edge


@dataclass(slots=True, eq=False)
class _Node:
    edges: dict[str, "_Node"] = field(default_factory=dict)
    flags: int = 0
    place: int = -1

    def signature(self) -> tuple[int, tuple[tuple[str, int], ...]]:
        return self.flags, tuple((letter, id(node)) for letter, node in self.edges.items())


def build_automaton(words: Iterable[tuple[str, int]], alphabet: str) -> list[int]:
    """Return packed edges for `(word, flags)` sorted by word; the start node's edges come first."""
    root = _Node()
    register: dict[tuple[int, tuple[tuple[str, int], ...]], _Node] = {}
    path: list[tuple[_Node, str, _Node]] = []
    previous = ""
    for word, flags in words:
        shared = 0
        while shared < min(len(word), len(previous)) and word[shared] == previous[shared]:
            shared += 1
        _minimise(path, shared, register)
        node = path[-1][2] if path else root
        for letter in word[shared:]:
            child = _Node()
            node.edges[letter] = child
            path.append((node, letter, child))
            node = child
        node.flags |= flags
        previous = word
    _minimise(path, 0, register)
    return _pack(root, alphabet)


def _minimise(
    path: list[tuple[_Node, str, _Node]],
    down_to: int,
    register: dict[tuple[int, tuple[tuple[str, int], ...]], _Node],
) -> None:
    while len(path) > down_to:
        parent, letter, child = path.pop()
        parent.edges[letter] = register.setdefault(child.signature(), child)


def _pack(root: _Node, alphabet: str) -> list[int]:
    codes = {letter: code for code, letter in enumerate(alphabet)}
    order: list[_Node] = []
    size = 0
    queue = [root]
    while queue:
        node = queue.pop()
        if node.place >= 0 or not node.edges:
            continue
        node.place = size
        size += len(node.edges)
        order.append(node)
        queue.extend(reversed(node.edges.values()))
    packed: list[int] = []
    for node in order:
        for number, (letter, child) in enumerate(node.edges.items()):
            last = number == len(node.edges) - 1
            packed.append(pack_edge(codes[letter], child.flags, last, child.place if child.edges else LEAF))
    return packed
