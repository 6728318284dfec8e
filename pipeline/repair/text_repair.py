"""Gives damaged Swedish text its letters back, as recorded edits, and leaves clean text alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.repair.case_number_candidates import CaseNumberCandidate, find_case_number_candidates
from pipeline.repair.encodings import CODE_PAGE, GLYPH_NUMBERS, MOJIBAKE, find_wrong_letters
from pipeline.repair.gate import LOST_DIACRITICS, Region, examine
from pipeline.repair.lexicon import load_lexicon
from pipeline.repair.marks import find_mark_edits
from pipeline.repair.nonwords import find_nonword_edits
from pipeline.repair.protected import find_protected, merge_spans
from pipeline.repair.words import Reader
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin
from schemas.text import Edit

FORCED_SURVIVAL = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What repair found in a text: the edits to make, what the gate said, and what was left alone.

    `edits` are sorted, do not overlap, count code points of the text given, have rules that begin with
    `repair:` and never change the number of lines. `damage` names the kind of damage, None for clean text.
    `uncertain`: by issue, the spans of the words it is about, where a word was left alone as misread.
    """

    edits: tuple[Edit, ...]
    damaged: bool
    damage: str | None
    issues: tuple[Issue, ...]
    uncertain: Mapping[Issue, Sequence[tuple[int, int]]] = field(default_factory=dict)


def repair_text(
    text: str,
    *,
    force: bool = False,
    protected: Iterable[tuple[int, int]] = (),
    origin: Origin | None = None,
) -> Repair:
    """Find the edits that give a page's text its letters back.

    Args:
        text: one page (or any text), NFC.
        force: decode even what the gate calls clean, as text in which nearly all letters came through.
        protected: further spans that must stay as they are, such as names the register knows.
        origin: where the text came from, None where nobody knows. In sound text that was freshly read
            (`Origin.OCR`) words that do not exist are corrected.

    >>> from schemas.text import apply_edits
    >>> text = "Forvaltningen bedomer att namnden bor avsla ansokan och att arendet avslutas."
    >>> apply_edits(text, repair_text(text).edits)
    'Förvaltningen bedömer att nämnden bör avslå ansökan och att ärendet avslutas.'

    """
    candidates = find_case_number_candidates(text)
    issues = [_candidate_issue(text, found) for found in candidates]
    wrong, damage = find_wrong_letters(text, load_lexicon())
    if damage in (MOJIBAKE, GLYPH_NUMBERS, CODE_PAGE):
        return Repair(edits=tuple(wrong), damaged=True, damage=damage, issues=tuple(issues))
    uncertain: dict[Issue, list[tuple[int, int]]] = defaultdict(list)
    regions, lost = examine(text)
    if origin is Origin.OCR and lost == LOST_DIACRITICS:
        regions, lost = [], None  # our reader never loses them all: these are lines of sums or of English
    if force and not regions:
        regions = [Region(start=0, end=len(text), survival=FORCED_SURVIVAL, cautious=True)]
    edits = wrong
    fresh = origin is Origin.OCR and not regions
    if regions or fresh:
        shield = merge_spans(
            find_protected(text),
            protected,
            ((found.start, found.end) for found in candidates),
            ((edit.start, edit.end) for edit in wrong),
        )
    if fresh:
        edits = wrong + find_nonword_edits(text, shield)
    elif regions:
        reader = Reader(text, shield)
        found = [reader.repair(region) for region in regions]
        edits = wrong + [edit for part in found for edit in part.edits]
        if lost == LOST_DIACRITICS:
            taken = merge_spans(shield, ((edit.start, edit.end) for edit in edits))
            marks = find_mark_edits(text, taken)
            bad = [(region.start, region.end) for region in regions if not region.cautious]
            edits += [edit for edit in marks if any(low <= edit.start < high for low, high in bad)]
        for low, high in (span for part in found for span in part.uncertain):
            issues.append(_uncertain_issue(text[low:high]))
            uncertain[issues[-1]].append((low, high))
    edits.sort(key=lambda edit: edit.start)
    damage = lost or damage
    return Repair(
        edits=tuple(edits),
        damaged=damage is not None,
        damage=damage,
        issues=tuple(issues),
        uncertain=dict(uncertain),
    )


def _uncertain_issue(word: str) -> Issue:
    return Issue(
        kind=IssueKind.REPAIR_UNCERTAIN,
        severity=Severity.NOTE,
        page=None,
        message=f"Ordet ”{word}” ser felläst ut men kunde inte lagas säkert; det står kvar som det är.",
    )


def _candidate_issue(text: str, found: CaseNumberCandidate) -> Issue:
    return Issue(
        kind=IssueKind.CASE_NUMBER_CANDIDATE,
        severity=Severity.WARNING,
        page=None,
        message=(
            f"”{text[found.start : found.end]}” kan vara diarienumret {found.value}, felläst. Det har inte"
            " ändrats; jämför med originalet."
        ),
    )
