"""Find what pdfium does not tell: pages whose measures are not points, documents with layers.

Source: ISO 32000-1, table 30 (`/UserUnit`): drawings larger than 5 m, and programs that measure in other
units, use it. 8.11.4.2: without `/OCProperties` a document has no layers that can be off.
"""

import re
import zlib
from pathlib import Path

from pipeline.read.file_bytes import FileBytes

_OBJECTS = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_LARGEST_FILE = 200_000_000
_HEAD_BYTES = 1_000


def said_in(data: FileBytes) -> frozenset[str]:
    """Return which of the words looked for stand in the file, packed or not.

    All of them where objects are encrypted, which cannot be looked into, and of a very large file
    `LAYERS`: what costs least is supposed of it.
    """
    if len(data) > _LARGEST_FILE:
        return frozenset({LAYERS})
    found = {
        word for word, pattern in _WORDS.items() if data.find(word.encode()) >= 0 and pattern.search(data)
    }
    if len(found) < len(_WORDS) and data.find(b"/ObjStm") >= 0:
        packed = list(_OBJECTS.finditer(data))
        if packed and data.find(b"/Encrypt") >= 0:
            return frozenset(_WORDS)
        for place in packed:
            objects = _unpacked(data, place.end())
            found |= {word for word, pattern in _WORDS.items() if pattern.search(objects)}
    return frozenset(found)


UNITS, LAYERS = "/UserUnit", "/OCProperties"
_WORDS = {word: re.compile(re.escape(word.encode()) + rb"\b") for word in (UNITS, LAYERS)}


def user_units(path: Path, said: frozenset[str], passwords: tuple[str, ...] = ()) -> dict[int, float]:
    """Return how many points a unit of each page is, for the pages (1-based) where that is not one.

    `said`: which words stand in the file at `path` (`said_in`).
    """
    if UNITS not in said:
        return {}
    import pdfplumber

    for password in ("", *passwords):
        try:
            with pdfplumber.open(path, password=password) as document:
                units = {
                    number: _number(page.page_obj.attrs.get("UserUnit"))
                    for number, page in enumerate(document.pages, start=1)
                }
        except Exception:  # a second parser that fails must not take the pages with it
            continue
        return {number: unit for number, unit in units.items() if unit != 1}
    return {}


def _number(value: object) -> float:
    from pdfminer.pdftypes import resolve1

    value = resolve1(value)
    return float(value) if isinstance(value, int | float) and 0 < value <= _LARGEST_UNIT else 1.0


# A unit larger than an A4 sheet is a fault.
_LARGEST_UNIT = 1_000


def _unpacked(data: FileBytes, place: int) -> bytes:
    start = _STREAM.search(data, place, place + _HEAD_BYTES)
    if start is None:
        return b""
    end = data.find(b"endstream", start.end())
    try:
        return zlib.decompressobj().decompress(data[start.end() : end if end > 0 else len(data)])
    except zlib.error:
        return b""
