"""Find personal data that must be masked (e-mail, phone, personnummer, address), and organisation numbers."""

import re
from collections.abc import Iterator
from datetime import date

from extractors.rules import Blocked, as_expression, load_rules, value_group, without_overlaps
from schemas.mentions import Contact, ContactKind
from schemas.spans import Match

_LEXICON = "contacts"
_DIGITS = re.compile(r"\d")
# Digits of a Swedish number with its area code: six-digit numbers in 08 have eight, nobody has over ten
# but a few exchanges in 08. Source: Post- och telestyrelsen, the Swedish numbering plan.
_PHONE_DIGITS = range(8, 11)
_MOBILE_DIGITS = 10
_LONG_AREA_DIGITS = range(9, 11)
_INTERNATIONAL_DIGITS = range(9, 16)
# Samordningsnummer add 60 to the day.
_COORDINATION_DAY = 60


def find_contacts(text: str) -> Iterator[Match[Contact]]:
    """Yield contact details in `text`, in order, as written; whose they are is decided elsewhere.

    A personnummer needs a day that exists and a right check digit (a label makes up for the digit). An
    address needs its post code or a label: "Kungsgatan 13, rum 5128" is where a meeting is held.

    >>> [m.value.value for m in find_contacts("Kim: kim@example.se, 070-174 06 05 den 2020-10-28")]
    ['kim@example.se', '070-174 06 05']

    """
    return without_overlaps(as_expression(match) for match in _contacts(text))


def find_org_numbers(text: str) -> Iterator[Match[str]]:
    """Yield organisation numbers (NNNNNN-NNNN, right check digit), in order. They are no personal data.

    >>> [m.value for m in find_org_numbers("organisationsnummer 716444-9758")]
    ['716444-9758']

    """
    return without_overlaps(
        as_expression(rule.to_match(found, f"{digits[:6]}-{digits[6:]}"))
        for rule in load_rules(_LEXICON, "org_number")
        for found in rule.finditer(text)
        if has_check_digit(digits := "".join(_DIGITS.findall(found["value"])))
    )


def has_check_digit(digits: str) -> bool:
    """Say whether ten digits end in their check digit.

    Source: Skatteverket, SKV 704 and SKV 709 (the Luhn algorithm).

    >>> has_check_digit("8112189876")
    True

    """
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return len(digits) == 10 and sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _contacts(text: str) -> Iterator[Match[Contact]]:
    emails = [
        rule.to_match(found, Contact(kind=ContactKind.EMAIL, value=found[0]))
        for rule in load_rules(_LEXICON, "email")
        for found in rule.finditer(text)
    ]
    yield from emails
    inside_email = Blocked((match.start, match.end) for match in emails)
    for kind, is_right in (
        (ContactKind.PHONE, _is_phone),
        (ContactKind.PERSONNUMMER, _is_personnummer),
        (ContactKind.ADDRESS, None),
    ):
        for rule in load_rules(_LEXICON, kind.value):
            for found in rule.finditer(text):
                labelled = bool(rule.data.get("labelled"))
                if inside_email.touches(*found.span()) or (is_right and not is_right(found, labelled)):
                    continue
                yield rule.to_match(found, Contact(kind=kind, value=found[value_group(found)]))


def _is_phone(found: re.Match[str], labelled: bool) -> bool:
    """Count the digits: an area code and a number of a length that exists."""
    del labelled
    area, number = ("".join(_DIGITS.findall(found[group])) for group in ("area", "number"))
    count = len(area) + len(number)
    if found["area"].startswith("+"):
        return count in _INTERNATIONAL_DIGITS
    if area.startswith("07") and len(area) <= 3 and not area.startswith("077"):
        return count == _MOBILE_DIGITS
    return count in (_LONG_AREA_DIGITS if len(area) == 4 else _PHONE_DIGITS)


def _is_personnummer(found: re.Match[str], labelled: bool) -> bool:
    digits = "".join(_DIGITS.findall(found["value"]))
    year, month, day = int(digits[:-8]), int(digits[-8:-6]), int(digits[-6:-4])
    if day > _COORDINATION_DAY:
        day -= _COORDINATION_DAY
    try:
        # Any leap year does for a year of two digits.
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return False
    return labelled or has_check_digit(digits[-10:])
