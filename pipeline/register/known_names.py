"""The names that sound documents give to parties and persons: proof that a strange word is a name."""

import re
import sqlite3

from schemas.text import Passage

_CAPITALISED = re.compile(r"[^\W\d_]{2,}")
_SOURCES = ("party_mentions", "persons", "officials", "attendance")


def known_names(connection: sqlite3.Connection) -> dict[str, Passage]:
    """Return every capitalised word of a name → where it stands first, in documents without any damage.

    A damaged document, helped or not, proves no name: what it says must not depend on what it was told.
    """
    names: dict[str, Passage] = {}
    for table in _SOURCES:
        rows = connection.execute(
            f"""select s.document_id, s.page, s.start, substr(p.text, s.start + 1, s."end" - s.start)
                from {table} t join spans s on s.record = t.id
                join pages p on p.document_id = s.document_id and p.page = s.page
                where not exists (
                    select 1 from pages x where x.document_id = t.document_id and x.damage is not null)"""
        )
        for document, page, start, text in rows:
            for match in _CAPITALISED.finditer(text):
                word = match.group()
                if not word[0].isupper() or word.isupper():
                    continue
                place = Passage(
                    document=document, page=page, start=start + match.start(), end=start + match.end()
                )
                held = names.get(word)
                if held is None or _order(place) < _order(held):
                    names[word] = place
    return names


def _order(place: Passage) -> tuple[str, int, int]:
    return place.document, place.page, place.start
