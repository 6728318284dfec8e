"""The sample inbox and its gold: what the answers state stands in the sources, and nothing is left out.

The checks read the sources with patterns of their own, never with the product's rules.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from schemas.decisions import Outcome
from schemas.mentions import DissentKind

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
SYNTHETIC = CORPUS / "synthetic"
SOURCES = {
    path.name[:2]: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((SYNTHETIC / "sources").glob("*.toml"))
}
GOLD: dict[str, Any] = json.loads((CORPUS / "gold" / "synthetic.json").read_text(encoding="utf-8"))

MONTHS = [
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
]
NUMBER = r"\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?|\d[\d.]*(?:,\d+)?"
SEASONS = {"våren": "spring", "sommaren": "summer", "hösten": "autumn", "vintern": "winter"}


def printed(number: str) -> str:
    """All of a source's text on one line, without markup."""
    source = SOURCES[number]
    furniture = " ".join(source.get(name, "") for name in ("logo", "head_left", "head"))
    text = f"{furniture} {source['text']}"
    text = re.sub(r"\{table:\w+\}|\*|^[|#=-]+", " ", text, flags=re.MULTILINE)
    text = text.replace("2024-⏎0", "2024-0").replace("⏎", " ").replace("~", " ")
    return re.sub(r"\s+", " ", text.replace("//", " ").replace("|", " "))


def dates_in(text: str) -> set[str]:
    """Every date of a text whose forms this file knows; longer forms are taken out before shorter ones."""
    found: set[str] = set()

    def take(pattern: str, value: Any) -> None:
        nonlocal text

        def keep(match: re.Match[str]) -> str:
            found.add(value(match))
            return " · "

        text = re.sub(pattern, keep, text)

    for not_a_date in (
        r"[A-ZÅÄÖ]{2,4}[- ](?:19|20)\d\d-\d{2,5}\b(?!-\d)",
        r"\((?:19|20)\d\d:\d+\)",
        r"SOU \d{4}:\d+",
        r"\d{6}-\d{4}",
    ):
        text = re.sub(not_a_date, " · ", text)
    months = "|".join(MONTHS)
    take(r"\b(\d{4}-\d\d-\d\d)\b", lambda m: m[1])
    take(r"\bASN (20\d\d)(\d\d)(\d\d)\b", lambda m: f"{m[1]}-{m[2]}-{m[3]}")
    take(
        rf"\b(\d{{1,2}}) ({months}) (\d{{4}})\b",
        lambda m: f"{m[3]}-{MONTHS.index(m[2]) + 1:02}-{int(m[1]):02}",
    )
    take(rf"\b({months}) (\d{{4}})\b", lambda m: f"{m[2]}-{MONTHS.index(m[1]) + 1:02}")
    take(rf"\b({'|'.join(SEASONS)}) (\d{{4}})\b", lambda m: f"{m[2]}-{SEASONS[m[1]]}")
    take(r"\b((?:19|20)\d\d)\b", lambda m: m[1])
    return found


@pytest.mark.parametrize("number", SOURCES)
def test_every_date_of_the_source_is_an_answer_and_no_other(number: str) -> None:
    assert {row["value"] for row in GOLD["documents"][number]["dates"]} == dates_in(printed(number))


@pytest.mark.parametrize("number", SOURCES)
def test_every_case_number_of_the_source_is_an_answer_and_no_other(number: str) -> None:
    found = re.findall(r"\b(HVO|ASN|IF|STK)[- ](20\d\d)-(\d{2,5})\b(?!-\d)", printed(number))
    assert {row["value"] for row in GOLD["documents"][number]["case_numbers"]} == {"-".join(n) for n in found}


@pytest.mark.parametrize("number", SOURCES)
def test_every_sum_of_the_source_is_an_answer_and_no_other(number: str) -> None:
    found = re.findall(rf"\b({NUMBER}) ?(?:kronor|kr|tkr|mnkr|SEK)\b", printed(number))
    quotes = {re.sub(r" ?(?:kronor|kr|tkr|mnkr|SEK)\b.*", "", row["quote"]) for row in amounts(number)}
    assert quotes == set(found)


def amounts(number: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = GOLD["documents"][number]["amounts"]
    return rows


@pytest.mark.parametrize("number", SOURCES)
def test_sums_are_what_their_quotes_say(number: str) -> None:
    factors = {"tkr": 1000, "mnkr": 1_000_000}
    for row in amounts(number):
        digits = re.match(r"[\d  .,]+", row["quote"])
        assert digits is not None
        value = digits[0].replace(" ", "").replace(",", "|").replace(".", "").replace("|", ".")
        assert abs(float(row["sek"])) == pytest.approx(float(value) * factors.get(row["unit"], 1))


def verbatim(document: dict[str, Any]) -> list[str]:
    """The answers that must stand in the document word for word."""
    texts = [row["text"] for name in ("decisions", "basis") for row in document.get(name, ())]
    texts += [row["quote"] for name in ("periods", "amounts") for row in document.get(name, ())]
    texts += [row["title"] for row in document.get("items", ())]
    texts += [row["name"] for row in document.get("persons", ())]
    texts += [row["value"] for row in document.get("contacts", ())]
    texts += [row["category"] for row in document.get("attendance", ())]
    texts += [alias for row in document["parties"] for alias in row["aliases"]]
    texts += [row["name"] for row in document["parties"] if row["kind"] in {"civil_society", "company"}]
    for row in document.get("partnerships", ()):
        texts += [row["name"], *row["partners"], *row["purposes"]]
        texts += [row[name] for name in ("target_group", "subject_area", "funding") if row[name]]
    texts += [row["who"] for row in document.get("dissent", ()) if row["who"]]
    return texts


@pytest.mark.parametrize("number", SOURCES)
def test_answers_stand_in_the_source_word_for_word(number: str) -> None:
    text = printed(number)
    assert [answer for answer in verbatim(GOLD["documents"][number]) if answer not in text] == []


@pytest.mark.parametrize("number", SOURCES)
def test_bodies_are_named_in_the_source(number: str) -> None:
    text = printed(number).casefold().replace("hvoau", "hälsa-, vård- och omsorgsnämndens arbetsutskott")
    named = [row["name"] for row in GOLD["documents"][number]["parties"]]
    assert [name for name in named if name.casefold() not in text] == []


def test_only_a_meeting_or_a_delegate_decides() -> None:
    for document in GOLD["documents"].values():
        decided = {row["status"] for row in document["decisions"]} & {"decided"}
        assert not decided or document["kind"] in {"protokoll", "protokollsutdrag", "delegationsbeslut"}
    recommended = GOLD["documents"]["02"]["decisions"]
    assert {row["status"] for row in recommended} == {"recommended"}


def test_the_extract_prints_the_protocols_decisions_again() -> None:
    protocol, extract = (GOLD["documents"][number]["decisions"] for number in ("03", "04"))
    assert [row for row in protocol if row["paragraph"] == 44] == extract


def test_every_outcome_and_kind_of_dissent_occurs() -> None:
    documents = GOLD["documents"].values()
    outcomes = {row["outcome"] for document in documents for row in document["decisions"]}
    assert outcomes == {str(outcome) for outcome in Outcome} - {"other"}
    dissent = {row["kind"] for document in documents for row in document["dissent"]}
    assert dissent == {str(kind) for kind in DissentKind}


def test_the_inbox_holds_exactly_the_documents_of_the_gold() -> None:
    expected = {document["file"] for document in GOLD["documents"].values()}
    kept = {path.name for path in (CORPUS / "inbox").iterdir() if not path.name.startswith(".")}
    assert expected <= kept
    assert sum((CORPUS / "inbox" / name).stat().st_size for name in expected) < 3_000_000


def test_the_generator_makes_the_same_bytes_again(tmp_path: Path) -> None:
    made = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, SYNTHETIC / "generate.py", "--inbox", folder, "--gold", folder / "gold.json"],
            capture_output=True,
            text=True,
            check=False,
        )
        if "MissingFontError" in done.stderr or "fc-match" in done.stderr:
            pytest.skip("the typefaces of the sample documents are missing: fonts-liberation, carlito")
        assert done.returncode == 0, done.stderr
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert made[0] == made[1]
    assert made[0].pop("gold.json") == (CORPUS / "gold" / "synthetic.json").read_bytes()
    assert set(made[0]) == {source["file"] for source in SOURCES.values()}
