"""Find the municipalities that a text names, and look them up by code."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.rules import as_expression, load_lexicon, without_overlaps
from schemas.mentions import Municipality
from schemas.spans import Match, Range

_NAME = r"[A-ZÅÄÖ][\w-]*"
# "Malmö stad", "KUNGSBACKA KOMMUNS", "Upplands Väsby kommun", "Region Gotland".
_FORMAL = re.compile(
    rf"\b(?P<name>{_NAME}(?:[^\S\n]+{_NAME})?)\s{{1,3}}(?P<kind>(?i:kommun|stad)(?i:s|en|ens)?)\b(?!\s?-)"
)
_GOTLAND = re.compile(r"\bRegion\s+Gotlands?\b")
# "Kommunstyrelsen i Tyresö", "kommunfullmäktige i Malmö".
_COMMITTEE_IN = re.compile(
    rf"\b(?:[Kk]ommunstyrelsen|[Kk]ommunfullmäktige|[Kk]ommunen|\w*nämnden)\s+i\s+(?P<name>{_NAME}(?:\s{{1,3}}{_NAME})?)\b"
)
_PLACE = re.compile(rf"\bi\s+(?P<name>{_NAME}(?:\s{{1,3}}{_NAME})?)\b")
_FORMAL_CONFIDENCE, _COMMITTEE_CONFIDENCE, _PLACE_CONFIDENCE = 0.95, 0.6, 0.2


@cache
def all_municipalities() -> tuple[Municipality, ...]:
    """Return the 290 municipalities in the order of their codes."""
    return tuple(
        Municipality(code=row["code"], name=row["name"])
        for row in load_lexicon("municipalities")["municipality"]
    )


def municipality_by_code(code: str) -> Municipality | None:
    """Return the municipality with an SCB kommunkod, None where there is none.

    >>> municipality_by_code("1280").name
    'Malmö stad'

    """
    return _by_code().get(code)


def find_municipalities(text: str) -> Iterator[Match[Municipality]]:
    """Yield the municipalities named in `text`, in order.

    The confidence says how: "Malmö stad" is the municipality (.95), "Kommunstyrelsen i Tyresö" all but
    names it (.6), "i Malmö" is a place first of all (.2).

    >>> [m.value.name for m in find_municipalities("Malmö stads verksamhet")]
    ['Malmö stad']

    """
    return without_overlaps(as_expression(match) for match in _mentions(text))


@cache
def _by_code() -> dict[str, Municipality]:
    return {municipality.code: municipality for municipality in all_municipalities()}


@cache
def _by_name() -> dict[str, Municipality]:
    """Index by place and by the genitive that stands before kommun and stad, case folded."""
    index: dict[str, Municipality] = {}
    for row in load_lexicon("municipalities")["municipality"]:
        municipality = _by_code()[row["code"]]
        place = row["place"].casefold()
        first_words = row["name"].casefold().rsplit(" ", 1)[0]
        for name in {place, first_words, place if place.endswith("s") else f"{place}s"}:
            # "Habo" and "Håbo" are two; no genitive of one place is another place.
            index.setdefault(name, municipality)
    return index


@cache
def _places() -> dict[str, Municipality]:
    """Index the places whose name alone can mean the municipality, as written."""
    rows = load_lexicon("municipalities")["municipality"]
    return {row["place"]: _by_code()[row["code"]] for row in rows if not row.get("weak")}


def _mentions(text: str) -> Iterator[Match[Municipality]]:
    for found in _GOTLAND.finditer(text):
        yield _match(_by_code()["0980"], found.span(), "formal", _FORMAL_CONFIDENCE)
    for found in _FORMAL.finditer(text):
        words = found["name"]
        for name in dict.fromkeys((words, re.split(r"\s+", words)[-1])):
            municipality = _by_name().get(re.sub(r"\s+", " ", name).casefold())
            if municipality is not None:
                start = found.end("name") - len(name)
                yield _match(municipality, (start, found.end()), "formal", _FORMAL_CONFIDENCE)
                break
    for pattern, rule, confidence in (
        (_COMMITTEE_IN, "committee", _COMMITTEE_CONFIDENCE),
        (_PLACE, "place", _PLACE_CONFIDENCE),
    ):
        for found in pattern.finditer(text):
            words = found["name"]
            for name in dict.fromkeys((words, re.split(r"\s+", words)[0])):
                municipality = _places().get(re.sub(r"\s+", " ", name))
                if municipality is not None:
                    start = found.start() if rule == "committee" else found.start("name")
                    end = found.start("name") + len(name)
                    yield _match(municipality, (start, end), rule, confidence)
                    break


def _match(
    municipality: Municipality, span: tuple[int, int], rule: str, confidence: float
) -> Match[Municipality]:
    return Match(
        value=municipality, ranges=(Range(*span),), rule=f"municipalities:{rule}", confidence=confidence
    )
