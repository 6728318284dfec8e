"""Set a page of type with every word's text and place known: the exact truth for measuring reading."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from schemas.geometry import Box

A4_PT = (595.28, 841.89)
# Type is drawn at twice the resolution it is scanned at, so that the scan has edges of its own.
OVERSAMPLING = 2
_VOWELS = "aeiouyåäö"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueWord:
    """A printed word and its box in points of the upright, unskewed page."""

    text: str
    box: Box


@dataclass(slots=True)
class TruePage:
    r"""What is printed on a page. `lines` hold cells, cells hold words, in reading order.

    An empty line is the space between blocks. Signatures and initials are not in it. `stamps` are lines
    printed in a framed stamp: a block of their own, read after everything else.
    """

    lines: list[list[list[TrueWord]]] = field(default_factory=list)
    stamps: list[list[list[TrueWord]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        r"""The page's text as a perfect reader would give it: `\t` between cells, `\n` between lines."""
        return "\n".join(
            "\t".join(" ".join(word.text for word in cell) for cell in line)
            for line in [*self.lines, *([[]] if self.stamps else []), *self.stamps]
        )


@cache
def font_path(name: str) -> str:
    """Return the path of an installed font file.

    Raises:
        FileNotFoundError: it is not installed.

    """
    listed = subprocess.run(["fc-list", "--format=%{file}\n"], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        if line.rsplit("/", 1)[-1] == name:
            return line
    raise FileNotFoundError(f"{name} is not installed; see docs/reading.md for the Debian packages")


class Typesetter:
    """Draws words on one page and remembers where. All measures in points."""

    def __init__(self, fonts: Sequence[str], size_pt: float, dpi: int) -> None:
        self.scale = dpi * OVERSAMPLING / 72
        self.size_pt = size_pt
        self._files = [font_path(name) for name in fonts]
        shape = (round(A4_PT[0] * self.scale), round(A4_PT[1] * self.scale))
        self.image: Any = Image.new("RGB", shape, "white")
        self.draw: Any = ImageDraw.Draw(self.image)
        self.truth = TruePage()
        self.y = 60.0
        self.hyphens = False

    def font(self, *, bold: bool = False, size_pt: float | None = None) -> Any:
        """Return the page's face in the given weight and size."""
        size = (size_pt or self.size_pt) * self.scale
        return _font(self._files[int(bold)], round(size))

    def leading(self, size_pt: float | None = None) -> float:
        """Return the distance between lines."""
        return (size_pt or self.size_pt) * 1.28

    def cell(
        self, text: str, x: float, y: float, *, bold: bool = False, size_pt: float | None = None
    ) -> list[TrueWord]:
        """Draw one line of words beginning at `x`, its top at `y`; return them."""
        font = self.font(bold=bold, size_pt=size_pt)
        space = font.getlength(" ") / self.scale
        words = []
        for text_of_word in text.split():
            width = font.getlength(text_of_word) / self.scale
            self.draw.text((x * self.scale, y * self.scale), text_of_word, fill="black", font=font)
            height = self.leading(size_pt)
            words.append(TrueWord(text=text_of_word, box=Box(x, y, x + width, y + height)))
            x += width + space
        return words

    def wrap(self, text: str, width: float, *, bold: bool = False, size_pt: float | None = None) -> list[str]:
        """Break `text` into lines no wider than `width`, long words with a hyphen where the page has them."""
        font = self.font(bold=bold, size_pt=size_pt)
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if not lines or font.getlength(longer) / self.scale > width:
                for at in _breaks(word) if lines and self.hyphens else ():
                    if font.getlength(f"{lines[-1]} {word[:at]}-") / self.scale <= width:
                        lines[-1] += f" {word[:at]}-"
                        word = word[at:]
                        break
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def paragraph(
        self,
        text: str,
        x: float,
        width: float,
        *,
        label: str = "",
        bold: bool = False,
        size_pt: float | None = None,
        gap: float = 7.0,
        bottom: float = 790.0,
    ) -> None:
        """Set a paragraph at the cursor; `label` (a bullet, a number) hangs before its first line."""
        indent = 16.0 if label else 0.0
        for number, line in enumerate(self.wrap(text, width - indent, bold=bold, size_pt=size_pt)):
            if self.y + self.leading(size_pt) > bottom:
                break
            words = self.cell(line, x + indent, self.y, bold=bold, size_pt=size_pt)
            if label and number == 0:
                words = self.cell(label, x, self.y, bold=bold, size_pt=size_pt) + words
            self.truth.lines.append([words])
            self.y += self.leading(size_pt)
        self.truth.lines.append([])
        self.y += gap

    def row(
        self, cells: Sequence[tuple[float, str]], *, bold: bool = False, size_pt: float | None = None
    ) -> None:
        """Set one line of cells, each at its own x."""
        self.truth.lines.append([self.cell(text, x, self.y, bold=bold, size_pt=size_pt) for x, text in cells])
        self.y += self.leading(size_pt)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width_pt: float = 0.6) -> None:
        """Draw a straight line."""
        points = [(x0 * self.scale, y0 * self.scale), (x1 * self.scale, y1 * self.scale)]
        self.draw.line(points, fill="black", width=max(1, round(width_pt * self.scale)))


def _breaks(word: str) -> list[int]:
    """Return where a long word may be broken, the last place first: before a consonant and a vowel."""
    if len(word) < 10 or not word.isalpha():
        return []
    return [
        at
        for at in range(len(word) - 3, 3, -1)
        if word[at] not in _VOWELS and word[at + 1] in _VOWELS and word[at - 1] in "rnsltd" + _VOWELS
    ]


@cache
def _font(path: str, size: int) -> Any:
    return ImageFont.truetype(path, size)
