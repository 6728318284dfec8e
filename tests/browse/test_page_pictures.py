"""Scanned pages are shown as they look, on request only, and only the files that the register knows."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from sample_register import write_sample_register

from pipeline.read.page_picture import main, page_picture
from pipeline.register.masked_copy import write_masked_copy
from pipeline.serve import DATABASE_NAME, build_site, with_pictures


def _scan(path: Path) -> str:
    """Write a PDF of a blank page and a scanned one; return its hash."""
    picture = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(picture).rectangle((0, 0, 619, 1753), fill=0)
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.showPage()
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _register(folder: Path, path: Path, sha256: str) -> Path:
    """Return a register that knows the file: rows of another document, copied."""
    register = write_sample_register(folder / "original.db")
    with closing(sqlite3.connect(register)) as connection:
        for table, changes in (
            ("documents", {"id": sha256}),
            ("document_files", {"document_id": sha256, "path": str(path)}),
            ("pages", {"document_id": sha256, "page": 2, "origin": "ocr"}),
        ):
            connection.execute(f"create temp table row as select * from {table} limit 1")
            for column, value in changes.items():
                connection.execute(f"update row set {column} = ?", (value,))
            connection.execute(f"insert into {table} select * from row")
            connection.execute("drop table row")
        connection.commit()
    return register


@pytest.fixture(params=[True, False], ids=["originals", "masked"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, str, Path]:
    path = tmp_path / "skannad.pdf"
    sha256 = _scan(path)
    register = _register(tmp_path, path, sha256)
    copy = tmp_path / f"{DATABASE_NAME}.db"
    write_masked_copy(register, copy)
    datasette = build_site(copy, originals=request.param)
    app = with_pictures(datasette.app(), register) if request.param else datasette.app()
    return app, sha256, path


async def _get(app: Any, address: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get(address)


def _answer(app: Any, address: str) -> httpx.Response:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:  # a test's browser can have a loop of its own in this thread
        return thread.submit(asyncio.run, _get(app, address)).result()


def test_the_page_view_shows_the_page_or_says_how(site: tuple[Any, str, Path], request: Any) -> None:
    app, sha256, path = site
    view = _answer(app, f"/-/page/{sha256}/2")
    address = f"/-/page-picture/{sha256}/2"
    picture = _answer(app, address)
    if "originals" in request.node.name:
        assert f'src="{address}"' in view.text
        assert picture.headers["content-type"] == "image/jpeg"
        pixels = cv2.imdecode(numpy.frombuffer(picture.content, numpy.uint8), cv2.IMREAD_GRAYSCALE)
        assert max(pixels.shape) == 1600
        assert pixels[:, 100].mean() < 20
        assert pixels[:, -100].mean() > 235
        for wrong in (f"/-/page-picture/{sha256}/3", f"/-/page-picture/{'0' * 64}/1"):
            assert _answer(app, wrong).status_code == 404
        path.write_bytes(path.read_bytes() + b"\n")
        assert _answer(app, address).status_code == 404
    else:
        assert "page-picture/" not in view.text
        assert "iop serve --originals" in view.text
        assert "skannad.pdf" in view.text
        assert picture.status_code == 404


def test_the_program_says_when_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Protokoll")
    sha256 = hashlib.sha256(text.read_bytes()).hexdigest()
    assert main([str(text), sha256, "1"]) == 1
    assert main([str(tmp_path / "saknas.pdf"), sha256, "1"]) == 1
    assert "Protokoll" not in capsys.readouterr().err


def test_frames_of_an_image_are_pages(tmp_path: Path) -> None:
    path = tmp_path / "tva.tif"
    light, dark = (Image.new("L", (300, 400), shade) for shade in (250, 5))
    light.save(path, save_all=True, append_images=[dark])
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    shades = [
        cv2.imdecode(numpy.frombuffer(page_picture(path, sha256, page), numpy.uint8), 0).mean()
        for page in (1, 2)
    ]
    assert shades[0] > 240
    assert shades[1] < 15
    with pytest.raises(ValueError, match="no such page"):
        page_picture(path, sha256, 3)
