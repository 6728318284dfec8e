"""A long scan is read by several processes: the same register as by one, and each page read once."""

from pathlib import Path

import pikepdf
import pytest
from chain import dump
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.document_pool import _shares
from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ingest import ingest
from pipeline.page_store import PageStore
from pipeline.read.settings import ReadingSettings
from pipeline.sources_to_pages import is_long_scan, source_to_pages
from schemas.sources import Source

SETTINGS = ReadingSettings()


def a_scan(path: Path, pages: int) -> Source:
    """A TIFF of small pages, a line of print on each."""
    font = ImageFont.load_default(44)
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("L", (1240, 500), 255)
        ImageDraw.Draw(sheet).text((120, 200), f"Protokoll, sidan nummer {number}", fill=0, font=font)
        sheets.append(sheet)
    sheets[0].save(path, save_all=True, append_images=sheets[1:], dpi=(150, 150))
    return one(path)


def one(path: Path) -> Source:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    return source


def test_two_processes_share_the_pages_of_a_scan(tmp_path: Path) -> None:
    source = a_scan(tmp_path / "lång.tif", 5)
    shares = _shares([source], tmp_path / "pages.db", 2, False, SETTINGS)
    assert shares == {source.sha256: [frozenset({page}) for page in range(1, 6)]}


def test_a_very_long_scan_is_shared_in_few_pieces_and_wholly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_scan(tmp_path / "lång.tif", 3)
    monkeypatch.setattr("pipeline.sources_to_pages.count_pages", lambda *_: 501)
    pieces = _shares([source], tmp_path / "pages.db", 2, False, SETTINGS)[source.sha256]
    assert len(pieces) == 17
    assert sorted(page for piece in pieces for page in piece) == list(range(1, 502))


def test_short_or_known_scans_and_text_are_read_by_one(tmp_path: Path) -> None:
    short, long = a_scan(tmp_path / "kort.tif", 2), a_scan(tmp_path / "lång.tif", 4)
    (tmp_path / "a.txt").write_text("Protokoll\f" * 20, encoding="utf-8")
    with PageStore(tmp_path / "pages.db") as store:
        assert not is_long_scan(short, store=store)
        assert not is_long_scan(one(tmp_path / "a.txt"), store=store)
        assert is_long_scan(long, store=store)
        assert len(list(source_to_pages(long, store=store))) == 4
        assert not is_long_scan(long, store=store)


def test_a_scan_in_units_of_its_own_is_looked_at_in_its_true_size(tmp_path: Path) -> None:
    """Print beside digital words, too small to be print where a unit is taken for a point."""
    sheet = Image.new("L", (1240, 1754), 255)
    for row in range(40):
        text = "Nämnden beslutar att bevilja föreningen bidrag för ett år."
        ImageDraw.Draw(sheet).text((100, 100 + 38 * row), text, fill=0, font_size=14)
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(119, 168.4))
    for number in range(4):
        canvas.drawImage(ImageReader(sheet), 0, 0, 119, 168.4)
        canvas.setFont("Helvetica", 2)
        canvas.drawString(60, 162, f"Justerandes signaturer, protokollets sida {number}")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as document:
        for page in document.pages:
            page.obj.UserUnit = 5
        document.save(tmp_path / "a.pdf")
    with PageStore(tmp_path / "pages.db") as store:
        assert is_long_scan(one(tmp_path / "a.pdf"), store=store)


def test_the_register_is_the_same_and_no_page_is_read_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    a_scan(tmp_path / "in" / "lång.tif", 4)
    for jobs in (1, 2):
        ingest([tmp_path / "in"], tmp_path / f"{jobs}.db", jobs=jobs)
    assert dump(tmp_path / "1.db") == dump(tmp_path / "2.db")
    source = one(tmp_path / "in" / "lång.tif")
    monkeypatch.setattr(PageStore, "put", lambda *_: pytest.fail("a page was read again"))
    with PageStore(tmp_path / "2-pages.db") as store:
        pages = list(source_to_pages(source, store=store))
    assert [page.page for page in pages] == [1, 2, 3, 4]
    assert all(str(page.page) in page.raw_text for page in pages)
