"""Running the chain in tests: the sample inbox, the command, and registers to compare."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.ingest import IngestResult
from pipeline.page_store import PageKey, PageStore
from pipeline.register.dump import dump_register
from pipeline.register.store import Register
from schemas.pages import Page

ROOT = Path(__file__).resolve().parents[2]
INBOX = ROOT / "corpus" / "inbox"
SEEDS = ROOT.parent / "shared" / "seeds"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInbox:
    """The sample inbox after one ingest: where it lies, its register, its pages, its dump."""

    folder: Path
    register: Path
    pages: Path
    dump: list[str]
    result: IngestResult


def dump(register: Path) -> list[str]:
    """Every row of a register but its diary of runs, to tell whether two registers are the same."""
    with Register(register, readonly=True) as opened:
        return list(dump_register(opened))


def rows(register: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What a register answers."""
    connection = sqlite3.connect(register)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def names(register: Path) -> list[str]:
    """The names of the documents in a register, without their folders."""
    return sorted(Path(path).name for (path,) in rows(register, "select path from document_files"))


def iop(*arguments: object, stdin: bytes | None = None) -> Result:
    """Run the command in this process. `.exit_code`, `.stdout`, `.stderr`; an exception is the test's."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def iop_process(
    *arguments: object, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user does."""
    command = [sys.executable, "-m", "pipeline.cli", *(str(argument) for argument in arguments)]
    return subprocess.run(
        command, cwd=cwd, env=iop_environment(env), capture_output=True, encoding="utf-8", check=False
    )


def iop_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a process that runs the very code under test."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1", **(more or {})}


def answer(*arguments: object) -> Any:
    """What a command prints as JSON; it must succeed."""
    result = iop(*arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@contextmanager
def no_page_read() -> Iterator[list[PageKey]]:
    """Yield the keys of the pages taken from the store; a page that had to be read fails the test."""
    taken: list[PageKey] = []
    get, put = PageStore.get, PageStore.put

    def spying_get(self: PageStore, key: PageKey) -> Page | None:
        page = get(self, key)
        if page is not None:
            taken.append(key)
        return page

    def refusing_put(self: PageStore, key: PageKey, page: Page) -> None:
        raise AssertionError(f"page {key.page} of {key.sha256[:8]} was read again")

    PageStore.get, PageStore.put = spying_get, refusing_put  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        PageStore.get, PageStore.put = get, put  # type: ignore[method-assign]
