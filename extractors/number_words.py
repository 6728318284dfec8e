"""Read Swedish number words: "en miljard femtiotusen", "trehundraåttiofemtusen", "en och en halv miljon"."""

import re
from decimal import Decimal

_ONES = {
    word: value
    for value, word in enumerate(
        ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
         "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton")
    )
} | {"en": 1}  # fmt: skip
_TENS = {
    "tjugo": 20, "tjuge": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70,
    "åttio": 80, "nittio": 90,
}  # fmt: skip
_SCALES = {
    "tusen": 10**3, "miljon": 10**6, "miljoner": 10**6, "miljard": 10**9, "miljarder": 10**9,
}  # fmt: skip
# Longest first, so that "femtio" is not read as "fem" and a rest.
_WORD = re.compile("|".join(sorted([*_ONES, *_TENS, *_SCALES, "hundra"], key=len, reverse=True)))
_HALF = re.compile(r"(?:(?P<whole>.+?)\s+och\s+)?en\s+halv\s+(?P<scale>miljon|miljard)")


def read_number_words(text: str) -> Decimal | None:
    """Return the number that the words say, None where they say none.

    >>> read_number_words("en miljard femtiotusen")
    Decimal('1000050000')
    >>> read_number_words("en och en halv miljon")
    Decimal('1500000')

    """
    words = re.sub(r"\s+", " ", text.casefold()).strip()
    half = _HALF.fullmatch(words)
    if half:
        whole = _whole_number(half["whole"]) if half["whole"] else 0
        return None if whole is None else Decimal((2 * whole + 1) * _SCALES[half["scale"]] // 2)
    number = _whole_number(words)
    return None if number is None else Decimal(number)


def _whole_number(words: str) -> int | None:
    joined = words.replace(" ", "")
    if "".join(_WORD.findall(joined)) != joined or not joined:
        return None
    total, group, scale = 0, 0, 10**12
    for word in _WORD.findall(joined):
        if word in _ONES:
            # Nothing below ten or twenty can follow units ("tre fyra" are two numbers).
            if group % 10 or (group % 100 and _ONES[word] > 9):
                return None
            group += _ONES[word]
        elif word in _TENS:
            if group % 100:
                return None
            group += _TENS[word]
        elif word == "hundra":
            if group > 9:
                return None
            group = (group or 1) * 100
        else:
            if _SCALES[word] >= scale:
                return None
            scale = _SCALES[word]
            total += (group or 1) * scale
            group = 0
    return total + group
