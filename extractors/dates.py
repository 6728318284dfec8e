"""Find dates: days, months, seasons and years, as precise as printed and no more."""

import re
from collections.abc import Iterator

from extractors.date_reading import read_dates, read_short_day
from schemas.mentions import DateValue
from schemas.spans import Match

# What may stand around a date that is given as a whole string.
_AROUND = re.compile(
    r"^(?:(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\s+)?(?:den\s+|i\s+|år\s+|under\s+)?|[\s.,;]+$",
    re.IGNORECASE,
)


def find_dates(text: str) -> Iterator[Match[DateValue]]:
    """Yield every date in `text` in document order; case numbers, laws, phones, counts are no dates.

    The match covers the date alone (not "den", "år"). Dates without a year are skipped: which year it
    was is not printed.

    >>> [m.value.value for m in find_dates("den 6 maj 2031 (§ 12, SN-2031-12)")]
    ['2031-05-06']
    >>> [m.value.value for m in find_dates("Under våren 2021 prövades det, 65 år och äldre, rum 5128")]
    ['2021-spring']

    """
    return iter(read_dates(text))


def parse_date(text: str) -> DateValue | None:
    """Read a string that is nothing but one date; None if it is anything else.

    >>> parse_date("den 26:e april 2018").value
    '2018-04-26'

    """
    whole = _AROUND.sub("", text.strip()).strip()
    matches = read_dates(whole)
    if len(matches) == 1 and (matches[0].start, matches[0].end) == (0, len(whole)):
        return matches[0].value
    return read_short_day(whole)
