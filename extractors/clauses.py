"""Find the clauses of decisions and proposals, and what each does."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from extractors.headings import is_furniture
from extractors.lines import Entry, fold, split_entries, split_lines
from extractors.rules import Rule, load_rules
from schemas.decisions import Clause, Outcome
from schemas.items import Section
from schemas.spans import Match, Range

_ATT_LINE = re.compile(r"(?m)^[ \t]*att\b")
_TRAILER = re.compile(r"[,;]?\s+(?:samt|och)$|[,;]$")
_ENDS_CLAUSE = re.compile(r"[,;.:]\s*$|\b(?:och|samt|beslutar|föreslår|besluta|att)\s*$|\n[ \t]*\n\s*$")
# An introduction ends where its line does, before "att", or at a colon, before what it introduces.
_INTRO_BEFORE_ATT = re.compile(r"[^.:\n]{3,200}?[ \t]*\n\s*(?=att\b)", re.IGNORECASE)
_INTRO_TO_COLON = re.compile(r"[^.:]{3,240}?:\s*(?=att\b|[A-ZÅÄÖ\d])")
_LONGEST_CLAUSE_IN_PROSE = 600


def find_clauses(text: str, section: Section) -> Iterator[Match[Clause]]:
    """Yield the clauses of one section of decisions or proposals, in printed order.

    A list's introduction ("Nämnden beslutar att:") is not a clause; one sentence with its own verb is.
    A heading that is itself an introduction ("SOCIALNÄMNDEN BESLUTAR") introduces what follows.
    """
    intro = section.title if _is_one_of("introduction", section.title) else ""
    yielded = 0
    entries = [entry for entry in split_entries(text, section.body) if entry.start < entry.end]
    for index, entry in enumerate(entries):
        entry = _without_furniture(text, entry)
        content = fold(text[entry.start : entry.end])
        if not content:
            continue
        if not entry.marked and _is_one_of("stop", content):
            return
        if _is_intro(content, entry, entries[index + 1 :]):
            intro = content
            continue
        if yielded and not entry.marked and not _goes_on(content):
            # Prose after a numbered list explains the decision; it is not part of it.
            return
        for start, end in _sentences(text, entry):
            head, start = _split_intro(text, start, end)
            intro = head or intro
            clause = _TRAILER.sub("", fold(text[start:end]))
            if len(clause) < 4 or _is_one_of("advised_against", clause):
                continue
            if yielded and _is_one_of("stop", clause):
                return
            if _is_one_of("introduction", clause) and clause.endswith(":"):
                intro = clause
                continue
            yielded += 1
            yield Match(
                value=Clause(text=clause, intro=intro, number=entry.number),
                ranges=(Range(start, _end(text, start, end)),),
                rule=f"clauses:{section.kind.value}",
            )


def _is_one_of(table: str, text: str) -> bool:
    return bool(text) and any(rule.first(text) for rule in load_rules("clauses", table))


def _without_furniture(text: str, entry: Entry) -> Entry:
    """Cut signatures and rules off an entry's end: they stand at the foot of the page."""
    end = entry.end
    for line in reversed(split_lines(text, Range(entry.start, entry.end))):
        if not is_furniture(line.text):
            break
        end = line.start
    return Entry(start=entry.start, end=end, number=entry.number, marked=entry.marked)


def _is_intro(content: str, entry: Entry, rest: Sequence[Entry]) -> bool:
    if entry.marked or not rest or not _is_one_of("introduction", content):
        return False
    return not content.endswith(".") or _rule_named("introduction", "following").first(content) is not None


def _rule_named(table: str, name: str) -> Rule:
    return next(rule for rule in load_rules("clauses", table) if rule.name == name)


def _goes_on(content: str) -> bool:
    """Tell whether a plain paragraph after a clause is a clause too: it has a decision's verb or "att"."""
    if content.startswith("att "):
        return True
    return len(content) < _LONGEST_CLAUSE_IN_PROSE and any(
        rule.pattern.search(content[:160]) for rule in _outcome_rules()
    )


def _end(text: str, start: int, end: int) -> int:
    m = _TRAILER.search(text[start:end].rstrip())
    return start + m.start() if m else start + len(text[start:end].rstrip())


def _split_intro(text: str, start: int, end: int) -> tuple[str, int]:
    """Cut the introduction off a passage in which the clause goes on after it."""
    for pattern in (_INTRO_BEFORE_ATT, _INTRO_TO_COLON):
        m = pattern.match(text, start, end)
        if m and m.end() < end and _has_verb(m[0]):
            return fold(m[0]), m.end()
    return "", start


def _has_verb(introduction: str) -> bool:
    return bool(_rule_named("introduction", "verb-and-colon").first(fold(introduction)))


def _sentences(text: str, entry: Entry) -> Iterator[tuple[int, int]]:
    """Cut an entry into its clauses: att-satser and sentences with a new subject on lines of their own."""
    if entry.marked:
        yield entry.start, entry.end
        return
    cuts = [entry.start, *_att_cuts(text, entry)]
    for start, end in zip(cuts, [*cuts[1:], entry.end], strict=True):
        at = start
        for cut in _subject_cuts(text, start, end):
            yield at, cut
            at = cut
        yield at, end


def _att_cuts(text: str, entry: Entry) -> list[int]:
    """Where a line begins an att-sats of its own; the first one's introduction stays with it."""
    body = text[entry.start : entry.end]
    cuts = [m.end() - len("att") for m in _ATT_LINE.finditer(body)]
    cuts = [cut for cut in cuts if cut and _ENDS_CLAUSE.search(body[:cut])]
    if cuts and not body.startswith("att"):
        cuts = cuts[1:]  # "Nämnden beslutar\natt …, samt\natt …": the words before belong to the first
    return [entry.start + cut for cut in cuts]


def _subject_cuts(text: str, start: int, end: int) -> Iterator[int]:
    lines = split_lines(text, Range(start, end))
    for before, line in pairwise(lines):
        if before.text.endswith(".") and _is_one_of("subject", line.text):
            yield line.start


@lru_cache(maxsize=1)
def _outcome_rules() -> tuple[Rule, ...]:
    return load_rules("outcomes")


def find_outcome(clause: str) -> tuple[Outcome, str]:
    """Return what a clause does and the rule that says so; OTHER where it has no verb of the lexicon."""
    best: tuple[int, int, Rule] | None = None
    for order, rule in enumerate(_outcome_rules()):
        m = rule.pattern.search(clause)
        if m and (best is None or (m.start(), order) < best[:2]):
            best = (m.start(), order, rule)
    if best is None:
        return Outcome.OTHER, "outcomes:other"
    return Outcome(best[2].name), best[2].id


_IOP = re.compile(
    r"\bid[ée]bur(?:et|na)[\s-]+(?:och\s+)?offentlig(?:t|a)[\s-]+partnerskap\w*|\bIOP(?:\b|-|:)|"
    r"\bpartnerskap\w*\b.{0,60}\bid[ée]bur\w+\s+(?:organisation|förening|sektor|aktör)\w*",
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


def recommends(words: str) -> re.Match[str] | None:
    """Return the verb by which one body recommends something to another, None where there is none."""
    return _first_of("recommends", words)


def decides(words: str) -> re.Match[str] | None:
    """Return the verb by which a body decides, None where there is none."""
    return _first_of("decides", words)


def assigns(clause: str) -> bool:
    """Tell whether a clause gives its subject a task or a right: "Kommunstyrelsen får i uppdrag …"."""
    return _first_of("assigns", clause) is not None


def _first_of(table: str, words: str) -> re.Match[str] | None:
    found = [m for rule in load_rules("clauses", table) if (m := rule.first(words)) is not None]
    return min(found, key=lambda m: m.start(), default=None)
