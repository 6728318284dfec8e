"""The same decision printed twice, the same sum named twice, are one: later rows point to the first."""

import sqlite3
from collections import defaultdict
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
class _Sum:
    id: str
    case_id: str
    document_id: str
    sek: Any
    details: tuple[Any, ...]  # per, payer, payees, period_from, period_to; None or empty: not stated
    order: tuple[Any, ...]

    def may_be(self, other: "_Sum") -> bool:
        """Tell whether nothing that both state sets them apart."""
        return all(
            not mine or not theirs or mine == theirs
            for mine, theirs in zip(self.details, other.details, strict=True)
        )


def same_amounts(connection: sqlite3.Connection) -> dict[str, str]:
    """Return repeated amount → the fullest statement of the same sum in the same case.

    Two sums of the same size are one unless payer, payee, period or rate sets them apart; a sum is
    compared only within its case, or within its document where the case is unknown.
    """
    payees: dict[str, set[str]] = defaultdict(set)
    for amount, name in connection.execute("select amount_id, name from amount_payees"):
        payees[amount].add(folded(name))
    groups: dict[tuple[str, Any], list[_Sum]] = defaultdict(list)
    for row in connection.execute(
        """select a.id, coalesce(a.case_id, a.document_id), a.document_id, a.sek, a.per, a.payer,
               a.period_from, a.period_to, d.kind, d.document_date
           from amounts a join documents d on d.id = a.document_id where a.sek is not null"""
    ):
        record, case, document, sek, per, payer, period_from, period_to, kind, date = row
        details = (per, folded(payer) if payer else None, frozenset(payees[record]), period_from, period_to)
        filled = sum(1 for detail in details if detail)
        order = (-filled, _KIND_ORDER.get(kind, 2), date or "9999", record)
        groups[case, sek].append(_Sum(record, case, document, sek, details, order))
    same: dict[str, str] = {}
    for group in groups.values():
        firsts: list[_Sum] = []
        for amount in sorted(group, key=lambda amount: amount.order):
            fitting = [first for first in firsts if first.may_be(amount)]
            if fitting:
                same[amount.id] = fitting[0].id
            else:
                firsts.append(amount)
    return same
