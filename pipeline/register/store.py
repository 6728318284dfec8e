"""The register as a file: opening, creating, locking, and what it already knows about the inbox."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.register.migrations import APPLICATION_ID, MIGRATION_NAMES, applied_migrations, migrate
from schemas.errors import RegisterError
from schemas.issues import Issue, IssueKind, Severity
from schemas.sources import MediaType, Source, SourceFile

LOCK_TIMEOUT_S = 60.0
_HEADER = b"SQLite format 3\x00"


class Register:
    """An open register. Use it as a context manager; it writes only inside `transaction()`.

    `readonly`: for commands that only ask; then a missing file is an error instead of a new register.

    Raises:
        RegisterError: if the file is locked, damaged, no register, or made by a newer version. The file is
            left as it was.

    """

    def __init__(self, path: Path, *, readonly: bool = False, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self.path = Path(path)
        with self._as_register_error():
            if readonly and not self.path.exists():
                raise RegisterError(
                    f"{self.path}: registret finns inte. Skapa det med "
                    f"`iop ingest MAPP --register {self.path}`."
                )
            self._check_file()
            uri = self.path.absolute().as_uri() + ("?mode=ro" if readonly else "?mode=rwc")
            self.connection = sqlite3.connect(uri, uri=True, timeout=lock_timeout_s, isolation_level=None)
            try:
                self._prepare(readonly)
            except BaseException:
                self.connection.close()
                raise

    def __enter__(self) -> "Register":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; an unfinished transaction is undone."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing. Waits for another writer, at most `lock_timeout_s`.

        Foreign keys are checked at the end, so that rows may come in any order.
        """
        with self._as_register_error():
            self.connection.execute("begin immediate")
            try:
                self.connection.execute("pragma defer_foreign_keys = on")
                yield self.connection
                self.connection.execute("commit")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
                raise

    def query(self, sql: str, parameters: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a question as dictionaries, in the order the statement gives."""
        with self._as_register_error():
            cursor = self.connection.execute(sql, tuple(parameters))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def known(self, path: Path, size: int, mtime_ns: int) -> str | None:
        """Return the document's id if this very file (name, size, time) is loaded, else None."""
        rows = self.query(
            "select document_id from document_files where path = ? and size = ? and mtime = ?",
            (path_text(path), size, mtime_ns),
        )
        return str(rows[0]["document_id"]) if rows else None

    def has(self, sha256: str, rules_version: str) -> bool:
        """Tell whether these bytes are loaded as these rules read them."""
        return bool(
            self.query("select 1 from documents where id = ? and rules_version = ?", (sha256, rules_version))
        )

    def status_of(self, sha256: str) -> str | None:
        """Return ok, partial or failed for a loaded document, else None."""
        rows = self.query("select status from documents where id = ?", (sha256,))
        return str(rows[0]["status"]) if rows else None

    def names_of(self, sha256: str) -> list[Path]:
        """Return the names under which a document is loaded, sorted."""
        rows = self.query("select path from document_files where document_id = ? order by path", (sha256,))
        return [Path(row["path"]) for row in rows]

    def source_of(self, sha256: str) -> tuple[Source, int]:
        """Return a loaded document's source as it was found, and how many pages it has."""
        (row,) = self.query("select media_type, pages from documents where id = ?", (sha256,))
        files = tuple(
            SourceFile(path=Path(name["path"]), size=name["size"], mtime_ns=name["mtime"])
            for name in self.query(
                "select path, size, mtime from document_files where document_id = ? order by path", (sha256,)
            )
        )
        issues = tuple(
            Issue(kind=IssueKind(found["kind"]), severity=Severity(found["severity"]), page=None,
                  message=found["message"])
            for found in self.query(
                """select kind, severity, message from issues
                   where document_id = ? and found_by = 'reading' and kind = ? order by message""",
                (sha256, IssueKind.MISLEADING_NAME.value),
            )
        )  # fmt: skip
        media_type = MediaType(row["media_type"])
        return Source(sha256=sha256, media_type=media_type, files=files, issues=issues), row["pages"]

    def paths(self) -> list[Path]:
        """Return every file name in the register, sorted."""
        return [Path(row["path"]) for row in self.query("select path from document_files order by path")]

    def forget_files(self, paths: Iterable[Path]) -> None:
        """Drop names under which nothing stands any more; the documents themselves stay."""
        with self.transaction() as connection:
            for path in paths:
                connection.execute("delete from document_files where path = ?", (path_text(path),))
                connection.execute(
                    "delete from issues where file = ? and document_id is null", (path_text(path),)
                )

    def _check_file(self) -> None:
        if not self.path.exists() or self.path.stat().st_size == 0:
            if not self.path.parent.is_dir():
                raise RegisterError(f"{self.path}: mappen {self.path.parent} finns inte. Skapa den först.")
            return
        if not self.path.is_file():
            raise RegisterError(f"{self.path}: är ingen fil. Ange registrets fil med --register.")
        with self.path.open("rb") as file:
            header = file.read(100)
        if not header.startswith(_HEADER):
            raise RegisterError(
                f"{self.path}: är inte ett register (ingen SQLite-databas). Ange en annan fil med --register."
            )
        if not self._journal().exists():
            page_size = int.from_bytes(header[16:18], "big")
            page_size = 65536 if page_size == 1 else page_size
            pages = int.from_bytes(header[28:32], "big")
            counted = header[24:28] == header[92:96]  # SQLite: only then does the header know its page count
            if counted and self.path.stat().st_size < pages * page_size:
                raise RegisterError(
                    f"{self.path}: filen är avhuggen och därför skadad. Återställ den från en "
                    "säkerhetskopia, eller flytta undan den och kör `iop ingest` på nytt."
                )

    def _journal(self) -> Path:
        return self.path.with_name(self.path.name + "-journal")

    def _prepare(self, readonly: bool) -> None:
        self.connection.execute("pragma foreign_keys = on")
        applied = applied_migrations(self.connection)
        is_empty = self.connection.execute("select count(*) from sqlite_master").fetchone()[0] == 0
        (application_id,) = self.connection.execute("pragma application_id").fetchone()
        if not is_empty and application_id != APPLICATION_ID:
            raise RegisterError(
                f"{self.path}: är en SQLite-databas men inget register. Ange en annan fil med --register."
            )
        if newer := [name for name in applied if name not in MIGRATION_NAMES]:
            raise RegisterError(
                f"{self.path}: registret är gjort med en nyare version av iop ({newer[-1]}). Uppgradera iop."
            )
        if applied == list(MIGRATION_NAMES):
            return
        if readonly:
            raise RegisterError(
                f"{self.path}: registret är tomt eller av en äldre version. Kör `iop ingest` först."
            )
        with self.transaction() as connection:
            if applied_migrations(connection) != list(MIGRATION_NAMES):  # another process may have been first
                migrate(connection)

    @contextmanager
    def _as_register_error(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise RegisterError(
                    f"{self.path}: registret är upptaget av ett annat program. Vänta tills det är klart och "
                    "kör om."
                ) from error
            raise RegisterError(
                f"{self.path}: registret kan inte läsas eller skrivas ({error}). Kontrollera filens "
                "rättigheter och ledigt utrymme."
            ) from error
        except sqlite3.DatabaseError as error:
            raise RegisterError(
                f"{self.path}: registret är skadat ({error}). Återställ det från en säkerhetskopia, eller "
                "flytta undan det och kör `iop ingest` på nytt."
            ) from error
        except OSError as error:
            raise RegisterError(
                f"{self.path}: registret kan inte öppnas ({error.strerror}). Kontrollera filens rättigheter."
            ) from error


def path_text(path: Path) -> str:
    r"""Return a file name as text that SQLite can keep; bytes that are no UTF-8 become `\udcNN`, readable."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def mark_unlinked(connection: sqlite3.Connection) -> None:
    """Note, within the transaction that loads a document, that the register waits to be linked."""
    connection.execute("pragma user_version = 0")
