"""Find pages whose measures are not points: `/UserUnit`, which pdfium does not tell.

Source: ISO 32000-1, table 30. Drawings larger than 5 m, and programs that measure in other units, use it.
"""

import re
import zlib
from pathlib import Path

from pipeline.read.file_bytes import FileBytes

_UNIT = re.compile(rb"/UserUnit\b")
_OBJECTS = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_LARGEST_FILE = 200_000_000
_HEAD_BYTES = 1_000


def user_units(path: Path, data: FileBytes, passwords: tuple[str, ...] = ()) -> dict[int, float]:
    """Return how many points a unit of each page is, for the pages (1-based) where that is not one.

    `data`: what stands in the file at `path`.
    """
    if not _may_have_units(data):
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


def _may_have_units(data: FileBytes) -> bool:
    """Return whether the word stands in the file, packed or not; encrypted objects cannot be looked into."""
    if len(data) > _LARGEST_FILE:
        return False
    if data.find(b"/UserUnit") >= 0 and _UNIT.search(data):
        return True
    if data.find(b"/ObjStm") < 0:
        return False
    packed = list(_OBJECTS.finditer(data))
    if packed and data.find(b"/Encrypt") >= 0:
        return True
    return any(_unpacked_has_unit(data, found.end()) for found in packed)


def _unpacked_has_unit(data: FileBytes, place: int) -> bool:
    start = _STREAM.search(data, place, place + _HEAD_BYTES)
    if start is None:
        return False
    end = data.find(b"endstream", start.end())
    try:
        objects = zlib.decompressobj().decompress(data[start.end() : end if end > 0 else len(data)])
    except zlib.error:
        return False
    return _UNIT.search(objects) is not None
