"""Read a Word document with python-docx: paragraphs, lists and tables in the order a reader meets them."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from pipeline.read.docx_numbering import Numbering
from pipeline.read.text_file import file_page
from schemas.errors import DocumentUnreadable
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Page

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
# Containers that wrap content without adding any: content controls, tracked insertions, links, fields.
# python-docx passes over the first two, and municipal templates keep date and diary number in them.
_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:hyperlink", "w:smartTag")))
_WRAPPERS |= {qn("w:fldSimple"), qn("w:customXml")}
_REMOVED = frozenset(map(qn, ("w:del", "w:moveFrom")))
_RUN, _TEXT, _TAB, _BREAK, _CARRIAGE = map(qn, ("w:r", "w:t", "w:tab", "w:br", "w:cr"))
_NO_BREAK_HYPHEN, _RENDERED_BREAK, _BOX = map(
    qn, ("w:noBreakHyphen", "w:lastRenderedPageBreak", "w:txbxContent")
)
# The fallback of a drawing repeats its text for old versions of Word.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PAGE_BREAK = "\f"


def read_docx(data: bytes, name: str) -> Iterator[Page]:
    """Yield the document's pages, cut where Word last broke them, else at explicit page breaks.

    The first page begins with the first page's header, where templates print date and diary number;
    other headers and all footers repeat and are left out. Footnotes follow the last page's text.

    Raises:
        DocumentUnreadable: the archive or its XML is broken.

    """
    try:
        document = docx.Document(io.BytesIO(data))
        text = _document_text(document)
    except (
        PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, LxmlError, AttributeError, OSError
    ) as error:  # fmt: skip
        message = f"{name} är ett trasigt Word-dokument och kan inte öppnas ({type(error).__name__}). "
        raise DocumentUnreadable(
            Issue(
                kind=IssueKind.BROKEN_FILE,
                severity=Severity.ERROR,
                page=None,
                message=message + "Öppna det i Word, låt Word reparera det och spara på nytt.",
            )
        ) from error
    for number, page in enumerate(text.split(_PAGE_BREAK), start=1):
        yield file_page(number, page.strip("\n"), "Word-dokument (DOCX)")


def _document_text(document: Any) -> str:
    body = document.element.body
    numbering = Numbering(document)
    rendered = next(body.iter(_RENDERED_BREAK), None) is not None
    blocks = _header_blocks(document, numbering)
    blocks += _blocks(body, numbering, rendered=rendered)
    blocks += _footnotes(document, numbering)
    text = ""
    for block, tight in blocks:
        glue = "" if not text else "\n" if tight else "\n\n"
        text += glue + block
    return text.replace(f"\n{_PAGE_BREAK}", _PAGE_BREAK).replace(f"{_PAGE_BREAK}\n", _PAGE_BREAK)


def _header_blocks(document: Any, numbering: Numbering) -> list[tuple[str, bool]]:
    section = document.sections[0] if len(document.sections) else None
    if section is None:
        return []
    different = section.different_first_page_header_footer
    header = section.first_page_header if different else section.header
    if header.is_linked_to_previous:
        return []
    return [
        (text, tight) for text, tight in _blocks(header._element, numbering, rendered=False) if text.strip()
    ]


def _footnotes(document: Any, numbering: Numbering) -> list[tuple[str, bool]]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            notes = [note for note in root if note.get(qn("w:type")) in (None, "normal")]
            return [block for note in notes for block in _blocks(note, numbering, rendered=False)]
    return []


def _blocks(parent: Any, numbering: Numbering, *, rendered: bool) -> list[tuple[str, bool]]:
    """Return `(text, tight)` per block; `tight` joins it to the one before without an empty line."""
    found: list[tuple[str, bool]] = []
    in_list = False
    for element in parent:
        if element.tag == _PARAGRAPH:
            label = numbering.label(element)
            text = _inline(element, rendered=rendered)
            boxes = _text_boxes(element, numbering)
            if text.strip(" \n\t") or _PAGE_BREAK in text:
                found.append((label + text, bool(label) and in_list))
                in_list = bool(label)
            found += boxes
        elif element.tag == _TABLE:
            found += [(row, index > 0) for index, row in enumerate(_rows(element, numbering, rendered))]
            in_list = False
        elif element.tag in _WRAPPERS:
            found += _blocks(element, numbering, rendered=rendered)
            in_list = False
    return found


def _rows(table: Any, numbering: Numbering, rendered: bool) -> list[str]:
    rows = []
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # a nested table is read inside its cell
        cells = [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]
        texts = []
        for cell in cells:
            blocks = _blocks(cell, numbering, rendered=rendered)
            lines = [line for text, _tight in blocks for line in text.split("\n") if line.strip()]
            texts.append(" ".join(lines) if len(cells) > 1 else "\n".join(lines))
        line = "\t".join(texts).rstrip("\t")
        if _PAGE_BREAK in line:  # a row that runs over the page's edge is read where it ends
            line = _PAGE_BREAK + line.replace(_PAGE_BREAK, "")
        if line.strip():
            rows.append(line)
    return rows


def _text_boxes(paragraph: Any, numbering: Numbering) -> list[tuple[str, bool]]:
    boxes = [box for box in paragraph.iter(_BOX) if next(box.iterancestors(_FALLBACK), None) is None]
    outer = [box for box in boxes if next(box.iterancestors(_BOX), None) is None]
    return [block for box in outer for block in _blocks(box, numbering, rendered=False)]


def _inline(element: Any, *, rendered: bool) -> str:
    pieces = []
    for child in element:
        if child.tag == _RUN:
            pieces += [_run_piece(piece, rendered=rendered) for piece in child]
        elif child.tag in _WRAPPERS:
            pieces.append(_inline(child, rendered=rendered))
        elif child.tag in _REMOVED:
            continue
    return "".join(pieces)


def _run_piece(piece: Any, *, rendered: bool) -> str:
    if piece.tag == _TEXT:
        return (piece.text or "").replace("\n", " ")
    if piece.tag == _TAB:
        return "\t"
    if piece.tag == _NO_BREAK_HYPHEN:
        return "\u2011"
    if piece.tag == _CARRIAGE:
        return "\n"
    if piece.tag == _BREAK:
        is_page = piece.get(qn("w:type")) == "page"
        return "\n" if not is_page else "" if rendered else _PAGE_BREAK
    if piece.tag == _RENDERED_BREAK and rendered:
        return _PAGE_BREAK
    return ""
