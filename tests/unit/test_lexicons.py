"""Every row of every lexicon proves itself: its examples match, its counter-examples don't."""

from importlib.resources import files
from typing import Any

import pytest

from extractors.rules import Blocked, Rule, expand, load_lexicon, load_rules, read_rule, value_group

LEXICONS = sorted(
    path.name.removesuffix(".toml")
    for path in files("extractors").joinpath("lexicons").iterdir()
    if path.name.endswith(".toml")
)
TABLES = [
    (lexicon, table)
    for lexicon in LEXICONS
    for table, rows in load_lexicon(lexicon).items()
    if isinstance(rows, list) and any(isinstance(row, dict) and "pattern" in row for row in rows)
]
RULES = [rule for lexicon, table in TABLES for rule in load_rules(lexicon, table)]
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]
COUNTER_EXAMPLES = [(rule, example) for rule in RULES for example in rule.counter_examples]


def label(value: Any) -> str:
    return value.id if isinstance(value, Rule) else str(value)[:60]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=label)
def test_an_example_matches(rule: Rule, example: str) -> None:
    before, opened, rest = example.partition("«")
    if not opened:
        assert rule.first(example) is not None
        return
    wanted, _, after = rest.partition("»")
    text = before + wanted + after
    passages = [found.span(value_group(found)) for found in rule.finditer(text)]
    assert (len(before), len(before) + len(wanted)) in passages, [text[a:b] for a, b in passages]


@pytest.mark.parametrize(("rule", "example"), COUNTER_EXAMPLES, ids=label)
def test_a_counter_example_does_not_match(rule: Rule, example: str) -> None:
    found = rule.first(example)
    assert found is None, f"matches {found[0]!r}" if found else ""


@pytest.mark.parametrize(("lexicon", "table"), TABLES)
def test_rules_have_names_of_their_own_and_sane_confidence(lexicon: str, table: str) -> None:
    rules = load_rules(lexicon, table)
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(0 < rule.confidence <= 1 for rule in rules)


def test_there_are_rules_to_test() -> None:
    assert len(EXAMPLES) > 100
    assert len(COUNTER_EXAMPLES) > 50


def test_a_bad_pattern_names_its_rule() -> None:
    with pytest.raises(ValueError, match="toys:broken"):
        read_rule({"name": "broken", "pattern": "(", "examples": []}, "toys", {})


def test_an_unknown_fragment_names_its_rule() -> None:
    with pytest.raises(ValueError, match="toys:holey"):
        read_rule({"name": "holey", "pattern": "<<nothing>>"}, "toys", {})


def test_case_is_ignored_unless_a_row_or_its_lexicon_says_so() -> None:
    row = {"name": "a", "pattern": "beslut"}
    assert read_rule(row, "toys", {}).first("BESLUT")
    assert not read_rule(row, "toys", {"case": True}).first("BESLUT")
    assert not read_rule({**row, "case": True}, "toys", {}).first("BESLUT")


def test_a_whole_line_rule_folds_white_space_and_drops_the_colon() -> None:
    rule = read_rule({"name": "a", "pattern": "vår referens"}, "toys", {"match": "line"})
    assert rule.first(" Vår \n referens:")
    assert not rule.first("Vår referens är Kim")


def test_fragments_nest() -> None:
    assert expand("<<a>>!", {"a": "x<<b>>", "b": "y|z"}) == "(?:x(?:y|z))!"


def test_a_match_carries_its_rule_and_its_passages() -> None:
    rule = read_rule(
        {"name": "sum", "pattern": r"(?P<value>\d+) (?P<unit>kr)", "confidence": 0.9}, "toys", {}
    )
    found = rule.first("ger 500 kr")
    assert found is not None
    match = rule.to_match(found, 500)
    assert (match.rule, match.confidence, match.start, match.end) == ("toys:sum", 0.9, 4, 7)
    assert rule.to_match(found, 500, "value", "unit").ranges == ((4, 7), (8, 10))


def test_blocked_passages() -> None:
    blocked = Blocked([(5, 8), (7, 10), (20, 22)])
    assert [blocked.touches(*span) for span in ((0, 5), (4, 6), (9, 12), (10, 20), (21, 30))] == [
        False, True, True, False, True,
    ]  # fmt: skip
    assert not Blocked([]).touches(0, 100)
