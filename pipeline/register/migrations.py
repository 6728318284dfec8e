"""How a register of any age becomes today's: named steps, applied once each by sqlite-utils.

`schemas/register.sql` is the schema of a new register. The next change to it needs three things: the old
file kept here as `0001.sql` and read by `m0001_first_schema`, a new function that alters it, and the test
that compares a migrated register with a new one (docs/adr/0011-register-ids-and-linking.md).
"""

import sqlite3
from collections.abc import Iterator
from importlib import resources

APPLICATION_ID = 0x494F5052  # "IOPR" in the file's header: says that an SQLite file is one of ours
MIGRATION_SET = "iop-register"
MIGRATION_NAMES = ("m0001_first_schema",)


def schema_sql() -> str:
    """Return the schema of a new register."""
    return (resources.files("schemas") / "register.sql").read_text(encoding="utf-8")


def statements(sql: str) -> Iterator[str]:
    """Yield the statements of a script whose statements end at the end of a line.

    `Connection.executescript` would commit the transaction that a migration runs in.
    """
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def applied_migrations(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the steps a register has been through; empty for a file that is none."""
    tables = connection.execute("select name from sqlite_master where name = '_sqlite_migrations'")
    if tables.fetchone() is None:
        return []
    rows = connection.execute(
        "select name from _sqlite_migrations where migration_set = ? order by id", (MIGRATION_SET,)
    )
    return [name for (name,) in rows]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an open register up to date. Call it inside a write transaction: then it is all or nothing."""
    # Imported here: sqlite-utils takes longer to load than a whole `iop case`, which never needs it.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(MIGRATION_SET)

    @migrations()
    def m0001_first_schema(db: Database) -> None:
        for statement in statements(schema_sql()):
            db.execute(statement)
        db.execute(f"pragma application_id = {APPLICATION_ID}")

    migrations.apply(Database(connection))
