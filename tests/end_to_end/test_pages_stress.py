"""Odd PDFs of three projects: whatever they hold, every page in is a page out."""

import stat
import sys
from pathlib import Path

import pytest

from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import tesseract
from pipeline.read.settings import ReadingSettings
from pipeline.sources_to_pages import count_pages, source_to_pages
from schemas.errors import DocumentUnreadable
from schemas.issues import IssueKind
from schemas.sources import Source

STRESS = Path(__file__).parents[2].parent / "shared" / "data" / "stress"
FILES = sorted(STRESS.rglob("*.pdf"))
# What nothing can be read of, and why; a file that moves out of or into this list is a change to look at.
_UNREADABLE = {IssueKind.ENCRYPTED, IssueKind.BROKEN_FILE, IssueKind.NO_PAGES}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ReadingSettings:
    """Settings with a stand-in for Tesseract that reads one word: OCR itself is not what is tested here."""
    path = tmp_path_factory.mktemp("program") / "tesseract"
    head = [
        "level",
        "page_num",
        "block_num",
        "par_num",
        "line_num",
        "word_num",
        "left",
        "top",
        "width",
        "height",
        "conf",
        "text",
    ]
    row = ["5", "1", "1", "1", "1", "1", "100", "100", "80", "30", "91", "ord"]
    table = "\\n".join("\\t".join(cells) for cells in (head, row))
    path.write_text(
        "#!/bin/sh\ncase $1 in --version) echo tesseract 5.0.0;; "
        "--list-langs) printf 'List of languages in \"/x/\" (2):\\nswe\\nLatin\\n';; "
        f"*) printf '{table}\\n' > \"$2.tsv\";; esac\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    tesseract.find_engine.cache_clear()
    assert sys.platform != "win32"
    return ReadingSettings(tesseract=str(path), dpi=72, max_pixels=4_000_000)


@pytest.mark.skipif(not FILES, reason=f"no stress files at {STRESS}: they are not part of the repository")
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_every_page_in_is_a_page_out(path: Path, settings: ReadingSettings) -> None:
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source), source
    expected = count_pages(source, settings)
    try:
        pages = list(source_to_pages(source, settings=settings))
    except DocumentUnreadable as error:
        assert error.issue.kind in _UNREADABLE  # noqa: PT017 - the other branch is as good an outcome
        assert expected is None
        return
    assert [page.page for page in pages] == list(range(1, (expected or 0) + 1))
    for page in pages:
        assert page.raw_text or page.issues, "an empty page must say why"
        for word in page.words:
            assert page.raw_text[word.start : word.end].strip()
