"""Read one page image: prepare it, have Tesseract read it, return words in points of the page."""

from dataclasses import dataclass
from typing import Any

from pipeline.ocr.tesseract import Engine, OcrWord, recognise
from pipeline.read.layout import Token
from schemas.geometry import Box

# Names the whole preparation and layout; part of the key of stored pages. Change it with the code.
RECIPE = "plain-1"
LAYOUT = "psm3-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrResult:
    """What was read of one image. `confidence` is 0-1, None where no word was found."""

    tokens: tuple[Token, ...]
    confidence: float | None


def image_to_tokens(engine: Engine, image: Any, *, dpi: int, languages: str, timeout_s: float) -> OcrResult:
    """Read a grey page image of `dpi`; boxes come back in points of that image.

    Raises:
        OcrError: Tesseract could not read it.

    """
    words = recognise(engine, image, languages=languages, psm=3, dpi=dpi, timeout_s=timeout_s)
    tokens = tuple(_line_high_tokens(words, dpi))
    letters = sum(len(token.text) for token in tokens)
    confidence = sum(token.confidence * len(token.text) for token in tokens) / letters if letters else None
    return OcrResult(tokens=tokens, confidence=confidence)


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
