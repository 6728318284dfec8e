"""Stage 1: what lies in the inbox becomes sources, each identified by the SHA-256 of its bytes."""

import glob
import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.read.media_types import HEAD_BYTES, detect_media_type, is_misleading, named_media_type
from schemas.errors import UsageError
from schemas.issues import Issue, IssueKind, Severity
from schemas.sources import MediaType, Source, SourceFile

Known = Callable[[Path, int, int], str | None]

_TYPE_IN_SWEDISH = {
    MediaType.PDF: "en PDF",
    MediaType.TIFF: "en TIFF-bild",
    MediaType.PNG: "en PNG-bild",
    MediaType.JPEG: "en JPEG-bild",
    MediaType.DOCX: "ett Word-dokument (DOCX)",
    MediaType.HTML: "en webbsida (HTML)",
    MediaType.MARKDOWN: "en Markdown-fil",
    MediaType.TEXT: "en textfil",
}
_READABLE = "PDF, TIFF, PNG, JPEG, DOCX, HTML, Markdown och ren text"

# Left behind by Windows, macOS and Word beside real documents; never documents themselves.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "icon\r"})

# What `iop export-ocr` writes beside an original: the same document, not another one.
PDFA_ENDING = ".pdfa.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedFile:
    """A file that is no document; `issue` says why and what to do."""

    path: Path
    issue: Issue


def _nothing_known(_path: Path, _size: int, _mtime_ns: int) -> str | None:
    return None


def inbox_to_sources(
    paths: Iterable[Path | str], *, known: Known = _nothing_known
) -> Iterator[Source | RejectedFile]:
    """Yield every document found under `paths`, once each, so that a copy is not a second document.

    Files are taken as they are, folders with everything below them (hidden files and folders, Office
    lock files, system litter and PDF/A copies beside their originals left out), and a path that does not
    exist but holds `*`, `?` or `[` as a glob. Order: by first path, so that the result does not depend on
    the file system's order.

    `known(path, size, mtime_ns)` returns the SHA-256 stored for an unchanged file, so that it costs a
    stat and a glance instead of a full read; None has the file read.

    Raises:
        UsageError: a path does not exist and is no glob, or a glob matches nothing.

    """
    named: dict[Path, None] = {}
    rejected: list[RejectedFile] = []
    for path in paths:
        named.update(dict.fromkeys(_expand(path, rejected)))
    yield from rejected

    files_of: dict[str, list[SourceFile]] = {}
    type_of: dict[str, MediaType] = {}
    for path in sorted(named, key=str):
        found = _identify(path, known)
        if isinstance(found, RejectedFile):
            yield found
            continue
        sha256, media_type, file = found
        files_of.setdefault(sha256, []).append(file)
        type_of.setdefault(sha256, media_type)
    for sha256, files in files_of.items():
        media_type = type_of[sha256]
        notes = tuple(
            _misleading_name(file.path, media_type)
            for file in files
            if is_misleading(named_media_type(file.path), media_type)
        )
        yield Source(sha256=sha256, media_type=media_type, files=tuple(files), issues=notes)


def _expand(path: Path | str, rejected: list[RejectedFile]) -> Iterator[Path]:
    path = _existing_form(Path(path).expanduser())
    if path.is_dir():
        yield from _walk(path, rejected)
    elif os.path.lexists(path):
        yield path
    elif glob.has_magic(str(path)):
        matches = [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
        if not matches:
            raise UsageError(f"Inget passar mönstret {path}. Kontrollera sökvägen.")
        for match in matches:
            yield from _expand(match, rejected)
    else:
        raise UsageError(f"Hittar inte {path}. Kontrollera sökvägen.")


def _existing_form(path: Path) -> Path:
    """Return the path in the normal form the disk has it in: macOS writes names in NFD."""
    if os.path.lexists(path):
        return path
    for form in ("NFC", "NFD"):
        other = Path(unicodedata.normalize(form, str(path)))
        if os.path.lexists(other):
            return other
    return path


def _walk(folder: Path, rejected: list[RejectedFile]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        rejected.append(_unreadable(Path(error.filename or folder), error))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        originals = {Path(name).stem for name in files if not name.endswith(PDFA_ENDING)}
        for name in sorted(files):
            is_copy = name.endswith(PDFA_ENDING) and name.removesuffix(PDFA_ENDING) in originals
            if not _is_litter(name) and not is_copy:
                yield Path(parent, name)


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def _identify(path: Path, known: Known) -> tuple[str, MediaType, SourceFile] | RejectedFile:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for ever
            return _reject(
                path, IssueKind.UNSUPPORTED_TYPE, f"{path} är ingen vanlig fil och har hoppats över."
            )
        if status.st_size == 0:
            return _reject(
                path, IssueKind.EMPTY_FILE, f"{path} är tom (0 byte). Hämta filen på nytt från källan."
            )
        with path.open("rb") as file:
            media_type = detect_media_type(file.read(HEAD_BYTES), path)
            if not isinstance(media_type, MediaType):
                return _unsupported(path, media_type)
            sha256 = known(path, status.st_size, status.st_mtime_ns)
            if sha256 is None:
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return _unreadable(path, error)
    return sha256, media_type, SourceFile(path=path, size=status.st_size, mtime_ns=status.st_mtime_ns)


def _reject(path: Path, kind: IssueKind, message: str) -> RejectedFile:
    return RejectedFile(
        path=path, issue=Issue(kind=kind, severity=Severity.ERROR, page=None, message=message)
    )


def _unsupported(path: Path, what: str) -> RejectedFile:
    kind = "binärdata av okänt slag" if what == "binary" else f"av typen {what}"
    message = f"{path} är {kind} och kan inte läsas. Läsbara typer: {_READABLE}."
    return _reject(path, IssueKind.UNSUPPORTED_TYPE, message)


def _unreadable(path: Path, error: OSError) -> RejectedFile:
    if isinstance(error, PermissionError):
        why = "behörighet saknas. Ge läsrättighet till filen"
    elif isinstance(error, FileNotFoundError):
        why = "filen finns inte längre, eller är en länk som inte leder någonstans"
    else:
        why = f"{error.strerror or error}. Kontrollera disken eller hämta filen på nytt"
    return _reject(path, IssueKind.UNREADABLE_FILE, f"{path} kan inte läsas: {why}.")


def _misleading_name(path: Path, actual: MediaType) -> Issue:
    return Issue(
        kind=IssueKind.MISLEADING_NAME,
        severity=Severity.NOTE,
        page=None,
        message=f"{path} är {_TYPE_IN_SWEDISH[actual]} trots sitt namn och har lästs som det.",
    )
