"""How sure a page is: the signals, the weights that ship, what is told of a page worth scanning again."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.quality_fit import learn, mean_deviation, spearman, unordered_error
from pipeline.ocr.page_quality import (
    MODEL,
    PageSignals,
    QualityModel,
    load_model,
    measure_page,
    predict_error,
)
from pipeline.ocr.scan_faults import SCAN_AGAIN_FROM, ScanFault, faults_of, look_at, scan_again_message
from pipeline.ocr.second_reading import Look
from pipeline.ocr.tesseract import OcrWord
from pipeline.ocr.word_signals import WordSignals
from pipeline.read.layer_quality import layer_confidence

DATA_SHEET = Path(__file__).parents[2] / "docs" / "data-sheets" / "page-quality.md"
DPI = 300
SOUND = WordSignals(
    letters=6, doubt=0.04, line_doubt=0.05, page_doubt=0.05, reread=0, differs=0, unlike=0, odd=0, uneven=0.1,
)  # fmt: skip
GARBLED = ("Nåmnd3n", "bes|utqr", "ått", "bevx1ja", "b1drqget", "t1ll", "foxrq")
LINES = ("Nämnden beslutar att bevilja bidraget", "till föreningen under två år framåt")


def _page() -> tuple[Image.Image, list[OcrWord]]:
    """Return a drawn page of two lines and its words, read without a doubt."""
    picture = Image.new("L", (1400, 400), 245)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(48)
    words = []
    for line, text in enumerate(LINES):
        left, top = 80, 80 + 120 * line
        for part in text.split():
            box = draw.textbbox((left, top), part, font=font)
            draw.text((left, top), part, fill=30, font=font)
            words.append(
                OcrWord(
                    text=part, left=int(box[0]), top=int(box[1]), width=int(box[2] - box[0]),
                    height=int(box[3] - box[1]), confidence=0.96, block=1, paragraph=1, line=line,
                )
            )  # fmt: skip
            left = int(box[2]) + 20
    return picture, words


def _measured(first: list[OcrWord], looks: Sequence[Look] = ()) -> PageSignals:
    signals = measure_page(first, first, looks, numpy.asarray(_page()[0]), DPI)
    assert signals is not None
    return signals


def test_a_page_read_without_a_doubt_is_sure_and_not_to_be_scanned_again() -> None:
    _picture, words = _page()
    assert predict_error(_measured(words)) < SCAN_AGAIN_FROM / 2


def test_a_page_of_misread_words_is_to_be_scanned_again() -> None:
    _picture, words = _page()
    garbled = [replace(word, text=text, confidence=0.3) for word, text in zip(words, GARBLED, strict=False)]
    assert predict_error(_measured(garbled)) > 2 * SCAN_AGAIN_FROM


def test_a_line_that_was_not_read_is_missed() -> None:
    _picture, words = _page()
    signals = _measured([word for word in words if word.line == 0])
    unread = sum(len(word.text) for word in words if word.line == 1)
    assert 0.7 * unread < signals.missed < 1.3 * unread
    assert 0.3 < predict_error(signals) < 0.7


def test_a_word_that_the_second_reader_saw_otherwise_is_less_sure() -> None:
    _picture, words = _page()
    alike, unlike = (
        predict_error(_measured(words, [Look(words=tuple(words[:2]), text=text)]))
        for text in ("Nämnden beslutar", "Nannd3n besiqtor")
    )
    assert predict_error(_measured(words)) < alike < unlike


def test_only_the_words_that_differ_tell_against_themselves() -> None:
    _picture, words = _page()
    look = Look(words=tuple(words[:3]), text="Nämnden bes1vta: att")
    differences = [word.differs for word in _measured(words, [look]).words]
    assert differences[0] == differences[2] == 0
    assert differences[1] == pytest.approx(3 / 8)
    assert [word.reread for word in _measured(words, [look]).words[:4]] == [1, 1, 1, 0]


def test_a_page_of_ink_with_hardly_a_word_read_is_not_called_good() -> None:
    _picture, words = _page()
    assert predict_error(_measured(words[:1])) > 0.8


def test_a_page_without_words_has_no_estimate() -> None:
    assert measure_page([], [], [], numpy.full((300, 300), 255, numpy.uint8), DPI) is None


def test_the_weights_that_ship_are_the_ones_the_data_sheet_describes() -> None:
    digest = hashlib.sha256(MODEL.read_bytes()).hexdigest()
    assert digest[:16] in DATA_SHEET.read_text(encoding="utf-8")


def test_every_weight_is_positive_and_some_count() -> None:
    model = load_model()
    assert model.weights
    assert all(weight > 0 for weight in model.weights.values())


def test_a_negative_weight_or_an_unknown_signal_is_refused(tmp_path: Path) -> None:
    for name, weight in (("doubt", -1), ("mood", 1)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"start": -5, "times": 1, "weights": {name: weight}}), encoding="utf-8")
        with pytest.raises(ValueError, match=name):
            load_model(path)


def test_weights_are_learnt_back_from_pages_made_with_them() -> None:
    rng = numpy.random.default_rng(7)
    pages = []
    for _ in range(60):
        bad = float(rng.uniform(0, 1))
        words = [
            replace(SOUND, differs=float(bad * rng.uniform(0, 1)), odd=float(rng.uniform(0, 1) < bad / 2))
            for _ in range(30)
        ]
        pages.append(PageSignals(words=tuple(words), missed=0))
    true = QualityModel(start=-5.0, times=1.2, weights={"differs": 4.0, "odd": 2.0})
    errors = [predict_error(page, true) for page in pages]
    learnt = learn(pages, errors)
    predicted = [predict_error(page, learnt) for page in pages]
    assert mean_deviation(predicted, errors) < 0.01
    assert spearman(predicted, errors) > 0.97


def test_errors_without_order_see_misread_letters_and_not_exchanged_columns() -> None:
    assert unordered_error("ett två tre fyra", "tre fyra ett två") == 0
    assert unordered_error("ett två tre fyra", "ett tvä tre fyra") == pytest.approx(1 / 13)
    assert unordered_error("ett två", "ett två tre") == pytest.approx(3 / 6)


@pytest.mark.parametrize(
    ("blur", "ink", "noise", "fault"),
    [
        (0.6, 30, 4, None),
        (5.0, 30, 4, ScanFault.BLURRED),
        (0.6, 190, 4, ScanFault.FAINT),
    ],
)
def test_the_fault_of_a_scan_is_told_from_its_image(
    blur: float, ink: int, noise: float, fault: ScanFault | None
) -> None:
    import cv2

    page = numpy.asarray(_page()[0]).astype(numpy.float32)
    page = 245 - (245 - page) * (245 - ink) / 215
    page = cv2.GaussianBlur(page, (0, 0), blur) + numpy.random.default_rng(1).normal(0, noise, page.shape)
    look = look_at(page.clip(0, 255).astype(numpy.uint8), DPI, noise=noise, bilevel=False, skew_degrees=0.2)
    assert fault in faults_of(look) if fault else faults_of(look) == ()


def test_a_fax_and_a_slanting_sheet_are_named() -> None:
    page = numpy.asarray(_page()[0])
    fax = numpy.where(page < 128, 0, 255).astype(numpy.uint8)
    found = faults_of(look_at(fax, DPI, noise=0.0, bilevel=True, skew_degrees=-3.0))
    assert found == (ScanFault.BLACK_AND_WHITE, ScanFault.SKEWED)


def test_the_message_says_how_much_why_and_what_to_do() -> None:
    message = scan_again_message(3, 0.124, [ScanFault.FAINT, ScanFault.SKEWED])
    assert message == (
        "Sidan 3 beräknas ha omkring 12 % fel lästa tecken (svagt tryck eller låg kontrast, sned). "
        "Skanna om den, helst i 300 dpi gråskala."
    )


def test_a_doubtful_layer_is_as_sure_as_its_fault_lets_it_be() -> None:
    lost = layer_confidence("textlagret är dåligt: å, ä och ö saknas, men OCR misslyckades")
    broken = layer_confidence(
        "textlagret är dåligt: typsnittets teckentabell är trasig, men OCR misslyckades"
    )
    assert broken < lost < 1
