"""Find pages whose drawing instructions are cut off or damaged: pdfium draws what it got and says nothing."""

import mmap
import re
import zlib
from pathlib import Path

# Of the dictionary before a stream, what tells how it is packed and what it is.
_STREAM = re.compile(rb"(?s)(?<![0-9])(\d+) \d+ obj\s*(<<(?:(?!endobj).){0,1500}?>>)\s*stream\r?\n")
_PLAIN_FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])")
_NO_INSTRUCTIONS = re.compile(rb"/Subtype\s*/Image|/Length1|/Type\s*/(?:XRef|ObjStm|Metadata)|/DecodeParms")
_LONGEST = 4_000_000
_LARGEST_FILE = 200_000_000


def damaged_streams(path: Path) -> frozenset[int]:
    """Return the numbers of the packed objects that end before they are whole, images and fonts left out.

    A missing checksum is no damage: some programs leave it out.
    """
    size = path.stat().st_size
    if not 0 < size <= _LARGEST_FILE:
        return frozenset()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(b"/Encrypt") >= 0:  # packed first and then encrypted: not to be judged from outside
            return frozenset()
        damaged = set()
        for found in _STREAM.finditer(data):
            about = found[2]
            if not _PLAIN_FLATE.search(about) or _NO_INSTRUCTIONS.search(about):
                continue
            end = data.find(b"endstream", found.end(), found.end() + _LONGEST)
            if end >= 0 and not _is_whole(data[found.end() : end]):
                damaged.add(int(found[1]))
    return frozenset(damaged)


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
