"""Turn the first page of a PDF as its viewer shows it."""

from pathlib import Path

import pikepdf


def turn_page(path: Path, degrees: int) -> None:
    """Set `/Rotate` of the first page, unless `degrees` is 0."""
    if degrees:
        with pikepdf.open(path, allow_overwriting_input=True) as document:
            document.pages[0].Rotate = degrees
            document.save(path)
