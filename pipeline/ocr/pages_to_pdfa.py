"""Write a searchable PDF/A: the document as it is, with the words that we read laid invisibly over it.

OCRmyPDF does the work (images kept as they are, text layer, PDF/A without Ghostscript), with us in the
place of its OCR engine; pikepdf checks the written file rule by rule before it is put in place.
Imported only on request: OCRmyPDF is the extra `pdfa`.
"""

import contextlib
import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.ocr.pages_to_alto import blocks_of_lines
from schemas.errors import SetupError
from schemas.geometry import Box
from schemas.pages import Origin, Page, Word

if TYPE_CHECKING:
    from ocrmypdf import OcrElement

INSTALL = "PDF/A kräver OCRmyPDF. Installera: pip install 'iop-register[pdfa]' (eller pip install ocrmypdf)."
_LANGUAGE = "swe"
# A line of fewer words says too little about its slope.
_SLOPE_WORDS = 4
# Slopes below lie within what boxes are worth; above, boxes lie along a turned page, not a skewed one.
_SLOPE_RANGE = (0.005, 0.2)

# Clauses of ISO 19005-2 about fonts that are not in the file.
_FONT_RULES = "6.2.11.4"
_REASONS = {
    "InputFileError": "filen är trasig eller har ifyllbara fält på inskannade sidor",
    "DigitalSignatureError": "filen är signerad",
}


class NotArchivable(Exception):  # noqa: N818 - it names the state of a document, not a fault in code
    """No PDF/A can be made of the document; the message (Swedish) says why and what to do."""


def pages_to_pdfa(
    source: Path, pages: Sequence[Page], target: Path, *, passwords: Sequence[str] = ()
) -> None:
    """Write `target`, a PDF/A-2b of the PDF or image `source` with `pages` as its text.

    Pages whose text came from OCR get our words, in place of an invisible layer that another program
    left; pages with a sound text layer keep it (one that is invisible and whose font is not embedded is
    written anew). `source` is only read. `target` appears whole or not at all.

    Raises:
        SetupError: OCRmyPDF is not installed.
        NotArchivable: the document cannot become PDF/A.

    """
    if find_spec("ocrmypdf") is None:
        raise SetupError(INSTALL)
    with tempfile.TemporaryDirectory(prefix="iop-pdfa-") as folder, _quiet():
        start, done = Path(folder, "start.pdf"), Path(folder, "searchable.pdf")
        bare = _start(source, pages, start, passwords)
        ours = {page.page: page for page in pages if page.origin is Origin.OCR or page.page in bare}
        _lay_words(start, ours, done)
        _archive(done, target)


def _start(source: Path, pages: Sequence[Page], start: Path, passwords: Sequence[str]) -> set[int]:
    """Copy the document to `start`, without password, an image as PDF; return pages with no lasting text.

    Those have invisible text alone, in a font that is not embedded.
    """
    import pikepdf

    from pipeline.ocr.text_layer_fonts import font_use

    with source.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            _image_to_pdf(source, pages, start)
            return set()
    for password in ("", *passwords):
        try:
            with pikepdf.open(source, password=password) as pdf:
                bare = {n for n, page in enumerate(pdf.pages, start=1) if font_use(page).only_invisible}
                pdf.save(start, encryption=False)
                return bare
        except pikepdf.PasswordError:
            continue
        except pikepdf.PdfError as error:
            raise NotArchivable("Filen är trasig och kan inte skrivas om som PDF/A.") from error
    raise NotArchivable("Filen är krypterad. Ange lösenordet med --password.")


def _lay_words(start: Path, ours: Mapping[int, Page], done: Path) -> None:
    """Let OCRmyPDF lay the words of `ours` over their pages; the other pages stay as they are."""
    if not ours:
        start.replace(done)
        return
    import ocrmypdf
    from ocrmypdf.exceptions import ExitCodeException

    try:
        ocrmypdf.ocr(
            start,
            done,
            language=[_LANGUAGE],
            mode="redo",
            pages=",".join(map(str, sorted(ours))),
            output_type="pdf",
            pdf_renderer="fpdf2",
            rasterizer="pypdfium",
            optimize=0,
            tagged_pdf_mode="ignore",
            invalidate_digital_signatures=True,  # of the copy; the original keeps its own
            jobs=1,
            use_threads=True,
            progress_bar=False,
            plugin_manager=_plugins(ours),
        )
    except ExitCodeException as error:  # its text may quote the document
        what = _REASONS.get(type(error).__name__, f"OCRmyPDF avbröt ({type(error).__name__})")
        raise NotArchivable(f"Kan inte göras om till PDF/A: {what}.") from error


def _archive(done: Path, target: Path) -> None:
    """Write the searchable PDF as PDF/A; pikepdf checks what it wrote and puts it in place if it passes."""
    import pikepdf
    from pikepdf.pdfa import PdfaError, save

    from pipeline.ocr.text_layer_fonts import forget_idle_fonts
    from pipeline.ocr.viewing_habits import forget_viewing_habits

    target.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.open(done) as pdf:
        forget_viewing_habits(pdf)
        for page in pdf.pages:
            forget_idle_fonts(pdf, page)
        pdf.remove_unreferenced_resources()
        try:
            save(pdf, target, "2b")
        except PdfaError as error:
            rules = sorted({finding.rule for finding in error.report.findings})
            what = "ett typsnitt är inte inbäddat. Skapa PDF:en på nytt med inbäddade typsnitt"
            if not all(rule.split(":")[-1].startswith(_FONT_RULES) for rule in rules):
                what = f"den bryter mot eller går inte att pröva mot {', '.join(rules[:5])}"
            raise NotArchivable(f"Kan inte göras om till PDF/A: {what}.") from error


def _image_to_pdf(source: Path, pages: Sequence[Page], target: Path) -> None:
    """Wrap an image without recompressing it, each frame as large as its page; alpha lies on white."""
    import img2pdf
    from PIL import Image

    sizes = iter([(page.width_pt, page.height_pt) for page in pages])

    def layout(width_px: int, height_px: int, _dpi: Any) -> tuple[float, float, float, float]:
        width, height = next(sizes)
        if not width or not height:
            raise NotArchivable("En sida i bilden kunde inte läsas.")
        if (width_px > height_px) != (width > height):  # turned when shown: img2pdf asks before that
            width, height = height, width
        return width, height, width, height

    with Image.open(source) as image:
        data: Any = str(source)
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            flat = Image.new("RGB", image.size, "white")
            flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
            flat.save(target.with_suffix(".png"))
            data = str(target.with_suffix(".png"))
    try:
        with target.open("wb") as file:
            img2pdf.convert(data, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, outputstream=file)
    except Exception as error:  # img2pdf's own errors have no common base
        raise NotArchivable(
            f"Bilden kan inte läggas i en PDF utan att kodas om ({type(error).__name__})."
        ) from error


def _plugins(ours: Mapping[int, Page]) -> Any:
    """Return OCRmyPDF's plugins with an engine that hands out our words instead of reading."""
    from ocrmypdf import hookimpl
    from ocrmypdf._plugin_manager import get_plugin_manager
    from ocrmypdf.builtin_plugins.null_ocr import NullOcrEngine

    class OurWords(NullOcrEngine):
        @staticmethod
        def languages(options: Any) -> set[str]:
            return set(options.languages)

        @staticmethod
        def creator_tag(options: Any) -> str:  # noqa: ARG004 - the plugin's signature
            return "iop-register"

        @staticmethod
        def generate_ocr(input_file: Path, options: Any, page_number: int = 0) -> tuple["OcrElement", str]:
            tree, text = NullOcrEngine.generate_ocr(input_file, options, page_number)
            page = ours.get(page_number + 1)
            if page is None or not page.width_pt or tree.bbox is None:
                return tree, text
            tree.children = _lines(page, tree.bbox.width / page.width_pt)
            return tree, page.raw_text

    class Plugin:
        @hookimpl
        def get_ocr_engine(self, options: Any) -> Any:  # noqa: ARG002 - the hook's signature
            return OurWords()

    plugins = get_plugin_manager()
    plugins.pluggy_manager.register(Plugin())
    return plugins


def _lines(page: Page, scale: float) -> list[Any]:
    """Return the page's lines as OCRmyPDF's elements, boxes in pixels of `scale` to the point."""
    from ocrmypdf import BoundingBox, OcrClass, OcrElement
    from ocrmypdf.models.ocr_element import Baseline

    def element(kind: str, box: Box, **extra: Any) -> Any:
        x0, top, x1, bottom = (edge * scale for edge in box)
        around = BoundingBox(left=x0, top=top, right=max(x0 + 0.5, x1), bottom=max(top + 0.5, bottom))
        return OcrElement(ocr_class=kind, bbox=around, language=_LANGUAGE, **extra)

    lines = [line for block in blocks_of_lines(page) for line in block]
    angle = reading_angle(lines)
    found = []
    for line in lines:
        around = line[0].box
        for word in line[1:]:
            around = around.union(word.box)
        slope = line_slope(line) if angle == 0 else 0.0
        made = element(OcrClass.LINE, around, textangle=float(angle))
        if slope:
            # The line's box is as high as it rises; the text stands on its lower edge where it is lowest.
            rise = abs(slope) * (around.x1 - around.x0)
            depth = 0.22 * max(1.0, around.bottom - around.top - rise)
            made.baseline = Baseline(slope=slope, intercept=-(depth + (rise if slope > 0 else 0.0)) * scale)
        made.children = [
            element(
                OcrClass.WORD, word.box, text=page.raw_text[word.start : word.end], confidence=word.confidence
            )
            for word in line
        ]
        found.append(made)
    return found


def reading_angle(lines: Sequence[Sequence[Word]]) -> int:
    """Return by how many degrees counter-clockwise the text is turned on the page: 0, 90, 180 or 270.

    Words of a line follow each other to the right, or up, to the left or down on a sheet that lay turned.
    """
    votes = {0: 0.0, 90: 0.0, 180: 0.0, 270: 0.0}
    for line in lines:
        for left, right in pairwise(line):
            dx = (right.box.x0 + right.box.x1 - left.box.x0 - left.box.x1) / 2
            dy = (right.box.top + right.box.bottom - left.box.top - left.box.bottom) / 2
            if abs(dx) >= abs(dy):
                votes[0 if dx >= 0 else 180] += abs(dx)
            else:
                votes[90 if dy < 0 else 270] += abs(dy)
    return max(votes, key=lambda angle: votes[angle])


def line_slope(line: Sequence[Word]) -> float:
    """Return by how much the middle of a line sinks per point to the right, 0 for a level line."""
    if len(line) < _SLOPE_WORDS:
        return 0.0
    half = len(line) // 2
    slopes = []
    for left, right in zip(line[:half], line[half:], strict=False):
        dx = (right.box.x0 + right.box.x1 - left.box.x0 - left.box.x1) / 2
        dy = (right.box.top + right.box.bottom - left.box.top - left.box.bottom) / 2
        if dx > 0:
            slopes.append(dy / dx)
    slope = median(slopes) if slopes else 0.0
    low, high = _SLOPE_RANGE
    return slope if low <= abs(slope) <= high else 0.0


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' own logs off the screen: they may quote documents, and what matters is raised."""
    loggers = [logging.getLogger(name) for name in ("ocrmypdf", "fontTools", "pikepdf", "img2pdf")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
