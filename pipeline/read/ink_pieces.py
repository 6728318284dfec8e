"""The connected pieces of ink of an image: letters, rules, dust."""

from typing import Any

import cv2


def ink_pieces(ink: Any) -> tuple[Any, Any]:
    """Return a label for every pixel and a row of measures for every label: x, y, width, height, area.

    `ink` is 1 where there is ink; label 0 is the paper. Pixels that touch at a corner are connected. OpenCV's
    own choice among its algorithms takes twice as long on a page (82 against 30 ms at 300 dpi).
    """
    _count, labels, stats, _centres = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    return labels, stats
