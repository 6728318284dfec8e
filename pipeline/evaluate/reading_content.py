"""What is printed on the pages that reading is measured on: foreign prose, invented numbers and names."""

import random
from collections.abc import Callable, Sequence

_NAMES = ("Karin", "Åsa", "Björn", "Örjan", "Fatima", "Erik", "Gunilla", "Mats", "Leyla", "Sören")
_SURNAMES = ("Lindgård", "Öberg", "Ståhl", "Dalén", "Hägg", "Nyström", "Wiklund", "Sjöö", "Malm", "Åkerlund")
_PARTIES = ("S", "M", "V", "MP", "C", "L", "KD", "SD")
# Tables and emphasis of the source's own file format: no page is printed like that.
_MARKUP = frozenset("|*#_")
_WITHOUT_DOTS = str.maketrans("åäöé", "aaoe")
_ADDRESSES = (
    "{name}.{surname}@example.se",
    "{name}.{surname}@{place}.example.se",
    "{name}-{surname}@{place}-stad.example.com",
    "{name}_{surname}{figure}@example.org",
    "info.{place}@example.se",
    "{place}{figure}@foreningen.example.org",
)
_PLACES = ("lidby", "storvik", "ostanmo", "fjallnas", "hagstad", "jarlsund", "kvillinge", "tortuna")
_COMMITTEES = ("HVO", "ASN", "KSN", "FRN", "BUN")


class Content:
    """What is printed: paragraphs of foreign text, and sentences whose symbols and numbers are drawn."""

    def __init__(
        self, paragraphs: Sequence[str], texts: Sequence[str], bullets: Sequence[str], seed: int
    ) -> None:
        self.random = random.Random(seed)
        self._paragraphs = paragraphs
        self._texts = texts
        self._bullets = bullets

    def paragraph(self) -> str:
        """Return a paragraph of 25 to 90 words."""
        while True:
            text = self.random.choice(self._paragraphs)
            if 25 <= len(text.split()) <= 90 and not _MARKUP & set(text):
                return text

    def sentence(self) -> str:
        """Return a sentence with symbols in it."""
        return self._fill(self.random.choice(self._texts))

    def bullet(self) -> str:
        """Return a line of a list."""
        return self._fill(self.random.choice(self._bullets))

    def heading(self) -> str:
        """Return a few words of foreign text."""
        return " ".join(self.paragraph().split()[:6]).rstrip(",.;:")

    def name(self) -> str:
        """Return an invented name."""
        return f"{self.random.choice(_NAMES)} {self.random.choice(_SURNAMES)}"

    def member(self) -> str:
        """Return an invented member with party."""
        return f"{self.name()} ({self.random.choice(_PARTIES)})"

    def date(self) -> str:
        """Return an ISO date."""
        rnd = self.random
        return f"{rnd.randint(2009, 2029)}-{rnd.randint(1, 12):02d}-{rnd.randint(1, 28):02d}"

    def case(self) -> str:
        """Return an invented case number."""
        rnd = self.random
        return f"{rnd.choice(_COMMITTEES)}-{rnd.randint(2009, 2029)}-{rnd.randint(1, 9999)}"

    def address(self) -> str:
        """Return an invented e-mail address of one of several forms."""
        rnd = self.random
        address = rnd.choice(_ADDRESSES).format(
            name=rnd.choice(_NAMES),
            surname=rnd.choice(_SURNAMES),
            place=rnd.choice(_PLACES),
            figure=rnd.randint(1, 29),
        )
        return address.lower().translate(_WITHOUT_DOTS)

    def amount(self) -> str:
        """Return an amount with a space between thousands."""
        return f"{self.random.randint(10, 999)} {self.random.randint(0, 999):03d}"

    def _fill(self, text: str) -> str:
        rnd = self.random
        makers: dict[str, Callable[[], str]] = {
            "date": self.date,
            "case": self.case,
            "amount": self.amount,
            "number": lambda: str(rnd.randint(1, 399)),
            "small": lambda: str(rnd.randint(1, 29)),
            "percent": lambda: f"{rnd.randint(0, 99)},{rnd.randint(0, 9)}",
            "year": lambda: str(rnd.randint(2009, 2031)),
            "email": lambda: f"{rnd.choice(_NAMES)}.{rnd.choice(_SURNAMES)}@example.se".lower().translate(
                _WITHOUT_DOTS
            ),
            "address": self.address,
            "phone": lambda: f"070-174 06 {rnd.randint(5, 99):02d}",
            "registry": lambda: (
                f"{rnd.choice(_COMMITTEES)} {rnd.randint(2009, 2029)}/{rnd.randint(1, 99999):05d}"
            ),
            "invoice": lambda: str(rnd.randint(100_000, 99_999_999)),
            "cents": lambda: f"{rnd.randint(0, 99):02d}",
            "account": lambda: str(rnd.randint(1000, 9999)),
            "company": lambda: f"80{rnd.randint(1000, 9999)}-{rnd.randint(0, 9999):04d}",
        }
        for name, make in makers.items():
            while f"{{{name}}}" in text:
                text = text.replace(f"{{{name}}}", make(), 1)
        return text
