"""Blocks as a Word document, a web page and plain text."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from markup import Block, plain, tagged

_FIXED = datetime(2024, 1, 1)
_ZIP_DATE = (2024, 1, 1, 0, 0, 0)


def blocks_to_docx(blocks: tuple[Block, ...], source: Mapping[str, Any]) -> bytes:
    """A Word document with headings, lists and tables in Word's own styles; the same bytes every time."""
    document = docx.Document()
    document.styles["Normal"].font.name = source["font"]
    properties = document.core_properties
    properties.author, properties.title = "", ""
    properties.created = properties.modified = _FIXED
    document.sections[0].header.paragraphs[0].text = source["head"]
    for block in blocks:
        if block.kind == "table":
            table = document.add_table(rows=0, cols=max(len(row) for row in block.rows))
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = plain(text)
        elif block.kind in {"h1", "h2", "h3"}:
            document.add_heading(plain(block.text), level=int(block.kind[1]))
        elif block.kind in {"bullet", "number"}:
            document.add_paragraph(plain(block.text), style=f"List {block.kind.capitalize()}")
        else:
            document.add_paragraph(plain(block.text))
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_zip_dates(out.getvalue())


def _with_fixed_zip_dates(packed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def blocks_to_html(blocks: tuple[Block, ...], source: Mapping[str, Any]) -> bytes:
    """A web page with the navigation, footer and script that surround a real one's text."""
    title = source["file"].rsplit(".", 1)[0]
    parts = [
        f'<!DOCTYPE html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        "<style>body{font-family:sans-serif}</style>\n<script>var visad = 1;</script>\n</head>\n<body>",
        '<nav><a href="#innehall">Till innehållet</a></nav>\n<main id="innehall">',
    ]
    previous = ""
    for block in blocks:
        if previous == "bullet" and block.kind != "bullet":
            parts.append("</ul>")
        if block.kind == "bullet":
            parts.append(("" if previous == "bullet" else "<ul>\n") + f"<li>{tagged(block.text)}</li>")
        else:
            tag = block.kind if block.kind in {"h1", "h2", "h3"} else "p"
            parts.append(f"<{tag}>{tagged(block.text, bold='strong', italic='em')}</{tag}>")
        previous = block.kind
    parts.append("</main>\n<footer><p>Tillgänglighet</p></footer>\n</body>\n</html>\n")
    return "\n".join(parts).encode()


def blocks_to_text(blocks: tuple[Block, ...]) -> bytes:
    """Plain UTF-8 text, a blank line between blocks, lists close together."""
    lines: list[str] = []
    previous = ""
    for block in blocks:
        if lines and not (block.kind == previous == "number"):
            lines.append("")
        lines.append({"number": f"{block.marker}. ", "bullet": "• "}.get(block.kind, "") + plain(block.text))
        previous = block.kind
    return ("\n".join(lines) + "\n").encode()
