"""Layers with some words wrong, as another program's OCR leaves them, drawn so that they are seen."""

import random
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.evaluate.trigram_table import count_trigrams, harm, table_lines
from pipeline.inbox_to_sources import inbox_to_sources
from pipeline.ocr import image_to_page as image_to_page_module
from pipeline.ocr.image_to_tokens import OcrResult
from pipeline.read.layout import Token
from pipeline.read.text_faults import MISREAD, find_text_fault
from pipeline.sources_to_pages import source_to_pages
from schemas.geometry import Box
from schemas.issues import IssueKind, Severity
from schemas.pages import Origin, Page
from schemas.sources import Source

SOUND = (
    "Nämnden beslutar att bevilja föreningen bidrag för att pröva formen under två år, med möjlighet till "
    "förlängning om det har gått bra. Förvaltningen får i uppdrag att följa upp arbetet och återkomma. "
    "Ärendet är berett av förvaltningen och har inte någon påverkan på budgeten för innevarande år. En "
    "uppföljning ska göras tillsammans med den som driver mötesplatsen och med dem som besöker den. "
    "Kommunen vill att fler ska kunna träffas utan att det kostar något. Det sätt att arbeta som har prövats "
    "i stadsdelen sedan i fjol har fått ett gott mottagande av både boende och föreningar på orten. "
    "Överenskommelsen gäller från och med den första januari och kan sägas upp av vardera parten med tre "
    "månaders varsel. Det som sägs här om kostnader och ersättning gäller också de år som följer därefter. "
    "Hälsa-, vård- och omsorgsnämnden har tidigare yttrat sig och hänvisar till vad som då anfördes om "
    "lokaler, bemanning och samverkan med frivilliga krafter. Sekreteraren skickar beslutet till parterna."
)
ENGLISH = (
    "The committee decides to grant the association a sum for two years, with the possibility of renewal if "
    "the work has gone well. The administration is instructed to follow the work and to report back. The "
    "matter has been prepared by the administration and does not change the budget for the current year. "
    "A review shall be made together with those who run the meeting place and with those who visit it. "
) * 3
FINNISH = (
    "Lautakunta päättää myöntää yhdistykselle avustuksen kahdeksi vuodeksi ja jatkaa sitä, jos toiminta on "
    "sujunut hyvin. Hallinto saa tehtäväksi seurata työtä ja palata asiaan syksyllä. Asian on valmistellut "
    "hallinto, eikä se vaikuta kuluvan vuoden talousarvioon. Seuranta tehdään yhdessä toimijan kanssa. "
) * 3


DENSE = (
    "Förvaltningen föreslår att nämnden uppdrar åt enheten att utreda behovet av mötesplatser, "
    "tillgängliga lokaler och samordnad information. Uppdraget omfattar kartläggning, kostnadsberäkning och "
    "dialog. Enheten fick redan förra året medel för att anställa två samordnare, dock utan att "
    "rekryteringen slutfördes. Ytterligare förstärkning krävs: föreningar efterfrågar stöd vid ansökningar, "
    "utsatta områden behöver långsiktiga åtgärder, kommunens egna verksamheter saknar rutiner. "
    "Nämnden bedömer att samverkan bör bygga på skriftliga överenskommelser, rättssäker handläggning och "
    "årlig uppföljning. Beslutet skickas till stadskontoret och revisorerna. Arbetet är en del i det program "
    "som fullmäktige antog, och det har visat att en fast kontakt med boende minskar otryggheten."
)
LISTED = (
    "Projekt vid FoU Södra, mätvärden i kWh samt pH för bassängerna, redovisade per månad och enhet. "
    "Tabellen visar förbrukning och vattenkvalitet för anläggningar som kommunen äger, av vilka tre har "
    "renoverats under året och en ska säljas. Kolumn a avser energi och kolumn b avser vatten. Värdena är "
    "avlästa av driftpersonalen, kontrollerade av leverantören och granskade av revisorerna. Uppgifter om "
    "hyror, drift och underhåll finns i bokslutet, som nämnden fick del av vid mötet i mars, med kommentarer "
    "om avvikelser, prognoser och planerade investeringar i de äldre fastigheterna i centrum av staden."
)


@pytest.mark.parametrize("lost", [{"tt": " ", "fi": ""}, {"tti": "P", "tt": "U"}], ids=["gaps", "capitals"])
def test_ligatures_without_signs_are_seen_in_prose_of_few_small_words(lost: dict[str, str]) -> None:
    text = DENSE
    for letters, sign in lost.items():
        text = text.replace(letters, sign)
    assert find_text_fault(DENSE) is None
    assert find_text_fault(text) is not None


@pytest.mark.parametrize("how", ["dots", "signs"])
@pytest.mark.parametrize("share", [0.2, 0.3])
@pytest.mark.parametrize("seed", range(5))
def test_a_layer_with_some_words_wrong_is_suspected(how: str, share: float, seed: int) -> None:
    assert find_text_fault(harm(SOUND, share, how, random.Random(seed))) is not None


def test_dots_that_became_other_signs_are_seen() -> None:
    text = SOUND.replace("Hälsa-, vård- och omsorgsnämnden", "halsa-, viard- och omsorgsnimnden")
    text = text.replace("år", "Ar").replace("för", "f&r").replace("nämnd", "nimnd")
    assert find_text_fault(text) == MISREAD


MIXED = "Faktapromemoria om proposal for a Directive on a fund and a register in the Union. " + LISTED


SAMI = (
    "Gielda galgá ovttasbargat servviiguin ja orrut mielde čoahkkimiin. Čujuhus ja beaivi leat dieđus. Ohcan "
    "sáddejuvvo hálddahussii ovdal geassemánu, ja mearrádus almmuhuvvo neahttabáikkis go áššemeannudeapmi "
    "lea gárvvis ja jođiheaddjit leaba vuolláičállán soahpamuša. "
)
FINNISH_WITHIN = SOUND[:600] + " " + FINNISH[: len(FINNISH) // 3] + SOUND[600:]
SAMI_WITHIN = SOUND[:600] + " " + SAMI + SOUND[600:]


@pytest.mark.parametrize(
    "text",
    [SOUND, ENGLISH, FINNISH, DENSE, LISTED, MIXED, FINNISH_WITHIN, SAMI_WITHIN],
    ids=["Swedish", "English", "Finnish", "dense", "list", "mixed", "Finnish within", "Sami within"],
)
def test_sound_text_of_any_language_is_not(text: str) -> None:
    assert find_text_fault(text) is None


def test_the_table_holds_what_two_words_have() -> None:
    threes = count_trigrams(["beslut", "beslutar", "besked"])
    assert {"^be", "bes", "esl", "slu", "lut"} <= threes
    assert "ske" not in threes
    assert table_lines({"^be", "^bi", "esl"}) == ["^b ei", "es l"]


def _page(path: Path, text: str, *, picture: bool | Image.Image) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842))
    if isinstance(picture, Image.Image):
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    elif picture:
        sheet = Image.new("L", (1240, 1754), 255)
        words = SOUND.split()
        for row in range(0, len(words), 10):
            line = " ".join(words[row : row + 10])
            ImageDraw.Draw(sheet).text((110, 120 + 4 * row), line, fill=0, font_size=22)
        canvas.drawImage(ImageReader(sheet), 0, 0, 595, 842)
    words = text.split()
    for row in range(0, len(words), 10):
        canvas.drawString(53, 780 - 1.92 * row, " ".join(words[row : row + 10]))
    canvas.save()
    return path


def _read(path: Path, shown: str, monkeypatch: pytest.MonkeyPatch) -> Page:
    def read(*_arguments: Any, **_named: Any) -> OcrResult:
        tokens = tuple(
            Token(
                word,
                Box(
                    50 + 40 * (at % 10), 60 + 2 * (at - at % 10), 85 + 40 * (at % 10), 70 + 2 * (at - at % 10)
                ),
            )
            for at, word in enumerate(shown.split())
        )
        return OcrResult(regions=(tokens,), confidence=0.99, place=lambda box: box)

    monkeypatch.setattr(image_to_page_module, "image_to_tokens", read)
    monkeypatch.setattr(image_to_page_module, "find_engine", lambda _program: None)
    (source,) = inbox_to_sources([path])
    assert isinstance(source, Source)
    (page,) = source_to_pages(source)
    return page


@pytest.mark.parametrize("share", [0.2, 0.3])
def test_beside_a_page_image_the_image_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    bad = harm(SOUND, share, "signs", random.Random(3))
    page = _read(_page(tmp_path / "a.pdf", bad, picture=True), SOUND, monkeypatch)
    assert page.origin is Origin.OCR
    assert " ".join(page.raw_text.split()) == SOUND


def test_few_wrong_words_are_enough_where_the_image_has_the_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = _slightly_harmed()
    assert find_text_fault(bad, sharp=True) == MISREAD
    assert find_text_fault(SOUND, sharp=True) is None
    path = _over_its_scan(tmp_path / "a.pdf", bad)
    page = _read(path, SOUND, monkeypatch)
    assert (page.origin, " ".join(page.raw_text.split())) == (Origin.OCR, SOUND)
    kept = _read(path, bad, monkeypatch)
    assert (kept.origin, kept.issues) == (Origin.TEXT_LAYER, ())


def _slightly_harmed() -> str:
    harmed = (harm(SOUND, 0.1, "signs", random.Random(seed)) for seed in range(50))
    return next(text for text in harmed if find_text_fault(text) is None)


def _over_its_scan(path: Path, text: str) -> Path:
    document = pypdfium2.PdfDocument(_page(path, SOUND, picture=False))
    sheet = document[0].render(scale=2).to_pil()
    document.close()
    return _page(path, text, picture=sheet)


def test_a_picture_without_print_behind_a_page_raises_no_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    sheet = Image.new("L", (620, 877), 245)
    ImageDraw.Draw(sheet).rectangle((0, 0, 620, 90), fill=120)
    canvas.drawImage(ImageReader(sheet), 0, 0, 595, 842)
    words = _slightly_harmed().split()
    for row in range(0, len(words), 10):
        canvas.drawString(53, 700 - 1.92 * row, " ".join(words[row : row + 10]))
    canvas.save()
    page = _read(tmp_path / "a.pdf", "fel", monkeypatch)
    assert (page.origin, " ".join(page.raw_text.split())) == (Origin.TEXT_LAYER, " ".join(words))


def test_a_layer_that_no_one_sees_because_it_is_clear_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(sheet).text((60, 60), "Beslut", fill=0, font_size=30)
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.drawImage(ImageReader(sheet), 0, 0, 595, 842)
    canvas.setFillAlpha(0)
    canvas.drawString(58, 770, "Bcslut")
    canvas.save()
    page = _read(tmp_path / "a.pdf", "Beslut", monkeypatch)
    assert (page.origin, page.raw_text) == (Origin.OCR, "Beslut")
    assert "osynliga textlager" in page.reason


def test_what_the_page_itself_shows_so_is_kept_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = harm(SOUND, 0.3, "signs", random.Random(3))
    page = _read(_page(tmp_path / "a.pdf", bad, picture=False), bad, monkeypatch)
    assert page.origin is Origin.TEXT_LAYER
    (issue,) = page.issues
    assert (issue.kind, issue.severity) == (IssueKind.TEXT_LAYER_BAD, Severity.NOTE)
