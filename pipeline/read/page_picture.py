"""Show one page of an original as a picture: a program of its own, so that a hostile file ends only that.

`python -m pipeline.read.page_picture FILE SHA256 PAGE` writes a JPEG to standard output; status 1 where the
file is gone or another by now, or the page cannot be drawn.
"""

import hashlib
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import cv2

from pipeline.read import image, pdf
from pipeline.read.media_types import HEAD_BYTES, detect_media_type
from schemas.errors import DocumentUnreadable
from schemas.sources import MediaType

_LONGEST_SIDE = 1_600
_QUALITY = 80
_MAX_PIXELS = 60_000_000


def page_picture(path: Path, sha256: str, page: int) -> bytes:
    """Return a page (1-based) as a grey JPEG of at most 1,600 pixels a side.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not the document of that hash, has no such page, or is of a kind without pages.

    """
    with path.open("rb") as file:
        media_type = detect_media_type(file.read(HEAD_BYTES), path)
        file.seek(0)
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise ValueError("another file by now")
    pixels = _of_pdf(path, page) if media_type is MediaType.PDF else _of_image(path, page)
    times = _LONGEST_SIDE / max(pixels.shape)
    if times < 1:
        pixels = cv2.resize(pixels, None, fx=times, fy=times, interpolation=cv2.INTER_AREA)
    _done, data = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))
    return bytes(data)


def _of_pdf(path: Path, number: int) -> Any:
    with pdf.open_pdf(path) as document:
        if not 1 <= number <= len(document):
            raise ValueError("no such page")
        page = pdf.load_page(document, number - 1)
        try:
            return pdf.render_grey(page, 72 * _LONGEST_SIDE / max(page.get_size()))
        finally:
            page.close()


def _of_image(path: Path, number: int) -> Any:
    frames = image.page_images(path, max_pixels=_MAX_PIXELS)
    frame = next((decode() for decode in islice(frames, number - 1, None)), None)
    if frame is None or frame.pixels is None:
        raise ValueError("no such page")
    return frame.pixels


def main(arguments: list[str]) -> int:
    """Write the picture to standard output."""
    path, sha256, page = arguments
    try:
        sys.stdout.buffer.write(page_picture(Path(path), sha256, int(page)))
    except (OSError, ValueError, DocumentUnreadable) as error:
        print(f"{type(error).__name__}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
