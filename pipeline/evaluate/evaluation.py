"""Run a gold set's documents through the chain and gather what was found, missed and invented."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.evaluate.gold import GoldDocument, GoldSet, load_gold
from pipeline.evaluate.scoring import Judgement, Verdict, score_document
from pipeline.evaluate.span_scoring import SpanScore, score_spans
from schemas.errors import IopError

Extract = Callable[[Path], dict[str, Any]]

STATUSES_NOT_DECIDED = frozenset({"proposed", "recommended"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongDecided:
    """The worst error: something stored as decided that nobody decided. `path`: in the gold or the output."""

    document: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result for one gold set.

    `unread`: (document, why) for each that could not be judged; its values count as missed. `decisions`: how
    many clauses were not decided and could have been stored so. `quotes`, `quotes_in_place`: entries with
    spans, and those whose quote stands exactly there in the page's text.
    """

    name: str
    seen: bool
    documents: tuple[str, ...]
    municipalities: dict[str, str]
    judgements: tuple[Judgement, ...]
    span_scores: tuple[SpanScore, ...]
    wrong_decided: tuple[WrongDecided, ...]
    decisions: int
    quotes: int
    quotes_in_place: int
    unread: tuple[tuple[str, str], ...]


def evaluate_gold(
    gold_path: Path,
    documents_folder: Path | None,
    extract: Extract,
    *,
    seen: bool | None = None,
    alternatives: Path | None = None,
) -> Report:
    """Score one gold file with `extract`, which turns a document's file into the contract's JSON.

    A document whose file is not found, or that `extract` refuses, counts with all its values as missed.

    Raises:
        UsageError: the gold itself cannot be read.

    """
    return evaluate_set(load_gold(gold_path, documents_folder, seen=seen, alternatives=alternatives), extract)


def evaluate_set(gold: GoldSet, extract: Extract) -> Report:
    """Score a gold set that is already loaded."""
    return _report(gold.name, gold.seen, gold.documents, extract)


def evaluate_variants(
    gold_paths: Iterable[Path],
    extract: Extract,
    *,
    name: str = "varianter",
    seen: bool | None = None,
    alternatives: Path | None = None,
) -> Report:
    """Score many gold files as one set: the same documents with other names, sums, dates and numbers.

    Each gold lies beside its documents. A document's name in the report is `<folder or gold>/<document>`.
    `alternatives`: the uncertain places of the original, which are uncertain in every variant.
    """
    documents: list[GoldDocument] = []
    all_seen = True
    for path in gold_paths:
        gold = load_gold(path, None, seen=seen, alternatives=alternatives)
        all_seen = all_seen and gold.seen
        label = path.parent.name if path.stem == "gold" else path.stem
        documents += [replace(document, id=f"{label}/{document.id}") for document in gold.documents]
    return _report(name, all_seen, tuple(documents), extract)


def _report(name: str, seen: bool, documents: Sequence[GoldDocument], extract: Extract) -> Report:
    judgements: list[Judgement] = []
    span_scores: list[SpanScore] = []
    wrong: list[WrongDecided] = []
    unread: list[tuple[str, str]] = []
    quotes = in_place = decisions = 0
    for document in documents:
        got, why = _read(document, extract)
        if why:
            unread.append((document.id, why))
        judged = score_document(document.id, document.fields, got)
        judgements += judged
        span_scores += score_spans(document.id, document.fields, got, document.offsets_text)
        wrong += find_wrong_decided(document.id, judged, got)
        decisions += sum(
            row.get("status") in STATUSES_NOT_DECIDED for row in document.fields.get("decisions") or ()
        )
        for entry in _entries(got):
            quotes += 1
            in_place += _stands_in_place(entry, got)
    return Report(
        name=name,
        seen=seen,
        documents=tuple(document.id for document in documents),
        municipalities={document.id: document.municipality for document in documents},
        judgements=tuple(judgements),
        span_scores=tuple(span_scores),
        wrong_decided=tuple(wrong),
        decisions=decisions,
        quotes=quotes,
        quotes_in_place=in_place,
        unread=tuple(unread),
    )


def find_wrong_decided(
    document: str, judgements: Iterable[Judgement], got: dict[str, Any]
) -> Iterator[WrongDecided]:
    """Clauses stored as decided that the gold has as proposed or recommended, or does not have at all."""
    for judgement in judgements:
        if judgement.field == "decisions.status" and judgement.verdict is not Verdict.HIT:
            if judgement.got == "decided":
                yield WrongDecided(document=document, path=judgement.path)
        elif judgement.field == "decisions" and judgement.verdict is Verdict.INVENTION:
            index = int(judgement.path.rpartition("+")[2])
            if got["decisions"][index].get("status") == "decided":
                yield WrongDecided(document=document, path=judgement.path)


def _read(document: GoldDocument, extract: Extract) -> tuple[dict[str, Any], str]:
    if document.file is None:
        return {}, f"filen {document.file_name or '(namn saknas)'} hittades inte"
    try:
        return extract(document.file), ""
    except IopError:
        raise
    except Exception as error:  # one document that breaks the chain is a result, and the others still count
        return {}, f"{type(error).__name__}: {error}"


def _entries(got: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in got.values():
        if isinstance(value, list):
            yield from (row for row in value if isinstance(row, dict) and row.get("spans"))
    yield from (row for row in (got.get("evidence") or {}).values() if row and row.get("spans"))


def _stands_in_place(entry: dict[str, Any], got: dict[str, Any]) -> bool:
    texts = {page["page"]: page.get("text") or "" for page in got.get("pages") or ()}
    passages = (texts.get(span["page"], "")[span["start"] : span["end"]] for span in entry["spans"])
    return "".join("".join(passages).split()) == "".join(str(entry.get("quote") or "").split())
