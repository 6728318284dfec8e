"""Time `iop ingest --jobs 2` on drawn pages beside bare Tesseract in two processes on the same images.

Run as `python -m pipeline.evaluate.reading_time ROW… [--shift N] [--pages N]` on a machine that does
nothing else; the rows are those of corpus/reading/pages.toml. `make bench` takes the sample inbox's prose.
"""

import argparse
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

from pipeline.evaluate.reading_pages import TestPage, draw_pages, foreign_paragraphs, load_plan
from pipeline.evaluate.reading_readers import ONE_THREAD

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
_PROCESSES = 2


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


def some_pages(prose: Sequence[str], row: str, pages: int, shift: int = 1) -> list[TestPage]:
    """Draw `pages` pages of a row, those of `shift` first."""
    plan = load_plan(PLAN)
    drawn = chain.from_iterable(draw_pages(plan, list(prose), row, shift + more) for more in range(pages))
    return list(islice(drawn, pages))


def time_pages(kind: str, pages: Sequence[TestPage]) -> ScanRow:
    """Have both read the same pages: Tesseract each as a file, ours all of them as one document."""
    with tempfile.TemporaryDirectory() as folder:
        images = [Image.fromarray(page.image) for page in pages]
        dpi = (pages[0].dpi, pages[0].dpi)
        document = Path(folder, "scan.tif")
        images[0].save(document, save_all=True, append_images=images[1:], dpi=dpi)
        files = [Path(folder, f"{number}.png") for number in range(len(pages))]
        for file, image in zip(files, images, strict=True):
            image.save(file, dpi=dpi)
        bare = _spent(partial(_bare, files))
        ours = _spent(partial(_ingest, document, Path(folder)))
    return ScanRow(kind, len(pages), ours, bare)


def _bare(files: Sequence[Path]) -> None:
    def read(file: Path) -> None:
        command = ["tesseract", str(file), "-", "-l", "swe"]
        subprocess.run(command, check=True, capture_output=True, env=ONE_THREAD)

    with ThreadPoolExecutor(_PROCESSES) as pool:
        list(pool.map(read, files))


def _ingest(document: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(document), "--jobs", str(_PROCESSES)]
    done = subprocess.run(
        [*command, "--register", str(folder / "register.db")],
        capture_output=True,
        env=ONE_THREAD,
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


def main(arguments: Sequence[str]) -> int:
    """Print what both take on the rows asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="+", choices=list(load_plan(PLAN)["rows"]), metavar="ROW")
    parser.add_argument("--shift", type=int, default=1)
    parser.add_argument("--pages", type=int, default=12)
    chosen = parser.parse_args(arguments)
    if not TEXTS.is_file():
        print(f"{TEXTS} is not here: the text of the pages comes from it.", file=sys.stderr)
        return 1
    prose = foreign_paragraphs(TEXTS)
    print("row            n   bare cpu  wall   ours cpu  wall   ratio cpu  wall")
    for name in chosen.rows:
        row = time_pages(name, some_pages(prose, name, chosen.pages, chosen.shift))
        bare, ours = row.bare, row.ours
        print(
            f"{name:<12} {row.pages:>3} {bare.cpu_s:>9.1f} {bare.wall_s:>6.1f} {ours.cpu_s:>9.1f} "
            f"{ours.wall_s:>6.1f} {ours.cpu_s / bare.cpu_s:>9.2f} {ours.wall_s / bare.wall_s:>7.2f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
