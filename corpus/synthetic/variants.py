"""Other documents out of known ones: names, sums, dates and numbers exchanged in text and gold alike.

They prove that the rules read a document instead of remembering it. One plan holds for a whole set, so
that documents of one case stay documents of one case. Run

    python corpus/synthetic/variants.py GOLD FOLDER_OF_TEXTS OUT --seeds 1 2 3

to write, for each seed, `OUT/<seed>/gold.json` with its texts beside it for `iop evaluate`. Nothing of the
originals may be kept in the repository; neither may what is written here from them.
"""

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from alignment import Edit, damage, map_offset, move_edits
from exchanges import Gold, Plan, make_plan

_ISO = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?|-[a-z]+)?")
_DROPPED = frozenset({"traps"})
_KEPT = frozenset(
    {"file", "offsets_into", "kind", "status", "outcome", "unit", "precision", "label", "about"}
)


def vary(text: str, gold: Gold, seed: int, *, truth: str | None = None) -> tuple[str, Gold]:
    """Exchange everything exchangeable in one document. `truth`: its text undamaged, line for line."""
    varied, varied_gold, _ = vary_with(make_plan([gold], seed), text, gold, truth=truth)
    return varied, varied_gold


def vary_with(plan: Plan, text: str, gold: Gold, *, truth: str | None = None) -> tuple[str, Gold, str]:
    """As `vary`, after a plan made for a set; also returns the varied truth.

    The gold's offsets count in `truth` where there is one. What is put into a damaged text loses its
    å, ä, ö like the rest of it.
    """
    clean = text if truth is None else truth
    edits = list(find_edits(plan, clean))
    varied_truth = apply_edits(clean, edits)
    varied = varied_truth
    if truth is not None:
        moved = move_edits(edits, truth, text)
        varied = apply_edits(
            text, [(start, end, damage(new, (plan.years, start))) for start, end, new in moved]
        )
    varied_gold = _vary_value(plan, gold, "", edits)
    for party in varied_gold.get("parties", ()):
        party["aliases"] = [alias for alias in party["aliases"] if alias != party["name"]]
    for entity in varied_gold.get("named_entities", ()):
        entity["text"] = varied_truth[entity["start"] : entity["end"]]
    committee = plan.committees.get((gold.get("committee") or {}).get("code", ""))
    if committee and not committee["certain"] and committee["place"] not in varied_truth:
        varied_gold.pop("municipality", None)  # nothing in the document tells it any longer
    return varied, varied_gold, varied_truth


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with every edit made; edits are in order and do not overlap."""
    parts, last = [], 0
    for start, end, new in edits:
        parts += [text[last:start], new]
        last = end
    return "".join([*parts, text[last:]])


def find_edits(plan: Plan, text: str) -> Iterable[Edit]:
    """Every place of a text that the plan exchanges, in order; line breaks within one are kept."""
    terms = sorted(plan.terms, key=lambda term: -len(term.literal))
    joined = "|".join(f"(?P<t{number}>{term.pattern})" for number, term in enumerate(terms))
    for match in re.finditer(joined, text):
        term = terms[int(str(match.lastgroup)[1:])]
        yield match.start(), match.end(), _keep_breaks(match[0], term.become(match[0]))


def _keep_breaks(old: str, new: str) -> str:
    for broken in reversed(list(re.finditer(r"[^\S\n]*\n\s*", old))):
        spaces = [place for place, letter in enumerate(new) if letter == " "]
        if not spaces:
            return new  # one word takes the place of two lines
        wanted = broken.start() / len(old) * len(new)
        place = min(spaces, key=lambda space: abs(space - wanted))
        new = new[:place] + broken[0] + new[place + 1 :]
    return new


def _vary_value(plan: Plan, value: Any, key: str, edits: Sequence[Edit]) -> Any:
    if isinstance(value, dict):
        if key == "committee" and value["code"] in plan.committees:
            committee = plan.committees[value["code"]]
            return {"code": committee["code"], "name": committee["name"]}
        if key == "municipality":
            return dict(next(iter(plan.committees.values()))["municipality"])
        return {
            name: _vary_value(plan, item, name, edits) for name, item in value.items() if name not in _DROPPED
        }
    if isinstance(value, list):
        if key == "offsets":
            return [[map_offset(a, edits), map_offset(b, edits, end=True)] for a, b in value]
        varied = [_vary_value(plan, item, key, edits) for item in value]
        return list(dict.fromkeys(varied)) if key == "aliases" else varied
    if isinstance(value, bool) or value is None or key in _KEPT:
        return value
    if isinstance(value, int):
        return _vary_number(plan, value, key, edits)
    if key == "committee":
        return plan.committees[value]["code"] if value in plan.committees else value
    if key in {"sek", "amount_sek"}:
        return plan.sums.get(value, value)
    if _ISO.fullmatch(value):
        return plan.shift(value)
    return apply_edits(value, list(find_edits(plan, value)))


def _vary_number(plan: Plan, value: int, key: str, edits: Sequence[Edit]) -> int:
    if key in {"start", "end"}:
        return map_offset(value, edits, end=key == "end")
    if key == "year":
        return value + plan.years
    return plan.paragraphs.get(value, value) if key in {"paragraph", "covers"} else value


def main() -> None:
    """Write one varied set for each seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    documents: dict[str, Gold] = json.loads(options.gold.read_text(encoding="utf-8"))["documents"]
    for seed in options.seeds:
        folder = options.out / str(seed)
        folder.mkdir(parents=True, exist_ok=True)
        plan = make_plan(list(documents.values()), seed)
        varied: dict[str, Gold] = {}
        for name, gold in documents.items():
            text = (options.texts / gold["file"]).read_bytes().decode()
            counted_in = gold.get("offsets_into", gold["file"])
            truth = (
                None
                if counted_in == gold["file"]
                else (options.gold.parent / counted_in).read_bytes().decode()
            )
            new_text, varied[name], new_truth = vary_with(plan, text, gold, truth=truth)
            (folder / gold["file"]).write_bytes(new_text.encode())
            if truth is not None:
                (folder / counted_in).write_bytes(new_truth.encode())
        about = f"A variant (seed {seed}) of {options.gold.name}: names, sums, dates and numbers exchanged."
        content = {"about": about, "seen": False, "documents": varied}
        (folder / "gold.json").write_text(
            json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
