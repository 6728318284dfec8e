"""Leave out what was read in the dust of a dirty margin: unsure words beside the text of one reader."""

from collections.abc import Sequence
from typing import Any

import numpy
from rapidfuzz.distance import LCSseq

from pipeline.ocr.second_reading import Reader
from pipeline.ocr.tesseract import OcrWord

# Words that are sure and so long show where the text lies; fewer of them show nothing.
_SURE, _LONG, _FEWEST = 0.9, 4, 20
# In percent of these words: what lies further out is beside the text.
_OUTER = 2.0
_UNSURE, _AGREE = 0.6, 0.6
# What can be a sign misread (§, a bullet, a cross) is no dust.
_SIGNS = frozenset("$§&@%•")
_LONE_SIGNS = frozenset("xXeo»«+¢*-–—")
# So many words in dust show that lone letters there are dust too.
_DUSTY = 3


def without_margin_dust(words: Sequence[OcrWord], image: Any, reader: Reader) -> list[OcrWord]:
    """Return the words without unsure ones beside the text that the second reader does not see."""
    sure = [word for word in words if word.confidence >= _SURE and len(word.text) >= _LONG]
    if len(sure) < _FEWEST:
        return list(words)
    left = float(numpy.percentile([word.left for word in sure], _OUTER))
    right = float(numpy.percentile([word.left + word.width for word in sure], 100 - _OUTER))
    odd = [
        word
        for word in words
        if word.confidence < _UNSURE
        and word.text not in _LONE_SIGNS
        and not any(sign.isdigit() or sign in _SIGNS for sign in word.text)
        and (word.left + word.width <= left or word.left >= right)
    ]
    if not odd:
        return list(words)
    readings = reader(
        [image[word.top : word.top + word.height, word.left : word.left + word.width] for word in odd]
    )
    dust = [word for word, seen in zip(odd, readings, strict=True) if not _agree(word.text, seen.text)]
    if sum(len(word.text) > 1 for word in dust) < _DUSTY:
        dust = [word for word in dust if len(word.text) > 1]
    dropped = set(map(id, dust))
    return [word for word in words if id(word) not in dropped]


def _agree(text: str, other: str) -> bool:
    longest = max(len(text), len(other))
    return LCSseq.similarity(text.lower(), other.lower()) >= _AGREE * longest
