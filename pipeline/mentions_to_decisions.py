"""Settle what each clause is: proposed, recommended or decided, by whom, with what outcome.

Status follows from the part's kind, the organ and the introductory verb, never from the heading alone.
Whatever leaves a doubt is not decided.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extractors.bodies import find_bodies, first_body, same_body
from extractors.clauses import assigns, concerns_iop, decides, find_outcome, recommends
from schemas.decisions import ClauseInContext, Decision, Status
from schemas.documents import Mentions
from schemas.issues import Issue, IssueKind, Severity
from schemas.items import DocumentKind, SectionKind
from schemas.mentions import PartyKind
from schemas.spans import Mention

_DECIDES = frozenset({DocumentKind.PROTOKOLL, DocumentKind.PROTOKOLLSUTDRAG, DocumentKind.DELEGATIONSBESLUT})
# What an agreement, a web page or a notice says of decisions reports or regulates; it neither takes nor asks.
_NEITHER = frozenset({DocumentKind.AVTAL, DocumentKind.WEBBSIDA, DocumentKind.ANSLAG})
_BARE_COMMITTEE = re.compile(r"\b(?:nämnden|styrelsen)(?!s)\b", re.IGNORECASE)
_BARE_COUNCIL = re.compile(r"\b(?:kommun|stads)?fullmäktige\b", re.IGNORECASE)
_BARE_ADMINISTRATION = re.compile(r"^(?:förvaltningen|förvaltningens\s+direktör|kontoret)\b", re.IGNORECASE)
_PROPOSAL_HEADING = re.compile(
    r"^(?P<owner>.*?)\bförslag\b(?:\s+till\s+(?:beslut|protokollsutdrag)\b)?(?P<target>.*)$", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:beslutade|beslöt)\b", re.IGNORECASE)
_COUNCIL = "Kommunfullmäktige"
_FIRST_WORDS = 14  # a clause that recommends says so at once


class Settled(NamedTuple):
    """A clause's status (None: no decision at all), whom it is recommended to, and the rule."""

    status: Status | None
    recommended_to: str | None
    rule: str


def mentions_to_decisions(
    mentions: Mentions, clauses: Sequence[ClauseInContext]
) -> tuple[Mentions, tuple[Issue, ...]]:
    """Return the mentions with their decisions, and issues where a status could not be settled."""
    decisions: list[Mention[Decision]] = []
    issues: list[Issue] = []
    counters: dict[tuple[int, int | None, str | None], int] = {}
    for context in clauses:
        settled = _status(context)
        if settled.status is None:
            continue
        key = (context.part, context.paragraph, None if context.paragraph else context.case_number)
        counters[key] = counters.get(key, 0) + 1
        if context.kind is DocumentKind.OKAND and context.section is SectionKind.DECISION:
            issues.append(_doubt(context))
        decisions.append(_decision(context, settled.status, settled, counters[key]))
    return replace(mentions, decisions=tuple(decisions)), tuple(issues)


def _status(context: ClauseInContext) -> Settled:
    if context.kind in _NEITHER:
        return Settled(None, None, "status:no-record-of-decisions")
    if context.kind not in _DECIDES or context.draft:
        return Settled(Status.PROPOSED, None, f"status:{context.kind.value}-proposes")
    if context.section is SectionKind.PROPOSAL:
        return _of_proposal(context)
    owner = first_body(context.heading)
    if owner is not None and context.organ is not None and not _is_organ(owner, context):
        return Settled(None, None, "status:another-body's-decision")
    recommended = _of_recommendation(context)
    if recommended is not None:
        return recommended
    if context.kind is DocumentKind.DELEGATIONSBESLUT:
        return Settled(Status.DECIDED, None, "status:delegate-decides")
    return _of_decision(context)


def _of_recommendation(context: ClauseInContext) -> Settled | None:
    """A recommendation to another body; a proposal where the body named is the one that met."""
    intro, clause = context.clause.value.intro, _first_words(context.clause.value.text)
    if not recommends(intro) and not recommends(clause):
        return None
    target = _named_after_verb(context, f"{intro} {clause}")
    if target is not None and _is_organ(target, context):
        return Settled(Status.PROPOSED, None, "status:proposes")
    return Settled(Status.RECOMMENDED, target, "status:recommends-to-another")


def _of_decision(context: ClauseInContext) -> Settled:
    """A clause under a heading of decisions: the organ's own, or what it wants a higher body to decide."""
    decided = Settled(Status.DECIDED, None, "status:body-that-met-decides")
    intro, clause = context.clause.value.intro, context.clause.value.text
    for words in (intro, clause):
        verb = decides(words)
        subject = first_body(words[: verb.start()]) if verb else None
        if verb is None or subject is None or context.organ is None:
            continue
        if _is_organ(subject, context):
            return decided
        if _PAST.search(verb[0]):
            return Settled(None, None, "status:another-body's-decision")
        if context.preparatory or subject == _COUNCIL:
            return Settled(Status.RECOMMENDED, subject, "status:another-body-is-to-decide")
        return Settled(Status.PROPOSED, None, "status:another-body-decides")
    if decides(f"{intro} {_first_words(clause)}") or assigns(clause):
        return decided
    subject = _subject(clause)
    if subject is not None and context.organ is not None and not _is_organ(subject, context):
        return Settled(Status.PROPOSED, None, "status:no-verb-of-decision")
    return decided


def _of_proposal(context: ClauseInContext) -> Settled:
    """A proposal printed in minutes: the organ's own to another body, or what it had before it."""
    m = _PROPOSAL_HEADING.match(context.heading)
    owner = first_body(m["owner"]) if m else first_body(context.heading)
    target = first_body(m["target"]) if m else None
    others = bool(m and m["owner"].strip()) and (owner is None or not _is_organ(owner, context))
    if not others and (target is not None or owner is not None):
        target = target or _whom_it_asks(context)
        if target is not None and context.organ is not None and not _is_organ(target, context):
            return Settled(
                Status.RECOMMENDED, _full_name(target, context), "status:heading-names-another-body"
            )
    if context.item_decides:
        # What was proposed, beside what was decided.
        return Settled(None, None, "status:proposal-before-the-organ")
    return Settled(Status.PROPOSED, None, "status:heading-proposes")


def _whom_it_asks(context: ClauseInContext) -> str | None:
    """Whom "Arbetsutskottets förslag till beslut" goes to: its subject, else the committee."""
    subject = _subject(context.clause.value.text)
    if subject is not None and not _is_organ(subject, context):
        return subject
    return context.committee if context.preparatory else None


def _is_organ(name: str, context: ClauseInContext) -> bool:
    return same_body(name, context.organ)


def _full_name(name: str, context: ClauseInContext) -> str:
    return context.committee if context.committee and same_body(name, context.committee) else name


def _subject(clause: str) -> str | None:
    """The committee that a clause begins with, None where it begins with anything else."""
    first = next((b for b in find_bodies(clause) if b.start == 0), None)
    if first is not None:
        return first.value.name if first.value.kind is PartyKind.COMMITTEE else None
    word = clause.split(maxsplit=1)[0] if clause.strip() else ""
    return first_body(word)


def _first_words(text: str) -> str:
    return " ".join(text.split()[:_FIRST_WORDS])


def _named_after_verb(context: ClauseInContext, words: str) -> str | None:
    """The body named after the verb of recommending, which is asked to decide."""
    m = recommends(words)
    if m is None:
        return None
    after = words[m.end() :]
    named = next((b for b in find_bodies(after) if b.value.kind is PartyKind.COMMITTEE), None)
    bare_council, bare = _BARE_COUNCIL.search(after), _BARE_COMMITTEE.search(after)
    if named is not None and (bare is None or named.start <= bare.start()):
        return named.value.name
    if bare_council is not None and named is None:
        return _COUNCIL if bare_council[0].casefold() == "fullmäktige" else bare_council[0].capitalize()
    if bare is not None:
        return context.committee
    return named.value.name if named else None


def _actor(context: ClauseInContext, recommended_to: str | None) -> str | None:
    """Who acts by the clause: its subject, else who is to decide, else the body that met."""
    text = context.clause.value.text
    first = next((b for b in find_bodies(text) if b.start == 0), None)
    if first is not None:
        name = first.value.name
        return context.organ if _is_organ(name, context) and len(name) < len(context.organ or "") else name
    if re.match(r"(?:nämnden|styrelsen)\b", text, re.IGNORECASE):
        return context.committee
    if _BARE_ADMINISTRATION.match(text):
        return context.administration
    if recommended_to is not None:
        return recommended_to
    if context.section is SectionKind.PROPOSAL or context.kind not in _DECIDES:
        intro = context.clause.value.intro
        asked = next((b for b in find_bodies(intro) if b.value.kind is PartyKind.COMMITTEE), None)
        if asked is not None:
            return asked.value.name
    return context.organ


def _decision(context: ClauseInContext, status: Status, settled: Settled, number: int) -> Mention[Decision]:
    text = context.clause.value.text
    outcome, outcome_rule = find_outcome(text)
    evidence = context.clause.evidence
    return Mention(
        value=Decision(
            part=context.part,
            paragraph=context.paragraph,
            case_number=context.case_number,
            clause=number,
            status=status,
            outcome=outcome,
            actor=_actor(context, settled.recommended_to),
            recommended_to=settled.recommended_to,
            text=text,
            is_iop=context.matter_is_iop or concerns_iop(text),
        ),
        evidence=replace(evidence, rule=f"{evidence.rule} {settled.rule} {outcome_rule}"),
    )


def _doubt(context: ClauseInContext) -> Issue:
    page = context.clause.evidence.spans[0].page if context.clause.evidence.spans else None
    return Issue(
        kind=IssueKind.AMBIGUOUS,
        severity=Severity.WARNING,
        page=page,
        message="Rubriken säger beslut men det framgår inte vilket slags handling det är; "
        "punkten lagras som förslag.",
    )
