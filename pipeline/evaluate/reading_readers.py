"""The readers that are measured: ours, Tesseract as it is, OCRmyPDF; what they read is kept.

The same image and the same program give the same text, so a page is read once by each: see `read_once`.
"""

import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cv2
from PIL import Image

from pipeline.evaluate.kept_readings import code_of_readers, keep
from pipeline.evaluate.reading_pages import TestPage
from pipeline.evaluate.reading_scores import Reading
from pipeline.ocr.combine_readers import DOUBTFUL
from pipeline.ocr.image_to_tokens import image_to_tokens
from pipeline.ocr.tesseract import find_engine
from pipeline.read.layout import regions_to_text

Reader = Callable[[TestPage], Reading]

_TIMEOUT_S = 300.0
# As a user has it who reads with Tesseract alone: what our own reading sets for itself is taken out.
ONE_THREAD = {k: v for k, v in os.environ.items() if k != "GLIBC_TUNABLES"} | {"OMP_THREAD_LIMIT": "1"}
_PROGRAM = "tesseract"
_LANGUAGE = "swe"
# Words keep their confidence in four decimals, as short floats.
_DOUBTFUL = DOUBTFUL + 0.001


def read_ours(page: TestPage) -> Reading:
    """Read a page as the pipeline does."""
    before = _cpu_s()
    result = image_to_tokens(
        find_engine(_PROGRAM), page.image, dpi=page.dpi, languages=_LANGUAGE, timeout_s=_TIMEOUT_S
    )
    text, words = regions_to_text(result.regions)
    doubtful = tuple(
        any(word.confidence <= _DOUBTFUL for word in words.within(match.start(), match.end()))
        for match in re.finditer(r"\S+", text)
    )
    return Reading(text=text, cpu_s=_cpu_s() - before, doubtful=doubtful)


def read_bare(page: TestPage) -> Reading:
    """Read a page with Tesseract as it is: `tesseract page.png - -l swe`."""
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(page, Path(folder, "page.png"))
        text, cpu_s = _timed([_PROGRAM, str(path), "-", "-l", _LANGUAGE, "--dpi", str(page.dpi)])
    return Reading(text=text, cpu_s=cpu_s)


def read_ocrmypdf(page: TestPage) -> Reading:
    """Read a page with OCRmyPDF and its usual cleaning options: its sidecar text."""
    with tempfile.TemporaryDirectory() as folder:
        path, sidecar = _saved(page, Path(folder, "page.png")), Path(folder, "page.txt")
        command = [sys.executable, "-m", "ocrmypdf", "-l", _LANGUAGE, "--rotate-pages", "--deskew"]
        command += ["--image-dpi", str(page.dpi), "--output-type", "pdf", "--jobs", "1"]
        _, cpu_s = _timed([*command, "--sidecar", str(sidecar), str(path), str(Path(folder, "out.pdf"))])
        return Reading(text=sidecar.read_text(encoding="utf-8"), cpu_s=cpu_s)


READERS: dict[str, Reader] = {"bare": read_bare, "ocrmypdf": read_ocrmypdf, "ours": read_ours}


def read_once(name: str, folder: Path, page: TestPage) -> Reading:
    """Have the reader `name` read a page, or take what it read from `folder`: by image, program and code."""
    image = hashlib.sha256(page.image.tobytes())
    image.update(f"{page.image.shape} {page.dpi} {_stamp(name)}".encode())
    path = folder / f"{name}-{image.hexdigest()[:32]}.json"
    if path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Reading(text=kept["text"], cpu_s=kept["cpu_s"], doubtful=tuple(kept["doubtful"]))
    cv2.setNumThreads(1)
    reading = READERS[name](page)
    keep(path, asdict(reading))
    return reading


def is_installed(name: str) -> bool:
    """Return whether the program that a reader needs is there (Tesseract is asked for elsewhere)."""
    return name != "ocrmypdf" or _version_of_ocrmypdf() is not None


@cache
def _stamp(name: str) -> str:
    """Return everything but the image that decides what a reader reads."""
    engine = find_engine(_PROGRAM)
    stamp = f"{engine.version} {engine.data_hash(_LANGUAGE)}"
    if name == "ocrmypdf":
        return f"{stamp} {_version_of_ocrmypdf()}"
    if name == "ours":
        return f"{stamp} {code_of_readers()}"
    return stamp


@cache
def _version_of_ocrmypdf() -> str | None:
    try:
        return version("ocrmypdf")
    except PackageNotFoundError:
        return None


def _saved(page: TestPage, path: Path) -> Path:
    Image.fromarray(page.image).save(path, dpi=(page.dpi, page.dpi))
    return path


def _timed(command: list[str]) -> tuple[str, float]:
    before = _cpu_s()
    done = subprocess.run(command, capture_output=True, check=True, env=ONE_THREAD, timeout=_TIMEOUT_S)
    return done.stdout.decode("utf-8"), _cpu_s() - before


def _cpu_s() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
