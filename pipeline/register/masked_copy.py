"""Write the copy of the register that may be shown: the same tables, no one's contact details in them.

The site serves this copy and never the register, so that no query, export, snippet or plugin can reach what
the copy does not hold (docs/adr/0015-browse-serves-a-masked-copy.md).
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path, PurePath
from typing import Any

from pipeline.register.store import Register
from schemas.errors import RegisterError

MASK = "•"
_TELLING = re.compile(r"[\d@].{3}", re.DOTALL)
WITHHELD = "[visas inte: sidan innehåller kontaktuppgifter]"

# What an extractor may have missed. Wide on purpose: in a published copy a masked number too many is the
# smaller error. Months 01-12 and days 01-31 or 61-91 (samordningsnummer) tell personnummer from numbers of
# organisations, whose third digit is at least 2 (Source: Skatteverket, SKV 704 and SKV 707).
_EMAIL = re.compile(r"[^\s@<>()\[\]{}|,;:\"]{1,64}@[^\s@<>()\[\]{}|,;\"]{1,250}\.\w{2,20}")
_NUMBER = re.compile(
    r"(?<![\d-])(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\s?[-–+]\s?\d{4}(?!\d)"
    r"|(?<![\w/-])(?:\+46|0046)[\s-]?(?:\(0\)\s?)?\d{1,3}(?:[\s-]{0,2}\d{2,4}){2,4}(?!\d)"
    r"|(?<![\w/-])07\d\s?\d{3}\s?\d{2}\s?\d{2}(?!\d)"
    r"|(?<![\w/-])0(?:8|[1-9]\d{1,2})\s?[-–]\s?\d{2,3}(?:\s?\d{2,3}){1,3}(?!\d)"
)

# Columns that hold nothing a reader wrote: keys, hashes, geometry.
_KEPT_COLUMNS = frozenset(
    {"id", "document_id", "case_id", "record", "boxes", "comparison_key", "same_as"}
    | {"from_document", "to_document", "evidence_document"}
)


def write_masked_copy(register: Path, copy: Path) -> None:
    """Copy the register to `copy` with contact details masked letter by letter, so that offsets hold.

    Masked: the contacts, wherever their text occurs in rows of their document, and whatever looks like an
    e-mail address, a telephone number or a personnummer. What was read before cleaning (`raw_text`, `raw`,
    `repairs`) is withheld on pages with contacts, since a misread address matches no pattern. Of a path, only
    the file's name stays.

    Raises:
        RegisterError: there is no register, the file is none, or the copy cannot be written.

    """
    with Register(register, readonly=True) as source:
        try:
            with closing(sqlite3.connect(copy)) as target:
                source.connection.backup(target)
                _mask(target)
        except sqlite3.Error as error:
            raise RegisterError(f"{copy}: kopian att visa kunde inte skrivas ({error}).") from error


def mask(text: str) -> str:
    """Replace every letter and digit by a bullet; length and punctuation stay.

    >>> mask("kim.lund@example.se")
    '•••.••••@•••••••.••'

    """
    return re.sub(r"\w", MASK, text)


def mask_personal(text: str, known: re.Pattern[str] | None = None) -> str:
    """Mask the known contacts and whatever looks like one; the length stays.

    >>> mask_personal("Ring 070-174 06 05 om HVO-2022-4246, org.nr 716444-9758")
    'Ring •••-••• •• •• om HVO-2022-4246, org.nr 716444-9758'

    """
    if known is not None:
        text = known.sub(_masked, text)
    if "@" in text:
        text = _EMAIL.sub(_masked, text)
    return _NUMBER.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    return mask(match.group())


def _mask(copy: sqlite3.Connection) -> None:
    copy.execute("pragma foreign_keys = off")
    copy.execute("pragma journal_mode = delete")
    for (trigger,) in copy.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        copy.execute(f'drop trigger "{trigger}"')
    known = _known_contacts(copy)
    full_text = [name for name, sql in _tables(copy) if "using fts5" in sql.lower()]
    for table, _ in _tables(copy):
        if not any(table == name or table.startswith(f"{name}_") for name in full_text):
            _mask_table(copy, table, known)
    _mask_contacts(copy)
    _mask_places(copy)
    _shorten_paths(copy)
    for table in full_text:
        copy.execute(f'insert into "{table}" ("{table}") values (?)', ("rebuild",))
    copy.commit()
    copy.execute("vacuum")  # what was overwritten must not stay in the file's free pages


def _tables(copy: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = copy.execute(
        "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite%'"
    )
    return [(str(name), str(sql)) for name, sql in rows]


def _known_contacts(copy: sqlite3.Connection) -> dict[str, re.Pattern[str]]:
    """What to look for in each document. A value without digit or @ ("Malmö") is masked in its place only."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for document, *texts in copy.execute("select document_id, value, quote, raw from contacts"):
        values[document].update(text.strip() for text in texts if _TELLING.search(text or ""))
    return {document: _any_of(texts) for document, texts in values.items() if texts}


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    choices = (r"\s+".join(map(re.escape, text.split())) for text in longest_first)
    return re.compile("|".join(choices), re.IGNORECASE)


def _mask_table(copy: sqlite3.Connection, table: str, known: dict[str, re.Pattern[str]]) -> None:
    columns = [str(row[1]) for row in copy.execute(f'pragma table_info("{table}")')]
    owner = next((f'"{name}"' for name in ("document_id", "from_document") if name in columns), "null")

    def mask_value(document: object, value: Any) -> Any:
        return mask_personal(value, known.get(str(document))) if isinstance(value, str) else value

    copy.create_function("mask_value", 2, mask_value, deterministic=True)
    for column in columns:
        if column in _KEPT_COLUMNS or column.endswith("_id"):
            continue
        copy.execute(
            f'update "{table}" set "{column}" = mask_value({owner}, "{column}") '
            f'where typeof("{column}") = \'text\' and mask_value({owner}, "{column}") is not "{column}"'
        )


def _mask_contacts(copy: sqlite3.Connection) -> None:
    copy.create_function("masked", 1, lambda text: mask(str(text)), deterministic=True)
    copy.execute("update contacts set value = masked(value), quote = masked(quote), raw = ?", (WITHHELD,))


def _shorten_paths(copy: sqlite3.Connection) -> None:
    """Keep the file's name: the folders can tell who works where. Equal names are told apart by a number."""
    seen: Counter[str] = Counter()
    paths = [path for (path,) in copy.execute("select path from document_files order by path")]
    for number, path in enumerate(paths):
        name = PurePath(path).name
        seen[name] += 1
        shown = name if seen[name] == 1 else f"{name} ({seen[name]})"
        copy.execute("update document_files set path = ? where path = ?", (f"\0{number}", path))
        copy.execute("update document_files set path = ? where path = ?", (shown, f"\0{number}"))
    copy.create_function("file_name", 1, lambda path: PurePath(str(path)).name, deterministic=True)
    copy.execute("update issues set file = file_name(file) where file is not null")


def _mask_places(copy: sqlite3.Connection) -> None:
    """Mask the very places of the contacts, and withhold what was read there before cleaning."""
    places: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for document, page, start, end in copy.execute(
        'select document_id, page, start, "end" from spans where record_table = ?', ("contacts",)
    ):
        places[document, page].append((start, end))
    for document, page in copy.execute("select document_id, page from contacts where page is not null"):
        places.setdefault((document, page), [])
    for (document, page), spans in places.items():
        row = copy.execute(
            "select text from pages where document_id = ? and page = ?", (document, page)
        ).fetchone()
        if row is None:
            continue
        text = row[0]
        for start, end in spans:
            text = text[:start] + mask(text[start:end]) + text[end:]
        copy.execute(
            "update pages set text = ?, raw_text = ? where document_id = ? and page = ?",
            (text, WITHHELD, document, page),
        )
        copy.execute(
            "update repairs set original = ?, replacement = ? where document_id = ? and page = ?",
            (MASK, MASK, document, page),
        )
        for table, _ in _tables(copy):
            columns = {row[1] for row in copy.execute(f'pragma table_info("{table}")')}
            if {"raw", "document_id", "page"} <= columns:
                copy.execute(
                    f'update "{table}" set raw = ? where document_id = ? and page = ?',
                    (WITHHELD, document, page),
                )
