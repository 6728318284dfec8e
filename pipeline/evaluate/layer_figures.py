"""Measure what is decided about text layers, whether digital text comes out the same, and how fast.

`python -m pipeline.evaluate.layer_figures [--each 5] [--seed 11]` prints the tables; no OCR is run.
The text is Swedish administrative prose from `../shared/data/text`, read when the pages are drawn.
"""

import argparse
import gzip
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.evaluate.layer_pages import LayerPage, draw_pages
from pipeline.read import pdf
from pipeline.read.judged_layer import judged_layer
from pipeline.read.placed_text import groups_to_text, layer_groups
from pipeline.read.trust import Trust
from schemas.pages import Words

_TEXT = Path("../shared/data/text/government_sv.txt.gz")
_LONG_PARAGRAPH = 80
_PARAGRAPHS = 4_000
_PLUMBED = 10


def decide(drawn: LayerPage) -> tuple[Trust, str]:
    """Return what is decided about the page and what its layer says."""
    import pypdfium2

    document = pypdfium2.PdfDocument(drawn.pdf)
    try:
        trust, text, _words = _read(document[0])
        return trust, text
    finally:
        document.close()


def _read(page: Any) -> tuple[Trust, str, Words]:
    """Do all that a digital page takes: layer, what else is on it, judgement, order."""
    judged = judged_layer(page, layers=False)
    return judged.trust, *groups_to_text(layer_groups(judged.layer, *page.get_size()))


def _words_of_digital_pages(path: Path) -> list[int]:
    with pdf.open_pdf(path) as document:
        counts = []
        for index in range(len(document)):
            page = pdf.load_page(document, index)
            counts.append(len(_read(page)[2]))
            page.close()
        return counts


def same_text(ours: str, printed: str) -> bool:
    """Return whether all that was printed comes out in order: NFC, white space as one space."""
    return fold(ours).startswith(fold(printed))


def fold(text: str) -> str:
    """Return the text in NFC with all white space as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def paragraphs(seed: int) -> list[str]:
    """Return paragraphs to draw from; another seed takes another part of the corpus."""
    with gzip.open(_TEXT, "rt", encoding="utf-8") as lines:
        found = [line.strip() for line in lines if len(line) > _LONG_PARAGRAPH]
    start = seed * _PARAGRAPHS % max(1, len(found) - _PARAGRAPHS)
    return found[start : start + _PARAGRAPHS]


def _report_decisions(pages: list[LayerPage]) -> None:
    decisions: dict[tuple[str, str], Counter[str]] = {}
    same = sound = 0
    for drawn in pages:
        trust, text = decide(drawn)
        decisions.setdefault((drawn.kind, drawn.expected), Counter())[trust.use.value] += 1
        if drawn.expected == "layer":
            sound += 1
            same += same_text(text, " ".join(drawn.lines))
    uses = ("layer", "compare", "image", "both")
    print(f"{'kind of page':<24}{'expected':<10}" + "".join(f"{use:>9}" for use in uses))
    for (kind, expected), counts in decisions.items():
        print(f"{kind:<24}{expected:<10}" + "".join(f"{counts[use] or '':>9}" for use in uses))
    print(f"\nsound digital pages whose text is the source's: {same} of {sound}")


def _report_speed(text: list[str], seed: int) -> None:
    import pdfplumber

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digital.pdf"
        _draw_long(path, text)
        words = _words_of_digital_pages(path)
        ours = _least_cpu(lambda: _words_of_digital_pages(path)) / len(words)

        def plumb() -> None:
            with pdfplumber.open(path) as document:
                for page in document.pages[:_PLUMBED]:
                    page.extract_words()

        plumber = _least_cpu(plumb) / _PLUMBED
    print(
        f"\ndigital pages of {sum(words) // len(words)} words: {1 / ours:.0f} a CPU second, "
        f"pdfplumber {1 / plumber:.1f}, {plumber / ours:.1f} times as fast (n={len(words)}, seed {seed})"
    )


def _least_cpu(action: Callable[[], object]) -> float:
    """Return the least CPU seconds of three runs: only disturbance makes a run slower."""
    seconds = []
    for _ in range(3):
        started = time.process_time()
        action()
        seconds.append(time.process_time() - started)
    return min(seconds)


def _draw_long(path: Path, text: list[str]) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas: Any = Canvas(str(path), pagesize=(595, 842))
    words = " ".join(text).encode("cp1252", "ignore").decode("cp1252").split()
    for number in range(60):
        own = words[420 * number : 420 * (number + 1)]
        canvas.setFont("Helvetica", 9.5)
        for line in range(0, len(own), 10):
            canvas.drawString(50, 800 - 1.7 * line, " ".join(own[line : line + 10]))
        canvas.showPage()
    canvas.save()


def main(arguments: list[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=5, help="pages of every kind")
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args(arguments)
    if not _TEXT.exists():
        print(f"{_TEXT} is not there: the pages cannot be drawn", file=sys.stderr)
        return 1
    text = paragraphs(options.seed)
    _report_decisions(draw_pages(text, each=options.each, seed=options.seed))
    _report_speed(text, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
