"""Two readers combined, a third asked; turned and ruled pages; all without Tesseract."""

from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest
from PIL import Image, ImageDraw

from pipeline.ocr.combine_readers import DOUBTFUL, combine
from pipeline.ocr.disagreements import Disagreement, disagreement_issue
from pipeline.ocr.foreign_ink import part_foreign_ink
from pipeline.ocr.line_recogniser import Reading
from pipeline.ocr.orientation import Turn
from pipeline.ocr.second_reading import read_twice, runs_of
from pipeline.ocr.tesseract import OcrWord
from schemas.geometry import Box


def _words(text: str, confidence: float = 0.9) -> list[OcrWord]:
    words, left = [], 100
    for part in text.split():
        width = 20 * len(part)
        words.append(
            OcrWord(
                text=part,
                left=left,
                top=50,
                width=width,
                height=28,
                confidence=confidence,
                block=1,
                paragraph=1,
                line=1,
            )
        )
        left += width + 12
    return words


@pytest.mark.parametrize(
    ("tesseract", "rapidocr", "expected"),
    [
        ("8 47", "§ 47", "§ 47"),
        ("erik _hagg10Qexample.org", "erik_hagg10@example.org", "erik_hagg10@example.org"),
        (
            "gunilla wiklund13Q example.org.",
            "gunilla_wiklund13@example.org.",
            "gunilla_wiklund13@example.org.",
        ),
        ("kontakta anna.bQexample.se", "kontaktaanna.b@example.se", "kontakta anna.b@example.se"),
        ("$ 162", "S 162", "§ 162"),
        ("4 kap. 5 8", "4 kap. 5 §", "4 kap. 5 §"),
        ("2,5 246", "2,5 %", "2,5 %"),
        ("93,1 2690 —", "93,1 %-", "93,1 % -"),
        ("asa.obergQexample.se,", "asa.oberg@example.se,", "asa.oberg@example.se,"),
        ("erik.nystromQ example.se,", "erik.nystrom@example.se,", "erik.nystrom@example.se,"),
        ("«Budget", "• Budget", "• Budget"),
        ("«Budget", ": Budget", "• Budget"),
        ("e", "•", "•"),
        ("6 ”C.", "6 C.", "6 °C."),
        ("Xx", "X", "X"),
        ("15", "1S", "1 §"),
        ("15", "1 S", "1 §"),
        ("1$", "1 S", "1 §"),
        ("HV0-2019-8667", "HVO-2019-8667", "HVO-2019-8667"),
        ("HV0O-2012-3722,", "HVO-2012-3722,", "HVO-2012-3722,"),
        ("org.nr 8B02395-4439", "org.nr 802395-4439", "org.nr 802395-4439"),
        ("2O19", "2019", "2019"),
        ("O Malmö stad", "0 Malmö stad", "O Malmö stad"),
        ("801353-5606", "80I353-5606", "801353-5606"),
        ("2017 /04090", "2017/04090", "2017/04090"),
        ("48,7 246 —", "48,7 %", "48,7 % —"),
        ("karin. sjoo(Mexample.se,", "karin.sjoo@example.se,", "karin.sjoo@example.se,"),
        ("$$ 141, 4", "§§ 1-41, 4", "§§ 1-41, 4"),
        ("417 963", "417 963 kronor, 53,1 % av", "417 963"),
        ("2024-01-26", "2024-01•26", "2024-01-26"),
        ("385 000", "385000", "385 000"),
        ("”Preventing", '"Preventing', "”Preventing"),
    ],
)
def test_each_reader_gives_what_it_can_know(tesseract: str, rapidocr: str, expected: str) -> None:
    reading = Reading(text=rapidocr, confidences=(0.97,) * len(rapidocr))
    combined = combine(_words(tesseract), reading)
    assert " ".join(word.text for word in combined.words) == expected
    assert not combined.doubts


def _reading(text: str, sure: float = 0.97) -> Reading:
    return Reading(text=text, confidences=(sure,) * len(text))


@pytest.mark.parametrize(
    ("tesseract", "rapidocr", "kept", "told"),
    [
        ("385 000", "335 000", "385 000", [("385", "335")]),
        ("HVO-2022-1578", "HVO-2022-15782", "HVO-2022-1578", [("HVO-2022-1578", "HVO-2022-15782")]),
        ("(12022/00299)", "(I2022/00299)", "(12022/00299)", [("(12022/00299)", "(I2022/00299)")]),
        ("2033,", "2035,", "2033,", [("2033,", "2035,")]),
    ],
)
def test_a_figure_that_the_readers_see_differently_is_kept_and_told(
    tesseract: str, rapidocr: str, kept: str, told: list[tuple[str, str]]
) -> None:
    combined = combine(_words(tesseract), _reading(rapidocr, 0.80))
    assert " ".join(word.text for word in combined.words) == kept
    assert [(doubt.word.text, doubt.other) for doubt in combined.doubts] == told
    for doubt in combined.doubts:
        assert doubt.word in combined.words
        assert doubt.word.confidence <= DOUBTFUL


@pytest.mark.parametrize("sure", [0.5, 0.99])
@pytest.mark.parametrize("confidence", [0.2, 0.5, 0.95])
@pytest.mark.parametrize(
    ("tesseract", "rapidocr"),
    [("idéburna", "ideburna"), ("UKÄ:s", "UKA:s"), ("Öberg", "Oberg"), ("Müller", "Muller"), ("får", "far")],
)
def test_no_letter_loses_its_mark_to_the_second_reader(
    tesseract: str, rapidocr: str, confidence: float, sure: float
) -> None:
    combined = combine(_words(tesseract, confidence), _reading(rapidocr, sure))
    assert [word.text for word in combined.words] == [tesseract]


def test_a_figure_of_which_both_readers_see_something_is_doubted_and_no_noise() -> None:
    (word,) = combine(_words("17", 0.1), _reading("12", 0.5)).words
    assert (word.text, word.confidence) == ("17", DOUBTFUL)
    (word,) = combine(_words("1", 0.1), _reading("-", 0.5)).words
    assert word.confidence <= 0.1


def test_a_dash_alone_that_the_second_reader_takes_for_a_low_line_stays() -> None:
    assert [word.text for word in combine(_words("—"), _reading("_", 0.5)).words] == ["—"]
    assert [word.text for word in combine(_words("-", 0.15), _reading("_", 0.8)).words] == []


@pytest.mark.parametrize(
    ("first", "confidence", "second", "right"),
    [
        ("Ledamotlersättare", 0.72, "Ledamot/ersättare", "Ledamot/ersättare"),
        ("Nämndl/styrelse", 0.49, "Nämnd/styrelse", "Nämnd/styrelse"),
        ("u", 0.91, "11", "11"),
        ("ul", 0.72, "11", "ul"),
        ("avtal/styrelse", 0.72, "avta/styrelse", "avtal/styrelse"),
    ],
)
def test_a_stroke_between_words_is_no_letter_and_a_number_in_its_cell_none(
    first: str, confidence: float, second: str, right: str
) -> None:
    assert [word.text for word in combine(_words(first, confidence), _reading(second, 0.99)).words] == [right]


def test_a_sign_that_the_first_reader_writes_as_two_is_one() -> None:
    words = combine(_words("$ $89"), _reading("§ §89", 0.9)).words
    assert [word.text for word in words] == ["§", "89"]


def test_figures_are_never_added_without_being_told() -> None:
    for confidence in (0.3, 0.7, 0.95):
        combined = combine(_words("94", confidence), _reading("947", 0.99))
        assert combined.doubts


class _Readers:
    """Readers that say what they are told to, and remember how many pictures they saw."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.seen = 0

    def __call__(self, pictures: Sequence[object]) -> list[Reading]:
        self.seen += len(pictures)
        return [_reading(text) for text in self.texts[: len(pictures)]]


class _Same:
    """A reader that agrees with the first: run after run of the words of `text` that are odd."""

    def __init__(self, text: str) -> None:
        self.words = _words(text)

    def __call__(self, pictures: Sequence[object]) -> list[Reading]:
        runs = [run for run in runs_of(self.words) if run.odd]
        return [_reading(" ".join(word.text for word in run.words)) for run in runs[: len(pictures)]]


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("besvaras av erik _hagg10Qexample.org", "erik _hagg10Qexample.org"),
        ("besvaras av gunilla wiklund13Q example.org.", "gunilla wiklund13Q example.org."),
        ("besvaras av asa lindgard15(Wexample.org.", "asa lindgard15(Wexample.org."),
        ("till mats wiklund16 Qexample.org: skriv", "mats wiklund16 Qexample.org:"),
        ("till soren_ oberg24(Wexample.org.", "soren_ oberg24(Wexample.org."),
        ("kontakt asa-dalen Qlidby.example.se", "asa-dalen Qlidby.example.se"),
    ],
)
def test_the_first_word_of_an_address_is_read_with_it(text: str, run: str) -> None:
    runs = [" ".join(word.text for word in run.words) for run in runs_of(_words(text)) if run.odd]
    assert runs == [run]


def test_a_figure_one_at_the_end_of_a_name_is_no_letter_and_told() -> None:
    combined = combine(_words("erik_haggl0Qexample.org"), _reading("erik_hagg10@example.org"))
    assert [word.text for word in combined.words] == ["erik_hagg10@example.org"]
    assert combined.doubts


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("s41 soo", "541 500", "541 500"), ("s3 307", "53 307", "53 307"), ("so 307", "50 307", "so 307")],
)
def test_low_figures_taken_for_small_letters_are_read_and_told(
    first: str, second: str, expected: str
) -> None:
    combined = combine(_words(first, 0.85), _reading(second))
    assert " ".join(word.text for word in combined.words) == expected
    assert combined.doubts


def test_a_dollar_close_before_a_number_is_a_section_sign_and_told() -> None:
    reading = Reading(text="944", confidences=(0.49, 1.0, 1.0))
    combined = combine(_words("$44", 0.78), reading)
    assert [word.text for word in combined.words] == ["§", "44"]
    assert combined.doubts


def test_a_sign_within_a_line_that_may_be_a_bullet_is_read_alone() -> None:
    runs = [" ".join(word.text for word in run.words) for run in runs_of(_words("29,8 246 » $ 194 e 5"))]
    assert runs == ["29,8 246", "»", "$ 194", "e", "5"]
    read = read_twice(_words("29,8 246 » $ 194"), _BLANK, _Readers("29,8 %", "•", "S 194"))
    assert [word.text for word in read.words] == ["29,8", "%", "»", "§", "194"]  # its shape will tell


_BLANK = numpy.full((200, 900), 255, dtype=numpy.uint8)


@pytest.mark.parametrize(
    ("printed", "expected"), [(True, ["12,8", "%", "Årets"]), (False, ["12,8", "Årets"])]
)
def test_print_that_stands_unread_behind_a_number_is_read_with_it(printed: bool, expected: list[str]) -> None:
    words = _words("12,8 Årets")
    words[1] = replace(words[1], left=words[1].left + 90)
    image = _BLANK.copy()
    if printed:
        end = words[0].left + words[0].width
        image[54:76, end + 10 : end + 32] = 20

    def second(pictures: Sequence[numpy.ndarray]) -> list[Reading]:
        wide = pictures[0].shape[1] > words[0].width + 20
        return [_reading("12,8 %" if wide else "12,8")]

    assert [word.text for word in read_twice(words, image, second).words] == expected


def test_two_of_three_readers_decide_a_figure_and_the_doubt_stays() -> None:
    words = _words("385", 0.95)
    for third, kept, other in (("335", "335", "385"), ("385", "385", "335"), ("", "385", "335")):
        read = read_twice(words, _BLANK, _Readers("335"), _Readers(third))
        assert [word.text for word in read.words] == [kept]
        assert [(doubt.word.text, doubt.other) for doubt in read.doubts] == [(kept, other)]
        assert read.words[0].confidence <= DOUBTFUL


def test_the_third_reader_is_asked_only_where_two_disagree() -> None:
    third = _Readers("1")
    read_twice(_words("385", 0.95), _BLANK, _Readers("385"), third)
    assert third.seen == 0


def test_every_word_with_a_figure_is_read_twice() -> None:
    second = _Readers("385 2024-01-26 4", "HVO-2024-1234")
    read = read_twice(_words("385 2024-01-26 4 nämnden HVO-2024-1234", 0.99), _BLANK, second)
    assert second.seen == 2
    assert not read.doubts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("år I 156 564", [("I", "1")]),
        ("kap. l §", [("l", "1")]),
        ("kap. ll §", [("ll", "11")]),
        ("HV0-2026-2897", [("HV0-2026-2897", "HVO-2026-2897")]),
        ("I april 2024", []),
        ("H2-2024 HVO-2026-2897", []),
    ],
)
def test_a_letter_and_a_figure_that_look_alike_are_told(text: str, told: list[tuple[str, str]]) -> None:
    read = read_twice(_words(text), _BLANK, _Same(text))
    assert [word.text for word in read.words] == text.split()
    assert [(doubt.word.text, doubt.other) for doubt in read.doubts] == told


def test_an_address_that_was_cut_in_two_is_one_word() -> None:
    words = _words("gunilla. sjooQ example.se,")
    words = [replace(word, left=100 + 20 * at, width=18) for at, word in enumerate(words)]
    read = read_twice(words, _BLANK, _Readers("gunilla.sjoo@example.se,"))
    assert [word.text for word in read.words] == ["gunilla.sjoo@example.se,"]


def test_a_disagreement_says_which_word_and_where() -> None:
    found = Disagreement(chosen="385", other="335", box=Box(72, 144, 90, 156))
    issue = disagreement_issue(3, [found] * 10)
    assert issue is not None
    assert issue.page == 3
    for part in ("”385”", "”335”", "51 mm", "25 mm", "2 ställen till"):
        assert part in issue.message
    assert disagreement_issue(3, []) is None


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_box_of_a_turned_page_leads_back_to_where_it_was(quarters: int) -> None:
    before = numpy.zeros((200, 120), dtype=numpy.uint8)
    before[30:50, 10:70] = 1
    upright = numpy.rot90(before, quarters)
    rows, columns = numpy.nonzero(upright)
    box = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    turn = Turn(quarters=quarters, skew=0.0, width=120, height=200)
    assert turn.back(box) == Box(10, 30, 70, 50)


def test_rules_go_and_the_letters_they_cross_stay() -> None:
    image = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(image)
    draw.line((50, 400, 1150, 400), fill=0, width=4)
    draw.line((600, 50, 600, 750), fill=0, width=4)
    for x in range(100, 500, 40):
        draw.rectangle((x, 375, x + 8, 420), fill=0)  # stems of letters standing on the rule
    cleaned = part_foreign_ink(numpy.asarray(image), 300)[0]
    assert (cleaned[400, 700:1100] > 200).all()
    assert (cleaned[100:300, 600] > 200).all()
    for x in range(100, 500, 40):
        assert (cleaned[378:418, x + 4] < 100).mean() > 0.85


def test_a_signature_is_no_text() -> None:
    image = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(image)
    for row in range(4):
        for x in range(100, 900, 30):
            draw.rectangle((x, 100 + 60 * row, x + 16, 130 + 60 * row), fill=0)
    curve = [(300 + 3 * step, 550 + 80 * numpy.sin(step / 7)) for step in range(120)]
    draw.line(curve, fill=0, width=5)
    cleaned = part_foreign_ink(numpy.asarray(image), 300)[0]
    assert (cleaned[450:650] > 200).all()
    assert (cleaned[100:130, 100:116] < 50).all()


def test_a_page_without_words_has_no_runs() -> None:
    assert runs_of([]) == []
    assert read_twice([], _BLANK, _Readers()).words == []
