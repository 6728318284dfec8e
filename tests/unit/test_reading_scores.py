"""How reading is counted: what is invented, which digits are wrong in silence, and how sure the rates are."""

import pytest

from pipeline.evaluate.intervals import pooled_interval
from pipeline.evaluate.reading_scores import Reading, Score, wrong_digits

TRUTH = "Nämnden beviljar 385 000 kronor den 7 maj"


def counted(read: str, *, doubtful: str = "", truth: str = TRUTH) -> Score:
    marks = tuple(word == doubtful for word in read.split())
    return Score().add(truth, Reading(text=read, doubtful=marks), "memo")


def test_a_page_read_right_has_no_errors() -> None:
    score = counted("Nämnden  beviljar\n385 000 kronor\tden 7 maj")
    assert (score.cer, score.wer, score.digits, score.digits_wrong) == (0, 0, 7, 0)
    assert score.found["amount"] == score.printed["amount"] == 1


def test_words_read_where_none_is_printed_are_invented() -> None:
    assert counted(TRUTH + " ~~ JS").invented == [2]
    assert counted(TRUTH.replace("maj", "mai")).invented == [0]
    assert counted("Nämnden beviljar").invented == [0]


@pytest.mark.parametrize(
    ("read", "wrong"),
    [("335 000", 1), ("385000", 0), ("385 00O", 1), ("", 6), ("385 000 1", 1)],
)
def test_digits_are_compared_and_not_how_they_are_set(read: str, wrong: int) -> None:
    score = counted(TRUTH.replace("385 000", read))
    assert (score.digits_wrong, score.digits_silent) == (wrong, wrong)


def test_a_wrong_digit_in_a_doubtful_word_is_not_silent() -> None:
    score = counted(TRUTH.replace("385", "335"), doubtful="335")
    assert (score.digits_wrong, score.digits_silent) == (1, 0)
    elsewhere = counted(TRUTH.replace("385", "335"), doubtful="maj")
    assert (elsewhere.digits_wrong, elsewhere.digits_silent) == (1, 1)


def test_readers_that_say_nothing_of_words_err_in_silence() -> None:
    assert wrong_digits(["7"], ["1"], ()) == (1, 1)


def test_order_is_told_by_template() -> None:
    score = counted(TRUTH)
    score.add("ett två tre fyra fem", Reading(text="fyra fem ett två tre"), "votes")
    assert score.order_by_template() == {"memo": (1, 1), "votes": (0, 1)}
    assert score.wer == pytest.approx(sum(score.word_errors) / 13)


def test_the_interval_holds_the_rate_and_shrinks_with_pages() -> None:
    low, high = pooled_interval([1, 0, 3, 0], [100] * 4)
    assert low < 0.01 < high
    many = pooled_interval([1, 0, 3, 0] * 20, [100] * 80)
    assert many.high - many.low < (high - low) / 2
    assert pooled_interval([1, 0, 3, 0], [100] * 4) == (low, high)
    assert pooled_interval([], []) == (0.0, 1.0)
