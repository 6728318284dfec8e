"""Finds case numbers that were misread (`HV0-2022-4246`): candidates for a person to judge, never edits."""

import re
from dataclasses import dataclass

_LIKE_A_NUMBER = re.compile(
    r"(?<![\w-])(?P<prefix>[A-ZÅÄÖ01]{2,5})(?P<one>[- ])(?P<year>[0-9OIlSB]{4})(?P<two>[-/:])"
    r"(?P<serial>[0-9OIlSBZ]{1,6})(?![\w-])"
)
_TO_DIGITS = str.maketrans("OIlSBZ", "011582")
_TO_LETTERS = str.maketrans("01", "OI")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


@dataclass(frozen=True, slots=True)
class CaseNumberCandidate:
    """A passage `[start, end)` that is a case number if `value` is what was printed."""

    start: int
    end: int
    value: str


def find_case_number_candidates(text: str) -> list[CaseNumberCandidate]:
    """Find passages that become a case number when letters and digits of like shape change places.

    >>> [found.value for found in find_case_number_candidates("Dnr HV0-2022-4246, ASN-2O19-25OO")]
    ['HVO-2022-4246', 'ASN-2019-2500']
    """
    found = []
    for match in _LIKE_A_NUMBER.finditer(text):
        year = match["year"].translate(_TO_DIGITS)
        value = "".join(
            (
                match["prefix"].translate(_TO_LETTERS),
                match["one"],
                year,
                match["two"],
                match["serial"].translate(_TO_DIGITS),
            )
        )
        if value != match.group() and _YEAR.fullmatch(year):
            found.append(CaseNumberCandidate(match.start(), match.end(), value))
    return found
