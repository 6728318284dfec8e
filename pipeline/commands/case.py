"""`iop case`: everything about one case, for a reader or as JSON."""

from decimal import Decimal
from pathlib import Path
from textwrap import shorten
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from pipeline.commands.output import print_json
from pipeline.register.queries import case_by_number
from pipeline.register.store import Register

# What the register's English words are called on screen.
EVENTS = {
    "document": "handling",
    "meeting": "sammanträde",
    "proposal": "förslag",
    "recommendation": "förslag till annat organ",
    "decision": "beslut",
    "referenced decision": "tidigare beslut",
    "planned meeting": "planerat sammanträde",
    "partnership begins": "partnerskap börjar",
    "partnership ends": "partnerskap slutar",
    "report due": "uppföljning ska vara klar",
}
_QUOTE_CHARACTERS = 240  # on screen; the JSON has it all
_SWEDISH = str.maketrans(",.", " ,")  # thousands by a space, decimals by a comma


def case_command(number: str, register: Path, *, as_json: bool) -> int:
    """Print the case; 1 where no document in the register names it.

    As JSON: one object; a list of objects where several municipalities use the number.
    """
    with Register(register, readonly=True) as opened:
        found = case_by_number(opened, number)
    if not found:
        click.echo(
            f"iop: inget ärende {number} i {register}. Sök efter orden i stället: iop search ORD", err=True
        )
        return 1
    if as_json:
        print_json(found[0] if len(found) == 1 else found)
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for case in found:
        _show(console, case)
    return 0


def kronor(sek: str | None) -> str:
    """Write a sum as Swedes do.

    >>> kronor("385000"), kronor("-7236.3"), kronor(None)
    ('385 000 kr', '−7 236,30 kr', 'okänt belopp')

    """
    if sek is None:
        return "okänt belopp"
    value = Decimal(sek)
    text = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.2f}"
    return f"{'−' if value < 0 else ''}{text.translate(_SWEDISH)} kr"


def _show(console: Console, case: dict[str, Any]) -> None:
    place = case["municipality"] or "okänd kommun"
    console.print(Text(f"{case['case_number']}  {case['title'] or ''}".rstrip(), style="bold"))
    console.print(Text(", ".join(part for part in (place, case["committee"]) if part)))
    if case["timeline"]:
        _heading(console, "I tidsordning")
        for fact in case["timeline"]:
            _fact(console, fact)
    inferred = [document for document in case["documents"] if document["relation"] == "inferred"]
    if inferred:
        _heading(console, "Hör hit enligt innehållet")
        for document in inferred:
            console.print(
                Text(f"  {document['kind']} {document['title'] or document['file'] or ''}".rstrip())
            )
            console.print(Text(f"      {document['evidence']} ({document['confidence']:.0%})", style="dim"))
    for title, rows, line in (
        ("Belopp", case["amounts"], _amount),
        ("Partnerskap", case["partnerships"], _partnership),
    ):
        if rows:
            _heading(console, title)
            for row in rows:
                console.print(Text(f"  {line(row)}"))
                _sources(console, row)
    if case["other_cases"]:
        _heading(console, "Andra ärenden")
        for link in case["other_cases"]:
            verb = "nämner" if link["kind"] == "refers_to" else "nämns i"
            console.print(Text(f"  {verb} {link['case_id'].partition('/')[2]}"))
    if case["missing"]:
        _heading(console, "Saknas")
        for gap in case["missing"]:
            console.print(Text(f"  {gap['message']}"))
    for issue in case["issues"]:
        if issue["severity"] != "note":
            console.print(Text(f"  ! {issue['message']} ({issue['document']})", style="yellow"))
    console.print()


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _fact(console: Console, fact: dict[str, Any]) -> None:
    words = [fact["date"] or "utan datum", EVENTS.get(fact["event"], fact["event"])]
    if fact["paragraph"] is not None:
        words.append(f"§ {fact['paragraph']}")
    if fact["body"]:
        words.append(fact["body"])
    inferred = "  (ärendet är en slutsats)" if fact["case_basis"] == "inferred" else ""
    console.print(Text(f"  {'  '.join(words)}{inferred}"))
    if fact["text"] and " ".join(fact["text"].split()) != fact["quote"]:
        console.print(Text(f"      {fact['text']}"))
    _sources(console, fact)


def _sources(console: Console, fact: dict[str, Any]) -> None:
    """Where it stands; of a thing that several documents say the quote of the first."""
    first, *others = fact["sources"]
    quote = f": ”{shorten(first['quote'], _QUOTE_CHARACTERS, placeholder=' …')}”" if first["quote"] else ""
    console.print(Text(f"      {_place(first)}{quote}", style="dim"))
    for place in dict.fromkeys(_place(other) for other in others):
        console.print(Text(f"      även {place}", style="dim"))


def _place(source: dict[str, Any]) -> str:
    return f"{source['document']}, s. {source['page']}" if source["page"] else str(source["document"])


def _amount(row: dict[str, Any]) -> str:
    to = f" till {', '.join(row['payees'])}" if row["payees"] else ""
    payer = f" från {row['payer']}" if row["payer"] else ""
    return f"{kronor(row['sek'])}{payer}{to}{_period(row)}"


def _partnership(row: dict[str, Any]) -> str:
    partners = f": {', '.join(row['partners'])}" if row["partners"] else ""
    sum_of = f", {kronor(row['amount_sek'])}" if row["amount_sek"] else ""
    return f"{row['name']}{partners}{_period(row)}{sum_of}"


def _period(row: dict[str, Any]) -> str:
    if not row["period_from"] and not row["period_to"]:
        return ""
    return f", {row['period_from'] or ''}–{row['period_to'] or ''}"
