"""Boxes on a page as a reader sees it."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on the displayed page.

    Unit: PDF points (1/72 inch; for an image, pixels * 72 / dpi). Origin: top left of the page as
    displayed, that is the CropBox after /Rotate. `x1` and `bottom` are exclusive edges.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: "Box") -> "Box":
        """Return the smallest box that covers both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )
