"""Read one page image: turn, clean, read by columns, read odd words twice; words in points come back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.ocr.combine_readers import combine, needs_second_reader
from pipeline.ocr.foreign_ink import remove_foreign_ink
from pipeline.ocr.glyph_shapes import correct_dashes, digit_height_of
from pipeline.ocr.line_recogniser import LineRecogniser, find_recogniser
from pipeline.ocr.orientation import Turn, turn_upright
from pipeline.ocr.page_regions import page_regions
from pipeline.ocr.prepare import prepare
from pipeline.ocr.tesseract import Engine, OcrWord, recognise
from pipeline.read.layout import Token
from schemas.geometry import Box

# Name the preparation and the layout; part of the key of stored pages. Change them with the code.
RECIPE = "turn-flatten-clean-2readers-2"
LAYOUT = "columns-lists-psm4-2"

# A larger sheet is a poster or a mistake about its resolution; its print is as large, so it is read as A3.
_LONGEST_SIDE_INCHES = 16.6
# Blocks are counted from here on within each region.
_REGION = 10_000
# Words that are no words: what Tesseract reads in dust and strokes.
_NOISE_CONFIDENCE = 0.25
_SYMBOL_NOISE_CONFIDENCE = 0.6
_NOISE_SIGNS = frozenset("|—_='\"”.,-~:;»«>")


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrResult:
    """What was read of one image.

    `regions` are read one after another; their tokens lie on the upright page, in points, and `place`
    leads a box from there to the page as displayed.
    `confidence` is 0-1, None where no word was found. `disagreements` counts the runs of words about
    whose digits the readers disagree. `quarters` says how the sheet lay.
    """

    regions: tuple[tuple[Token, ...], ...]
    confidence: float | None
    place: Callable[[Box], Box]
    disagreements: int = 0
    quarters: int = 0
    noise: float = 0.0


def image_to_tokens(engine: Engine, image: Any, *, dpi: int, languages: str, timeout_s: float) -> OcrResult:
    """Read a grey page image of `dpi`.

    Raises:
        OcrError: Tesseract could not read it.

    """
    true_dpi, dpi = dpi, max(dpi, round(max(image.shape) / _LONGEST_SIDE_INCHES))
    upright, turn = turn_upright(image, dpi)
    prepared = prepare(upright, dpi)
    cleaned, _stamps = remove_foreign_ink(prepared.image, dpi)
    words: list[OcrWord] = []
    regions = page_regions(cleaned, dpi)
    for number, region in enumerate(regions, start=1):
        words += _read_region(engine, cleaned, region, number, dpi, languages, timeout_s)
    words, disagreements = _read_twice(words, cleaned, find_recogniser())
    words = [word for word in words if not _is_noise(word)]
    words = _measure_signs(words, cleaned)
    letters = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / letters if letters else None
    tokens = [
        tuple(_line_high_tokens([word for word in words if word.block // _REGION == number], true_dpi))
        for number in range(1, len(regions) + 1)
    ]
    return OcrResult(
        regions=tuple(tokens),
        confidence=confidence,
        place=_placer(turn, true_dpi),
        disagreements=disagreements,
        quarters=turn.quarters,
        noise=prepared.noise,
    )


def _read_region(
    engine: Engine, image: Any, region: Box, number: int, dpi: int, languages: str, timeout_s: float
) -> list[OcrWord]:
    x0, top, x1, bottom = (round(edge) for edge in region)
    crop = image[max(0, top) : bottom, max(0, x0) : x1]
    words = recognise(engine, crop, languages=languages, psm=4, dpi=dpi, timeout_s=timeout_s)
    return [
        replace(
            word,
            left=word.left + max(0, x0),
            top=word.top + max(0, top),
            block=word.block + _REGION * number,
        )
        for word in words
    ]


def _is_noise(word: OcrWord) -> bool:
    if word.confidence < _NOISE_CONFIDENCE and len(word.text) < 3:
        return True
    return word.confidence < _SYMBOL_NOISE_CONFIDENCE and set(word.text) <= _NOISE_SIGNS


def _read_twice(
    words: list[OcrWord], image: Any, recogniser: LineRecogniser | None
) -> tuple[list[OcrWord], int]:
    """Have the second reader look at runs of odd words and combine; return all words in order."""
    if recogniser is None:
        return words, 0
    runs: list[list[OcrWord]] = []
    for word in words:
        odd = needs_second_reader(word)
        if runs and odd and needs_second_reader(runs[-1][-1]) and _adjoin(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    chosen = [index for index, run in enumerate(runs) if needs_second_reader(run[0])]
    extents = _line_extents(words)
    pictures = [_picture(image, runs[index], extents[_line(runs[index][0])]) for index in chosen]
    readings = recogniser.read(pictures)
    disagreements = 0
    for index, reading in zip(chosen, readings, strict=True):
        combined = combine(runs[index], reading)
        disagreements += combined.digits_differ
        first = index == 0 or _line(runs[index][0]) != _line(runs[index - 1][-1] if runs[index - 1] else None)
        runs[index] = [word for word in combined.words if first or word.text != "•"]
    return [word for run in runs for word in run], disagreements


def _measure_signs(words: list[OcrWord], image: Any) -> list[OcrWord]:
    """Set dashes right by their width."""
    extents = _line_extents(words)
    heights: dict[tuple[int, int, int], list[int]] = {}
    for word in words:
        if word.text.strip("()").isdigit() or (word.text.isalnum() and word.text.isupper()):
            heights.setdefault(_line(word), []).append(word.height)
    measured = []
    for word in words:
        if any(sign in word.text for sign in "-–—"):
            top, bottom = extents[_line(word)]
            digit_height = digit_height_of(heights.get(_line(word), []), bottom - top)
            picture = image[max(0, top - 2) : bottom + 2, max(0, word.left - 2) : word.left + word.width + 2]
            word = replace(word, text=correct_dashes(word.text, picture, digit_height))
        measured.append(word)
    return measured


def _adjoin(left: OcrWord, right: OcrWord) -> bool:
    same = (left.block, left.paragraph, left.line) == (right.block, right.paragraph, right.line)
    return same and right.left - (left.left + left.width) < 0.8 * max(left.height, right.height)


def _line(word: OcrWord | None) -> tuple[int, int, int]:
    if word is None:
        return (-1, -1, -1)
    return (word.block, word.paragraph, word.line)


def _line_extents(words: list[OcrWord]) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return top and bottom of each line in pixels."""
    extents: dict[tuple[int, int, int], tuple[int, int]] = {}
    for word in words:
        top, bottom = extents.get(_line(word), (word.top, word.top + word.height))
        extents[_line(word)] = (min(top, word.top), max(bottom, word.top + word.height))
    return extents


def _picture(image: Any, run: list[OcrWord], extent: tuple[int, int]) -> Any:
    """Cut the run out, as high as its line (a bullet alone would fill the picture) unless that slopes."""
    tallest = max(word.height for word in run)
    top, bottom = min(word.top for word in run), max(word.top + word.height for word in run)
    if tallest < 0.75 * (extent[1] - extent[0]):
        middle, half = (top + bottom) / 2, min(extent[1] - extent[0], 3 * tallest) / 2
        top = max(min(top, round(middle - half)), extent[0])
        bottom = min(max(bottom, round(middle + half)), extent[1])
    pad = max(3, (bottom - top) // 8)
    left = max(0, run[0].left - pad)
    right = max(word.left + word.width for word in run) + pad
    return image[max(0, top - pad) : bottom + pad, left:right]


def _line_high_tokens(words: list[OcrWord], dpi: int) -> list[Token]:
    """Return tokens as high as their line: `om` and `På` of one line must not seem to lie apart."""
    scale = 72 / dpi
    lines: dict[tuple[int, int, int], list[OcrWord]] = {}
    for word in words:
        lines.setdefault((word.block, word.paragraph, word.line), []).append(word)
    tokens = []
    for line in lines.values():
        top = min(word.top for word in line)
        bottom = max(word.top + word.height for word in line)
        tallest = max(word.height for word in line)
        level = bottom - top <= 1.5 * tallest  # a line that slopes keeps its words' own heights
        for word in line:
            upper, lower = (top, bottom) if level else (word.top, word.top + word.height)
            box = Box(word.left * scale, upper * scale, (word.left + word.width) * scale, lower * scale)
            tokens.append(Token(word.text, box, word.confidence))
    return tokens


def _placer(turn: Turn, dpi: int) -> Callable[[Box], Box]:
    scale = dpi / 72

    def place(box: Box) -> Box:
        x0, top, x1, bottom = turn.back(Box(*(edge * scale for edge in box)))
        return Box(x0 / scale, top / scale, x1 / scale, bottom / scale)

    return place
