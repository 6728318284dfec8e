"""Ingestion: an inbox becomes a register, document by document, in as many processes as asked for."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.decisions_to_register import load_rejected, note_files
from pipeline.document_pool import read_documents
from pipeline.inbox_to_sources import RejectedFile, inbox_to_sources
from pipeline.read.settings import ReadingSettings
from pipeline.read_again import load_and_keep, read_again
from pipeline.register.linking import link_register
from pipeline.register.runs import Run
from pipeline.register.store import Register
from pipeline.rules_version import rules_version
from schemas.documents import Document, DocumentStatus
from schemas.issues import Issue, Severity
from schemas.sources import Source

_DEFAULT = ReadingSettings()


@dataclass(slots=True, kw_only=True)
class IngestResult:
    """What one run did. Paths are the first names of the documents."""

    added: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    partial: list[tuple[Path, tuple[Issue, ...]]] = field(default_factory=list)
    failed: list[tuple[Path, tuple[Issue, ...]]] = field(default_factory=list)
    pages: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Callbacks for whoever shows progress; every one can be called from the main process only."""

    planned: Callable[[int], None] = lambda _pages: None
    finished: Callable[[Path, int], None] = lambda _path, _pages: None


def ingest(
    paths: Iterable[Path | str],
    register_path: Path,
    *,
    jobs: int = 2,
    force_ocr: bool = False,
    settings: ReadingSettings = _DEFAULT,
    progress: Progress | None = None,
) -> IngestResult:
    """Bring the documents under `paths` into the register; the same call again changes nothing.

    Each document is one transaction, loaded as soon as it is read: an interrupted run loses at most
    the documents under way, and the next one goes on where it stopped.

    Raises:
        UsageError: a path does not exist. RegisterError: the register cannot be used.

    """
    progress = progress or Progress()
    result = IngestResult()
    version = rules_version()
    with ExitStack() as stack:
        register = stack.enter_context(Register(register_path))
        run = Run.start(register, version)
        to_read: list[Source] = []
        seen: list[str] = []
        for found in _sources(paths, register, register_path.parent / "downloads"):
            if isinstance(found, RejectedFile):
                load_rejected(register, found.path, found.issue)
                result.failed.append((found.path, (found.issue,)))
            elif (
                not force_ocr
                and register.has(found.sha256, version)
                and register.status_of(found.sha256) == "ok"
            ):
                note_files(register, found)
                result.unchanged.append(found.path)
            else:
                to_read.append(found)
            if not isinstance(found, RejectedFile):
                seen.append(found.sha256)
        progress.planned(_count(to_read, settings))
        known_before = {source.sha256 for source in to_read if register.status_of(source.sha256) is not None}
        documents = read_documents(
            to_read, pages_path(register_path), jobs=jobs, force_ocr=force_ocr, settings=settings
        )
        for document in documents:
            load_and_keep(register, document, version, pages_path(register_path))
            _note(result, document, known_before)
            progress.finished(document.source.path, len(document.pages))
        _forget_moved(register, seen)
        # Both at once where nothing waits; an interrupted run may have left something.
        read_again(register, version, pages_path(register_path), jobs=jobs)
        link_register(register)
        run.finish(
            added=len(result.added) + len(result.updated),
            unchanged=len(result.unchanged),
            partial=len(result.partial),
            failed=len(result.failed),
        )
    return result


def _sources(
    paths: Iterable[Path | str], register: Register, downloads: Path
) -> Iterator[Source | RejectedFile]:
    """Files, folders and globs as they are; URLs from the folder they are brought home to."""
    local: list[Path | str] = []
    for path in paths:
        if isinstance(path, str) and path.startswith(("http://", "https://")):
            # Imported here: few runs fetch anything, and the client takes a tenth of a second.
            from pipeline.urls_to_inbox import url_to_file

            fetched = url_to_file(path, downloads)
            if isinstance(fetched, RejectedFile):
                yield fetched
            else:
                local.append(fetched)
        else:
            local.append(path)
    yield from inbox_to_sources(local, known=register.known)


def _count(sources: list[Source], settings: ReadingSettings) -> int:
    if not sources:
        return 0
    from pipeline.sources_to_pages import count_pages

    return sum(count_pages(source, settings) or 1 for source in sources)


def _forget_moved(register: Register, documents: Iterable[str]) -> None:
    """Drop names under which nothing stands any more, of documents that were found under another."""
    gone = [
        path
        for sha256 in documents
        if len(names := register.names_of(sha256)) > 1
        for path in names
        if not os.path.lexists(path)
    ]
    if gone:
        register.forget_files(gone)


def pages_path(register_path: Path) -> Path:
    """Return where the pages of a register are kept: `pages.db` beside it."""
    return register_path.with_name(
        "pages.db" if register_path.stem == "register" else f"{register_path.stem}-pages.db"
    )


def _note(result: IngestResult, document: Document, known_before: set[str]) -> None:
    issues = (*document.source.issues, *(i for p in document.raw_pages for i in p.issues), *document.issues)
    errors = tuple(issue for issue in issues if issue.severity is Severity.ERROR)
    path = document.source.path
    result.pages += len(document.pages)
    result.warnings += sum(issue.severity is Severity.WARNING for issue in issues)
    if document.status is DocumentStatus.FAILED:
        result.failed.append((path, errors))
        return
    (result.updated if document.source.sha256 in known_before else result.added).append(path)
    if document.status is DocumentStatus.PARTIAL:
        result.partial.append((path, errors))
