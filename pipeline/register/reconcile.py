"""Brings derived tables to what they should be, writing only what differs."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

Row = dict[str, Any]


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows that all have the same columns."""
    rows = list(rows)
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    connection.executemany(
        f"insert into {table} ({columns}) values ({marks})", ([row[name] for name in names] for row in rows)
    )


def reconcile(
    connection: sqlite3.Connection,
    table: str,
    key: Sequence[str],
    rows: Iterable[Row],
    *,
    where: str = "1",
    parameters: Sequence[Any] = (),
) -> None:
    """Make `table` (only its rows under `where`) hold exactly `rows`, known by the columns of `key`.

    Every row must have the same columns; columns they do not name are left alone.
    """
    wanted = {tuple(row[name] for name in key): row for row in rows}
    names = list(next(iter(wanted.values()))) if wanted else list(key)
    columns = ", ".join(f'"{name}"' for name in names)
    held = {}
    for values in connection.execute(f"select {columns} from {table} where {where}", parameters):
        row = dict(zip(names, values, strict=True))
        held[tuple(row[name] for name in key)] = row
    match = " and ".join(f'"{name}" is ?' for name in key)
    for gone in held.keys() - wanted.keys():
        connection.execute(f"delete from {table} where {match}", gone)
    insert_rows(connection, table, [wanted[at] for at in wanted.keys() - held.keys()])
    for at in wanted.keys() & held.keys():
        changed = [name for name in names if held[at][name] != wanted[at][name]]
        if changed:
            setting = ", ".join(f'"{name}" = ?' for name in changed)
            values = [wanted[at][name] for name in changed]
            connection.execute(f"update {table} set {setting} where {match}", (*values, *at))


def set_column(connection: sqlite3.Connection, table: str, column: str, wanted: dict[str, str]) -> None:
    """Set `column` to `wanted[id]`, or null for an id that is not there, in every row where it differs."""
    held = dict(connection.execute(f"select id, {column} from {table} where {column} is not null"))
    for record in sorted(held.keys() | wanted.keys()):
        if held.get(record) != wanted.get(record):
            connection.execute(f"update {table} set {column} = ? where id = ?", (wanted.get(record), record))
