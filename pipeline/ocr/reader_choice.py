"""Decide between two readers where they differ, on what each can know.

The first (Tesseract's `swe`) knows Swedish letters and sees whole lines; the second (RapidOCR) knows the
signs that `swe` lacks, and drops spaces and the marks of letters. No rule exchanges one figure for another.
"""

import re
import unicodedata

# Not among the characters of Debian's `swe` model (its lstm-unicharset lists 100).
MISSING_IN_SWE = frozenset("§@•*%–½¼¾°#_{}~²³")
# Confidence below which the first reader is not sure of a word.
_UNSURE, _QUITE_UNSURE = 0.80, 0.60
_DIGIT = re.compile(r"\d")
# What `swe` writes for §: a dollar sign stands in no Swedish committee's papers.
_SECTION_PROXIES = frozenset("$8S5&")
_PROXY_BEHIND = re.compile(r"(.*\s)[$8S5&9]{1,2}(\s*)")
_SECTION_LIKE = frozenset("S$8&§")
# What it writes for a bullet at the beginning of a line, and what the other reader can take that for.
_BULLET_PROXIES = frozenset("«»e+o¢-—")
_BULLET_LIKE = frozenset("•·:.;*")
_DASHES = frozenset("-–—")
# `246 —` for `% –`: the second reader often leaves the dash out.
_LAST_DASH = re.compile(r"\s[-–—]\s?$")
_QUOTES = frozenset("”“\"'’‘»«")
# The space that `swe` sees before the stroke of `2017/04090`.
_INSIDE_NUMBER = re.compile(r"\d /\d")
# A number whose next three figures follow.
_GROUP, _GROUP_BEFORE = 3, re.compile(r"(?:^|\s)\w\d{0,2} $")
# Letters and figures that look alike in many fonts, each under the figure's name.
_LOOK_ALIKES = str.maketrans("OoQDIl|iSsBGZz", "00001111558622")


def choose(mine: str, theirs: str, sure: float, before: str, after: str, confidence: float) -> str:
    """Return `mine` or `theirs` (or § for both readers' likenesses of it)."""
    if "§" in mine:
        return mine  # measured (`sections`): `swe` has none
    if "•" in theirs and before.strip():
        return mine  # a bullet stands at the beginning of a line
    if not mine.strip() and len(theirs.split()) > 1:
        return mine  # the picture reached into the next words
    if not mine.strip() and theirs.strip() and set(theirs.strip()) <= _DASHES and sure > 0.5:
        return theirs
    if theirs.strip() == "_" and mine.strip() and set(mine.strip()) <= _DASHES:
        # a dash alone in a picture stands at no height; where the first is unsure it is what a rule left
        return mine if confidence >= _QUITE_UNSURE else ""
    behind = _PROXY_BEHIND.fullmatch(mine)
    if "§" in theirs and behind is not None:
        return f"{behind.group(1)}§{behind.group(2)}"  # `, $5` and `.§9`: the first sees mark and space
    if set(theirs) & MISSING_IN_SWE:
        dash = _LAST_DASH.search(mine)
        if dash is not None and not set(theirs) & _DASHES:
            return _with_spaces_of(mine[: dash.start()], theirs) + dash.group()
        return theirs if "@" in theirs else _with_spaces_of(mine, theirs)
    if "$" in mine and (not theirs.strip() or set(theirs.strip()) <= _SECTION_LIKE):
        return _with_spaces_of(mine, theirs.replace(theirs.strip(), "") + mine.strip().replace("$", "§"))
    sign = mine.strip()
    if sign in _SECTION_PROXIES and theirs.strip() in _SECTION_LIKE:
        left, right = mine.split(sign)
        if _stands_alone(before + left, right + after):
            return f"{left}§{right}"
    if not before and mine[:1] in _BULLET_PROXIES and theirs.strip() and set(theirs.strip()) <= _BULLET_LIKE:
        return "• "
    if mine.strip() and set(mine.strip()) <= _DASHES:
        return mine  # how long it is will be measured
    if {mine, theirs} == {",", "."}:
        return ","  # both readers lose the tails of commas, and see hardly ever one that is not there
    if mine in _QUOTES and theirs == " " and after.startswith("C"):
        return " °"
    if _is_letter_for_figure(mine, theirs, before, after) or _is_stutter(mine, theirs, before, after):
        return theirs
    if _is_old_style(mine, theirs, before, after):
        return theirs
    if _is_stroke_for_slash(mine, theirs, before, after) and (
        sure > 0.9 if theirs else confidence < _QUITE_UNSURE
    ):
        return theirs
    if (mine, theirs) == ("u", "11") and sure > 0.9 and not (before.strip() or after.strip()):
        return theirs  # a number alone in its cell, whose serifs meet
    if _marks(mine) > _marks(theirs):
        return mine  # the second reader drops the marks of é, å, ä, ö and ü
    if mine == " " and not theirs and _INSIDE_NUMBER.search(f"{before[-1:]} {after[:2]}"):
        return theirs
    if mine.strip() == theirs.strip():
        return mine  # spaces: the first reader sees the whole line
    if not theirs.strip():
        return theirs if not any(c.isalnum() for c in mine) and mine.strip() and sure > 0.9 else mine
    if _DIGIT.search(mine) and not _DIGIT.search(theirs):
        return theirs if sure > 0.9 and confidence < _UNSURE else mine
    if not theirs and mine in _QUOTES and confidence < _UNSURE:
        return ""  # dust above a word
    if any(character in "”“\"'’" for character in mine + theirs):
        return mine
    if mine == "l" and theirs in ("i", "I"):
        return mine  # the second reader's typical fault: `lOP`, `asyisökande`
    if sure > 0.9 and confidence < _UNSURE and (mine + theirs).isalpha():
        return theirs
    return theirs if sure > 0.85 and confidence < _QUITE_UNSURE else mine


def _is_stutter(mine: str, theirs: str, before: str, after: str) -> bool:
    """Return whether `swe` wrote one glyph twice, as a letter and as a figure: `HV0O-2012`, `8B02395`."""
    if len(mine) != 1 or theirs or not mine.isalnum():
        return False
    return any(
        near.translate(_LOOK_ALIKES) == mine.translate(_LOOK_ALIKES) and near.isdigit() != mine.isdigit()
        for near in (before[-1:], after[:1])
    )


def _is_old_style(mine: str, theirs: str, before: str, after: str) -> bool:
    """Return whether `swe` took low figures for small letters: `s41 soo` for 541 500. It stays in doubt."""
    if not mine.islower() or not mine.isalpha() or not theirs.isdigit():
        return False
    if mine.translate(_LOOK_ALIKES) != theirs or set(mine) - {"s", "o"}:
        return False
    begins = not before or before[-1] in " ("
    return begins and (after[:1].isdigit() or (len(mine) == _GROUP and bool(_GROUP_BEFORE.search(before))))


def _is_stroke_for_slash(mine: str, theirs: str, before: str, after: str) -> bool:
    """Return whether `swe` saw a letter in the stroke of `Ledamot/ersättare`, or a letter beside it."""
    if mine not in ("l", "I", "|") or not before[-1:].isalpha():
        return False
    return theirs == "/" or (not theirs and after.startswith("/"))


def _marks(text: str) -> int:
    """Return how many letters carry a mark: å, ä, ö, é, ü."""
    return sum(unicodedata.decomposition(letter) != "" and letter.isalpha() for letter in text)


def _with_spaces_of(mine: str, theirs: str) -> str:
    """Return `theirs` with the outer spaces of `mine`: the second reader often drops them."""
    lead = " " if " " in (mine[:1], theirs[:1]) else ""
    end = " " if " " in (mine[-1:], theirs[-1:]) else ""
    return re.sub(r"%(?=[-–—])", "% ", lead + theirs.strip() + end)


def _stands_alone(before: str, after: str) -> bool:
    """Return whether the character between is a word of its own beside a number, as § is."""
    if (before and before[-1] not in " (") or (after and after[0] not in " )"):
        return False
    return bool(re.match(r"\s*\d", after) or re.search(r"\d\s*$", before) or not before)


def concerns_figures(mine: str, theirs: str, chosen: str, before: str, after: str) -> bool:
    """Return whether a difference leaves a figure in doubt: a sign that only one reader has does not."""
    if not (_DIGIT.search(mine) or _DIGIT.search(theirs)) or (mine and set(mine) <= _DASHES):
        return False
    if "§" in mine or _is_letter_for_figure(theirs, mine, before, after):
        return False
    if (mine, chosen) == ("u", "11"):
        return False  # the third reader is of the first one's make
    if mine.strip() in ("O", "o") and theirs.strip() == "0" and not _DIGIT.search(f"{before}{after}"):
        return False  # a logo, or a letter among words
    if chosen == mine:  # at either end of the run the picture may reach into the next words
        return bool(mine.strip() or (before and after) or len(theirs.split()) < 2)
    if set(chosen) & MISSING_IN_SWE or _is_stutter(mine, chosen, before, after):
        return False
    return not _is_letter_for_figure(mine, chosen, before, after)


def _is_letter_for_figure(mine: str, theirs: str, before: str, after: str) -> bool:
    """Return whether one reader has a figure for the letter that all its neighbours ask for, or vice versa.

    The `0` of `HV0-2019` stands among letters, the `O` of `2O19` among figures, and the other reader saw so.
    """
    if len(mine.strip()) != 1 or theirs.strip().translate(_LOOK_ALIKES) != mine.translate(_LOOK_ALIKES):
        return False
    left = re.search(r"[^\W_]*$", before)
    right = re.match(r"[^\W_]*", after)
    neighbours = (left.group() if left else "") + (right.group() if right else "")
    if len(neighbours) < 2:
        return False
    if theirs.strip().isdigit():  # a letter before figures can be meant: `I2022/00299`
        return neighbours.isdigit() and left is not None and left.group() != ""
    return neighbours.isalpha() and neighbours.isupper() == theirs.strip().isupper()
