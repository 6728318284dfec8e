"""Find the dots that lead from a matter to its page in a list of contents: they are no text.

Tesseract reads letters in them (`Budget ......... mssnsnss 4`), and dots without number where it does not.
"""

from typing import Any

import numpy

# In usual letter heights: how large a dot is at most, how far apart dots are, within what height they stand.
_LARGEST, _PITCH, _ROW = 0.4, 1.3, 0.4
# So many dots make a leader; so many of them (a share) are as far apart as most, give or take so much.
_FEWEST, _REGULAR, _PLAY = 9, 0.65, 0.25


def find_dot_leaders(x: Any, y: Any, width: Any, height: Any, usual: float) -> Any:
    """Return which pieces of ink are dots of a leader.

    The arrays hold a box each, in pixels; `usual` is how high letters are. Returns an array of truth values.
    """
    leaders = numpy.zeros(len(x), dtype=bool)
    small = numpy.flatnonzero((width < _LARGEST * usual) & (height < _LARGEST * usual))
    if len(small) < _FEWEST:
        return leaders
    middles = y[small] + height[small] / 2
    across = x[small] + width[small] / 2
    for offset in (0.0, 0.5):  # what one grid cuts in two is whole in the other
        rows = numpy.floor(middles / (_ROW * usual) + offset)
        order = numpy.lexsort((across, rows))
        gaps = numpy.diff(across[order])
        apart = (numpy.diff(rows[order]) != 0) | (gaps > _PITCH * usual)
        starts = numpy.concatenate(([0], numpy.flatnonzero(apart) + 1, [len(order)]))
        for start in numpy.flatnonzero(numpy.diff(starts) >= _FEWEST):
            first, end = starts[start], starts[start + 1]
            own = gaps[first : end - 1]
            usual_gap = numpy.median(own)
            if (numpy.abs(own - usual_gap) <= _PLAY * usual_gap).mean() >= _REGULAR:
                leaders[small[order[first:end]]] = True
    return leaders
