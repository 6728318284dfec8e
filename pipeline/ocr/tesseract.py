"""Call the Tesseract program: one image in, words with boxes and confidences out."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy
import pytesseract

from pipeline.ocr.line_recogniser import Reading
from schemas.geometry import Box
from schemas.issues import IssueKind

INSTALL = (
    "Debian/Ubuntu: apt install tesseract-ocr tesseract-ocr-swe tesseract-ocr-script-latn · "
    "Fedora: dnf install tesseract tesseract-langpack-swe tesseract-script-latin · "
    "macOS: brew install tesseract tesseract-lang"
)

# Several threads per call cost 2.5 times the CPU and are slower as soon as two pages are read at once.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
# Pages are read in memory that is taken in large pieces and kept: Tesseract needs 3 % less time so, the
# processes started from here 5 % less on the images. Other systems than glibc's do not look at it.
os.environ.setdefault(
    "GLIBC_TUNABLES",
    "glibc.malloc.hugetlb=1:glibc.malloc.trim_threshold=1000000000:glibc.malloc.mmap_threshold=33554432",
)


class OcrError(Exception):
    """OCR of one image failed. `kind` tells how, the message what to do (Swedish)."""

    def __init__(self, kind: IssueKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrWord:
    """One word as Tesseract read it. Box in pixels of the image; `confidence` 0-1.

    `block`, `paragraph`, `line` are Tesseract's own layout, counted within the one above.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    block: int
    paragraph: int
    line: int

    def box(self, dpi: int) -> Box:
        """Return the word's box on an image of `dpi` in points."""
        scale = 72 / dpi
        return Box(
            self.left * scale,
            self.top * scale,
            (self.left + self.width) * scale,
            (self.top + self.height) * scale,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The installed program: where it is, its version and its languages with their files."""

    program: str
    version: str
    languages: tuple[str, ...]
    data_folder: Path | None

    def first_of(self, *names: str) -> str | None:
        """Return the first of the languages that is installed: packagers name the scripts differently."""
        return next((name for name in names if name in self.languages), None)

    def data_hash(self, languages: str) -> str:
        """Return a short hash of the language data, "?" for data that cannot be found."""
        hashes = []
        for language in languages.split("+"):
            path = self.data_folder / f"{language}.traineddata" if self.data_folder else None
            hashes.append(_file_hash(path) if path and path.is_file() else "?")
        return "+".join(hashes)


@cache
def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


@cache
def find_engine(program: str) -> Engine:
    """Ask the program for its version and languages.

    Raises:
        OcrError: it is not installed, or does not start.

    """
    version = _ask(program, "--version").splitlines()
    lines = _ask(program, "--list-langs").splitlines()
    folder = Path(lines[0].split('"')[1]) if lines and '"' in lines[0] else None
    return Engine(
        program=program,
        version=version[0] if version else "tesseract ?",
        languages=tuple(line.strip() for line in lines[1:] if line.strip()),
        data_folder=folder,
    )


def _ask(program: str, question: str) -> str:
    try:
        answer = subprocess.run([program, question], capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError as error:
        raise OcrError(
            IssueKind.OCR_UNAVAILABLE,
            f"Tesseract saknas, så inskannade sidor kan inte läsas. Installera: {INSTALL}. Kör sedan om.",
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OcrError(
            IssueKind.OCR_UNAVAILABLE,
            f"Tesseract går inte att starta ({type(error).__name__}). Installera om: {INSTALL}.",
        ) from error
    if answer.returncode != 0:  # a library of its own is missing, or it was killed
        raise OcrError(
            IssueKind.OCR_UNAVAILABLE,
            f"Tesseract går inte att starta (felkod {answer.returncode}). Installera om: {INSTALL}.",
        )
    return answer.stdout or answer.stderr


def require_language(engine: Engine, languages: str) -> None:
    """Raise an `OcrError` that says what to install when a language's data is missing."""
    missing = [name for name in languages.split("+") if name not in engine.languages]
    if missing:
        raise OcrError(
            IssueKind.OCR_LANGUAGE_MISSING,
            f"Tesseract saknar språkdata för {', '.join(missing)}, så inskannade sidor kan inte läsas rätt. "
            f"Installera: {INSTALL}. Kör sedan om.",
        )


def recognise(
    engine: Engine, image: Any, *, languages: str, psm: int, dpi: int, timeout_s: float
) -> list[OcrWord]:
    """Return the words of a grey image (`numpy` array of bytes, black text on white).

    `psm` is Tesseract's page segmentation mode: 3 automatic, 4 one column, 6 one block, 7 one line,
    11 sparse.

    Raises:
        OcrError: the language is missing, the program failed, was killed or took longer than `timeout_s`.

    """
    require_language(engine, languages)
    with tempfile.TemporaryDirectory(prefix="iop-ocr-") as folder:
        path = Path(folder, "page.pgm")
        if not cv2.imwrite(str(path), image):
            raise OcrError(IssueKind.OCR_FAILED, "Bilden kunde inte skrivas till den tillfälliga mappen.")
        return _parse(_read(engine, path, languages, f"--psm {psm} --dpi {dpi}", timeout_s))


def _read(engine: Engine, path: Path, languages: str, config: str, timeout_s: float) -> str:
    """Let pytesseract run the program on a file (not on an image: that is encoded as PNG first)."""
    pytesseract.pytesseract.tesseract_cmd = engine.program
    try:
        return str(pytesseract.image_to_data(str(path), lang=languages, config=config, timeout=timeout_s))
    except pytesseract.TesseractNotFoundError as error:
        raise OcrError(IssueKind.OCR_UNAVAILABLE, f"Tesseract saknas. Installera: {INSTALL}.") from error
    except pytesseract.TesseractError as error:
        signal = -error.status if error.status < 0 else error.status - _KILLED_IN_A_SHELL
        if signal > 0:
            raise OcrError(
                IssueKind.OCR_KILLED,
                f"Tesseract avbröts av signal {signal}, kanske för att minnet tog slut. Kör om.",
            ) from error
        if _NO_LANGUAGE in error.message:
            raise OcrError(
                IssueKind.OCR_LANGUAGE_MISSING,
                f"Tesseracts språkdata för {languages} är trasiga. Installera om: {INSTALL}. Kör sedan om.",
            ) from error
        raise OcrError(
            IssueKind.OCR_FAILED, f"Tesseract misslyckades med felkod {error.status}. Kör om sidan."
        ) from error
    except (UnicodeDecodeError, OSError) as error:
        raise OcrError(IssueKind.OCR_FAILED, _NO_ANSWER) from error
    except RuntimeError as error:  # what pytesseract raises when the time is up
        raise OcrError(
            IssueKind.OCR_TIMEOUT,
            f"Tesseract blev inte färdigt på {timeout_s:.0f} s. Höj tidsgränsen eller skanna om sidan.",
        ) from error


# A shell or a container's first process gives 128 and the signal as its own status.
_KILLED_IN_A_SHELL = 128
# What Tesseract says of data that is cut off or of another version.
_NO_LANGUAGE = "Failed loading language"
_WORD_LEVEL = "5"
_COLUMNS = 12
_NO_ANSWER = "Tesseract svarade inte som det ska. Kontrollera att programmet är helt och kör om sidan."


def _parse(output: str) -> list[OcrWord]:
    """Return the words of Tesseract's table; an answer without its head is a failure and no empty page."""
    rows = [line.split("\t") for line in output.replace("\r", "").split("\n") if line]
    if not rows or rows[0][:1] != ["level"] or any(len(row) != _COLUMNS for row in rows):
        raise OcrError(IssueKind.OCR_FAILED, _NO_ANSWER)
    words = []
    for row in rows:
        if row[0] != _WORD_LEVEL or not row[11].strip():
            continue
        block, paragraph, line = int(row[2]), int(row[3]), int(row[4])
        left, top, width, height = map(int, row[6:10])
        words.append(
            OcrWord(
                text=row[11].strip(),
                left=left,
                top=top,
                width=width,
                height=height,
                confidence=min(1.0, max(0.0, float(row[10]) / 100)),
                block=block,
                paragraph=paragraph,
                line=line,
            )
        )
    return words


def third_reader(
    engine: Engine, dpi: int, timeout_s: float
) -> Callable[[Sequence[Any]], list[Reading]] | None:
    """Return `script/Latin` as a reader of single words; None where its data is not installed."""
    language = engine.first_of("script/Latin", "Latin")
    if language is None:
        return None

    def read(pictures: Sequence[Any]) -> list[Reading]:
        try:
            return read_pictures(engine, pictures, language=language, dpi=dpi, timeout_s=timeout_s)
        except OcrError:  # what the two others saw stands, and their disagreement is told
            return [Reading(text="", confidences=())] * len(pictures)

    return read


def read_pictures(
    engine: Engine, pictures: Sequence[Any], *, language: str, dpi: int, timeout_s: float
) -> list[Reading]:
    """Read pictures of one line each in one call, pasted under one another: loading the data costs most.

    A picture of which nothing was read gives an empty reading.
    """
    gap = round(dpi / 10)
    sheet = numpy.full(
        (
            gap + sum(picture.shape[0] + gap for picture in pictures),
            2 * gap + max(p.shape[1] for p in pictures),
        ),
        255,
        dtype=numpy.uint8,
    )
    edges, top = [], gap
    for picture in pictures:
        height, width = picture.shape
        sheet[top : top + height, gap : gap + width] = picture
        edges.append((top - gap / 2, top + height + gap / 2))
        top += height + gap
    words = recognise(engine, sheet, languages=language, psm=6, dpi=dpi, timeout_s=timeout_s)
    readings = []
    for upper, lower in edges:
        own = [word for word in words if upper <= word.top + word.height / 2 < lower]
        own.sort(key=lambda word: word.left)
        text = " ".join(word.text for word in own)
        readings.append(
            Reading(text=text, confidences=(min((w.confidence for w in own), default=0.0),) * len(text))
        )
    return readings
