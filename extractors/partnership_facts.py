"""Read the facts of one partnership out of the text that tells of it: period, money, purposes, evaluation."""

import re

from extractors.amounts import find_amounts
from extractors.dates import find_dates
from extractors.lines import fold, split_entries
from extractors.periods import find_periods
from schemas.mentions import Amount, Period, Precision
from schemas.partnerships import Evaluation, EvaluationStatus, Interim, PartnershipStatus
from schemas.spans import Match, Range

_TARGET = (
    re.compile(
        r"\b[Mm]ålgruppen?(?:\s+för\s+[\w\s-]{3,50}?)?\s+(?:är|var|utgörs\s+av|utgjordes\s+av|består\s+av|bestod\s+av|omfattar|omfattade)\s+(?P<group>[^.;]{4,220})"
    ),
    re.compile(r"\b(?:kring|för|till|mot|inom)\s+målgruppen\s+(?P<group>[a-zåäö][^.,;:]{4,160})"),
    re.compile(r"\b[Mm]ålgrupp(?:en)?:\s*\n?\s*(?P<group>[A-ZÅÄÖa-zåäö][^.;\n]{4,160})"),
    re.compile(r"\b(?:riktar\s+sig|vänder\s+sig)\s+till\s+(?P<group>[^.;]{4,160})"),
)
_AREA = re.compile(
    r"\b(?:inom\s+)?området\s+(?P<area>[a-zåäö]+(?:\s+[a-zåäö]+){0,2}?)(?=\s*(?:[.,;:)]|\bär\b|\bi\b|\bför\b|\bsom\b|\boch\b|\bmed\b|\bunder\b|\btill\b|\bav\b|$))"
)
_EXTENSION = re.compile(
    r"\bmöjlighet(?:\s+till|\s+att|\s+finns)?\s+(?:att\s+)?(?:förläng(?:as|a|ning)|till\s+förlängning)\w*(?:\s+(?:\w+\s+){0,3}?(?:med|på|om|i))?(?:\s+ytterligare)?\s+"
    r"(?P<n>\d{1,2}|ett|en|två|tre|fyra)\s+(?P<unit>år|månader|månad)|"
    r"\bmöjlighet\s+till\s+(?P<n2>\d{1,2}|ett|en|två|tre|fyra)\s+(?P<unit2>års|månaders)\s+förlängning|"
    r"\bkan\s+förlängas\s+(?:med\s+)?(?:ytterligare\s+)?(?P<n3>\d{1,2}|ett|en|två|tre|fyra)\s+(?P<unit3>år|månader|månad)",
    re.IGNORECASE,
)
_NUMBERS = {"ett": 1, "en": 1, "två": 2, "tre": 3, "fyra": 4}
_FUNDING = re.compile(
    r"\bfinansiera(?:s|des|ts)\s+(?:helt\s+)?(?P<preposition>med|av|genom|via|inom)\s+(?P<funding>[^.,;]{4,120})"
)
_PURPOSE = re.compile(
    r"\b[Ss]yftet\s+med\s+(?:partnerskap|samverkan|samarbet|överenskommels|avtal|iop)\w*[^.:]{0,200}?(?:att)?\s*:\s*"
)
_PURPOSE_SENTENCE = re.compile(
    r"\b[Ss]yftet\s+med\s+(?:partnerskap|samverkan|samarbet|överenskommels|avtal)\w*[^.:]{0,120}?\s(?:är|var)\s+att\s+(?P<purpose>[^.:]{6,300})\."
)
_EVALUATED = re.compile(
    r"\butvärdera(?:des|ts)\b[^.]{0,60}?(?P<year>\b20\d\d)|\b20\d\d\s+utvärderades\b|\butvärderades\b|"
    r"\b[Uu]tvärderingen,?[^,.]{0,30}\bklar\s+(?:i\s+\w+\s+)?20\d\d"
)
_RESULT = re.compile(r"\b[Uu]tvärderingen(?:,[^,.]{3,60},)?\s+visa(?:de|r)\s+att\s+(?P<result>[^.]{10,400})")
_TO_EVALUATE = re.compile(
    r"\b(?:kommer\s+att|ska|skall)\s+(?:\w+\s+){0,3}?(?:utvärderas|följas\s+upp)|\butvärdering\s+(?:ska|planeras)"
)
_REPORT_DUE = re.compile(
    r"\b(?:[Rr]apport\w*|[Uu]tvärdering\w*|[Åå]terrapport\w*|[Ss]lutrapport\w*)\b[^.]{0,80}?\b(?:klar|lämnas|senast|redovisas|färdig)\b[^.]{0,40}"
)
_INTERIM = re.compile(
    r"[^.\n]*\b(?:[Aa]vstämningsmöte\w*|[Dd]elrapport\w*|[Hh]alvtidsuppföljning\w*)\b[^.]*?(?P<text>\bhar\s+(?:[^.]{4,200})|snart\s+har\s+[^.]{4,200})"
)


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
    target = next((m for pattern in _TARGET if (m := pattern.search(body))), None)
    return fold(target["group"]).rstrip(" ,") if target else None


def find_subject_area(body: str) -> str | None:
    """Return the area ("ofrivillig ensamhet") after "området"; None where none is named."""
    area = _AREA.search(body)
    return fold(area["area"]) if area else None


def find_funding(body: str) -> str | None:
    """Return what the partnership is paid with; "inom befintlig budget" keeps its preposition."""
    funding = _FUNDING.search(body)
    if funding is None:
        return None
    inside = "inom " if funding["preposition"] == "inom" else ""
    return inside + fold(funding["funding"])


def find_extension(body: str) -> str | None:
    """Return by how long the agreement can be prolonged, ISO 8601 (P1Y); None where it cannot."""
    m = _EXTENSION.search(body)
    if m is None:
        return None
    number, unit = next((m[n], m[u]) for n, u in (("n", "unit"), ("n2", "unit2"), ("n3", "unit3")) if m[n])
    count = _NUMBERS.get(number.lower()) or int(number)
    return f"P{count}{'Y' if unit.lower().startswith('år') else 'M'}"


def find_purposes(text: str, extent: Range) -> tuple[str, ...]:
    """Return the purposes listed after "Syftet med partnerskapet … är att:", each without its number."""
    m = _PURPOSE.search(text, extent.start, extent.end)
    if m is None:
        single = _PURPOSE_SENTENCE.search(text, extent.start, extent.end)
        if single is None:
            return ()
        return (fold(single["purpose"]),)
    found: list[str] = []
    previous = 0
    for entry in split_entries(text, Range(m.end(), extent.end)):
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
    done, planned = _EVALUATED.search(body), _TO_EVALUATE.search(body)
    if planned and (not done or planned.start() < done.start()):
        due = [
            day.value.value
            for m in _REPORT_DUE.finditer(body)
            for day in find_dates(body[m.start() : m.end() + 40])
            if day.value.precision is Precision.DAY
        ]
        interim = _INTERIM.search(body)
        interim_day = (
            next((d for d in find_dates(interim[0]) if d.value.precision is Precision.DAY), None)
            if interim
            else None
        )
        return Evaluation(
            status=EvaluationStatus.PLANNED,
            report_due=due[0] if due else None,
            interim=Interim(date=interim_day.value.value, text=fold(interim["text"]))
            if interim and interim_day
            else None,
        )
    if done:
        year = re.search(r"20\d\d", done[0])
        result = _RESULT.search(body)
        return Evaluation(
            status=EvaluationStatus.DONE,
            year=int(year[0]) if year else None,
            result=fold(result["result"]) if result else None,
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
