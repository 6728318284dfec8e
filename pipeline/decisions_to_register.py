"""The last stage: one document, with everything found in it, becomes rows of the register."""

from pathlib import Path

from pipeline.register.cases import load_stated_cases
from pipeline.register.identity import record_id
from pipeline.register.reconcile import insert_rows
from pipeline.register.rows import document_rows
from pipeline.register.store import Register, mark_unlinked, path_text
from schemas.documents import Document
from schemas.issues import Issue
from schemas.plain import plain
from schemas.sources import Source

# Documents first: everything else points to them.
_FIRST = ("documents", "items")


def load_document(register: Register, document: Document, *, rules_version: str) -> None:
    """Write one document in one transaction, in place of what an older reading of the same bytes left.

    Its names are added to those it is already known by; a name that stood for other bytes moves to it.
    What several documents say together waits for `link_register`.
    """
    rows = document_rows(document, rules_version)
    sha256 = document.source.sha256
    municipality = document.mentions.municipality
    with register.transaction() as connection:
        names = connection.execute(
            "select path, size, mtime from document_files where document_id = ?", (sha256,)
        ).fetchall()
        connection.execute("delete from documents where id = ?", (sha256,))
        if municipality:
            connection.execute(
                "insert or ignore into municipalities (code, name) values (?, ?)",
                (municipality.value.code, municipality.value.name),
            )
        for table in sorted(rows, key=lambda name: (name not in _FIRST, name)):
            insert_rows(connection, table, rows[table])
        files = {path: (path, sha256, size, mtime) for path, size, mtime in names}
        for file in document.source.files:
            path = path_text(file.path)
            files[path] = (path, sha256, file.size, file.mtime_ns)
        for path in files:
            connection.execute("delete from document_files where path = ?", (path,))
            connection.execute("delete from issues where document_id is null and file = ?", (path,))
        connection.executemany(
            "insert into document_files (path, document_id, size, mtime) values (?, ?, ?, ?)", files.values()
        )
        load_stated_cases(connection, sha256)
        mark_unlinked(connection)


def note_files(register: Register, source: Source) -> None:
    """Write the names under which an unchanged document was found; nothing is written for known ones."""
    new = [
        (path_text(file.path), source.sha256, file.size, file.mtime_ns)
        for file in source.files
        if register.known(file.path, file.size, file.mtime_ns) != source.sha256
    ]
    if not new:
        return
    with register.transaction() as connection:
        for row in new:
            connection.execute("delete from document_files where path = ?", (row[0],))
            connection.execute("delete from issues where document_id is null and file = ?", (row[0],))
        connection.executemany(
            "insert into document_files (path, document_id, size, mtime) values (?, ?, ?, ?)", new
        )


def load_rejected(register: Register, path: Path, issue: Issue) -> None:
    """Write that no document could be made of a file, in place of what was said of the file before."""
    file = path_text(path)
    row = plain(issue)
    identity = record_id("issues", file, *row.values())
    with register.transaction() as connection:
        connection.execute("delete from document_files where path = ?", (file,))
        held = connection.execute(
            "select id from issues where document_id is null and file = ?", (file,)
        ).fetchall()
        if held == [(identity,)]:
            return
        connection.execute("delete from issues where document_id is null and file = ?", (file,))
        insert_rows(
            connection,
            "issues",
            [{"id": identity, "document_id": None, "file": file, "found_by": "reading"} | row],
        )
