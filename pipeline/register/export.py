"""The register for a spreadsheet or a notebook: one table a file (or sheet), contact details masked.

What is written is the masked copy that the site shows too, so that nothing personal leaves by this door.
"""

import csv
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.register.masked_copy import write_masked_copy
from schemas.errors import UsageError

_LEFT_OUT = ("_sqlite_migrations",)
_VIEWS = ("iop_decisions", "case_timeline")
_CELL_CHARACTERS = (
    32_767  # Source: Excel specifications and limits, "Total number of characters that a cell can contain"
)
_SHEET_ROWS = 1_048_576  # the same source, rows on a worksheet, the heading's included
# What a spreadsheet would run as a formula when it opens a CSV file. Source: OWASP, CSV Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_register(register: Path, folder: Path, form: str) -> list[Path]:
    """Write every table and view of the register to `folder` as csv, xlsx, json or parquet.

    Returns the files written. Files of the same names are replaced, nothing else in the folder is touched.

    Raises:
        UsageError: the form is unknown, or the folder cannot be written.
        RegisterError: there is no register, or it is damaged.

    """
    if form not in _WRITERS:
        raise UsageError(f"{form}: okänt format. Välj ett av {', '.join(_WRITERS)}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as work:
            copy = Path(work) / "copy.db"
            write_masked_copy(register, copy)
            made = Path(work) / "made"
            made.mkdir()
            with closing(sqlite3.connect(copy)) as connection:
                _WRITERS[form](connection, made)
            written = []
            for path in sorted(made.iterdir()):
                shutil.move(path, folder / path.name)
                written.append(folder / path.name)
            return written
    except OSError as error:
        raise UsageError(f"{folder}: kan inte skrivas ({error.strerror}). Välj en annan mapp.") from error


def _names(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        """select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'
           and name not like '%_fts%' order by name"""
    )
    return [name for (name,) in rows if name not in _LEFT_OUT]


def _read(connection: sqlite3.Connection, name: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Return the columns and the rows, in an order that follows from the content."""
    columns = [row[1] for row in connection.execute(f'pragma table_info("{name}")')]
    order = ", ".join(f'"{column}"' for column in columns)
    return columns, iter(connection.execute(f'select {order} from "{name}" order by {order}'))


def _write_csv(connection: sqlite3.Connection, folder: Path) -> None:
    for name in _names(connection):
        columns, rows = _read(connection, name)
        # The mark tells Excel that the file is UTF-8: without it å, ä and ö come out wrong there.
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([_harmless(value) for value in row] for row in rows)


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _write_xlsx(connection: sqlite3.Connection, folder: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    names = sorted(_names(connection), key=lambda name: (name not in _VIEWS, name))
    for name in names:
        columns, rows = _read(connection, name)
        sheet = book.create_sheet(name[:31])
        sheet.append(columns)
        for number, row in enumerate(rows, start=2):
            if number > _SHEET_ROWS:
                raise UsageError(f"{name} har fler rader än ett kalkylblad rymmer. Välj csv eller parquet.")
            cells = []
            for value in row:
                if not isinstance(value, str):
                    cells.append(value)
                    continue
                text = ILLEGAL_CHARACTERS_RE.sub("�", value)
                if len(text) > _CELL_CHARACTERS:
                    text = text[: _CELL_CHARACTERS - 20] + " … [avkortat]"
                cell = WriteOnlyCell(sheet)
                cell.value = text
                cell.data_type = "s"  # text, never a formula
                cells.append(cell)
            sheet.append(cells)
    book.save(folder / "register.xlsx")


def _write_json(connection: sqlite3.Connection, folder: Path) -> None:
    for name in _names(connection):
        columns, rows = _read(connection, name)
        with (folder / f"{name}.json").open("w", encoding="utf-8") as file:
            file.write("[")
            for number, row in enumerate(rows):
                file.write(",\n" if number else "\n")
                file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
            file.write("\n]\n")


def _write_parquet(connection: sqlite3.Connection, folder: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    types = {"integer": pyarrow.int64(), "real": pyarrow.float64(), "numeric": pyarrow.float64()}
    for name in _names(connection):
        columns, rows = _read(connection, name)
        declared = [row[2].lower() for row in connection.execute(f'pragma table_info("{name}")')]
        schema = pyarrow.schema(
            [
                (column, types.get(kind, pyarrow.string()))
                for column, kind in zip(columns, declared, strict=True)
            ]
        )
        with pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema) as writer:
            while batch := [row for row, _ in zip(rows, range(10_000), strict=False)]:
                arrays = [
                    pyarrow.array(
                        [_as(schema.field(at).type, value) for value in column], type=schema.field(at).type
                    )
                    for at, column in enumerate(zip(*batch, strict=True))
                ]
                writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


def _as(kind: Any, value: Any) -> Any:
    """A view's column has no declared type: what it holds is written as text."""
    if value is None:
        return None
    if str(kind) == "string":
        return value if isinstance(value, str) else str(value)
    return float(value) if str(kind) == "double" else value


_WRITERS: dict[str, Callable[[sqlite3.Connection, Path], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "json": _write_json,
    "parquet": _write_parquet,
}
