"""Aligns what was printed with what was read: lines first, then characters."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio


def align_lines(printed: Sequence[str], read: Sequence[str]) -> list[tuple[str, str]]:
    """Pair each line read with the printed line it came from; lines without a partner are dropped.

    Lines keep their order, so the partner is looked for a few lines ahead only.
    """
    pairs: list[tuple[str, str]] = []
    at = 0
    for line in read:
        best, best_score = -1, 55.0
        for index in range(at, min(at + 6, len(printed))):
            score = ratio(printed[index], line)
            if score > best_score:
                best, best_score = index, score
        if best >= 0:
            pairs.append((printed[best], line))
            at = best + 1
    return pairs


def align_words(printed: str, read: str) -> list[tuple[str, str]]:
    """Pair runs of words: `("löper under", "16per under")` comes as two pairs, a split word as one.

    Spaces are matched as characters, so a pair with a space in it is a word split or joined.
    """
    pairs: list[tuple[str, str]] = []
    true_start = read_start = 0
    for block in Levenshtein.opcodes(printed, read):
        if block.tag != "equal":
            continue
        for offset in range(block.src_end - block.src_start):
            if printed[block.src_start + offset] == " ":
                true_at, read_at = block.src_start + offset, block.dest_start + offset
                pairs.append((printed[true_start:true_at], read[read_start:read_at]))
                true_start, read_start = true_at + 1, read_at + 1
    pairs.append((printed[true_start:], read[read_start:]))
    return pairs


def edit_segments(true: str, read: str) -> list[tuple[str, str]]:
    """Cut a word pair into segments that correspond: `("ä", "ii")`, `("s", "s")`, …

    Neighbouring edits become one segment, so that `ö` read as `oé` is one event.
    """
    segments: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, true, read, autojunk=False).get_opcodes():
        if tag == "equal":
            segments += [(letter, letter) for letter in true[a:b]]
        else:
            segments.append((true[a:b], read[c:d]))
    return segments
