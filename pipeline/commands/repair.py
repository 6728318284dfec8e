"""`iop repair`: a filter for anyone's text."""

import sys
from pathlib import Path

from pipeline.repair.filter import repair_stream
from schemas.errors import UsageError


def repair_command(file: Path | None, *, edits: bool, force: bool) -> int:
    """Repair a file or standard input to standard output; see `repair_stream` for the status."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # a real stream here
    if file is None:
        return repair_stream(sys.stdin.buffer, sys.stdout, edits=edits, force=force)
    try:
        with file.open("rb") as source:
            return repair_stream(source, sys.stdout, edits=edits, force=force)
    except OSError as error:
        raise UsageError(f"{file} kan inte läsas: {error.strerror or error}.") from error
