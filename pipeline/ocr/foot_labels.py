"""Read the labels at the foot of minutes that initials are written across: `Justerandes sign`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.line_measures import usual_height, words_by_line
from pipeline.ocr.second_reading import Reader
from pipeline.ocr.tesseract import OcrWord

# Where the labels stand, from the top of the page.
_FOOT = 0.8
_UNSURE = 0.7
_WHOSE = ("Justerandes", "Justerarens", "Justerares", "Justerarnas", "Ordförandes", "Sekreterarens")
_LABELS = tuple(f"{whose} {sign}" for whose in _WHOSE for sign in ("sign", "signatur", "signaturer"))
# What stands beside them, sure to be read.
_BESIDE, _SIGN = "utdragsbestyrk", "sign"
# In heights of what stands beside it: how wide a label is, how near its words stand, by how much higher and
# lower it is looked at.
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
    foot = [word for word in first if word.top > _FOOT * len(image)]
    for line in words_by_line(foot).values():
        anchors = [word for word in line if word.text.lower().startswith((_BESIDE, _SIGN))]
        beside = [word for word in anchors if word.text.lower().startswith(_BESIDE)]
        near = _NEAR * (anchors[0].height if anchors else usual_height(line))
        for stretch in _parts([word for word in line if word not in beside], near):
            anchor = next((one for one in anchors if one.left > stretch[0].left), None)
            if _is_worth_a_look(stretch) and anchor is None and stretch[0].text.startswith(_WHOSE):
                anchor = stretch[0]
            if anchor is None or not _is_worth_a_look(stretch):
                continue
            left, right = stretch[0].left, max(word.left + word.width for word in stretch)
            right = min([right, *(one.left for one in beside if one.left > left)])
            if right - left < _WIDE * anchor.height:
                continue
            label = _seen(image, left, right, anchor, reader)
            if label:
                found = _with_label(found, label, left, right, anchor)
    return found


def _parts(line: Sequence[OcrWord], near: float) -> list[list[OcrWord]]:
    parts: list[list[OcrWord]] = []
    for word in line:
        if parts and word.left - (parts[-1][-1].left + parts[-1][-1].width) < near:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _is_worth_a_look(stretch: Sequence[OcrWord]) -> bool:
    """Return whether words can be a label misread: one is unsure, or they begin as a label and are none."""
    text = " ".join(word.text for word in stretch).rstrip(".:,")
    begins = stretch[0].text.startswith(_WHOSE)
    return text not in _LABELS and (begins or any(word.confidence < _UNSURE for word in stretch))


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
    before = own[0] if own else anchor
    at = words.index(before) if before in words else len(words)
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
