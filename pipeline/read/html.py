"""Read a web page with inscriptis: the text a reader sees, menus, scripts and styles left out."""

import re
from collections.abc import Iterator

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement

from pipeline.read.text_file import decode, file_page, normalise_line_ends
from schemas.pages import Page

_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MANY_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# No document text stands in these, whatever the page: navigation, code and forms' machinery.
_DROPPED = ("nav", "script", "style", "noscript", "template", "svg", "button", "iframe", "head")


def _profile() -> ParserConfig:
    css = CSS_PROFILES["strict"].copy()
    for tag in _DROPPED:
        css[tag] = HtmlElement(display=Display.none)
    return ParserConfig(css=css, table_cell_separator="\t", display_links=False, display_images=False)


def read_html(data: bytes) -> Iterator[Page]:
    """Yield the web page as one page: its title, then what its body shows, cells joined by tabs."""
    markup = normalise_line_ends(_decode_html(data))
    body = get_text(_XML_DECLARATION.sub("", markup), _profile()) if markup.strip() else ""
    text = _tidy(body)
    title = _title(markup)
    if title and title not in text.split("\n\n", 1)[0]:
        text = f"{title}\n\n{text}"
    yield file_page(1, text, "webbsida (HTML)")


def _decode_html(data: bytes) -> str:
    declared = _META_CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # pages that declare one encoding and are saved in another are common
    return decode(data)[0]


def _title(markup: str) -> str:
    found = _TITLE.search(markup)
    if not found:
        return ""
    return " ".join(get_text(f"<html><body><p>{found.group(1)}</p></body></html>").split())


def _tidy(text: str) -> str:
    r"""Return lines without padding, cells separated by exactly one tab, at most one empty line in a row."""
    lines = []
    for line in text.split("\n"):
        cells = [cell.strip(" ") for cell in line.split("\t")]
        lines.append("\t".join(cells).strip("\t ") if any(cells) else "")
    return _MANY_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
