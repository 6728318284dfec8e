"""Draw PDF pages whose text layer is sound, missing, false or partial, each in many ways and fonts.

The kinds are those that real inboxes show (see `docs/reading.md`). The running text is given by the caller.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.layer_sheet import (
    FONT_FOLDER,
    FONTS,
    Sheet,
    canvas_of_a_page,
    digital,
    draw_picture,
    picture_of,
    remapped,
    said,
    write,
)

_GIVEN = ("Anna", "Göran", "Åke", "Fatemeh", "Zbigniew", "Ulla-Britt", "Örjan", "Nguyen", "Kjell", "Märta")
_FAMILY = ("Qvarnström", "Wojciechowski", "Åberg", "Hussein", "Öhrn", "Krasniqi", "Ek", "af Geijer", "Lindh")
_ENGLISH = (
    "The committee recommends that the municipality should enter into an agreement with the organisations "
    "which work for women exposed to violence, and that the funding be granted for three years subject to "
    "an annual review by the administration. The partnership is described in the attached document."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPage:
    """One drawn page: the PDF's bytes, what stands on it line by line, and what its layer is.

    `expected`: `layer` where the layer is all that should be read, `image` where it must not be believed,
    `both` where it is right but not the whole page.
    """

    kind: str
    pdf: bytes
    lines: tuple[str, ...]
    expected: str


def draw_pages(paragraphs: Sequence[str], *, each: int, seed: int) -> list[LayerPage]:
    """Draw `each` pages of every kind with text from `paragraphs`; the same seed draws the same pages."""
    chance = random.Random(seed)
    fonts = [name for name, path in FONTS.items() if not path or (FONT_FOLDER / path).exists()]
    pages = []
    for kind, (draw, expected) in KINDS.items():
        for number in range(each):
            sheet = Sheet(chance, list(paragraphs), fonts[(number + len(kind)) % len(fonts)])
            pdf, lines = draw(sheet)
            pages.append(LayerPage(kind=kind, pdf=pdf, lines=tuple(lines), expected=expected))
    return pages


# --- sound pages ---------------------------------------------------------------------------------------


def _prose(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    return digital(sheet, lines), lines


def _english(sheet: Sheet) -> tuple[bytes, list[str]]:
    words = _ENGLISH.split() * 4
    lines = [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
    return digital(sheet, lines), lines


def _names(sheet: Sheet) -> tuple[bytes, list[str]]:
    choose = sheet.chance.choice
    lines = [f"{choose(_GIVEN)} {choose(_FAMILY)} ({choose(('S', 'M', 'V', 'MP', 'SD'))})" for _ in range(40)]
    return digital(sheet, lines), lines


def _numbers(sheet: Sheet) -> tuple[bytes, list[str]]:
    chance = sheet.chance
    lines = [
        " ".join(
            f"{chance.randint(1, 99)} {chance.randint(100, 999)},{chance.randint(0, 9)}" for _ in range(5)
        )
        for _ in range(40)
    ]
    return digital(sheet, lines), lines


def _table(sheet: Sheet) -> tuple[bytes, list[str]]:
    chance = sheet.chance
    heads = ("IOP", "HVO", "ASN", "KSN", "SFN", "FSN", "TN", "MN", "GVN")
    lines = [
        f"{chance.choice(heads)} {chance.randint(1, 9)}.{n} tkr {chance.randint(10, 9999)}" for n in range(40)
    ]

    def rules(canvas: Any) -> None:
        for number in range(41):
            canvas.line(60, 790 - number * 1.45 * sheet.size, 540, 790 - number * 1.45 * sheet.size)

    return digital(sheet, lines, rules), lines


def _codes(sheet: Sheet) -> tuple[bytes, list[str]]:
    """A signing certificate: checksums, mixed-case identifiers, addresses of the web."""
    chance = sheet.chance
    signs = "abcdefABCDEF0123456789"
    lines = ["Transaktionsidentitet och kontrollsumma för den signerade filen"]
    lines += ["".join(chance.choice(signs) for _ in range(40)) for _ in range(12)]
    lines += [
        f"https://example.se/sv/eArkiv?id={chance.randint(1000, 9999)}&vy=pdfUtskrift",
        "kWh iPad pH YouTube",
    ]
    return digital(sheet, lines), lines


def _short(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = ["Bilaga 2", "", "Överenskommelse"]
    return digital(sheet, lines), lines


def _photo(sheet: Sheet) -> Any:
    import numpy
    from PIL import Image

    chance = numpy.random.default_rng(sheet.chance.randint(0, 10**6))
    coarse = Image.fromarray(chance.integers(40, 255, (9, 12), dtype=numpy.uint8))
    return coarse.resize((600, 450), Image.Resampling.BICUBIC)


def _letterhead(sheet: Sheet) -> tuple[bytes, list[str]]:
    """An image behind the whole page: a pale letterhead with a coat of arms."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((60, 40, 200, 190), fill=120)
    pen.rectangle((0, 1700, 1240, 1754), fill=170)
    lines = sheet.prose(26)
    return digital(sheet, lines, lambda canvas: draw_picture(canvas, picture)), lines


def _with_photo(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose(16)
    return digital(
        sheet, lines, lambda canvas: draw_picture(canvas, _photo(sheet), (72, 60, 450, 330))
    ), lines


def _cover(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = ["Årsrapport 2031"]
    return digital(sheet, lines, lambda canvas: draw_picture(canvas, _photo(sheet), (0, 0, 595, 600))), lines


def _up_the_margin(canvas: Any, x: float, text: str) -> None:
    """Set the small line that an e-signature leaves up the left margin, `x` points from the edge."""
    canvas.saveState()
    canvas.translate(x, 120)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


def _strip(sheet: Sheet) -> tuple[bytes, list[str]]:
    """A digital page with the strip of an e-signature up its margin."""
    lines = sheet.prose()

    def sign(canvas: Any) -> None:
        _up_the_margin(canvas, 20, "Verifikat 09222115557512345678 · signerat digitalt")

    return digital(sheet, lines, sign), lines


# --- pages whose layer is not to be believed -----------------------------------------------------------


def _scan(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    canvas, out = canvas_of_a_page()
    draw_picture(canvas, picture_of(digital(sheet, lines)))
    canvas.save()
    return out.getvalue(), lines


def _scan_under(sheet: Sheet, layer: Sequence[str], lines: Sequence[str], *, mode: int = 3) -> bytes:
    canvas, out = canvas_of_a_page()
    picture = picture_of(digital(sheet, lines))
    if mode == 0:  # under the image, as some programs hide it
        write(canvas, sheet, layer)
    draw_picture(canvas, picture)
    if mode == 3:
        write(canvas, sheet, layer, mode=3)
    canvas.save()
    return out.getvalue()


_DOTLESS = str.maketrans("åäöÅÄÖ§", "aaoAAO8")


def _english_ocr(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    return _scan_under(sheet, [line.translate(_DOTLESS) for line in lines], lines), lines


def _junk_ocr(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    junk = [
        line.replace("ö", "6").replace("år", "5r").replace("rd", "Ld").replace("fö", "I;i") for line in lines
    ]
    return _scan_under(sheet, junk, lines), lines


def _other_text(sheet: Sheet) -> tuple[bytes, list[str]]:
    """An invisible layer in sound Swedish that is not what the image shows."""
    lines = sheet.prose()
    return _scan_under(sheet, sheet.prose(), lines), lines


def _under_image(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    layer = [line.replace("ä", "a").replace("ll", "Il") for line in lines]
    return _scan_under(sheet, layer, lines, mode=0), lines


def _embedded(sheet: Sheet) -> Sheet:
    return Sheet(sheet.chance, sheet.paragraphs, "carlito") if sheet.font == "helvetica" else sheet


def _shifted(sheet: Sheet) -> tuple[bytes, list[str]]:
    sheet = _embedded(sheet)
    lines = sheet.prose()
    shift = sheet.chance.choice((-29, 3, 1, -31))
    return remapped(digital(sheet, lines), lambda code: max(33, code + shift) if code > 32 else code), lines


def _no_map(sheet: Sheet) -> tuple[bytes, list[str]]:
    sheet = _embedded(sheet)
    lines = sheet.prose()
    return remapped(digital(sheet, lines), None), lines


def _dotless_map(sheet: Sheet) -> tuple[bytes, list[str]]:
    sheet = _embedded(sheet)
    lines = sheet.prose()
    return remapped(digital(sheet, lines), lambda code: ord(chr(code).translate(_DOTLESS))), lines


def _ligatures(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    pairs = sheet.chance.choice(
        ((("tti", "P"), ("tt", "U")), (("tt", "Ʃ"), ("ti", "Ɵ")), (("tt", "\x0c\x1f"), ("fi", "\ue001")))
    )
    return said(sheet, lines, pairs), lines


# --- pages that need both ------------------------------------------------------------------------------


def _stamped_scan(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    canvas, out = canvas_of_a_page()
    draw_picture(canvas, picture_of(digital(sheet, lines)))
    canvas.setFont("Helvetica", 9)
    stamp = f"Dnr STK-2031-{sheet.chance.randint(10, 999)} Inkom till Stadskontoret 2031-02-03 handling nr 4"
    canvas.drawString(300, 815, stamp[: 20 + sheet.chance.randint(0, 40)])
    canvas.save()
    return out.getvalue(), lines


def _strip_on_scan(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose()
    canvas, out = canvas_of_a_page()
    draw_picture(canvas, picture_of(digital(sheet, lines)))
    _up_the_margin(
        canvas, 18, "Verifikat 09222115557512345678 Signerat digitalt av två personer i e-tjänsten"
    )
    canvas.save()
    return out.getvalue(), lines


def _header_on_scan(sheet: Sheet) -> tuple[bytes, list[str]]:
    lines = sheet.prose(26)
    canvas, out = canvas_of_a_page()
    draw_picture(canvas, picture_of(digital(sheet, lines)))
    canvas.setFont("Helvetica", 9)
    for y in (822, 808, 40, 28):
        canvas.drawString(72, y, "Hälsa-, vård- och omsorgsnämnden · Protokoll 2031-02-03 · sida 4 av 17")
    canvas.save()
    return out.getvalue(), lines


def _half_scan(sheet: Sheet) -> tuple[bytes, list[str]]:
    """Digital prose above a pasted piece of a scanned decision."""
    below, above = sheet.prose(14), sheet.prose(14)
    canvas, out = canvas_of_a_page()
    picture = picture_of(digital(sheet, below)).crop((0, 0, 1239, 877))
    draw_picture(canvas, picture, (0, 0, 595, 421))
    write(canvas, sheet, above, top=800)
    canvas.save()
    return out.getvalue(), above + below


KINDS: dict[str, tuple[Callable[[Sheet], tuple[bytes, list[str]]], str]] = {
    "prose": (_prose, "layer"),
    "english": (_english, "layer"),
    "names": (_names, "layer"),
    "numbers": (_numbers, "layer"),
    "table": (_table, "layer"),
    "codes": (_codes, "layer"),
    "short": (_short, "layer"),
    "letterhead image": (_letterhead, "layer"),
    "photo": (_with_photo, "layer"),
    "cover photo": (_cover, "layer"),
    "signature strip": (_strip, "layer"),
    "scan": (_scan, "image"),
    "English OCR": (_english_ocr, "image"),
    "junk OCR": (_junk_ocr, "image"),
    "other invisible text": (_other_text, "image"),
    "text under image": (_under_image, "image"),
    "shifted map": (_shifted, "image"),
    "no map": (_no_map, "image"),
    "map without dots": (_dotless_map, "image"),
    "ligatures": (_ligatures, "image"),
    "stamp on scan": (_stamped_scan, "both"),
    "strip on scan": (_strip_on_scan, "both"),
    "header on scan": (_header_on_scan, "both"),
    "half a scan": (_half_scan, "both"),
}
"""What can be drawn, and what should be read of it."""
