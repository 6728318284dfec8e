"""Dots that lead to a page number are no text; dots over letters and three points are."""

import numpy

from pipeline.ocr.dot_leaders import find_dot_leaders

_USUAL = 30.0


def _leaders(dots: list[tuple[float, float]], size: float = 4) -> list[bool]:
    sides = numpy.array([(x, y, size, size) for x, y in dots], dtype=float).T
    found: list[bool] = find_dot_leaders(*sides, _USUAL).tolist()
    return found


def test_a_row_of_dots_equally_far_apart_is_a_leader() -> None:
    row = [(100 + 12.0 * number, 200 + 0.05 * number) for number in range(20)]
    assert _leaders(row) == [True] * 20


def test_a_leader_with_dots_worn_off_is_one_still() -> None:
    row = [(100 + 12.0 * number, 200.0) for number in range(20) if number not in (4, 11)]
    assert all(_leaders(row))


def test_three_points_are_text() -> None:
    assert not any(_leaders([(100 + 12.0 * number, 200.0) for number in range(3)]))


def test_dust_is_no_leader() -> None:
    chance = numpy.random.default_rng(5)
    assert not any(_leaders([(float(x), float(y)) for x, y in chance.uniform(0, 2000, (2000, 2))]))


def test_dots_over_letters_far_from_each_other_stay() -> None:
    assert not any(_leaders([(100 + 50.0 * number, 200.0) for number in range(20)]))


def test_letters_in_a_row_stay() -> None:
    assert not any(_leaders([(100 + 22.0 * number, 200.0) for number in range(30)], size=20))
