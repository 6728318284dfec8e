"""`iop repair` as a filter: bytes in, repaired text (or its edits as JSON lines) out, as a stream."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from pipeline.repair.text_repair import repair_text
from schemas.text import apply_edits

CHUNK_BYTES = 1 << 17
FALLBACK_ENCODING = "cp1252"
EXIT_OK, EXIT_PARTIAL = 0, 2


def repair_stream(source: BinaryIO, sink: TextIO, *, edits: bool, force: bool = False) -> int:
    """Repair everything in `source`, write it to `sink`, and return the exit status of the contract.

    The text keeps its number of lines and its line ends; it comes out in NFC. Bytes that are not UTF-8 are
    read as Windows-1252, line by line; what is not even that becomes U+FFFD and makes the status 2.

    Args:
        source: any bytes; read in pieces, so that neither size nor line length matters.
        sink: takes the text; or, with `edits`, one JSON object a line, offsets into the whole input (NFC).
        edits: write edits instead of text.
        force: repair even where the gate calls the text clean.

    """
    offset = 0
    status = EXIT_OK
    guessed = 0
    for raw in _chunks(source):
        text, bad_lines, lost = _decode(raw)
        guessed += bad_lines
        if lost:
            status = EXIT_PARTIAL
        text = unicodedata.normalize("NFC", text)
        repair = repair_text(text, force=force)
        if edits:
            for edit in repair.edits:
                row = {
                    "start": offset + edit.start,
                    "end": offset + edit.end,
                    "original": edit.original,
                    "replacement": edit.replacement,
                    "rule": edit.rule,
                    "confidence": edit.confidence,
                }
                sink.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            sink.write(apply_edits(text, repair.edits))
        offset += len(text)
    sink.flush()
    if guessed:
        print(f"{guessed} rader var inte UTF-8 och lästes som Windows-1252.", file=sys.stderr)
    return status


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    """Cut the stream after line ends, or after spaces in an endless line; never inside a letter."""
    waiting = b""
    while piece := source.read(CHUNK_BYTES):
        waiting += piece
        if len(waiting) < CHUNK_BYTES:
            continue
        cut = _cut(waiting)
        yield waiting[:cut]
        waiting = waiting[cut:]
    if waiting:
        yield waiting


def _cut(waiting: bytes) -> int:
    for mark in (b"\n\n", b"\n", b" "):
        at = waiting.rfind(mark, len(waiting) // 2)
        if at >= 0:
            return at + len(mark)
    at = len(waiting)
    while at > len(waiting) - 4 and waiting[at - 1] & 0xC0 == 0x80:
        at -= 1
    if waiting[at - 1] >= 0xC0:
        at -= 1
    return at if at > 0 else len(waiting)


def _decode(raw: bytes) -> tuple[str, int, bool]:
    """Return the text, how many lines were not UTF-8, and whether a byte could not be read at all."""
    try:
        return raw.decode("utf-8"), 0, False
    except UnicodeDecodeError:
        pass
    lines: list[str] = []
    bad, lost = 0, False
    for line in raw.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            bad += 1
            decoded = line.decode(FALLBACK_ENCODING, errors="replace")
            lost = lost or "\ufffd" in decoded
            lines.append(decoded)
    return "\n".join(lines), bad, lost
