"""Draw one PDF page for the test pages of text layers: prose in a font, scans, maps and ligatures that lie.

Needs reportlab, pikepdf and Pillow, development dependencies: imported only when something is drawn.
"""

import io
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FONTS = {
    "carlito": "crosextra/Carlito-Regular.ttf",
    "caladea": "crosextra/Caladea-Regular.ttf",
    "sans": "liberation/LiberationSans-Regular.ttf",
    "serif": "liberation/LiberationSerif-Regular.ttf",
    "narrow": "liberation/LiberationSansNarrow-Regular.ttf",
    "dejavu": "dejavu/DejaVuSans.ttf",
    "helvetica": "",
}
FONT_FOLDER = Path("/usr/share/fonts/truetype")
SIZE = (595.0, 842.0)


class Sheet:
    """A font, its size and text cut to lines that fit the page."""

    def __init__(self, chance: random.Random, paragraphs: list[str], font: str) -> None:
        self.chance, self.paragraphs = chance, paragraphs
        self.size = chance.choice((9.5, 10.5, 11.0, 12.0))
        self.font = font
        if font == "helvetica":
            self.name = "Helvetica"
            return
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        self.name = font
        pdfmetrics.registerFont(TTFont(font, str(FONT_FOLDER / FONTS[font])))

    def prose(self, count: int = 32, width: float = 450.0) -> list[str]:
        """Return lines of prose with the signs of records among them."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        words: list[str] = []
        while len(words) < 20 * count:
            paragraph = self.chance.choice(self.paragraphs)
            words += paragraph.encode("cp1252", "ignore").decode("cp1252").split()
        lines: list[str] = []
        line = ""
        for word in words:
            longer = f"{line} {word}".strip()
            if stringWidth(longer, self.name, self.size) > width:
                lines.append(line)
                line = word
            else:
                line = longer
            if len(lines) == count:
                break
        lines[2] = f"§ {self.chance.randint(1, 300)} Dnr HVO-20{self.chance.randint(17, 31)}-{len(lines[0])}"
        return lines


def canvas_of_a_page() -> tuple[Any, io.BytesIO]:
    """Return an empty A4 page and where its bytes will be once it is saved."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    return Canvas(out, pagesize=SIZE, invariant=1), out


def write(canvas: Any, sheet: Sheet, lines: Sequence[str], *, top: float = 780.0, mode: int = 0) -> None:
    """Write the lines below each other; `mode` is the text render mode, 3 for text that no one sees."""
    text = canvas.beginText(72, top)
    text.setFont(sheet.name, sheet.size)
    text.setLeading(1.45 * sheet.size)
    text.setTextRenderMode(mode)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def digital(sheet: Sheet, lines: Sequence[str], decorate: Callable[[Any], None] | None = None) -> bytes:
    """Return a page with the lines on it, over what `decorate` draws first."""
    canvas, out = canvas_of_a_page()
    if decorate:
        decorate(canvas)
    write(canvas, sheet, lines)
    canvas.save()
    return out.getvalue()


def picture_of(pdf: bytes, dpi: int = 150, noise: float = 6.0, seed: int = 0) -> Any:
    """Render the page as a scanner would: grey, a little noise."""
    import numpy
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    grey = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
    grey = grey.reshape(grey.shape[0], -1).astype(float) * 0.95
    grey += numpy.random.default_rng(seed).normal(0, noise, grey.shape)
    document.close()
    return Image.fromarray(grey.clip(0, 255).astype("uint8"))


def draw_picture(canvas: Any, picture: Any, box: tuple[float, float, float, float] = (0, 0, *SIZE)) -> None:
    """Draw the picture into the box of left, bottom, width, height; over the whole page without one."""
    from reportlab.lib.utils import ImageReader

    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=85)  # taken over as it is; another image would be encoded slowly
    canvas.drawImage(ImageReader(encoded), *box)


def remapped(pdf: bytes, change: Callable[[int], int] | None) -> bytes:
    """Return the PDF with other characters in its fonts' ToUnicode maps; None takes the maps away."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for font in document.pages[0].Resources.Font.values():
            if "/ToUnicode" not in font:
                continue
            if change is None:
                del font.ToUnicode
                continue
            found = font.ToUnicode.read_bytes().decode("ascii")
            changed = re.sub(
                r"(?m)^(<[0-9A-F]{2}>) <([0-9A-F]{4})>$",
                lambda pair: f"{pair[1]} <{change(int(pair[2], 16)):04X}>",
                found,
            )
            assert changed != found, "the map is written in another way"
            font.ToUnicode = document.make_stream(changed.encode("ascii"))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def said(sheet: Sheet, lines: Sequence[str], pairs: Sequence[tuple[str, str]]) -> bytes:
    """Draw the lines so that the layer says something else for some ligatures than what is shown."""
    canvas, out = canvas_of_a_page()
    y = 780.0
    for line in lines:
        x = 72.0
        rest = line
        while rest:
            at, shown, said = min(
                ((rest.find(shown), shown, said) for shown, said in pairs if shown in rest),
                default=(len(rest), "", ""),
            )
            for piece, instead in ((rest[:at], None), (shown, said)):
                if not piece:
                    continue
                if instead:
                    code = instead.encode("utf-16-be").hex().upper()
                    canvas._code.append(f"/Span <</ActualText <FEFF{code}>>> BDC")
                canvas.setFont(sheet.name, sheet.size)
                canvas.drawString(x, y, piece)
                x += canvas.stringWidth(piece, sheet.name, sheet.size)
                if instead:
                    canvas._code.append("EMC")
            rest = rest[at + len(shown) :]
        y -= 1.45 * sheet.size
    canvas.save()
    return out.getvalue()
