"""Leave out what was read in the adjusters' initials at the foot of minutes: handwriting is not text."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.ocr.line_measures import line_of
from pipeline.ocr.tesseract import OcrWord

# The labels stand in the lowest part of the page, the initials under them: whose they are and then `sign`, or
# what always stands beside them.
_FOOT = 0.7
_WHOSE = ("justerande", "justerare", "justerarna", "ordförande", "sekreterare")
_BESIDE = "utdragsbestyrk"
# In heights of the label: how far below or beside it initials are looked for, and how tall no print is.
_BELOW = 7.0
_ABOVE, _TALL = 2.5, 1.6
_LONGEST = 4
_SURE = 0.93


def without_initials(words: Sequence[OcrWord], page_height: int) -> list[OcrWord]:
    """Return the words without short ones below `Justerandes sign` that are unsure, or taller than it.

    Taller ones also go where they stand beside it.

    >>> def word(text: str, top: int, confidence: float) -> OcrWord:
    ...     return OcrWord(text=text, left=9, top=top, width=90, height=20, confidence=confidence, block=1,
    ...         paragraph=1, line=top)
    >>> foot = [word("Justerandes", 900, 0.9), word("sign", 900, 0.9), word("MW", 940, 0.6)]
    >>> [kept.text for kept in without_initials(foot, 1000)]
    ['Justerandes', 'sign']
    """
    labels = [
        first
        for first, second in pairwise([*words, None])
        if first is not None and first.top > _FOOT * page_height and _is_label(first, second)
    ]
    printed = {
        line_of(word)
        for word in words
        if len(word.text) > _LONGEST
        and word.confidence >= _SURE
        and not word.text.lower().startswith((*_WHOSE, _BESIDE, "sign"))
    }
    return [
        word
        for word in words
        if not any(_is_initials(word, label, line_of(word) in printed) for label in labels)
    ]


def _is_label(first: OcrWord, second: OcrWord | None) -> bool:
    whose = first.text.lower().startswith(_WHOSE)
    signed = second is not None and second.text.lower().startswith("sign")
    return first.text.lower().startswith(_BESIDE) or (whose and signed)


def _is_initials(word: OcrWord, label: OcrWord, printed: bool) -> bool:
    if word is label:
        return False
    bottom, middle = label.top + label.height, word.top + word.height / 2
    below = bottom <= middle <= bottom + _BELOW * label.height
    if len(word.text) > _LONGEST or (not any(map(str.isalpha, word.text)) and word.confidence >= _SURE):
        return False
    if word.height > _TALL * label.height:
        return below or bottom - _ABOVE * label.height <= middle <= bottom
    return below and not printed and not word.text.isdigit() and word.confidence < _SURE
