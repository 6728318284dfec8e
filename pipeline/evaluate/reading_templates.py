"""Page templates for measuring reading: the kinds of page that Swedish committees scan."""

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.evaluate.reading_content import Content
from pipeline.evaluate.reading_typesetter import TrueWord, Typesetter
from schemas.geometry import Box

LEFT, RIGHT = 70.0, 525.0


def _plain(page: Typesetter, content: Content) -> None:
    """Running text as in a memo without ornaments, a sentence with symbols after every two paragraphs."""
    page.paragraph(f"§ {content.random.randint(1, 300)} {content.heading()}", LEFT, RIGHT - LEFT, bold=True)
    while page.y < 620:
        page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)
        page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)
        page.paragraph(content.sentence(), LEFT, RIGHT - LEFT)
    for _ in range(2):
        page.paragraph(content.bullet(), LEFT, RIGHT - LEFT, label="•", gap=2.0)


def _values(page: Typesetter, content: Content) -> None:
    """Nothing but numbers that matter, with a paragraph of prose before them."""
    page.paragraph(f"§ {content.random.randint(1, 300)} {content.heading()}", LEFT, RIGHT - LEFT, bold=True)
    page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)
    while page.y < 720:
        page.paragraph(content.sentence(), LEFT, RIGHT - LEFT, gap=3.0)


def _head(page: Typesetter, content: Content, title: str) -> None:
    page.row([(LEFT, title), (RIGHT - 55, f"{content.random.randint(1, 9)} (37)")], size_pt=9.5)
    page.row([(LEFT, "Sammanträdesdatum"), (LEFT + 170, content.date())], size_pt=9.5)
    page.truth.lines.append([])
    page.rule(LEFT, page.y + 3, RIGHT, page.y + 3)
    page.y += 22


def _memo(page: Typesetter, content: Content) -> None:
    """A memo: header block of two columns, headings, paragraphs, bullets."""
    page.row([(LEFT, "Datum"), (LEFT + 240, "Vår referens")], bold=True, size_pt=9)
    page.row([(LEFT, content.date()), (LEFT + 240, content.name())], size_pt=10)
    page.row([(LEFT, "Diarienummer"), (LEFT + 240, "Utvecklingssekreterare")], size_pt=9)
    page.row([(LEFT, content.case()), (LEFT + 240, "registrator@example.se")], size_pt=10)
    page.truth.lines.append([])
    page.y += 20
    page.paragraph(content.heading(), LEFT, RIGHT - LEFT, bold=True, size_pt=15)
    for heading in ("Sammanfattning", "Förslag till beslut", "Beslutsunderlag", "Ärendet"):
        page.paragraph(heading, LEFT, RIGHT - LEFT, bold=True, size_pt=12.5, gap=3)
        if heading == "Beslutsunderlag":
            for _ in range(3):
                page.paragraph(content.bullet(), LEFT, RIGHT - LEFT, label="•", gap=2)
            page.y += 8
        elif heading == "Förslag till beslut":
            for number in (1, 2):
                page.paragraph(content.sentence(), LEFT, RIGHT - LEFT, label=f"{number}.", gap=3)
            page.y += 8
        else:
            page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)


def _minutes(page: Typesetter, content: Content) -> None:
    """A page of minutes with running head, §§, and the initials of the adjusters in the margin."""
    _head(page, content, "SAMMANTRÄDESPROTOKOLL")
    while page.y < 620:
        number = content.random.randint(1, 300)
        page.paragraph(f"§ {number} {content.heading()}", LEFT + 40, RIGHT - LEFT - 40, bold=True, gap=2)
        page.paragraph(content.case(), LEFT + 40, RIGHT - LEFT - 40)
        page.paragraph("Beslut", LEFT + 40, RIGHT - LEFT - 40, bold=True, gap=2)
        page.paragraph(content.sentence(), LEFT + 40, RIGHT - LEFT - 40, label="1.")
        page.paragraph(content.paragraph(), LEFT + 40, RIGHT - LEFT - 40)
    for height in (300.0, 480.0):
        scrawl(page, content.random, 30.0, height + content.random.uniform(-40, 40), 42.0, 26.0)
    page.y = 770
    page.rule(LEFT, page.y, RIGHT, page.y)
    page.y += 4
    page.row([(LEFT, "Justerandes signatur"), (LEFT + 280, "Utdragsbestyrkande")], size_pt=8)
    scrawl(page, content.random, LEFT + 10, 775.0, 70.0, 40.0)


def _cover(page: Typesetter, content: Content) -> None:
    """The first page of minutes: labels and values, attendance, signatures over ruled lines."""
    _head(page, content, "Arbetsmarknads- och socialnämnden")
    value = LEFT + 150

    def block(label: str, values: Sequence[str]) -> None:
        for number, text in enumerate(values):
            cells = [(LEFT, label), (value, text)] if number == 0 else [(value, text)]
            page.row(cells)
        page.truth.lines.append([])
        page.y += 14

    block("Plats och tid", [f"Stadshuset, rum {content.random.randint(1000, 5999)}, kl 09:00–11:30"])
    block("Beslutande", [f"{content.member()}, ordförande"] + [content.member() for _ in range(8)])
    block("Ej tjänstgörande", [content.member() for _ in range(4)])
    block("Övriga närvarande", [f"{content.name()}, förvaltningsdirektör", f"{content.name()}, sekreterare"])
    block("Justerare", [content.member()])
    block("Paragrafer", [f"§§ {content.random.randint(10, 90)}–{content.random.randint(91, 130)}"])
    for role in ("Sekreterare", "Ordförande", "Justerare"):
        page.rule(value, page.y + 22, RIGHT, page.y + 22)
        scrawl(page, content.random, value + 30, page.y - 2, 110.0, 28.0, blue=True)
        page.y += 10
        page.row([(LEFT, role)])
        page.row([(value, content.name())])
        page.truth.lines.append([])
        page.y += 16


def _table(page: Typesetter, columns: Sequence[float], rows: Sequence[Sequence[str]], *, right: bool) -> None:
    """Draw a ruled table; `right` sets all columns but the first flush right."""
    top = page.y
    edges = [*columns, RIGHT]
    height = page.leading() + 6
    for number, cells in enumerate(rows):
        page.rule(LEFT - 4, page.y, RIGHT + 4, page.y)
        page.y += 3
        line = []
        for column, text in enumerate(cells):
            x = columns[column]
            if right and column:
                width = page.font(bold=number == 0).getlength(text) / page.scale
                x = edges[column + 1] - 8 - width
            line.append((x, text))
        page.row(line, bold=number == 0)
        page.y = top + (number + 1) * height
    page.rule(LEFT - 4, page.y, RIGHT + 4, page.y)
    for x in (LEFT, *columns[1:], RIGHT + 8):
        page.rule(x - 4, top, x - 4, page.y)
    page.truth.lines.append([])
    page.y += 16


def _budget(page: Typesetter, content: Content) -> None:
    """A budget: a ruled table of amounts between paragraphs."""
    _head(page, content, "Budgetuppföljning")
    page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)
    labels = (
        "Lokaler",
        "Personal",
        "Bidrag till föreningar",
        "Utbildning",
        "Övrigt",
        "IOP Återbruket",
        "Summa",
    )
    rows = [["Verksamhet", "Utfall", "Budget", "Avvikelse"]]
    rows += [
        [label, content.amount(), content.amount(), f"{content.random.choice('+–')}{content.amount()}"]
        for label in labels
    ]
    _table(page, (LEFT, LEFT + 190, LEFT + 280, LEFT + 370), rows, right=True)
    page.paragraph(content.sentence(), LEFT, RIGHT - LEFT)
    page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)


def _votes(page: Typesetter, content: Content) -> None:
    """A voting list: names with crosses in ruled columns."""
    _head(page, content, "Voteringslista")
    page.paragraph(f"{content.heading()}, {content.case()}", LEFT, RIGHT - LEFT, bold=True)
    rows = [["Ledamot", "Ja", "Nej", "Avstår"]]
    xs = (LEFT, LEFT + 250, LEFT + 320, LEFT + 390)
    for _ in range(13):
        choice = content.random.randrange(3)
        rows.append([content.member()] + ["X" if column == choice else "" for column in range(3)])
    rows.append(["Summa", "6", "5", "2"])
    _table(page, xs, rows, right=False)
    page.truth.lines = [[cell for cell in line if cell] for line in page.truth.lines]
    page.paragraph(content.sentence(), LEFT, RIGHT - LEFT)


def _columns(page: Typesetter, content: Content) -> None:
    """Two columns of prose under a heading, as in printed documents and notices."""
    page.paragraph(content.heading(), LEFT, RIGHT - LEFT, bold=True, size_pt=15, gap=14)
    top = page.y
    width = (RIGHT - LEFT - 24) / 2
    for x in (LEFT, LEFT + width + 24):
        page.y = top
        while page.y < 640:
            page.paragraph(content.paragraph(), x, width, bottom=700)
            page.paragraph(content.sentence(), x, width, bottom=700)


def _letter(page: Typesetter, content: Content) -> None:
    """A letter received: address block, stamp across it, signature, footer."""
    page.row([(LEFT, "Föreningen Återbruket"), (LEFT + 260, content.date())])
    page.row([(LEFT, "Storgatan 12 B")])
    page.row([(LEFT, "211 34 Exempelstad")])
    page.truth.lines.append([])
    stamp(page, content.random, 390.0, 82.0)
    page.y += 40
    page.paragraph(f"Ansökan om partnerskap, {content.case()}", LEFT, RIGHT - LEFT, bold=True, size_pt=13)
    for _ in range(3):
        page.paragraph(content.paragraph(), LEFT, RIGHT - LEFT)
        page.paragraph(content.sentence(), LEFT, RIGHT - LEFT)
    page.paragraph("Med vänlig hälsning", LEFT, RIGHT - LEFT, gap=2)
    scrawl(page, content.random, LEFT + 20, page.y, 130.0, 36.0, blue=True)
    page.y += 44
    page.paragraph(f"{content.name()}, ordförande", LEFT, RIGHT - LEFT)


TEMPLATES: dict[str, Callable[[Typesetter, Content], None]] = {
    "plain": _plain,
    "values": _values,
    "memo": _memo,
    "minutes": _minutes,
    "cover": _cover,
    "budget": _budget,
    "votes": _votes,
    "columns": _columns,
    "letter": _letter,
}


def scrawl(
    page: Typesetter,
    rnd: random.Random,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    blue: bool = False,
) -> None:
    """Draw handwriting: a line that loops from left to right. It is no text."""
    points: list[tuple[float, float]] = []
    loops = rnd.randint(4, 7)
    phase = rnd.uniform(0, 6)
    for step in range(160):
        share = step / 159
        across = x + width * share + 0.12 * width * math.sin(loops * 2 * math.pi * share * 1.7 + phase)
        tall = 0.5 + 0.5 * math.cos(phase + 5 * share)
        up = y + height * (0.5 - 0.5 * tall * math.sin(loops * 2 * math.pi * share + phase))
        points.append((across * page.scale, up * page.scale))
    ink: Any = (40, 50, 160) if blue else (30, 30, 30)
    page.draw.line(points, fill=ink, width=round(1.1 * page.scale), joint="curve")


def stamp(page: Typesetter, rnd: random.Random, x: float, y: float) -> None:
    """Press a received-stamp: a framed, slanting imprint. Its words are read after the page's text."""
    from PIL import Image, ImageDraw

    scale = page.scale
    width, height = round(120 * scale), round(58 * scale)
    imprint = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(imprint)
    ink = (150, 40, 60, 255)
    draw.rectangle((4, 4, width - 5, height - 5), outline=ink, width=round(1.6 * scale))
    font = page.font(bold=True, size_pt=11)
    for number, text in enumerate(
        ("INKOM", f"{rnd.randint(1, 28)} OKT {rnd.randint(2010, 2029)}", "Registrator")
    ):
        draw.text((12 * scale, (4 + 17 * number) * scale), text, fill=ink, font=font)
        place = Box(x, y, x + 120, y + 58)
        page.truth.stamps.append([[TrueWord(text=word, box=place) for word in text.split()]])
    turned = imprint.rotate(rnd.uniform(6, 14), expand=True, resample=Image.Resampling.BICUBIC)
    page.image.paste(turned, (round(x * scale), round(y * scale)), turned)
