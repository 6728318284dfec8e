"""A page that was scanned poorly is listed as worth scanning again, a good scan of the same sheet is not."""

import json
from pathlib import Path

import cv2
import numpy
import pytest
from chain import iop, rows
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.reading_typesetter import font_path

TEXT = (
    "Nämnden beslutar att bevilja föreningen",
    "bidrag för att pröva formen under två år.",
    "Förvaltningen får i uppdrag att följa upp",
    "arbetet och återkomma med en redovisning",
    "av hur det har gått. Ärendet är berett av",
    "förvaltningen och påverkar inte budgeten.",
)
DPI = 200


def _sheet() -> numpy.ndarray:
    sheet = Image.new("L", (1654, 700), 240)
    font = ImageFont.truetype(font_path("LiberationSerif-Regular.ttf"), 34)
    for number, line in enumerate(TEXT):
        ImageDraw.Draw(sheet).text((180, 120 + 52 * number), line, fill=30, font=font)
    return numpy.asarray(sheet)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register of a good scan and of a poor one: blurred and faint, with noise."""
    folder = tmp_path_factory.mktemp("scans")
    rng = numpy.random.default_rng(3)
    good = _sheet() + rng.normal(0, 4, (700, 1654))
    poor = cv2.GaussianBlur(80 + _sheet() / 1.5, (0, 0), 2.4) + rng.normal(0, 20, (700, 1654))
    for name, pixels in (("god.tif", good), ("dålig.tif", poor)):
        image = Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))
        image.save(folder / name, dpi=(DPI, DPI))
    iop("ingest", folder, "--register", folder / "register.db")
    return folder / "register.db"


def test_the_poor_scan_is_listed_and_the_good_one_is_not(register: Path) -> None:
    answer = iop("gaps", "--json", "--register", register)
    (gap,) = [gap for gap in json.loads(answer.stdout) if gap["kind"] == "scan again"]
    assert "dålig.tif: Sidan 1 beräknas ha omkring" in gap["message"]
    assert "svagt tryck" in gap["message"]
    assert gap["predicted_error"] > 0.03


def test_the_good_scan_is_surer_than_the_poor_one(register: Path) -> None:
    sql = "select confidence from pages join document_files using (document_id) where path like ?"
    ((good,),) = rows(register, sql, "%god.tif")
    ((poor,),) = rows(register, sql, "%dålig.tif")
    assert poor < 0.97 < 0.99 < good
