"""Files that should never stop an ingest: each broken in a way that real inboxes have shown.

Run `python corpus/synthetic/bad_input.py FOLDER`. Nothing here is kept in the repository, since some of
it (no permissions, names in NFD) cannot be.
"""

import io
import sys
import unicodedata
import zipfile
from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

KNOWN_PASSWORD = "sommar"
"""Opens `lösenord sommar.pdf`; nobody knows the one of `okänt lösenord.pdf`."""

LONG_PAGES = 1000

_SENTENCE = "Nämnden lägger informationen till handlingarna."
_TEXT = (
    "Protokollsutdrag\n\nHälsa-, vård- och omsorgsnämnden\n\n"
    "§ 12 Information från förvaltningen\nHVO-2024-77\n\nBeslut\n\n"
    "1. Hälsa-, vård- och omsorgsnämnden lägger informationen till handlingarna.\n"
)


def write_bad_inputs(folder: Path) -> None:
    """Write every bad file into the folder, which must exist; files of the same names are replaced.

    `bra.pdf` and `bra.txt` are sound: they must be loaded whatever becomes of the others.
    """
    sound = make_pdf(1)
    files: dict[str, bytes] = {
        "bra.pdf": sound,
        "bra.txt": _TEXT.encode(),
        "tom.pdf": b"",
        "inga sidor.pdf": _without_pages(sound),
        "text som heter.pdf": _TEXT.replace("77", "78").encode(),
        "pdf som heter.txt": make_pdf(1, words="En annan text."),
        "tomt lösenord.pdf": _encrypted(sound, user=""),
        f"lösenord {KNOWN_PASSWORD}.pdf": _encrypted(sound, user=KNOWN_PASSWORD),
        "okänt lösenord.pdf": _encrypted(sound, user="v9#Lk2!pQ7zRt"),
        "avklippt.pdf": _truncated(make_pdf(6)),
        "bara huvudet.pdf": sound[:20],
        "tom bildsida.pdf": _blank_scan(),
        "tom bild.png": _image_bytes("PNG"),
        "trasig.tif": _truncated(_image_bytes("TIFF")),
        "trasig.png": _truncated(_image_bytes("PNG")),
        "trasig.docx": _broken_docx(),
        "trasiga taggar.html": (
            "<html><body><h1>Protokollsutdrag<p>Nämnden <b>godkänner <i>avtalet</b>.</i>"
            "<table><tr><td>Öppen cell<td>&nbsp;&auml;&bogus;<script>if (a<b) {</body>"
        ).encode(),
        "latin1.txt": _TEXT.replace("77", "79").encode("latin-1"),
        "utf16.txt": _TEXT.replace("77", "80").encode("utf-16"),
        "lång.pdf": make_pdf(LONG_PAGES),
        "låst.txt": _TEXT.replace("77", "81").encode(),
        unicodedata.normalize("NFD", "å namn med mellanslag.txt"): _TEXT.replace("77", "82").encode(),
    }
    for name, content in files.items():
        path = folder / name
        path.unlink(missing_ok=True)
        path.write_bytes(content)
    (folder / "låst.txt").chmod(0)


def make_pdf(pages: int, *, words: str = _SENTENCE) -> bytes:
    """A small PDF with a line of text on each page, its number in it. The same bytes every time."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 770, f"§ {number} Information")
        canvas.drawString(72, 750, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _without_pages(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.pages[:]
        return _saved(document)


def _encrypted(pdf: bytes, *, user: str) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="ägare", user=user))
        return out.getvalue()


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _truncated(content: bytes) -> bytes:
    return content[: len(content) * 3 // 5]


def _image_bytes(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (620, 877), 255).save(out, form, dpi=(75, 75))
    return out.getvalue()


def _blank_scan() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1240, 1754), 252).save(out, "PDF", resolution=150.0)
    with pikepdf.open(out) as document:
        del document.trailer["/Info"]
        return _saved(document)


def _broken_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in (
            ("[Content_Types].xml", "<Types"),
            ("word/document.xml", "<w:document><w:body><w:p>"),
        ):
            packed.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write_bad_inputs(target)
