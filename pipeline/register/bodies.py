"""Municipalities and committees as the documents name them, one row each."""

import sqlite3

from pipeline.register.cases import most_common
from pipeline.register.reconcile import reconcile


def link_bodies(connection: sqlite3.Connection) -> None:
    """Derive `municipalities` and `committees`; of several names the one most documents give."""
    municipalities: dict[str, list[str]] = {}
    committees: dict[tuple[str, str], list[str]] = {}
    rows = connection.execute(
        "select municipality_code, municipality, committee_code, committee from documents"
    )
    for municipality_code, municipality, committee_code, committee in rows:
        if municipality_code:
            municipalities.setdefault(municipality_code, []).append(municipality)
            if committee_code:
                committees.setdefault((municipality_code, committee_code), []).append(committee)
    reconcile(
        connection,
        "committees",
        ("municipality_code", "code"),
        [
            {"municipality_code": municipality, "code": code, "name": most_common(names)}
            for (municipality, code), names in committees.items()
        ],
    )
    reconcile(
        connection,
        "municipalities",
        ("code",),
        [{"code": code, "name": most_common(names)} for code, names in municipalities.items()],
    )
