"""Measures repair: errors before and after, false corrections, calibration, speed, and the peers.

`python -m pipeline.evaluate.repair_figures` (`make evaluate-repair`) prints the table. Pages are printed and
read once, some minutes, and kept in the work folder.
"""

import argparse
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.evaluate.repair_material import (
    GOVERNMENT_TEXT,
    clean_sets,
    english_pages,
    final_pages,
    layer_passages,
    municipal_pages,
    seed_002,
    swedish_pages,
    talbanken_pages,
)
from pipeline.evaluate.repair_names import fetch_lists, foreign_names, name_texts
from pipeline.evaluate.repair_peers import no_repair, peers
from pipeline.evaluate.repair_scans import fresh_scans, scan_figures
from pipeline.evaluate.repair_scores import (
    TEN_THOUSAND,
    Figure,
    Passage,
    error_figures,
    share_figure,
)
from pipeline.repair.text_repair import repair_text
from pipeline.repair.train.corpus import held_out_paragraphs
from schemas.pages import Origin
from schemas.text import apply_edits

LAYER_RATES = (0.3, 0.6, 0.9)
BINS = 10
SEEN, UNSEEN = "seen", "not looked at"
_WORD = re.compile(r"\w+")


def repaired(text: str, *, origin: Origin | None = None) -> str:
    """Return the text repaired."""
    text = _nfc(text)
    return apply_edits(text, repair_text(text, origin=origin).edits)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def layer_figures(paragraphs: Sequence[str], count: int) -> Iterator[Figure]:
    """Yield, for text layers of several degrees of damage, how many words came out right or were spoilt."""
    for rate in LAYER_RATES:
        damaged = right = sound = touched = 0
        for passage in layer_passages(paragraphs, rate, count):
            after = repaired(passage.read).split()
            for printed, read, got in zip(passage.printed.split(), passage.read.split(), after, strict=True):
                if printed == read:
                    sound, touched = sound + 1, touched + (got != printed)
                else:
                    damaged, right = damaged + 1, right + (got == printed)
        name = f"text layer, {rate:.0%} of å ä ö harmed"
        yield share_figure(f"{name}: damaged words right", right, damaged, target="≥ 95", seen=UNSEEN)
        yield share_figure(
            f"{name}: sound words touched", touched, sound, scale=TEN_THOUSAND, target="≤ 1", seen=UNSEEN
        )


def clean_figures(shared: Path, work: Path, *, force: bool, most_words: int) -> Iterator[Figure]:
    """Yield false corrections per 10,000 clean words, with the gate as it is or forced open."""
    names = foreign_names(work)
    for name, texts in (*clean_sets(shared), ("surnames and places not given", name_texts(names))):
        words = edits = 0
        for text in texts:
            text = unicodedata.normalize("NFC", text)
            words += len(text.split())
            edits += len(repair_text(text, force=force).edits)
            if words >= most_words:
                break
        target = "≤ 5" if force else "0" if name == "seeds" else "≤ 0.2"
        gate = "gate forced open" if force else "gate as it is"
        yield share_figure(f"clean {name}, {gate}: changed", edits, words, scale=TEN_THOUSAND, target=target)


def fresh_ocr_figures(passages: Sequence[Passage], shared: Path, most_words: int) -> Iterator[Figure]:
    """Yield what correcting words that do not exist does to text that the Swedish model read."""
    fresh = [passage for passage in passages if not repair_text(_nfc(passage.read)).damaged]
    name = "Swedish model, fresh"
    yield from error_figures(f"{name}, as read", fresh, no_repair, seen=UNSEEN)
    yield from error_figures(
        f"{name}, repaired", fresh, lambda text: repaired(text, origin=Origin.OCR), seen=UNSEEN
    )
    right = wrong = destroyed = words = 0
    for passage in fresh:
        read, lines = _nfc(passage.read), passage.printed.split("\n")
        words += len(passage.printed.split())
        for edit in repair_text(read, origin=Origin.OCR).edits:
            printed = _WORD.findall(lines[read.count("\n", 0, edit.start)])
            destroyed += edit.original in printed
            right += edit.replacement in printed and edit.original not in printed
            wrong += edit.replacement not in printed and edit.original not in printed
    yield Figure(name=f"{name}: non-words corrected rightly", value=right, unit="words", n=words, seen=UNSEEN)
    yield Figure(name=f"{name}: to another wrong word", value=wrong, unit="words", n=words, seen=UNSEEN)
    yield share_figure(
        f"{name}: true words destroyed", destroyed, words, scale=TEN_THOUSAND, target="0", seen=UNSEEN
    )
    for kind, texts in clean_sets(shared):
        words = edits = 0
        for text in texts:
            words += len(text.split())
            edits += len(repair_text(_nfc(text), origin=Origin.OCR).edits)
            if words >= most_words:
                break
        yield share_figure(
            f"clean {kind}, taken for fresh OCR: changed", edits, words, scale=TEN_THOUSAND, target="0"
        )


def calibration_figure(passages: Iterable[Passage]) -> Figure:
    """Return the expected calibration error of the edits' confidence (lines with equally many words)."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for passage in passages:
        read = unicodedata.normalize("NFC", passage.read)
        edits = repair_text(read).edits
        printed_lines = passage.printed.split("\n")
        starts = [0]
        for line in read.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for edit in edits:
            if not edit.rule.startswith(("repair:word", "repair:join", "repair:split")):
                continue
            number = max(i for i, start in enumerate(starts) if start <= edit.start)
            line = read[starts[number] : starts[number + 1] - 1]
            at = edit.start - starts[number]
            after = line[:at] + edit.replacement + line[at + len(edit.original) :]
            got, true = after.split(), printed_lines[number].split()
            if len(got) != len(true):
                continue
            word = len(line[:at].split()) - (at > 0 and not line[at - 1].isspace())
            place = min(BINS - 1, int(edit.confidence * BINS))
            bins[place][0] += 1
            bins[place][1] += edit.confidence
            bins[place][2] += edit.replacement in true[word]
    n = int(sum(row[0] for row in bins))
    error = sum(abs(row[1] - row[2]) for row in bins) / max(n, 1)
    return Figure(name="confidence: expected calibration error", value=error, unit="", n=n, target="≤ 0.05")


def speed_figures(clean: Sequence[str], damaged: Sequence[Passage]) -> Iterator[Figure]:
    """Yield words a CPU second on clean and damaged text (model loaded), and the time to the first word."""
    texts = [unicodedata.normalize("NFC", passage.read) for passage in damaged]
    for name, pages, target in (("clean", clean, "≥ 100,000"), ("damaged", texts, "≥ 3,000")):
        repair_text(pages[0])
        began = time.process_time()
        for page in pages:
            repair_text(page)
        words = sum(len(page.split()) for page in pages)
        speed = words / (time.process_time() - began)
        yield Figure(name=f"speed on {name} text", value=speed, unit="words/CPU s", n=words, target=target)
    code = (
        "import time; from pipeline.repair.text_repair import repair_text;"
        "repair_text('Namnden foreslar att avsla ansokan.'); print(time.process_time())"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    yield Figure(name="start-up to the first repair", value=min(times), unit="CPU s", n=3, target="≤ 0.5")


def peer_figures(name: str, passages: Sequence[Passage], work: Path) -> Iterator[Figure]:
    """Yield the errors that each peer leaves."""
    for peer, repair in peers(work).items():
        yield from error_figures(f"{name}, {peer}", passages, repair)


def english_figures(shared: Path, work: Path) -> Iterator[Figure]:
    """Yield the errors left on pages that the English model read, by set, font and resolution."""
    earlier = [page for page in english_pages(shared, work) if page.dpi >= 200]
    final = final_pages(shared, work)
    name = "English model"
    yield from error_figures(f"{name}, government text, as read", final, no_repair, seen=UNSEEN)
    yield from error_figures(f"{name}, government text", final, repaired, "≤ 0.6", seen=UNSEEN)
    for label, chosen in (
        *((font, [page for page in final if page.font == font]) for font in sorted({p.font for p in final})),
        *((f"{dpi} dpi", [page for page in final if page.dpi == dpi]) for dpi in (200, 300)),
    ):
        yield from error_figures(f"{name}, government text, {label}", chosen, repaired, seen=UNSEEN)
    yield from error_figures(f"{name}, earlier set, italics too", earlier, repaired, "≤ 0.6", seen=UNSEEN)
    yield from error_figures(f"{name}, own municipal prose", municipal_pages(work), repaired, seen=SEEN)
    yield from error_figures(f"{name}, Talbanken", talbanken_pages(shared, work), repaired, seen=UNSEEN)


def uncertain_figure(name: str, passages: Iterable[Passage]) -> Figure:
    """Return how many words were left alone and reported."""
    texts = [unicodedata.normalize("NFC", passage.read) for passage in passages]
    left = sum(len(repair_text(text).issues) for text in texts)
    n = sum(len(text.split()) for text in texts)
    return Figure(name=f"{name}: words left alone and reported", value=left, unit="words", n=n)


def repair_figures(shared: Path, work: Path, *, quick: bool = False) -> list[Figure]:
    """Measure everything that issue 4 asks for.

    Args:
        shared: the folder with `seeds`, `gold` and `data`.
        work: keeps printed and read pages; printing 45 pages takes some minutes once.
        quick: smaller samples, no hunspell.

    """
    fetch_lists(work)
    seed = [seed_002(shared)]
    pages = final_pages(shared, work)
    held_out = list(held_out_paragraphs(shared / GOVERNMENT_TEXT))
    figures = [*error_figures("seed 002", seed, repaired, "≤ 0.45", "≤ 0.10", seen=SEEN)]
    figures += english_figures(shared, work)
    figures += layer_figures(held_out, 40 if quick else 150)
    figures += fresh_ocr_figures(swedish_pages(shared, work), shared, 60_000 if quick else 200_000)
    figures += scan_figures(fresh_scans(Path(__file__).parents[2], shared, work))
    figures += clean_figures(shared, work, force=False, most_words=60_000 if quick else 500_000)
    figures += clean_figures(shared, work, force=True, most_words=10_000 if quick else 60_000)
    figures += [calibration_figure(pages), uncertain_figure("English model", pages)]
    clean = ["\n".join(held_out[at : at + 8]) for at in range(0, 2400, 8)]
    figures += speed_figures(clean, pages)
    if not quick:
        earlier = [page for page in english_pages(shared, work) if page.dpi >= 200]
        figures += peer_figures("seed 002", seed, work)
        figures += peer_figures("six pages of the earlier set", earlier[:6], work)
        figures += error_figures("six pages of the earlier set, ours", earlier[:6], repaired, seen=UNSEEN)
    return figures


def main() -> int:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=Path("build/repair"))
    parser.add_argument("--quick", action="store_true", help="smaller samples, no peers")
    arguments = parser.parse_args()
    for figure in repair_figures(arguments.shared, arguments.work, quick=arguments.quick):
        value = f"{figure.value:,.0f}" if figure.value >= 1000 else f"{figure.value:.3f}"
        interval = f"{figure.interval.low:.2f}-{figure.interval.high:.2f}" if figure.interval else ""
        print(
            f"{figure.name:<68} {value:>10} {figure.unit:<12} {interval:>14} n {figure.n:>9,}"
            f"  {figure.target:<11} {figure.seen}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
