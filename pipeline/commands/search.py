"""`iop search`: decisions and documents that hold the words, and what could not be searched."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from pipeline.commands.output import print_json
from pipeline.register.queries import search
from pipeline.register.store import Register

STATUSES = {"decided": "beslutat", "proposed": "förslag", "recommended": "förslag till annat organ"}


def search_command(words: str, register: Path, *, as_json: bool) -> int:
    """Print the hits, best first; the pages that could not be searched are named on stderr too."""
    with Register(register, readonly=True) as opened:
        answer = search(opened, words)
    if as_json:
        print_json(answer)
    else:
        _show(Console(highlight=False, soft_wrap=True), answer)
    if answer["not_searched"]:
        click.echo(f"iop: {len(answer['not_searched'])} sidor eller filer gick inte att söka i:", err=True)
        for gap in answer["not_searched"][:_NAMED]:
            page = f", s. {gap['page']}" if gap["page"] else ""
            click.echo(f"  {gap['file']}{page}: {gap['message']}", err=True)
        if len(answer["not_searched"]) > _NAMED:
            click.echo("  … alla listas av: iop gaps", err=True)
    return 0


_NAMED = 10


def _show(console: Console, answer: dict[str, Any]) -> None:
    for case in answer["cases"]:
        console.print(Text(f"Ärende {case['case_number']}  {case['title'] or ''}".rstrip(), style="bold"))
    if answer["decisions"]:
        console.print(Text(f"Beslut och förslag ({_count(answer, 'decisions')})", style="bold"))
    for hit in answer["decisions"]:
        words = (hit["date"], hit["case_number"], STATUSES[hit["status"]], hit["organ"])
        console.print(Text("  " + "  ".join(word for word in words if word)))
        console.print(Text(f"      {hit['text']}"))
        console.print(Text(f"      {hit['document']}, s. {hit['page']}", style="dim"))
    if answer["documents"]:
        console.print(Text(f"Sidor ({_count(answer, 'documents')})", style="bold"))
    for hit in answer["documents"]:
        console.print(Text(f"  {hit['kind']}  {hit['document']}, s. {hit['page']}"))
        console.print(Text(f"      {' '.join(hit['quote'].split())}", style="dim"))
    if not (answer["cases"] or answer["decisions"] or answer["documents"]):
        console.print("Inga träffar.")


def _count(answer: dict[str, Any], name: str) -> str:
    shown, total = len(answer[name]), answer[f"{name}_total"]
    return f"{total}" if shown == total else f"{shown} av {total} visas"
