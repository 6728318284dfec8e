"""Tell a file's type by its content: names lie, and archives export everything as `.pdf`."""

import re
import zipfile
from pathlib import Path

import filetype

from schemas.sources import MediaType

HEAD_BYTES = 65_536

# A PDF may carry up to 1,024 bytes of junk before its header. Source: PDF 1.7, implementation note 13.
_PDF_HEADER_WITHIN = 1_024

_BY_MIME = {str(kind): kind for kind in (MediaType.PDF, MediaType.TIFF, MediaType.PNG, MediaType.JPEG)}

_HTML_START = re.compile(
    rb"""^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*
        <(?:!doctype\s+html|html|head|body|title|meta|div|p|h[1-6]|main|article|section|table|ul|ol)\b""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_HTML_ANYWHERE = re.compile(rb"<html[\s>]|<body[\s>]|<!doctype\s+html", re.IGNORECASE)
_MARKDOWN_LINE = re.compile(
    rb"^(?:\#{1,6}\s+\S | \s*[-*]\s+\[[ x]\] | .*\*\*[^*\n]+\*\* | .*\[[^\]\n]+\]\([^)\n]+\) | \|.*\|\s*$ )",
    re.MULTILINE | re.VERBOSE,
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

NAME_TO_TYPE = {
    ".pdf": MediaType.PDF,
    ".tif": MediaType.TIFF,
    ".tiff": MediaType.TIFF,
    ".png": MediaType.PNG,
    ".jpg": MediaType.JPEG,
    ".jpeg": MediaType.JPEG,
    ".docx": MediaType.DOCX,
    ".html": MediaType.HTML,
    ".htm": MediaType.HTML,
    ".xhtml": MediaType.HTML,
    ".md": MediaType.MARKDOWN,
    ".markdown": MediaType.MARKDOWN,
    ".txt": MediaType.TEXT,
    ".text": MediaType.TEXT,
}


def detect_media_type(head: bytes, path: Path) -> MediaType | str:
    """Return the type of the file that begins with `head`, or a word for what it is instead.

    `head` is the first `HEAD_BYTES` bytes. The name decides nothing but Markdown against plain text,
    which differ in intent only. `path` is opened again only for a ZIP, to see whether it is a DOCX.
    """
    if b"%PDF-" in head[: _PDF_HEADER_WITHIN + 5]:
        return MediaType.PDF
    guess = filetype.guess(head)
    mime = guess.mime if guess else None
    if mime in _BY_MIME:
        return _BY_MIME[mime]
    if head[:4] == b"PK\x03\x04":
        return MediaType.DOCX if _is_docx(path) else "zip"
    if mime is not None:
        return str(guess.extension)
    if not _looks_like_text(head):
        return "binary"
    if _HTML_START.match(head.lstrip(b"\xef\xbb\xbf")) or _HTML_ANYWHERE.search(head[:2_048]):
        return MediaType.HTML
    return _markdown_or_text(head, path)


def named_media_type(path: Path) -> MediaType | None:
    """Return the type that the file's name promises, None for a name that promises none of ours."""
    return NAME_TO_TYPE.get(path.suffix.lower())


def is_misleading(named: MediaType | None, actual: MediaType) -> bool:
    """Return whether a reader of the name would expect something else than what the file is.

    Markdown is plain text, so each may carry the other's name.
    """
    written = {MediaType.MARKDOWN, MediaType.TEXT}
    return named is not None and named is not actual and not {named, actual} <= written


def _markdown_or_text(head: bytes, path: Path) -> MediaType:
    named = named_media_type(path)
    if named in (MediaType.MARKDOWN, MediaType.TEXT):
        return named
    return MediaType.MARKDOWN if len(_MARKDOWN_LINE.findall(head)) >= 2 else MediaType.TEXT


def _is_docx(path: Path) -> bool:
    """Return whether the ZIP holds a Word document; a broken ZIP counts by its first entries."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        with path.open("rb") as file:
            return b"word/" in file.read(HEAD_BYTES)


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_BYTE_ORDER_MARKS):
        return True
    if b"\x00" in head:
        return _looks_like_utf16(head)
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1a\x1b" for byte in head)
    return control <= len(head) // 200


def _looks_like_utf16(head: bytes) -> bool:
    """Return whether nearly all bytes of one parity are zero: Latin letters in UTF-16 without a mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return max(even, odd) > 0.7 * half and min(even, odd) < 0.05 * half
