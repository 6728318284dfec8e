"""`iop ingest`: progress while it reads, a closing table, and what to do next."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.ingest import IngestResult, ingest
from pipeline.ingest import Progress as RunProgress
from pipeline.read.settings import ReadingSettings
from schemas.issues import Issue

_SHOWN = 20  # of each kind; the register holds them all


def ingest_command(
    paths: Iterable[str], register: Path, *, jobs: int, force_ocr: bool, passwords: tuple[str, ...]
) -> int:
    """Ingest and return the exit status: 0 everything ok, 2 something failed or is partial."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("sidor"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("Läser handlingar", total=None)
        result = ingest(
            list(paths),
            register,
            jobs=jobs,
            force_ocr=force_ocr,
            settings=ReadingSettings(passwords=passwords),
            progress=RunProgress(
                planned=lambda pages: bar.update(task, total=pages),
                finished=lambda _path, pages: bar.advance(task, pages),
            ),
        )
    _report(console, result, register)
    return 2 if result.failed or result.partial else 0


def _report(console: Console, result: IngestResult, register: Path) -> None:
    table = Table(title=f"Inläsning till {register}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, count in (
        ("Tillagda handlingar", len(result.added)),
        ("Lästa på nytt", len(result.updated)),
        ("Oförändrade", len(result.unchanged)),
        ("Delvis lästa", len(result.partial)),
        ("Misslyckade", len(result.failed)),
        ("Sidor lästa", result.pages),
        ("Anmärkningar", result.warnings),
    ):
        table.add_row(label, str(count))
    console.print(table)
    _list(console, "Kunde inte läsas", result.failed)
    _list(console, "Delvis lästa", result.partial)
    console.print(_next_step(result, register))


def _list(console: Console, heading: str, rows: list[tuple[Path, tuple[Issue, ...]]]) -> None:
    if not rows:
        return
    console.print(f"\n{heading}:")
    for path, issues in rows[:_SHOWN]:
        console.print(f"  {path}", markup=False)
        for issue in issues[:3]:
            console.print(f"    {issue.message}", markup=False)
        if len(issues) > 3:
            console.print(f"    … och {len(issues) - 3} till, se tabellen issues")
    if len(rows) > _SHOWN:
        console.print(f"  … och {len(rows) - _SHOWN} till, se tabellen issues i registret")


def _next_step(result: IngestResult, register: Path) -> str:
    option = "" if register == Path("register.db") else f" --register {register}"
    if not (result.added or result.updated or result.unchanged or result.failed):
        return "\nInga handlingar hittades. Lägg PDF-filer i mappen och kör igen."
    lines = ["\nVad du kan göra nu:"]
    if result.failed or result.partial:
        lines.append(
            "  Åtgärda filerna ovan och kör samma kommando igen; det som redan är inläst läses inte om."
        )
    lines.append(f"  iop serve{option}             bläddra i registret i webbläsaren")
    lines.append(f'  iop case "DIARIENUMMER"{option}  allt om ett ärende')
    return "\n".join(lines)
