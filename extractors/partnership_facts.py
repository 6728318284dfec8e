"""Read the facts of one partnership out of the text that tells of it: period, money, purposes, evaluation."""

import re

from extractors.amounts import find_amounts
from extractors.dates import find_dates
from extractors.lines import fold, split_entries
from extractors.periods import find_periods
from extractors.rules import load_rules
from schemas.mentions import Amount, Period, Precision
from schemas.partnerships import Evaluation, EvaluationStatus, Interim, PartnershipStatus
from schemas.spans import Match, Range

_NUMBERS = {"ett": 1, "en": 1, "två": 2, "tre": 3, "fyra": 4}


def first_found(table: str, text: str) -> re.Match[str] | None:
    """Return the match of the first rule of one table of the lexicon that matches, else None."""
    return next((m for rule in load_rules("partnerships", table) if (m := rule.first(text))), None)


def find_agreement_period(body: str) -> Match[Period] | None:
    """The agreement's period: the first with two exact ends after a word for it, else the first exact one."""
    exact = [p for p in find_periods(body) if p.value.precision is Precision.DAY and p.value.period_to]
    for period in exact:
        before = body[max(0, period.start - 160) : period.start]
        if re.search(
            r"\b(?:överenskommels|avtal|partnerskap|gäller|löper|avsåg|avser)\w*[^.]*$", before, re.IGNORECASE
        ):
            return period
    if exact:
        return exact[0]
    whole = [
        p
        for p in find_periods(body)
        if p.value.period_from and p.value.period_to and p.value.period_from != p.value.period_to
    ]
    return whole[0] if whole else None


def find_first_amount(body: str) -> Match[Amount] | None:
    """Return the first sum that is known; None where there is none."""
    return next((a for a in find_amounts(body) if a.value.sek is not None), None)


def find_target_group(body: str) -> str | None:
    """Return whom the partnership is for, as printed; None where the text does not say."""
    target = first_found("target_group", body)
    return fold(target["value"]).rstrip(" ,") if target else None


def find_subject_area(body: str) -> str | None:
    """Return the area ("ofrivillig ensamhet") after "området"; None where none is named."""
    area = first_found("subject_area", body)
    return fold(area["value"]) if area else None


def find_funding(body: str) -> str | None:
    """Return what the partnership is paid with; "inom befintlig budget" keeps its preposition."""
    funding = first_found("funding", body)
    if funding is None:
        return None
    inside = "inom " if funding["preposition"] == "inom" else ""
    return inside + fold(funding["value"])


def find_extension(body: str) -> str | None:
    """Return by how long the agreement can be prolonged, ISO 8601 (P1Y); None where it cannot."""
    m = first_found("extension", body)
    if m is None:
        return None
    count = _NUMBERS.get(m["number"].lower()) or int(m["number"])
    return f"P{count}{'Y' if m['unit'].startswith('år') else 'M'}"


def find_purposes(text: str, extent: Range) -> tuple[str, ...]:
    """Return the purposes listed after "Syftet med partnerskapet … är att:", each without its number."""
    body = text[extent.start : extent.end]
    listed = first_found("purpose_list", body)
    if listed is None:
        single = first_found("purpose", body)
        return (fold(single["value"]),) if single else ()
    found: list[str] = []
    previous = 0
    for entry in split_entries(text, Range(extent.start + listed.end(), extent.end)):
        runs_on = entry.number is not None and found and entry.number != previous + 1
        # "1. bidra …", "2. nå …", then "4. Målgrupp": a numbered heading goes on counting.
        other_case = bool(found) and found[0][:1].islower() and text[entry.start].isupper()
        if not entry.marked or runs_on or other_case:
            break
        previous = entry.number or 0
        content = text[entry.start : entry.end]
        # The list's last entry is followed by a heading on the next line where blank lines are lost.
        ended = re.search(r"\.[ \t]*\n(?=[ \t]*[A-ZÅÄÖ][a-zåäö]+[ \t]*$)", content)
        end = entry.start + ended.start() + 1 if ended else entry.end
        found.append(fold(text[entry.start : end]))
        if ended:
            break
    return tuple(found)


def find_evaluation(body: str) -> Evaluation | None:
    """Return how the partnership was or is to be evaluated; None where the text does not say."""
    done, planned = first_found("evaluated", body), first_found("to_evaluate", body)
    if planned and (not done or planned.start() < done.start()):
        due = [
            day.value.value
            for m in load_rules("partnerships", "report_due")[0].finditer(body)
            for day in find_dates(body[m.start() : m.end() + 40])
            if day.value.precision is Precision.DAY
        ]
        interim = first_found("interim", body)
        interim_day = (
            next((d for d in find_dates(interim[0]) if d.value.precision is Precision.DAY), None)
            if interim
            else None
        )
        return Evaluation(
            status=EvaluationStatus.PLANNED,
            report_due=due[0] if due else None,
            interim=Interim(date=interim_day.value.value, text=fold(interim["value"]))
            if interim and interim_day
            else None,
        )
    if done:
        year = re.search(r"20\d\d", done[0])
        result = first_found("result", body)
        return Evaluation(
            status=EvaluationStatus.DONE,
            year=int(year[0]) if year else None,
            result=fold(result["value"]) if result else None,
        )
    return None


def partnership_status(
    period_from: str | None, period_to: str | None, evaluation: Evaluation | None, as_of: str | None
) -> PartnershipStatus | None:
    """Status as of the document; without a date of it, an evaluation that is done says that it is over."""
    if as_of is not None and period_to is not None and period_to < as_of:
        return PartnershipStatus.ENDED
    if as_of is not None and period_from is not None:
        return PartnershipStatus.PLANNED if period_from > as_of else PartnershipStatus.RUNNING
    if evaluation is not None and evaluation.status is EvaluationStatus.DONE and as_of is None:
        return PartnershipStatus.ENDED
    return None
