"""The register as text, to tell whether two registers are the same."""

import json
from collections.abc import Iterator

from pipeline.register.store import Register

# What may differ between two equal registers: the clock, and what SQLite keeps for itself.
_LEFT_OUT = ("runs", "_sqlite_migrations")


def dump_register(register: Register) -> Iterator[str]:
    """Yield one line for each row of every table but `runs`, in an order that follows from the content."""
    tables = register.query(
        """select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
           and name not like '%_fts%' order by name"""
    )
    for table in (row["name"] for row in tables):
        if table in _LEFT_OUT:
            continue
        rows = (json.dumps(row, ensure_ascii=False) for row in register.query(f"select * from {table}"))
        yield from (f"{table} {line}" for line in sorted(rows))
