"""Ids that follow from what a row is, so that any order of files on any machine gives the same register."""

import hashlib
import json
from typing import Any

ID_LENGTH = 20  # hexadecimal digits: with ten million rows one collision in 10 billion registers
UNKNOWN_MUNICIPALITY = "0000"  # no such kommunkod exists


def record_id(table: str, *natural_key: Any) -> str:
    """Return the id of the row that `natural_key` identifies in `table`; unique over all tables.

    >>> record_id("items", "ab", 12) == record_id("items", "ab", 12) != record_id("basis", "ab", 12)
    True

    """
    key = json.dumps([table, *natural_key], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:ID_LENGTH]


def case_id(municipality_code: str | None, case_number: str) -> str:
    """Return the id of a case: municipality and number.

    >>> case_id("1280", "HVO-2022-4246"), case_id(None, "Dnr 31/16")
    ('1280/HVO-2022-4246', '0000/Dnr 31/16')

    """
    return f"{municipality_code or UNKNOWN_MUNICIPALITY}/{case_number}"
