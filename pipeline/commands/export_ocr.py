"""`iop export-ocr`: what was read of documents for the tools of that world: ALTO, hOCR, searchable PDF/A.

A faithful copy for whoever holds the original: nothing is masked, as in `iop extract`. What is published
goes through `iop export` and `iop serve`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.inbox_to_sources import PDFA_ENDING, RejectedFile, inbox_to_sources
from pipeline.ingest import pages_path
from pipeline.ocr.pages_to_alto import pages_to_alto
from pipeline.ocr.pages_to_hocr import pages_to_hocr
from pipeline.ocr.pages_to_pdfa import NotArchivable, pages_to_pdfa
from pipeline.page_store import PageStore
from pipeline.read.settings import ReadingSettings
from pipeline.register.store import Register
from pipeline.sources_to_pages import source_to_pages, stored_pages
from schemas.errors import DocumentUnreadable, UsageError
from schemas.issues import Severity
from schemas.pages import Page
from schemas.sources import MediaType, Source, SourceFile

_ENDINGS = {"alto": ".alto.xml", "hocr": ".hocr", "pdfa": PDFA_ENDING}
_WITH_PAGES = frozenset({MediaType.PDF, MediaType.TIFF, MediaType.PNG, MediaType.JPEG})
_STDOUT = Path("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One document to export, or why it cannot be; `pages` counts those of a document whose file is gone."""

    source: Source
    pages: int | None = None
    problem: str | None = None


def export_ocr_command(
    paths: Sequence[str],
    form: str,
    output: Path | None,
    register: Path,
    *,
    force_ocr: bool,
    passwords: tuple[str, ...],
) -> int:
    """Export the documents under `paths`, or all of the register; 2 where one failed or is partial."""
    settings = ReadingSettings(passwords=passwords)
    with ExitStack() as stack:
        store = None
        if register.is_file() or pages_path(register).is_file():
            store = stack.enter_context(PageStore(pages_path(register)))
        work = list(_of_paths(paths) if paths else _of_register(register))
        place = _placer(work, form, output, given=bool(paths))
        failed = 0
        for item in work:
            problem = item.problem or _export(item, form, place, store, force_ocr, settings)
            if problem:
                failed += 1
                click.echo(f"iop: {item.source.path}: {problem}", err=True)
    return 2 if failed else 0


def _export(
    item: _Work,
    form: str,
    place: Callable[[Source], Path],
    store: PageStore | None,
    force_ocr: bool,
    settings: ReadingSettings,
) -> str | None:
    """Export one document; return what went wrong with it or with some of its pages."""
    source = item.source
    try:
        if item.pages is None:
            pages = list(source_to_pages(source, store=store, force_ocr=force_ocr, settings=settings))
        elif store is None or form == "pdfa":
            return "filen finns inte längre där registret såg den. Ange var den ligger nu."
        elif not (pages := list(stored_pages(store, source.sha256, item.pages, settings))):
            return "filen är borta, och ingen av dess sidor finns kvar i pages.db."
        target = place(source)
        if form == "pdfa":
            pages_to_pdfa(source.path, pages, target, passwords=settings.passwords)
        else:
            _write(target, _text(form, source, pages))
    except DocumentUnreadable as error:
        return error.issue.message
    except NotArchivable as error:
        return str(error)
    if target != _STDOUT:
        click.echo(f"iop: {target} skriven ({len(pages)} sidor).", err=True)
    errors = [issue.message for page in pages for issue in page.issues if issue.severity is Severity.ERROR]
    if item.pages is not None and len(pages) < item.pages:
        errors.append(f"{item.pages - len(pages)} sidor finns inte kvar i pages.db, och filen är borta.")
    return " ".join(errors) or None


def _text(form: str, source: Source, pages: Sequence[Page]) -> str:
    if form == "hocr":
        return pages_to_hocr(pages, title=source.path.name)
    return pages_to_alto(pages, file_name=source.path.name, sha256=source.sha256)


def _write(target: Path, text: str) -> None:
    if target == _STDOUT:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(target)


def _of_paths(paths: Sequence[str]) -> Iterator[_Work]:
    for found in inbox_to_sources(paths):
        if isinstance(found, RejectedFile):
            raise UsageError(found.issue.message)
        problem = None
        if found.media_type not in _WITH_PAGES:
            problem = (
                "har inga sidor med ord på bestämda platser. ALTO, hOCR och PDF/A gäller PDF och bilder."
            )
        yield _Work(source=found, problem=problem)


def _of_register(register: Path) -> Iterator[_Work]:
    """The PDFs and images of a register; those whose file is gone or changed by what `pages.db` holds."""
    with Register(register, readonly=True) as opened:
        rows = opened.query("select id, media_type, pages from documents order by id")
        names = {row["id"]: sorted(opened.names_of(row["id"]), key=str) for row in rows}
    for row in rows:
        media_type = MediaType(row["media_type"])
        if media_type not in _WITH_PAGES:
            continue
        present = [path for path in names[row["id"]] if path.is_file()]
        found = next(iter(inbox_to_sources(present)), None) if present else None
        if isinstance(found, Source) and found.sha256 == row["id"]:
            yield _Work(source=found)
            continue
        path = names[row["id"]][0] if names[row["id"]] else Path(row["id"][:12])
        gone = Source(
            sha256=row["id"], media_type=media_type, files=(SourceFile(path=path, size=0, mtime_ns=0),)
        )
        yield _Work(source=gone, pages=row["pages"])


def _placer(
    work: Sequence[_Work], form: str, output: Path | None, *, given: bool
) -> Callable[[Source], Path]:
    """Return where each document's export goes; refuse what would mix documents or harm an original."""
    if output is None and form == "pdfa":
        return lambda source: _named(source, source.path.parent, form)
    if output is None and not (given and len(work) == 1):
        raise UsageError("Flera handlingar: ange en mapp med --output MAPP.")
    if output is None or output == _STDOUT:
        if len(work) != 1 or form == "pdfa":
            raise UsageError("Till standard ut går en handling i taget, som ALTO eller hOCR.")
        return lambda _source: _STDOUT
    if given and len(work) == 1 and output.suffix and not output.is_dir():
        if output.resolve() in {file.path.resolve() for file in work[0].source.files}:
            raise UsageError(f"{output} är originalet, som inte får skrivas över. Välj ett annat namn.")
        return lambda _source: output
    names = [_named(item.source, output, form).name.casefold() for item in work]

    def place(source: Source) -> Path:
        path = _named(source, output, form)
        if names.count(path.name.casefold()) > 1:  # two files of one name from different folders
            return path.with_name(f"{source.path.stem}.{source.sha256[:8]}{_ENDINGS[form]}")
        return path

    return place


def _named(source: Source, folder: Path, form: str) -> Path:
    return folder / f"{source.path.stem}{_ENDINGS[form]}"
