"""The version of the rules: a hash of everything between a page as read and a value.

A register made by other rules is derived anew, without reading any page again. Nobody has to remember
to raise a number; changing a rule changes the version.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PURE = (
    "schemas/*.py",
    "extractors/**/*.py",
    "extractors/lexicons/*.toml",
    "pipeline/repair/*.py",
    "pipeline/repair/model/*",
    "pipeline/pages_to_text.py",
    "pipeline/text_to_items.py",
    "pipeline/part_to_matches.py",
    "pipeline/items_to_mentions.py",
    "pipeline/mentions_to_decisions.py",
    "pipeline/anchors.py",
)


@lru_cache(maxsize=1)
def rules_version() -> str:
    """Return 12 hex digits over the names and bytes of the pure stages, their lexicons and models."""
    digest = hashlib.sha256()
    for pattern in _PURE:
        for path in sorted(_ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(_ROOT).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
