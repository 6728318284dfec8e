"""Read the pages that a page's quality is learnt and measured on, once for each state of the readers.

What was read is kept under build/quality by the hash of the code that reads, so that several runs, also at
the same time, share it.
"""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate import quality_pages
from pipeline.evaluate.kept_readings import code_of_readers, keep
from pipeline.evaluate.quality_fit import unordered_error
from pipeline.evaluate.quality_pages import DamagedPage, damaged_page, own_paragraphs
from pipeline.evaluate.reading_pages import foreign_paragraphs, load_plan
from pipeline.evaluate.reading_scores import plain
from pipeline.ocr.image_to_tokens import image_to_tokens
from pipeline.ocr.page_quality import PageSignals
from pipeline.ocr.tesseract import OcrError, find_engine
from pipeline.ocr.word_signals import WordSignals
from pipeline.read.layout import regions_to_text

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "reading" / "pages.toml"
TEXTS = ROOT.parent / "shared" / "data" / "text" / "government_sv.txt.gz"
KEPT = ROOT / "build" / "quality"
_LANGUAGE = "swe"
# In print that cannot be read, with rows of dust, Tesseract may search for minutes.
_TIMEOUT_S = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPage:
    """What was read of one drawn page. Rates 0-1: `cer` and `wer` in printed order, `unordered` without.

    `signals` is None where no word was read, or where reading took too long.
    """

    name: str
    damage: str
    signals: PageSignals | None
    cer: float
    wer: float
    unordered: float


def measured_pages(split: str, count: int, jobs: int = 1) -> list[MeasuredPage]:
    """Return the first `count` pages of a split, read by `jobs` processes unless they are kept."""
    missing = [number for number in range(count) if not _path(split, number).is_file()]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        list(pool.map(_keep, [split] * len(missing), missing))
    return list(_kept(split, count))


def read_page(page: DamagedPage) -> MeasuredPage:
    """Read a drawn page as the pipeline does and compare."""
    signals, text = None, ""
    try:
        result = image_to_tokens(
            find_engine("tesseract"), page.image, dpi=page.dpi, languages=_LANGUAGE, timeout_s=_TIMEOUT_S
        )
        signals, text = result.signals, regions_to_text(result.regions)[0]
    except OcrError:
        pass
    truth, read = plain(page.text), plain(text)
    words = truth.split()
    cer = Levenshtein.distance(truth, read) / max(1, len(truth))
    return MeasuredPage(
        name=page.name,
        damage=page.damage,
        signals=signals,
        cer=min(1.0, cer),
        wer=min(1.0, Levenshtein.distance(words, read.split()) / max(1, len(words))),
        unordered=min(1.0, cer, unordered_error(page.text, text)),
    )


def _kept(split: str, count: int) -> Iterator[MeasuredPage]:
    for number in range(count):
        record = json.loads(_path(split, number).read_text(encoding="utf-8"))
        yield MeasuredPage(**record | {"signals": _signals(record["signals"])})


def _signals(record: dict[str, Any] | None) -> PageSignals | None:
    if record is None:
        return None
    return PageSignals(**record | {"words": tuple(WordSignals(**word) for word in record["words"])})


def _keep(split: str, number: int) -> None:
    """Draw, read and keep one page, unless another process has done so meanwhile."""
    path = _path(split, number)
    if path.is_file():
        return
    cv2.setNumThreads(1)
    measured = read_page(damaged_page(_paragraphs(split), _sentences(), split, number))
    keep(path, asdict(measured))


def _path(split: str, number: int) -> Path:
    return KEPT / _stamp() / f"{split}-{number:03d}.json"


@cache
def _paragraphs(split: str) -> list[str]:
    return own_paragraphs(foreign_paragraphs(TEXTS), split)


@cache
def _sentences() -> dict[str, list[str]]:
    sentences: dict[str, list[str]] = load_plan(PLAN)["sentences"]
    return sentences


@cache
def _stamp() -> str:
    """Return a hash of all that decides what is read of a page: programs, readers, and how it is drawn."""
    engine = find_engine("tesseract")
    code = code_of_readers(Path(__file__), Path(quality_pages.__file__))
    stamp = f"{engine.version} {engine.data_hash(_LANGUAGE)} {code}"
    return hashlib.sha256(stamp.encode()).hexdigest()[:16]
