"""The bad inputs are as bad as their names say, and the sound ones among them are sound."""

import importlib.util
import unicodedata
from pathlib import Path
from types import ModuleType

import pikepdf
import pypdfium2
import pytest
from PIL import Image

SCRIPT = Path(__file__).resolve().parents[2] / "corpus" / "synthetic" / "bad_input.py"


@pytest.fixture(scope="module")
def bad_input() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bad_input", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(bad_input: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bad")
    bad_input.write_bad_inputs(path)
    return path


def test_sound_files_are_sound(folder: Path) -> None:
    with pikepdf.open(folder / "bra.pdf") as document:
        assert len(document.pages) == 1
    assert "HVO-2024-77" in (folder / "bra.txt").read_text(encoding="utf-8")


def test_the_long_document_has_a_thousand_pages(bad_input: ModuleType, folder: Path) -> None:
    document = pypdfium2.PdfDocument(folder / "lång.pdf")
    assert len(document) == bad_input.LONG_PAGES == 1000
    document.close()


def test_passwords(bad_input: ModuleType, folder: Path) -> None:
    pikepdf.open(folder / "tomt lösenord.pdf").close()
    known = folder / f"lösenord {bad_input.KNOWN_PASSWORD}.pdf"
    pikepdf.open(known, password=bad_input.KNOWN_PASSWORD).close()
    for path in (known, folder / "okänt lösenord.pdf"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(path)


def test_images_are_cut_off(folder: Path) -> None:
    for name in ("trasig.png", "trasig.tif"):
        with (
            pytest.raises(OSError, match=r"truncated|cannot identify|decoder|broken|strip"),
            Image.open(folder / name) as image,
        ):
            image.load()


def test_a_pdf_without_pages_and_one_with_another_name(folder: Path) -> None:
    with pikepdf.open(folder / "inga sidor.pdf") as document:
        assert len(document.pages) == 0
    assert (folder / "pdf som heter.txt").read_bytes().startswith(b"%PDF")
    assert not (folder / "text som heter.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "tom.pdf").stat().st_size == 0


def test_one_name_is_decomposed_and_one_file_locked(folder: Path) -> None:
    names = [path.name for path in folder.iterdir()]
    assert unicodedata.normalize("NFD", "å namn med mellanslag.txt") in names
    assert (folder / "låst.txt").stat().st_mode & 0o777 == 0


def test_writing_again_replaces(bad_input: ModuleType, folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    bad_input.write_bad_inputs(folder)
    assert sorted(path.name for path in folder.iterdir()) == before
