"""What can be set about reading. Frozen, so that a stored page can be keyed by it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """How files are read. The defaults are for Swedish municipal documents.

    `passwords`: tried on encrypted PDFs after the empty one. `dpi`: of rendered pages for OCR.
    `languages`: Tesseract's names of the base reader. `timeout_s`: per page and OCR call.
    `max_pixels`: a page is rendered at a lower dpi (with an issue) rather than above this.
    `max_text_bytes`: a text or HTML file above this is not read (nothing is cut silently).
    """

    passwords: tuple[str, ...] = ()
    dpi: int = 300
    languages: str = "swe"
    timeout_s: float = 120.0
    max_pixels: int = 60_000_000
    max_text_bytes: int = 64_000_000
    tesseract: str = "tesseract"
