"""Find civil-society organisations and companies, and gather the spellings of each into one party."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.lines import fold
from extractors.rules import load_lexicon
from extractors.swedish_nlp import find_organisation_spans
from schemas.mentions import Party, PartyKind
from schemas.spans import Match, Range

_LABEL = r"(?!(?:Dnr|Diarienummer|Datum|Beslut|Sammanfattning|Bilaga)\b)"
_WORD = rf"{_LABEL}[A-ZÅÄÖÉ](?:[^\W\d_]|[’&-](?!\d))*\b(?![-/]\d)"
_GAP = r"[ \t]*(?:\n[ \t]*(?=\S))?(?<=\s)"  # within a line, or over one line break
_COMPANY = re.compile(
    rf"\b(?:{_WORD}[ \t]+){{1,4}}(?:AB|Aktiebolag|aktiebolag|HB|KB)\b(?!-)|"
    rf"\bAB[ \t]+(?:{_WORD}[ \t]?){{1,3}}(?<!\s)"
)
# Where a partner is named by its role in the sentence and not by a noun of the lexicon.
_CAPITALS = rf"{_WORD}(?:{_GAP}(?:{_WORD}|(?:i|av)(?=[ \t\n][A-ZÅÄÖ]))){{0,5}}"
_PARTNER = re.compile(
    r"\b(?:partnerskap(?:et)?|IOP(?:-avtal(?:et)?)?|överenskommelse(?:n)?|avtal(?:et)?|samverkan|samarbete(?:t)?)"
    r"(?:\s+\(IOP\))?(?:\s+om\s+(?:IOP|idéburet\s+offentligt\s+partnerskap(?:\s+\(IOP\))?))?"
    r"\s+(?:med|mellan)\s+(?:den\s+ideella\s+)?(?:föreningen\s+|organisationen\s+)?"
    rf"(?P<name>{_CAPITALS}(?:\s+(?:och|samt)\s+{_CAPITALS})?)"
)
_APPLICANT = re.compile(
    rf"\b(?:[Aa]nsökan\s+(?:\w+\s+){{0,4}}?från|(?:bidrag|stöd|ersättning)\s+till)\s+(?P<name>{_CAPITALS})"
)
_APPOSITION = re.compile(r",[ \t\n]+(?P<name>[A-ZÅÄÖÉ][\wåäöé-]*(?:[ \t\n]+[A-ZÅÄÖÉ][\wåäöé-]*){0,3})")
_BRACKETED = re.compile(r"[ \t\n]*\((?P<name>[A-ZÅÄÖÉ][\wåäöé-]{1,}(?:[ \t][A-ZÅÄÖÉ][\wåäöé-]*){0,2})\)")
_PUBLIC = re.compile(
    r"(?:nämnden|styrelsen|fullmäktige|förvaltningen|utskottet|kontoret|kommun|kommunen|regionen|länsstyrelsen|"
    r"myndigheten|verket|socialstyrelsen)s?$|^(?:Region|Länsstyrelsen|Sveriges Kommuner|SKR|SKL|Polisen|"
    r"Försäkringskassan|Arbetsförmedlingen|Socialstyrelsen|Bilaga|IOP|Beslut|"
    r"Malmö stad|Göteborgs Stad|Stockholms stad)",
    re.IGNORECASE,
)
_GENITIVE_COLON = re.compile(r":s$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    name: str
    range: Range
    rule: str
    confidence: float
    aliases: tuple[str, ...] = ()
    kind: PartyKind = PartyKind.CIVIL_SOCIETY


def find_parties(text: str) -> tuple[Match[Party], ...]:
    """Return the distinct private parties of a text, each with the ranges of its mentions in order.

    Public bodies are found by `bodies`. One party can be spelt in several ways; the fullest is its
    name, the others its aliases.
    """
    return _gather(text, _names(text))


def _names(text: str) -> list[_Name]:
    found: list[_Name] = []
    not_civil = {word.casefold() for word in load_lexicon("organisations")["not_civil_society"]}
    for place, label in find_organisation_spans(text):
        content = fold(text[place.start : place.end])
        if content.casefold() in not_civil or _PUBLIC.search(content) or _starts_sentence_noun(content):
            continue
        words = content.casefold().split()
        if any(word in (words[0], words[-1]) for word in not_civil if len(word) > 12):
            continue
        found.append(
            _with_apposition(text, _Name(name=content, range=place, rule=f"parties:{label}", confidence=0.95))
        )
    taken = [name.range for name in found]
    for m in _COMPANY.finditer(text):
        place = Range(m.start(), m.end())
        if not _overlaps(place, taken):
            found.append(
                _Name(
                    name=fold(m[0]),
                    range=place,
                    rule="parties:company",
                    confidence=0.9,
                    kind=PartyKind.COMPANY,
                )
            )
    taken = [name.range for name in found]
    for m in sorted([*_PARTNER.finditer(text), *_APPLICANT.finditer(text)], key=lambda m: m.start()):
        rule, least_words = ("partner-of", 1) if m.re is _PARTNER else ("applicant", 2)
        for start, end in _split_and(text, m.start("name"), m.end("name")):
            place, content = Range(start, end), fold(text[start:end])
            known = _overlaps(place, taken) or _PUBLIC.search(content) or content.casefold() in not_civil
            if not known and len(content) > 2 and len(content.split()) >= least_words:
                found.append(
                    _with_apposition(
                        text, _Name(name=content, range=place, rule=f"parties:{rule}", confidence=0.75)
                    )
                )
    return sorted(found, key=lambda name: name.range)


def _starts_sentence_noun(content: str) -> bool:
    # One plain noun with a capital, such as "Föreningen" or "Samarbetsförening" at a sentence's start.
    return " " not in content and bool(
        re.fullmatch(
            r"(?:Före|Sti|För|Nät|Org|Sam|Intr|Ide)\w*(?:ningen|ning|tiftelsen|bundet|verket|ationen)s?",
            content,
        )
    )


def _split_and(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for m in re.finditer(r"[ \t\n]+(?:och|samt)[ \t\n]+", text[start:end]):
        yield at, start + m.start()
        at = start + m.end()
    yield at, end


def _overlaps(place: Range, taken: Sequence[Range]) -> bool:
    return any(place.start < other.end and other.start < place.end for other in taken)


def _with_apposition(text: str, name: _Name) -> _Name:
    """Take in "…, Winnet Malmö": a second name after a comma that ends in the same place name.

    An enumeration has no place in common, or goes on with "och"; then the comma separates parties.
    """
    last = name.name.split()[-1]
    m = _APPOSITION.match(text, name.range.end)
    place = re.search(rf"\b{re.escape(last)}s?(?!\w)", m["name"]) if m else None
    if m and place and place.start() > 0 and " " in name.name:
        other = fold(m["name"][: place.end()])
        end = m.start("name") + place.end()
        enumerates = re.match(r"[ \t\n]+(?:och|samt)[ \t\n]+[A-ZÅÄÖ]", text[end:])
        if not enumerates:
            whole = f"{name.name}, {other.removesuffix('s') if other.split()[-1] == last + 's' else other}"
            alias = whole.split(", ")[-1]
            return replace(
                name,
                name=whole,
                range=Range(name.range.start, end),
                aliases=(alias, *_without_place(alias)),
                rule=name.rule + "+apposition",
            )
    name = replace(name, aliases=(*name.aliases, *_without_head(name.name)))
    m = _BRACKETED.match(text, name.range.end)
    if m and not re.fullmatch(r"[SMLCV]|MP|KD|SD|IOP", m["name"]):
        return replace(name, aliases=(*name.aliases, fold(m["name"])))
    return name


def _without_head(name: str) -> tuple[str, ...]:
    """The short names an organisation goes by: "Grannkontakt" for "Föreningen Grannkontakt Malmö"."""
    words = name.split()
    if words[0].casefold() == "ideella":
        words = [words[1].capitalize(), *words[2:]] if len(words) > 1 else words
    if words[0] not in load_lexicon("organisations")["heads"] or len(words) < 2:
        return ()
    own = words[1:]
    short = [" ".join(own)]
    if len(own) > 1 and all(word[:1].isupper() for word in own):
        short.append(" ".join(own[:-1]))
    return tuple(s for s in short if len(s) > 3)


def _without_place(alias: str) -> tuple[str, ...]:
    words = alias.split()
    return (" ".join(words[:-1]),) if len(words) > 1 and len(words[0]) > 3 else ()


def _key(name: str) -> str:
    return " ".join(_GENITIVE_COLON.sub("", fold(name)).casefold().split())


def _words(name: str) -> list[str]:
    return [w for w in re.split(r"[\s,]+", _key(name)) if w not in ("föreningen", "den", "ideella")]


def _same_party(short: str, full: str, full_aliases: Sequence[str]) -> bool:
    """Tell whether a shorter spelling names the party of the fuller one.

    Its words stand together at the end or the beginning of the fuller name (a genitive s aside), or
    it is one of its aliases.
    """
    few, many = _words(short), _words(full)
    if not few:
        return False
    if len(few) < len(many) and few == [word.removesuffix("s") for word in many[: len(few)]]:
        return True  # "Rädda Barnen" of "Rädda Barnens lokalförening i Nacka"
    few_without_s = [*few[:-1], few[-1].removesuffix("s")]
    options = [few, few_without_s] if few[-1] not in many else [few]
    if any(_words(alias) in options for alias in full_aliases):
        return True
    return len(few) < len(many) + 1 and any(
        option in (many[: len(option)], many[-len(option) :]) for option in options
    )


def _gather(text: str, names: Sequence[_Name]) -> tuple[Match[Party], ...]:
    groups: list[tuple[_Name, list[_Name]]] = []
    for name in sorted(
        names, key=lambda n: (-len(_words(n.name)), _is_genitive_like(n, names), -len(n.name), n.range)
    ):
        homes = [
            group
            for group in groups
            if group[0].kind is name.kind and _same_party(name.name, group[0].name, group[0].aliases)
        ]
        if len(homes) == 1:
            homes[0][1].append(name)
        elif not homes:
            groups.append((name, [name]))
        # A spelling that fits several parties names none of them for certain.
    parties = []
    for full, members in groups:
        canonical = _best_spelling(full, members)
        aliases = _aliases(text, full, members, canonical)
        parties.append(
            Match(
                value=Party(name=canonical, kind=full.kind, aliases=aliases),
                ranges=tuple(
                    sorted({m.range for m in members} | set(_alias_ranges(text, full, aliases, members)))
                ),
                rule=full.rule,
                confidence=full.confidence,
            )
        )
    return tuple(sorted(parties, key=lambda p: p.ranges[0]))


def _is_genitive_like(name: _Name, names: Sequence[_Name]) -> bool:
    return name.name.endswith("s") and any(other.name == name.name[:-1] for other in names)


def _best_spelling(full: _Name, members: Sequence[_Name]) -> str:
    """The same words can be written "Röda korset" and "Röda Korset": the one with most capitals wins."""
    same = [m.name for m in members if _key(m.name) == _key(full.name)]
    best = max(same, key=lambda n: (sum(c.isupper() for c in n), n)) if same else full.name
    return _GENITIVE_COLON.sub("", best)


def _aliases(text: str, full: _Name, members: Sequence[_Name], canonical: str) -> tuple[str, ...]:
    candidates: dict[str, None] = {}
    for member in sorted(members, key=lambda m: m.range):
        for spelling in (member.name, *member.aliases):
            spelling = _GENITIVE_COLON.sub("", spelling)
            if spelling != canonical and spelling.removesuffix("s") not in (canonical, *candidates):
                candidates[spelling] = None
    whole = [m.range for m in members if _key(m.name) == _key(full.name)]
    for spelling in list(candidates):
        # "Röda korset" beside "Malmökretsen av Röda Korset": the name's own spelling of it is one too.
        m = re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", canonical, re.IGNORECASE)
        if m and m[0] != spelling and m[0] != canonical:
            candidates[m[0]] = None
        in_full = rf"\bföreningen\s+{_spelling(spelling).pattern}(?!\s+[A-ZÅÄÖ])"
        if spelling.split()[0].casefold() != "föreningen" and re.search(in_full, text):
            candidates[f"föreningen {spelling}"] = None
    kept = []
    for candidate in candidates:
        # A part of the whole name is a name of its own only where it also stands alone.
        alone = any(not _overlaps(Range(*m.span()), whole) for m in _spelling(candidate).finditer(text))
        recased = any(
            c != candidate and c.casefold() == candidate.casefold() for c in (canonical, *candidates)
        )
        if alone or recased or candidate.casefold() not in canonical.casefold():
            kept.append(candidate)
    return tuple(kept)


def _spelling(name: str) -> re.Pattern[str]:
    """The name as a whole, over any white space, with or without a genitive s."""
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"s?(?!\w)")


def _alias_ranges(
    text: str, full: _Name, aliases: Sequence[str], members: Sequence[_Name]
) -> Iterator[Range]:
    taken = [m.range for m in members]
    for alias in sorted(full.aliases, key=len, reverse=True):  # "Ringen Lund" before "Ringen"
        if alias not in aliases:
            continue
        for m in _spelling(alias).finditer(text):
            place = Range(m.start(), m.end())
            if not _overlaps(place, taken):
                taken.append(place)
                yield place
