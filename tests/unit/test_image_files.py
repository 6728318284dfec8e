"""Image files of every make come out dark on light, upright, square and in their own resolution."""

import warnings
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw

from pipeline.read.image import PageImage, page_images


@pytest.fixture
def sheet() -> Image.Image:
    """A sheet with print at the top left and a grey block at the bottom right."""
    picture = Image.new("L", (450, 300), 255)
    pen = ImageDraw.Draw(picture)
    pen.text((20, 20), "Namnden beslutar", fill=0, font_size=30)
    pen.rectangle((380, 240, 440, 290), fill=90)
    return picture


def _frames(path: Path) -> list[PageImage]:
    return [decode() for decode in page_images(path, max_pixels=10_000_000)]


def _looks_like(found: PageImage, sheet: Image.Image, *, off: float = 4.0) -> bool:
    expected = numpy.asarray(sheet, dtype=float)
    assert found.issue is None, found.issue
    return found.pixels.shape == expected.shape and abs(found.pixels - expected).mean() < off


def _sixteen(sheet: Image.Image, factor: int) -> Image.Image:
    return Image.fromarray(numpy.asarray(sheet).astype("uint16") * factor)


def _clear(sheet: Image.Image, mode: str) -> Image.Image:
    layered = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    layered.putalpha(Image.fromarray(255 - numpy.asarray(sheet)))
    return layered.convert(mode)


MAKES: dict[str, Any] = {
    "grey.png": lambda sheet: sheet,
    "colour.png": lambda sheet: sheet.convert("RGB"),
    "clear.png": lambda sheet: _clear(sheet, "RGBA"),
    "clear grey.png": lambda sheet: _clear(sheet, "LA"),
    "palette.png": lambda sheet: sheet.convert("RGB").convert("P"),
    "16 bits.png": lambda sheet: _sixteen(sheet, 257),
    "16 bits.tif": lambda sheet: _sixteen(sheet, 257),
    "12 bits in 16.png": lambda sheet: _sixteen(sheet, 16),
    "floats.tif": lambda sheet: Image.fromarray(numpy.asarray(sheet).astype("float32") / 255),
    "cmyk.jpg": lambda sheet: sheet.convert("CMYK"),
    "cmyk.tif": lambda sheet: sheet.convert("CMYK"),
    "lab.tif": lambda sheet: sheet.convert("RGB").convert("LAB"),
}


@pytest.mark.parametrize("name", list(MAKES))
def test_every_make_is_dark_on_light(tmp_path: Path, sheet: Image.Image, name: str) -> None:
    MAKES[name](sheet).save(tmp_path / name)
    (found,) = _frames(tmp_path / name)
    assert _looks_like(found, sheet, off=6.0)


@pytest.mark.parametrize(("name", "options"), [("a.png", {}), ("a.tif", {"compression": "group4"})])
def test_one_bit(tmp_path: Path, sheet: Image.Image, name: str, options: dict[str, Any]) -> None:
    black = sheet.point(lambda shade: 255 if shade > 127 else 0).convert("1")
    black.save(tmp_path / name, **options)
    (found,) = _frames(tmp_path / name)
    assert _looks_like(found, black.convert("L"), off=0.1)


_TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("tag", list(_TURNS))
@pytest.mark.parametrize("name", ["telefon.jpg", "telefon.tif", "telefon lzw.tif"])
def test_the_orientation_tag_turns_the_picture_once(
    tmp_path: Path, sheet: Image.Image, tag: int, name: str
) -> None:
    turn = _TURNS[tag]
    lying = sheet if turn is None else sheet.transpose(turn)
    if name.endswith(".jpg"):
        exif = Image.Exif()
        exif[274] = tag
        lying.save(tmp_path / name, exif=exif)
    else:
        lying.save(tmp_path / name, tiffinfo={274: tag}, compression="tiff_lzw" if "lzw" in name else "raw")
    (found,) = _frames(tmp_path / name)
    assert _looks_like(found, sheet)


def test_pages_of_different_sizes_modes_and_resolutions_in_one_file(
    tmp_path: Path, sheet: Image.Image
) -> None:
    small, wide = sheet.resize((225, 150)), sheet.convert("RGB").rotate(90, expand=True)
    path = tmp_path / "flera.tif"
    sheet.save(path, save_all=True, append_images=[small, wide, sheet.convert("1")], dpi=(100, 100))
    first, second, third, fourth = _frames(path)
    assert _looks_like(first, sheet)
    assert second.pixels.shape == (150, 225)
    assert _looks_like(third, wide.convert("L"))
    assert fourth.pixels.shape == (300, 450)
    assert (first.dpi, first.width_pt, first.height_pt) == (100, 324.0, 216.0)


def test_a_fax_of_half_as_many_lines_is_made_square(tmp_path: Path, sheet: Image.Image) -> None:
    large = sheet.resize((900, 600))
    large.resize((900, 300)).save(tmp_path / "fax.tif", dpi=(204, 102))
    (found,) = _frames(tmp_path / "fax.tif")
    assert found.dpi == 204
    assert _looks_like(found, large)


def test_a_file_is_closed_when_its_pages_are_read(tmp_path: Path, sheet: Image.Image) -> None:
    sheet.save(tmp_path / "a.png")
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        assert len(_frames(tmp_path / "a.png")) == 1


def test_only_the_frames_that_are_asked_for_are_decoded(
    tmp_path: Path, sheet: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "three.tif"
    sheet.save(path, save_all=True, append_images=[sheet.rotate(180), sheet])
    decoded: list[int] = []
    monkeypatch.setattr("pipeline.read.image._resolution", lambda image: decoded.append(image.tell()) or 300)
    frames = page_images(path, max_pixels=10_000_000)
    next(frames)
    next(frames)
    assert _looks_like(next(frames)(), sheet)
    assert decoded == [2]
