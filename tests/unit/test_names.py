"""The shape of personal names: letters of many languages, cells kept apart."""

import pytest

from extractors.bodies import find_bodies
from extractors.names import NAME_PATTERN, is_person_name


@pytest.mark.parametrize(
    "name",
    ["Eva Exempelsson", "Hassan Kovač", "Łucja Ńowak", "Anna-Karin af Prov", "Åke Ö Prövare", "Şule Yılmaz"],
)
def test_names_of_many_languages(name: str) -> None:
    assert is_person_name(name)


@pytest.mark.parametrize("words", ["Malmö Stad", "2 × 3", "Vice Ordförande", "nämnden beslutar"])
def test_words_that_are_nobodys_name(words: str) -> None:
    assert not is_person_name(words)


def test_two_cells_are_two_people() -> None:
    assert NAME_PATTERN.findall("Eva Exempel\tPer Prov") == ["Eva Exempel", "Per Prov"]


def test_a_glued_code_is_the_working_committee() -> None:
    (body,) = find_bodies("Protokollsutdrag HVOAU 2024-04-17 § 38")
    assert body.value.name == "Hälsa-, vård- och omsorgsnämndens arbetsutskott"
    assert body.value.base == "Hälsa-, vård- och omsorgsnämnden"
