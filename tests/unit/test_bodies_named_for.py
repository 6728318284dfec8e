"""Bodies named for what they do: "Nämnden för X & Y", in every inflection."""

import pytest

from extractors.bodies import find_bodies

IF = "Nämnden för Individ & Familjeomsorg"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"{IF} avslår ansökan.", [IF]),
        (f"{IF}s arbetsutskott föreslår {IF} föreslå:", [f"{IF}s arbetsutskott", IF]),
        (f"stöd inom {IF}s verksamhetsområde. {IF} beslutar.", [IF, IF]),
        (f"{IF} den 16 mars", [IF]),
        ("Förvaltningen för Individ & Familjeomsorg bidrar.", ["Förvaltningen för Individ & Familjeomsorg"]),
        ("Nämnden för arbete, kultur och fritid godkänner", ["Nämnden för arbete, kultur och fritid"]),
        ("Nämnden för hållbart samhällsbyggande beslutar", ["Nämnden för hållbart samhällsbyggande"]),
        ("ärendet går till nämnden för beslut", []),
        ("anmäls i nämnden för kännedom och vidare hantering i höst", []),
    ],
)
def test_the_name_ends_where_it_ends(text: str, names: list[str]) -> None:
    assert [body.value.name for body in find_bodies(text)] == names
