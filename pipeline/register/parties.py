"""Parties over all documents: one row for each, known by its canonical name, with every spelling.

Persons are never merged, and names are never compared loosely: Anders Rubin is not Ann Rubin.
"""

import json
import sqlite3
from collections import defaultdict
from typing import Any

from pipeline.register.cases import most_common
from pipeline.register.identity import record_id
from pipeline.register.passages import folded
from pipeline.register.reconcile import reconcile, set_column
from schemas.mentions import PartyKind

# Two municipalities each have a Socialnämnden; a municipality's own bodies share its organisation number.
_OWN_BODIES = {PartyKind.COMMITTEE.value, PartyKind.ADMINISTRATION.value, PartyKind.MUNICIPALITY.value}

Key = tuple[str | None, str]


def link_parties(connection: sqlite3.Connection) -> None:
    """Derive `parties` and `party_aliases`, and point mentions, payees and partners to them."""
    mentions = connection.execute(
        """select m.id, m.name, m.kind, m.org_number, m.aliases, d.municipality_code
           from party_mentions m join documents d on d.id = m.document_id order by m.id"""
    ).fetchall()
    group_of = _groups(mentions)
    grouped: dict[Key, list[Any]] = defaultdict(list)
    for mention in mentions:
        grouped[group_of[_key(mention)]].append(mention)
    parties, aliases, ids = [], [], {}
    for group, members in sorted(grouped.items(), key=lambda pair: (pair[0][1], pair[0][0] or "")):
        party = record_id("parties", *group)
        name = str(most_common(member[1] for member in members))
        numbers = {member[3] for member in members if member[3]}
        parties.append(
            {
                "id": party,
                "name": name,
                "kind": most_common(member[2] for member in members),
                "org_number": numbers.pop() if len(numbers) == 1 else None,
            }
        )
        spellings = {member[1] for member in members}
        spellings.update(alias for member in members for alias in json.loads(member[4]))
        aliases += [{"party_id": party, "alias": alias} for alias in sorted(spellings - {name})]
        ids[group] = party
    reconcile(connection, "parties", ("id",), parties)
    reconcile(connection, "party_aliases", ("party_id", "alias"), aliases)
    set_column(connection, "party_mentions", "party_id", {m[0]: ids[group_of[_key(m)]] for m in mentions})
    _point_names(connection, "amount_payees", "amounts", "amount_id")
    _point_names(connection, "partnership_parties", "partnerships", "partnership_id")


def _key(mention: Any) -> Key:
    _, name, kind, _, _, municipality = mention
    return (municipality if kind in _OWN_BODIES else None, folded(name))


def _groups(mentions: list[Any]) -> dict[Key, Key]:
    """Return name → the name that stands for its group: those that share an organisation number are one.

    A name that bears two numbers joins nothing: it may be two bodies.
    """
    numbers: dict[Key, set[str]] = defaultdict(set)
    for mention in mentions:
        key = _key(mention)
        numbers[key].update({mention[3]} if mention[3] and mention[2] not in _OWN_BODIES else ())
    by_number: dict[str, list[Key]] = defaultdict(list)
    for key, borne in numbers.items():
        if len(borne) == 1:
            by_number[next(iter(borne))].append(key)
    group_of = {key: key for key in numbers}
    for keys in by_number.values():
        first = min(keys, key=lambda key: key[1])
        for key in keys:
            group_of[key] = first
    return group_of


def _point_names(connection: sqlite3.Connection, table: str, parent: str, parent_id: str) -> None:
    """Point a payee or partner to the party that its own document mentions by that name or alias."""
    known: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for document, name, party, aliases in connection.execute(
        "select document_id, name, party_id, aliases from party_mentions where party_id is not null"
    ):
        for spelling in (name, *json.loads(aliases)):
            known[document][folded(spelling)].add(party)
    rows = connection.execute(
        f"""select t.{parent_id}, t.name, t.party_id, p.document_id from {table} t
            join {parent} p on p.id = t.{parent_id}"""
    ).fetchall()
    for record, name, held, document in rows:
        found = known[document][folded(name)]
        wanted = next(iter(found)) if len(found) == 1 else None
        if wanted != held:
            connection.execute(
                f"update {table} set party_id = ? where {parent_id} = ? and name = ?", (wanted, record, name)
            )
