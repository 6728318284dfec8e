"""The second pass over the words: damaged documents are derived again with what the others say about them.

It needs no file: the pages of a damaged document are kept in `pages.db` when it is loaded, since an inbox may
be emptied after reading and the clean copy come later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.decisions_to_register import load_document
from pipeline.page_store import PageStore
from pipeline.process_pool import process_pool
from pipeline.register.linking import is_linked
from pipeline.register.own_texts import HelpByPage, is_help_orphaned
from pipeline.register.store import Register
from schemas.documents import Document
from schemas.sources import Source

_ROUNDS = 3  # documents of older rules take one more; a round that changes nothing is the last
_WORTH_A_POOL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    source: Source
    pages: int
    helped: HelpByPage


def load_and_keep(register: Register, document: Document, version: str, store_path: Path) -> None:
    """Load a document as read by itself; if some page is damaged, keep its pages for the second pass."""
    if any(page.damage for page in document.pages):
        with PageStore(store_path) as store:
            store.keep_loaded(document.source.sha256, document.raw_pages)
    load_document(register, document, rules_version=version)


def read_again(register: Register, version: str, store_path: Path, *, jobs: int = 1) -> None:
    """Make every document say what it says with the help that the others give now; nothing where all do.

    A document whose pages are no longer in `pages.db` stays as it is until it is read from its file again.
    """
    if is_linked(register) and not is_help_orphaned(register.connection):
        return
    # Imported here: a run that finds nothing new must not load repair to say so.
    from pipeline.help_from_others import documents_to_read_again, help_from_others, write_contradictions

    for _ in range(_ROUNDS):
        wanted = help_from_others(register)
        tasks = []
        for document in documents_to_read_again(register, wanted):
            # Read by older rules, its own text may be another today: first without help, by today's.
            current = register.has(document, version)
            helped = wanted.help.get(document, {}) if current else {}
            source, pages = register.source_of(document)
            tasks.append(_Task(source=source, pages=pages, helped=helped))
        loaded = 0
        for found in _derive(tasks, store_path, jobs=jobs):
            load_document(register, found, rules_version=version)
            loaded += 1
        if not loaded:
            break
    write_contradictions(register, wanted)


def _derive(tasks: list[_Task], store_path: Path, *, jobs: int) -> Iterator[Document]:
    work = partial(_derive_one, store_path)
    if jobs <= 1 or len(tasks) < _WORTH_A_POOL:
        found = map(work, tasks)
        yield from (document for document in found if document is not None)
        return
    with process_pool(jobs, loaded=("pipeline.loaded_for_documents",)) as pool:
        yield from (document for document in pool.map(work, tasks) if document is not None)


def _derive_one(store_path: Path, task: _Task) -> Document | None:
    from pipeline.run import pages_to_document

    with PageStore(store_path) as store:
        pages = store.loaded(task.source.sha256, range(1, task.pages + 1))
    return None if pages is None else pages_to_document(task.source, pages, task.helped)
