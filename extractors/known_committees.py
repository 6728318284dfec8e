"""The committees that the lexicon knows: by name, by code, by municipality."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.rules import load_lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCommittee:
    """A row of the lexicon. `municipality` None: the code and name are common to many."""

    municipality: str | None
    code: str
    name: str
    abbreviations: tuple[str, ...]
    administration: str | None
    administration_abbreviations: tuple[str, ...]


@lru_cache(maxsize=1)
def known_committees() -> tuple[KnownCommittee, ...]:
    """Return the lexicon's committees in its order."""
    return tuple(
        KnownCommittee(
            municipality=row.get("municipality"),
            code=row["code"],
            name=row["name"],
            abbreviations=tuple(row.get("abbreviations", ())),
            administration=row.get("administration"),
            administration_abbreviations=tuple(row.get("administration_abbreviations", ())),
        )
        for row in load_lexicon("committees")["committee"]
    )


def committee_key(name: str) -> str:
    """Fold a name to its letters: hyphens, commas and "och" do not tell two committees apart."""
    return re.sub(r"[\s,&-]|och|samt", "", name).casefold()


@lru_cache(maxsize=1)
def known_names() -> dict[str, str]:
    """Return the lexicon's names of committees and administrations by their folded letters."""
    names: dict[str, str] = {}
    for row in known_committees():
        names.setdefault(committee_key(row.name), row.name)
        if row.administration:
            names.setdefault(committee_key(row.administration), row.administration)
    return names


def committee_code(name: str, municipality: str | None = None) -> KnownCommittee | None:
    """Return the lexicon's row of a committee by its canonical name; the municipality decides ties."""
    rows = [row for row in known_committees() if committee_key(row.name) == committee_key(name)]
    own = [row for row in rows if row.municipality == municipality and municipality is not None]
    common = [row for row in rows if row.municipality is None]
    chosen = own or (rows if len(rows) == 1 else common)
    return chosen[0] if chosen else None


def committee_by_code(code: str, municipality: str | None = None) -> KnownCommittee | None:
    """Return the lexicon's row for a code or abbreviation such as HVO or HVON."""
    rows = [row for row in known_committees() if code == row.code or code in row.abbreviations]
    own = [row for row in rows if row.municipality == municipality and municipality is not None]
    if own:
        return own[0]
    return rows[0] if len(rows) == 1 else next((r for r in rows if r.municipality is None), None)
