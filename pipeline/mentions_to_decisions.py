"""Settle what each clause is: proposed, recommended or decided, by whom, with what outcome.

Status follows from the part's kind, the organ and the introductory verb, never from the heading alone.
Whatever leaves a doubt is not decided.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.bodies import find_bodies
from extractors.clauses import concerns_iop, find_outcome
from schemas.decisions import ClauseInContext, Decision, Status
from schemas.documents import Mentions
from schemas.issues import Issue, IssueKind, Severity
from schemas.items import DocumentKind, SectionKind
from schemas.mentions import PartyKind
from schemas.spans import Mention

_DECIDES = frozenset({DocumentKind.PROTOKOLL, DocumentKind.PROTOKOLLSUTDRAG, DocumentKind.DELEGATIONSBESLUT})
_RECOMMENDS = re.compile(
    r"\b(?:föreslår|föreslog|rekommenderar|hemställer|tillstyrker)\b(?!\s+(?:nämnden\s+)?och\s+beslutar)",
    re.IGNORECASE,
)
_DECISION_VERB = re.compile(r"\b(?:beslutar|beslutade|beslöt|har\s+beslutat)\b", re.IGNORECASE)
_BARE_COMMITTEE = re.compile(r"\b(?:nämnden|styrelsen)(?!s)\b", re.IGNORECASE)
_BARE_COUNCIL = re.compile(r"\b(?:kommun|stads)?fullmäktige\b", re.IGNORECASE)
_BARE_ADMINISTRATION = re.compile(r"^(?:förvaltningen|förvaltningens\s+direktör|kontoret)\b", re.IGNORECASE)
_OTHER_BODY_HEADING = re.compile(r"\b(?:i|till|för)\s+(?P<body>.+)$", re.IGNORECASE)


def mentions_to_decisions(
    mentions: Mentions, clauses: Sequence[ClauseInContext]
) -> tuple[Mentions, tuple[Issue, ...]]:
    """Return the mentions with their decisions, and issues where a status could not be settled."""
    decisions: list[Mention[Decision]] = []
    issues: list[Issue] = []
    counters: dict[tuple[int, int | None], int] = {}
    for context in clauses:
        status, recommended_to, rule = _status(context)
        if status is None:
            continue
        key = (context.part, context.paragraph)
        counters[key] = counters.get(key, 0) + 1
        if context.kind is DocumentKind.OKAND and context.section is SectionKind.DECISION:
            issues.append(_doubt(context))
        decisions.append(_decision(context, status, recommended_to, rule, counters[key]))
    return replace(mentions, decisions=tuple(decisions)), tuple(issues)


def _status(context: ClauseInContext) -> tuple[Status | None, str | None, str]:
    """Return status, the body a recommendation goes to, and the rule; None where it is no decision."""
    words = f"{context.clause.value.intro} {_first_words(context.clause.value.text)}"
    recommends = _RECOMMENDS.search(context.clause.value.intro) or _RECOMMENDS.search(
        _first_words(context.clause.value.text)
    )
    target = _recommended_to(context, words)
    if context.kind not in _DECIDES or context.draft:
        return Status.PROPOSED, None, f"status:{context.kind.value}-proposes"
    if context.section is SectionKind.PROPOSAL:
        return _status_of_proposal_in_minutes(context)
    if recommends and target != context.organ:
        return Status.RECOMMENDED, target, "status:recommends-to-another"
    if recommends:
        return Status.PROPOSED, None, "status:proposes"
    if (
        context.kind is DocumentKind.DELEGATIONSBESLUT
        or _DECISION_VERB.search(words)
        or _acts_itself(context)
    ):
        return Status.DECIDED, None, "status:body-that-met-decides"
    return Status.PROPOSED, None, "status:no-verb-of-decision"


def _status_of_proposal_in_minutes(context: ClauseInContext) -> tuple[Status | None, str | None, str]:
    """A proposal printed in minutes: the organ's own to another body, or what it had before it."""
    m = _OTHER_BODY_HEADING.search(context.heading)
    named = next((b.value.name for b in find_bodies(m["body"])), None) if m else None
    if named is not None and named != context.organ and context.preparatory:
        return Status.RECOMMENDED, named, "status:heading-names-another-body"
    if named is not None:
        return Status.PROPOSED, None, "status:heading-proposes"
    if context.item_decides:
        return None, None, "status:proposal-before-the-organ"  # what was proposed, beside what was decided
    return Status.PROPOSED, None, "status:heading-proposes"


def _first_words(text: str) -> str:
    return " ".join(text.split()[:14])


def _acts_itself(context: ClauseInContext) -> bool:
    """Tell whether the clause's grammar is that of a decision of the body that met.

    "Nämnden godkänner …", "Ärendet återremitteras.", "att godkänna …" under an introduction that was
    lost; a clause that begins with another body's name needs a verb of decision in its introduction.
    """
    text = context.clause.value.text
    first = next((b for b in find_bodies(text) if b.start == 0 and b.value.kind is PartyKind.COMMITTEE), None)
    if first is not None and context.organ is not None and first.value.name != context.organ:
        return False
    return context.section is SectionKind.DECISION


def _recommended_to(context: ClauseInContext, words: str) -> str | None:
    """The body named after the verb of recommending."""
    m = _RECOMMENDS.search(words)
    if m is None:
        return None
    after = words[m.end() :]
    named = next((b for b in find_bodies(after) if b.value.kind is PartyKind.COMMITTEE), None)
    bare_council, bare = _BARE_COUNCIL.search(after), _BARE_COMMITTEE.search(after)
    if named is not None and (bare is None or named.start <= bare.start()):
        return named.value.name
    if bare_council is not None and named is None:
        return bare_council[0][:1].upper() + bare_council[0][1:]
    if bare is not None:
        return context.committee
    return named.value.name if named else None


def _actor(context: ClauseInContext, recommended_to: str | None) -> str | None:
    """Who acts by the clause: its subject, else who is to decide, else the body that met."""
    text = context.clause.value.text
    first = next((b for b in find_bodies(text) if b.start == 0), None)
    if first is not None:
        return first.value.name
    if re.match(r"(?:nämnden|styrelsen)\b", text, re.IGNORECASE):
        return context.committee
    if _BARE_ADMINISTRATION.match(text):
        return context.administration
    if recommended_to is not None:
        return recommended_to
    if context.section is SectionKind.PROPOSAL or context.kind not in _DECIDES:
        asked = next(
            (b for b in find_bodies(context.clause.value.intro) if b.value.kind is PartyKind.COMMITTEE), None
        )
        if asked is not None:
            return asked.value.name
    return context.organ


def _decision(
    context: ClauseInContext, status: Status, recommended_to: str | None, rule: str, number: int
) -> Mention[Decision]:
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
            actor=_actor(context, recommended_to),
            recommended_to=recommended_to,
            text=text,
            is_iop=context.matter_is_iop or concerns_iop(text),
        ),
        evidence=replace(evidence, rule=f"{evidence.rule} {rule} {outcome_rule}"),
    )


def _doubt(context: ClauseInContext) -> Issue:
    page = context.clause.evidence.spans[0].page if context.clause.evidence.spans else None
    return Issue(
        kind=IssueKind.AMBIGUOUS,
        severity=Severity.WARNING,
        page=page,
        message="Rubriken säger beslut men det framgår inte vilket slags handling det är; punkten lagras som förslag.",
    )
