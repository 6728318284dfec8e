"""Export pages as ALTO 4, the format of libraries and archives: words with boxes and confidence.

Source: the schema of the Library of Congress, https://www.loc.gov/standards/alto/v4/alto-4-4.xsd
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator

from schemas.issues import Severity
from schemas.pages import Page, Word

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
VERSION = "4.4"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# ALTO counts in tenths of a millimetre, pixels or 1/1200 inch, since version 2.1 with decimals. Two of
# them of the last keep a hundredth of a point, which is all that a page knows.
_UNITS_PER_POINT = 1200 / 72
# What XML 1.0 cannot hold; a text layer can hold anything.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pages_to_alto(pages: Iterable[Page], *, file_name: str, sha256: str | None = None) -> str:
    """Return one ALTO document for `pages`, in `inch1200`. Pages without geometry have no words in it.

    `file_name` is what the document calls its source, `sha256` identifies the source's bytes. A page that
    could not be read says why in QUALITY_DETAIL: it must not look like an empty one.
    """
    root = ElementTree.Element(
        "alto",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": _INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}",
            "SCHEMAVERSION": VERSION,
        },
    )
    description = ElementTree.SubElement(root, "Description")
    ElementTree.SubElement(description, "MeasurementUnit").text = "inch1200"
    source = ElementTree.SubElement(description, "sourceImageInformation")
    ElementTree.SubElement(source, "fileName").text = clean(file_name)
    if sha256 is not None:
        identifier = ElementTree.SubElement(source, "fileIdentifier", {"fileIdentifierLocation": "SHA-256"})
        identifier.text = sha256
    step = ElementTree.SubElement(description, "Processing", {"ID": "iop"})
    ElementTree.SubElement(step, "processingCategory").text = "contentGeneration"
    software = ElementTree.SubElement(step, "processingSoftware")
    ElementTree.SubElement(software, "softwareName").text = "iop-register"
    layout = ElementTree.SubElement(root, "Layout")
    for page in pages:
        _add_page(layout, page)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_page(layout: ElementTree.Element, page: Page) -> None:
    number = str(page.page)
    size = {}
    if page.width_pt is not None and page.height_pt is not None:
        size = {"WIDTH": _units(page.width_pt), "HEIGHT": _units(page.height_pt)}
    attributes = {"ID": f"page_{number}", "PHYSICAL_IMG_NR": number, "LANG": "sv", **size}
    if page.confidence is not None:
        attributes["PC"] = f"{page.confidence:.4f}"
    if failures := failures_of(page):
        attributes["QUALITY_DETAIL"] = failures
    element = ElementTree.SubElement(layout, "Page", attributes)
    space = ElementTree.SubElement(
        element, "PrintSpace", {"ID": f"space_{number}", "HPOS": "0", "VPOS": "0", **size}
    )
    for block_index, block in enumerate(blocks_of_lines(page), start=1):
        name = f"{number}_{block_index}"
        block_words = [word for line in block for word in line]
        block_element = ElementTree.SubElement(
            space, "TextBlock", {"ID": f"block_{name}", **_place(block_words)}
        )
        for line_index, line in enumerate(block, start=1):
            line_element = ElementTree.SubElement(
                block_element, "TextLine", {"ID": f"line_{name}_{line_index}", **_place(line)}
            )
            for word_index, word in enumerate(line, start=1):
                if word_index > 1:
                    ElementTree.SubElement(line_element, "SP")
                ElementTree.SubElement(
                    line_element,
                    "String",
                    {
                        "ID": f"word_{name}_{line_index}_{word_index}",
                        "CONTENT": clean(page.raw_text[word.start : word.end]),
                        "WC": f"{word.confidence:.4f}",
                        **_place([word]),
                    },
                )


def blocks_of_lines(page: Page) -> Iterator[list[list[Word]]]:
    r"""Yield the page's blocks as lists of lines of words, as `\n` and empty lines of its text have it."""
    block: list[list[Word]] = []
    line: list[Word] = []
    at = 0
    for word in page.words:
        between = page.raw_text[at : word.start]
        if "\n" in between and line:
            block.append(line)
            line = []
        if between.count("\n") > 1 and block:
            yield block
            block = []
        line.append(word)
        at = word.end
    if line:
        block.append(line)
    if block:
        yield block


def failures_of(page: Page) -> str:
    """Return why a page could not be read: the kinds of its errors, "" for a page that was read."""
    return " ".join(str(issue.kind) for issue in page.issues if issue.severity is Severity.ERROR)


def clean(text: str) -> str:
    """Return `text` with what XML cannot hold replaced by U+FFFD, so that lengths stay."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _units(points: float) -> str:
    return f"{points * _UNITS_PER_POINT:.2f}"


def _place(words: list[Word]) -> dict[str, str]:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return {
        "HPOS": _units(box.x0),
        "VPOS": _units(box.top),
        "WIDTH": _units(box.x1 - box.x0),
        "HEIGHT": _units(box.bottom - box.top),
    }
