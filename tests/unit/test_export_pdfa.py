"""The searchable PDF/A: our words where they are printed, the picture as it was, the original untouched."""

import hashlib
from pathlib import Path

import numpy
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from turned_pdf import turn_page

from pipeline.ocr import pages_to_pdfa as module
from pipeline.ocr.pages_to_pdfa import NotArchivable, line_slope, pages_to_pdfa, reading_angle
from schemas.errors import SetupError
from schemas.geometry import Box
from schemas.pages import Origin, Page, Word, Words

LINES = (
    "Hälsa-, vård- och omsorgsnämnden",
    "beslutade § 47 att bevilja 385 000 kronor",
    "(2,5 %) till Åsö förening",
)
DPI = 150


def words_of_lines(turn: int = 0, slope: float = 0.0) -> tuple[str, Words]:
    """Lay `LINES` out on A4, the sheet turned by `turn` degrees clockwise or its lines sinking by `slope`."""
    text, words = "", []
    for number, line in enumerate(LINES):
        x = 72.0
        for word in line.split(" "):
            start = len(text)
            text += word
            width, top = 6.2 * len(word), 100 + 30 * number + slope * (x - 72)
            box = Box(x, top, x + width, top + 13 + slope * width)
            words.append(Word(start, len(text), _turned(box, turn), 0.95))
            text += " "
            x += width + 5
        text = text[:-1] + "\n"
    return text.rstrip("\n"), Words.of(words)


def _turned(box: Box, turn: int) -> Box:
    width, height = A4
    if turn == 90:
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)
    if turn == 180:
        return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
    if turn == 270:
        return Box(box.top, width - box.x1, box.bottom, width - box.x0)
    return box


def a_page(turn: int = 0, origin: Origin = Origin.OCR, slope: float = 0.0) -> Page:
    text, words = words_of_lines(turn, slope)
    width, height = A4 if turn in (0, 180) else A4[::-1]
    return Page(
        page=1, origin=origin, reason="", confidence=0.95, width_pt=width, height_pt=height, rotation=0,
        raw_text=text, words=words,
    )  # fmt: skip


def a_scan(path: Path, page: Page, *, layer: str = "", rotate: int = 0) -> Path:
    """Draw a PDF of one JPEG with a black bar for each word; `layer` is what a bad OCR left under it."""
    width, height = page.width_pt or 0, page.height_pt or 0
    image = Image.new("L", (round(width * DPI / 72), round(height * DPI / 72)), 255)
    draw = ImageDraw.Draw(image)
    for word in page.words:
        draw.rectangle(tuple(edge * DPI / 72 for edge in word.box), fill=0)
    picture = path.with_suffix(".jpg")
    image.rotate(rotate, expand=True).save(picture, quality=60)
    size = (width, height) if rotate in (0, 180) else (height, width)
    canvas = Canvas(str(path), pagesize=size)
    if layer:
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textLine(layer)
        canvas.drawText(text)
    canvas.drawImage(str(picture), 0, 0, *size)
    canvas.showPage()
    canvas.save()
    turn_page(path, rotate)
    return path


def pictures(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return [bytes(image.read_raw_bytes()) for image in pdf.pages[0].get_images().values()]


def found_at(path: Path, page: Page) -> list[bool]:
    """Tell for each word whether its letters, and no others, lie where it is printed."""
    with pdfplumber.open(path) as document:
        letters = document.pages[page.page - 1].chars
    found = []
    for word in page.words:
        x0, top, x1, bottom = word.box
        there = [
            letter["text"]
            for letter in letters
            if x0 - 1 < (letter["x0"] + letter["x1"]) / 2 < x1 + 1
            and top - 1 < (letter["top"] + letter["bottom"]) / 2 < bottom + 1
        ]
        found.append("".join(there).strip() == page.raw_text[word.start : word.end])
    return found


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_words_are_found_where_they_are_printed(tmp_path: Path, turn: int) -> None:
    page = a_page(turn)
    source = a_scan(tmp_path / "a.pdf", page)
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    pages_to_pdfa(source, [page], tmp_path / "ut" / "a.pdfa.pdf")
    assert all(found_at(tmp_path / "ut" / "a.pdfa.pdf", page))
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["a.pdfa.pdf"]


def test_words_of_a_skewed_sheet_are_found(tmp_path: Path) -> None:
    page = a_page(slope=0.05)
    pages_to_pdfa(a_scan(tmp_path / "a.pdf", page), [page], tmp_path / "b.pdf")
    assert all(found_at(tmp_path / "b.pdf", page))


@pytest.mark.parametrize("rotate", [90, 270])
def test_a_page_with_rotate_shows_and_reads_as_before(tmp_path: Path, rotate: int) -> None:
    page = a_page()
    pages_to_pdfa(a_scan(tmp_path / "a.pdf", page, rotate=rotate), [page], tmp_path / "b.pdf")
    assert all(found_at(tmp_path / "b.pdf", page))


def test_picture_and_size_stay_and_text_can_be_copied(tmp_path: Path) -> None:
    page = a_page()
    source, target = a_scan(tmp_path / "a.pdf", page), tmp_path / "b.pdf"
    pages_to_pdfa(source, [page], target)
    assert pictures(target) == pictures(source)
    document = pypdfium2.PdfDocument(str(target))
    assert document[0].get_size() == pytest.approx(A4, abs=0.01)
    copied = document[0].get_textpage().get_text_range().split()
    assert copied == page.raw_text.split()
    shown = [pypdfium2.PdfDocument(str(path))[0].render(scale=1).to_numpy() for path in (source, target)]
    assert numpy.array_equal(*shown)  # the text is invisible


def test_it_declares_pdfa_and_holds_what_that_asks_for(tmp_path: Path) -> None:
    from pikepdf.pdfa import validate_written

    page = a_page()
    pages_to_pdfa(a_scan(tmp_path / "a.pdf", page), [page], tmp_path / "b.pdf")
    assert validate_written(tmp_path / "b.pdf", "2b").passed
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not pdf.is_encrypted
        fonts = [
            font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/FontDescriptor" in font
        ]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_a_layer_that_another_program_left_is_replaced(tmp_path: Path) -> None:
    page = a_page()
    pages_to_pdfa(
        a_scan(tmp_path / "a.pdf", page, layer="Nmnden beslutade 8 47 samfillighet"),
        [page],
        tmp_path / "b.pdf",
    )
    copied = pypdfium2.PdfDocument(str(tmp_path / "b.pdf"))[0].get_textpage().get_text_range()
    assert "samfillighet" not in copied
    assert copied.split() == page.raw_text.split()


def test_sound_text_is_kept_as_it_is(tmp_path: Path) -> None:
    import ocrmypdf

    pdfmetrics.registerFont(TTFont("Noto", Path(ocrmypdf.__file__).parent / "data" / "NotoSans-Regular.ttf"))
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Noto", 12)
    canvas.drawString(72, 700, "Den trogna texten på § 47")
    canvas.save()
    pages_to_pdfa(tmp_path / "a.pdf", [a_page(origin=Origin.TEXT_LAYER)], tmp_path / "b.pdf")
    copied = pypdfium2.PdfDocument(str(tmp_path / "b.pdf"))[0].get_textpage().get_text_range()
    assert copied.split() == ["Den", "trogna", "texten", "på", "§", "47"]


def test_what_office_programs_and_browsers_write_for_viewers_does_not_stop_it(tmp_path: Path) -> None:
    page = a_page()
    with pikepdf.open(a_scan(tmp_path / "a.pdf", page)) as pdf:
        first = pdf.pages[0]
        first.Trans, first.Dur = pikepdf.Dictionary(), 5
        pdf.Root.OpenAction = pikepdf.Array([first.obj, pikepdf.Name.Fit])
        pdf.Root.MarkInfo = pikepdf.Dictionary(Type=pikepdf.Name.MarkInfo, Marked=False)
        pdf.trailer.DocChecksum = pikepdf.Name("/ABC")
        pdf.save(tmp_path / "vanor.pdf")
    pages_to_pdfa(tmp_path / "vanor.pdf", [page], tmp_path / "b.pdf")
    assert all(found_at(tmp_path / "b.pdf", page))


def test_a_trusted_layer_whose_font_is_not_in_the_file_is_written_anew(tmp_path: Path) -> None:
    page = a_page(origin=Origin.TEXT_LAYER)  # its words are those of the layer
    pages_to_pdfa(a_scan(tmp_path / "a.pdf", page, layer="samma ord"), [page], tmp_path / "b.pdf")
    copied = pypdfium2.PdfDocument(str(tmp_path / "b.pdf"))[0].get_textpage().get_text_range()
    assert copied.split() == page.raw_text.split()


@pytest.mark.parametrize("ending", ["tif", "png", "jpg"])
def test_an_image_becomes_pages_of_its_own_size(tmp_path: Path, ending: str) -> None:
    page = a_page()
    path = a_scan(tmp_path / "a.pdf", page).with_suffix(f".{ending}")
    Image.open(tmp_path / "a.jpg").copy().convert("RGB").save(path)  # without a resolution
    pages_to_pdfa(path, [page], tmp_path / "b.pdf")
    assert all(found_at(tmp_path / "b.pdf", page))


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    page = a_page()
    Image.new("RGBA", (1240, 1754), (0, 0, 0, 0)).save(tmp_path / "a.png")
    pages_to_pdfa(tmp_path / "a.png", [page], tmp_path / "b.pdf")
    shown = pypdfium2.PdfDocument(str(tmp_path / "b.pdf"))[0].render(scale=0.2).to_numpy()
    assert shown.min() == 255


def test_a_password_opens_the_original_and_is_not_on_the_copy(tmp_path: Path) -> None:
    page = a_page()
    with pikepdf.open(a_scan(tmp_path / "a.pdf", page)) as pdf:
        pdf.save(tmp_path / "låst.pdf", encryption=pikepdf.Encryption(owner="o", user="hemligt"))
    with pytest.raises(NotArchivable, match="--password"):
        pages_to_pdfa(tmp_path / "låst.pdf", [page], tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()
    pages_to_pdfa(tmp_path / "låst.pdf", [page], tmp_path / "b.pdf", passwords=("fel", "hemligt"))
    assert all(found_at(tmp_path / "b.pdf", page))


def test_a_font_that_is_not_embedded_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "Texten ritas med ett typsnitt som inte finns i filen.")
    canvas.save()
    (tmp_path / "b.pdf").write_bytes(b"kvar")
    with pytest.raises(NotArchivable, match="typsnitt"):
        pages_to_pdfa(tmp_path / "a.pdf", [a_page(origin=Origin.TEXT_LAYER)], tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes() == b"kvar"


def test_without_ocrmypdf_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    with pytest.raises(SetupError, match=r"pip install 'iop-register\[pdfa\]'"):
        pages_to_pdfa(tmp_path / "a.pdf", [], tmp_path / "b.pdf")


@pytest.mark.parametrize(("turn", "angle"), [(0, 0), (90, 270), (180, 180), (270, 90)])
def test_the_way_words_follow_each_other_tells_how_the_sheet_lay(turn: int, angle: int) -> None:
    words = list(words_of_lines(turn)[1])
    assert reading_angle([words[:4], words[4:11], words[11:]]) == angle


def test_only_a_line_of_enough_words_has_a_slope() -> None:
    sloping = list(words_of_lines(slope=0.05)[1])[4:11]
    assert line_slope(sloping) == pytest.approx(0.05, abs=0.005)
    assert line_slope(sloping[:3]) == 0
    assert line_slope(list(words_of_lines()[1])[4:11]) == 0
