"""How a register of any age becomes today's: named steps, applied once each by sqlite-utils.

`schemas/register.sql` is the schema of a new register, and the first step runs it. Every later step brings an
older register there, and finds its work done in a new one. A change needs both, the file and a step; a test
compares a register of the first schema, migrated, with a new one (docs/adr/0011-register-ids-and-linking.md).
"""

import sqlite3
from collections.abc import Iterator
from importlib import resources

APPLICATION_ID = 0x494F5052  # "IOPR" in the file's header: says that an SQLite file is one of ours
MIGRATION_SET = "iop-register"
MIGRATION_NAMES = ("m0001_first_schema", "m0002_help_from_other_documents")


def schema_sql() -> str:
    """Return the schema of a new register."""
    return (resources.files("schemas") / "register.sql").read_text(encoding="utf-8")


# Columns can only be added at the end; the file `register.sql` has them there too.
_HELP_FROM_OTHER_DOCUMENTS = (
    "alter table pages add column damage text",
    "alter table repairs add column own_start integer",
    "alter table repairs add column evidence_document text references documents (id) on delete set null",
    "alter table repairs add column evidence_page integer",
    "alter table repairs add column evidence_start integer",
    "alter table repairs add column evidence_end integer",
    "create index repairs_evidence on repairs (evidence_document) where evidence_document is not null",
    "create index repairs_helped on repairs (document_id) where evidence_page is not null",
)


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

    @migrations()
    def m0002_help_from_other_documents(db: Database) -> None:
        if "damage" not in db["pages"].columns_dict:
            for statement in _HELP_FROM_OTHER_DOCUMENTS:
                db.execute(statement)

    migrations.apply(Database(connection))
