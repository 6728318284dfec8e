"""Export pages as ALTO 4, the format of libraries and archives: words with boxes and confidence."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator

from schemas.pages import Page, Word

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
# ALTO counts in whole tenths of a millimetre, pixels or 1/1200 inch; the last loses least of a point.
_UNITS_PER_POINT = 1200 / 72


def pages_to_alto(pages: Iterable[Page], *, file_name: str) -> str:
    """Return one ALTO document for `pages`, in `inch1200`. Pages without geometry have no words in it.

    `file_name` is what the document calls its source image.
    """
    root = ElementTree.Element("alto", {"xmlns": NAMESPACE})
    description = ElementTree.SubElement(root, "Description")
    ElementTree.SubElement(description, "MeasurementUnit").text = "inch1200"
    source = ElementTree.SubElement(description, "sourceImageInformation")
    ElementTree.SubElement(source, "fileName").text = file_name
    layout = ElementTree.SubElement(root, "Layout")
    for page in pages:
        _add_page(layout, page)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_page(layout: ElementTree.Element, page: Page) -> None:
    number = str(page.page)
    size = {"WIDTH": _units(page.width_pt or 0.0), "HEIGHT": _units(page.height_pt or 0.0)}
    attributes = {"ID": f"page_{number}", "PHYSICAL_IMG_NR": number, **size}
    if page.confidence is not None:
        attributes["PC"] = f"{page.confidence:.3f}"
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
                        "CONTENT": page.raw_text[word.start : word.end],
                        "WC": f"{word.confidence:.3f}",
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


def _units(points: float) -> str:
    return str(round(points * _UNITS_PER_POINT))


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
