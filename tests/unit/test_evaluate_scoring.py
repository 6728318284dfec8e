"""Scoring of hand-made documents: each test knows the score before it runs."""

from copy import deepcopy
from typing import Any

import pytest

from pipeline.evaluate.evaluation import find_wrong_decided
from pipeline.evaluate.intervals import f1_interval, wilson_interval
from pipeline.evaluate.scoring import Judgement, Verdict, score_document
from pipeline.evaluate.span_scoring import score_spans
from pipeline.evaluate.tally import Tally, tally, tally_by_field

GOLD: dict[str, Any] = {
    "kind": "protokoll",
    "title": "IOP-avtal om nattöppet café",
    "municipality": {"code": "1280", "name": "Malmö stad"},
    "committee": {"code": "ASN", "name": "Arbetsmarknads- och socialnämnden"},
    "document_date": None,
    "meeting": {"date": "2021-03-04", "covers": [7, 8], "adjusters": ["Ylva Näktergal"]},
    "decisions": [
        {
            "paragraph": 7,
            "clause": 1,
            "status": "decided",
            "outcome": "approved",
            "text": "Arbetsmarknads- och socialnämnden godkänner avtalet med Föreningen Ljuspunkten.",
        },
        {
            "paragraph": 8,
            "clause": 1,
            "status": "proposed",
            "outcome": "noted",
            "text": "Arbetsmarknads- och socialnämnden lägger rapporten till handlingarna.",
        },
    ],
    "dates": [
        {"value": "2021-03-04", "precision": "day", "role": "what the annotator called it"},
        {"value": "2021", "precision": "year"},
    ],
    "amounts": [
        {"sek": "385000", "unit": "kr", "payees": ["Föreningen Ljuspunkten", "Studieförbundet Ugglan"]}
    ],
    "parties": [{"name": "Föreningen Ljuspunkten", "kind": "civil_society", "aliases": ["Ljuspunkten"]}],
    "contacts": [],
}


def verdicts(judgements: list[Judgement]) -> dict[str, list[Verdict]]:
    errors: dict[str, list[Verdict]] = {}
    for judgement in judgements:
        if judgement.verdict is not Verdict.HIT:
            errors.setdefault(judgement.field, []).append(judgement.verdict)
    return errors


def score(got: dict[str, Any], gold: dict[str, Any] | None = None) -> list[Judgement]:
    return score_document("d", gold or GOLD, got)


def test_perfect_output_scores_one() -> None:
    total = tally(score(deepcopy(GOLD)))
    assert (total.precision, total.recall, total.f1) == (1.0, 1.0, 1.0)
    assert total.hits > 20


def test_one_missing_row_lowers_recall_only() -> None:
    got = deepcopy(GOLD)
    del got["dates"][1]
    by_field = tally_by_field(score(got))
    assert by_field["dates"].recall == 0.5
    assert by_field["dates"].precision == 1.0
    assert verdicts(score(got)) == {"dates": [Verdict.MISS]}


def test_one_invented_row_lowers_precision_only() -> None:
    got = deepcopy(GOLD)
    got["contacts"] = [{"kind": "phone", "value": "070-174 06 05"}]
    assert verdicts(score(got)) == {"contacts": [Verdict.INVENTION]}
    assert tally_by_field(score(got))["contacts"].precision == 0.0


def test_a_wrong_value_is_both_missed_and_invented() -> None:
    got = deepcopy(GOLD)
    got["decisions"][0]["outcome"] = "rejected"
    counts = tally_by_field(score(got))["decisions.outcome"]
    assert (counts.hits, counts.misses, counts.inventions) == (1, 1, 1)
    assert counts.f1 == 0.5


def test_null_is_expected_where_the_gold_says_null() -> None:
    got = deepcopy(GOLD) | {"document_date": "2021-03-04"}
    assert verdicts(score(got)) == {"document_date": [Verdict.INVENTION]}


def test_a_meeting_that_was_not_held_is_invented_leaf_by_leaf() -> None:
    judgements = score({"meeting": {"date": "2021-03-04", "place": None}}, {"meeting": None})
    assert verdicts(judgements) == {"meeting.date": [Verdict.INVENTION]}


def test_what_the_gold_does_not_mention_is_not_judged() -> None:
    got = deepcopy(GOLD) | {"persons": [{"name": "Ylva Näktergal"}], "organ": "Nämnden"}
    got["decisions"][0]["actor"] = "Nämnden"
    assert verdicts(score(got)) == {}


def test_provenance_and_role_texts_are_not_judged() -> None:
    got = deepcopy(GOLD)
    for row in got["dates"]:
        row |= {
            "role": "other words",
            "spans": [{"page": 1, "start": 0, "end": 4}],
            "rule": "r",
            "confidence": 1,
        }
    assert verdicts(score(got)) == {}


def test_a_flaw_in_the_text_costs_the_text_and_not_the_row() -> None:
    got = deepcopy(GOLD)
    got["decisions"][0]["text"] = got["decisions"][0]["text"].replace("ä", "a")
    by_field = tally_by_field(score(got))
    assert by_field["decisions"].f1 == 1.0
    assert by_field["decisions.text"].hits == 1
    assert by_field["decisions.text"].text_errors == 2
    assert by_field["decisions.status"].f1 == 1.0


def test_another_clause_is_another_row() -> None:
    got = deepcopy(GOLD)
    got["decisions"][0]["text"] = "Ordföranden tackar för en innehållsrik föredragning."
    assert verdicts(score(got))["decisions"] == [Verdict.MISS, Verdict.INVENTION]


def test_the_same_clause_under_two_paragraphs_pairs_by_paragraph() -> None:
    rows = [
        {"paragraph": number, "status": status, "text": "Nämnden godkänner förslaget."}
        for number, status in ((1, "decided"), (2, "proposed"))
    ]
    assert verdicts(score({"decisions": rows[::-1]}, {"decisions": rows})) == {}


def test_rows_without_a_key_pair_by_what_else_they_say() -> None:
    gold = {
        "items": [{"paragraph": None, "title": "Mötets öppnande"}, {"paragraph": None, "title": "Budget"}]
    }
    got = {"items": [{"paragraph": None, "title": "Budget"}, {"paragraph": None, "title": "Anmälningar"}]}
    judgements = score(got, gold)
    assert verdicts(judgements) == {"items": [Verdict.MISS, Verdict.INVENTION]}
    missed = next(judgement for judgement in judgements if judgement.verdict is Verdict.MISS)
    assert missed.expected == "Mötets öppnande"


def test_rows_repeated_in_the_document_count_once_where_values_are_distinct() -> None:
    got = deepcopy(GOLD)
    got["dates"] += deepcopy(got["dates"])
    assert verdicts(score(got)) == {}


def test_rows_that_are_not_distinct_pair_one_to_one() -> None:
    got = deepcopy(GOLD)
    got["amounts"] += deepcopy(got["amounts"])
    assert verdicts(score(got)) == {"amounts": [Verdict.INVENTION]}


def test_lists_inside_rows_are_judged_item_by_item_in_any_order() -> None:
    got = deepcopy(GOLD)
    got["amounts"][0]["payees"] = ["Studieförbundet Ugglan", "Malmö"]
    assert verdicts(score(got)) == {"amounts.payees": [Verdict.MISS, Verdict.INVENTION]}


@pytest.mark.parametrize("written", ["385000", "385000.00", 385000, "385 000"])
def test_amounts_are_compared_as_numbers(written: object) -> None:
    got = deepcopy(GOLD)
    got["amounts"][0]["sek"] = written
    assert verdicts(score(got)) == {}


def test_normal_form_and_line_breaks_do_not_matter_but_letters_do() -> None:
    got = deepcopy(GOLD)
    got["title"] = "IOP-avtal om\nnatto\u0308ppet cafe\u0301"
    assert verdicts(score(got)) == {}
    got["title"] = "IOP-avtal om nattoppet cafe"
    assert verdicts(score(got)) == {"title": [Verdict.WRONG]}


@pytest.mark.parametrize(("outcome", "wrong"), [("approved", False), ("other", False), ("rejected", True)])
def test_any_of_several_values_can_be_right(outcome: str, wrong: bool) -> None:
    gold = deepcopy(GOLD)
    gold["decisions"][0]["outcome"] = {"any_of": ["approved", "other"]}
    got = deepcopy(GOLD)
    got["decisions"][0]["outcome"] = outcome
    assert bool(verdicts(score(got, gold))) is wrong


@pytest.mark.parametrize(("value", "precision"), [("2022-09-01", "day"), ("2022-09", "month")])
def test_a_row_can_have_another_reading(value: str, precision: str) -> None:
    gold = {
        "dates": [
            {"value": "2022-09-01", "precision": "day", "or": [{"value": "2022-09", "precision": "month"}]}
        ]
    }
    assert verdicts(score({"dates": [{"value": value, "precision": precision}]}, gold)) == {}
    assert verdicts(score({"dates": [{"value": "2022", "precision": "year"}]}, gold)) != {}


def test_an_optional_row_may_be_missing() -> None:
    gold = {"dates": [{"value": "2022", "precision": "year", "optional": True}]}
    assert verdicts(score({"dates": []}, gold)) == {}
    assert tally(score({"dates": []}, gold)).f1 is None


def wrong_decided(got: dict[str, Any]) -> list[str]:
    return [wrong.path for wrong in find_wrong_decided("d", score(got), got)]


def test_a_proposal_stored_as_decided_is_the_worst_error() -> None:
    got = deepcopy(GOLD)
    assert wrong_decided(got) == []
    got["decisions"][1]["status"] = "decided"
    assert wrong_decided(got) == ["decisions[1].status"]


def test_the_reverse_is_an_error_but_not_the_worst() -> None:
    got = deepcopy(GOLD)
    got["decisions"][0]["status"] = "proposed"
    assert wrong_decided(got) == []
    assert verdicts(score(got)) == {"decisions.status": [Verdict.WRONG]}


@pytest.mark.parametrize(("status", "expected"), [("decided", ["decisions+2"]), ("proposed", [])])
def test_an_invented_decision_counts_as_worst_only_when_decided(status: str, expected: list[str]) -> None:
    got = deepcopy(GOLD)
    got["decisions"].append({"status": status, "text": "Det regnade hela dagen i Skåne."})
    assert wrong_decided(got) == expected


def test_intervals_are_wide_for_few_values_and_never_leave_the_unit() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(6, 6).low == pytest.approx(0.6097, abs=1e-4)
    assert wilson_interval(600, 600).low > 0.99
    assert f1_interval(1, 1, 1).low < 0.5 < f1_interval(1, 1, 1).high


def test_a_field_without_values_has_no_score() -> None:
    empty = Tally()
    assert empty.precision is None
    assert empty.recall is None
    assert empty.f1 is None


TEXT = "Möte den 4 mars 2021.\nNästa möte den 4\nmars 2021 igen."


def spans_of(*passages: tuple[int, int]) -> dict[str, Any]:
    rows = [
        {"value": "2021-03-04", "spans": [{"page": 1, "start": start, "end": end}]} for start, end in passages
    ]
    return {"dates": rows, "pages": [{"page": 1, "text": TEXT}]}


def gold_offsets(*passages: tuple[int, int]) -> dict[str, Any]:
    return {
        "dates": [{"value": "2021-03-04", "precision": "day", "offsets": [list(place) for place in passages]}]
    }


def test_spans_exact_overlapping_and_elsewhere() -> None:
    gold = gold_offsets((9, 20), (37, 48))
    first, second = (TEXT.index("4 mars"), 20), (TEXT.index("4\nmars"), 48)
    (exact,) = score_spans("d", gold, spans_of(first, second), TEXT)
    assert (exact.expected, exact.exact, exact.overlapping, exact.elsewhere) == (2, 2, 0, 0)
    (near,) = score_spans("d", gold, spans_of((first[0] - 4, 20), (0, 4)), TEXT)
    assert (near.exact, near.overlapping, near.elsewhere) == (0, 1, 1)


def test_spans_are_followed_through_cleaning_and_line_breaks() -> None:
    raw = f"SAMMANTRÄDESPROTOKOLL 4 (37)\n**{TEXT}**"
    start = raw.index("4\nmars")
    got = {
        "dates": [
            {
                "value": "2021-03-04",
                "spans": [
                    {"page": 1, "start": TEXT.index("4\nmars"), "end": TEXT.index("4\nmars") + 1},
                    {"page": 1, "start": TEXT.rindex("mars 2021"), "end": TEXT.rindex("mars 2021") + 9},
                ],
            }
        ],
        "pages": [{"page": 1, "text": TEXT}],
    }
    (score_of_dates,) = score_spans("d", gold_offsets((start, start + 11)), got, raw)
    assert (score_of_dates.exact, score_of_dates.elsewhere) == (1, 0)
