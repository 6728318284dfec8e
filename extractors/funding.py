"""Settle who pays whom for which period: an amount's sentence and the partnership it is told of in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.bodies import Body
from extractors.periods import find_periods
from schemas.mentions import Amount, Party, PartyKind, Period
from schemas.spans import Match, Range

_PAYS = (
    r"(?:bidrar|bidrog|bidra|beviljar|beviljade|bevilja|betalar|betalade|betala|utbetalar|utbetalade|finansierar|finansierade|"
    r"ersätter|ersatte|tilldelar|tilldelade|tilldela|avsätter|avsatte|anslår|anslog|stödjer|utger|utgår|satsar|skjuter till|lämnar|"
    r"ger|gav|godkänner|beslutar|ingår|utbetala|avsätta)"
)
_BARE = re.compile(
    r"\b(?P<committee>[Nn]ämnden|[Ss]tyrelsen)\b|\b(?P<administration>[Ff]örvaltningen)\b|\b(?P<municipality>[Kk]ommunen|[Ss]taden)\b"
)
_SENTENCE_END = re.compile(r"(?<![0-9])[.!?](?=\s)|(?<=\d)\.(?=\s+[A-ZÅÄÖ])|\n[ \t]*\n")
_SINCE = re.compile(r"\s+(?:fördelat|varav|per\s+år|årligen|för|under|till|som|i|om)?", re.IGNORECASE)


def sentence_around(text: str, start: int, end: int) -> Range:
    """Return the sentence that holds `[start, end)`: to the full stops or blank lines around it."""
    low = 0
    for m in _SENTENCE_END.finditer(text, 0, start):
        low = m.end()
    m = _SENTENCE_END.search(text, end)
    return Range(low, m.end() if m else len(text))


def complete_amounts(
    text: str,
    amounts: Sequence[Match[Amount]],
    *,
    bodies: Sequence[Match[Body]],
    parties: Sequence[Match[Party]],
    accounts: Sequence[tuple[Range, tuple[str, ...]]],
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
        committee, administration, municipality: what a bare "nämnden", "förvaltningen", "kommunen"
            stands for in this document; None where that is unknown.

    """
    civil = [party for party in parties if party.value.kind in (PartyKind.CIVIL_SOCIETY, PartyKind.COMPANY)]
    completed = []
    for amount in amounts:
        sentence = sentence_around(text, amount.start, amount.end)
        payer = _payer(text, amount, sentence, bodies, committee, administration, municipality)
        payees = _payees(text, amount, sentence, civil, accounts)
        period = _period(text, amount, sentence)
        completed.append(
            replace(
                amount,
                value=replace(
                    amount.value,
                    payer=payer,
                    payees=payees,
                    period_from=period.period_from if period else None,
                    period_to=period.period_to if period else None,
                ),
            )
        )
    return tuple(completed)


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
    verb = None
    for verb in re.finditer(rf"\b{_PAYS}\b", before):
        pass
    if verb is None:
        return None
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
    return found[0].value if len(found) == 1 else None
