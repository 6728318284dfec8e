"""`iop case`: everything about one case, for a reader or as JSON."""

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
RELATIONS = {
    "own": "anger diarienumret",
    "inferred": "hör hit enligt innehållet",
    "referenced": "nämner ärendet",
}


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


def _show(console: Console, case: dict[str, Any]) -> None:
    place = case["municipality"] or "okänd kommun"
    console.print(Text(f"{case['case_number']}  {case['title'] or ''}".rstrip(), style="bold"))
    console.print(Text(", ".join(part for part in (place, case["committee"]) if part)))
    if case["timeline"]:
        _heading(console, "I tidsordning")
        for fact in case["timeline"]:
            _fact(console, fact)
    undated = [document for document in case["documents"] if not document["date"]]
    if undated:
        _heading(console, "Handlingar utan datum")
        for document in undated:
            console.print(Text(f"  {_named(document)} – {RELATIONS[document['relation']]}"))
            if document["relation"] == "inferred":
                console.print(
                    Text(f"      {document['evidence']} ({document['confidence']:.0%})", style="dim")
                )
    for title, rows, line in (
        ("Belopp", case["amounts"], _amount),
        ("Partnerskap", case["partnerships"], _partnership),
    ):
        if rows:
            _heading(console, title)
            for row in rows:
                console.print(Text(f"  {line(row)}"))
                console.print(Text(f"      {_source(row)}", style="dim"))
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
    if fact["body"]:
        words.append(fact["body"])
    inferred = "  (ärendet är en slutsats)" if fact["case_basis"] == "inferred" else ""
    console.print(Text(f"  {'  '.join(words)}{inferred}"))
    if fact["text"] and fact["text"] != fact["quote"]:
        console.print(Text(f"      {fact['text']}"))
    console.print(Text(f"      {_source(fact)}", style="dim"))


def _source(fact: dict[str, Any]) -> str:
    page = f", s. {fact['page']}" if fact["page"] else ""
    quote = f": ”{shorten(fact['quote'], _QUOTE_CHARACTERS, placeholder=' …')}”" if fact["quote"] else ""
    return f"{fact['document']}{page}{quote}"


def _named(document: dict[str, Any]) -> str:
    return f"{document['kind']} {document['title'] or document['file'] or ''}".rstrip()


def _amount(row: dict[str, Any]) -> str:
    to = f" till {', '.join(row['payees'])}" if row["payees"] else ""
    payer = f" från {row['payer']}" if row["payer"] else ""
    period = (
        " – ".join(end or "" for end in (row["period_from"], row["period_to"])) if row["period_from"] else ""
    )
    return f"{row['sek'] or 'okänt belopp'} kr{payer}{to} {period}".rstrip()


def _partnership(row: dict[str, Any]) -> str:
    period = (
        f" {row['period_from'] or ''} – {row['period_to'] or ''}"
        if row["period_from"] or row["period_to"]
        else ""
    )
    return f"{row['name']}: {', '.join(row['partners'])}{period}"
