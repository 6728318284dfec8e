"""Read plain text and Markdown: bytes to pages, split at form feeds, otherwise verbatim."""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page, Words

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Swedish administrations have written text in, most likely first; charset-normalizer chooses.
_CANDIDATES = ["cp1252", "iso8859_15", "mac_roman", "cp850", "utf_16_le", "utf_16_be"]
_LINE_END = re.compile(r"\r\n?|\u2028|\x85")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding: by its mark, as UTF-8, or by statistics.

    >>> decode("nämnd".encode("cp1252"))
    ('nämnd', 'cp1252')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    # cp1252 with its holes filled reads any byte, so that no file is lost to its encoding
    encoding = best.encoding if best is not None else "cp1252"
    return data.decode(encoding, errors="replace"), encoding


def normalise_line_ends(text: str) -> str:
    r"""Return `text` with every line end as `\n`; the form feed stays, it separates pages."""
    return _LINE_END.sub("\n", text)


def read_text(data: bytes, name: str) -> Iterator[Page]:
    r"""Yield one page per form feed of a text file, verbatim apart from line ends and the byte order mark.

    A last form feed ends the last page and does not begin another.
    """
    text, encoding = decode(data)
    pages = normalise_line_ends(text).split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    lost = text.count("\ufffd")
    for number, page in enumerate(pages, start=1):
        issues = []
        if lost and number == 1:
            issues.append(
                Issue(
                    kind=IssueKind.LOW_CONFIDENCE,
                    severity=Severity.WARNING,
                    page=number,
                    message=f"{name}: {lost} tecken kunde inte läsas med teckenkodningen {encoding}. "
                    "Spara filen som UTF-8 om tecken saknas.",
                )
            )
        yield file_page(number, page, f"textfil, teckenkodning {encoding}", issues)


def file_page(number: int, raw_text: str, reason: str, issues: list[Issue] | None = None) -> Page:
    """Return a page of a source without geometry. An empty one says so in an issue."""
    issues = issues or []
    if not raw_text.strip():
        issues.append(
            Issue(
                kind=IssueKind.PAGE_EMPTY,
                severity=Severity.NOTE,
                page=number,
                message=f"Sidan {number} är tom.",
            )
        )
    return Page(
        page=number,
        origin=Origin.FILE,
        reason=reason,
        confidence=None,
        width_pt=None,
        height_pt=None,
        rotation=0,
        raw_text=raw_text,
        words=Words(),
        issues=tuple(issues),
    )
