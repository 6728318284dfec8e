"""Find headings: lines of the lexicon, and short lines that stand alone as a heading does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.document_kinds import kind_of_line
from extractors.lines import Line, fold, opens_sentence
from extractors.rules import load_rules
from schemas.items import SectionKind

# Sections whose numbered lines are entries, never headings.
_NUMBERED_LISTS = frozenset(
    {SectionKind.PROPOSAL, SectionKind.DECISION, SectionKind.BASIS, SectionKind.PURPOSE}
)
# An unknown heading is short, has no sentence end and begins with a capital.
_MAX_WORDS = 12
_MAX_LETTERS = 110
_ENTRY = re.compile(r"[-•–*]|\d{1,2}[.)]?\s|[a-h]\)|§|att\b", re.IGNORECASE)
ENDS_OPEN = re.compile(
    r"\b(?:av|för|i|på|till|mot|med|och|eller|samt|att|som|om|den|det|de|en|ett|från|under|vid|inom)$"
)
_NOT_HEADING = re.compile(
    r"\d{4}-\d\d-\d\d$|@|^\S+[-/ ]\d{4}[-/ :]\d+$|\b(?:föreslår|beslutar|beslutade|godkänner|avslår|ska|"
    r"bifaller|uppdrar|fastställer)\b|^[\d\W]*$|\([A-ZÅÄÖ]{1,3}\)|^sida\b|\t|^\$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingLine:
    """A heading in clean text; `end` is where its body begins (after a tab, the same line goes on)."""

    kind: SectionKind
    title: str
    start: int
    end: int
    rule: str


def find_headings(lines: Sequence[Line]) -> list[HeadingLine]:
    """Return the headings among the lines, known ones first by lexicon, others by their looks.

    Looks count only once a known heading has opened the body: above it, and in lists of names, a
    short line between blank ones is a name, a date or a title.
    """
    found: list[HeadingLine] = []
    current: SectionKind | None = None
    in_body = False
    for index, line in enumerate(lines):
        known = _known(line, current)
        no_kind = (known and known.kind is SectionKind.AGENDA and found) or opens_sentence(lines, index)
        names_kind = None if no_kind else _kind_line(line, in_body)
        heading = names_kind or known
        if (
            heading is None
            and in_body
            and current not in _LISTS_OF_NAMES
            and _looks_like_heading(lines, index, current)
        ):
            heading = HeadingLine(
                kind=SectionKind.OTHER,
                title=_unnumbered(line.text),
                start=line.start,
                end=line.end,
                rule="headings:layout",
            )
        if heading is not None:
            found.append(heading)
            current = heading.kind
            in_body = in_body or current in _BODY
    return found


_LISTS_OF_NAMES = frozenset(
    {SectionKind.RESPONSIBLE, SectionKind.ATTENDANCE, SectionKind.SIGNATURES, SectionKind.RECIPIENTS}
)
_BODY = frozenset(
    {
        SectionKind.SUMMARY,
        SectionKind.PROPOSAL,
        SectionKind.DECISION,
        SectionKind.BASIS,
        SectionKind.PLANNING,
        SectionKind.MATTER,
        SectionKind.PURPOSE,
        SectionKind.MOTIONS,
    }
)
_NUMBERED = re.compile(r"(?:§[ \t]*)?\d{1,2}(?:\.\d{1,2})*[.)]?[ \t]+(?=[A-ZÅÄÖ])")


def _unnumbered(text: str) -> str:
    return fold(_NUMBERED.sub("", text, count=1))


def _kind_line(line: Line, in_body: bool) -> HeadingLine | None:
    """The line that names the document's kind, where the body has not begun."""
    if in_body:
        return None
    rule = kind_of_line(line.cell(0))
    if rule is None:
        return None
    return HeadingLine(
        kind=SectionKind.KIND, title=line.cell(0), start=line.start, end=line.cells[0].end, rule=rule.id
    )


def _known(line: Line, current: SectionKind | None) -> HeadingLine | None:
    title = _unnumbered(line.cell(0)).rstrip(":").rstrip()
    # A word of the lexicon that begins a wrapped line is no heading: headings have a capital or a digit.
    if len(title) > _MAX_LETTERS or title[:1].islower():
        return None
    for rule in load_rules("headings"):
        if rule.pattern.fullmatch(title):
            if rule.data.get("introduction") and not title.isupper() and not _opens_list(line, current):
                return None
            kind = SectionKind(str(rule.data.get("kind", rule.name)))
            return HeadingLine(kind=kind, title=title, start=line.start, end=line.cells[0].end, rule=rule.id)
    return None


def _opens_list(line: Line, current: SectionKind | None) -> bool:
    """Tell whether "Nämnden beslutar" stands for a heading: alone, and in no section that it introduces."""
    return line.after_blank and len(line.cells) == 1 and current not in _INTRODUCED


# In these "X beslutar" introduces what follows, or says what somebody wanted; it opens nothing.
_INTRODUCED = frozenset(
    {
        SectionKind.DECISION,
        SectionKind.PROPOSAL,
        SectionKind.MOTIONS,
        SectionKind.PROCEDURE,
        SectionKind.DISSENT,
    }
)


def names_organ(line: str) -> bool:
    """Tell whether a whole line or cell is the name of a body that meets: "Socialnämnden"."""
    folded = fold(line)
    return (
        len(folded) <= _MAX_LETTERS
        and folded[:1].isupper()
        and any(rule.pattern.fullmatch(folded) for rule in load_rules("headings", "organ"))
    )


def is_furniture(line: str) -> bool:
    """Tell whether a line recurs on the pages of minutes and belongs to no section: signatures, rules."""
    folded = fold(line)
    return any(rule.pattern.fullmatch(folded) for rule in load_rules("headings", "furniture"))


def _looks_like_heading(lines: Sequence[Line], index: int, current: SectionKind | None) -> bool:
    line = lines[index]
    text = line.text
    if _NUMBERED.match(text) and current not in _NUMBERED_LISTS and line.after_blank:
        text = _unnumbered(text)
        if len(text.split()) > 7:
            return False
    if not text[:1].isupper() or _ENTRY.match(text) or _NOT_HEADING.search(text) or ENDS_OPEN.search(text):
        return False
    if (
        len(text) > _MAX_LETTERS
        or len(text.split()) > _MAX_WORDS
        or text.endswith((".", ",", ";", ":", "!", "-"))
    ):
        return False
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None:
        return False
    previous = lines[index - 1] if index else None
    opens_block = (
        line.after_blank or previous is None or (len(text.split()) <= 2 and previous.text.endswith("."))
    )
    if not opens_block:
        return False
    if following.after_blank:
        return following.text[:1].isupper() or bool(_ENTRY.match(following.text))
    # Heading and text without a gap: only where the heading is clearly shorter than a line of text.
    return len(text) <= 40 and len(following.text) > len(text) + 20 and following.text[:1].isupper()
