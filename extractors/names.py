"""The shape of personal names in minutes and memos, and rows that list people."""

import re

# Two to four capitalised words; a hyphen or an apostrophe joins parts; "af", "von", "de" may stand between.
# Letters of Swedish and of the languages its inhabitants' names come from; the ranges leave out × and ÷.
_UPPER = "A-ZÀ-ÖØ-ÞČĆĐĞİŁŃŚŞŠŹŻŽ"
_LOWER = "a-zà-öø-ÿāăąćčďđęěğīıłńňřśşšťūůźżžț"
_PART = rf"[{_UPPER}][{_LOWER}]+(?:[-’'][{_UPPER}][{_LOWER}]+)?|[{_UPPER}]\."
_PARTICLE = r"af|av|von|de|la|el|al|bin|van|der"
# Spaces only: a tab parts cells, and the next cell is somebody else.
NAME = (
    rf"(?:{_PART})(?: +(?:{_PARTICLE})(?= +[{_UPPER}]))?"
    rf"(?: +(?:{_PART}|[{_UPPER}](?= +[{_UPPER}][{_LOWER}])|"
    rf"[{_UPPER}][{_LOWER}]*[{_UPPER}][{_LOWER}]+)){{1,3}}"
)
NAME_PATTERN = re.compile(NAME)
# Party letters in parentheses: (S), (MP), (KD), (SÖS), (-) for none.
PARTY = r"\((?P<party>[A-ZÅÄÖ]{1,5}|-|–|partilös|obunden|opol\.?)\)"
# Words of covers and heads that begin with a capital and are nobody's name.
_NOT_NAMES = frozenset(
    """
    Beslutsfattare Delegat Handläggare Föredragande Kontaktperson
    Beslutande Ledamöter Ersättare Övriga Närvarande Ordförande Sekreterare Justerare Justerande Malmö
    Stad Kommun Sammanträde Datum Plats Tid Nämnden Förvaltningen Idéburet Offentligt Partnerskap Vice
    Förste Andre Tjänstgörande Ansvariga Vår Referens Avdelningschef Enhetschef Förvaltningschef Bilaga
    Protokoll Kommunen Sverige Beslut
    """.split()  # noqa: SIM905 - a list of words reads better in lines
)


def is_person_name(text: str) -> bool:
    """Tell whether a whole string has the shape of a person's name.

    >>> is_person_name("Eva Exempelsson"), is_person_name("Malmö Stad")
    (True, False)
    """
    return NAME_PATTERN.fullmatch(text) is not None and not (set(text.split()) & _NOT_NAMES)
