"""The rows of `make bench` about scans: `iop ingest --jobs 2` beside bare Tesseract in two processes.

The pages are drawn as corpus/reading/pages.toml says of good scans and of poor copies, with the prose of the
sample inbox on them, full of numbers as it is; the same images go to both. Needs the fonts that
docs/reading.md names. `pipeline.evaluate.reading_time` does the same with running text from elsewhere.
"""

from collections.abc import Sequence

from pipeline.evaluate.reading_time import ScanRow, some_pages, time_pages
from pipeline.sources_to_pages import source_to_pages
from schemas.sources import Source

_KINDS = {"easy pages (300 dpi)": "easy300", "hard pages (poor copies)": "poor200"}
_PAGES = 10


def measure_scans(sources: Sequence[Source], pages: int = _PAGES) -> list[ScanRow]:
    """Read `pages` pages of each kind, their words from `sources`, by both. Takes minutes."""
    prose = [
        " ".join(block.split())
        for source in sources
        for page in source_to_pages(source)
        for block in page.raw_text.split("\n\n")
    ]
    return [time_pages(kind, some_pages(prose, row, pages)) for kind, row in _KINDS.items()]
