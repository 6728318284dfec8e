"""The rows of `make bench` about scans: `iop ingest --jobs 2` beside bare Tesseract in two processes.

The pages are drawn as corpus/reading/pages.toml says of good scans and of poor copies, with the prose of the
sample inbox on them; the same images go to both. Needs the fonts that docs/reading.md names.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from pipeline.evaluate.reading_pages import draw_pages, load_plan
from pipeline.sources_to_pages import source_to_pages
from schemas.sources import Source

_PLAN = Path("corpus/reading/pages.toml")
_KINDS = {"easy pages (300 dpi)": "easy300", "hard pages (poor copies)": "poor200"}
_PAGES = 10
_PROCESSES = 2
_ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}


class Spent(NamedTuple):
    """What an action took, its processes together: CPU and wall time in seconds."""

    cpu_s: float
    wall_s: float


class ScanRow(NamedTuple):
    """One kind of page: what both took, and how many pages there were."""

    kind: str
    pages: int
    ours: Spent
    bare: Spent


def measure_scans(sources: Sequence[Source], pages: int = _PAGES) -> list[ScanRow]:
    """Read `pages` pages of each kind, their words from `sources`, by both. Takes minutes."""
    plan = load_plan(_PLAN)
    prose = [
        " ".join(block.split())
        for source in sources
        for page in source_to_pages(source)
        for block in page.raw_text.split("\n\n")
    ]
    rows = []
    for kind, name in _KINDS.items():
        drawn = chain.from_iterable(draw_pages(plan, prose, name, shift) for shift in range(1, pages + 1))
        chosen = list(islice(drawn, pages))
        with tempfile.TemporaryDirectory() as folder:
            images = [Image.fromarray(page.image) for page in chosen]
            dpi = (chosen[0].dpi, chosen[0].dpi)
            document = Path(folder, "scan.tif")
            images[0].save(document, save_all=True, append_images=images[1:], dpi=dpi)
            files = [Path(folder, f"{number}.png") for number in range(pages)]
            for file, image in zip(files, images, strict=True):
                image.save(file, dpi=dpi)
            bare = _spent(partial(_bare, files))
            ours = _spent(partial(_ingest, document, Path(folder)))
        rows.append(ScanRow(kind, pages, ours, bare))
    return rows


def _bare(files: Sequence[Path]) -> None:
    def read(file: Path) -> None:
        command = ["tesseract", str(file), "-", "-l", "swe"]
        subprocess.run(command, check=True, capture_output=True, env=_ONE_THREAD)

    with ThreadPoolExecutor(_PROCESSES) as pool:
        list(pool.map(read, files))


def _ingest(document: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(document), "--jobs", str(_PROCESSES)]
    done = subprocess.run(
        [*command, "--register", str(folder / "register.db")],
        capture_output=True,
        env=_ONE_THREAD,
        check=False,
    )
    if done.returncode not in (0, 2):
        raise RuntimeError(f"iop ingest ended with {done.returncode}")


def _spent(action: Callable[[], object]) -> Spent:
    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    cpu, wall = children(), time.monotonic()
    action()
    return Spent(children() - cpu, time.monotonic() - wall)
