"""What becomes of what when a set of documents is varied: one plan, decided by a seed alone."""

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

_DATA: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parent / "variants.toml").read_text(encoding="utf-8")
)
_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_SEASONS = {"spring": "våren", "summer": "sommaren", "autumn": "hösten", "winter": "vintern"}

Gold = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing to exchange: a pattern, and what a match becomes. Longer `literal`s are tried first."""

    literal: str
    pattern: str
    become: Callable[[str], str]


@dataclass(slots=True, kw_only=True)
class Plan:
    """What becomes of what in one set of documents."""

    years: int
    days: int
    committees: dict[str, Mapping[str, Any]]
    terms: list[Term] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    paragraphs: dict[int, int] = field(default_factory=dict)

    def shift(self, value: str) -> str:
        """Move an ISO date: whole years for what is no day, years and days for a day."""
        year = int(value[:4]) + self.years
        if len(value) == 10 and value[5].isdigit():
            month, day = int(value[5:7]), int(value[8:])
            moved = date(year, month, min(day, 28) if month == 2 else day) + timedelta(days=self.days)
            return moved.isoformat()
        return f"{year}{value[4:]}"


def make_plan(golds: Sequence[Gold], seed: int) -> Plan:
    """Decide, from the seed alone, what becomes of everything that the golds name."""
    chance = random.Random(seed)
    plan = Plan(
        years=chance.choice([-6, -5, -4, -3, 2, 3]),
        days=chance.choice([-9, -8, -6, -5, -3, 2, 3]),
        committees=_choose_committees(golds, seed),
    )
    for paragraph in sorted({int(n) for gold in golds for n in _all(gold, "paragraph") if n is not None}):
        plan.paragraphs[paragraph] = chance.randint(2, 240)
    _add_persons(plan, golds, chance)
    _add_organisations(plan, golds, chance)
    _add_bodies(plan)
    _add_numbers(plan, golds, chance)
    return plan


def _choose_committees(golds: Sequence[Gold], seed: int) -> dict[str, Mapping[str, Any]]:
    """One municipality for the whole set, another for each seed; every source committee gets one of it."""
    sources = sorted({gold["committee"]["code"] for gold in golds if gold.get("committee")})
    by_municipality: dict[str, list[Mapping[str, Any]]] = {}
    for row in _DATA["committee"]:
        by_municipality.setdefault(row["municipality"]["code"], []).append(row)
    rows = list(by_municipality.values())[seed % len(by_municipality)]
    if rows[0]["municipality"]["code"] == "1280":
        rows = rows[::-1]  # HVO becomes ASN and the other way round
    known = [row["code"] for row in _DATA["committee"] if "pattern" in row]
    return {code: rows[known.index(code) % len(rows)] for code in sources or known if code in known}


def _all(value: Any, key: str) -> list[Any]:
    if isinstance(value, dict):
        own = [value[key]] if key in value and not isinstance(value[key], dict | list) else []
        return own + [found for item in value.values() for found in _all(item, key)]
    if isinstance(value, list):
        return [found for item in value for found in _all(item, key)]
    return []


def _name(literal: str, new: str) -> Term:
    """A name, its line breaks free, its genitive kept."""
    spaced = r"\s+".join(re.escape(word) for word in literal.split())

    def become(old: str) -> str:
        genitive = len(re.sub(r"\s+", " ", old)) > len(" ".join(literal.split()))
        return new + ("s" if genitive and new[-1] not in "sxz" else "")

    return Term(literal=literal, pattern=rf"(?<!\w){spaced}s?(?!\w)", become=become)


def _fixed(literal: str, new: str, *, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> Term:
    spaced = r"\s+".join(re.escape(word) for word in re.split(r"\s", literal))
    return _exactly(literal, f"{before}{spaced}{after}", new)


def _exactly(literal: str, pattern: str, new: str) -> Term:
    return Term(literal=literal, pattern=pattern, become=lambda _old: new)


def _add_persons(plan: Plan, golds: Sequence[Gold], chance: random.Random) -> None:
    persons = {
        row["name"]
        for gold in golds
        for key in ("attendance", "officials", "persons")
        for row in gold.get(key, ())
    }
    persons |= {row["person"] for gold in golds for row in gold.get("contacts", ()) if row.get("person")}
    persons |= {
        " ".join(row["text"].split())
        for gold in golds
        for row in gold.get("named_entities", ())
        if row["label"] == "PER"
    }
    firsts, lasts = (chance.sample(_DATA[key], len(_DATA[key])) for key in ("first_names", "surnames"))
    surnames = {name.split()[-1] for name in persons}
    new_surnames = {old: lasts[place % len(lasts)] for place, old in enumerate(sorted(surnames))}
    renamed = {
        old: f"{firsts[place % len(firsts)]} {new_surnames[old.split()[-1]]}"
        for place, old in enumerate(sorted(persons))
    }
    plan.terms += [_name(old, new) for old, new in renamed.items()]
    phones = chance.sample(range(5, 100), 95)
    rows = [row for gold in golds for row in gold.get("contacts", ())]
    contacts = {(row["value"], row["kind"], row.get("person") or "") for row in rows}
    for number, (value, kind, person) in enumerate(sorted(contacts)):
        if kind == "phone":
            plan.terms.append(_fixed(value, f"070-174 06 {phones[number % len(phones)]:02}"))
        elif kind == "email":
            local = renamed.get(person, "Nämnden Brevlåda").lower().replace(" ", ".")
            address = local.translate(str.maketrans("åäöéč", "aaoec")) + "@example.se"
            plan.terms.append(_fixed(value, address))


def _place(plan: Plan) -> str:
    return str(next(iter(plan.committees.values()))["place"])


def _add_organisations(plan: Plan, golds: Sequence[Gold], chance: random.Random) -> None:
    place = _place(plan)
    parties = chance.sample(_DATA["parties"], len(_DATA["parties"]))
    rows = {
        row["name"]: row
        for gold in golds
        for row in gold.get("parties", ())
        if row["kind"] in {"civil_society", "company"}
    }
    for new, old in zip(parties, (rows[name] for name in sorted(rows)), strict=False):
        full, short = new["name"].format(place=place), new["short"].format(place=place)
        plan.terms.append(_name(old["name"], full))
        for alias in old.get("aliases", ()):
            same = alias.casefold() == old["name"].casefold()
            lead = "föreningen " if alias.startswith("föreningen ") else ""
            plan.terms.append(_name(alias, full if same else lead + short))
    named = {term.literal for term in plan.terms}
    for key, texts in (
        ("name", "partnerships"),
        ("target_group", "target_groups"),
        ("subject_area", "subject_areas"),
    ):
        olds = sorted(
            {row[key] for gold in golds for row in gold.get("partnerships", ()) if row.get(key)} - named
        )
        news = chance.sample(_DATA[texts], len(_DATA[texts]))
        plan.terms += [_name(old, new.format(place=place)) for old, new in zip(olds, news, strict=False)]


def _add_bodies(plan: Plan) -> None:
    sources = {row["code"]: row for row in _DATA["committee"] if "pattern" in row}
    for code, new in plan.committees.items():
        old = sources[code]
        for key, ending in (("name", "nämnden"), ("administration", "förvaltningen")):
            plan.terms.append(_body(old[key], f"{old['pattern']}{ending}", new[key]))
        for key in ("abbreviation", "administration_abbreviation"):
            plan.terms.append(_fixed(old[key], new[key], after=r"(?![\w@]|-\d)"))
    place = _place(plan)
    if place != "Malmö":
        municipality = next(iter(plan.committees.values()))["municipality"]["name"]
        plan.terms += [_name("Malmö stad", municipality), _name("Malmö", place)]
        plan.terms.append(_fixed("malmo.se", place.lower().replace("ö", "o") + ".se"))


def _body(literal: str, stem: str, new: str) -> Term:
    def become(old: str) -> str:
        body = new if old[0].isupper() else new[0].lower() + new[1:]
        return body + ("s" if old.endswith("s") and body[-1] != "s" else "")

    return Term(literal=literal, pattern=rf"(?<!\w){stem}s?(?!\w)", become=become)


def _add_numbers(plan: Plan, golds: Sequence[Gold], chance: random.Random) -> None:
    for value in sorted({row["value"] for gold in golds for row in gold.get("case_numbers", ())}):
        stated = re.fullmatch(r"([A-Z]+)-(\d{4})-(\d+)", value)
        if stated is None or stated[1] not in plan.committees:
            continue
        prefix, year, serial = stated.groups()
        form = plan.committees[prefix]["case_number"]
        new = form.format(year=int(year) + plan.years, serial=chance.randint(11, 5999))
        plan.terms.append(_exactly(value, rf"(?<!\w){prefix}[- ]{year}[-/]{serial}(?!\d)", new))
    for row in sorted(_rows(golds, "amounts"), key=lambda row: row["quote"]):
        digits = re.match(r"\d[\d\s.,]*\d|\d", row["quote"])
        if digits and row["sek"] not in plan.sums:
            factor = int(row["sek"]) // int(re.sub(r"\D", "", digits[0]))
            figures = len(re.sub(r"\D", "", digits[0]))
            fresh = chance.randint(10 ** (figures - 1) // 100, 10**figures // 100 - 1) * 100 + 50
            plan.sums[row["sek"]] = str(fresh * factor)
            grouped = f"{fresh:,}".replace(",", " ") if " " in digits[0] else str(fresh)
            plan.terms.append(_sum(digits[0], grouped))
    for old, paragraph in plan.paragraphs.items():
        plan.terms.append(_exactly(f"§ {old}", rf"(?<=§ ){old}(?!\d)|(?<=§){old}(?!\d)", str(paragraph)))
    for value in sorted({row["value"] for gold in golds for row in gold.get("dates", ())}):
        plan.terms += [
            _fixed(old, new, before=r"(?<!\d)", after=r"(?!\d)") for old, new in _printed(plan, value)
        ]


def _rows(golds: Sequence[Gold], key: str) -> list[Gold]:
    return [row for gold in golds for row in gold.get(key, ()) if row.get("sek")]


def _sum(old: str, new: str) -> Term:
    spaced = r"[ \u00a0\u2009]".join(old.split())
    return _exactly(old, rf"(?<!\d){spaced}(?!\d)", new)


def _printed(plan: Plan, value: str) -> list[tuple[str, str]]:
    """The forms in which a date is printed, each with its moved form; dashes of a day keep a year from it."""
    new = plan.shift(value)
    if len(value) == 4:
        return [(value, new)]
    if not value[5].isdigit():
        return [(f"{_SEASONS[value[5:]]} {value[:4]}", f"{_SEASONS[new[5:]]} {new[:4]}")]
    months = [f"{_MONTHS[int(iso[5:7]) - 1]} {iso[:4]}" for iso in (value, new)]
    if len(value) == 7:
        return [(months[0], months[1])]
    return [
        (value, new),
        (value.replace("-", ""), new.replace("-", "")),
        (f"{int(value[8:])} {months[0]}", f"{int(new[8:])} {months[1]}"),
    ]
