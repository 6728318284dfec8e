"""No value without its evidence: every value of every sample document stands where it says it stands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from chain import INBOX, ROOT, ReadInbox, no_page_read

from pipeline.document_to_json import document_to_json
from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.page_store import PageStore
from pipeline.run import source_to_document
from schemas.sources import Source

SCHEMA = json.loads((ROOT / "schemas" / "document.schema.json").read_text(encoding="utf-8"))
NUMBERS = [path.name[:2] for path in sorted(INBOX.iterdir())]


@pytest.fixture(scope="module", params=NUMBERS)
def document(request: pytest.FixtureRequest, read_inbox: ReadInbox) -> dict[str, Any]:
    """The JSON of one document of the sample inbox, from its stored pages."""
    (source,) = inbox_to_sources(read_inbox.folder.glob(f"{request.param}*"))
    assert isinstance(source, Source)
    with no_page_read(), PageStore(read_inbox.pages) as store:
        return document_to_json(source_to_document(source, store=store))


def _evidence(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from document["evidence"].items()
    for name, entries in document.items():
        if isinstance(entries, list) and name not in ("issues", "pages"):
            yield from ((name, entry) for entry in entries)


def test_it_is_valid_under_the_schema(document: dict[str, Any]) -> None:
    jsonschema.validate(document, SCHEMA)


def test_the_text_of_the_spans_is_the_quote(document: dict[str, Any]) -> None:
    texts = {page["page"]: page["text"] for page in document["pages"]}
    count = 0
    for name, evidence in _evidence(document):
        pieces = []
        for span in evidence["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(texts[span["page"]])
            piece = texts[span["page"]][span["start"] : span["end"]]
            assert "\n" not in piece, (name, "a span lies on one line")
            assert piece == piece.strip() != "", name
            pieces.append(piece)
        assert evidence["quote"] == " ".join(" ".join(pieces).split()), name
        assert bool(evidence["spans"]) or evidence["rule"].startswith("inferred:"), name
        count += 1
    assert count > 3


def test_every_value_has_a_rule_and_a_confidence(document: dict[str, Any]) -> None:
    for name, evidence in _evidence(document):
        assert evidence["rule"], name
        assert 0 < evidence["confidence"] <= 1, name


def test_boxes_lie_on_the_page_and_are_there_where_the_source_has_geometry(document: dict[str, Any]) -> None:
    has_geometry = {page["page"]: page["origin"] != "file" for page in document["pages"]}
    for name, evidence in _evidence(document):
        for span in evidence["spans"]:
            assert bool(span["boxes"]) == has_geometry[span["page"]], (name, evidence["quote"])
            for x0, top, x1, bottom in span["boxes"]:
                assert 0 <= x0 < x1 <= 1300, name
                assert 0 <= top < bottom <= 1300, name


def test_what_was_read_is_kept_beside_what_was_made_of_it(document: dict[str, Any]) -> None:
    for page in document["pages"]:
        assert page["raw_text"].strip()
        assert page["reason"]
        assert page["origin"] in ("text layer", "ocr", "file")


def test_a_document_says_the_same_every_time(read_inbox: ReadInbox) -> None:
    path = next(Path(read_inbox.folder).glob("12*"))
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    assert document_to_json(source_to_document(source)) == document_to_json(source_to_document(source))
