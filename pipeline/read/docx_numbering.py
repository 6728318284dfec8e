"""Say the numbers and bullets of a Word list, which stand in no paragraph but in numbering.xml."""

import re
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

_PLACE = re.compile(r"%([1-9])")
_MAX_DEPTH = 9


def _letters(number: int) -> str:
    """Return Word's letter for a list number: a … z, then aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    pairs = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    written = ""
    for value, letters in pairs:
        while number >= value:
            written += letters
            number -= value
    return written


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


class Numbering:
    """Counts list items while a document is read from its beginning.

    `label(paragraph)` must be called once for each paragraph, in document order.
    """

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style.element for style in document.styles}
        self._abstract_of: dict[str, str] = {}
        self._levels: dict[str, dict[int, Any]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        root = self._numbering_root(document)
        if root is None:
            return
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"))): level for level in abstract.findall(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.findall(qn("w:num")):
            abstract_id = number.find(qn("w:abstractNumId"))
            if abstract_id is not None:
                self._abstract_of[number.get(qn("w:numId"))] = abstract_id.get(qn("w:val"))

    @staticmethod
    def _numbering_root(document: Any) -> Any:
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                part = relation.target_part
                return getattr(part, "element", None)
        return None

    def label(self, paragraph: Any) -> str:
        """Return what Word prints before the paragraph (`1. `, `a) `, `• `), "" for no list item."""
        num_id, depth = self._list_of(paragraph)
        levels = self._levels.get(self._abstract_of.get(num_id or "", ""), {})
        level = levels.get(depth)
        if num_id is None or num_id == "0" or level is None:
            return ""
        number_format = _value(level, "w:numFmt") or "decimal"
        if number_format == "none":
            return ""
        if number_format == "bullet":
            return "• "
        counts = self._counts.setdefault(num_id, {})
        counts[depth] = counts.get(depth, int(_value(level, "w:start") or "1") - 1) + 1
        for deeper in range(depth + 1, _MAX_DEPTH):
            counts.pop(deeper, None)
        text = _value(level, "w:lvlText") or f"%{depth + 1}."
        written = _PLACE.sub(lambda place: self._number(int(place.group(1)) - 1, levels, counts), text)
        return f"{written} " if written.strip() else ""

    @staticmethod
    def _number(depth: int, levels: dict[int, Any], counts: dict[int, int]) -> str:
        level = levels.get(depth)
        number_format = _value(level, "w:numFmt") if level is not None else None
        return _FORMATS.get(number_format or "decimal", str)(counts.get(depth, 1))

    def _list_of(self, paragraph: Any) -> tuple[str | None, int]:
        """Return the list's id and depth from the paragraph, else from its style or the style's base."""
        properties = paragraph.find(qn("w:pPr"))
        style_id = None
        seen: set[str] = set()
        while properties is not None or style_id:
            if properties is not None:
                numbering = properties.find(qn("w:numPr"))
                if numbering is not None and _value(numbering, "w:numId") is not None:
                    return _value(numbering, "w:numId"), int(_value(numbering, "w:ilvl") or "0")
                style_id = _value(properties, "w:pStyle") or style_id
            style = self._styles.get(style_id or "")
            if style is None or style_id in seen:
                return None, 0
            seen.add(style_id or "")
            properties = style.find(qn("w:pPr"))
            style_id = _value(style, "w:basedOn")
        return None, 0


def _value(element: Any, child: str) -> str | None:
    found = element.find(qn(child))
    return None if found is None else found.get(qn("w:val"))
