"""Keep what was read of drawn pages under build/, by all that decides it: several runs share it."""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.ocr.page_quality import MODEL

_PACKAGE = Path(__file__).parents[1]
# Exports are made of pages that have been read.
_EXPORT = "pages_to_"


@cache
def code_of_readers(*drawn: Path) -> str:
    """Return a hash of the code that reads an image, and of the files `drawn` that draw what is read.

    The weights of a page's quality are not in it: they change nothing that is read.
    """
    code = hashlib.sha256()
    for path in sorted([*_PACKAGE.glob("ocr/**/*"), _PACKAGE / "read" / "layout.py", *drawn]):
        reads = path != MODEL and path.suffix != ".pyc" and not path.name.startswith(_EXPORT)
        if reads and path.is_file():
            code.update(path.read_bytes())
    return code.hexdigest()


def keep(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record whole or not at all: other processes look for the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
