"""From a gold file to a report, a baseline and its gains and losses."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate.baseline import compare, read_baseline, write_baseline
from pipeline.evaluate.evaluation import Report, evaluate_gold, evaluate_variants
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.report import render_comparison, render_report, report_to_json
from schemas.errors import SetupError, UsageError

FIELDS: dict[str, Any] = {
    "file": "protokoll.txt",
    "kind": "protokoll",
    "municipality": {"code": "1280", "name": "Malmö stad"},
    "decisions": [
        {"paragraph": 3, "status": "proposed", "outcome": "approved", "text": "Nämnden godkänner avtalet."}
    ],
}


@pytest.fixture
def gold_path(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "protokoll.txt").write_text("§ 3 Nämnden godkänner avtalet.", encoding="utf-8")
    path = folder / "small.json"
    path.write_text(json.dumps({"about": "made up", "documents": {"a": FIELDS}}), encoding="utf-8")
    return path


def answer(**changes: object) -> Any:
    def extract(path: Path) -> dict[str, Any]:
        assert path.is_file()
        return deepcopy(FIELDS) | changes

    return extract


def with_decision(**changes: object) -> Any:
    return answer(decisions=[FIELDS["decisions"][0] | changes])


def test_a_perfect_chain_has_no_errors(gold_path: Path) -> None:
    report = evaluate_gold(gold_path, None, answer())
    text = render_report(report)
    assert "inga missade och inga påhittade värden" in text
    assert "värsta felet: 0 förslag lagrade som beslut (av 1" in text
    assert report_to_json(report)["all"]["f1"] == 1.0


def test_each_error_is_listed_with_what_was_expected(gold_path: Path) -> None:
    text = render_report(evaluate_gold(gold_path, None, with_decision(status="decided", outcome="rejected")))
    assert "FEL      a  decisions[0].outcome" in text
    assert "väntat: approved" in text
    assert "fick:   rejected" in text
    assert "värsta felet: 1 förslag" in text


def test_a_document_that_breaks_the_chain_counts_as_missed(gold_path: Path) -> None:
    def extract(path: Path) -> dict[str, Any]:
        raise ValueError("trasigt")

    report = evaluate_gold(gold_path, None, extract)
    assert report.unread == (("a", "ValueError: trasigt"),)
    assert report_to_json(report)["all"]["recall"] == 0.0


def test_a_missing_installation_is_not_a_result(gold_path: Path) -> None:
    def extract(path: Path) -> dict[str, Any]:
        raise SetupError("Tesseract saknas")

    with pytest.raises(SetupError):
        evaluate_gold(gold_path, None, extract)


def test_a_missing_document_is_named(gold_path: Path, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "protokoll.txt").unlink()
    report = evaluate_gold(gold_path, None, answer())
    assert "filen protokoll.txt hittades inte" in render_report(report)
    assert report_to_json(report)["all"]["recall"] == 0.0


def test_documents_are_looked_for_in_the_given_folder_first(gold_path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "protokoll.txt").write_text("annat", encoding="utf-8")
    (document,) = load_gold(gold_path, elsewhere).documents
    assert document.file == elsewhere / "protokoll.txt"


def test_uncertain_places_are_read_from_the_file_beside_the_gold(gold_path: Path) -> None:
    beside = gold_path.with_name("small_alternatives.json")
    beside.write_text(json.dumps({"documents": {"a": {"decisions[0].outcome": {"also": ["other"]}}}}))
    accepted = evaluate_gold(gold_path, None, with_decision(outcome="other"))
    refused = evaluate_gold(gold_path, None, with_decision(outcome="rejected"))
    assert report_to_json(accepted)["all"]["f1"] == 1.0
    assert report_to_json(refused)["fields"]["decisions.outcome"]["f1"] == 0.0


def test_an_uncertain_place_that_does_not_exist_is_refused(gold_path: Path) -> None:
    beside = gold_path.with_name("small_alternatives.json")
    beside.write_text(json.dumps({"documents": {"a": {"decisions[7].outcome": {"also": ["other"]}}}}))
    with pytest.raises(UsageError, match=r"decisions\[7\]"):
        load_gold(gold_path)


@pytest.mark.parametrize("content", ["", "[]", '{"documents": []}', '{"documents": {"a": 1}}'])
def test_a_file_that_is_no_gold_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "fel.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"fel\.json"):
        load_gold(path)


def test_whether_the_documents_were_seen_is_said(gold_path: Path) -> None:
    assert "inte sedda" in render_report(evaluate_gold(gold_path, None, answer()))
    assert "(sedda" in render_report(evaluate_gold(gold_path, None, answer(), seen=True))


def test_municipalities_are_reported_apart(gold_path: Path, tmp_path: Path) -> None:
    other = deepcopy(FIELDS) | {
        "file": "andra.txt",
        "municipality": {"code": "0380", "name": "Uppsala kommun"},
    }
    (tmp_path / "inbox" / "andra.txt").write_text("x", encoding="utf-8")
    gold_path.write_text(json.dumps({"documents": {"a": FIELDS, "b": other}}), encoding="utf-8")
    text = render_report(evaluate_gold(gold_path, None, answer()))
    table = text[text.index("kommun ") :]
    assert "Malmö stad" in table
    assert "Uppsala kommun  municipality.name" in table


def test_variants_are_pooled_under_their_own_names(tmp_path: Path) -> None:
    paths = []
    for number in (1, 2):
        folder = tmp_path / f"variant-{number}"
        folder.mkdir()
        (folder / "protokoll.txt").write_text("x", encoding="utf-8")
        (folder / "gold.json").write_text(json.dumps({"documents": {"a": FIELDS}}), encoding="utf-8")
        paths.append(folder / "gold.json")
    report = evaluate_variants(paths, answer())
    assert report.documents == ("variant-1/a", "variant-2/a")
    assert report_to_json(report)["fields"]["decisions"]["n"] == 2


def run(gold_path: Path, **changes: object) -> Report:
    return evaluate_gold(gold_path, None, with_decision(**changes))


def test_gains_and_losses_against_the_baseline(gold_path: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    before = run(gold_path, outcome="rejected")
    assert not compare(before, read_baseline(baseline)).known
    write_baseline(baseline, [before])
    assert "oförändrat" in render_comparison(compare(before, read_baseline(baseline)))
    after = compare(run(gold_path, paragraph=4), read_baseline(baseline))
    assert after.gains == ("a/decisions[0].outcome",)
    assert after.losses == ("a/decisions[0].paragraph",)
    text = render_comparison(after)
    assert "vinster 1, förluster 1" in text
    assert "0 → 1" in text


def test_the_baseline_holds_no_text_of_a_document(gold_path: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    write_baseline(
        baseline, [evaluate_gold(gold_path, None, answer(decisions=[{"text": "Hemligt om Ylva"}]))]
    )
    written = baseline.read_text(encoding="utf-8")
    assert "Ylva" not in written
    assert "avtalet" not in written
    assert "decisions" in written


def test_another_set_keeps_its_entry(gold_path: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(
        json.dumps({"other": {"documents": [], "fields": {}, "errors": [], "wrong_decided": 0}})
    )
    write_baseline(baseline, [run(gold_path)])
    assert set(read_baseline(baseline)) == {"other", "small"}


def test_the_seeds_own_uncertain_places_exist() -> None:
    root = Path(__file__).parents[2]
    seeds = root.parent / "shared" / "gold" / "seeds.json"
    if not seeds.is_file():
        pytest.skip("kräver ../shared/gold/seeds.json")
    gold = load_gold(seeds, alternatives=root / "corpus" / "gold" / "seeds_alternatives.json")
    assert gold.seen
    by_id = {document.id: document for document in gold.documents}
    assert by_id["000"].fields["decisions"][0]["outcome"] == {"any_of": ["approved", "other"]}
    uncertain = [row for row in by_id["002"].fields["dates"] if "or" in row]
    assert [row["value"] for row in uncertain] == ["2022-09-01"]


def test_the_seeds_gold_agrees_with_itself() -> None:
    root = Path(__file__).parents[2]
    seeds = root.parent / "shared" / "gold" / "seeds.json"
    if not seeds.is_file():
        pytest.skip("kräver ../shared/gold/seeds.json")
    documents = json.loads(seeds.read_text(encoding="utf-8"))["documents"]
    by_file = {fields["file"]: fields for fields in documents.values()}
    report = evaluate_gold(
        seeds,
        None,
        lambda path: deepcopy(by_file[path.name]),
        alternatives=root / "corpus" / "gold" / "seeds_alternatives.json",
    )
    assert report_to_json(report)["all"]["f1"] == 1.0
    assert (len(report.wrong_decided), report.decisions) == (0, 6)
