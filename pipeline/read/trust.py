"""Decide page by page whether a text layer can be trusted, or the image must be read instead."""

from dataclasses import dataclass

# Fewer letters than this beside an image are a stamp or a running head, not the page's text.
_FEW_LETTERS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whether to use the text layer, and why (Swedish, for the reader)."""

    use_text_layer: bool
    reason: str


def judge_text_layer(text: str, *, has_images: bool) -> Trust:
    """Judge a page's text layer by its characters and by what else is on the page."""
    letters = sum(character.isalpha() for character in text)
    if not text.strip():
        return Trust(use_text_layer=False, reason="sidan saknar textlager")
    if has_images and letters < _FEW_LETTERS:
        return Trust(use_text_layer=False, reason="textlagret har nästan ingen text, sidan är en bild")
    broken = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if broken > 0.1 * len(text):
        return Trust(use_text_layer=False, reason="textlagret saknar läsbara tecken (trasig teckentabell)")
    return Trust(use_text_layer=True, reason="digital sida med textlager")
