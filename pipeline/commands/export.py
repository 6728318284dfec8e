"""`iop export`: the register for a spreadsheet or a notebook."""

from pathlib import Path

import click

from pipeline.register.export import export_register


def export_command(folder: Path, form: str, register: Path) -> int:
    """Write the files and say on stderr where they are."""
    written = export_register(register, folder, form)
    click.echo(f"iop: {len(written)} filer skrivna till {folder}. Kontaktuppgifter är maskade.", err=True)
    return 0
