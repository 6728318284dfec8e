"""PDF pages turned into what a scanner or a fax leaves: image-only PDF, bad text layer, TIFF."""

import csv
import io
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_MIN_CONFIDENCE = 0.0  # Tesseract reports -1 for lines and blocks; every word it wrote counts


def render(pdf: bytes, source: Mapping[str, Any]) -> list[Image.Image]:
    """The pages in grey at `dpi`, turned by `skew` degrees, with the paper's and the sensor's noise."""
    noise = np.random.default_rng(sum(source["file"].encode()))
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        image = page.render(scale=source["dpi"] / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(source.get("skew", 0.0), resample=Image.Resampling.BICUBIC, fillcolor=255)
        grain = noise.normal(0.0, 5.0, (image.height // 2 + 1, image.width // 2 + 1))
        doubled = np.kron(grain, np.ones((2, 2)))[: image.height, : image.width]
        noisy = np.clip(np.asarray(image, dtype=float) - 6 + doubled, 0, 255)
        pages.append(Image.fromarray(noisy.astype("uint8")))
    document.close()
    return pages


def images_to_pdf(pages: list[Image.Image], source: Mapping[str, Any]) -> bytes:
    """An image-only PDF: grey as JPEG, black and white as CCITT G4. No date, a fixed id."""
    out = io.BytesIO()
    extra = {"quality": 38} if pages[0].mode == "L" else {}
    resolution = float(source["dpi"])
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, **extra)
    return _without_dates(pikepdf.open(out))


def images_to_tiff(pages: list[Image.Image], source: Mapping[str, Any]) -> bytes:
    """A multi-page TIFF in CCITT G4, as a fax or a scanner's "black and white" leaves it."""
    out = io.BytesIO()
    bilevel = [to_bilevel(page) for page in pages]
    dpi = (source["dpi"], source["dpi"])
    bilevel[0].save(out, "TIFF", save_all=True, append_images=bilevel[1:], compression="group4", dpi=dpi)
    return out.getvalue()


def to_bilevel(page: Image.Image) -> Image.Image:
    """Black and white by a fixed threshold, as office scanners do."""
    return page.point(lambda value: 255 if value > 150 else 0).convert("1")


def read_with_wrong_language(pages: list[Image.Image], dpi: int) -> str:
    """What Tesseract's English model makes of the pages: its TSV, one page after the other."""
    tables = []
    with tempfile.TemporaryDirectory() as folder:
        for page in pages:
            path = Path(folder, "page.png")
            page.save(path, dpi=(dpi, dpi))
            call = ["tesseract", str(path), "-", "-l", "eng", "tsv"]
            tables.append(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return "\f".join(tables)


def lay_words_under(pdf: bytes, misread: str, dpi: int) -> bytes:
    """Add the misread words, invisible, where they were read: the bad text layer of a real scan."""
    document = pikepdf.open(io.BytesIO(pdf))
    for page, table in zip(document.pages, misread.split("\f"), strict=True):
        box = page.mediabox
        layer = pikepdf.open(io.BytesIO(_invisible_words(table, float(box[2]), float(box[3]), 72 / dpi)))
        words = document.copy_foreign(layer.pages[0].as_form_xobject())
        name = page.add_resource(words, pikepdf.Name.XObject, name=pikepdf.Name.Words)  # not a random name
        page.contents_add(f"q {name} Do Q".encode(), prepend=False)
    return _without_dates(document)


def _invisible_words(table: str, width: float, height: float, scale: float) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    text = canvas.beginText()
    text.setTextRenderMode(3)
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row["text"] or "").strip()
        if not word or float(row["conf"]) < _MIN_CONFIDENCE:
            continue
        size = max(6.0, min(16.0, int(row["height"]) * scale))
        text.setFont("Helvetica", size)
        text.setHorizScale(100 * int(row["width"]) * scale / max(stringWidth(word, "Helvetica", size), 0.1))
        text.setTextOrigin(int(row["left"]) * scale, height - (int(row["top"]) + int(row["height"])) * scale)
        text.textOut(word + " ")
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _without_dates(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    document.save(out, deterministic_id=True)
    return out.getvalue()
