"""Which fonts a PDF page draws with, visibly or not: PDF/A lets no font through that is not embedded.

Two kinds stand in the way of many good documents: the Helvetica that a program chooses at the top of a
page and never uses, and the one in which a scanner's OCR wrote its invisible layer.
"""

from dataclasses import dataclass, field
from typing import Any

import pikepdf

_INVISIBLE = 3  # the text rendering mode
_SHOW = frozenset({"Tj", "TJ", "'", '"'})


@dataclass(slots=True)
class FontUse:
    """Names of fonts in a page's content (not that of forms). `absent` are those that are not embedded."""

    absent: set[str] = field(default_factory=set)
    visible: set[str] = field(default_factory=set)
    invisible: set[str] = field(default_factory=set)

    @property
    def only_invisible(self) -> bool:
        """Whether all text of the page is invisible and some of it in a font that is not embedded."""
        return bool(self.absent & self.invisible) and not self.visible


def font_use(page: Any) -> FontUse:
    """Return what fonts a page chooses and draws with. Damaged content counts as drawing with nothing."""
    use = FontUse()
    fonts = page.get("/Resources", {}).get("/Font", {})
    use.absent = {str(name) for name, font in fonts.items() if _is_absent(font)}
    if not use.absent:
        return use
    font, mode = "", 0
    stack: list[tuple[str, int]] = []
    for one in pikepdf.parse_content_stream(page):
        operator = str(one.operator)
        if operator == "Tf":
            font = str(one.operands[0])
        elif operator == "Tr":
            mode = int(one.operands[0])
        elif operator == "q":
            stack.append((font, mode))
        elif operator == "Q" and stack:
            font, mode = stack.pop()
        elif operator in _SHOW:
            (use.invisible if mode == _INVISIBLE else use.visible).add(font)
    return use


def forget_idle_fonts(pdf: pikepdf.Pdf, page: Any) -> None:
    """Drop the choice of fonts that are not embedded and that the page draws nothing with."""
    use = font_use(page)
    idle = use.absent - use.visible - use.invisible
    if not idle:
        return
    kept = [
        one
        for one in pikepdf.parse_content_stream(page)
        if not (str(one.operator) == "Tf" and str(one.operands[0]) in idle)
    ]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def _is_absent(font: Any) -> bool:
    """Tell whether a simple font lacks its program; composite ones and Type 3 have theirs elsewhere."""
    if font.get("/Subtype") not in ("/Type1", "/MMType1", "/TrueType"):
        return False
    descriptor = font.get("/FontDescriptor", {})
    return not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
