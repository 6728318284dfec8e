"""Read documents in several processes: each document in one, the pages of a long scan in all of them.

What the processes read of a long scan ahead of its document goes into `pages.db`, where reading the
document finds it: the store that keeps pages is also how they are handed over.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from pipeline.page_store import PageStore
from pipeline.process_pool import process_pool
from pipeline.read.settings import ReadingSettings
from schemas.documents import Document
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity
from schemas.sources import Source

# Pieces of a long scan for each process: a page can take five times as long as the next, and each piece
# opens the file anew.
_PIECES = 8
_FOR_SCANS, _FOR_DOCUMENTS = "pipeline.loaded_for_scans", "pipeline.loaded_for_documents"


def read_documents(
    sources: Sequence[Source], store_path: Path, *, jobs: int, force_ocr: bool, settings: ReadingSettings
) -> Iterator[Document]:
    """Yield documents as they are finished. A document that kills its process is failed, the rest goes on."""
    if not sources:
        return
    shares = _shares(sources, store_path, jobs, force_ocr, settings) if jobs > 1 else {}
    if jobs <= 1 or (len(sources) <= 1 and not shares):
        # Imported here: neither a run that finds nothing new nor one that lets others read needs it.
        from pipeline.run import source_to_document

        with PageStore(store_path) as store:
            for source in sources:
                yield source_to_document(source, store=store, force_ocr=force_ocr, settings=settings)
        return
    suspects: dict[str, Source] = {}
    loaded = (*([_FOR_SCANS] if shares else []), *([_FOR_DOCUMENTS] if len(sources) > len(shares) else []))
    if shares:
        Thread(target=import_module, args=(_FOR_DOCUMENTS,), daemon=True).start()
    with process_pool(jobs, loaded=loaded) as pool:
        waiting: dict[Future[Any], Source] = {}
        ahead: Counter[str] = Counter()
        for source in sources:
            for numbers in shares.get(source.sha256, ()):
                future = pool.submit(_read_ahead, source, store_path, numbers, force_ocr, settings)
                waiting[future] = source
                ahead[source.sha256] += 1
            if source.sha256 not in shares:
                waiting[pool.submit(_read_one, source, store_path, force_ocr, settings)] = source
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                source = waiting.pop(future)
                try:
                    document = future.result()
                    if document is None:
                        ahead[source.sha256] -= 1
                        if not ahead[source.sha256] and source.sha256 not in suspects:
                            # Its pages are in the store; this process has time, and has loaded the rest.
                            document = _read_one(source, store_path, force_ocr, settings)
                except BrokenProcessPool:
                    suspects[source.sha256] = source
                    continue
                if document is not None:
                    yield document
    for source in suspects.values():  # one of them killed the pool: each gets a process of its own
        with process_pool(1) as pool:
            try:
                yield pool.submit(_read_one, source, store_path, force_ocr, settings).result()
            except BrokenProcessPool:
                from pipeline.run import failed_document

                yield failed_document(source, _killed(source))


def _shares(
    sources: Sequence[Source], store_path: Path, jobs: int, force_ocr: bool, settings: ReadingSettings
) -> dict[str, list[frozenset[int]]]:
    """Return the pages of each long scan in pieces: whoever is done with one takes the next."""
    from pipeline.sources_to_pages import count_pages, is_long_scan

    shares = {}
    with PageStore(store_path) as store:
        for source in sources:
            if is_long_scan(source, store=store, force_ocr=force_ocr, settings=settings):
                count = count_pages(source, settings) or 0
                size = max(1, count // (_PIECES * jobs))
                shares[source.sha256] = [
                    frozenset(range(first, min(first + size, count + 1)))
                    for first in range(1, count + 1, size)
                ]
    return shares


def _read_one(source: Source, store_path: Path, force_ocr: bool, settings: ReadingSettings) -> Document:
    from pipeline.run import source_to_document

    with PageStore(store_path) as store:
        return source_to_document(source, store=store, force_ocr=force_ocr, settings=settings)


def _read_ahead(
    source: Source, store_path: Path, numbers: frozenset[int], force_ocr: bool, settings: ReadingSettings
) -> None:
    """Read some pages into the store. What fails here fails again, and is told, when the document is read."""
    from pipeline.sources_to_pages import source_to_pages

    with PageStore(store_path) as store:
        try:
            for _page in source_to_pages(
                source, store=store, force_ocr=force_ocr, settings=settings, only=numbers
            ):
                pass
        except DocumentUnreadable:
            return


def _killed(source: Source) -> Issue:
    return Issue(
        kind=IssueKind.OCR_KILLED,
        severity=Severity.ERROR,
        page=None,
        message=f"{source.path.name}: läsningen avbröts av systemet, troligen för att minnet tog slut. "
        "Kör igen med --jobs 1.",
    )
