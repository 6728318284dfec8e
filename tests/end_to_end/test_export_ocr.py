"""`iop export-ocr`: where the exports go, what is refused, and what is told of documents that failed."""

import hashlib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from chain import iop
from reportlab.pdfgen.canvas import Canvas

from pipeline.ocr.pages_to_alto import NAMESPACE

TEXT = "Nämnden beslutar enligt § 47 att bevilja 385 000 kronor till en förening"


def a_pdf(path: Path, text: str = TEXT, pages: int = 1) -> Path:
    path.parent.mkdir(exist_ok=True)
    canvas = Canvas(str(path))
    for _ in range(pages):
        for line in range(12):
            canvas.drawString(72, 700 - 20 * line, text)
        canvas.showPage()
    canvas.save()
    return path


def words(alto: bytes) -> list[str | None]:
    return [string.get("CONTENT") for string in ElementTree.fromstring(alto).iter(f"{{{NAMESPACE}}}String")]


def export(*arguments: object, folder: Path) -> tuple[int, bytes, str]:
    """Run the command with a register that does not exist, unless `arguments` name one."""
    register = [] if "--register" in arguments else ["--register", folder / "inget.db"]
    done = iop("export-ocr", *arguments, *register)
    return done.exit_code, done.stdout_bytes, done.stderr


def test_one_document_goes_to_standard_output_as_alto(tmp_path: Path) -> None:
    status, out, told = export(a_pdf(tmp_path / "a.pdf"), folder=tmp_path)
    assert (status, told) == (0, "")
    assert words(out) == TEXT.split() * 12


def test_several_documents_go_to_a_folder_each_under_its_name(tmp_path: Path) -> None:
    for folder, name in (("x", "ett.pdf"), ("x", "samma.pdf"), ("y", "Samma.pdf")):
        a_pdf(tmp_path / folder / name, f"{TEXT} {folder} {name}")
    inbox = (tmp_path / "x", tmp_path / "y")
    status, out, told = export(*inbox, folder=tmp_path)
    assert (status, out) == (1, b"")
    assert "--output" in told
    status, out, _ = export(*inbox, "--format", "hocr", "--output", tmp_path / "ut", folder=tmp_path)
    assert (status, out) == (0, b"")
    names = sorted(path.name for path in (tmp_path / "ut").iterdir())
    assert len(names) == 3
    assert "ett.hocr" in names
    assert not {"samma.hocr", "Samma.hocr"} & set(names)  # told apart by the beginning of their hash


def test_the_original_is_never_written_over(tmp_path: Path) -> None:
    path = a_pdf(tmp_path / "a.pdf")
    before = hashlib.sha256(path.read_bytes()).digest()
    for form in ("alto", "pdfa"):
        status, _, told = export(path, "--format", form, "--output", path, folder=tmp_path)
        assert status == 1
        assert "originalet" in told
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_a_file_without_pages_fails_and_the_others_are_exported(tmp_path: Path) -> None:
    a_pdf(tmp_path / "in" / "a.pdf")
    (tmp_path / "in" / "b.txt").write_text("Protokoll\n\n§ 1 Val av justerare", encoding="utf-8")
    status, _, told = export(tmp_path / "in", "--output", tmp_path / "ut", folder=tmp_path)
    assert status == 2
    assert "b.txt" in told
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["a.alto.xml"]


def test_what_the_register_holds_is_exported_even_when_its_file_is_gone(tmp_path: Path) -> None:
    kept, gone = a_pdf(tmp_path / "in" / "kvar.pdf"), a_pdf(tmp_path / "in" / "borta.pdf", f"Borta {TEXT}", 2)
    (tmp_path / "in" / "c.txt").write_text("Protokoll\n\n§ 1 Val av justerare", encoding="utf-8")
    register = tmp_path / "register.db"
    assert iop("ingest", tmp_path / "in", "--register", register, "--jobs", 1).exit_code == 0
    gone.unlink()
    kept.rename(tmp_path / "in" / "flyttad.pdf")
    assert iop("ingest", tmp_path / "in", "--register", register, "--jobs", 1).exit_code == 0
    status, _, told = export("--output", tmp_path / "ut", "--register", register, folder=tmp_path)
    assert status == 0, told
    assert {path.name for path in (tmp_path / "ut").iterdir()} == {"borta.alto.xml", "flyttad.alto.xml"}
    assert words((tmp_path / "ut" / "borta.alto.xml").read_bytes()) == ["Borta", *TEXT.split()] * 24
    (tmp_path / "pages.db").unlink()
    status, _, told = export("--output", tmp_path / "ut2", "--register", register, folder=tmp_path)
    assert status == 2
    assert "borta.pdf" in told
    assert "pages.db" in told


def test_pdfa_lies_beside_the_original_and_is_not_read_as_a_document(tmp_path: Path) -> None:
    ocrmypdf = pytest.importorskip("ocrmypdf")
    font = Path(ocrmypdf.__file__).parent / "data" / "NotoSans-Regular.ttf"
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Noto", font))
    (tmp_path / "in").mkdir()
    canvas = Canvas(str(tmp_path / "in" / "a.pdf"))
    canvas.setFont("Noto", 11)
    for line in range(12):
        canvas.drawString(72, 700 - 20 * line, TEXT)
    canvas.save()
    status, out, _ = export(tmp_path / "in" / "a.pdf", "--format", "pdfa", folder=tmp_path)
    assert (status, out) == (0, b"")
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["a.pdf", "a.pdfa.pdf"]
    found = iop("ingest", tmp_path / "in", "--register", tmp_path / "r.db", "--jobs", 1)
    assert found.exit_code == 0
    held = export("--output", tmp_path / "ut", "--register", tmp_path / "r.db", folder=tmp_path)
    assert held[0] == 0
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["a.alto.xml"]


def test_an_unknown_path_is_wrong_use(tmp_path: Path) -> None:
    status, out, told = export(tmp_path / "finns inte.pdf", folder=tmp_path)
    assert (status, out) == (1, b"")
    assert "Hittar inte" in told
