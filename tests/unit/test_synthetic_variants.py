"""Varied documents: text and gold change alike, and nothing of the original is left."""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
CLEAN = (
    "Hälsa-, vård- och omsorgsnämnden beslutade den 26 april 2018 (§ 43, HVO-2018-617) om stöd.\n"
    "I oktober 2020 tog Föreningen Skogsgläntan Malmö kontakt. Skogsgläntans bidrag från hälsa-, vård-\n"
    "och omsorgsförvaltningen är 385 000\nkronor för perioden 2020-2022. Se HVON 20201028.\n"
    "Åsa Grön, asa.gron@example.se, 070-174 06 10\n"
)
DAMAGED = (
    "Hilsa-, vard- och omsorgsnimnden beslutade den 26 april 2018 (§ 43, HVO-2018-617) om stéd.\n"
    "I oktober 2020 tog Foreningen Skogsglintan Malm6 kontakt. Skogsgldntans bidrag fran hilsa-, vard-\n"
    "och omsorgsforvaltningen dr 385 000\nkronor for perioden 2020-2022. Se HVON 20201028.\n"
    "Asa Gr6n, asa.gron@example.se, 070-174 06 10\n"
)
GOLD: dict[str, Any] = {
    "file": "x.txt",
    "committee": {"code": "HVO", "name": "Hälsa-, vård- och omsorgsnämnden"},
    "municipality": {"code": "1280", "name": "Malmö stad"},
    "officials": [{"name": "Åsa Grön", "title": None, "function": None}],
    "case_numbers": [{"value": "HVO-2018-617", "role": "referenced"}],
    "referenced_decisions": [
        {
            "body": "Hälsa-, vård- och omsorgsnämnden",
            "date": "2018-04-26",
            "paragraph": 43,
            "case_number": "HVO-2018-617",
        }
    ],
    "dates": [
        {"value": value, "precision": precision, "offsets": [[start, start + length]]}
        for value, precision, start, length in (
            ("2018-04-26", "day", CLEAN.index("26 april"), 13),
            ("2020-10", "month", CLEAN.index("oktober"), 12),
            ("2020-10-28", "day", CLEAN.index("20201028"), 8),
            ("2022", "year", CLEAN.index("2020-2022") + 5, 4),
            ("2020", "year", CLEAN.index("2020-2022"), 4),
        )
    ],
    "amounts": [
        {
            "sek": "385000",
            "payer": "Hälsa-, vård- och omsorgsförvaltningen",
            "payees": ["Föreningen Skogsgläntan Malmö"],
            "quote": "385 000 kronor",
        }
    ],
    "parties": [
        {"name": "Föreningen Skogsgläntan Malmö", "kind": "civil_society", "aliases": ["Skogsgläntan"]}
    ],
    "contacts": [
        {"kind": "email", "value": "asa.gron@example.se", "person": "Åsa Grön"},
        {"kind": "phone", "value": "070-174 06 10", "person": "Åsa Grön"},
    ],
}
SEEDS = range(10)


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "corpus" / "synthetic" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def variants() -> Iterator[ModuleType]:
    before = set(sys.modules)
    load("alignment")
    load("exchanges")
    yield load("variants")
    for name in set(sys.modules) - before:
        del sys.modules[name]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_of_the_original_is_left(variants: ModuleType, seed: int) -> None:
    text, gold = variants.vary(CLEAN, GOLD, seed)
    for old in (
        "omsorgsnämnden beslutade den 26",
        "HVO-2018-617",
        "§ 43,",
        "Skogsgl",
        "385 000",
        "Åsa",
        "asa.",
        "2020-2022",
    ):
        assert old not in text
        assert old not in json.dumps(gold, ensure_ascii=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_text_and_gold_change_alike(variants: ModuleType, seed: int) -> None:
    text, gold = variants.vary(CLEAN, GOLD, seed)
    flat = folded(text)
    reported = gold["referenced_decisions"][0]
    assert f"(§ {reported['paragraph']}, {reported['case_number']})" in flat
    assert flat.startswith(reported["body"])
    party = gold["parties"][0]
    assert f"tog {party['name']} kontakt" in flat
    assert any(f"{name}{s} bidrag" in flat for name in (party["name"], *party["aliases"]) for s in ("s", ""))
    assert gold["amounts"][0]["payees"] == [party["name"]]
    assert gold["amounts"][0]["quote"] in flat
    assert gold["amounts"][0]["quote"].replace(" ", "") == gold["amounts"][0]["sek"] + "kronor"
    assert "\nkronor" in text
    contact = {row["kind"]: row["value"] for row in gold["contacts"]}
    assert f"{gold['officials'][0]['name']}, {contact['email']}, {contact['phone']}" in flat
    assert re.fullmatch(r"[a-z.-]+@example\.se", contact["email"])


@pytest.mark.parametrize("seed", SEEDS)
def test_offsets_still_point_at_the_dates(variants: ModuleType, seed: int) -> None:
    text, gold = variants.vary(CLEAN, GOLD, seed)
    day, month, compact, last, first = (text[slice(*row["offsets"][0])] for row in gold["dates"])
    values = [row["value"] for row in gold["dates"]]
    assert day.endswith(values[0][:4])
    assert month == f"oktober {values[1][:4]}"
    assert compact == values[2].replace("-", "")
    assert (first, last) == (values[4], values[3])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_goes_into_a_damaged_text_is_damaged(variants: ModuleType, seed: int) -> None:
    text, gold = variants.vary(DAMAGED, GOLD, seed, truth=CLEAN)
    assert not set("åäöÅÄÖ") & set(text)
    assert text.count("\n") == DAMAGED.count("\n")
    assert "om stéd." in text
    assert "Skogsgl" not in text
    clean, clean_gold = variants.vary(CLEAN, GOLD, seed)
    assert gold == clean_gold
    assert len(text) == len(clean)


def test_the_same_seed_gives_the_same_and_another_another(variants: ModuleType) -> None:
    assert variants.vary(CLEAN, GOLD, 1) == variants.vary(CLEAN, GOLD, 1)
    assert len({variants.vary(CLEAN, GOLD, seed)[0] for seed in SEEDS}) == len(SEEDS)


def test_five_seeds_reach_every_municipality(variants: ModuleType) -> None:
    codes = {variants.vary(CLEAN, GOLD, seed)[1]["committee"]["code"] for seed in range(5)}
    assert codes == {"ASN", "VON", "IF", "SÄN", "KFN"}


def test_gold_that_is_varied_is_not_changed(variants: ModuleType) -> None:
    before = json.dumps(GOLD, ensure_ascii=False)
    variants.vary(CLEAN, GOLD, 3)
    assert json.dumps(GOLD, ensure_ascii=False) == before


@pytest.fixture(scope="module")
def seeds() -> dict[str, Any]:
    path = SHARED / "gold" / "seeds.json"
    if not path.exists():
        pytest.skip("the seeds are not here (../shared/gold/seeds.json)")
    documents: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["documents"]
    return documents


def read(gold: dict[str, Any]) -> tuple[str, str | None]:
    text = (SHARED / "seeds" / gold["file"]).read_bytes().decode()
    counted_in = gold.get("offsets_into", gold["file"])
    return text, None if counted_in == gold["file"] else (SHARED / "gold" / counted_in).read_bytes().decode()


@pytest.mark.parametrize("seed", SEEDS)
def test_seeds_keep_every_answer_printed(variants: ModuleType, seeds: dict[str, Any], seed: int) -> None:
    plan = variants.make_plan(list(seeds.values()), seed)
    for gold in seeds.values():
        text, truth = read(gold)
        _, new, new_truth = variants.vary_with(plan, text, gold, truth=truth)
        before, after = folded(truth or text), folded(new_truth)
        for old_value, new_value in zip(strings(gold), strings(new), strict=True):
            assert (folded(old_value) in before) <= (folded(new_value) in after), new_value
        for entity in new["named_entities"]:
            assert entity["text"].strip() == entity["text"]


def strings(gold: dict[str, Any]) -> Iterator[str]:
    """The answers that stand in the text word for word, in a fixed order."""
    for name in ("decisions", "basis"):
        yield from (row["text"].replace("*", "") for row in gold[name])
    for name in ("attendance", "officials", "planning"):
        yield from (row.get("name") or row["body"] for row in gold[name])
    yield from (row["value"] for row in gold["contacts"])
    yield from (row["quote"] for name in ("amounts", "periods") for row in gold[name])
    for row in gold["partnerships"]:
        yield from (row["name"], row["target_group"], row["subject_area"], *row["partners"], *row["purposes"])


@pytest.mark.parametrize("seed", SEEDS)
def test_seeds_lose_every_name_and_number(variants: ModuleType, seeds: dict[str, Any], seed: int) -> None:
    plan = variants.make_plan(list(seeds.values()), seed)
    for gold in seeds.values():
        text, truth = read(gold)
        new_text, _, new_truth = variants.vary_with(plan, text, gold, truth=truth)
        assert new_text.count("\n") == new_truth.count("\n")
        persons = {folded(row["text"]) for row in gold["named_entities"] if row["label"] == "PER"}
        parties = {row["name"] for row in gold["parties"] if row["kind"] == "civil_society"}
        numbers = {row["value"] for row in gold["case_numbers"]} | {row["value"] for row in gold["contacts"]}
        left = [old for old in persons | parties | numbers if old in folded(new_truth)]
        assert left == []
