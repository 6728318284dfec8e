"""Export pages as hOCR, the HTML that OCR tools exchange: words with boxes and confidence."""

from collections.abc import Iterable
from html import escape

from pipeline.ocr.pages_to_alto import blocks_of_lines, clean, failures_of
from schemas.geometry import Box
from schemas.pages import Page, Word

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="sv" lang="sv">
 <head>
  <title>{title}</title>
  <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
  <meta name="ocr-system" content="iop-register"/>
  <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_lang ocrp_wconf"/>
  <meta name="ocr-langs" content="sv"/>
 </head>
 <body>
"""
# hOCR counts in pixels; the export's page is 300 of them to an inch.
DPI = 300


def pages_to_hocr(pages: Iterable[Page], *, title: str) -> str:
    """Return one hOCR document for `pages`, boxes in pixels of 300 dpi.

    A page that could not be read says why in the property `x_failed`: it must not look like an empty one.
    """
    pieces = [_HEAD.format(title=escape(clean(title)))]
    image = escape('image "' + clean(title).replace('"', "'") + '"')
    for page in pages:
        failed = f"; x_failed {failures}" if (failures := failures_of(page)) else ""
        size = Box(0, 0, page.width_pt or 0.0, page.height_pt or 0.0)
        pieces.append(
            f'  <div class="ocr_page" id="page_{page.page}" title="{image}; {_bbox(size)}; '
            f'ppageno {page.page - 1}; scan_res {DPI} {DPI}{failed}">\n'
        )
        for index, block in enumerate(blocks_of_lines(page), start=1):
            pieces.append(_block(page, block, f"{page.page}_{index}"))
        pieces.append("  </div>\n")
    pieces.append(" </body>\n</html>\n")
    return "".join(pieces)


def _block(page: Page, block: list[list[Word]], name: str) -> str:
    words = [word for line in block for word in line]
    around = _bbox(_union(words))
    pieces = [
        f'   <div class="ocr_carea" id="block_{name}" title="{around}">\n'
        f'    <p class="ocr_par" id="par_{name}" lang="sv" title="{around}">\n'
    ]
    for number, line in enumerate(block, start=1):
        pieces.append(
            f'     <span class="ocr_line" id="line_{name}_{number}" title="{_bbox(_union(line))}">\n'
        )
        for index, word in enumerate(line, start=1):
            text = escape(clean(page.raw_text[word.start : word.end]))
            pieces.append(
                f'      <span class="ocrx_word" id="word_{name}_{number}_{index}" '
                f'title="{_bbox(word.box)}; x_wconf {100 * word.confidence:.2f}">{text}</span>\n'
            )
        pieces.append("     </span>\n")
    pieces.append("    </p>\n   </div>\n")
    return "".join(pieces)


def _union(words: list[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box


def _bbox(box: Box) -> str:
    return "bbox " + " ".join(str(max(0, round(edge * DPI / 72))) for edge in box)
