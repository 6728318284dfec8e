"""The shape of personal names in minutes and memos, and rows that list people."""

import re

# Two to four capitalised words; a hyphen or an apostrophe joins parts; "af", "von", "de" may stand between.
_PART = r"[A-ZÅÄÖÉÜ][a-zåäöéèüïëøæçñ]+(?:[-’'][A-ZÅÄÖÉÜ][a-zåäöéèüïëøæçñ]+)?|[A-ZÅÄÖ]\."
NAME = rf"(?:{_PART})(?:[ \t]+(?:af|av|von|de|la|el|al|bin|van|der)(?=[ \t]+[A-ZÅÄÖ]))?(?:[ \t]+(?:{_PART}|[A-ZÅÄÖ][a-zåäö]*[A-ZÅÄÖ][a-zåäö]+)){{1,3}}"
NAME_PATTERN = re.compile(NAME)
# Party letters in parentheses: (S), (MP), (KD), (SÖS), (-) for none.
PARTY = r"\((?P<party>[A-ZÅÄÖ]{1,5}|-|–|partilös|obunden|opol\.?)\)"
_NOT_NAMES = frozenset(
    ["Beslutande", "Ledamöter", "Ersättare", "Övriga", "Närvarande", "Ordförande", "Sekreterare", "Justerare", "Justerande", "Malmö", "Stad", "Kommun", "Sammanträde", "Datum", "Plats", "Tid", "Nämnden", "Förvaltningen", "Idéburet", "Offentligt", "Partnerskap", "Vice", "Förste", "Andre", "Tjänstgörande", "Ansvariga", "Vår", "Referens", "Avdelningschef", "Enhetschef", "Förvaltningschef", "Bilaga", "Protokoll", "Kommunen", "Sverige", "Beslut"]
)


def is_person_name(text: str) -> bool:
    """Tell whether a whole string has the shape of a person's name.

    >>> is_person_name("Eva Exempelsson"), is_person_name("Malmö Stad")
    (True, False)
    """
    return NAME_PATTERN.fullmatch(text) is not None and not (set(text.split()) & _NOT_NAMES)
