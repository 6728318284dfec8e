"""What no reader can tell is measured on the image: dashes, spaces in numbers, bullets, one § or two."""

from dataclasses import replace

import numpy
import pytest

from pipeline.ocr.accents import set_accents
from pipeline.ocr.bullets import add_bullets
from pipeline.ocr.dashes import set_dashes
from pipeline.ocr.glyph_shapes import count_sections, set_spaces
from pipeline.ocr.line_measures import LineMeasure, measure_lines
from pipeline.ocr.points import join_addresses, set_points
from pipeline.ocr.sections import set_sections
from pipeline.ocr.tesseract import OcrWord

_HEIGHT, _LINE = 30, 100
_MEASURES = {(1, 1, 1): LineMeasure(height=_HEIGHT, bottom=_LINE, slope=0.0)}


class _Sheet:
    """A line of type: figures are blocks 30 px high, dashes strokes of a given width."""

    def __init__(self) -> None:
        self.image = numpy.full((160, 1400), 255, dtype=numpy.uint8)
        self.words: list[OcrWord] = []
        self.x = 200

    def glyph(self, width: int, top: int = _LINE - _HEIGHT, bottom: int = _LINE, ink: int = 20) -> None:
        self.image[top:bottom, self.x : self.x + width] = ink
        self.x += width + 4

    def word(self, text: str, *, dash: int = 0, gap: int = 0, ink: int = 20) -> None:
        """Set a word; its dashes are `dash` px wide, a `_` leaves `gap` px free and is not read."""
        start = self.x
        for sign in text:
            if sign in "-–—":
                self.glyph(dash, _LINE - 12, _LINE - 9, ink)
            elif sign == "_":
                self.x += gap
            else:
                self.glyph(18)
        self.words.append(
            OcrWord(
                text=text.replace("_", ""),
                left=start,
                top=_LINE - _HEIGHT,
                width=self.x - start - 4,
                height=_HEIGHT,
                confidence=0.9,
                block=1,
                paragraph=1,
                line=1,
            )
        )
        self.x += 24


def _dashed(*words: tuple[str, int], ink: int = 20) -> list[str]:
    sheet = _Sheet()
    for text, width in words:
        sheet.word(text, dash=width, ink=ink)
    return [word.text for word in set_dashes(sheet.words, sheet.image, _MEASURES)]


@pytest.mark.parametrize("ink", [20, 150, 215])
@pytest.mark.parametrize(("width", "dash"), [(9, "-"), (11, "-"), (17, "–"), (23, "–"), (36, "—")])
@pytest.mark.parametrize("text", ["2020-2022", "2020–2022", "2020—2022", "12-15"])
def test_a_dash_between_figures_is_as_long_as_it_is_printed(
    text: str, width: int, dash: str, ink: int
) -> None:
    expected = text.replace("-", "x").replace("–", "x").replace("—", "x").replace("x", dash)
    assert _dashed((text, width), ink=ink) == [expected]


@pytest.mark.parametrize(("width", "dash"), [(10, "-"), (16, "–"), (22, "–")])
def test_a_dash_between_spaces_is_measured(width: int, dash: str) -> None:
    assert _dashed(("4000", 0), ("-", width), ("5000", 0)) == ["4000", dash, "5000"]


def test_the_hyphens_of_a_page_are_the_measure_for_its_dashes() -> None:
    wide = [("2024-01-26", 14)] * 4  # a poor copy widens hyphens: 14 px would be an en dash elsewhere
    assert _dashed(*wide, ("2020-2022", 15))[-1] == "2020-2022"
    assert _dashed(*wide, ("2020-2022", 24))[-1] == "2020–2022"


def test_dates_and_case_numbers_have_hyphens_and_stretches_of_dates_a_dash() -> None:
    assert _dashed(("2013-02–27", 18)) == ["2013-02-27"]
    assert _dashed(("HVO-2019–8667", 18)) == ["HVO-2019-8667"]


@pytest.mark.parametrize("text", ["13:00-18:50", "09.00-16.15.", "13:00—18:50"])
def test_the_dash_between_two_times_is_no_hyphen_of_a_telephone_number(text: str) -> None:
    assert _dashed((text, 22))[0] == text.replace("-", "–").replace("—", "–")
    assert _dashed(("08-465", 22)) == ["08-465"]


def test_beside_hyphens_worn_short_a_dash_within_numbers_is_still_no_em_dash() -> None:
    assert _dashed(("2022-11-15", 8), ("2022-12-01", 8), ("24-49", 30))[2] == "24–49"


@pytest.mark.parametrize(("strokes", "read"), [(1, "–"), (2, "=")])
def test_one_stroke_that_was_read_as_two_is_a_dash(strokes: int, read: str) -> None:
    sheet = _Sheet()
    start = sheet.x
    sheet.glyph(22, _LINE - 12, _LINE - 9)
    if strokes == 2:
        sheet.image[_LINE - 19 : _LINE - 16, start : start + 22] = 20
    sheet.words = [
        OcrWord(
            text="=", left=start, top=78, width=22, height=15, confidence=0.6, block=1, paragraph=1, line=1
        )
    ]
    assert set_dashes(sheet.words, sheet.image, _MEASURES)[0].text == read


def test_a_figure_and_the_word_it_begins_have_a_hyphen_however_wide() -> None:
    assert _dashed(("70-talets", 24)) == ["70-talets"]


def test_a_hyphen_between_letters_is_left_alone() -> None:
    assert _dashed(("IOP-avtal", 23)) == ["IOP-avtal"]


def test_a_dash_in_two_pieces_is_one() -> None:
    sheet = _Sheet()
    sheet.word("2010-2012", dash=24)
    sheet.words = [replace(sheet.words[0], text="2010––2012")]
    assert set_dashes(sheet.words, sheet.image, _MEASURES)[0].text == "2010–2012"


@pytest.mark.parametrize(
    ("printed", "gap", "read"),
    [
        ("1_422", 12, ["1", "422"]),
        ("12_345_678", 12, ["12", "345", "678"]),
        ("2_015,", 12, ["2", "015,"]),
        ("2015", 0, ["2015"]),
        ("2_015", 3, ["2015"]),
        ("20_15", 12, ["2015"]),
        ("201_5", 12, ["2015"]),
        ("8_473,0", 12, ["8", "473,0"]),
        ("44_159,25)", 12, ["44", "159,25)"]),
        ("8473,0", 0, ["8473,0"]),
        ("19_Ja", 14, ["19", "Ja"]),
        ("19Ja", 0, ["19Ja"]),
        ("1_9Ja", 14, ["19Ja"]),
    ],
)
def test_a_number_has_the_spaces_that_the_paper_shows(printed: str, gap: int, read: list[str]) -> None:
    sheet = _Sheet()
    sheet.word(printed, gap=gap)
    assert [word.text for word in set_spaces(sheet.words, sheet.image, _MEASURES)] == read


@pytest.mark.parametrize(("gap", "count"), [(3, 1), (16, 2)])
def test_a_hyphen_is_joined_to_what_it_touches(gap: int, count: int) -> None:
    sheet = _Sheet()
    sheet.word("2019")
    sheet.x += gap - 28
    sheet.word("-8667", dash=10)
    assert len(set_spaces(sheet.words, sheet.image, _MEASURES)) == count


@pytest.mark.parametrize(("width", "text"), [(20, "§"), (42, "§§")])
@pytest.mark.parametrize("read", ["§", "§§", "§5", "$§"])
def test_a_section_sign_is_double_where_it_is_wide(read: str, width: int, text: str) -> None:
    sheet = _Sheet()
    sheet.word("8")
    words = [replace(sheet.words[0], text=read, width=width)]
    assert count_sections(words, _MEASURES)[0].text == text


def _listed(*, blots: int, size: int = 12) -> list[str]:
    image = numpy.full((600, 800), 255, dtype=numpy.uint8)
    words = []
    for number in range(3):
        line = 100 + 60 * number
        for at in range(5):
            image[line - 30 : line, 200 + 22 * at : 218 + 22 * at] = 20
        if number < blots:
            image[line - 10 - size // 2 : line - 10 + size - size // 2, 150 : 150 + size] = 20
        words.append(
            OcrWord(
                text="Bidel",
                left=200,
                top=line - 30,
                width=106,
                height=30,
                confidence=0.9,
                block=1,
                paragraph=1,
                line=number,
            )
        )
    return [word.text for word in add_bullets(words, image, measure_lines(words, image))]


def test_bullets_that_were_not_read_are_found() -> None:
    assert _listed(blots=3) == ["•", "Bidel"] * 3
    assert _listed(blots=2) == ["•", "Bidel", "•", "Bidel", "Bidel"]


def test_dust_before_a_line_is_no_bullet() -> None:
    assert _listed(blots=1) == ["Bidel"] * 3
    assert _listed(blots=3, size=4) == ["Bidel"] * 3
    assert _listed(blots=3, size=28) == ["Bidel"] * 3


@pytest.mark.parametrize(("size", "expected"), [(12, "•"), (28, "e«")], ids=["a bullet", "letters"])
def test_a_bullet_read_as_its_likeness_is_told_by_its_shape(size: int, expected: str) -> None:
    sheet = _Sheet()
    sheet.word("e«")
    sheet.word("Bilaga")
    first = sheet.words[0]
    sheet.image[:, : first.left + first.width + 8] = 255
    top = _LINE - 10 - size // 2
    sheet.image[top : top + size, first.left + 6 : first.left + 6 + size] = 20
    words = add_bullets(sheet.words, sheet.image, _MEASURES)
    assert [word.text for word in words] == [expected, "Bilaga"]


@pytest.mark.parametrize(("size", "expected"), [(12, "•"), (28, "»")], ids=["a bullet", "a letter"])
def test_a_bullet_between_two_words_is_told_by_its_shape(size: int, expected: str) -> None:
    sheet = _Sheet()
    for text in ("2019", "»", "8667"):
        sheet.word(text)
    sign = sheet.words[1]
    sheet.image[:, sign.left - 8 : sign.left + sign.width + 8] = 255
    top = _LINE - 10 - size // 2
    sheet.image[top : top + size, sign.left + 2 : sign.left + 2 + size] = 20
    words = add_bullets(sheet.words, sheet.image, _MEASURES)
    assert [word.text for word in words] == ["2019", expected, "8667"]


def test_a_number_alone_on_its_line_is_measured_by_its_figures() -> None:
    sheet = _Sheet()
    sheet.word("10-295", dash=20)
    sheet.glyph(8, _LINE - _HEIGHT - 2, _LINE + 8)  # a bracket
    word = replace(
        sheet.words[0], text="10-295).", top=_LINE - 34, height=44, width=sheet.words[0].width + 20
    )
    measures = measure_lines([word], sheet.image)
    assert [measure.height for measure in measures.values()] == [pytest.approx(_HEIGHT, abs=1)]
    assert [found.text for found in set_dashes([word], sheet.image, measures)] == ["10–295)."]


def test_a_line_is_measured_from_its_ink_and_not_from_its_boxes() -> None:
    sheet = _Sheet()
    for text in ("2019", "8667", "1234"):
        sheet.word(text)
    sheet.words[1] = replace(sheet.words[1], top=_LINE - 50, height=70)
    measure = measure_lines(sheet.words, sheet.image)[1, 1, 1]
    assert measure.height == pytest.approx(_HEIGHT, abs=1)
    assert measure.baseline(500) == pytest.approx(_LINE, abs=1)


@pytest.mark.parametrize("first", ["§", "S"])
def test_a_sign_that_was_read_as_two_is_one(first: str) -> None:
    sheet = _Sheet()
    sheet.word(first)
    sheet.word("§85")
    assert [word.text for word in count_sections(sheet.words, _MEASURES)] == ["§ 85"]


def test_a_sign_and_its_number_are_not_two_signs() -> None:
    sheet = _Sheet()
    sheet.word("§_85", gap=14)
    assert [word.text for word in count_sections(sheet.words, _MEASURES)] == ["§85"]


def _sections(*read: str, hanging: int, above: int = 0) -> tuple[list[str], list[tuple[str, str]]]:
    """Set the words beside one another; the first one's glyph hangs below the line by so many pixels."""
    sheet = _Sheet()
    for number, text in enumerate(read):
        if number == 0:
            sheet.word(text)
            first = sheet.words[0]
            last = first.left + first.width
            glyph = slice(last - 18, last) if len(text) == 2 and text[0] == "1" else slice(first.left, last)
            sheet.image[_LINE - _HEIGHT - above : _LINE + hanging, glyph] = 20
        else:
            sheet.word(text)
    words, doubts = set_sections(sheet.words, sheet.image, _MEASURES)
    return [word.text for word in words], [(doubt.word.text, doubt.other) for doubt in doubts]


def test_a_glyph_that_hangs_below_the_line_is_no_figure_and_a_doubt_remains() -> None:
    assert _sections("5", "162", hanging=4, above=2) == (["§", "162"], [("§", "5")])
    assert _sections("$", "162", hanging=4, above=2) == (["§", "162"], [])
    assert _sections("5", "162", hanging=0) == (["5", "162"], [])
    assert _sections("5", "000", hanging=2) == (["5", "000"], [("5", "§")])


def test_no_figure_of_a_number_is_made_a_sign() -> None:
    assert _sections("15", "kommunallagen", hanging=5, above=2) == (
        ["15", "kommunallagen"],
        [("15", "1 §")],
    )
    assert _sections("58", "469", hanging=5, above=2)[0] == ["58", "469"]


@pytest.mark.parametrize(("bottom", "height", "mark"), [(6, 11, ","), (0, 4, ".")])
def test_a_comma_that_was_read_as_a_full_stop_is_set_right(bottom: int, height: int, mark: str) -> None:
    sheet = _Sheet()
    sheet.word("2024")
    end = sheet.words[0].left + sheet.words[0].width
    sheet.image[_LINE + bottom - height : _LINE + bottom, end + 4 : end + 8] = 20
    words = [replace(sheet.words[0], text="2024.", width=sheet.words[0].width + 8)]
    assert set_points(words, sheet.image, _MEASURES)[0].text == f"2024{mark}"


@pytest.mark.parametrize(
    ("first", "point", "last", "expected"),
    [
        ("kansli@kommun", 60, "se", ["kansli@kommun.se"]),
        ("www.kommun", 60, "se,", ["www.kommun.se,"]),
        ("kansli@kommun", None, "se", ["kansli@kommun", "se"]),
        ("kommun", 60, "se", ["kommun", "se"]),
        ("kansli@kommun", 60, "och", ["kansli@kommun", "och"]),
        ("kansli@kommun", 60, "Telefon", ["kansli@kommun", "Telefon"]),
    ],
)
def test_a_pale_point_joins_an_address_that_was_read_in_two(
    first: str, point: int | None, last: str, expected: list[str]
) -> None:
    sheet = _Sheet()
    sheet.word(first)
    end = sheet.words[0].left + sheet.words[0].width
    if point is not None:
        sheet.image[_LINE - 4 : _LINE, end + 5 : end + 9] = 255 - point
    sheet.x = end + 14
    sheet.word(last)
    joined = join_addresses(sheet.words, sheet.image, _MEASURES)
    assert [word.text for word in joined] == expected


def _accented(read: str, *strokes: int) -> str:
    """Set a word of letters 20 px high and 24 px apart, with a stroke over each letter that is named."""
    image = numpy.full((160, 500), 255, dtype=numpy.uint8)
    for at, letter in enumerate(read):
        top = _LINE - (_HEIGHT if letter in "db" else 20)
        image[top:_LINE, 100 + 24 * at : 118 + 24 * at] = 20
    for at in strokes:
        image[_LINE - 31 : _LINE - 24, 105 + 24 * at : 112 + 24 * at] = 20
    word = OcrWord(
        text=read,
        left=100,
        top=_LINE - 34,
        width=24 * len(read) - 6,
        height=34,
        confidence=0.97,
        block=1,
        paragraph=1,
        line=1,
    )
    return set_accents([word], image, _MEASURES)[0].text


def test_an_accent_that_is_printed_is_not_lost() -> None:
    assert _accented("sdeburna", 2) == "sdéburna"
    assert _accented("sdeburna") == "sdeburna"
    assert _accented("sdeburna", 5) == "sdeburna"  # dust over another letter
    assert _accented("sdeburna", 2, 5) == "sdeburna"
    assert _accented("sdéburna", 2) == "sdéburna"
