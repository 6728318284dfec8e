"""`iop gaps`: what the register lacks of what its documents speak of."""

from datetime import date
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from pipeline.commands.output import print_json
from pipeline.register.gaps import gaps
from pipeline.register.store import Register

HEADINGS = {
    "case": "Handlingar utan ärende",
    "decision": "Ärenden utan beslut",
    "follow-up": "Uppföljningar",
    "minutes": "Sammanträden utan protokoll",
    "named document": "Nämnda handlingar",
    "page": "Sidor och filer som inte gick att läsa",
    "paragraph": "Paragrafer",
    "scan again": "Sidor att skanna om",
}


def gaps_command(register: Path, *, as_json: bool) -> int:
    """Print every gap up to today, by kind; what lies ahead is not missing yet."""
    with Register(register, readonly=True) as opened:
        found = gaps(opened, today=date.today().isoformat())
        cases = {row["id"]: row["case_number"] for row in opened.query("select id, case_number from cases")}
    if as_json:
        print_json(found)
        return 0
    console = Console(highlight=False, soft_wrap=True)
    if not found:
        console.print("Inget saknas av det som handlingarna talar om.")
    for kind, group in groupby(found, key=lambda gap: str(gap["kind"])):
        rows = list(group)
        console.print(Text(f"{HEADINGS[kind]} ({len(rows)})", style="bold"))
        for gap in rows:
            case = f"  [{cases[gap['case_id']]}]" if gap["case_id"] else ""
            console.print(Text(f"  {gap['message']}{case}"))
    return 0
