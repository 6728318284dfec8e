"""What several documents say together: a second pass over the whole register, free of order.

It reads only what the documents state, so that the result is the same whatever came first, and writes
only what differs from what stands there already.
"""

import sqlite3

from pipeline.register.bodies import link_bodies
from pipeline.register.cases import (
    assign_located,
    assign_stated,
    case_rows,
    stated_case_documents,
    stated_numbers,
)
from pipeline.register.document_links import case_link_rows, document_link_rows
from pipeline.register.duplicates import same_amounts, same_decisions, same_partnerships
from pipeline.register.inference import infer_cases
from pipeline.register.parties import link_parties
from pipeline.register.reconcile import reconcile, set_column
from pipeline.register.store import Register

# Raise it when a rule of linking changes: every register is then linked again at the next ingest.
LINKING_VERSION = 2
# Numbers that differ between two copies (contradictions) are found with the words, before linking.
_OF_INFERENCE = "found_by = 'linking' and kind = 'ambiguous'"


def link_register(register: Register) -> None:
    """Derive cases, links, parties and repeated decisions anew; nothing to do where nothing was loaded.

    One transaction: after a crash the register is as it was, and the next call does it all.
    """
    if is_linked(register):
        return
    with register.transaction() as connection:
        link_bodies(connection)
        numbers = stated_numbers(connection)
        reconcile(connection, "cases", ("id",), case_rows(numbers))
        assign_stated(connection)
        assign_located(connection)
        inference = infer_cases(connection)
        _point_to_inferred(connection, inference.cases)
        assign_located(connection)
        reconcile(
            connection,
            "case_documents",
            ("case_id", "document_id", "part", "relation"),
            stated_case_documents(connection, numbers) + inference.case_documents,
        )
        reconcile(connection, "issues", ("id",), inference.issues, where=_OF_INFERENCE)
        reconcile(
            connection,
            "case_links",
            ("case_id", "other_case_id", "kind"),
            case_link_rows(connection, numbers),
        )
        reconcile(
            connection,
            "document_links",
            ("from_document", "to_document", "kind"),
            document_link_rows(connection),
        )
        set_column(connection, "decisions", "same_as", same_decisions(connection))
        set_column(connection, "amounts", "same_as", same_amounts(connection))
        set_column(connection, "partnerships", "same_as", same_partnerships(connection))
        link_parties(connection)
        _mark_iop_cases(connection)
        connection.execute(f"pragma user_version = {LINKING_VERSION}")


def is_linked(register: Register) -> bool:
    """Tell whether nothing was loaded since the register was last linked, by today's rules of linking."""
    return bool(register.query("pragma user_version")[0]["user_version"] == LINKING_VERSION)


def _point_to_inferred(connection: sqlite3.Connection, cases: dict[str, str]) -> None:
    rows = connection.execute(
        "select id, case_id, case_basis from documents where case_number is null order by id"
    ).fetchall()
    for document, held_case, held_basis in rows:
        case = cases.get(document)
        basis = "inferred" if case else None
        if (held_case, held_basis) != (case, basis):
            connection.execute(
                "update documents set case_id = ?, case_basis = ? where id = ?", (case, basis, document)
            )


def _mark_iop_cases(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        update cases as t set is_iop = v.is_iop
        from (select id, exists (select 1 from decisions where case_id = cases.id and is_iop)
                  or exists (select 1 from partnerships where case_id = cases.id) as is_iop from cases) as v
        where t.id = v.id and t.is_iop is not v.is_iop
        """
    )
