"""`iop evaluate`: the real chain against gold sets."""

from pathlib import Path
from typing import Any

import click

from pipeline.commands.output import print_json
from pipeline.document_to_json import document_to_json
from pipeline.evaluate.baseline import compare, read_baseline, write_baseline
from pipeline.evaluate.evaluation import evaluate_gold
from pipeline.evaluate.report import render_comparison, render_report, report_to_json
from pipeline.run import file_to_document
from schemas.errors import UsageError


def evaluate_command(
    gold: tuple[Path, ...],
    *,
    documents: Path | None,
    seen: bool | None,
    errors: bool,
    baseline: Path | None,
    write: bool,
    as_json: bool,
) -> int:
    """Print a report for each gold set; 2 where a proposal was stored as a decision."""
    if write and baseline is None:
        raise UsageError("--write-baseline behöver --baseline FIL.")
    reports = [evaluate_gold(path, documents, _extract, seen=seen) for path in gold]
    for report in reports:
        if as_json:
            print_json(report_to_json(report))
        else:
            click.echo(render_report(report, errors=errors))
        if baseline is not None and baseline.exists() and not write:
            click.echo(render_comparison(compare(report, read_baseline(baseline))), err=as_json)
    if write and baseline is not None:
        write_baseline(baseline, reports)
    return 2 if any(report.wrong_decided for report in reports) else 0


def _extract(path: Path) -> dict[str, Any]:
    return document_to_json(file_to_document(path))
