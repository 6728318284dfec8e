"""Page templates modelled on the minutes, extracts and letters that Swedish municipalities scan."""

from collections.abc import Callable, Sequence

from pipeline.evaluate.reading_content import Content
from pipeline.evaluate.reading_ornaments import (
    box,
    handwriting,
    initials_foot,
    ink_stamp,
    logo,
    round_stamp,
)
from pipeline.evaluate.reading_templates import LEFT, RIGHT
from pipeline.evaluate.reading_typesetter import Typesetter

_TOWNS = ("Exempelstads kommun", "Ekköpings kommun", "Sjövalla stad", "Norrbo kommun", "Lundaviks stad")
_ORGANS = ("Kommunstyrelsen", "Socialnämnden", "Barn- och utbildningsnämnden", "Omvårdnadsnämnden")
_ROLES = ("ordförande", "vice ordförande", "kommunchef", "ekonomichef", "sekreterare", "förvaltningschef")
_STAMP_INKS = ((150, 40, 60), (45, 60, 150), (90, 60, 130), (30, 110, 70))
_BLOCK = 9.0
_WIDTH = RIGHT - LEFT


def _gap(page: Typesetter, height: float = _BLOCK) -> None:
    page.truth.lines.append([])
    page.y += height


def _head(page: Typesetter, content: Content, title: str = "SAMMANTRÄDESPROTOKOLL") -> None:
    """Logo and municipality to the left, title and page counter to the right, organ and date below."""
    rnd = content.random
    page.y = 34.0
    logo(page, rnd, LEFT - 20, 30.0)
    counter = f"Sida {rnd.randint(2, 30)} ({rnd.randint(31, 60)})" if rnd.random() < 0.5 else "4 (37)"
    town, organ = rnd.choice(_TOWNS), rnd.choice(_ORGANS)
    page.row([(LEFT + 22, town), (LEFT + 230, title), (RIGHT - 45, counter)], size_pt=9.5)
    page.y += 3
    page.row([(LEFT + 230, "Sammanträdesdatum")], size_pt=7.5)
    page.row([(LEFT + 22, organ), (LEFT + 230, content.date())], size_pt=9.5)
    _gap(page, 5)
    page.rule(LEFT - 20, page.y, RIGHT + 5, page.y)
    page.y += 14


def first_page(page: Typesetter, content: Content) -> None:
    """The form grid of the first page: labels, attendance, signatures, and the box of the notice."""
    rnd = content.random
    _head(page, content)
    value, top = LEFT + 122, page.y

    def block(label: str, values: Sequence[str], gap: float = 7.0) -> None:
        for number, text in enumerate(values):
            page.row([(LEFT - 14, label), (value, text)] if number == 0 else [(value, text)])
        _gap(page, gap)

    block("Plats och tid", [f"Kommunhuset, sal {rnd.choice('ABC')}, kl. 08.30–{rnd.randint(10, 16)}.15"])
    block("Beslutande", [f"{content.member()}, ordförande"] + [content.member() for _ in range(6)])
    block("Ersättare", [content.member() for _ in range(3)])
    block("Övriga deltagande", [f"{content.name()}, {rnd.choice(_ROLES)}" for _ in range(2)])
    page.rule(LEFT - 20, page.y - 4, RIGHT + 5, page.y - 4)
    block("Utses att justera", [content.member()])
    # a label on two lines is one cell of its row
    label = page.cell("Justeringens", LEFT - 14, page.y)
    label += page.cell("plats och tid", LEFT - 14, page.y + page.leading())
    page.truth.lines.append([label, page.cell(f"Kommunkontoret {content.date()} kl. 16.00", value, page.y)])
    page.y += 2 * page.leading()
    _gap(page)
    first = rnd.randint(12, 90)
    for number, role in enumerate(("Sekreterare", "Ordförande", "Justerande")):
        y = page.y
        left = [(LEFT - 14, "Underskrifter")] if number == 0 else []
        right = [(value + 205, f"Paragrafer {first}–{first + 22}")] if number == 0 else []
        page.row([*left, (value, role), *right])
        page.rule(value + 60, y + 24, RIGHT - 10, y + 24)
        page.y = y + 26
        page.row([(value + 62, content.name())])
        handwriting(page, rnd, value + 66, y + 5, rnd.uniform(80, 140), 30, blue=rnd.random() < 0.6)
        _gap(page, 2)
    page.rule(LEFT - 20, page.y, RIGHT + 5, page.y)
    page.rule(value - 8, top, value - 8, page.y)
    page.y += 5
    page.row([(LEFT + 130, rnd.choice(("ANSLAG/BEVIS", "BEVIS OM ANSLAG")))], bold=True)
    page.row(
        [(LEFT - 14, "Justeringen har tillkännagivits genom anslag på kommunens anslagstavla")], size_pt=9
    )
    page.row([(LEFT - 14, "Sammanträdesdatum"), (value + 40, content.date())], size_pt=9)
    page.row(
        [
            (LEFT - 14, "Anslaget sätts upp"),
            (value + 40, content.date()),
            (value + 150, "Anslaget tas ned"),
            (value + 250, content.date()),
        ],
        size_pt=9,
    )
    page.row([(LEFT - 14, "Förvaringsplats"), (value + 40, "Kommunkontoret")], size_pt=9)
    page.y += 16
    page.rule(value + 40, page.y, RIGHT - 30, page.y)
    handwriting(page, rnd, value + 60, page.y - 22, 90, 26)
    page.y += 2
    page.row([(value + 40, "Underskrift")], size_pt=7.5)
    box(page, LEFT - 20, top, RIGHT + 5, page.y + 4)


def attendance(page: Typesetter, content: Content) -> None:
    """An attendance list in columns: name, party, what was attended and when."""
    rnd = content.random
    ruled = rnd.random() < 0.5
    _head(page, content, "NÄRVAROLISTA")
    xs = (LEFT, LEFT + 185, LEFT + 250, LEFT + 340)
    page.row(list(zip(xs, ("Ledamöter", "Parti", "Närvarande", "Anmärkning"), strict=True)), bold=True)
    _gap(page, 3)
    notes = ("kl. 08.30–11.45", "§§ 12–18", "ej § 14 (jäv)", "t.o.m. § 21", "tjänstgörande")
    top = page.y
    for group in range(2):
        for _ in range(11 if group == 0 else 6):
            cells = [content.name(), rnd.choice(("(S)", "(M)", "(SD)", "(C)", "(V)", "(KD)", "(MP)", "(L)"))]
            cells += [rnd.choice(("Ja", "Nej", "X"))] + ([rnd.choice(notes)] if rnd.random() < 0.6 else [])
            y = page.y
            page.row(list(zip(xs, cells, strict=False)))
            if ruled:
                page.rule(LEFT - 6, y - 2.5, RIGHT, y - 2.5)
                page.y += 4
        if group == 0:
            _gap(page)
            page.row([(LEFT, "Ersättare")], bold=True)
            _gap(page, 3)
    if ruled:
        for x in (*xs, RIGHT + 6):
            page.rule(x - 6, top, x - 6, page.y)
    _gap(page)
    page.paragraph(content.sentence(), LEFT, _WIDTH)
    initials_foot(page, rnd, LEFT - 10, RIGHT, 775)


def vote(page: Typesetter, content: Content) -> None:
    """A voting list within minutes: text, a table with Ja, Nej and Avstår, sums, the outcome."""
    rnd = content.random
    _head(page, content)
    page.paragraph(f"§ {rnd.randint(2, 240)}  Dnr {content.case()}", LEFT, _WIDTH, bold=True, gap=2)
    page.paragraph(content.paragraph(), LEFT, _WIDTH)
    page.paragraph("Omröstningsresultat", LEFT, _WIDTH, bold=True, gap=3)
    xs = (LEFT + 4, LEFT + 220, LEFT + 275, LEFT + 330)
    ruled, height, top = rnd.random() < 0.6, page.leading() + 4, page.y
    rows: list[list[tuple[float, str]]] = [
        list(zip(xs, ("Ledamot", "Ja", "Nej", "Avstår"), strict=True)),
        *[[(xs[0], content.member()), (xs[rnd.randint(1, 3)] + 4, "X")] for _ in range(13)],
        list(zip(xs, ("Summa", "7", "4", "2"), strict=True)),
    ]
    for number, cells in enumerate(rows):
        page.y = top + number * height + 2
        page.row(cells, bold=number == 0)
    page.y = top + len(rows) * height
    if ruled:
        for number in range(len(rows) + 1):
            page.rule(LEFT - 2, top + number * height, LEFT + 385, top + number * height)
        for x in (LEFT - 2, xs[1] - 8, xs[2] - 8, xs[3] - 8, LEFT + 385):
            page.rule(x, top, x, page.y)
    _gap(page)
    page.paragraph(content.sentence(), LEFT, _WIDTH)
    initials_foot(page, rnd, LEFT - 10, RIGHT, 775)


def accounts(page: Typesetter, content: Content) -> None:
    """A budget without rules: sums flush right, a line under the heads and above the sum."""
    rnd = content.random
    _head(page, content, "BUDGETUPPFÖLJNING")
    page.paragraph(content.paragraph(), LEFT, _WIDTH)
    page.paragraph("Driftredovisning (tkr)", LEFT, _WIDTH, bold=True, gap=3)
    rights = (LEFT + 265, LEFT + 345, LEFT + 430)
    labels = [
        *("Nämnd och ledning", "Äldreomsorg", "Bidrag till föreningar", "Individ- och familjeomsorg"),
        *("IOP Mötesplatsen", "Lokaler", "Övrig verksamhet", "Summa"),
    ]
    heads = [f"{kind} {rnd.randint(2010, 2029)}" for kind in ("Budget", "Utfall", "Avvik.")]
    rows = [("Verksamhet", *heads)]
    rows += [
        (label, content.amount(), content.amount(), f"{rnd.choice(('', '-', '+'))}{content.amount()}")
        for label in labels
    ]
    for number, (label, *sums) in enumerate(rows):
        bold = number == 0 or label == "Summa"
        if number == 1 or label == "Summa":
            page.rule(LEFT, page.y - 1, rights[-1], page.y - 1)
        font = page.font(bold=bold)
        cells = [(LEFT, label)]
        for right, text in zip(rights, sums, strict=True):
            cells.append((right - font.getlength(text) / page.scale, text))
        page.row(cells, bold=bold)
        page.y += 3
    _gap(page)
    while page.y < 640:
        page.paragraph(content.sentence(), LEFT, _WIDTH)
        page.paragraph(content.paragraph(), LEFT, _WIDTH, bottom=760)
    initials_foot(page, rnd, LEFT - 10, RIGHT, 775)


def decisions(page: Typesetter, content: Content) -> None:
    """Minutes: §§ with indented numbered decisions, words broken at line ends, initials at the foot."""
    rnd = content.random
    page.hyphens = True
    _head(page, content)
    while page.y < 610:
        page.row([(LEFT, f"§ {rnd.randint(2, 240)}"), (LEFT + 300, f"Dnr {content.case()}")], bold=True)
        page.paragraph(content.heading(), LEFT, _WIDTH, bold=True, gap=3)
        page.paragraph(f"{rnd.choice(_ORGANS)} beslutar", LEFT, _WIDTH, bold=True, gap=2)
        for number in (1, 2):
            page.paragraph(content.sentence(), LEFT + 28, _WIDTH - 28, label=f"{number}.", gap=2)
        page.y += 5
        page.paragraph(rnd.choice(("Sammanfattning", "Ärendebeskrivning")), LEFT, _WIDTH, bold=True, gap=2)
        page.paragraph(content.paragraph(), LEFT, _WIDTH, bottom=765)
    handwriting(page, rnd, 22, rnd.uniform(300, 500), 30, 24, strokes=2, blue=True)
    initials_foot(page, rnd, LEFT - 10, RIGHT, 775)


def incoming(page: Typesetter, content: Content) -> None:
    """A letter with an arrival stamp, a round stamp at its foot, and a signature across the name."""
    rnd = content.random
    page.y = 56.0
    page.row([(LEFT, rnd.choice(_TOWNS)), (LEFT + 190, "Ansökan om bidrag")])
    page.row([(LEFT, rnd.choice(_ORGANS)), (LEFT + 190, content.date())])
    page.row([(LEFT, f"Box {rnd.randint(10, 999)}")])
    page.row([(LEFT, f"{rnd.randint(211, 799)} {rnd.randint(10, 99)} Exempelstad")])
    _gap(page, 46)
    stamp = [rnd.choice(("INKOM", "ANKOM", "Inkom till kommunen")), content.date(), f"Dnr {content.case()}"]
    ink = rnd.choice(_STAMP_INKS)
    ink_stamp(page, stamp, 380, 48 + rnd.uniform(0, 16), slope=rnd.choice((0, 0, 3, 7)), ink=ink)
    page.paragraph(content.heading(), LEFT, _WIDTH, bold=True, size_pt=14)
    for _ in range(3):
        page.paragraph(content.paragraph(), LEFT, _WIDTH)
        page.paragraph(content.sentence(), LEFT, _WIDTH)
    page.paragraph("Med vänlig hälsning", LEFT, _WIDTH, gap=16)
    handwriting(page, rnd, LEFT - 4, page.y - 16, 150, 34, blue=rnd.random() < 0.6)
    page.paragraph(f"{content.name()}, ordförande", LEFT, _WIDTH)
    round_stamp(page, "SJÖVALLA FÖRENING ", 360, page.y - 40, ink=rnd.choice(_STAMP_INKS))


def memo_with_logo(page: Typesetter, content: Content) -> None:
    """A memo: logo, header block of two columns, small contact lines at the foot."""
    rnd = content.random
    logo(page, rnd, LEFT, 34, 46)
    page.y = 44
    page.row(
        [(LEFT + 300, "TJÄNSTESKRIVELSE"), (RIGHT - 26, f"1 ({rnd.randint(2, 9)})")], bold=True, size_pt=10
    )
    page.row([(LEFT + 300, "Datum")], size_pt=7.5)
    page.row([(LEFT + 58, rnd.choice(_TOWNS)), (LEFT + 300, content.date())])
    page.row([(LEFT + 300, "Diarienummer")], size_pt=7.5)
    page.row([(LEFT + 58, "Socialförvaltningen"), (LEFT + 300, content.case())])
    _gap(page, 24)
    page.paragraph(content.heading(), LEFT, _WIDTH, bold=True, size_pt=14)
    for heading in ("Förslag till beslut", "Sammanfattning", "Ekonomiska konsekvenser", "Bilagor"):
        page.paragraph(heading, LEFT, _WIDTH, bold=True, gap=2)
        if heading == "Bilagor":
            for number in (1, 2):
                page.paragraph(content.bullet(), LEFT, _WIDTH, label=f"{number}.", gap=2)
        else:
            page.paragraph(content.sentence(), LEFT, _WIDTH)
            page.paragraph(content.paragraph(), LEFT, _WIDTH, bottom=740)
    page.rule(LEFT, 782, RIGHT, 782)
    page.y = 785
    xs = (LEFT, LEFT + 130, LEFT + 250, LEFT + 350)
    page.row(list(zip(xs, ("Postadress", "Telefon", "Org.nr", "E-post"), strict=True)), size_pt=7)
    contact = ("123 45 Exempelstad", "08-465 004 10", "212000-0000", "kommunen@example.se")
    page.row(list(zip(xs, contact, strict=True)), size_pt=7)


def typed(page: Typesetter, content: Content) -> None:
    """Minutes from a typewriter: one width for all letters, no bold, headings in capitals."""
    page.row([(LEFT, "EXEMPELSTADS KOMMUN"), (LEFT + 250, "PROTOKOLL"), (RIGHT - 40, "7")])
    page.row([(LEFT, "Socialnämnden"), (LEFT + 250, content.date())])
    _gap(page, 18)
    while page.y < 600:
        heading = content.heading()
        page.row([(LEFT, f"§ {content.random.randint(2, 240)}"), (LEFT + 70, heading)])
        width = page.font().getlength(heading) / page.scale
        page.rule(LEFT + 70, page.y - 1, LEFT + 70 + width, page.y - 1)
        _gap(page)
        for text in (content.paragraph(), "Socialnämnden beslutar att", content.sentence()):
            page.paragraph(text, LEFT + 70, _WIDTH - 70, bottom=760)
    handwriting(page, content.random, 30, 420, 28, 22, strokes=2)


def notice(page: Typesetter, content: Content) -> None:
    """A printed notice: a heading over two columns of prose with broken words, a box below both."""
    page.hyphens = True
    logo(page, content.random, LEFT, 40, 40)
    page.y = 52
    page.row([(LEFT + 54, content.random.choice(_TOWNS))], bold=True, size_pt=15)
    _gap(page, 26)
    page.paragraph(content.heading(), LEFT, _WIDTH, bold=True, size_pt=16, gap=12)
    top, width = page.y, (_WIDTH - 22) / 2
    for x in (LEFT, LEFT + width + 22):
        page.y = top
        while page.y < 560:
            page.paragraph(content.paragraph(), x, width, bottom=650)
            page.paragraph(content.sentence(), x, width, bottom=650)
    box(page, LEFT - 6, 672, RIGHT + 6, 742)
    page.y = 680
    page.paragraph(content.paragraph(), LEFT, _WIDTH, bottom=735)


MINUTES_TEMPLATES: dict[str, Callable[[Typesetter, Content], None]] = {
    "first_page": first_page,
    "attendance": attendance,
    "vote": vote,
    "accounts": accounts,
    "decisions": decisions,
    "incoming": incoming,
    "memo_with_logo": memo_with_logo,
    "typed": typed,
    "notice": notice,
}
