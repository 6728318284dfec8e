"""Decide page by page whether a text layer can be trusted, or the image must be read instead."""

import re
from dataclasses import dataclass

# Fewer letters than this beside an image are a stamp or a running head, not the page's text.
_FEW_LETTERS = 25
# A judgement about language needs this many letters; a cover page with six words proves nothing.
_ENOUGH_LETTERS = 200
# Share of å, ä, ö among letters. Swedish prose has 5 to 7 %, layers left by English OCR 0 to .4 %.
_TOO_FEW_DOTS = 0.005
# Share of words that are among the commonest: prose 30 to 45 %, tables of names 3 %, shifted fonts 0.
_TOO_FEW_COMMON = 0.02
_SWEDISH_FROM = 0.08
# Share of words with a digit or a capital inside, as in `m6gel` and `gåLrd`: sound pages below 1 %.
_TOO_MANY_ODD = 0.03
_TOO_MANY_BROKEN = 0.02

_COMMON = frozenset(
    word
    for line in (
        "och att det i en som på är av för till med den har de inte om ett han men var jag sig från vi så",
        "kan när eller år under också efter vid ska skulle där detta enligt samt inom denna mellan genom",
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had",
        "an la le de et les des un une der die das und ist von mit zu",
    )
    for word in line.split()
)
# Swedish without its dots: what a layer read as English has in place of för, på, är, från.
_SWEDISH_BARE = frozenset(
    word for word in _COMMON if word in {"och", "att", "det", "en", "som", "av", "till", "med", "den", "ett"}
) | {"har", "inte", "om", "de", "pa", "fran", "ar", "for"}
# Replacement characters, private use and control characters: what a font without a character map gives.
_BROKEN = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"[åäöÅÄÖ]")
_BEYOND_LATIN = re.compile(r"[^\x00-\u024f]")
_WORD = re.compile(r"[^\W\d_]{1,}")
_ODD_WORD = re.compile(r"[a-zåäö][A-ZÅÄÖ][a-zåäö]|[a-zåäöA-ZÅÄÖ]{2}[0-9|][a-zåäö]|[a-zåäö][0-9][a-zåäö]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whether to use the text layer, and why (Swedish, for the reader)."""

    use_text_layer: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is on the page besides its text.

    `image_share`: of the page's area under images, 0-1. `invisible_share`: of text objects drawn
    invisibly, 0-1, as OCR programs do. `unmapped_share`: of characters whose font does not say what
    they stand for, 0-1.
    """

    image_share: float = 0.0
    invisible_share: float = 0.0
    unmapped_share: float = 0.0


def judge_text_layer(text: str, around: Surroundings) -> Trust:
    """Judge a page's text layer by its characters, its words and by what else is on the page.

    >>> judge_text_layer("Nämnden beslutar att bevilja bidraget.", Surroundings()).use_text_layer
    True
    >>> judge_text_layer("Protokoll", Surroundings(image_share=0.9)).reason
    'textlagret har nästan ingen text, sidan är en bild'
    """
    letters = len(_LETTER.findall(text))
    if not text.strip():
        return _distrust("sidan saknar textlager")
    if around.image_share > 0.3 and letters < _FEW_LETTERS:
        return _distrust("textlagret har nästan ingen text, sidan är en bild")
    if around.image_share > 0.7 and around.invisible_share > 0.7:
        return _distrust("inskannad sida vars osynliga textlager kommer från en tidigare OCR")
    fault = _fault(text, letters, around)
    if fault:
        return _distrust(f"textlagret är dåligt: {fault}")
    if around.image_share > 0.7:
        return Trust(use_text_layer=True, reason="sidan är en bild med ett gott textlager")
    return Trust(use_text_layer=True, reason="digital sida med textlager")


def _distrust(reason: str) -> Trust:
    return Trust(use_text_layer=False, reason=reason)


def _fault(text: str, letters: int, around: Surroundings) -> str | None:
    """Return what is wrong with the text (Swedish), None for sound text."""
    if around.unmapped_share > 0.2 or _broken_share(text) > _TOO_MANY_BROKEN:
        return "typsnittets teckentabell är trasig"
    if letters < _ENOUGH_LETTERS:
        return None
    words = [word.lower() for word in _WORD.findall(text)]
    latin = letters - len(_BEYOND_LATIN.findall(text))
    common = sum(word in _COMMON for word in words) / max(1, len(words))
    digits = len(_DIGIT.findall(text))
    if common < _TOO_FEW_COMMON and latin > 0.9 * letters and digits < 0.2 * letters:
        return "orden är inga ord (förskjuten teckentabell)"
    swedish = sum(word in _SWEDISH_BARE for word in words) / max(1, len(words))
    dots = len(_DOTTED.findall(text)) / letters
    if swedish > _SWEDISH_FROM and "och" in words and dots < _TOO_FEW_DOTS:
        return "å, ä och ö saknas"
    odd = sum(bool(_ODD_WORD.search(word)) for word in text.split()) / max(1, len(text.split()))
    if odd > _TOO_MANY_ODD:
        return "många ord är fellästa"
    return None


def _broken_share(text: str) -> float:
    return len(_BROKEN.findall(text)) / max(1, len(text))
