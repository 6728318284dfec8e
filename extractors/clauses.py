"""Find the clauses of decisions and proposals, and what each does."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.lines import Entry, fold, split_entries
from extractors.rules import Rule, load_rules
from schemas.decisions import Clause, Outcome
from schemas.items import ItemText, Section, SectionKind
from schemas.spans import Match, Range

# A line that ends the clauses and begins another matter inside the same section.
_STOP = re.compile(
    r"^(?:beslutet (?:skickas|är enhälligt)|skickas till|vid protokollet|reservation|yrkande|omedelbart justerad|"
    r"paragrafen (?:justeras|förklaras)|paragrafen är omedelbart|ordföranden (?:frågar|ställer|finner)|"
    r"nämnden (?:har )?behandla(?:r|t)|jäv\b|deltar inte|.{3,60} deltar inte i|sida\b)",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"\b(?:beslutar|beslutade|beslöt|föreslår|föreslog|besluta|föreslå|har beslutat|beslut|rekommenderar|hemställer|tillstyrker)\b"
    r"(?:[^.:]{0,120})?(?:\batt\b)?\s*:?\s*$|:\s*$",
    re.IGNORECASE,
)
_ATT = re.compile(r"(?:^|(?<=[\n,;]))[ \t]*att[ \t]+", re.MULTILINE)
_VERB = re.compile(r"\b(?:beslutar|föreslår|föreslås|beslutade|beslöt)\b", re.IGNORECASE)
_ADVISED_AGAINST = re.compile(r"\bavråd(?:s|er|a)\b", re.IGNORECASE)
_TRAILER = re.compile(r"[,;]?\s+(?:samt|och)$|[,;]$")


def find_clauses(text: str, section: Section) -> Iterator[Match[Clause]]:
    """Yield the clauses of one section of decisions or proposals, in printed order.

    A list's introduction ("Nämnden beslutar att:") is not a clause; one sentence with its own verb is.
    """
    intro, intro_end = "", section.body.start
    yielded = 0
    entries = list(split_entries(text, section.body))
    for index, entry in enumerate(entries):
        content = fold(text[entry.start : entry.end])
        if _STOP.match(content):
            return
        if _is_intro(content, entry, entries[index + 1 :]):
            intro, intro_end = content, entry.end
            continue
        if yielded and not entry.marked and not _goes_on(content, entry, text):
            # Prose after a numbered list explains the decision; it is not part of it.
            return
        for start, end in _sentences(text, entry, numbered=entry.marked):
            head, start = _split_intro(text, start, end)
            if head:
                intro, intro_end = head, start
            clause = _TRAILER.sub("", fold(text[start:end]))
            if len(clause) < 4 or _ADVISED_AGAINST.search(clause):
                continue
            yielded += 1
            yield Match(
                value=Clause(text=clause, intro=intro, number=entry.number),
                ranges=(Range(start, _end(text, start, end)),),
                rule=f"clauses:{section.kind.value}",
            )


def _is_intro(content: str, entry: Entry, rest: Sequence[Entry]) -> bool:
    return not entry.marked and bool(rest) and bool(_INTRO.search(content)) and not content.endswith(".")


def _goes_on(content: str, entry: Entry, text: str) -> bool:
    """Tell whether a plain paragraph after a clause is a clause too: it has a decision's verb or "att"."""
    if content.startswith("att "):
        return True
    return any(rule.pattern.search(content[:160]) for rule in load_rules("outcomes")) and len(content) < 600


def _end(text: str, start: int, end: int) -> int:
    m = _TRAILER.search(text[start:end].rstrip())
    return start + m.start() if m else start + len(text[start:end].rstrip())


def _split_intro(text: str, start: int, end: int) -> tuple[str, int]:
    """Cut "Nämnden beslutar\\natt godkänna …" after its introduction, where the list goes on in lines."""
    m = re.match(
        r"[^.:]{3,160}?\b(?:beslutar|föreslår|beslutade|besluta)\b(?:\s+att)?\s*:\s*",
        text[start:end],
        re.IGNORECASE,
    )
    if m and start + m.end() < end:
        return fold(m[0]), start + m.end()
    m = re.match(
        r"[^.:\n]{3,160}?\b(?:beslutar|föreslår|beslutade|besluta)[ \t]*\n\s*(?=att\b)",
        text[start:end],
        re.IGNORECASE,
    )
    if m:
        return fold(m[0]), start + m.end()
    return "", start


def _sentences(text: str, entry: Entry, *, numbered: bool) -> Iterator[tuple[int, int]]:
    """Cut an entry into its clauses: att-satser on lines of their own, else the whole entry."""
    if numbered:
        yield entry.start, entry.end
        return
    body = text[entry.start : entry.end]
    cuts = [m.start() + len(m[0]) - len(m[0].lstrip()) for m in re.finditer(r"(?m)^[ \t]*att\b", body)]
    cuts = [
        cut
        for cut in cuts
        if cut == 0 or re.search(r"[,;.:]\s*$|\b(?:och|samt|beslutar|föreslår|besluta|att)\s*$", body[:cut])
    ]
    if len(cuts) < 2 and not (cuts and cuts[0] == 0):
        yield entry.start, entry.end
        return
    if cuts[0] != 0 and body[: cuts[0]].strip():
        # The words before the first att-sats introduce it; they stay with it and are cut off later.
        cuts[0] = 0
    for cut, following in zip(cuts, [*cuts[1:], len(body)], strict=True):
        yield entry.start + cut, entry.start + following


@lru_cache(maxsize=1)
def _outcome_rules() -> tuple[Rule, ...]:
    return load_rules("outcomes")


def find_outcome(clause: str) -> tuple[Outcome, str]:
    """Return what a clause does and the rule that says so; OTHER where no verb of the lexicon stands in it."""
    best: tuple[int, int, Rule] | None = None
    for order, rule in enumerate(_outcome_rules()):
        m = rule.pattern.search(clause)
        if m and (best is None or (m.start(), order) < best[:2]):
            best = (m.start(), order, rule)
    if best is None:
        return Outcome.OTHER, "outcomes:other"
    return Outcome(best[2].name), best[2].id


_IOP = re.compile(
    r"\bidébur(?:et|na)[\s-]+(?:och\s+)?offentlig(?:t|a)[\s-]+partnerskap\w*|\bIOP(?:\b|-|:)|"
    r"\bpartnerskap\w*\b.{0,60}\bidébur\w+\s+(?:organisation|förening|sektor|aktör)\w*",
    re.IGNORECASE,
)
_IOP_CASE = re.compile(r"\bIOP\b|\bIOP-|\bIOP:", re.UNICODE)


def concerns_iop(*texts: str) -> bool:
    """Tell whether any of the texts names an idéburet offentligt partnerskap, in full or abbreviated.

    >>> concerns_iop("Nämnden beviljar föreningsbidrag."), concerns_iop("avtal om IOP")
    (False, True)
    """
    for text in texts:
        for m in _IOP.finditer(fold(text)):
            if not m[0].upper().startswith("IOP") or _IOP_CASE.match(m[0]):
                return True
    return False


def decision_sections(item: ItemText) -> list[Section]:
    """Return the sections of an item that hold clauses."""
    return [s for s in item.sections if s.kind in (SectionKind.DECISION, SectionKind.PROPOSAL)]
