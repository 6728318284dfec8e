"""Combine a page's text layer with what OCR read of its image, and compare the two."""

from collections import Counter
from collections.abc import Sequence

from pipeline.ocr.image_to_page import Sheet
from pipeline.ocr.image_to_tokens import OcrResult
from pipeline.read.layout import Token
from pipeline.read.pdf_text import Layer
from pipeline.read.placed_text import Group, groups_to_text, layer_groups
from schemas.geometry import Box
from schemas.pages import Origin, Page

# Share of a word's box that a word of the layer covers, for it to be the same print.
_SAME_PRINT = 0.4


def share_agreed(layer: Sequence[Token], image: Sequence[Token]) -> float:
    """Return how much the words of layer and image agree, 0-1: shared words over the mean of both counts.

    Case and order count for nothing, punctuation at a word's edge neither: they differ between readers.
    """
    ours, theirs = _words(layer), _words(image)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _words(tokens: Sequence[Token]) -> Counter[str]:
    folded = (token.text.strip(".,;:()[]\"'”’•·-–").lower() for token in tokens)
    return Counter(word for word in folded if word)


def layer_over_image(layer: Layer, width: float, height: float, result: OcrResult) -> list[Group]:
    """Return groups in reading order: the layer's words, and from the image what they do not cover.

    What the layer says stands: it is exact. Words of a page that lies as displayed share lines with it; of
    a page that was turned to be read, the layer's words stand before or after what the image shows.
    """
    rest: list[list[Token]] = []
    boxes = [token.box for token in layer.tokens]
    for region in result.regions:
        kept = [token for token in region if not _is_covered(result.place(token.box), boxes)]
        if kept:
            rest.append(kept)
    if not rest:
        return layer_groups(layer, width, height)
    placed = [token._replace(box=result.place(token.box)) for region in rest for token in region]
    if result.quarters == 0 and len(rest) == 1 and not any(layer.quarters):
        return [Group(regions=[[*placed, *layer.tokens]])]
    upper = min(token.box.top for token in placed)
    above = [at for at, token in enumerate(layer.tokens) if token.box.bottom <= upper + 1]
    below = [at for at, token in enumerate(layer.tokens) if token.box.bottom > upper + 1]
    return [
        *layer_groups(_part(layer, above), width, height),
        Group(regions=rest, place=result.place),
        *layer_groups(_part(layer, below), width, height),
    ]


def _part(layer: Layer, places: Sequence[int]) -> Layer:
    return Layer(
        tokens=[layer.tokens[at] for at in places],
        quarters=[layer.quarters[at] for at in places],
        unmapped_share=layer.unmapped_share,
    )


def _is_covered(box: Box, layer: Sequence[Box]) -> bool:
    area = max(1e-6, (box.x1 - box.x0) * (box.bottom - box.top))
    for other in layer:
        width = min(box.x1, other.x1) - max(box.x0, other.x0)
        height = min(box.bottom, other.bottom) - max(box.top, other.top)
        if width > 0 and height > 0 and width * height > _SAME_PRINT * area:
            return True
    return False


def layer_to_page(sheet: Sheet, layer: Layer) -> Page:
    """Return the page that its text layer alone makes."""
    raw_text, words = groups_to_text(layer_groups(layer, *sheet.size))
    return Page(
        page=sheet.number,
        origin=Origin.TEXT_LAYER,
        reason=sheet.reason,
        confidence=1.0,
        width_pt=sheet.size[0],
        height_pt=sheet.size[1],
        rotation=sheet.rotation,
        raw_text=raw_text,
        words=words,
    )
