"""The command `iop`: names, options and help. What a command does lies in `pipeline.commands`.

Nothing heavy is imported here: `iop --help` must answer at once, and `iop repair` must not load spaCy.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from schemas.errors import IopError, UsageError

_REGISTER = click.option(
    "--register",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("register.db"),
    show_default=True,
    metavar="FIL",
    help="Registret (en SQLite-fil).",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Skriv svaret som JSON.")


@contextmanager
def _usage_is_1() -> Iterator[None]:
    """Click says 2 of a wrong call; ours says 1, since 2 is for documents that failed."""
    try:
        yield
    except click.UsageError as error:
        error.exit_code = UsageError.exit_status  # type: ignore[misc]  # a constant of the class to click
        raise


class _Commands(click.Group):
    """Keeps the order of the contract in the help and turns our errors into one line and a status."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _usage_is_1():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _usage_is_1():
                return super().invoke(ctx)
        except IopError as error:
            click.echo(f"iop: {error}", err=True)
            ctx.exit(error.exit_status)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="iop-register", prog_name="iop")
def main() -> None:
    """Register över kommunala beslut om idéburet offentligt partnerskap (IOP).

    Börja med:  iop ingest corpus/inbox   och sedan   iop case "HVO 2024-1187"
    """


def _exit(status: int) -> None:
    sys.exit(status)


@main.command(epilog='Exempel:  iop ingest corpus/inbox "~/Hämtningar/*.pdf" --jobs 2')
@click.argument("paths", nargs=-1, required=True, metavar="SÖKVÄG…")
@_REGISTER
@click.option(
    "--jobs", type=click.IntRange(min=1), default=2, show_default=True, metavar="N", help="Antal processer."
)
@click.option("--force-ocr", is_flag=True, help="Läs varje sida från bilden, även när den har ett textlager.")
@click.option(
    "--password",
    "passwords",
    multiple=True,
    metavar="LÖSEN",
    help="Prova på krypterade PDF-filer. Kan upprepas.",
)
def ingest(
    paths: tuple[str, ...], register: Path, jobs: int, force_ocr: bool, passwords: tuple[str, ...]
) -> None:
    """Läs in handlingar: filer, mappar, mönster och webbadresser.

    Kan avbrytas och köras om; inget läses in två gånger.
    """
    from pipeline.commands.ingest import ingest_command

    _exit(ingest_command(paths, register, jobs=jobs, force_ocr=force_ocr, passwords=passwords))


@main.command(epilog="Exempel:  iop extract protokoll.pdf | jq .decisions")
@click.argument("file", type=click.Path(path_type=Path), metavar="FIL")
@click.option("--force-ocr", is_flag=True, help="Läs varje sida från bilden.")
@click.option("--password", "passwords", multiple=True, metavar="LÖSEN", help="Prova på en krypterad PDF.")
def extract(file: Path, force_ocr: bool, passwords: tuple[str, ...]) -> None:
    """Läs en handling utan register och skriv allt som hittas som JSON."""
    from pipeline.commands.extract import extract_command

    _exit(extract_command(file, force_ocr=force_ocr, passwords=passwords))


@main.command(
    epilog="Exempel:  iop repair skannad.txt > lagad.txt     pdftotext fil.pdf - | iop repair --edits"
)
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[FIL]")
@click.option("--edits", is_flag=True, help="Skriv ändringarna som JSON-rader i stället för texten.")
@click.option("--force", is_flag=True, help="Laga även text som ser hel ut.")
def repair(file: Path | None, edits: bool, force: bool) -> None:
    """Ge skadad svensk text dess å, ä och ö tillbaka. Läser standard in om ingen fil anges."""
    from pipeline.commands.repair import repair_command

    _exit(repair_command(file, edits=edits, force=force))


@main.command(epilog='Exempel:  iop case "hvo 2022/4246"')
@click.argument("number", metavar="DIARIENUMMER")
@_REGISTER
@_JSON
def case(number: str, register: Path, as_json: bool) -> None:
    """Visa allt om ett ärende i tidsordning, varje uppgift med handling, sida och citat."""
    from pipeline.commands.case import case_command

    _exit(case_command(number, register, as_json=as_json))


@main.command(epilog="Exempel:  iop search ofrivillig ensamhet")
@click.argument("words", nargs=-1, required=True, metavar="ORD…")
@_REGISTER
@_JSON
def search(words: tuple[str, ...], register: Path, as_json: bool) -> None:
    """Sök i beslut och handlingar; säger också vilka sidor som inte gick att söka i."""
    from pipeline.commands.search import search_command

    _exit(search_command(" ".join(words), register, as_json=as_json))


@main.command(epilog="Exempel:  iop gaps --json")
@_REGISTER
@_JSON
def gaps(register: Path, as_json: bool) -> None:
    """Visa vad som saknas: §§, sidor, protokoll, nämnda handlingar och uppföljningar."""
    from pipeline.commands.gaps import gaps_command

    _exit(gaps_command(register, as_json=as_json))


@main.command(epilog="Exempel:  iop evaluate corpus/gold/synthetic.json")
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FACIT…")
@click.option(
    "--documents", type=click.Path(path_type=Path, file_okay=False), help="Mapp där handlingarna ligger."
)
@click.option("--seen/--unseen", default=None, help="Om handlingarna användes under utvecklingen.")
@click.option("--errors", is_flag=True, help="Lista varje miss och varje påhittat värde.")
@click.option(
    "--baseline", type=click.Path(path_type=Path, dir_okay=False), help="Jämför med en sparad mätning."
)
@click.option("--write-baseline", is_flag=True, help="Spara mätningen som ny jämförelse i --baseline.")
@_JSON
def evaluate(
    gold: tuple[Path, ...],
    documents: Path | None,
    seen: bool | None,
    errors: bool,
    baseline: Path | None,
    write_baseline: bool,
    as_json: bool,
) -> None:
    """Mät träffsäkerhet per fält mot facit: precision, täckning och F1 med intervall."""
    from pipeline.commands.evaluate import evaluate_command

    _exit(
        evaluate_command(
            gold,
            documents=documents,
            seen=seen,
            errors=errors,
            baseline=baseline,
            write=write_baseline,
            as_json=as_json,
        )
    )


@main.command(epilog="Exempel:  iop export ut --format xlsx")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="MAPP")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "json", "parquet"]),
    default="csv",
    show_default=True,
)
@_REGISTER
def export(folder: Path, form: str, register: Path) -> None:
    """Skriv ut registret för kalkylark eller notebook. Kontaktuppgifter maskas."""
    from pipeline.commands.export import export_command

    _exit(export_command(folder, form, register))


@main.command("export-ocr", epilog="Exempel:  iop export-ocr skannat.pdf --format pdfa")
@click.argument("paths", nargs=-1, metavar="[SÖKVÄG…]")
@click.option(
    "--format", "form", type=click.Choice(["alto", "hocr", "pdfa"]), default="alto", show_default=True
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="MAPP|FIL|-",
    help="Vart exporten skrivs. Annars: en ALTO eller hOCR till standard ut, PDF/A bredvid originalet.",
)
@_REGISTER
@click.option("--force-ocr", is_flag=True, help="Läs varje sida från bilden.")
@click.option("--password", "passwords", multiple=True, metavar="LÖSEN", help="Prova på en krypterad PDF.")
def export_ocr(
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    register: Path,
    force_ocr: bool,
    passwords: tuple[str, ...],
) -> None:
    """Skriv ut ord med läge och säkerhet som ALTO eller hOCR, eller en sökbar PDF/A.

    Utan sökväg: alla PDF:er och bilder i registret. Originalen rörs inte. Ingenting maskas.
    """
    from pipeline.commands.export_ocr import export_ocr_command

    _exit(export_ocr_command(paths, form, output, register, force_ocr=force_ocr, passwords=passwords))


@main.command(epilog="Exempel:  iop serve --port 8001")
@_REGISTER
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, metavar="N")
@click.option("--originals", is_flag=True, help="Visa inskannade sidor som de ser ut, omaskerade.")
def serve(register: Path, port: int, originals: bool) -> None:
    """Visa registret i webbläsaren på 127.0.0.1."""
    from pipeline.commands.serve import serve_command

    _exit(serve_command(register, port, originals))


if __name__ == "__main__":
    main()
