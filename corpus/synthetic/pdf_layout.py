"""Blocks set as a PDF in the form of a municipal document: logo box, running head, page counter."""

import io
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markup import Block, tagged
from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

FAMILIES = {"Carlito": "Carlito", "LiberationSans": "Liberation Sans", "LiberationSerif": "Liberation Serif"}
_STYLES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "Bold Italic"}
_WIDTH = A4[0] - 50 * mm
_SHARES = {("plain", 2): (0.3, 0.7), ("plain", 3): (0.25, 0.25, 0.5), ("grid", 3): (0.2, 0.4, 0.4)}


class MissingFontError(RuntimeError):
    """A typeface of the sample documents is not installed."""


@lru_cache
def register_font(name: str) -> str:
    """Register the four styles of a typeface by way of fontconfig, so that no path is written here.

    Raises:
        MissingFontError: the family is not installed.

    """
    family = FAMILIES[name]
    for suffix, style in _STYLES.items():
        found = subprocess.run(
            ["fc-match", "-f", "%{family}\t%{file}", f"{family}:style={style}"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\t")
        if family not in found[0]:
            raise MissingFontError(
                f"typeface {family} is missing: apt-get install fonts-liberation fonts-crosextra-carlito"
            )
        pdfmetrics.registerFont(TTFont(name + suffix, found[1]))
    pdfmetrics.registerFontFamily(
        name, normal=name, bold=f"{name}-Bold", italic=f"{name}-Italic", boldItalic=f"{name}-BoldItalic"
    )
    return name


def blocks_to_pdf(blocks: tuple[Block, ...], source: Mapping[str, Any]) -> bytes:
    """Set the blocks; the same bytes every time. Set twice, since the counter names the last page."""
    _, pages = _build(blocks, source, pages=0)
    return _build(blocks, source, pages=pages)[0]


def _build(blocks: tuple[Block, ...], source: Mapping[str, Any], *, pages: int) -> tuple[bytes, int]:
    font = register_font(source["font"])
    out = io.BytesIO()
    seen = 0

    def furnish(canvas: Canvas, _document: BaseDocTemplate) -> None:
        nonlocal seen
        seen = canvas.getPageNumber()
        _draw_furniture(canvas, source, font, page=seen, pages=pages)

    document = BaseDocTemplate(
        out, pagesize=A4, invariant=1, title=source["file"].rsplit(".", 1)[0], author="", lang="sv"
    )
    frame = Frame(25 * mm, 22 * mm, _WIDTH, A4[1] - 55 * mm, leftPadding=0, rightPadding=0)
    document.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=furnish)])
    document.build(_flowables(blocks, font))
    return out.getvalue(), seen


def _draw_furniture(canvas: Canvas, source: Mapping[str, Any], font: str, *, page: int, pages: int) -> None:
    top = A4[1] - 18 * mm
    canvas.saveState()
    if page == 1 and "logo" in source:
        canvas.setFillColor(colors.HexColor("#3b3b3b"))
        canvas.roundRect(25 * mm, top - 3 * mm, 9 * mm, 9 * mm, 1.5 * mm, fill=1, stroke=0)
        canvas.setFillColor(colors.white)
        canvas.circle(29.5 * mm, top + 1.5 * mm, 2.6 * mm, fill=1, stroke=0)
        canvas.setFillColor(colors.black)
        canvas.setFont(f"{font}-Bold", 12)
        canvas.drawString(37 * mm, top, source["logo"])
    elif "head_left" in source:
        canvas.setFont(font, 9)
        canvas.drawString(25 * mm, top, source["head_left"])
    canvas.setFont(font, 9)
    canvas.drawRightString(A4[0] - 25 * mm, top, source["head"].format(page=page, pages=pages))
    if "foot" in source:
        canvas.drawString(25 * mm, 14 * mm, source["foot"])
    canvas.restoreState()


def _flowables(blocks: tuple[Block, ...], font: str) -> list[Flowable]:
    body = ParagraphStyle(
        "body", fontName=font, fontSize=11, leading=14.5, spaceAfter=6, alignment=TA_LEFT, splitLongWords=0
    )
    listed = ParagraphStyle(
        "list", body, leftIndent=16, bulletIndent=2, spaceAfter=3, bulletFontName=font, bulletFontSize=11
    )
    head = ParagraphStyle("head", body, fontName=f"{font}-Bold", keepWithNext=1)
    styles = {
        "p": body,
        "h1": ParagraphStyle("h1", head, fontSize=16, leading=20, spaceBefore=6),
        "h2": ParagraphStyle("h2", head, fontSize=12, spaceBefore=8, spaceAfter=3),
        "h3": ParagraphStyle("h3", head, fontName=f"{font}-BoldItalic", spaceBefore=5, spaceAfter=2),
        "item": ParagraphStyle("item", head, fontName=font, fontSize=12.5, leading=16, spaceBefore=16),
        "bullet": listed,
        "number": listed,
    }
    out: list[Flowable] = []
    for block in blocks:
        if block.kind == "page":
            out.append(PageBreak())
        elif block.kind == "table":
            out += [_table(block, body), Spacer(1, 10)]
        else:
            marker = {"bullet": "•", "number": f"{block.marker}."}.get(block.kind)
            out.append(Paragraph(tagged(block.text), styles[block.kind], bulletText=marker))
    return out


def _table(block: Block, body: ParagraphStyle) -> Table:
    cell = ParagraphStyle("cell", body, spaceAfter=0)
    columns = max(len(row) for row in block.rows)
    shares = _SHARES.get((block.marker, columns), (1 / columns,) * columns)
    if len(block.rows) == 1:
        shares = (1 / columns,) * columns
    widths = [_WIDTH * share for share in shares]
    rows = [[Paragraph(tagged(text), cell) for text in row] for row in block.rows]
    table = Table(rows, colWidths=widths, hAlign="LEFT")
    look: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if block.marker == "grid":
        look.append(("GRID", (0, 0), (-1, -1), 0.6, colors.grey))
    else:
        look.append(("LEFTPADDING", (0, 0), (-1, -1), 0))
    table.setStyle(TableStyle(look))
    return table
