"""The chain: a file becomes a document. The stages in order, nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.inbox_to_sources import RejectedFile, inbox_to_sources
from pipeline.items_to_mentions import items_to_mentions
from pipeline.mentions_to_decisions import mentions_to_decisions
from pipeline.page_store import PageStore
from pipeline.pages_to_text import pages_to_text
from pipeline.read.settings import ReadingSettings
from pipeline.sources_to_pages import source_to_pages
from pipeline.text_to_items import text_to_items
from schemas.documents import Document, DocumentStatus, Mentions
from schemas.errors import DocumentUnreadable, UsageError
from schemas.issues import Issue, Severity
from schemas.pages import Page
from schemas.sources import Source
from schemas.text import Edit

_DEFAULT = ReadingSettings()


def source_to_document(
    source: Source,
    *,
    store: PageStore | None = None,
    force_ocr: bool = False,
    settings: ReadingSettings = _DEFAULT,
    on_page: Callable[[int], None] | None = None,
) -> Document:
    """Read one document through the whole chain.

    Args:
        source: what to read.
        store: where pages that OCR read are kept; None keeps nothing.
        force_ocr: read every page from its image, whatever text layer it has.
        settings: of reading.
        on_page: called with 1 for each page that was read, for a progress bar.

    """
    pages: list[Page] = []
    try:
        for page in source_to_pages(source, store=store, force_ocr=force_ocr, settings=settings):
            pages.append(page)
            if on_page is not None:
                on_page(1)
    except DocumentUnreadable as error:
        return failed_document(source, error.issue)
    return pages_to_document(source, pages)


def pages_to_document(
    source: Source, pages: Sequence[Page], helped: Mapping[int, Sequence[Edit]] | None = None
) -> Document:
    """Run the pages of a document through everything that follows reading.

    Args:
        source: the document.
        pages: as they were read.
        helped: by page, the edits that other documents give reason for; never part of a first reading.

    """
    text, repair_issues = pages_to_text(pages, helped=helped or {})
    parts = text_to_items(text, source.media_type)
    found = items_to_mentions(text, parts)
    mentions, decision_issues = mentions_to_decisions(found.mentions, found.clauses)
    page_issues = [issue for page in pages for issue in page.issues]
    return Document(
        source=source,
        status=_status([*source.issues, *page_issues], pages),
        pages_expected=len(pages),
        mentions=mentions,
        pages=text.pages,
        issues=(*repair_issues, *found.issues, *decision_issues),
    )


def _status(issues: Iterable[Issue], pages: Sequence[Page]) -> DocumentStatus:
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if not errors:
        return DocumentStatus.OK
    return DocumentStatus.PARTIAL if any(page.raw_text.strip() for page in pages) else DocumentStatus.FAILED


def failed_document(source: Source, issue: Issue) -> Document:
    """Return the record of a document of which nothing could be read; `issue` says why."""
    return Document(
        source=source,
        status=DocumentStatus.FAILED,
        pages_expected=0,
        mentions=Mentions(),
        pages=(),
        issues=(issue,),
    )


def file_to_document(
    path: Path, *, force_ocr: bool = False, settings: ReadingSettings = _DEFAULT
) -> Document:
    """Read one file without a register.

    Raises:
        UsageError: the path does not exist, or the file is no document; the message says why.

    """
    found = next(iter(inbox_to_sources([path])), None)
    if found is None:
        raise UsageError(f"{path}: ingen handling hittades.")
    if isinstance(found, RejectedFile):
        raise UsageError(f"{path}: {found.issue.message}")
    return source_to_document(found, force_ocr=force_ocr, settings=settings)
