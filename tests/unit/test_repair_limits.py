import pytest

from pipeline.evaluate.repair_limits import INPUTS, MOST_PEAK_MB, Hostile, measure

SIZE = 300_000


@pytest.mark.parametrize("hostile", INPUTS[:7], ids=lambda hostile: hostile.name)
def test_hostile_input_ends_as_the_contract_says(hostile: Hostile) -> None:
    status, sound, _, peak = measure(hostile, SIZE, edits=False)
    assert (status, sound) == (hostile.status, True)
    assert peak <= MOST_PEAK_MB


def test_edits_of_hostile_input_are_json_lines() -> None:
    status, sound, _, _ = measure(INPUTS[1], SIZE, edits=True)
    assert (status, sound) == (0, True)
