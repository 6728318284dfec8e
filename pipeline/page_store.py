"""`pages.db`: what was read of every page, so that no page is ever read twice.

One compressed blob a page; a row per word would take 9 GB for 100,000 pages.
"""

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import CONFIDENCE_DIGITS, COORDINATE_DIGITS, Origin, Page, Words

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    sha256 TEXT NOT NULL,  -- of the document's bytes
    page   INTEGER NOT NULL,  -- 1-based, physical
    engine TEXT NOT NULL,  -- program, version, language data's hash
    dpi    INTEGER NOT NULL,  -- of the image that was read; 0 for a text layer
    layout TEXT NOT NULL,  -- how reading order was found
    recipe TEXT NOT NULL,  -- how the image was prepared
    blob   BLOB NOT NULL,
    PRIMARY KEY (sha256, page, engine, dpi, layout, recipe)
) WITHOUT ROWID
"""
_WAIT_S = 60.0
_SCALE = 10**COORDINATE_DIGITS  # coordinates are kept in 1/100 point, confidences in 1/10,000
_CONFIDENCE_SCALE = 10**CONFIDENCE_DIGITS


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """Everything that could change what is read of a page."""

    sha256: str
    page: int
    engine: str
    dpi: int
    layout: str
    recipe: str

    def values(self) -> tuple[str, int, str, int, str, str]:
        """Return the key's columns in the table's order."""
        return (self.sha256, self.page, self.engine, self.dpi, self.layout, self.recipe)


class PageStore(AbstractContextManager["PageStore"]):
    """The file `pages.db`. Several processes may use it at once; each opens its own."""

    def __init__(self, path: Path | str) -> None:
        self._connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(_SCHEMA)

    def get(self, key: PageKey) -> Page | None:
        """Return the stored page, None if it has not been read in this way (or its blob is damaged)."""
        row = self._connection.execute(
            "SELECT blob FROM pages"
            " WHERE sha256=? AND page=? AND engine=? AND dpi=? AND layout=? AND recipe=?",
            key.values(),
        ).fetchone()
        if row is None:
            return None
        try:
            return _unpack(row[0])
        except (zlib.error, ValueError, KeyError, TypeError):
            return None  # a damaged blob costs reading the page again, nothing else

    def put(self, key: PageKey, page: Page) -> None:
        """Keep `page` under `key`; what stood there is replaced."""
        self._connection.execute(
            "INSERT OR REPLACE INTO pages VALUES (?,?,?,?,?,?,?)", (*key.values(), _pack(page))
        )

    def keep_loaded(self, sha256: str, pages: Iterable[Page]) -> None:
        """Keep a document's pages as they were when it was loaded, to derive it again without its file."""
        for page in pages:
            self.put(_loaded_key(sha256, page.page), page)

    def loaded(self, sha256: str, numbers: Iterable[int]) -> list[Page] | None:
        """Return a document's pages as `keep_loaded` kept them; None if one is missing."""
        pages = []
        for number in numbers:
            page = self.get(_loaded_key(sha256, number))
            if page is None:
                return None
            pages.append(page)
        return pages

    def close(self) -> None:
        """Close the file; the store cannot be used after."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


def _loaded_key(sha256: str, page: int) -> PageKey:
    return PageKey(sha256=sha256, page=page, engine="as loaded", dpi=0, layout="", recipe="")


def _pack(page: Page) -> bytes:
    geometry = page.words.geometry
    whole: list[int] = []
    for at in range(0, len(geometry), 5):
        whole += (round(value * _SCALE) for value in geometry[at : at + 4])
        whole.append(round(geometry[at + 4] * _CONFIDENCE_SCALE))
    record: dict[str, Any] = {
        "page": page.page,
        "origin": page.origin,
        "reason": page.reason,
        "confidence": page.confidence,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "rotation": page.rotation,
        "raw_text": page.raw_text,
        "offsets": list(page.words.offsets),
        "geometry": whole,
        "issues": [asdict(issue) for issue in page.issues],
    }
    return zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _unpack(blob: bytes) -> Page:
    record = json.loads(zlib.decompress(blob))
    whole = record.pop("geometry")
    geometry = array("f")
    for at in range(0, len(whole), 5):
        geometry.extend(value / _SCALE for value in whole[at : at + 4])
        geometry.append(whole[at + 4] / _CONFIDENCE_SCALE)
    words = Words(array("L", record.pop("offsets")), geometry)
    issues = tuple(
        Issue(
            kind=IssueKind(issue["kind"]),
            severity=Severity(issue["severity"]),
            page=issue["page"],
            message=issue["message"],
        )
        for issue in record.pop("issues")
    )
    origin = Origin(record.pop("origin"))
    return Page(origin=origin, words=words, issues=issues, **record)
