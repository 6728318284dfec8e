"""Finds the case of a document that does not state its number, and says on what grounds.

A document is joined to a case only by two independent signals, one of them in its content, or by a single
one that leaves no room; otherwise an issue lists the candidates. Only documents that state their case are
compared with, so that no guess rests on another.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.register.held import BasisLine, Held, read_held, text_without_lines, texts_by_case
from pipeline.register.identity import record_id
from pipeline.register.passages import covered_words, folded, shingles, words_of
from pipeline.register.reconcile import Row
from schemas.issues import IssueKind, Severity
from schemas.items import DocumentKind

PASSAGE_WORDS = 40  # a shared passage this long is a signal …
LONG_PASSAGE_WORDS = 100  # … and this long (a whole summary) it is enough by itself
CLAUSE_CHARACTERS = 60  # "Nämnden godkänner rapporten." stands in many cases
TITLE_CHARACTERS = 20
SAME_TEXT = 97.0  # rapidfuzz ratio: leaves room for what repair could not know
_STRIDE = 8
SURE = 0.97  # no inference is certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One reason to join a document to a case. `content`: about the matter, not only the occasion."""

    kind: str
    weight: float
    content: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """`cases`: document → case. The rest are rows ready for the register."""

    cases: dict[str, str]
    case_documents: list[Row]
    issues: list[Row]


def infer_cases(connection: sqlite3.Connection) -> Inference:
    """Return the inferred case of every document that states none, as far as the register supports one."""
    held = read_held(connection)
    unnumbered = [d for d in held.values() if not d.names_its_case and d.kind != DocumentKind.WEBBSIDA]
    anchors = [d for d in held.values() if d.case_ids]
    passages = _shared_passages(connection, unnumbered, anchors)
    numbers = dict(connection.execute("select id, case_number from cases"))
    inference = Inference(cases={}, case_documents=[], issues=[])
    for document in unnumbered:
        candidates = _candidates(document, anchors, passages[document.id])
        convincing = [case for case, signals in candidates.items() if _convinces(signals)]
        if len(convincing) == 1:
            (case,) = convincing
            inference.cases[document.id] = case
            inference.case_documents.append(_case_document(document, case, candidates[case]))
        elif candidates:
            inference.issues.append(_issue(document, candidates, numbers, ambiguous=bool(convincing)))
    return inference


def _convinces(signals: Iterable[Signal]) -> bool:
    signals = list(signals)
    content = [signal for signal in signals if signal.content]
    return (bool(content) and len(signals) >= 2) or any(signal.weight >= 0.9 for signal in content)


def _candidates(
    document: Held, anchors: list[Held], passages: dict[str, tuple[int, Held]]
) -> dict[str, list[Signal]]:
    best: dict[str, dict[str, Signal]] = defaultdict(dict)

    def add(case: str, signal: Signal) -> None:
        known = best[case].get(signal.kind)
        if known is None or (signal.weight, signal.evidence) > (known.weight, known.evidence):
            best[case][signal.kind] = signal

    for anchor in anchors:
        if _may_share_case(document, anchor):
            for case, signal in _signals(document, anchor):
                add(case, signal)
    for case, (words, anchor) in passages.items():
        weight = 0.9 if words >= LONG_PASSAGE_WORDS else 0.6
        evidence = f"{words} ord är desamma som i {anchor.label}"
        add(case, Signal(kind="passage", weight=weight, content=True, evidence=evidence))
    return {case: sorted(found.values(), key=lambda s: s.kind) for case, found in sorted(best.items())}


def _may_share_case(document: Held, anchor: Held) -> bool:
    same_committee = document.committee == anchor.committee or None in (document.committee, anchor.committee)
    return same_committee and same_place(document, anchor)


def same_place(one: Held, other: Held) -> bool:
    """Tell whether two documents can be of one municipality: it is the same, or one does not tell."""
    return one.municipality == other.municipality or None in (one.municipality, other.municipality)


def _signals(document: Held, anchor: Held) -> Iterable[tuple[str, Signal]]:
    for text, _ in document.clauses:
        for other, case in anchor.clauses:
            if case and len(text) >= CLAUSE_CHARACTERS and same_text(text, other):
                yield (
                    case,
                    Signal(
                        kind="clause",
                        weight=0.7,
                        content=True,
                        evidence=f"samma att-sats som i {anchor.label}",
                    ),
                )
    for line in anchor.basis:
        case = line.case_id or _only(anchor.case_ids)
        if case and names(line, document):
            titled = title_agrees(line, document)
            yield case, Signal(
                kind="basis", weight=0.7 if titled else 0.3, content=titled,
                evidence=f"beslutsunderlaget i {anchor.label} nämner ”{line.text}”",
            )  # fmt: skip
    meeting = (folded(anchor.organ or ""), anchor.meeting_date)
    if meeting in document.planning:
        for case in sorted(anchor.case_ids):
            yield case, Signal(
                kind="meeting", weight=0.4, content=False,
                evidence=f"samma sammanträde {anchor.meeting_date} som {anchor.label}",
            )  # fmt: skip
    own_title = folded(document.title or "")
    for title, case in anchor.titles:
        if len(title) >= TITLE_CHARACTERS and same_text(title, own_title):
            yield (
                case,
                Signal(kind="title", weight=0.6, content=True, evidence=f"samma rubrik som {anchor.label}"),
            )


def names(line: BasisLine, document: Held) -> bool:
    """Tell whether a line of beslutsunderlag can mean this document: kind, committee, day, title."""
    return (
        line.kind == document.kind
        and line.date in document.dates
        and (line.committee is None or document.committee is None or line.committee == document.committee)
        and (not (line.title and document.title) or title_agrees(line, document))
    )


def title_agrees(line: BasisLine, document: Held) -> bool:
    """Tell whether the document bears the line's title, or names itself by the very same line."""
    if not line.title:
        return False
    if document.title:
        short, long = sorted((folded(line.title), folded(document.title)), key=len)
        return long.startswith(short) or same_text(short, long)
    return any(own.title and same_text(folded(own.text), folded(line.text)) for own in document.basis)


def same_text(one: str, other: str) -> bool:
    """Tell whether two folded texts are the same but for what a bad copy did to them."""
    if abs(len(one) - len(other)) * 100 > (100 - SAME_TEXT) * (len(one) + len(other)):
        return False  # the ratio could not reach it; most pairs end here
    return fuzz.ratio(one, other, score_cutoff=SAME_TEXT) >= SAME_TEXT


def _only(cases: set[str]) -> str | None:
    return next(iter(cases)) if len(cases) == 1 else None


def _shared_passages(
    connection: sqlite3.Connection, unnumbered: list[Held], anchors: list[Held]
) -> dict[str, dict[str, tuple[int, Held]]]:
    """Return, per document, case → (words shared, with whom). What several cases share is boilerplate."""
    where: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for document in unnumbered:
        for position, run in enumerate(shingles(words_of(text_without_lines(connection, document.id)))):
            where[run].append((document.id, position))
    shared: dict[str, dict[str, dict[str, set[int]]]] = defaultdict(lambda: defaultdict(dict))
    cases_of: dict[str, set[str]] = defaultdict(set)
    by_id = {document.id: document for document in (*unnumbered, *anchors)}
    hits: list[tuple[str, str, str]] = []
    for anchor in anchors if where else ():
        for case, text in texts_by_case(connection, anchor):
            words = words_of(text)
            # Every shared passage of SHINGLE + _STRIDE - 1 words has a run at one of these places: a text
            # with none of them, as almost all are, is done with a fraction of the work.
            if where.keys().isdisjoint(shingles(words, step=_STRIDE)):
                continue
            for run in set(shingles(words)) & where.keys():
                cases_of[run].add(case)
                hits.append((run, case, anchor.id))
    for run, case, anchor_id in hits:
        if len(cases_of[run]) == 1:
            for document_id, position in where[run]:
                if _may_share_case(by_id[document_id], by_id[anchor_id]):
                    shared[document_id][case].setdefault(anchor_id, set()).add(position)
    return defaultdict(
        dict,
        {
            document_id: {
                case: best
                for case, found in cases.items()
                if (best := _longest(found, by_id))[0] >= PASSAGE_WORDS
            }
            for document_id, cases in shared.items()
        },
    )


def _longest(found: dict[str, set[int]], by_id: dict[str, Held]) -> tuple[int, Held]:
    words, anchor_id = max((covered_words(positions), anchor_id) for anchor_id, positions in found.items())
    return words, by_id[anchor_id]


def _case_document(document: Held, case: str, signals: list[Signal]) -> Row:
    doubt = 1.0
    for signal in signals:
        doubt *= 1 - signal.weight
    return {
        "case_id": case,
        "document_id": document.id,
        "part": 1,
        "relation": "inferred",
        "evidence": "; ".join(signal.evidence for signal in signals),
        "confidence": min(SURE, round(1 - doubt, 2)),
    }


def _issue(
    document: Held, candidates: dict[str, list[Signal]], numbers: dict[str, str], *, ambiguous: bool
) -> Row:
    listed = "; ".join(
        f"{numbers[case]} ({', '.join(signal.evidence for signal in signals)})"
        for case, signals in candidates.items()
    )
    lead = "Flera ärenden är möjliga" if ambiguous else "Underlaget räcker inte för att avgöra ärendet"
    message = f"Dokumentet anger inget diarienummer. {lead}: {listed}."
    return {
        "id": record_id("issues", document.id, "linking", message),
        "document_id": document.id,
        "file": None,
        "page": None,
        "kind": IssueKind.AMBIGUOUS.value,
        "severity": (Severity.WARNING if ambiguous else Severity.NOTE).value,
        "message": message,
        "found_by": "linking",
    }
