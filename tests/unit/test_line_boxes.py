"""Boxes as high as the type of their line, and lines that bend beside a spine or on a curled sheet."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy
import pytest

from pipeline.ocr.bends import find_bend, image_bend, placed_back, straightened
from pipeline.ocr.line_boxes import line_high_tokens
from pipeline.ocr.line_pieces import line_pieces
from pipeline.ocr.tesseract import OcrWord
from pipeline.read.layout import regions_to_text
from schemas.geometry import Box

DPI = 300
SIZE = 46  # pixels of 11 points
PROSE = (
    "Nämnden beslutar att bevilja föreningen bidrag för att pröva formen under två år och "
    "förvaltningen får i uppdrag att följa upp arbetet samt återkomma med en redovisning av hur det går "
)


def word(text: str, x: float, baseline: float, line: int) -> OcrWord:
    """Return a word whose box ends where its ink does."""
    tall = any(sign in "bdfhklåäöt" or sign.isupper() or sign.isdecimal() or sign == "§" for sign in text)
    top = baseline - (0.7 if tall else 0.49) * SIZE
    bottom = baseline + (0.2 * SIZE if any(sign in "gjpqy,§" for sign in text) else 0)
    return OcrWord(
        text=text,
        left=round(x),
        top=round(top),
        width=round(0.5 * SIZE * len(text)),
        height=round(bottom) - round(top),
        confidence=0.9,
        block=1,
        paragraph=1,
        line=line,
    )


def page(sinks: Callable[[float, float], float], lines: int = 24) -> tuple[list[OcrWord], list[str]]:
    """Return the words of a page of prose whose lines sink by `sinks(x, y)` pixels, and its lines."""
    prose = PROSE.split()
    words, texts = [], []
    for line in range(lines):
        x, own = 250.0, []
        y = 300 + 1.28 * SIZE * line
        for number in range(11):
            text = prose[(7 * line + number) % len(prose)]
            width = 0.5 * SIZE * len(text)
            words.append(word(text, x, y + sinks(x + width / 2, y), line))
            x += width + 0.3 * SIZE
            own.append(text)
        texts.append(" ".join(own))
    return words, texts


def spine(x: float, _y: float) -> float:
    return 48 * math.exp(-(x - 250) / 220)


def curl(x: float, y: float) -> float:
    return (30 + 0.02 * y) * math.sin(x / 500)


@pytest.mark.parametrize("sinks", [spine, curl])
def test_bent_lines_are_read_whole(sinks: Callable[[float, float], float]) -> None:
    words, texts = page(sinks)
    bend = find_bend(words, DPI)
    assert bend is not None
    text, _words = regions_to_text([line_high_tokens(words, DPI, bend)])
    assert [line for line in text.split("\n") if line] == texts


def test_a_cell_far_from_a_bent_label_stays_on_its_line() -> None:
    words, texts = page(spine)
    words = [one for one in words if one.line != 7 or one.left == 250 or one.left > 1000]
    text, _words = regions_to_text([line_high_tokens(words, DPI, find_bend(words, DPI))])
    cells = [line for line in text.split("\n") if "\t" in line]
    assert len(cells) == 1
    assert cells[0].split("\t")[0] == texts[7].split()[0]


@pytest.mark.parametrize("sinks", [spine, curl])
def test_boxes_lead_back_to_the_bent_page(sinks: Callable[[float, float], float]) -> None:
    words, _texts = page(sinks)
    bend = find_bend(words, DPI)
    place = placed_back(bend, lambda box: box)
    for one, token in zip(words, line_high_tokens(words, DPI, bend), strict=True):
        back, ink = place(token.box), one.box(DPI)
        assert back.top <= ink.top + 0.8
        assert back.bottom >= ink.bottom - 0.8
        assert back.bottom - back.top < 1.3 * 11


def test_straight_pages_and_scraps_have_no_bend() -> None:
    words, _texts = page(lambda _x, _y: 0.0)
    assert find_bend(words, DPI) is None
    few, _texts = page(spine, lines=4)
    assert find_bend(few, DPI) is None


def test_a_misplaced_box_makes_no_bend() -> None:
    words, _texts = page(lambda _x, _y: 0.0)
    words[40] = replace(words[40], height=3 * words[40].height)
    assert find_bend(words, DPI) is None


def test_lines_are_as_high_whatever_letters_they_have() -> None:
    words = [word("sammanvävas", 250, 300, 0), word("Åtgärdsprogrammet", 250, 360, 1)]
    words += [word("nämnden", 250, 420, 2), word("om", 250, 480, 3)]
    heights = {round(token.box.bottom - token.box.top, 1) for token in line_high_tokens(words, DPI)}
    assert len(heights) == 1
    assert heights.pop() == pytest.approx(1.15 * 11, rel=0.06)


def test_a_heading_keeps_its_own_height() -> None:
    words, _texts = page(lambda _x, _y: 0.0)
    large = replace(word("Sammanfattning", 250, 160, 99), top=100, height=75)
    tokens = line_high_tokens([large, *words], DPI)
    assert tokens[0].box.bottom - tokens[0].box.top > 1.3 * (tokens[1].box.bottom - tokens[1].box.top)


def sheet(sinks: Callable[[Any, Any], Any] | None) -> Any:
    """Return a grey page of 100 dpi with 24 lines of print, each pixel moved down by `sinks(x, y)`."""
    image = numpy.full((1100, 830), 255, numpy.uint8)
    for line in range(24):
        text = " ".join(PROSE.split()[line % 5 : line % 5 + 9])
        place = (70, 120 + 36 * line)
        cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0, 1, cv2.LINE_AA)
    if sinks is None:
        return image
    x = numpy.arange(830, dtype=numpy.float32)[None, :] + numpy.zeros((1100, 1), numpy.float32)
    y = numpy.arange(1100, dtype=numpy.float32)[:, None] + numpy.zeros((1, 830), numpy.float32)
    rows = (y - sinks(x, y)).astype(numpy.float32)
    return cv2.remap(image, x, rows, cv2.INTER_LINEAR, borderValue=255)


def arch(x: Any, y: Any) -> Any:
    return 22 * numpy.sin(x / 270) * (0.5 + y / 1100)


def at_the_spine(x: Any, _y: Any) -> Any:
    return 18 * numpy.exp(-(x - 60) / 100)


@pytest.mark.parametrize("sinks", [arch, at_the_spine])
def test_the_image_of_a_bent_page_is_set_straight(sinks: Callable[[Any, Any], Any]) -> None:
    bent = sheet(sinks)
    bend = image_bend(line_pieces(bent, 100))
    assert bend is not None
    straight = straightened(bent, 100, bend)
    assert image_bend(line_pieces(straight, 100)) is None
    long = [box for _number, box in line_pieces(straight, 100).boxes if box.x1 - box.x0 > 300]
    assert len(long) >= 20
    assert max(box.bottom - box.top for box in long) <= 20


def test_what_is_found_on_the_straight_image_leads_back_to_the_bent_one() -> None:
    bent = sheet(arch)
    bend = image_bend(line_pieces(bent, 100))
    assert bend is not None
    straight = straightened(bent, 100, bend)
    for _number, box in line_pieces(straight, 100).boxes:
        x = (box.x0 + box.x1) / 2
        ink = straight[int(box.top) : int(box.bottom), int(x) - 20 : int(x) + 20] < 128
        y = box.top + float(numpy.nonzero(ink.any(axis=1))[0].mean())
        place = Box(x - 1, y - 1, x + 1, y + 1)
        back = bend.back(Box(*(edge * 0.72 for edge in place)))
        other = (back.top + back.bottom) / 2 / 0.72
        assert (bent[int(other) - 6 : int(other) + 7, int(x) - 20 : int(x) + 20] < 128).any()
        assert abs(other - y - float(arch(x, other))) < abs(float(arch(x, other))) + 3


def test_a_straight_sheet_is_left_as_it_is() -> None:
    assert image_bend(line_pieces(sheet(None), 100)) is None
