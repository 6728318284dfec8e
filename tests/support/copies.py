"""Two documents that say the same: an extract in clean form, and its memo as a bad text layer has it."""

from pathlib import Path

SHARED = """Föreningen Drivkraft har sedan 2029 drivit en öppen mötesplats för unga i Ekdalen tillsammans med
kommunen. Verksamheten leds av Åsa Höjdmark och Sörve Änggård, som båda är anställda av föreningen
Drivkraft. Under 2030 betalade kommunen 385 000 kronor, och föreningen Drivkrafts utbud av kurser
har vuxit till elva grupper i veckan. Förvaltningen anser att kommunen bör ingå ett nytt partnerskap
och att de lån som föreningen har tagit ska lösas innan avtalet löper ut. Länsstyrelsen i länet har
lämnat ett bidrag på 40 000 kronor till Tämnarö båthus, där mötesplatsen håller till under våren.
Väl där får deltagarna själva välja vad de vill göra, och när dörrarna öppnas når de fler än förut.
"""
EXTRACT = f"""Malmö stad
Kultur- och fritidsnämnden
Protokollsutdrag
2031-05-12

§ 31 Fortsatt samverkan i Ekdalen
KFN-2031-77

Sammanfattning

{SHARED}
Beslut

Kultur- och fritidsnämnden godkänner rapporten.
"""
MEMO = f"""Malmö stad
Tjänsteskrivelse
2031-05-02

Sammanfattning

{SHARED}
Förslag till beslut

Kultur- och fritidsnämnden godkänner rapporten.
"""
ANOTHER = """Tekniska nämnden
Protokollsutdrag
2031-06-02

§ 9 Cykelvägar

Nämnden beslutar att bygga en cykelväg längs Ekdalsvägen. Arbetet börjar när tjälen har gått ur
marken och ska vara klart före höstens första frost. Kostnaden ryms inom budgeten för gator.
"""


def damaged(text: str) -> str:
    """A reader without å, ä and ö: most words come back from the text alone, names and some words do not."""
    return (
        text.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
        .replace("Anggard", "Inggard")
        .replace("bath", "b6th")
    )


def lay(folder: Path, **texts: str) -> None:
    """Write documents into a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
