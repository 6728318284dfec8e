"""Find case numbers (diarienummer), by the closed prefixes and forms of `case_number_formats.toml`.

Text is full of things that look like them (committee and date, laws, phones, standards): without a known
prefix or form only a label (`Dnr`, `Diarienummer` …) makes a number a case number.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from extractors.rules import Blocked, Rule, as_expression, load_lexicon, load_rules, without_overlaps
from schemas.mentions import CaseNumber, CaseRole
from schemas.spans import Match, Range

_LEXICON = "case_number_formats"
# A break of the line after a sign that joins is no part of the number; any other break is a space.
_BREAK_IN_NUMBER = re.compile(r"(?<=\S)([-‐‑–/:])[^\S\n]*\n\s*")
_SPACE = re.compile(r"\s+")
_ISO_DATE = re.compile(r"(?:19|20)\d\d[-–](?:0[1-9]|1[0-2])[-–](?:0[1-9]|[12]\d|3[01])")
_YEAR_RANGE = re.compile(r"((?:19|20)\d\d)\s[-–]\s((?:19|20)\d\d)")
_PHONE = re.compile(r"0\d{1,3}[-–]\d{5,8}")
_ORG_NUMBER = re.compile(r"\d{6}-\d{4}")
_LABEL = re.compile(r"^\s*(?:D\s?nr|Diarie\s?(?:nummer|nr)|Ärende\s?(?:nummer|nr))\b[.:\s]*", re.IGNORECASE)
_KEY_TOKENS = re.compile(r"[^\W\d_]+|\d+")
_FOLDABLE = str.maketrans({"é": "e", "è": "e", "ü": "u", "à": "a", "á": "a"})


def comparison_key(value: str) -> str:
    """Return what all spellings of a case number share, so that any of them finds the case.

    Ignores case, separators, a doubled prefix, the place of the prefix and the leading zeros of each run
    of digits. å, ä, ö are letters.

    >>> comparison_key("hvo 2022/4246") == comparison_key("HVO-2022-04246")
    True
    >>> comparison_key("2023/KFN 0081")
    'kfn-2023-81'

    """
    folded = unicodedata.normalize("NFC", value).casefold().translate(_FOLDABLE)
    tokens = _KEY_TOKENS.findall(folded)
    letters = dict.fromkeys(token for token in tokens if not token.isdigit())
    digits = [token.lstrip("0") or "0" for token in tokens if token.isdigit()]
    return "-".join([*letters, *digits])


def find_case_numbers(text: str, *, municipality: str | None = None) -> Iterator[Match[CaseNumber]]:
    """Yield every case number in `text`, in order; whose it is gets decided later (role: referenced).

    `municipality`: the kommunkod of the document's municipality, None where unknown. Its own forms get
    their canonical value, and forms too weak elsewhere count.

    >>> [m.value.value for m in find_case_numbers("nämnden (ASN 2018-379) den 26 april", municipality="1280")]
    ['ASN-2018-379']

    """
    blocked = Blocked.by(load_rules(_LEXICON, "blocker"), text)
    known = [match for match in _known(text, municipality) if not blocked.touches(match.start, match.end)]
    taken = Blocked((match.start, match.end) for match in known)
    named = [
        match
        for match in _labelled(text)
        if not taken.touches(match.start, match.end) and not blocked.touches(match.start, match.end)
    ]
    return without_overlaps(map(as_expression, known + named))


def parse_case_number(text: str, *, municipality: str | None = None) -> CaseNumber | None:
    """Read a string that is nothing but a case number, in any case of letters; None if it isn't one.

    >>> parse_case_number("hvo 2022-4246", municipality="1280").value
    'HVO-2022-4246'

    """
    whole = _LABEL.sub("", text).strip()
    for candidate in dict.fromkeys((whole, whole.upper())):
        for lead in ("", "Dnr "):
            for match in find_case_numbers(lead + candidate, municipality=municipality):
                rest = candidate[match.end - len(lead) :]
                if match.start <= len(lead) and not re.search(r"[^\W\d_]{4}|\d{4}", rest):
                    return match.value
    return None


def find_damaged_case_numbers(text: str) -> Iterator[Match[str]]:
    """Yield what reads like a case number with letters and digits confused: candidates, never facts.

    The value is what the number would be; the caller compares it with numbers known from elsewhere.

    >>> [m.value for m in find_damaged_case_numbers("se HV0-2022-4246 och ASN-2O19-25OO")]
    ['HVO-2022-4246', 'ASN-2019-2500']

    """
    for found in _DAMAGED.finditer(text):
        prefix = found["prefix"].translate(_TO_LETTERS)
        year, serial = (found[group].translate(_TO_DIGITS) for group in ("year", "serial"))
        candidate = f"{prefix}-{year}-{serial}"
        written = _SPACE.sub(" ", found[0])
        if comparison_key(candidate) == comparison_key(written) or prefix not in known_prefixes(None):
            continue
        if parse_case_number(candidate) is not None:
            yield Match(
                value=candidate,
                ranges=(Range(*found.span()),),
                rule=f"{_LEXICON}:damaged",
                confidence=0.3,
            )


_TO_LETTERS = str.maketrans("01586", "OISBG")
_TO_DIGITS = str.maketrans("OoQDIl|SsBZzGö", "00001115582260")
_DAMAGED = re.compile(
    r"(?<![\w/.-])(?P<prefix>[A-ZÅÄÖ0158|6]{2,5})\s?[-‐‑–—_~]\s?(?P<year>[12IlZ|][09OoQDö][\dOoQDIl|SsBZzGö]{2})"
    r"\s?[-‐‑–—_~]\s?(?P<serial>[\dOoQDIl|SsBZzGö]{1,6})(?![\w/-])"
)


@cache
def known_prefixes(municipality: str | None) -> frozenset[str]:
    """Return the prefixes that case numbers can have: a municipality's own and the common ones, or all."""
    rows = load_lexicon("committees")["committee"]
    lexicon = load_lexicon(_LEXICON)
    codes = {
        row["code"] for row in rows if municipality is None or row.get("municipality") in (None, municipality)
    }
    return frozenset(codes | set(lexicon["prefixes"])) - frozenset(lexicon["never"])


@cache
def _home_of(prefix: str) -> str | None:
    """Return the one municipality that uses a prefix, None for common and shared ones."""
    homes = {
        row.get("municipality") for row in load_lexicon("committees")["committee"] if row["code"] == prefix
    }
    return homes.pop() if len(homes) == 1 else None


def _known(text: str, municipality: str | None) -> Iterator[Match[CaseNumber]]:
    rules = load_rules(_LEXICON, "format")

    # A municipality's own forms go first, then other municipalities', then the common ones: where two
    # forms read the same passage, the first one's reading is the value.
    def order(rule: Rule) -> tuple[bool, bool]:
        home = rule.data.get("municipality")
        return home is None, home != municipality

    for rule in sorted(rules, key=order):
        if rule.data.get("own") and rule.data.get("municipality") != municipality:
            continue
        for found in rule.finditer(text):
            groups = found.groupdict()
            prefix = groups.get("prefix")
            if prefix is not None and not _prefix_fits(rule, prefix, municipality):
                continue
            if _is_ambiguous(found):
                continue
            yield rule.to_match(found, _case_number(rule, found, municipality))


def _prefix_fits(rule: Rule, prefix: str, municipality: str | None) -> bool:
    if prefix in load_lexicon(_LEXICON)["never"]:
        return False
    if not rule.data.get("closed"):
        return True
    home = rule.data.get("municipality")
    if home is None:
        return prefix in known_prefixes(None)
    # The form of one municipality: its own documents may use common prefixes in it, others its own only.
    return prefix in known_prefixes(home) if municipality == home else _home_of(prefix) == home


def _is_ambiguous(found: re.Match[str]) -> bool:
    """A committee followed by years or a month: `KF 2019-2022`, `KS 2019/2020`, `ASN 2018-10`."""
    groups = found.groupdict()
    prefix, year, serial = groups.get("prefix"), groups.get("year"), groups.get("serial")
    if not prefix or not year or not serial or not found[0][len(prefix)].isspace():
        return False
    if len(serial) == 4 and int(year) < int(serial) <= int(year) + 10:
        return True
    return len(serial) == 2 and 1 <= int(serial) <= 12


def _case_number(rule: Rule, found: re.Match[str], municipality: str | None) -> CaseNumber:
    groups = found.groupdict()
    written = _folded(groups.get("value") or found[0])
    canonical, home = rule.data.get("canonical"), rule.data.get("municipality")
    prefix, year = groups.get("prefix"), groups.get("year")
    # `own` and prefix-less forms are as distinct as a prefix of their own; a shared prefix is not.
    if canonical and home in (municipality, None if prefix is None else _home_of(prefix)):
        written = canonical.format(whole=written, **groups)
    elif canonical and "value" in groups:
        written = _folded(groups["value"])
    return CaseNumber(
        value=written,
        role=CaseRole.REFERENCED,
        prefix=prefix,
        year=int(year) if year else None,
        serial=groups.get("serial"),
    )


def _labelled(text: str) -> Iterator[Match[CaseNumber]]:
    label, label_next = load_rules(_LEXICON, "label")
    found: re.Match[str] | None
    for found in label.finditer(text):
        rule = label
        while found is not None:
            number = _labelled_number(found)
            if number is None:
                break
            yield rule.to_match(found, number)
            rule, found = label_next, label_next.pattern.match(text, found.end())


def _labelled_number(found: re.Match[str]) -> CaseNumber | None:
    value = _folded(found["value"])
    digits = value.removeprefix(found["prefix"] or "").lstrip(" -/")
    if any(pattern.fullmatch(digits) for pattern in (_ISO_DATE, _YEAR_RANGE, _PHONE, _ORG_NUMBER)):
        return None
    years = re.findall(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)", value)
    return CaseNumber(
        value=value,
        role=CaseRole.REFERENCED,
        prefix=found["prefix"],
        year=int(years[0]) if len(years) == 1 else None,
    )


def _folded(value: str) -> str:
    return _SPACE.sub(" ", _BREAK_IN_NUMBER.sub(r"\1", value)).strip()
