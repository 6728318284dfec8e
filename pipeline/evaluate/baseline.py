"""The committed baseline: what was found last time, so that a change shows its gains and its losses.

It holds counts and the paths of errors, never a text from a document: the documents are not ours to publish.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.evaluate.evaluation import Report
from pipeline.evaluate.scoring import Judgement, Verdict
from pipeline.evaluate.tally import tally_by_field


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field whose counts differ from the baseline's. Each triple is (hits, misses, inventions)."""

    field: str
    before: tuple[int, int, int]
    after: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Gains (errors that are gone) and losses (errors that are new) of one gold set, as `document/path`.

    `known`: whether the baseline has this set at all. `documents_changed`: other documents than then, so that
    the counts cannot be compared one to one.
    """

    name: str
    known: bool
    documents_changed: bool
    gains: tuple[str, ...]
    losses: tuple[str, ...]
    changes: tuple[FieldChange, ...]


def error_mark(judgement: Judgement) -> str:
    """Names one error without quoting the document; an invention by a digest, since its place can move."""
    if judgement.verdict is Verdict.INVENTION:
        digest = hashlib.sha256(repr(judgement.got).encode()).hexdigest()[:10]
        return f"{judgement.document}/{judgement.path.rpartition('+')[0] or judgement.path}+{digest}"
    return f"{judgement.document}/{judgement.path}"


def write_baseline(path: Path, reports: Iterable[Report]) -> None:
    """Write the baseline; sets that were not evaluated this time keep their entry."""
    content = read_baseline(path)
    for report in reports:
        content[report.name] = {
            "documents": list(report.documents),
            "wrong_decided": len(report.wrong_decided),
            "fields": {
                field: [counts.hits, counts.misses, counts.inventions]
                for field, counts in sorted(tally_by_field(report.judgements).items())
            },
            "errors": _errors(report.judgements),
        }
    ordered = {name: content[name] for name in sorted(content)}
    path.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_baseline(path: Path) -> dict[str, Any]:
    """The baseline's sets by name; empty where there is none yet."""
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def compare(report: Report, baseline: dict[str, Any]) -> Comparison:
    """What this run gained and lost against the baseline."""
    then = baseline.get(report.name)
    if then is None:
        return Comparison(
            name=report.name, known=False, documents_changed=False, gains=(), losses=(), changes=()
        )
    before, after = set(then["errors"]), set(_errors(report.judgements))
    now = {
        field: (counts.hits, counts.misses, counts.inventions)
        for field, counts in tally_by_field(report.judgements).items()
    }
    fields: Sequence[str] = sorted({*then["fields"], *now})
    counts_then = {field: _triple(then["fields"].get(field, (0, 0, 0))) for field in fields}
    return Comparison(
        name=report.name,
        known=True,
        documents_changed=list(then["documents"]) != list(report.documents),
        gains=tuple(sorted(before - after)),
        losses=tuple(sorted(after - before)),
        changes=tuple(
            FieldChange(field=field, before=counts_then[field], after=now.get(field, (0, 0, 0)))
            for field in fields
            if counts_then[field] != now.get(field, (0, 0, 0))
        ),
    )


def _errors(judgements: Iterable[Judgement]) -> list[str]:
    return sorted({error_mark(judgement) for judgement in judgements if judgement.verdict is not Verdict.HIT})


def _triple(counts: Sequence[int]) -> tuple[int, int, int]:
    hits, misses, inventions = counts
    return hits, misses, inventions
