"""Read a PDF page's text layer as far as the page shows it, and judge what the page is to be read from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.read.page_objects import Objects, page_objects
from pipeline.read.pdf import letters_of_images, surroundings
from pipeline.read.pdf_text import Layer, page_layer
from pipeline.read.shown_text import unseen_characters
from pipeline.read.text_faults import find_text_fault
from pipeline.read.trust import MANY_HIDDEN, Trust, Use, judge_text_layer
from schemas.geometry import Box
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Page

# Share of the page under images from which a layer that no one sees may be what OCR read of them.
_SCANNED = 0.3
# Share of a layer's letters that the images show beside it: all of them where the page is a scan.
_PRINT_IN_IMAGE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLayer:
    """A page's text layer, what is to become of it, and the boxes of its words that the page does not show.

    The layer of a scan that some other program read is whole, though no one sees it.
    """

    layer: Layer
    trust: Trust
    unseen: tuple[Box, ...] = ()


def judged_layer(page: Any, unit: float = 1.0, layers: bool = True) -> JudgedLayer:
    """Return the layer of a `pypdfium2.PdfPage` and what to read the page from; boxes are in points.

    `unit`: how many points the page's unit is. `layers`: whether the document has layers that can be off.
    """
    whole, objects = page_layer(page).scaled(unit), page_objects(page, layers)
    unseen = unseen_characters(page, objects.doubtful)
    shown = whole
    if objects.hidden or unseen is not None:
        shown = page_layer(page, objects.hidden, unseen).scaled(unit)
    objects = objects.scaled(unit)
    if objects.hidden_share > MANY_HIDDEN and objects.image_share > _SCANNED:
        trust = judge_text_layer(
            whole.text, surroundings(page, whole, objects, unit, hidden_share=objects.hidden_share)
        )
        return JudgedLayer(layer=shown if trust.use is Use.BOTH else whole, trust=trust)
    left_out = _left_out(whole, shown) if shown is not whole else ()
    hidden_share = 1.0 if left_out and not shown.tokens else 0.0
    around = surroundings(page, shown, objects, unit, hidden_share=hidden_share, left_out=left_out)
    trust = judge_text_layer(whole.text if hidden_share else shown.text, around)
    if trust.use is Use.LAYER and objects.image_share > _SCANNED and _is_doubted(page, shown, objects, unit):
        trust = Trust(use=Use.COMPARE, reason="textlagret på en inskannad sida har ord som ser fellästa ut")
    return JudgedLayer(layer=shown, trust=trust, unseen=left_out)


def _is_doubted(page: Any, layer: Layer, objects: Objects, unit: float) -> bool:
    """Return whether a few words look misread and the page's print stands in its image as well.

    Then the layer is what some program read of the image, which can be asked; a letterhead shows no print.
    """
    if find_text_fault(layer.text, sharp=True) is None:
        return False
    letters = sum(len(token.text) for token in layer.tokens)
    return letters_of_images(page, objects, unit) > _PRINT_IN_IMAGE * letters


def _left_out(whole: Layer, shown: Layer) -> tuple[Box, ...]:
    """Return the boxes of the words that are not shown, or not as a whole; bare strokes and dots are none."""
    kept = Counter((token.text, token.box) for token in shown.tokens)
    found = []
    for token in whole.tokens:
        if kept[token.text, token.box]:
            kept[token.text, token.box] -= 1
        elif any(map(str.isalnum, token.text)):
            found.append(token.box)
    return tuple(found)


def unseen_words_issue(page: Page, unseen: Sequence[Box]) -> Issue | None:
    """Return what to say of words that the page does not show, None where what was read of it has them all.

    A word set twice, or one that was read from the image in its place, is not missing.
    """
    read = [word.box for word in page.words] if unseen else []
    missing = [box for box in unseen if not any(_is_read_in(other, box) for other in read)]
    if not missing:
        return None
    places = sorted({round((box.top + box.bottom) / 2 / _POINTS_IN_A_MM) for box in missing})
    where = f"{places[0]}" if len(places) == 1 else f"{places[0]} till {places[-1]}"
    message = (
        f"Sidan {page.page}: {len(missing)} ord finns i filen men syns inte på sidan ({where} mm uppifrån), "
        "och är inte lästa. De är dolda eller övertäckta: jämför med originalet."
    )
    return Issue(kind=IssueKind.TEXT_LAYER_BAD, severity=Severity.WARNING, page=page.page, message=message)


def _is_read_in(other: Box, box: Box) -> bool:
    """Return whether another word reaches from end to end of this one: one that is partly shown does not."""
    wide, high = box.x1 - box.x0, box.bottom - box.top
    across, down = (_END * wide, high / 2) if wide >= high else (wide / 2, _END * high)
    return (
        other.x0 <= box.x0 + across
        and box.x1 - across <= other.x1
        and other.top <= box.top + down
        and box.bottom - down <= other.bottom
    )


_END = 0.05
_POINTS_IN_A_MM = 72 / 25.4
