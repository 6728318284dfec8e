"""Settle who pays whom for which period: an amount's sentence and the partnership it is told of in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.bodies import Body
from extractors.periods import find_periods
from schemas.mentions import Amount, Party, PartyKind, Per, Period, Precision
from schemas.spans import Match, Range

_PAYS = (
    r"(?:bidrar|bidrog|bidra|beviljar|beviljade|bevilja|betalar|betalade|betala|utbetalar|utbetalade|utbetala|"
    r"finansierar|finansierade|ersätter|ersatte|tilldelar|tilldelade|tilldela|avsätter|avsatte|avsätta|anslår|anslog|"
    r"stödjer|utger|utgår|satsar|skjuter till|lämnar|ger|gav|godkänner|beslutar|ingår)"
)
_BARE = re.compile(
    r"\b(?P<committee>[Nn]ämnden|[Ss]tyrelsen)\b|\b(?P<administration>[Ff]örvaltningen)\b|"
    r"\b(?P<municipality>[Kk]ommunen|[Ss]taden)\b"
)
_SENTENCE_END = re.compile(r"(?<![0-9])[.!?](?=\s)|(?<=\d)\.(?=\s+[A-ZÅÄÖ])|\n[ \t]*\n")
# "Föreningen" alone is the one whose name begins so, where the document names only one such.
_BARE_PARTY = re.compile(r"\b(?:Föreningen|Stiftelsen|Förbundet|Organisationen)\b(?!\s+[A-ZÅÄÖ])")
_WHOLE = re.compile(
    r"\b(?:hela\s+(?:perioden|avtalstiden|avtalsperioden)|sammanlagt|totalt|i\s+sin\s+helhet)\b",
    re.IGNORECASE,
)
_FOR_PERIOD = re.compile(
    r"\b(?:för|under)\s+(?:hela\s+)?(?:perioden|avtalstiden|avtalsperioden)\b", re.IGNORECASE
)
_FOR_YEAR = re.compile(r"\b(?:för|under)\s+(?:år\s+|verksamhetsåret\s+)?(?P<year>20\d\d)(?![-–/\d])")


_LONGEST_SENTENCE = 2_000  # code points; keeps the search off the rest of a thousand pages


def sentence_around(text: str, start: int, end: int) -> Range:
    """Return the sentence that holds `[start, end)`: to the full stops or blank lines around it."""
    low = max(0, start - _LONGEST_SENTENCE)
    for m in _SENTENCE_END.finditer(text, low, start):
        low = m.end()
    stop = _SENTENCE_END.search(text, end, end + _LONGEST_SENTENCE)
    return Range(low, stop.end() if stop else min(len(text), end + _LONGEST_SENTENCE))


def complete_amounts(
    text: str,
    amounts: Sequence[Match[Amount]],
    *,
    bodies: Sequence[Match[Body]],
    parties: Sequence[Match[Party]],
    accounts: Sequence[tuple[Range, tuple[str, ...]]],
    periods: Sequence[tuple[Range, Period]],
    committee: str | None,
    administration: str | None,
    municipality: str | None,
) -> tuple[Match[Amount], ...]:
    """Return the amounts with payer, payees and period where the text tells them.

    Args:
        text: the clean text all matches refer to.
        amounts: as found, without payer, payees and period.
        bodies: public bodies found in the text, who pay.
        parties: private parties found in the text, who are paid.
        accounts: where each partnership is told of, with its partners.
        periods: the agreement period of each partnership, with where it is told of: "för hela perioden".
        committee: what a bare "nämnden" stands for in this document; None where that is unknown.
        administration: likewise for "förvaltningen".
        municipality: likewise for "kommunen" and "staden".

    """
    civil = [party for party in parties if party.value.kind in (PartyKind.CIVIL_SOCIETY, PartyKind.COMPANY)]
    completed: list[Match[Amount]] = []
    for amount in amounts:
        sentence = sentence_around(text, amount.start, amount.end)
        payer = _payer(text, amount, sentence, bodies, committee, administration, municipality)
        payees = _payees(text, amount, sentence, civil, accounts)
        period = _period(text, amount, sentence)
        words = text[sentence.start : sentence.end]
        whole = bool(_WHOLE.search(words))
        if period is None and whole:
            period = next((p for extent, p in periods if extent.start <= amount.start < extent.end), None)
        per = amount.value.per
        row_year = _YEAR_CELL.match(text, text.rfind("\n", 0, amount.start) + 1)
        if row_year and row_year.end() <= amount.start and period is None:
            # A row of a table of payments: "2024 → 135 000 kr → 2024-06-15".
            period = Period(period_from=row_year[1], period_to=row_year[1], precision=Precision.YEAR)
            per = per or Per.YEAR
            payer = payer or _payer_of_account(amount, accounts, completed)
        if (
            per is None
            and amount.rule != "amounts:rate"
            and (whole or (period and _FOR_PERIOD.search(words)))
        ):
            per = Per.TOTAL
        completed.append(
            replace(
                amount,
                value=replace(
                    amount.value,
                    per=per,
                    payer=payer,
                    payees=payees,
                    period_from=period.period_from if period else None,
                    period_to=period.period_to if period else None,
                ),
            )
        )
    return _once(completed)


_YEAR_CELL = re.compile(r"[ ]*(20\d\d)[ ]*\t")


def _payer_of_account(
    amount: Match[Amount], accounts: Sequence[tuple[Range, tuple[str, ...]]], earlier: Sequence[Match[Amount]]
) -> str | None:
    """Who paid the sum that a table of the same agreement divides; None where several bodies pay."""
    for extent, _ in accounts:
        if extent.start <= amount.start < extent.end:
            payers = {
                a.value.payer for a in earlier if extent.start <= a.start < extent.end and a.value.payer
            }
            return payers.pop() if len(payers) == 1 else None
    return None


def _once(amounts: Sequence[Match[Amount]]) -> tuple[Match[Amount], ...]:
    """Make one row of a sum that a document prints several times: same money, nothing that disagrees.

    A memo names its sum in the summary, in the clause and in the account of the matter; counted three
    times it would be three times the money. All its passages stay as evidence.
    """
    kept: list[Match[Amount]] = []
    for amount in amounts:
        for index, other in enumerate(kept):
            value = _merged(other.value, amount.value)
            if value is not None:
                kept[index] = replace(other, value=value, ranges=(*other.ranges, *amount.ranges))
                break
        else:
            kept.append(amount)
    return tuple(kept)


def _merged(one: Amount, other: Amount) -> Amount | None:
    """The union of two readings of a sum; None where they disagree or nothing but the sum is shared."""
    if one.sek is None or (one.sek, one.unit) != (other.sek, other.unit):
        return None
    if one.payees and other.payees and set(one.payees) != set(other.payees):
        return None
    if not set(one.payees) & set(other.payees) and not (one.payer and one.payer == other.payer):
        return None
    fields = {}
    for name in ("per", "period_from", "period_to"):
        ours, theirs = getattr(one, name), getattr(other, name)
        if ours is not None and theirs is not None and ours != theirs:
            return None
        fields[name] = ours if ours is not None else theirs
    return replace(one, payer=one.payer or other.payer, payees=one.payees or other.payees, **fields)


def _payer(
    text: str,
    amount: Match[Amount],
    sentence: Range,
    bodies: Sequence[Match[Body]],
    committee: str | None,
    administration: str | None,
    municipality: str | None,
) -> str | None:
    """The body next to a verb of paying before the amount; it can stand before the verb or after it."""
    before = text[sentence.start : amount.start]
    verbs = list(re.finditer(rf"\b{_PAYS}\b", before, re.IGNORECASE))
    if not verbs:
        return None
    verb = verbs[-1]
    named = [
        (b.start - sentence.start, b.value.name) for b in bodies if sentence.start <= b.start < amount.start
    ]
    bare = {"committee": committee, "administration": administration, "municipality": municipality}
    for m in _BARE.finditer(before):
        if not any(b.start - sentence.start <= m.start() < b.end - sentence.start for b in bodies):
            name = bare[m.lastgroup or "committee"]
            if name is not None:
                named.append((m.start(), name))
    if not named:
        return None
    # "bidrog hälsonämnden med …" puts the payer after the verb, "nämnden bidrar med …" before it.
    return min(named, key=lambda item: abs(item[0] - verb.start()))[1]


def _payees(
    text: str,
    amount: Match[Amount],
    sentence: Range,
    civil: Sequence[Match[Party]],
    accounts: Sequence[tuple[Range, tuple[str, ...]]],
) -> tuple[str, ...]:
    here = tuple(
        p.value.name for p in civil if any(sentence.start <= r.start < sentence.end for r in p.ranges)
    )
    if here:
        return here
    bare = _BARE_PARTY.search(text, sentence.start, sentence.end)
    if bare is not None:
        same = {p.value.name for p in civil if p.value.name.casefold().startswith(bare[0].casefold())}
        if len(same) == 1:
            return (same.pop(),)
    holding = [
        (extent, partners) for extent, partners in accounts if extent.start <= amount.start < extent.end
    ]
    if holding:
        return min(holding, key=lambda account: account[0].end - account[0].start)[1]
    return ()


def _period(text: str, amount: Match[Amount], sentence: Range) -> Period | None:
    """The period after the amount in its sentence, else the only one in the sentence."""
    found = list(find_periods(text[sentence.start : sentence.end]))
    after = [p for p in found if sentence.start + p.start >= amount.end]
    if after:
        return after[0].value
    if len(found) == 1:
        return found[0].value
    if found:
        return None
    # "30 000 kr för 2024 och 15 000 kr för 2023": the year after a sum is its own, else the only one.
    years = [(m.start(), m["year"]) for m in _FOR_YEAR.finditer(text[sentence.start : sentence.end])]
    following = [year for start, year in years if sentence.start + start >= amount.end]
    year = following[0] if following else (years[0][1] if len({y for _, y in years}) == 1 else None)
    if year is not None:
        return Period(period_from=year, period_to=year, precision=Precision.YEAR)
    return None
