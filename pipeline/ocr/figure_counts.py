"""Count the glyphs of numbers that the readers see with more or fewer figures: `1199` for `11 199`."""

import re
from dataclasses import replace
from typing import Any

from pipeline.ocr.line_measures import LineMeasure, ink_boxes, line_of, measure_line, words_by_line
from pipeline.ocr.second_reading import ReadTwice
from pipeline.ocr.sections import SECTION_LIKE
from pipeline.ocr.tesseract import OcrWord

_NUMBER = re.compile(r"\d[\d ]*")
# In heights of a figure: what is as high is one, or two that touch when it is wider.
_TALL, _WIDE = 0.8, 0.95


def count_figures(read: ReadTwice, image: Any) -> ReadTwice:
    """Return the words with the other reading of a number in doubt that has as many figures as it has glyphs.

    Two slender figures that stand close are lost as one by either reader; it remains in doubt.
    """
    words, doubts = list(read.words), list(read.doubts)
    lines = None
    for index, doubt in enumerate(doubts):
        texts = doubt.word.text, doubt.other
        counts = [sum(map(str.isdigit, text)) for text in texts]
        if counts[0] == counts[1] or not all(map(_NUMBER.fullmatch, texts)):
            continue
        if texts[0][1:] == texts[1] and texts[0][0] in SECTION_LIKE:
            continue  # `821` for `§ 21`: `sections` will tell
        lines = lines or words_by_line(words)
        measure = measure_line(lines.get(line_of(doubt.word), []), image)
        if measure is None or _glyphs(doubt.word, image, measure) != counts[1]:
            continue
        changed = replace(doubt.word, text="".join(doubt.other.split()))
        words = [changed if word is doubt.word else word for word in words]
        doubts[index] = replace(doubt, word=changed, other=doubt.word.text)
    return replace(read, words=words, doubts=doubts)


def _glyphs(word: OcrWord, image: Any, measure: LineMeasure) -> int | None:
    """Return how many figures a word's box holds, None where some have grown together or broken."""
    line = measure.baseline(word.left + word.width / 2)
    top, bottom = max(0, round(line - 1.1 * measure.height)), round(line + 0.1 * measure.height)
    picture = image[top:bottom, max(0, word.left - 1) : word.left + word.width + 1]
    if not picture.size:
        return None
    pieces = [stat for stat in ink_boxes(picture).tolist() if stat[3] > 0.3 * measure.height]
    whole = all(
        height >= _TALL * measure.height and width <= _WIDE * measure.height
        for _x, _y, width, height, _area in pieces
    )
    return len(pieces) if whole else None
