"""Read a page that pdfium refuses with pdfplumber: another parser, slower, that forgives other faults."""

from pathlib import Path

from pipeline.read.layout import Token
from schemas.geometry import Box


def plumbed_tokens(
    path: Path, number: int, pages: int, passwords: tuple[str, ...] = (), unit: float = 1.0
) -> list[Token]:
    """Return the words of one page (1-based), boxes as displayed; [] where this reader finds none either.

    `pages`: how many there are after pdfium. A parser that counts otherwise has skipped a broken page,
    and its page 2 can be another than the one asked for: then nothing of it is used. `unit`: of the
    page, in points.
    """
    import pdfplumber

    for password in ("", *passwords):
        try:
            with pdfplumber.open(path, password=password) as document:
                if len(document.pages) != pages:
                    return []
                words = document.pages[number - 1].extract_words()
        except Exception:  # any fault of a second parser means that the page stays unread
            continue
        return [
            Token(w["text"], Box(*(unit * w[edge] for edge in ("x0", "top", "x1", "bottom")))) for w in words
        ]
    return []
