"""A page whose drawing instructions break off is told: it has lost text that no one can count."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline import sources_to_pages
from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.page_store import PageStore
from pipeline.read import file_bytes
from pipeline.read.pdf_streams import damaged_streams, pages_drawn_by
from schemas.issues import IssueKind, Severity
from schemas.pages import Page
from schemas.sources import Source


def _three_pages(path: Path) -> Path:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for number in range(1, 4):
        for line in range(30):
            canvas.drawString(
                72, 780 - 20 * line, f"Sida {number} rad {line} nämnden beslutar {number * line}"
            )
        canvas.showPage()
    canvas.save()
    with pikepdf.open(out) as document:
        for page in document.pages:
            page.contents_coalesce()
        document.save(path, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return path


def _damage(path: Path, how: str) -> Path:
    """Break the second page's stream: cut its end off, or overwrite bytes in its middle."""
    data = bytearray(path.read_bytes())
    streams = [
        found
        for found in re.finditer(rb"(?s)/FlateDecode[^>]*>>\s*stream\n(.*?)endstream", bytes(data))
        if b"/Length1" not in found[0][:200]
    ]
    found = streams[1]
    length = found.end(1) - found.start(1)
    start = found.start(1) + length // 2
    if how == "cut":
        data[start : found.end(1) - 1] = b" " * (found.end(1) - 1 - start)
    else:
        data[start : start + 40] = b"\x00" * 40
    path.write_bytes(bytes(data))
    return path


def _pages(path: Path, store: PageStore | None = None) -> list[Page]:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    return list(sources_to_pages.source_to_pages(source, store=store))


def test_a_whole_file_has_no_damaged_page(tmp_path: Path) -> None:
    path = _three_pages(tmp_path / "hel.pdf")
    assert damaged_streams(path.read_bytes()) == frozenset()
    assert [page.issues for page in _pages(path)] == [(), (), ()]


@pytest.mark.parametrize("how", ["cut", "overwritten"])
def test_a_page_that_breaks_off_says_so_and_the_others_stand(tmp_path: Path, how: str) -> None:
    path = _damage(_three_pages(tmp_path / "skadad.pdf"), how)
    damaged = damaged_streams(path.read_bytes())
    assert len(damaged) == 1
    assert pages_drawn_by(path, damaged) == {2}
    first, second, third = _pages(path)
    assert (first.issues, third.issues) == ((), ())
    assert len(first.raw_text.split("\n")) == 30
    (issue,) = [issue for issue in second.issues if issue.kind is IssueKind.PAGE_DAMAGED]
    assert (issue.severity, issue.page) == (Severity.ERROR, 2)


def test_an_encrypted_file_is_not_judged_from_outside(tmp_path: Path) -> None:
    path = _three_pages(tmp_path / "a.pdf")
    with pikepdf.open(path) as document:
        document.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="ägare", user=""))
    assert damaged_streams((tmp_path / "b.pdf").read_bytes()) == frozenset()


def test_a_stored_document_is_not_searched_anew_and_damage_is_told_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _three_pages(tmp_path / "hel.pdf")
    broken = _damage(_three_pages(tmp_path / "skadad.pdf"), "cut")
    with PageStore(tmp_path / "pages.db") as store:
        first = [_pages(path, store) for path in (whole, broken)]
        assert _pages(broken, store) == first[1]
        assert [issue.kind for issue in first[1][1].issues] == [IssueKind.PAGE_DAMAGED]
        for name in ("said_in", "user_units", "damaged_streams"):
            monkeypatch.setattr(sources_to_pages, name, lambda *_a: pytest.fail("searched anew"))
        assert _pages(whole, store) == first[0]


def test_a_large_file_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _damage(_three_pages(tmp_path / "skadad.pdf"), "cut")
    small = _pages(path)
    monkeypatch.setattr(file_bytes, "_IN_MEMORY", 1_000)
    assert _pages(path) == small
