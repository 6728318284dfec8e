"""Decide page by page what to read: its text layer, its image, or both."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.read.text_faults import find_text_fault

# Fewer letters than this beside an image are a stamp or a running head, not the page's text.
_FEW_LETTERS = 25
_PAGE_IMAGE = 0.7
MANY_HIDDEN = 0.7
"""Share of text objects that no one sees from which a page's layer is what some program made of an image."""

# Share of characters whose font does not say what they stand for. A symbol font's bullets are below.
_TOO_MANY_UNMAPPED = 0.2
# Letters in rows outside the layer's words that make an image a text: a logo or a diagram has fewer.
_PRINTED_LETTERS = 60
# On a page that says next to nothing besides, this many are enough.
_SOME_LETTERS = 12
_LETTER = re.compile(r"[^\W\d_]")


class Use(StrEnum):
    """What a page is read from."""

    LAYER = "layer"
    IMAGE = "image"
    # The layer's words look wrong: it is kept only where the image shows the same words.
    COMPARE = "compare"
    # The layer's visible words, and from the image what the layer lacks.
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What to read the page from, and why (Swedish, for the reader)."""

    use: Use
    reason: str

    @property
    def use_text_layer(self) -> bool:
        """Whether the layer alone is read."""
        return self.use is Use.LAYER


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is on the page besides its text.

    `image_share`: of the page's area under images, 0-1. `hidden_share`: of text objects that no reader
    sees, drawn invisibly or under an image, as OCR programs do, 0-1. `unmapped_share`: of characters whose
    font does not say what they stand for, 0-1. `printed_letters`: how many letters in rows the page's
    images show outside the layer's words; looked at only where there are images.
    """

    image_share: float = 0.0
    hidden_share: float = 0.0
    unmapped_share: float = 0.0
    printed_letters: int = 0


def judge_text_layer(text: str, around: Surroundings) -> Trust:
    """Judge a page's text layer by its characters, its words and by what else is on the page.

    >>> judge_text_layer("Nämnden beslutar att bevilja bidraget.", Surroundings()).use_text_layer
    True
    >>> judge_text_layer("Protokoll", Surroundings(image_share=0.9, printed_letters=400)).use
    <Use.BOTH: 'both'>
    """
    if not text.strip():
        return Trust(use=Use.IMAGE, reason="sidan saknar textlager")
    if around.hidden_share > MANY_HIDDEN:
        use = Use.BOTH if around.hidden_share < 1 else Use.IMAGE
        if around.image_share > _PAGE_IMAGE:
            reason = "inskannad sida vars osynliga textlager kommer från en tidigare OCR"
        else:
            reason = "textlagret är osynligt och visar inte vad som står på sidan"
        return Trust(use=use, reason=reason)
    if around.unmapped_share > _TOO_MANY_UNMAPPED:
        return Trust(use=Use.COMPARE, reason="textlagret är dåligt: typsnittets teckentabell är trasig")
    fault = find_text_fault(text)
    if fault:
        return Trust(use=Use.COMPARE, reason=f"textlagret är dåligt: {fault}")
    if around.printed_letters >= _PRINTED_LETTERS:
        reason = "textlagret täcker bara en del av sidan, resten läses ur bilden"
        return Trust(use=Use.BOTH, reason=reason)
    shows_some = around.image_share > 0.3 and around.printed_letters >= _SOME_LETTERS
    if shows_some and len(_LETTER.findall(text)) < _FEW_LETTERS:
        return Trust(use=Use.BOTH, reason="textlagret har nästan ingen text, sidan är en bild")
    if around.image_share > _PAGE_IMAGE:
        return Trust(use=Use.LAYER, reason="sidan är en bild med ett gott textlager")
    return Trust(use=Use.LAYER, reason="digital sida med textlager")
