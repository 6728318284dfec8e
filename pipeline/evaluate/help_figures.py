"""Measures help from other documents: what clean copies mend in damaged pages, and what wrong copies spoil.

`python -m pipeline.evaluate.help_figures` prints the table. The damaged pages are those of repair: held-out
text, printed and read with the English model, or harmed as text layers are. Their copies are the printed
text, wrapped otherwise. Copies that say something else stand for memos that were revised, forms filled in
twice, and copies with faults of their own.
"""

import argparse
import random
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.repair_material import GOVERNMENT_TEXT, english_pages, layer_passages
from pipeline.evaluate.repair_scores import ErrorCount, Figure, Passage, bare_words
from pipeline.repair.lexicon import load_lexicon
from pipeline.repair.other_documents import CleanCopy, Help, OwnPage, find_help
from pipeline.repair.shared_passages import PageWords, unmarked
from pipeline.repair.text_repair import repair_text
from pipeline.repair.train.corpus import held_out_paragraphs
from schemas.text import Stage, apply_edits

WRAPPED_AT = 93
CHANGED_ONE_IN = 20
PAGES, LAYER_RATES = 60, (0.6,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page as printed, and as its document gives it."""

    printed: str
    own: OwnPage


def damaged_pages(passages: Sequence[Passage]) -> list[Case]:
    """Repair pages by themselves; those that the gate lets through are no pages to help."""
    cases = []
    for number, passage in enumerate(passages):
        read = unicodedata.normalize("NFC", passage.read)
        outcome = repair_text(read)
        if not outcome.damaged:
            continue
        stage, shift, spans = Stage(read, outcome.edits), 0, []
        for edit in outcome.edits:
            start = edit.start + shift
            spans.append((start, start + len(edit.replacement), edit.original))
            shift += len(edit.replacement) - len(edit.original)
        own = OwnPage(document=f"{number}", page=1, words=PageWords(stage.after), read=tuple(spans))
        cases.append(Case(printed=passage.printed, own=own))
    return cases


def copies_of(texts: Iterable[str]) -> Iterator[CleanCopy]:
    """Yield the copies of texts: other line ends, another document."""
    for number, text in enumerate(texts):
        words = PageWords(fill(text.replace("\n", " "), WRAPPED_AT))
        yield CleanCopy(document=f"copy {number}", page=1, words=words)


def otherwise(text: str, *, like: bool) -> str:
    """Change every twentieth word: to a frequent one or, if `like`, to one that differs by marks alone."""
    rng = random.Random(17)
    words = list(load_lexicon().ids)[:3000]
    twins = _twins() if like else {}
    pieces = text.split(" ")
    for at, piece in enumerate(pieces):
        if not piece.isalpha():
            continue
        if rng.random() >= 1 / CHANGED_ONE_IN:
            continue
        if not like:
            pieces[at] = rng.choice(words)
        elif piece.lower() in twins:
            pieces[at] = rng.choice(twins[piece.lower()])
    return " ".join(pieces)


def _twins() -> dict[str, list[str]]:
    """Words that are others but for their marks: `inga` and `ingå`."""
    groups: dict[str, list[str]] = {}
    for word in load_lexicon().ids:
        groups.setdefault(unmarked(word), []).append(word)
    return {
        word: [other for other in g if other != word] for g in groups.values() if len(g) > 1 for word in g
    }


def judge(
    cases: Sequence[Case], copies: Iterable[CleanCopy]
) -> tuple[ErrorCount, ErrorCount, list[tuple[float, int]]]:
    """Return the errors before and after help, and for each edit its confidence and what it won (words)."""
    before, after = ErrorCount(), ErrorCount()
    said = {own.document: help_ for own, help_ in find_help([case.own for case in cases], copies)}
    won = []
    for case in cases:
        text = case.own.words.text
        edits = said.get(case.own.document, Help()).edits
        before.add(case.printed, text)
        after.add(case.printed, apply_edits(text, edits))
        for edit in edits:
            printed = case.printed.split("\n")[text.count("\n", 0, edit.start)]
            low, high = text.rfind("\n", 0, edit.start) + 1, (text + "\n").index("\n", edit.start)
            changed = text[low : edit.start] + edit.replacement + text[edit.end : high]
            won.append((edit.confidence, _distance(printed, text[low:high]) - _distance(printed, changed)))
    return before, after, won


def _distance(printed: str, line: str) -> int:
    return Levenshtein.distance(bare_words(printed), bare_words(line))


def help_figures(shared: Path, work: Path) -> Iterator[Figure]:
    """Yield what copies mend and spoil."""
    paragraphs = list(held_out_paragraphs(shared / GOVERNMENT_TEXT))
    materials = {"English model": english_pages(shared, work)}
    for rate in LAYER_RATES:
        materials[f"text layer, {rate:.0%} harmed"] = layer_passages(paragraphs, rate, PAGES)
    for name, passages in materials.items():
        cases = damaged_pages(passages)
        printed = [case.printed for case in cases]
        damaged = ErrorCount()
        for passage in passages:
            damaged.add(passage.printed, unicodedata.normalize("NFC", passage.read))
        n = damaged.words
        yield Figure(name=f"{name}: wrong words as read", value=damaged.word_errors, unit="words", n=n)
        before, after, won = judge(cases, copies_of(printed))
        yield Figure(name=f"{name}: wrong words by itself", value=before.word_errors, unit="words", n=n)
        yield Figure(
            name=f"{name}: wrong words with a clean copy", value=after.word_errors, unit="words", n=n
        )
        yield from _won(f"{name}, clean copy", won)
        _, _, won = judge(cases, copies_of(otherwise(text, like=False) for text in printed))
        yield from _won(f"{name}, copy with other words", won)
        _, _, won = judge(cases, copies_of(otherwise(text, like=True) for text in printed))
        yield from _won(f"{name}, copy with twins", won)
    own = {case.printed for case in cases}
    others = ["\n".join(paragraphs[at : at + 6]) for at in range(PAGES * 6, len(paragraphs), 6)]
    _, _, won = judge(cases, copies_of(text for text in others if text not in own))
    yield from _won(f"no copy, {len(others)} other pages", won)


def _won(name: str, won: Sequence[tuple[float, int]]) -> Iterator[Figure]:
    mended, spoilt = sum(one > 0 for _, one in won), sum(one < 0 for _, one in won)
    yield Figure(name=f"{name}: edits that mend", value=mended, unit="edits", n=len(won))
    yield Figure(name=f"{name}: edits that spoil", value=spoilt, unit="edits", n=len(won))
    if won:
        sure = sum(confidence for confidence, _ in won) / len(won)
        yield Figure(name=f"{name}: mean confidence", value=sure, unit="", n=len(won))


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=Path("build/repair"))
    arguments = parser.parse_args()
    for figure in help_figures(arguments.shared, arguments.work):
        value = f"{figure.value:,.0f}" if figure.unit else f"{figure.value:.3f}"
        print(f"{figure.name:<66} {value:>8} {figure.unit:<6} n {figure.n:>8,}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
