"""Find public bodies in running text, in any inflection, and give them their canonical names.

"hälsa-, vård- och omsorgsnämndens arbetsutskott" is one body; its committee is another. A body's
canonical name is nominative with a capital; misspelt or badly hyphened names are brought home to the
lexicon, or to the same document's own spelling, when they are close enough to be nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from extractors.known_committees import committee_by_code, committee_key, known_committees, known_names
from extractors.rules import load_rules
from schemas.mentions import PartyKind
from schemas.spans import Match, Range

_WORD = r"[A-Za-zÅÄÖÉåäöéü]"
# "hälsa-, vård- och", "arbetsmarknads- och", "individ- och"; a writer may forget commas and hyphens
# after the first one ("hälsa- vård och omsorgsförvaltningen").
_COORDINATION = rf"(?:{_WORD}+-,?\s+(?:{_WORD}+-?,?\s+){{0,3}}?(?:och|samt|&)\s+)"
_PLACE = r"(?:\s+(?:i\s+)?[A-ZÅÄÖ][a-zåäöé]+(?:[-–][A-ZÅÄÖ][a-zåäöé]+)?)"
_COMMITTEE = rf"(?:{_COORDINATION})?\b{_WORD}*(?:nämnd(?:en)?|styrelsen?|fullmäktige)(?P<gen>s)?\b"
# "Nämnden för Individ & Familjeomsorg", "Nämnden för arbete och fritid": nouns joined by "och", "&", commas.
# "till nämnden för beslut" is no name: in lower case a join or a neuter adjective is wanted.
_NO_FIELD = (
    r"(?!(?:kännedom|beslut|godkännande|ställningstagande|yttrande|information|prövning|handläggning)\b)"
)
_NOUN = r"(?!(?:nämnden|styrelsen|kommunstyrelsen|förvaltningen)\b)[A-ZÅÄÖ]?[a-zåäöé]{3,}"
_JOINED = rf"(?:,\s+{_NOUN}(?=[^\n]{{0,60}}\b(?:och|samt|&)\s)|\s+(?:och|&|samt)\s+{_NOUN})"
_FOR_WHAT = (
    rf"(?:[A-ZÅÄÖ][a-zåäöé]+{_JOINED}{{0,3}}|[a-zåäö]{{4,}}{_JOINED}{{1,3}}|"
    rf"[a-zåäö]{{3,}}t\s+[a-zåäö]{{6,}}{_JOINED}{{0,2}})"
)
_NAMED = rf"\b[Nn]ämnden\s+för\s+{_NO_FIELD}{_FOR_WHAT}"
# "Farsta stadsdelsnämnd", "Enskede-Årsta-Vantörs stadsdelsnämnd": the place comes first.
_DISTRICT = r"\b[A-ZÅÄÖ][a-zåäö]+(?:[-–][A-ZÅÄÖ][a-zåäö]+){0,2}\s+(?:stadsdels|kommundels|distrikts)nämnds?\b"
# "Kommunledningsutskottet" is a body of its own; "arbetsutskottet" alone is somebody's.
_OWN_UTSKOTT = r"\b(?!(?:[Aa]rbets|[Ll]ednings)?[Uu]tskott)[A-ZÅÄÖa-zåäö]{4,}utskottets?\b"
_PREPARATORY = (
    r"(?:\s+(?:[a-zåäö]*utskott(?:et)?(?:s\b|\s+för\s+[a-zåäö]+(?:(?:,\s+|\s+och\s+)[a-zåäö]+){0,3})?|"
    r"(?:presidium|presidiet|presidieberedning(?:en)?|beredning|au)s?\b))"
)
_ADMINISTRATION = (
    rf"\b[Ff]örvaltningen\s+för\s+{_FOR_WHAT}|(?:{_COORDINATION})?\b{_WORD}*"
    r"(?:förvaltning(?:en)?|stadskontoret|ledningskontoret|kommunkontoret)(?P<agen>s)?\b"
)
_DEPARTMENT = rf"\b(?:[Aa]vdelning(?:en)?|[Ee]nheten)\s+för\s+{_WORD}+(?:,\s+{_WORD}+)*(?:\s+och\s+{_WORD}+)?"
_COMMITTEE_PATTERN = re.compile(rf"(?P<base>{_DISTRICT}|{_NAMED}|{_COMMITTEE})(?P<sub>{_PREPARATORY})?")
_OWN_UTSKOTT_PATTERN = re.compile(_OWN_UTSKOTT)
_ADMINISTRATION_PATTERN = re.compile(_ADMINISTRATION)
_DEPARTMENT_PATTERN = re.compile(_DEPARTMENT)
_BARE = frozenset(
    f"{noun}{ending}"
    for noun, endings in {
        "nämnd": ("", "s", "en", "ens"),
        "styrelse": ("", "s", "n", "ns"),
        "fullmäktige": ("", "s"),
        "förvaltning": ("", "s", "en", "ens"),
    }.items()
    for ending in endings
)
# Words that end like a committee and are none.
_OTHER_WORDS = re.compile(
    r"(?:be|om|er)nämnd|bolagsstyrelse|föreningsstyrelse|länsstyrelse|skolstyrelse|självförvaltning|egenförvaltning|kapitalförvaltning|fastighetsförvaltningsbolag",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A public body. `base`: the committee it belongs to (itself for a committee), None for the rest."""

    name: str
    kind: PartyKind
    base: str | None = None
    preparatory: bool = False


_GENITIVE = re.compile(
    r"(nämnden|styrelsen|förvaltningen|kontoret|utskottet|beredningen|presidiet|fullmäktige)s$"
)


def nominative(name: str) -> str:
    """Return a body's name with a capital, white space folded and its genitive s gone.

    >>> nominative("socialnämndens")
    'Socialnämnden'
    """
    folded = " ".join(name.split())
    folded = _GENITIVE.sub(r"\1", folded)
    folded = re.sub(r"nämnds$", "nämnd", folded)
    return folded[:1].upper() + folded[1:]


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """Return the lexicon's spelling of a body where one is close enough, else its nominative.

    Close: the same letters without hyphens, commas and "och", or one letter astray in a long name.
    """
    plain = nominative(name)
    key = committee_key(plain)
    known = known_names()
    if key in known:
        return known[key]
    if len(key) >= 16:
        best = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=95.0)
        if best is not None:
            return known[best[0]]
    return plain


def _without_genitive(text: str, name: str, end: int) -> str:
    """Take the s off "Nämnden för X & Ys" where a noun follows and the name is known without it."""
    plain = " ".join(name.split())
    if not re.match(r"(?:Nämnden|Förvaltningen) för ", plain[:1].upper() + plain[1:]) or not plain.endswith(
        "s"
    ):
        return name
    shorter = plain[:-1]
    owned = bool(re.match(r"\s+[a-zåäö]+", text[end : end + 40]))
    known = committee_key(shorter) in known_names() or re.search(
        rf"{re.escape(shorter)}(?!\w)", " ".join(text.split())
    )
    working_committee = re.match(r"\s+(?:arbetsutskott|presidi|beredning)", text[end : end + 40]) is not None
    return shorter if owned and (known or working_committee) else name


def find_bodies(text: str) -> Iterator[Match[Body]]:
    """Yield public bodies in printed order; "nämnden" and "förvaltningen" alone are not names."""
    found: list[Match[Body]] = []
    for m in _COMMITTEE_PATTERN.finditer(text):
        base_text = m["base"]
        if _OTHER_WORDS.search(base_text):
            continue
        last_word = base_text.split()[-1].casefold()
        if (
            last_word in _BARE
            and not re.search(r"\bför\s|-\s*(?:och|&|samt)\s", base_text)
            and len(base_text.split()) == 1
        ):
            continue
        district = _district_after(text, m.end("base"))
        owner = _without_genitive(text, base_text, m.end("base"))
        base = canonical_name(owner) + (f" {district}" if district else "")
        sub = " ".join((m["sub"] or "").split())
        if sub and (base_text.endswith("s") or sub == "presidieberedning"):
            end, name, preparatory = m.end(), f"{_genitive(base)} {nominative_sub(sub)}", True
        else:
            end, name, preparatory = m.end("base") + (len(district) + 1 if district else 0), base, False
        found.append(
            Match(
                value=Body(name=name, kind=PartyKind.COMMITTEE, base=base, preparatory=preparatory),
                ranges=(Range(m.start(), end),),
                rule="bodies:committee",
            )
        )
    found += [
        Match(
            value=Body(name=nominative(m[0]), kind=PartyKind.COMMITTEE, preparatory=True),
            ranges=(Range(m.start(), m.end()),),
            rule="bodies:utskott",
        )
        for m in _OWN_UTSKOTT_PATTERN.finditer(text)
    ]
    for pattern, rule in (
        (_ADMINISTRATION_PATTERN, "bodies:administration"),
        (_DEPARTMENT_PATTERN, "bodies:department"),
    ):
        for m in pattern.finditer(text):
            if _OTHER_WORDS.search(m[0]) or m[0].casefold() in _BARE:
                continue
            if rule == "bodies:department":
                name = _department(m[0])
            else:
                name = canonical_name(_without_genitive(text, m[0], m.end()))
            found.append(
                Match(
                    value=Body(name=name, kind=PartyKind.ADMINISTRATION),
                    ranges=(Range(m.start(), m.end()),),
                    rule=rule,
                )
            )
    found += _coded(text)
    yield from _without_overlap(found)


def _district_after(text: str, end: int) -> str | None:
    """The district that a municipality puts after its committees' common name ("Socialnämnden Centrum")."""
    for rule in load_rules("bodies", "district"):
        m = rule.pattern.match(text, end + 1)
        if m is not None:
            return m[0]
    return None


_INDEFINITE = re.compile(
    r"(?<=nämnd)en$|(?<=utskott)et$|(?<=styrelse)n$|(?<=beredning)en$|(?<=presidi)(?:um|et)$"
)


def _indefinite(name: str) -> str:
    return _INDEFINITE.sub("", name.casefold())


def same_body(name: str | None, other: str | None) -> bool:
    """Tell whether two names are one body, where one may name it by its sort alone.

    >>> same_body("Arbetsutskottet", "Kommunstyrelsens arbetsutskott")
    True
    >>> same_body("Kommunstyrelsen", "Kommunstyrelsens arbetsutskott")
    False
    """
    if name is None or other is None:
        return False
    if name == other:
        return True
    short, full = sorted((name, other), key=len)
    if full.startswith(f"{short} "):
        return True
    is_generic = any(rule.pattern.fullmatch(short) for rule in load_rules("bodies", "generic"))
    return is_generic and _indefinite(full).endswith(_indefinite(short))


def first_body(words: str) -> str | None:
    """Return the first committee in the words, by its name or by its sort alone ("Arbetsutskottet").

    Capitals do not matter: headings are printed in them.
    """
    lowered = words.casefold() if words.isupper() else words
    named = next((b for b in find_bodies(lowered) if b.value.kind is PartyKind.COMMITTEE), None)
    generic = [m for rule in load_rules("bodies", "generic") if (m := rule.first(lowered)) is not None]
    first = min(generic, key=lambda m: m.start(), default=None)
    if named is not None and (first is None or named.start <= first.start()):
        return named.value.name
    return nominative(first[0]) if first is not None else None


def _department(text: str) -> str:
    folded = " ".join(text.split())
    return re.sub(r"^([Aa])vdelning(?:en)? ", "avdelningen ", folded)


def _genitive(name: str) -> str:
    return name if name.endswith("s") else name + "s"


def nominative_sub(sub: str) -> str:
    """Return the indefinite form in which an official name writes its working committee."""
    return re.sub(r"(?<=utskott)(?:et)?s?$|(?<=beredning)(?:en)?s?$", "", sub)


@lru_cache(maxsize=1)
def _coded_pattern() -> re.Pattern[str]:
    codes = {c for row in known_committees() for c in (row.code, *row.abbreviations) if len(c) >= 2}
    alternatives = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    return re.compile(rf"\b(?:{alternatives})\s+(?:presidieberedning|arbetsutskott|presidium|AU)\b")


@lru_cache(maxsize=1)
def _glued_pattern() -> re.Pattern[str]:
    codes = {c for row in known_committees() for c in (row.code, *row.abbreviations) if len(c) >= 3}
    return re.compile(rf"\b(?P<code>{'|'.join(sorted(map(re.escape, codes), key=len, reverse=True))})AU\b")


def _coded(text: str) -> list[Match[Body]]:
    """Bodies named by their committee's code: "ASN presidieberedning" keeps the name as printed.

    "HVOAU" is a code of its own, for the working committee of the one committee that has the code.
    """
    found = [
        (m, Body(name=" ".join(m[0].split()), kind=PartyKind.COMMITTEE, base=None, preparatory=True))
        for m in _coded_pattern().finditer(text)
    ]
    for m in _glued_pattern().finditer(text):
        row = committee_by_code(m["code"])
        if row is not None:
            name = f"{_genitive(row.name)} arbetsutskott"
            found.append((m, Body(name=name, kind=PartyKind.COMMITTEE, base=row.name, preparatory=True)))
    return [Match(value=body, ranges=(Range(*m.span()),), rule="bodies:coded") for m, body in found]


def _without_overlap(found: list[Match[Body]]) -> Iterator[Match[Body]]:
    reached = -1
    for match in sorted(found, key=lambda m: (m.start, -m.end)):
        if match.start >= reached:
            yield match
            reached = match.end
