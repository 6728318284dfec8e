"""Gives damaged Swedish text its letters back, as recorded edits, and leaves clean text alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.repair.gate import Region, examine
from pipeline.repair.marks import find_mark_edits
from pipeline.repair.protected import find_protected, merge_spans
from pipeline.repair.words import Reader
from schemas.issues import Issue, IssueKind, Severity
from schemas.text import Edit


FORCED_SURVIVAL = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What repair found in a text: the edits to make, what the gate said, and what was left alone.

    `edits` are sorted, do not overlap, count code points of the text given, have rules that begin with
    `repair:` and never change the number of lines. `damage` names the kind of damage, None for clean text.
    """

    edits: tuple[Edit, ...]
    damaged: bool
    damage: str | None
    issues: tuple[Issue, ...]


def repair_text(text: str, *, force: bool = False, protected: Iterable[tuple[int, int]] = ()) -> Repair:
    """Find the edits that give a page's text its letters back.

    Args:
        text: one page (or any text), NFC.
        force: decode even what the gate calls clean, as text in which nearly all letters came through.
        protected: further spans that must stay as they are, such as names the register knows.

    >>> from schemas.text import apply_edits
    >>> text = "Forvaltningen bedomer att namnden bor avsla ansokan och att arendet avslutas."
    >>> apply_edits(text, repair_text(text).edits)
    'Förvaltningen bedömer att nämnden bör avslå ansökan och att ärendet avslutas.'

    """
    regions, damage = examine(text)
    if force and not regions:
        regions = [Region(start=0, end=len(text), survival=FORCED_SURVIVAL, cautious=True)]
    if not regions:
        return Repair(edits=(), damaged=False, damage=None, issues=())
    shield = merge_spans(find_protected(text), protected)
    reader = Reader(text, shield)
    found = [reader.repair(region) for region in regions]
    edits = [edit for part in found for edit in part.edits]
    uncertain = [span for part in found for span in part.uncertain]
    taken = merge_spans(shield, ((edit.start, edit.end) for edit in edits))
    edits += find_mark_edits(text, taken)
    edits.sort(key=lambda edit: edit.start)
    issues = tuple(
        Issue(
            kind=IssueKind.REPAIR_UNCERTAIN,
            severity=Severity.NOTE,
            page=None,
            message=f"Ordet ”{text[start:end]}” ser felläst ut men kunde inte lagas säkert; det står kvar.",
        )
        for start, end in uncertain
    )
    return Repair(edits=tuple(edits), damaged=damage is not None, damage=damage, issues=issues)
