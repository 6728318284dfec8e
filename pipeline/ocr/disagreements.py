"""Words whose figures the readers of an image see differently, and how a person is told of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.geometry import Box
from schemas.issues import Issue, IssueKind, Severity

_MM_PER_POINT = 25.4 / 72
# More than these on one page are counted only: the page has to be looked at as a whole.
_TOLD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A word whose figures the readers see differently: as kept, as another has it, and where it stands.

    The box lies on the upright page, in points, as the tokens' boxes do.
    """

    chosen: str
    other: str
    box: Box


def disagreement_issue(
    page: int, disagreements: Sequence[Disagreement], place: Callable[[Box], Box] = lambda box: box
) -> Issue | None:
    """Return the issue that tells where to look, None where the readers agree.

    `place` leads a box to where it lies on the page as displayed (`OcrResult.place`).

    >>> found = Disagreement(chosen="385", other="335", box=Box(72, 144, 90, 156))
    >>> print(disagreement_issue(2, [found]).message)
    Sidan 2: läsarna ser olika siffror i ”385” (eller ”335”, 51 mm uppifrån, 25 mm från vänster). \
Jämför med bilden.
    """
    if not disagreements:
        return None
    told = "; ".join(_described(one, place(one.box)) for one in disagreements[:_TOLD])
    more = len(disagreements) - _TOLD
    if more > 0:
        told += f"; och {more} {'ställe' if more == 1 else 'ställen'} till"
    message = f"Sidan {page}: läsarna ser olika siffror i {told}. Jämför med bilden."
    return Issue(kind=IssueKind.READERS_DISAGREE, severity=Severity.WARNING, page=page, message=message)


def _described(one: Disagreement, box: Box) -> str:
    down, across = round(box.top * _MM_PER_POINT), round(box.x0 * _MM_PER_POINT)
    seen = f"eller ”{one.other}”" if one.other else "eller något annat"
    return f"”{one.chosen}” ({seen}, {down} mm uppifrån, {across} mm från vänster)"
