"""Repairs text whose letters were mapped wrongly: mojibake, old code pages, glyph numbers, letter-spacing.

Nothing here weighs words against each other: each damage has one way back, and it is taken only where what
comes out is Swedish.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from pipeline.repair.lexicon import Lexicon
from schemas.text import Edit

MOJIBAKE, CODE_PAGE, GLYPH_NUMBERS, LETTER_SPACING = (
    "mojibake",
    "shifted encoding",
    "broken text mapping",
    "letter-spacing",
)
_MOJIBAKE = re.compile(r"\S{0,60}(?:Ã[\u0080-\u00bf…„†–•—˜™š›œž‚ƒˆ‰Š‹ŒŽ‘’“”]|â€|Â[\u00a0-\u00bf])\S{0,60}")
_TABLES = {
    "ISO 646-SE": str.maketrans("}{|][\\", "åäöÅÄÖ"),
    "CP437": str.maketrans("†„”", "åäö"),
    "Mac Roman": str.maketrans("ŒŠš", "åäö"),
}
_SHIFTED = {
    "ISO 646-SE": re.compile(r"(?<![\w}{|\]\[\\])[^\W\d_]*[}{|\]\[\\][}{|\]\[\\\w]*[^\W\d_][}{|\w]*"),
    "CP437": re.compile(r"[^\W\d_]+[†„”][†„”\w]*[^\W\d_]|[†„”][^\W\d_]+"),
    "Mac Roman": re.compile(r"[^\W\d_]*[ŒŠš][^\W\d_]+"),
}
_SHIFTED_SIGN = re.compile("[}{|\\\\†„ŒŠš]")
LEAST_SHIFTED, KNOWN_SHARE = 3, 0.7
_CAPITALS = re.compile(r"(?<!\w)[A-ZÅÄÖ]+(?: [A-ZÅÄÖ]+)+(?!\w)")
_SPACED = re.compile(r"(?<![^\W\d_])[^\W\d_](?: {1,3}[^\W\d_]){4,}(?![^\W\d_])")
LEAST_TORN = 8
LEAST_GLYPHS = 40
_SOUND_SIGNS = (" och ", " att ", " av ", " i ", " som ", " den ")
"""Words that no text of glyph numbers shows."""
MAC_ROMAN_START = 98


def find_mojibake(text: str) -> list[Edit]:
    """Find words of UTF-8 that was read as Windows-1252 (`nÃ¤mnden`); the way back is ftfy's."""
    if not any(sign in text for sign in ("Ã", "â€", "Â")):
        return []
    matches = list(_MOJIBAKE.finditer(text))
    if not matches:
        return []
    import ftfy  # only here: most texts never need it

    edits = []
    for match in matches:
        fixed = ftfy.fix_encoding(match.group())
        if fixed == match.group():  # one short word is too little for ftfy to be sure; the page is not
            with suppress(UnicodeError):
                fixed = match.group().encode("sloppy-windows-1252").decode("utf-8")
        if fixed != match.group():
            edits.append(_edit(match.start(), match.group(), fixed, "repair:mojibake", 0.99))
    return edits


def find_shifted(text: str, lexicon: Lexicon) -> list[Edit]:
    """Find words of an old code page read as another (`n{mnden`, `f”rvaltning`)."""
    if not _SHIFTED_SIGN.search(text):
        return []
    for name, pattern in _SHIFTED.items():
        matches = list(pattern.finditer(text))
        if len(matches) < LEAST_SHIFTED:
            continue
        fixed = [match.group().translate(_TABLES[name]) for match in matches]
        known = sum(word.lower() in lexicon for word in fixed)
        if known >= LEAST_SHIFTED and known >= KNOWN_SHARE * len(fixed):
            return [
                _edit(match.start(), match.group(), word, "repair:encoding", 0.97)
                for match, word in zip(matches, fixed, strict=True)
                if word.lower() in lexicon or not word.isupper()
            ]
    return []


def _from_glyphs(line: str) -> str:
    """Read each character as a glyph number in the standard order of TrueType fonts."""
    letters = []
    for letter in line:
        glyph = ord(letter)
        if letter == " " or glyph < 3:
            letters.append(letter)
        elif glyph < MAC_ROMAN_START:
            letters.append(chr(glyph + 29))
        elif glyph - MAC_ROMAN_START < 128:
            letters.append(bytes([glyph - MAC_ROMAN_START + 128]).decode("mac_roman"))
        else:
            letters.append(letter)
    return "".join(letters)


def find_glyph_numbers(text: str, lexicon: Lexicon) -> list[Edit]:
    """Find text that shows glyph numbers for letters, as broken ToUnicode tables give (`1lPQGHQ`)."""

    def known_share(line: str) -> float:
        words = re.findall(r"[^\W\d_]{2,}", line.lower())
        return sum(word in lexicon for word in words) / len(words) if words else 0.0

    if any(word in text for word in _SOUND_SIGNS):
        return []
    sample = text[:2000]
    if len(sample) < LEAST_GLYPHS or known_share(sample) > 0.3:
        return []
    if known_share("\n".join(_from_glyphs(line) for line in sample.split("\n"))) < KNOWN_SHARE:
        return []
    edits = []
    at = 0
    for line in text.split("\n"):
        if line and (fixed := _from_glyphs(line)) != line:
            edits.append(_edit(at, line, fixed, "repair:glyphs", 0.9))
        at += len(line) + 1
    return edits


def find_letter_spacing(text: str, lexicon: Lexicon) -> list[Edit]:
    """Find words set with spaces between letters (`P R O T O K O L L`, `FÖRV ALTNINGSBERÄ TTELSE`)."""
    return list(_close_up(text, lexicon)) or list(_mend(text, lexicon))


def _close_up(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    for match in _SPACED.finditer(text):
        words = [part.replace(" ", "") for part in re.split(r" {2,}", match.group())]
        if all(word.lower() in lexicon for word in words):
            yield _edit(match.start(), match.group(), " ".join(words), "repair:letter-spacing", 0.95)


def _mend(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    for match in _CAPITALS.finditer(text):
        pieces = match.group().split(" ")
        at = 0
        while at < len(pieces):
            for size in range(min(4, len(pieces) - at), 1, -1):
                torn = pieces[at : at + size]
                if _is_torn(torn, lexicon):
                    start = match.start() + sum(len(piece) + 1 for piece in pieces[:at])
                    yield _edit(start, " ".join(torn), "".join(torn), "repair:join", 0.9)
                    at += size - 1
                    break
            at += 1


def _is_torn(pieces: Sequence[str], lexicon: Lexicon) -> bool:
    whole = "".join(pieces).lower()
    strange = [piece for piece in pieces if len(piece) > 1 and piece.lower() not in lexicon]
    return len(whole) >= LEAST_TORN and 2 * len(strange) > len(pieces) and whole in lexicon


def _edit(start: int, original: str, replacement: str, rule: str, confidence: float) -> Edit:
    return Edit(
        start=start,
        end=start + len(original),
        original=original,
        replacement=replacement,
        rule=rule,
        confidence=confidence,
    )


def find_wrong_letters(text: str, lexicon: Lexicon) -> tuple[list[Edit], str | None]:
    """Find every wrongly mapped passage, and name the damage (None: none)."""
    for kind, edits in (
        (MOJIBAKE, find_mojibake(text)),
        (GLYPH_NUMBERS, find_glyph_numbers(text, lexicon)),
        (CODE_PAGE, find_shifted(text, lexicon)),
        (LETTER_SPACING, find_letter_spacing(text, lexicon)),
    ):
        if edits:
            return edits, kind
    return [], None
