"""The rows of `make bench` about scans: `iop ingest --jobs 2` beside bare Tesseract in two processes.

The pages are those of the sample inbox's digital PDFs, rendered and worn as corpus/reading/pages.toml
says of a good scan and of a poor copy; the same files go to both.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image

from pipeline.evaluate.reading_noise import Condition, scan
from pipeline.evaluate.reading_pages import load_plan
from schemas.sources import Source

_PLAN = Path("corpus/reading/pages.toml")
_KINDS = {"easy pages (300 dpi)": "scan300", "hard pages (poor copies)": "poor200"}
_PAGES = 8
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


def measure_scans(sources: Sequence[Source]) -> list[ScanRow]:
    """Read pages of `sources` (digital PDFs) as good and as poor scans, by both. Takes minutes."""
    conditions = load_plan(_PLAN)["conditions"]
    rows = []
    for kind, name in _KINDS.items():
        condition = Condition(**conditions[name])
        with tempfile.TemporaryDirectory() as folder:
            pages = [
                scan(sheet, condition, seed) for seed, sheet in enumerate(_sheets(sources, condition.dpi))
            ]
            images = [Image.fromarray(page) for page in pages]
            document = Path(folder, "scan.tif")
            dpi = (condition.dpi, condition.dpi)
            images[0].save(document, save_all=True, append_images=images[1:], dpi=dpi)
            files = [Path(folder, f"{number}.png") for number in range(len(images))]
            for file, image in zip(files, images, strict=True):
                image.save(file, dpi=dpi)
            bare = _spent(lambda: _bare(files))  # noqa: B023 - called at once
            ours = _spent(lambda: _ingest(document, Path(folder)))  # noqa: B023
        rows.append(ScanRow(kind, len(pages), ours, bare))
    return rows


def _sheets(sources: Sequence[Source], dpi: int) -> list[Any]:
    """Render pages at twice the resolution, in colour, as the scanner of `reading_noise` wants them."""
    sheets: list[Any] = []
    for source in sources:
        document = pypdfium2.PdfDocument(source.path)
        for number in range(len(document)):
            if len(sheets) < _PAGES:
                sheets.append(document[number].render(scale=2 * dpi / 72).to_pil().convert("RGB"))
        document.close()
    return sheets


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
