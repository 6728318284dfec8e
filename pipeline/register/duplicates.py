"""The same decision printed twice, the same sum named twice, are one: later rows point to the first."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from pipeline.register.passages import folded
from schemas.items import DocumentKind

SAME_TEXT = 97.0  # rapidfuzz ratio: the same words, read from a worse copy
# The natural order of printings: the minutes themselves, then an extract, then everything else.
_KIND_ORDER = {DocumentKind.PROTOKOLL.value: 0, DocumentKind.PROTOKOLLSUTDRAG.value: 1}


def same_decisions(connection: sqlite3.Connection) -> dict[str, str]:
    """Return repeated decision → its first printing.

    One decision: the same body, day, paragraph, clause and status in one municipality, and the same text.
    A proposal has no meeting; it is one with another of the same case, clause and text.
    """
    rows = connection.execute(
        """select x.id, x.status, x.municipality_code, coalesce(x.organ, x.committee_code), x.decision_date,
               x.paragraph, x.clause, x.text, x.case_id, d.kind, d.document_date, x.document_id
           from decisions x join documents d on d.id = x.document_id"""
    ).fetchall()
    rows.sort(key=lambda row: (_KIND_ORDER.get(row[9], 2), row[10] or "9999", row[0]))
    key: tuple[Any, ...]
    first: dict[tuple[Any, ...], list[tuple[str, str, str]]] = defaultdict(list)
    same: dict[str, str] = {}
    for record, status, place, organ, date, paragraph, clause, text, case, _, document_date, document in rows:
        if status == "proposed":
            # Without a case or a day two memos with the same words can be two matters.
            key = (status, place, case, document_date, clause) if case else (record,)
        else:
            key = (status, place, folded(organ), date, paragraph, clause) if organ and date else (record,)
        plain = folded(text)
        for other, other_text, other_document in first[key]:
            if other_document != document and fuzz.ratio(plain, other_text, score_cutoff=SAME_TEXT):
                same[record] = other
                break
        else:
            first[key].append((record, plain, document))
    return same


@dataclass(frozen=True, slots=True)
class _Account:
    """What one document says of something that several may speak of; a detail is empty where not stated."""

    id: str
    details: tuple[Any, ...]
    order: tuple[Any, ...]

    @classmethod
    def of(cls, record: str, details: tuple[Any, ...], kind: str, date: str | None) -> "_Account":
        """Order accounts by how much they state, then as printings of a decision are ordered."""
        filled = sum(1 for detail in details if detail)
        return cls(record, details, (-filled, _KIND_ORDER.get(kind, 2), date or "9999", record))

    def may_be(self, other: "_Account") -> bool:
        """Tell whether nothing that both state sets them apart."""
        pairs = zip(self.details, other.details, strict=True)
        return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


def _point_to_fullest(groups: Iterable[list["_Account"]]) -> dict[str, str]:
    """Return account → the fullest one that nothing sets it apart from, within each group."""
    same: dict[str, str] = {}
    for group in groups:
        firsts: list[_Account] = []
        for account in sorted(group, key=lambda account: account.order):
            fitting = [first for first in firsts if first.may_be(account)]
            if fitting:
                same[account.id] = fitting[0].id
            else:
                firsts.append(account)
    return same


def same_amounts(connection: sqlite3.Connection) -> dict[str, str]:
    """Return repeated amount → the fullest statement of the same sum in the same case.

    Two sums of the same size are one unless payer, payee, period or rate sets them apart; a sum is
    compared only within its case, or within its document where the case is unknown.
    """
    payees = _names(connection, "select amount_id, name from amount_payees")
    groups: dict[tuple[str, Any], list[_Account]] = defaultdict(list)
    for row in connection.execute(
        """select a.id, coalesce(a.case_id, a.document_id), a.sek, a.per, a.payer,
               a.period_from, a.period_to, d.kind, d.document_date
           from amounts a join documents d on d.id = a.document_id where a.sek is not null"""
    ):
        record, case, sek, per, payer, period_from, period_to, kind, date = row
        details = (per, folded(payer or ""), frozenset(payees[record]), period_from, period_to)
        groups[case, sek].append(_Account.of(record, details, kind, date))
    return _point_to_fullest(groups.values())


def same_partnerships(connection: sqlite3.Connection) -> dict[str, str]:
    """Return repeated partnership → the fullest account of it: one name in one case, nothing apart."""
    partners = _names(connection, "select partnership_id, name from partnership_parties")
    groups: dict[tuple[str, str], list[_Account]] = defaultdict(list)
    for row in connection.execute(
        """select p.id, coalesce(p.case_id, p.document_id), p.name, p.period_from, p.period_to, p.amount_sek,
               p.evaluation_report_due, d.kind, d.document_date
           from partnerships p join documents d on d.id = p.document_id"""
    ):
        record, case, name, period_from, period_to, sek, due, kind, date = row
        details = (frozenset(partners[record]), period_from, period_to, sek, due)
        groups[case, folded(name)].append(_Account.of(record, details, kind, date))
    return _point_to_fullest(groups.values())


def _names(connection: sqlite3.Connection, sql: str) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for record, name in connection.execute(sql):
        names[record].add(folded(name))
    return names
