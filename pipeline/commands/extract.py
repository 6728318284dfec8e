"""`iop extract`: one document through the whole chain, as JSON."""

from pathlib import Path

import click

from pipeline.commands.output import print_json
from pipeline.document_to_json import document_to_json
from pipeline.read.settings import ReadingSettings
from pipeline.run import file_to_document
from schemas.documents import DocumentStatus
from schemas.issues import Severity
from schemas.plain import all_issues


def extract_command(file: Path, *, force_ocr: bool, passwords: tuple[str, ...]) -> int:
    """Print the document's JSON; 2 where it is failed or partial, with its errors on stderr."""
    document = file_to_document(file, force_ocr=force_ocr, settings=ReadingSettings(passwords=passwords))
    print_json(document_to_json(document))
    if document.status is DocumentStatus.OK:
        return 0
    for issue in all_issues(document):
        if issue.severity is Severity.ERROR:
            click.echo(f"iop: {file}: {issue.message}", err=True)
    return 2
