"""Print an evaluation: scores per field, per municipality, every error, gains and losses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.evaluate.baseline import Comparison
from pipeline.evaluate.evaluation import Report
from pipeline.evaluate.scoring import Judgement, Verdict
from pipeline.evaluate.tally import Tally, tally, tally_by_field

_LONGEST_VALUE = 110


def render_report(report: Report, *, errors: bool = True) -> str:
    """The whole report as text. `errors`: also list every miss and every invention."""
    blocks = [
        _heading(report),
        _fields_table(report),
        _municipalities_table(report),
        _spans_table(report),
        _unread(report),
    ]
    if errors:
        blocks.append(_errors(report.judgements))
    blocks.append(_worst_error(report))
    return "\n\n".join(block for block in blocks if block) + "\n"


def render_comparison(comparison: Comparison) -> str:
    """Gains and losses against the baseline, as a reviewer of a change wants to see them."""
    title = f"{comparison.name}: mot den incheckade baslinjen"
    if not comparison.known:
        return f"{title}\n  ingen baslinje ännu (skrivs med --write-baseline)\n"
    lines = [title]
    if comparison.documents_changed:
        lines.append("  OBS: uppsättningen av dokument är en annan än i baslinjen")
    if not (comparison.gains or comparison.losses or comparison.changes):
        return "\n".join([*lines, "  oförändrat", ""])
    lines.append(f"  vinster {len(comparison.gains)}, förluster {len(comparison.losses)}")
    lines += [f"  + {place}" for place in comparison.gains]
    lines += [f"  - {place}" for place in comparison.losses]
    rows: list[Sequence[str]] = [("fält", "rätt", "missade", "påhittade")]
    for change in comparison.changes:
        cells = (
            f"{then} → {now}" if then != now else str(now)
            for then, now in zip(change.before, change.after, strict=True)
        )
        rows.append((change.field, *cells))
    if comparison.changes:
        lines.append(_table(rows))
    return "\n".join(lines) + "\n"


def report_to_json(report: Report) -> dict[str, Any]:
    """The figures as data, for a script or a page of documentation; without the values themselves."""
    return {
        "name": report.name,
        "seen": report.seen,
        "documents": len(report.documents),
        "wrong_decided": len(report.wrong_decided),
        "unread": len(report.unread),
        "all": _figures(tally(report.judgements)),
        "fields": {field: _figures(counts) for field, counts in tally_by_field(report.judgements).items()},
    }


def _figures(counts: Tally) -> dict[str, Any]:
    return {
        "n": counts.expected,
        "found": counts.found,
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "f1_interval": list(counts.f1_interval),
        "character_error_rate": counts.character_error_rate,
    }


def _heading(report: Report) -> str:
    seen = "sedda under utvecklingen" if report.seen else "inte sedda under utvecklingen"
    return f"{report.name}: {len(report.documents)} dokument ({seen})"


def _fields_table(report: Report) -> str:
    rows: list[Sequence[str]] = [("fält", "n", "funna", "precision", "täckning", "F1", "95 %", "teckenfel")]
    by_field = tally_by_field(report.judgements)
    rows += [_tally_row(field, counts) for field, counts in by_field.items()]
    rows.append(_tally_row("alla fält", tally(report.judgements)))
    return _table(rows)


def _tally_row(label: str, counts: Tally) -> Sequence[str]:
    low, high = counts.f1_interval
    error_rate = counts.character_error_rate
    return (
        label,
        str(counts.expected),
        str(counts.found),
        _share(counts.precision),
        _share(counts.recall),
        _share(counts.f1),
        f"{_share(low)}–{_share(high)}" if counts.f1 is not None else "",
        "" if error_rate is None else f"{100 * error_rate:.2f} %".replace(".", ","),
    )


def _municipalities_table(report: Report) -> str:
    grouped: defaultdict[str, list[Judgement]] = defaultdict(list)
    for judgement in report.judgements:
        grouped[report.municipalities[judgement.document]].append(judgement)
    documents: defaultdict[str, int] = defaultdict(int)
    for name in report.municipalities.values():
        documents[name] += 1
    rows: list[Sequence[str]] = [("kommun", "dokument", "n", "precision", "täckning", "F1", "95 %")]
    for name in sorted(grouped):
        _, expected, _, *shares = _tally_row(name, tally(grouped[name]))
        rows.append((name, str(documents[name]), expected, *shares[:-1]))
    if len(grouped) == 1:
        return _table(rows)
    detail: list[Sequence[str]] = [("kommun", "fält", "n", "precision", "täckning", "F1")]
    for name in sorted(grouped):
        for field, counts in tally_by_field(grouped[name]).items():
            if counts.f1 != 1:
                figures = (counts.precision, counts.recall, counts.f1)
                detail.append((name, field, str(counts.expected), *map(_share, figures)))
    return _table(rows) + ("\n\n" + _table(detail) if len(detail) > 1 else "")


def _spans_table(report: Report) -> str:
    rows: list[Sequence[str]] = [("läge i texten", "n", "exakt", "delvis", "på annan plats")]
    for field in dict.fromkeys(score.field for score in report.span_scores):
        scores = [score for score in report.span_scores if score.field == field]
        sums = (
            sum(score.expected for score in scores),
            sum(score.exact for score in scores),
            sum(score.overlapping for score in scores),
            sum(score.elsewhere for score in scores),
        )
        rows.append((field, *map(str, sums)))
    if report.quotes:
        rows.append(("citat där spannet säger", str(report.quotes), str(report.quotes_in_place), "", ""))
    return _table(rows) if len(rows) > 1 else ""


def _unread(report: Report) -> str:
    return "\n".join(f"kunde inte bedömas: {document}: {why}" for document, why in report.unread)


def _errors(judgements: Iterable[Judgement]) -> str:
    words = {Verdict.MISS: "MISSAD", Verdict.INVENTION: "PÅHITTAD", Verdict.WRONG: "FEL"}
    lines = []
    for judgement in judgements:
        if judgement.verdict is Verdict.HIT:
            continue
        lines.append(f"{words[judgement.verdict]:9}{judgement.document}  {judgement.path}")
        if judgement.verdict is not Verdict.INVENTION:
            lines.append(f"           väntat: {_shorten(judgement.expected, beside=judgement.got)}")
        if judgement.verdict is not Verdict.MISS:
            lines.append(f"           fick:   {_shorten(judgement.got, beside=judgement.expected)}")
    return "\n".join(lines) if lines else "inga missade och inga påhittade värden"


def _worst_error(report: Report) -> str:
    line = (
        f"värsta felet: {len(report.wrong_decided)} förslag lagrade som beslut "
        f"(av {report.decisions} att-satser som ingen har beslutat)"
    )
    places = [f"  {wrong.document}  {wrong.path}" for wrong in report.wrong_decided]
    return "\n".join([line, *places])


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".replace(".", ",")


def _shorten(value: Any, beside: Any = None) -> str:
    """A value short enough for a line; of two long texts, the passage where they part."""
    if isinstance(value, dict) and set(value) == {"any_of"}:
        return " eller ".join(_shorten(choice) for choice in value["any_of"])
    text = str(value)
    if len(text) <= _LONGEST_VALUE:
        return text
    start = 0
    if isinstance(beside, str):
        start = max(0, _common_start(text, beside) - _LONGEST_VALUE // 2)
    end = start + _LONGEST_VALUE
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _common_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)
