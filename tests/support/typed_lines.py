"""Set words of type on a page, for tests of layout: boxes as wide and high as type of a size."""

from pipeline.read.layout import Token
from schemas.geometry import Box


def typed_line(text: str, x: float, top: float, size: float = 11.0) -> list[Token]:
    """Return the words of a line that begins at `x`, `top`; `size` in points."""
    tokens = []
    for word in text.split():
        width = 0.5 * size * len(word)
        tokens.append(Token(word, Box(x, top, x + width, top + 1.15 * size)))
        x += width + 0.28 * size
    return tokens
