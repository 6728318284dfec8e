"""The bytes of a file, read once for everything that looks into it."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

FileBytes: TypeAlias = bytes | mmap.mmap

# Larger files are left to the system to page in.
_IN_MEMORY = 32_000_000


@contextmanager
def file_bytes(path: Path) -> Iterator[FileBytes]:
    """Open a file's bytes, good while open.

    Raises:
        OSError: the file cannot be read.

    """
    with path.open("rb") as file:
        size = path.stat().st_size
        if size <= _IN_MEMORY:
            yield file.read()
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data
