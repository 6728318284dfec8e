"""Read the labels at the foot of minutes that initials are written across: `Justerandes sign`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.line_measures import line_of
from pipeline.ocr.second_reading import Reader
from pipeline.ocr.tesseract import OcrWord

# Where the labels stand, from the top of the page.
_FOOT = 0.8
_UNSURE = 0.7
_LABELS = tuple(
    f"{whose} {sign}"
    for whose in ("Justerandes", "Justerarens", "Justerares", "Justerarnas", "Ordförandes", "Sekreterarens")
    for sign in ("sign", "signatur", "signaturer")
)
# What stands beside them, sure to be read.
_BESIDE, _SIGN = "utdragsbestyrk", "sign"
# In heights of what stands beside it: how wide a word is that can be a label, how near its `sign` stands, and
# by how much higher and lower it is looked at.
_WIDE, _NEAR, _PLAY = 3.0, 1.5, 0.15
# Share of a label's letters that may be read wrong.
_WRONG = 0.32
_CONFIDENCE = 0.6


def read_foot_labels(
    words: Sequence[OcrWord], first: Sequence[OcrWord], image: Any, reader: Reader
) -> list[OcrWord]:
    """Return the words with a label in place of what was read where a pen crosses it.

    `first`: what the first reader read, with its confidences. A label is looked for where it was unsure, left
    of `sign` or `Utdragsbestyrkande`, and believed when the second reader sees most of its letters.
    """
    found = list(words)
    foot = [word for word in words if word.top > _FOOT * len(image)]
    anchors = [word for word in foot if word.text.lower().startswith((_BESIDE, _SIGN))]
    for word in first:
        if word.confidence >= _UNSURE or word.top <= _FOOT * len(image):
            continue
        beside = [one for one in anchors if one.left > word.left and line_of(one) == line_of(word)]
        anchor = min(beside, key=lambda one: one.left, default=None)
        if anchor is None or word.width < _WIDE * anchor.height:
            continue
        right = word.left + word.width
        if anchor.text.lower().startswith(_SIGN) and anchor.left - right < _NEAR * anchor.height:
            right = anchor.left + anchor.width
        label = _seen(image, word.left, right, anchor, reader)
        if label:
            found = _with_label(found, label, word.left, right, anchor)
    return found


def _seen(image: Any, left: int, right: int, anchor: OcrWord, reader: Reader) -> str | None:
    """Return the label that the second reader sees at the height of `anchor`, None where it sees none."""
    pad = max(3, anchor.height // 8)
    pictures = []
    for step in (-1, 0, 1):
        top = max(0, anchor.top - pad + round(step * _PLAY * anchor.height))
        pictures.append(image[top : top + anchor.height + 2 * pad, max(0, left - pad) : right + pad])
    wrong, label = min(
        (Levenshtein.normalized_distance(reading.text.replace(" ", ""), label.replace(" ", "")), label)
        for reading in reader(pictures)
        for label in _LABELS
    )
    return label if wrong <= _WRONG else None


def _with_label(
    words: Sequence[OcrWord], label: str, left: int, right: int, anchor: OcrWord
) -> list[OcrWord]:
    """Return the words with those of `label` for what lies in its place."""
    own = [
        word
        for word in words
        if left <= word.left + word.width / 2 <= right
        and word.top < anchor.top + anchor.height
        and word.top + word.height > anchor.top
    ]
    at = words.index(own[0] if own else anchor)
    scale = (right - left) / len(label)
    whose, sign = label.split()
    sign_left = left + round(scale * (len(whose) + 1))
    first = replace(
        anchor, text=whose, left=left, width=max(1, round(scale * len(whose))), confidence=_CONFIDENCE
    )
    second = replace(
        anchor, text=sign, left=sign_left, width=max(1, right - sign_left), confidence=_CONFIDENCE
    )
    rest = [word for word in words[at:] if word not in own]
    return [*(word for word in words[:at] if word not in own), first, second, *rest]
