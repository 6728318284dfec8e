"""A small world of invented documents that stand to each other as real ones do; the names are invented."""

from decimal import Decimal
from textwrap import fill

from document_builder import CULTURE, DocumentBuilder, case_number

from schemas.decisions import Status
from schemas.documents import Document
from schemas.items import DocumentKind
from schemas.mentions import Amount, Party, PartyKind, Unit

COMMITTEE = CULTURE.name
WORKING = f"{COMMITTEE}s arbetsutskott"
CLAUSE = (
    f"{COMMITTEE} fortsätter att pröva idéburet offentligt partnerskap som en form för samverkan "
    "med föreningslivet i stadsdelen Ekdalen."
)
SUMMARY = (
    "År 2029 beslutade nämnden att pröva idéburet offentligt partnerskap som en form för samverkan med "
    "föreningslivet och att formen skulle utvärderas efter två år. Förvaltningen fick även i uppdrag att "
    "återkomma med förslag om fortsättning. Under tiden har förvaltningen ingått tre överenskommelser om "
    "öppna mötesplatser för unga, som tillsammans har nått fler än sexhundra deltagare varje månad. "
    "Föreningarna har bidragit med lokaler och ideella ledare, och kommunen med en samordnare på halvtid. "
    "Förvaltningen bedömer att samverkan har kompletterat den ordinarie verksamheten och att den bör "
    "fortsätta med en stabilare finansiering än hittills, så att föreningarna kan planera längre än ett år "
    "i taget och behålla de ledare som de har utbildat under prövotiden."
)
MEMO_LINE = "Tjänsteskrivelse KFN 2031-05-28 Fortsatt samverkan i Ekdalen"
EARLIER_LINE = f"{COMMITTEE}s beslut 2029-03-20"
EARLIER_CLAUSE = (
    f"{COMMITTEE} beslutar att pröva idéburet offentligt partnerskap som en form för samverkan med "
    "föreningslivet under två år."
)


def extract(name: str = "utdrag.txt") -> Document:
    """The working committee's extract, which states the case number."""
    text = (
        f"{WORKING}\nProtokollsutdrag\n2031-05-12\n§ 31 Fortsatt samverkan i Ekdalen\nKFN-2031-77\n"
        f"Sammanfattning\n{SUMMARY}\nBeslut\n{CLAUSE}\nBeslutsunderlag\n{MEMO_LINE}\n{EARLIER_LINE}"
    )
    builder = DocumentBuilder(text, name=name).kind(DocumentKind.PROTOKOLLSUTDRAG).committee()
    builder.meeting(WORKING, "2031-05-12", covers=(31,)).own_case("KFN-2031-77").scalar(
        "paragraph", 31, "§ 31"
    )
    builder.scalar("title", "Fortsatt samverkan i Ekdalen", "Fortsatt samverkan i Ekdalen")
    builder.item(31, "KFN-2031-77", "Fortsatt samverkan i Ekdalen")
    builder.decision(CLAUSE, Status.RECOMMENDED, paragraph=31, recommended_to=COMMITTEE)
    builder.basis(MEMO_LINE, "tjänsteskrivelse", "KFN", "2031-05-28", "Fortsatt samverkan i Ekdalen")
    builder.basis(EARLIER_LINE, "beslut", "KFN", "2029-03-20", None)
    return builder.relies_on(COMMITTEE, "2029-03-20", EARLIER_LINE).build()


def memo_without_number(
    name: str = "tjänsteskrivelse.txt",
    *,
    summary: str = SUMMARY,
    clause: str = CLAUSE,
    line: str = MEMO_LINE,
    first: str = "2031-05-12",
    second: str = "2031-05-28",
) -> Document:
    """The memo of the same case; neither its number nor its title is on the copy."""
    text = (
        f"Sammanfattning\n{fill(summary, 80)}\nFörslag till beslut\n{clause}\nBeslutsunderlag\n{line}\n"
        f"{EARLIER_LINE}\nBeslutsplanering\n{WORKING} {first}\n{COMMITTEE} {second}"
    )
    builder = DocumentBuilder(text, name=name).kind(DocumentKind.TJANSTESKRIVELSE).committee()
    builder.scalar("organ", COMMITTEE).decision(clause, Status.PROPOSED)
    _, _, date, title = line.split(" ", 3)
    builder.basis(line, "tjänsteskrivelse", "KFN", date, title)
    builder.basis(EARLIER_LINE, "beslut", "KFN", "2029-03-20", None)
    builder.planning(WORKING, first).planning(COMMITTEE, second)
    return builder.relies_on(COMMITTEE, "2029-03-20", EARLIER_LINE).build()


def earlier_memo(name: str = "tidigare.txt") -> Document:
    """The memo of another case that prepared the decision which the later documents rely on."""
    text = (
        f"2029-03-02\nTjänsteskrivelse\nSamverkan med föreningslivet KFN-2029-14\n{EARLIER_CLAUSE}\n"
        f"{WORKING} 2029-03-06\n{COMMITTEE} 2029-03-20\nEnligt tidigare beslut (KFN-2027-9)."
    )
    builder = DocumentBuilder(text, name=name).kind(DocumentKind.TJANSTESKRIVELSE).committee()
    builder.scalar("document_date", "2029-03-02", "2029-03-02").own_case("KFN-2029-14")
    builder.scalar("title", "Samverkan med föreningslivet", "Samverkan med föreningslivet")
    builder.decision(EARLIER_CLAUSE, Status.PROPOSED).referenced_case("KFN-2027-9")
    return builder.planning(WORKING, "2029-03-06").planning(COMMITTEE, "2029-03-20").build()


def minutes(name: str = "protokoll.txt", *, kind: DocumentKind = DocumentKind.PROTOKOLL) -> Document:
    """The committee's minutes: two matters under one cover."""
    granted = (
        f"{COMMITTEE} beviljar Föreningen Lyktan 385 000 kronor för idéburet offentligt partnerskap 2031."
    )
    text = (
        f"{COMMITTEE}\n{kind.value.capitalize()}\n2031-05-28\n§ 40 Fortsatt samverkan i Ekdalen\n"
        f"KFN-2031-77\n{CLAUSE}\n§ 41 Stöd till Lyktan\nKFN-2031-90\n{granted}"
    )
    builder = (
        DocumentBuilder(text, name=name).kind(kind).committee().meeting(COMMITTEE, "2031-05-28", (40, 41))
    )
    builder.scalar("title", "Sammanträde 2031-05-28")
    for paragraph, number, title, clause in (
        (40, "KFN-2031-77", "Fortsatt samverkan i Ekdalen", CLAUSE),
        (41, "KFN-2031-90", "Stöd till Lyktan", granted),
    ):
        builder.item(paragraph, number, title)
        builder.add("case_numbers", case_number(number), number)
        builder.decision(clause, paragraph=paragraph, case_number=number)
    amount = Amount(sek=Decimal(385000), unit=Unit.KR, payees=("Föreningen Lyktan",), period_from="2031")
    party = Party(name="Föreningen Lyktan", kind=PartyKind.CIVIL_SOCIETY, aliases=("Lyktan",))
    return builder.add("amounts", amount, "385 000 kronor").add("parties", party, "Föreningen Lyktan").build()


def web_page(name: str = "sida.html") -> Document:
    """A page about partnerships in general: it belongs to no case."""
    return (
        DocumentBuilder(f"Om partnerskap\n{SUMMARY}", name=name)
        .kind(DocumentKind.WEBBSIDA)
        .committee()
        .build()
    )


def everything() -> list[Document]:
    return [extract(), memo_without_number(), earlier_memo(), minutes(), web_page()]
