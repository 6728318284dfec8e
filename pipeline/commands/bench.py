"""`make bench`: speed and memory as ratios against named yardsticks in the same run.

A ratio holds on any machine; seconds hold on one. Each row is measured several times and the best is
taken, since only disturbance makes a run slower.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.bench_scans import measure_scans
from pipeline.inbox_to_sources import RejectedFile, inbox_to_sources
from pipeline.ingest import ingest
from pipeline.run import source_to_document
from pipeline.sources_to_pages import count_pages, source_to_pages
from schemas.sources import MediaType, Source

_INBOX = Path("corpus/inbox")
_REPEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ratio: `measured` and `yardstick` in seconds of CPU (or MB of memory), and what they are."""

    what: str
    measured: float
    yardstick: float
    than: str
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times the yardstick."""
        return self.measured / self.yardstick


def _cpu(action: Callable[[], object]) -> float:
    """The least CPU time of several runs, children included."""

    def spent() -> float:
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    best = float("inf")
    for _ in range(_REPEATS):
        before = spent()
        action()
        best = min(best, spent() - before)
    return best


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def digital_sources() -> list[Source]:
    """The sample inbox's PDFs that need no OCR: reading them must not start Tesseract."""
    found = []
    for source in inbox_to_sources([_INBOX]):
        if isinstance(source, RejectedFile) or source.media_type is not MediaType.PDF:
            continue
        if all(page.origin.value == "text layer" for page in source_to_pages(source)):
            found.append(source)
    return found


def _plumb(sources: list[Source]) -> None:
    import pdfplumber

    for source in sources:
        with pdfplumber.open(source.path) as pdf:
            for page in pdf.pages:
                page.extract_words()


def measure() -> list[Row]:
    """Measure every row but those of scans. Takes about a minute."""
    sources = digital_sources()
    pages = sum(count_pages(source) or 0 for source in sources)
    reading = _cpu(lambda: [list(source_to_pages(source)) for source in sources])
    rows = [
        Row(
            what="iop --help",
            measured=_cpu(lambda: _run("-m", "pipeline.cli", "--help")),
            yardstick=_cpu(lambda: _run("-c", "import click")),
            than="python -c 'import click'",
        ),
        Row(
            what=f"words with boxes of {pages} digital pages ({pages / reading:.0f}/s)",
            measured=reading,
            yardstick=_cpu(lambda: _plumb(sources)),
            than="pdfplumber's words",
        ),
        Row(
            what="the whole chain on them",
            measured=_cpu(lambda: [source_to_document(source) for source in sources]),
            yardstick=reading,
            than="reading them",
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.db"
        paths = [source.path for source in sources]
        first_started = time.process_time()
        ingest(paths, register, jobs=1)
        first = time.process_time() - first_started
        rows.append(
            Row(
                what="a second ingest of the same files",
                measured=_cpu(lambda: ingest(paths, register, jobs=1)),
                yardstick=first,
                than="the first",
            )
        )
        long = Path(folder) / "tusen sidor.txt"
        long.write_text(
            "\f".join(f"§ {n} Ärende {n}\n\nBeslut\n\nÄrendet bordläggs." for n in range(1, 1001)), "utf-8"
        )
        chain = "from pipeline.run import file_to_document; from pathlib import Path; "
        rows.append(
            Row(
                what="peak memory of 1,000 pages of text",
                measured=_peak_mb(f"{chain} file_to_document(Path({str(long)!r}))"),
                yardstick=_peak_mb(f"{chain} import extractors.swedish_nlp as n; n.swedish_pipeline()"),
                than="the chain loaded and idle",
                unit="MB",
            )
        )
    return rows


def _peak_mb(code: str) -> float:
    """The peak resident memory of a fresh process, from Linux's /proc: `ru_maxrss` survives exec."""
    report = "import re; print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    command = [sys.executable, "-c", f"{code}; {report}"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def main() -> int:
    """Print the table."""
    for row in measure():
        measured, yardstick = f"{row.measured:.3f} {row.unit}", f"{row.yardstick:.3f} {row.unit}"
        print(f"{row.what:<44} {measured:>12}   {row.ratio:>6.2f} × {row.than} ({yardstick})")
    for scans in measure_scans(digital_sources()):
        for unit, ours, bare in zip(("CPU s", "s"), scans.ours, scans.bare, strict=True):
            what = f"ingest --jobs 2, {scans.pages} {scans.kind}"
            measured, yardstick = f"{ours:.1f} {unit}", f"{bare:.1f} {unit}"
            print(f"{what:<44} {measured:>12}   {ours / bare:>6.2f} × two bare Tesseracts ({yardstick})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
