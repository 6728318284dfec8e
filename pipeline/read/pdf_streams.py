"""Find pages whose drawing instructions are cut off or damaged: pdfium draws what it got and says nothing."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.read.file_bytes import FileBytes

_STREAM = re.compile(rb"stream")
# Of the dictionary before a stream, what tells how it is packed and what it is.
_NUMBER = re.compile(rb"(\d+) \d+\Z")
_HEAD_BYTES = 1_600
_NUMBER_BYTES = 20
_PLAIN_FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])")
_NO_INSTRUCTIONS = re.compile(rb"/Subtype\s*/Image|/Length1|/Type\s*/(?:XRef|ObjStm|Metadata)|/DecodeParms")
_LONGEST = 4_000_000
_LARGEST_FILE = 200_000_000


def damaged_streams(data: FileBytes) -> frozenset[int]:
    """Return the numbers of the packed objects that end before they are whole, images and fonts left out.

    `data`: the whole file. A missing checksum is no damage: some programs leave it out.
    """
    if len(data) > _LARGEST_FILE or data.find(b"/Encrypt") >= 0:
        return frozenset()  # packed first and then encrypted: not to be judged from outside
    return frozenset(number for number, start, end in _packed_streams(data) if not _is_whole(data[start:end]))


def _packed_streams(data: FileBytes) -> Iterator[tuple[int, int, int]]:
    """Yield object number, start and end of each stream that can hold drawing instructions.

    Looks for the word `stream` and backwards from it: matching objects from their front takes longest of all.
    """
    end = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if found.start() < end or data[found.start() - 3 : found.start()] == b"end":
            continue
        start += 2 if data[start : start + 2] == b"\r\n" else 1 if data[start : start + 1] == b"\n" else 0
        before, _obj, about = data[max(0, found.start() - _HEAD_BYTES) : found.start()].rpartition(b" obj")
        number = _NUMBER.search(before[-_NUMBER_BYTES:])
        if start == found.end() or number is None or b"endobj" in about:
            continue
        if not _PLAIN_FLATE.search(about) or _NO_INSTRUCTIONS.search(about):
            continue
        end = data.find(b"endstream", start, start + _LONGEST)
        if end >= 0:
            yield int(number[1]), start, end


def _is_whole(packed: bytes) -> bool:
    if len(packed) < 3:
        return True  # an empty page's
    unpack = zlib.decompressobj()
    try:
        unpack.decompress(packed)
        if unpack.eof:
            return True
        bare = zlib.decompressobj(-zlib.MAX_WBITS)  # whole but for its checksum?
        bare.decompress(packed[2:])
    except zlib.error:
        return False
    return bare.eof


def pages_drawn_by(path: Path, streams: frozenset[int]) -> frozenset[int]:
    """Return the pages (1-based) whose instructions stand in one of the streams: slow, for a damaged file."""
    if not streams:
        return frozenset()
    import pdfplumber

    try:
        with pdfplumber.open(path) as document:
            return frozenset(
                number
                for number, page in enumerate(document.pages, start=1)
                if any(getattr(stream, "objid", None) in streams for stream in page.page_obj.contents)
            )
    except Exception:  # a second parser that fails as well must not take the pages with it
        return frozenset()
