"""Make one text of groups of words that lie each in its own way on the page: upright, sideways, turned."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.read.layout import Token, regions_to_text
from pipeline.read.pdf_text import Layer
from schemas.geometry import Box
from schemas.pages import Words


def as_it_lies(box: Box) -> Box:
    """Return the box itself: of words given on the page as displayed."""
    return box


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Regions read one after another; `place` leads a token's box to the page as displayed."""

    regions: Sequence[Sequence[Token]]
    place: Callable[[Box], Box] = as_it_lies


def groups_to_text(groups: Sequence[Group]) -> tuple[str, Words]:
    """Return text and words of the groups, one after another with an empty line between."""
    found = [regions_to_text(group.regions, group.place) for group in groups]
    found = [(text, words) for text, words in found if text]
    if len(found) == 1:
        return found[0]
    offsets, geometry = array("L"), array("f")
    at = 0
    for text, words in found:
        offsets.extend(offset + at for offset in words.offsets)
        geometry.extend(words.geometry)
        at += len(text) + 2
    return "\n\n".join(text for text, _words in found), Words(offsets, geometry)


def layer_groups(layer: Layer, width: float, height: float) -> list[Group]:
    """Return a text layer's words by how they lie: most of the page first, then what stands sideways.

    A strip of an e-signature along the margin then cuts no sentence, and a page that was drawn sideways
    reads as one that was not. `width`, `height`: of the page as displayed.
    """
    if not any(layer.quarters):
        return [Group(regions=[layer.tokens])]
    found = []
    for quarter in sorted(set(layer.quarters), key=lambda quarter: (-layer.quarters.count(quarter), quarter)):
        turn, back = _turns(quarter, width, height)
        tokens = [
            token._replace(box=turn(token.box))
            for token, lies in zip(layer.tokens, layer.quarters, strict=True)
            if lies == quarter
        ]
        found.append(Group(regions=[tokens], place=back))
    return found


def _turns(quarter: int, width: float, height: float) -> tuple[Callable[[Box], Box], Callable[[Box], Box]]:
    """Return how a box of text turned clockwise gets upright, and how it gets back."""

    def down(box: Box) -> Box:
        return Box(box.top, width - box.x1, box.bottom, width - box.x0)

    def from_down(box: Box) -> Box:
        return Box(width - box.bottom, box.x0, width - box.top, box.x1)

    def over(box: Box) -> Box:
        return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)

    def up(box: Box) -> Box:
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)

    def from_up(box: Box) -> Box:
        return Box(box.top, height - box.x1, box.bottom, height - box.x0)

    return ((as_it_lies, as_it_lies), (down, from_down), (over, over), (up, from_up))[quarter]
