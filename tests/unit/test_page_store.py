"""`pages.db`: what was read is kept whole, under everything that could change it."""

import multiprocessing
import sqlite3
from dataclasses import fields, replace
from pathlib import Path

import pytest

from pipeline.page_store import PageKey, PageStore
from schemas.geometry import Box
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page, Word, Words

KEY = PageKey(sha256="a" * 64, page=3, engine="tesseract 5.3.0 swe abc", dpi=300, layout="l1", recipe="r1")
PAGE = Page(
    page=3,
    origin=Origin.OCR,
    reason="sidan saknar textlager",
    confidence=0.93,
    width_pt=595.28,
    height_pt=841.89,
    rotation=90,
    raw_text="§ 47 Öring",
    words=Words.of([Word(0, 1, Box(10.25, 20.5, 15.0, 31.0), 0.5), Word(2, 4, Box(17, 20.5, 27, 31), 1.0)]),
    issues=(Issue(kind=IssueKind.LOW_CONFIDENCE, severity=Severity.WARNING, page=3, message="§ osäkert"),),
)


def test_a_page_comes_back_as_it_was_put(tmp_path: Path) -> None:
    with PageStore(tmp_path / "pages.db") as store:
        store.put(KEY, PAGE)
    with PageStore(tmp_path / "pages.db") as store:
        found = store.get(KEY)
    assert found is not None
    assert replace(found, words=Words()) == replace(PAGE, words=Words())
    for word, expected in zip(found.words, PAGE.words, strict=True):
        assert (word.start, word.end) == (expected.start, expected.end)
        assert tuple(word.box) == pytest.approx(tuple(expected.box), abs=0.01)
        assert word.confidence == pytest.approx(expected.confidence, abs=1e-4)


@pytest.mark.parametrize("field", [field.name for field in fields(PageKey)])
def test_anything_that_could_change_the_reading_is_part_of_the_key(tmp_path: Path, field: str) -> None:
    value = getattr(KEY, field)
    other = replace(KEY, **{field: value + 1 if isinstance(value, int) else value + "x"})
    with PageStore(tmp_path / "pages.db") as store:
        store.put(KEY, PAGE)
        assert store.get(other) is None


def test_a_damaged_blob_is_read_again_and_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "pages.db"
    with PageStore(path) as store:
        store.put(KEY, PAGE)
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE pages SET blob = x'00ff'")
        connection.close()
        assert store.get(KEY) is None
        store.put(KEY, PAGE)
        assert store.get(KEY) is not None


def _put_many(path: str, first: int) -> None:
    with PageStore(path) as store:
        for page in range(first, first + 50):
            store.put(replace(KEY, page=page), replace(PAGE, page=page))


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "pages.db")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_put_many, args=(path, first)) for first in (1, 51)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with PageStore(path) as store:
        pages = [store.get(replace(KEY, page=page)) for page in range(1, 101)]
    assert [page.page for page in pages if page] == list(range(1, 101))
