"""Find what is wrong with a page's text by its letters and words alone: cheap enough for every page."""

import re
from functools import cache, lru_cache
from pathlib import Path

import numpy

# A judgement about language needs this many letters; a cover page with six words proves nothing.
_ENOUGH_LETTERS = 350
_ENOUGH_WORDS = 80
_ENOUGH_PAIRS = 60
# Share of å, ä, ö among letters. Swedish prose has 5 to 7 %, layers left by English OCR 0 to .4 %.
_TOO_FEW_DOTS = 0.005
_SWEDISH_FROM = 0.08
_PROSE_FROM = 0.1
# Share of words that are among the commonest: prose 30 to 45 %, lists of names 0 to 3 %.
_FEW_COMMON = 0.08
# Share of pairs of letters within words that are among Swedish's 200 commonest: Swedish .90, English .72,
# names .60, Polish .48, bare abbreviations .41; shifted or exchanged alphabets .12 to .21.
_TOO_FEW_PAIRS = 0.32
# Share of words with a digit or a capital inside, as in `m6gel` and `gåLrd`: in 14,315 passages of 200
# Swedish words at most .026 but once.
_TOO_MANY_ODD = 0.03
# Share of words with three letters in a row that no two Swedish words have, or odd as above; on pages of
# 120 words and more. Sound passages of 250 words .004, one in a thousand more than .047.
_TOO_MANY_UNHEARD = 0.025
_UNHEARD_FROM = 60
# Fewer different ones are units and trade marks (kWh, pH, iPad, YouTube), names and rare words.
_MISREAD_WORDS = 5
# Enough where the page's image can be asked.
_SHARP_WORDS, _SHARP_FROM = 2, 40
# So near, in words, a small Swedish word stands to a misread one.
_NEAR = 5
# Where prose has no `att` at all, the letters that should stand there show as something else. Of
# 38,628 sound passages of 80 words none has so many pieces and no `att`.
_ODD_WITHOUT_ATT = 0.01
_BROKEN_WORDS = 3
# English has the piece `a` as a word: so many are its own for each `the` beside them.
_ENGLISH_A = 3
# With more letters behind it, it begins a word that lost the space before it: `uppdragDiarienummer`.
_CAPITAL_INSIDE = re.compile(r"[a-zåäö]([A-ZÅÄÖ])(?![a-zåäö]{6})")
# What is left of words whose ligature is lost; the letters of `m m`, `t o m` and `f d` are left out.
_PIECES = frozenset("abnrlghuäc")
_TOO_MANY_BROKEN = 0.02
_TOO_MANY_STRANGE = 0.004

_SWEDISH_SMALL = frozenset(
    word
    for line in (
        "och att det i en som på är av för till med den har de inte om ett han men var jag sig från vi så",
        "kan när eller år under också efter vid ska skulle där detta enligt samt inom denna mellan genom",
    )
    for word in line.split()
)
_COMMON = _SWEDISH_SMALL.union(
    word
    for line in (
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had",
        "an la le de et les des un une der die das und ist von mit zu",
    )
    for word in line.split()
)
# Swedish without its dots: what a layer read as English has in place of för, på, är, från.
_SWEDISH_BARE = frozenset(
    "och att det en som av till med den ett har inte om de pa fran ar for".split()  # noqa: SIM905 - prose
)
# Swedish's 200 commonest pairs of letters. Source: counted in the Government of Sweden's published texts.
_PAIRS = frozenset(
    pair
    for line in (
        "er en in de et ar te an at ör ra tt re ti st fö ng om ge nd ll sk ri ka oc ns ch na ta ni la il",
        "me ig on li is ve or el ed är sa be se ga so ts rs ko av al ut es am vi ne nt ag mi as kt tr le",
        "he io va ro ss em un ma it än da eg dr ha rd pp sv rn ad di rk ke no kr ls sl si id gs rt ik mm",
        "up pr nn iv äl fr sä pe ol år rb på ek rå rä ät lä pa ds fo ån ck gi to ot ur gh vä lt tä ld ie",
        "ft gr sp mo ru ba sm ku dn bi kl vå ap po ia ak tn öv fi pd ks äm tö fa ål ov hä yn rm äg ci eu",
        "åd uk kn nk ef us br lj tu ja rl gt rg gg tv os do ju lu mt my ce pl äk ms åt nf bl ec sy ty så",
        "ök op nä ep dl må mö hö",
    )
    for pair in line.split()
)
# Replacement characters, private use and control characters: what a font without a character map gives.
_BROKEN = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BROKEN_INSIDE = re.compile(r"[^\W\d_][\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f][^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
_IN_ADDRESS = ("://", "www.", "@")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_ODD_WORD = re.compile(r"[a-zåäö][A-ZÅÄÖ](?:[a-zåäö]|$)|[a-zåäöA-ZÅÄÖ]{2}[0-9][a-zåäö]|[a-zåäö][0-9][a-zåäö]")
MISREAD = "många ord är fellästa"
PLAIN_WORD = re.compile(r"(?<!\w)[a-zåäöé]{3,}(?!\w)")
"""A word in small letters: names and headings have threes of letters of their own."""
# Letters of phonetic and African alphabets, which stand where the ligatures tt and ti were: aƩ, InformaƟon.
_STRANGE = re.compile(r"[\u0180-\u01cc\u0220-\u024f]")


def find_text_fault(text: str, sharp: bool = False) -> str | None:
    """Return what is wrong with a page's text (Swedish), None for sound text.

    `sharp`: few misread words are enough, for a page whose image can be read instead. Of sound passages
    of 60 to 250 words 1 to 4 in a hundred are suspected so, else 1 to 3 in ten thousand.

    >>> find_text_fault("Nämnden beslutar att bevilja bidraget.")
    >>> find_text_fault("N\ufffdmnden besl\ufffdtar")
    'typsnittets teckentabell är trasig'
    """
    if not text:
        return None
    counts, words = _signs_and_words(text)
    letters = sum(count for sign, count in counts.items() if sign.isalpha())
    broken = _count(_BROKEN, counts)
    if broken > _TOO_MANY_BROKEN * len(text) or (broken > 1 and len(_BROKEN_INSIDE.findall(text)) > 1):
        return "typsnittets teckentabell är trasig"
    lower = _in_small_letters(words)
    common = sum(map(_COMMON.__contains__, lower))
    if common < _FEW_COMMON * len(lower):
        latin = sum(count for sign, count in counts.items() if sign.isalpha() and sign < "\u0250")
        if latin > 0.9 * letters and _is_no_language(lower):
            return "orden är inga ord (förskjuten teckentabell)"
    strange = _count(_STRANGE, counts)
    if strange > 2 and strange > _TOO_MANY_STRANGE * letters:
        return "bokstäver som svenskan inte har står i orden (trasiga ligaturer)"
    if letters < _ENOUGH_LETTERS:
        return None
    swedish = sum(map(_SWEDISH_BARE.__contains__, lower)) / len(lower)
    dots = sum(counts.get(sign, 0) for sign in "åäöÅÄÖ")
    if swedish > _SWEDISH_FROM and "och" in lower and dots < _TOO_FEW_DOTS * letters:
        return "å, ä och ö saknas"
    found, odd = list[str](), 0
    fewest = _SHARP_WORDS if sharp else _MISREAD_WORDS
    if any(map(_is_odd, words)):
        # Addresses of the web have capitals and digits inside and are no words.
        if any(mark in text for mark in _IN_ADDRESS):
            found = list(filter(_is_odd, _WORD.findall(_ADDRESS.sub(" ", text))))
        else:
            found = list(filter(_is_odd, words))
        odd = len(found) if len(set(found)) >= fewest else 0
    if odd >= fewest and odd > (_TOO_MANY_ODD / 2 if sharp else _TOO_MANY_ODD) * len(lower):
        return MISREAD
    enough = len(lower) >= (_SHARP_FROM if sharp else _UNHEARD_FROM)
    if swedish > _SWEDISH_FROM and not {"och", "att"}.isdisjoint(lower) and enough:
        if "_" in text:  # a letter beside one is not the edge of a word
            words = PLAIN_WORD.findall(text)
        unheard = set(filter(_is_unheard, set(words)))
        share = _TOO_MANY_UNHEARD / 2 if sharp else _TOO_MANY_UNHEARD
        least = max(fewest, int(share * len(lower)) + 1) - len(set(found))
        if len(unheard) >= least and len(_among_swedish(unheard, words)) >= least:
            return MISREAD
    if len(lower) >= _ENOUGH_WORDS and swedish > _PROSE_FROM and "att" not in lower:
        pieces = sum(word in _PIECES for word in text.split()) - _ENGLISH_A * lower.count("the")
        if max(_most_alike(found), pieces) > max(2, _ODD_WITHOUT_ATT * len(lower)):
            return "ordet att saknas och andra ord är trasiga (ligaturer utan tecken)"
    return None


def _among_swedish(unheard: set[str], words: list[str]) -> set[str]:
    """Return those of the words that have a small Swedish one near: a passage in Finnish or Sami has none."""
    return {
        word
        for at, word in enumerate(words)
        if word in unheard and not _SWEDISH_SMALL.isdisjoint(words[max(0, at - _NEAR) : at + _NEAR + 1])
    }


def _count(kind: re.Pattern[str], counts: dict[str, int]) -> int:
    return sum(counts[sign] for sign in kind.findall("".join(counts)))


def _most_alike(odd_words: list[str]) -> int:
    """Return how many of the words have one and the same capital inside, as `aU`, `eU`, `fåU` have.

    Units and names (kWh, pH, FoU) have different ones.
    """
    inside: dict[str, list[str]] = {}
    for word in odd_words:
        capital = _CAPITAL_INSIDE.search(word)
        if capital:
            inside.setdefault(capital[1], []).append(word)
    return max((len(words) for words in inside.values() if len(set(words)) >= _BROKEN_WORDS), default=0)


def _signs_and_words(text: str) -> tuple[dict[str, int], list[str]]:
    """Return how often each sign stands in the text, and its words of letters and figures.

    What `Counter` and `_WORD.findall` give, in a quarter of the time.
    """
    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    numbers = numpy.bincount(codes)
    present = numpy.flatnonzero(numbers)
    signs = list(map(chr, present.tolist()))
    parts_words = numpy.zeros(len(numbers), dtype=bool)
    parts_words[present] = [not sign.isalnum() for sign in signs]
    spaced = numpy.where(parts_words[codes], _SPACE, codes).tobytes().decode("utf-32-le", "surrogatepass")
    return dict(zip(signs, numbers[present].tolist(), strict=True)), spaced.split()


_SPACE = numpy.uint32(ord(" "))


def _in_small_letters(words: list[str]) -> list[str]:
    text = " ".join(words)
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two signs, and the second is no letter
        lower = lower.replace("\u0307", " ")
    return lower.split()


@lru_cache(maxsize=20_000)
def _is_odd(word: str) -> bool:
    """Return whether a capital or a digit stands inside; a checksum's many digits are no misread word."""
    if word.isalpha() and (word.islower() or word.istitle() or word.isupper()):
        return False
    return len(word) < 30 and sum(sign.isdigit() for sign in word) < 2 and _ODD_WORD.search(word) is not None


def trigrams_of(word: str) -> list[str]:
    """Return the word's threes of letters, its edges shown by `^` and `$`.

    >>> trigrams_of("på")
    ['^på', 'på$']
    """
    edged = f"^{word}$"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


@cache
def _heard() -> frozenset[str]:
    """The threes of letters that Swedish words have. Source: docs/data-sheets/swedish-trigrams.md."""
    lines = Path(__file__).with_name("swedish_trigrams.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line[:2] + last for line in lines for last in line[3:])


@lru_cache(maxsize=20_000)
def _is_unheard(word: str) -> bool:
    return PLAIN_WORD.fullmatch(word) is not None and not _heard().issuperset(trigrams_of(word))


def _is_no_language(words: list[str]) -> bool:
    pairs = [word[at : at + 2] for word in words if word.isalpha() for at in range(len(word) - 1)]
    known = sum(pair in _PAIRS for pair in pairs)
    return len(pairs) >= _ENOUGH_PAIRS and known < _TOO_FEW_PAIRS * len(pairs)
