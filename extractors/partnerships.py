"""Find idéburna offentliga partnerskap: partners, period, money, target group, purposes, evaluation."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractors.amounts import find_amounts
from extractors.clauses import concerns_iop
from extractors.dates import find_dates
from extractors.lines import fold, split_entries
from extractors.periods import find_periods
from schemas.items import DocumentKind, ItemText, PartText, SectionKind
from schemas.mentions import Amount, Party, PartyKind, Period, Precision
from schemas.partnerships import Evaluation, EvaluationStatus, Interim, Partnership, PartnershipStatus
from schemas.spans import Match, Range

# Headings inside the account of one partnership; any other heading ends it.
_SUBHEADING = re.compile(
    r"(?:resurser|syfte\w*|mål\w*|målgrupp\w*|utvärdering\w*|uppföljning\w*|bakgrund|finansiering|ekonomi\w*|insatser|"
    r"aktiviteter|avtalstid|period|parter\w*|samverkan|innehåll|genomförande|resultat|ersättning|verksamhet\w*|organisation)\b.*",
    re.IGNORECASE,
)
# A name goes on to the end of its clause: "Hand i hand, vilket betyder …", "partnerskapet Nya vägar var att".
_NAME_ENDS = (
    r"(?=\s*[,.;:)”\"»]|\s+(?:vilket|som|och|samt|var|är|har|hade|under|inom|med|mellan|pågick|pågår|löper|ska|skall|kommer|"
    r"till|för|att|senast|gäller|avser|får|fick|kan|bör|ligger|syftar|riktar|från)\b|\s*$)"
)
_OWN_NAME = rf"[”\"»'’]?(?P<name>[A-ZÅÄÖ][\w’'-]*(?:\s+[\w’'-]+){{0,4}}?)[”\"«]?{_NAME_ENDS}"
_NAMED = re.compile(
    r"\b(?:har\s+kallats|kallas(?:\s+för)?|kallades|kallat|går\s+under\s+namnet|med\s+namnet|heter|fått\s+namnet|"
    rf"namngivits\s+till)\s+{_OWN_NAME}"
)
_PARTNERSHIP_NAMED = re.compile(rf"\b(?:partnerskapet|IOP-avtalet|projektet|samarbetet)\s+{_OWN_NAME}")
_TARGET = (
    re.compile(
        r"\b[Mm]ålgruppen?(?:\s+för\s+[\w\s-]{3,50}?)?\s+(?:är|utgörs\s+av|består\s+av|omfattar)\s+(?P<group>[^.;]{4,220})"
    ),
    re.compile(r"\b(?:kring|för|till|mot|inom)\s+målgruppen\s+(?P<group>[a-zåäö][^.,;:]{4,160})"),
    re.compile(r"\b[Mm]ålgrupp(?:en)?:?\s*\n?\s*(?P<group>[A-ZÅÄÖa-zåäö][^.;\n]{4,160})"),
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
    r"\bfinansiera(?:s|des|ts)\s+(?:helt\s+)?(?:med|av|genom|via|inom)\s+(?P<funding>[^.,;]{4,120})"
)
_PURPOSE = re.compile(
    r"\b[Ss]yftet\s+med\s+(?:partnerskap|samverkan|samarbet|överenskommels|avtal|iop)\w*[^.:]{0,200}?(?:att)?\s*:\s*"
)
_PURPOSE_SENTENCE = re.compile(
    r"\b[Ss]yftet\s+med\s+(?:partnerskap|samverkan|samarbet|överenskommels|avtal)\w*[^.:]{0,120}?\s(?:är|var)\s+att\s+(?P<purpose>[^.:]{6,300})\."
)
_EVALUATED = re.compile(
    r"\butvärdera(?:des|ts)\b[^.]{0,60}?(?P<year>\b20\d\d)|\b20\d\d\s+utvärderades\b|\butvärderades\b"
)
_RESULT = re.compile(r"\b[Uu]tvärderingen\s+visa(?:de|r)\s+att\s+(?P<result>[^.]{10,400})")
_TO_EVALUATE = re.compile(
    r"\b(?:kommer\s+att|ska|skall)\s+(?:\w+\s+){0,3}?(?:utvärderas|följas\s+upp)|\butvärdering\s+(?:ska|planeras)"
)
_REPORT_DUE = re.compile(
    r"\b(?:[Rr]apport\w*|[Uu]tvärdering\w*|[Åå]terrapport\w*|[Ss]lutrapport\w*)\b[^.]{0,80}?\b(?:klar|lämnas|senast|redovisas|färdig)\b[^.]{0,40}"
)
_INTERIM = re.compile(
    r"[^.\n]*\b(?:[Aa]vstämningsmöte\w*|[Dd]elrapport\w*|[Hh]alvtidsuppföljning\w*)\b[^.]*?(?P<text>\bhar\s+(?:[^.]{4,200})|snart\s+har\s+[^.]{4,200})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    extent: Range
    partners: tuple[Match[Party], ...]
    heading: Range | None


def find_partnerships(
    text: str,
    part: PartText,
    parties: Sequence[Match[Party]],
    *,
    committee: str | None,
    case_number_at: Callable[[Range], str | None],
    as_of: str | None,
) -> Iterator[Match[Partnership]]:
    """Yield the partnerships a document gives an account of, one for each group of named partners.

    Args:
        text: the document's clean text.
        part: its structure; a heading that names partners opens an account of their partnership.
        parties: the parties found in it; only civil society can be a partner.
        committee: code of the document's committee, None where unknown.
        case_number_at: the own number of the matter told of in a range, None where not stated.
        as_of: ISO date of the document or its meeting, for `status`; None where unknown.

    """
    civil = [party for party in parties if party.value.kind is PartyKind.CIVIL_SOCIETY]
    area = _AREA.search(text)
    for block in _blocks(text, part, civil):
        yield _partnership(
            text, block, committee=committee, case_number=case_number_at(block.extent), as_of=as_of,
            area=fold(area["area"]) if area else None,
        )  # fmt: skip


def _blocks(text: str, part: PartText, civil: Sequence[Match[Party]]) -> Iterator[_Block]:
    sections = part.sections
    found = False
    for index, section in enumerate(sections):
        if section.heading is None or section.kind is not SectionKind.OTHER:
            continue
        partners = _named_in(section.heading, civil)
        if not partners or not _mostly_names(text, section.heading, partners):
            continue
        end = section.body.end
        for following in sections[index + 1 :]:
            if not _SUBHEADING.fullmatch(following.title) or _named_in(following.heading, civil):
                break
            end = following.body.end
        if concerns_iop(text[section.heading.start : end]):
            found = True
            yield _Block(extent=Range(section.heading.start, end), partners=partners, heading=section.heading)
    if (
        not found
        and part.kind is DocumentKind.AVTAL
        and concerns_iop(text[part.extent.start : part.extent.end])
    ):
        inside = tuple(p for p in civil if part.extent.start <= p.start < part.extent.end)
        if inside:
            yield _Block(extent=part.extent, partners=inside, heading=None)
        return
    if not found:
        yield from _resolved(text, part, civil)


def _resolved(text: str, part: PartText, civil: Sequence[Match[Party]]) -> Iterator[_Block]:
    """A matter about one partnership: the partners that its clauses, its title or its account name.

    A clause that names partners settles who they are; else everybody the matter names, where its
    title says that it is about a partnership.
    """
    for item in part.items:
        title = _title_of(text, part, item)
        clauses = [s.body for s in item.sections if s.kind in (SectionKind.DECISION, SectionKind.PROPOSAL)]
        words = title + " " + " ".join(text[place.start : place.end] for place in clauses)
        if not concerns_iop(words):
            continue
        in_clauses = tuple(p for p in civil if any(_within(r, place) for r in p.ranges for place in clauses))
        in_matter = tuple(p for p in civil if any(_within(r, item.extent) for r in p.ranges))
        named = (
            in_clauses
            if in_clauses and _ENTERS.search(words)
            else in_matter
            if _ABOUT_ONE.search(title)
            else ()
        )
        if named:
            yield _Block(extent=item.extent, partners=named, heading=None)


def _title_of(text: str, part: PartText, item: ItemText) -> str:
    if item.title is not None:
        return fold(text[item.title.start : item.title.end])
    heads = [s for s in part.cover if s.kind is SectionKind.KIND]
    return " ".join(fold(s.title + " " + text[s.body.start : s.body.end]) for s in heads)


# "Överenskommelse om idéburet offentligt partnerskap – Vägen in", "Slutrapport för det idéburna … Vardagsvän"
_ABOUT_ONE = re.compile(
    r"\bpartnerskap\w*(?:\s+\(IOP\))?\s*(?:[–—:-]|med\b|mellan\b|från\b|[A-ZÅÄÖ])|\bIOP\b\s*(?:[–—:-]|med\b|mellan\b|från\b)"
)
_ENTERS = re.compile(
    r"\b(?:ingå\w*|teckna\w*|förläng\w*|partnerskap(?:et)?\s+(?:med|mellan)|överenskommelse\w*|avtal\w*\s+(?:med|mellan|om))\b",
    re.IGNORECASE,
)


def _within(inner: Range, outer: Range) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _named_in(heading: Range | None, civil: Sequence[Match[Party]]) -> tuple[Match[Party], ...]:
    if heading is None:
        return ()
    return tuple(party for party in civil if any(_within(r, heading) for r in party.ranges))


def _mostly_names(text: str, heading: Range, partners: Sequence[Match[Party]]) -> bool:
    named = sum(r.end - r.start for p in partners for r in p.ranges if _within(r, heading))
    words = re.sub(
        r"\b(?:IOP|partnerskap\w*|idébur\w+|offentlig\w+|med|mellan|och|avtal|överenskommelse)\b",
        "",
        fold(text[heading.start : heading.end]),
        flags=re.IGNORECASE,
    )
    return named >= 0.6 * len(words.strip())


def _partnership(
    text: str,
    block: _Block,
    *,
    committee: str | None,
    case_number: str | None,
    as_of: str | None,
    area: str | None,
) -> Match[Partnership]:
    body = text[block.extent.start : block.extent.end]
    period = _agreement_period(body)
    amount = _first_amount(body)
    evaluation = _evaluation(body)
    purposes = _purposes(text, block.extent)
    target = next((m for pattern in _TARGET if (m := pattern.search(body))), None)
    funding = _FUNDING.search(body)
    name, name_range = _name(text, block)
    period_from = period.value.period_from if period else None
    period_to = period.value.period_to if period else None
    # The evidence of the whole is its name, its period and its money; the rest stands around them.
    ranges = [name_range]
    for found in (period, amount):
        if found is not None:
            ranges += [Range(block.extent.start + r.start, block.extent.start + r.end) for r in found.ranges]
    return Match(
        value=Partnership(
            name=name,
            case_number=case_number,
            partners=tuple(party.value.name for party in block.partners),
            committee=committee,
            target_group=fold(target["group"]).rstrip(" ,") if target else None,
            subject_area=area,
            period_from=period_from,
            period_to=period_to,
            extension=_extension(body),
            amount_sek=amount.value.sek if amount else None,
            funding=fold(funding["funding"]) if funding else None,
            purposes=purposes,
            evaluation=evaluation,
            status=_status(period_from, period_to, evaluation, as_of),
        ),
        ranges=tuple(sorted(set(ranges))),
        rule="partnerships:section" if block.heading else "partnerships:matter",
        confidence=0.9 if block.heading else 0.8,
    )


def _name(text: str, block: _Block) -> tuple[str, Range]:
    """The partnership's own name; else its partners' short names."""
    body = text[block.extent.start : block.extent.end]
    known = {spelling for p in block.partners for spelling in (p.value.name, *p.value.aliases)}
    candidates: list[tuple[int, int, str, Range]] = []
    for m in (*_PARTNERSHIP_NAMED.finditer(body), *_NAMED.finditer(body)):
        name = fold(m["name"])
        # A name that is not a word ("[7Zsnets") was lost in reading; another mention may have it whole.
        if name in known or not re.fullmatch(r"[^\W\d]+(?:[ ’'-][^\W\d]+)*", name):
            continue
        place = Range(block.extent.start + m.start("name"), block.extent.start + m.end("name"))
        candidates.append((len(re.findall(_loosely(name), text)), len(name), name, place))
    if candidates:
        # Where one mention runs on into its sentence, the others show how much of it is the name.
        *_, name, place = max(candidates, key=lambda c: (c[0], c[1], -c[3].start))
        return name, place
    short = [_short_name(party.value) for party in block.partners]
    place = block.heading or next(
        (r for p in block.partners for r in p.ranges if _within(r, block.extent)), block.extent
    )
    return " och ".join(short), place


def _short_name(party: Party) -> str:
    """The name a party goes by in the text: of two words if there is one, else the first of its own."""
    shorter = [a for a in party.aliases if a[:1].isupper() and len(a) < len(party.name)]
    return next((a for a in shorter if " " in a), next(iter(shorter), party.name))


def _loosely(words: str) -> str:
    return r"\b" + r"\s+".join(map(re.escape, words.split())) + r"\b"


def _agreement_period(body: str) -> Match[Period] | None:
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


def _first_amount(body: str) -> Match[Amount] | None:
    return next((a for a in find_amounts(body) if a.value.sek is not None), None)


def _extension(body: str) -> str | None:
    m = _EXTENSION.search(body)
    if m is None:
        return None
    number, unit = next((m[n], m[u]) for n, u in (("n", "unit"), ("n2", "unit2"), ("n3", "unit3")) if m[n])
    count = _NUMBERS.get(number.lower()) or int(number)
    return f"P{count}{'Y' if unit.lower().startswith('år') else 'M'}"


def _purposes(text: str, extent: Range) -> tuple[str, ...]:
    m = _PURPOSE.search(text, extent.start, extent.end)
    if m is None:
        single = _PURPOSE_SENTENCE.search(text, extent.start, extent.end)
        if single is None:
            return ()
        return (fold(single["purpose"]),)
    found: list[str] = []
    previous = 0
    for entry in split_entries(text, Range(m.end(), extent.end)):
        if not entry.marked or (entry.number is not None and found and entry.number != previous + 1):
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


def _evaluation(body: str) -> Evaluation | None:
    done, planned = _EVALUATED.search(body), _TO_EVALUATE.search(body)
    if planned and (not done or planned.start() < done.start()):
        due = _REPORT_DUE.search(body)
        due_day = (
            next(
                (
                    d
                    for d in find_dates(due[0] + body[due.end() : due.end() + 40])
                    if d.value.precision is Precision.DAY
                ),
                None,
            )
            if due
            else None
        )
        interim = _INTERIM.search(body)
        interim_day = (
            next((d for d in find_dates(interim[0]) if d.value.precision is Precision.DAY), None)
            if interim
            else None
        )
        return Evaluation(
            status=EvaluationStatus.PLANNED,
            report_due=due_day.value.value if due_day else None,
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


def _status(
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


def partnership_periods(
    text: str, part: PartText, parties: Sequence[Match[Party]]
) -> list[tuple[Range, Period]]:
    """Return where each partnership's account stands, with its agreement period, where it has one."""
    civil = [party for party in parties if party.value.kind is PartyKind.CIVIL_SOCIETY]
    found = []
    for block in _blocks(text, part, civil):
        period = _agreement_period(text[block.extent.start : block.extent.end])
        if period is not None:
            found.append((block.extent, period.value))
    return found


def partnership_extents(
    text: str, part: PartText, parties: Sequence[Match[Party]]
) -> list[tuple[Range, tuple[str, ...]]]:
    """Return where each partnership's account stands, with its partners: sums there go to them."""
    civil = [party for party in parties if party.value.kind is PartyKind.CIVIL_SOCIETY]
    return [
        (block.extent, tuple(p.value.name for p in block.partners)) for block in _blocks(text, part, civil)
    ]
