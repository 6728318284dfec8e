"""The values that are found in documents. Names and vocabulary follow the contract's JSON."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from schemas.items import DocumentKind


class Precision(StrEnum):
    """How exact a date is as printed."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class CaseRole(StrEnum):
    """`OWN`: the number of the document's (or its item's) own case; `REFERENCED`: another case it names."""

    OWN = "own"
    REFERENCED = "referenced"


class Unit(StrEnum):
    """The unit as written; the value is always in SEK."""

    KR = "kr"
    TKR = "tkr"
    MNKR = "mnkr"


class Per(StrEnum):
    """What an amount is for: the whole, each year, each month."""

    TOTAL = "total"
    YEAR = "year"
    MONTH = "month"


class PartyKind(StrEnum):
    """What sort of body a party is."""

    CIVIL_SOCIETY = "civil_society"
    COMPANY = "company"
    COMMITTEE = "committee"
    ADMINISTRATION = "administration"
    MUNICIPALITY = "municipality"
    AUTHORITY = "authority"
    OTHER = "other"


class ContactKind(StrEnum):
    """Personal data that is masked wherever the register is published."""

    EMAIL = "email"
    PHONE = "phone"
    PERSONNUMMER = "personnummer"
    ADDRESS = "address"


class DissentKind(StrEnum):
    """How somebody stood apart from a decision."""

    RESERVATION = "reservation"
    VOTERING = "votering"
    JAV = "jäv"
    PROTOKOLLSANTECKNING = "protokollsanteckning"
    SARSKILT_YTTRANDE = "särskilt yttrande"


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """`code`: SCB kommunkod, four digits. `name`: as the municipality calls itself ("Malmö stad")."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """`code`: the prefix of its case numbers, None where unknown. `name`: nominative, canonical."""

    code: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumber:
    """`value`: canonical per municipality (Malmö `HVO-2022-4246`), else as written, white space folded.

    `prefix`, `year` (four digits), `serial` are None where the number does not state them.
    """

    value: str
    role: CaseRole
    prefix: str | None = None
    year: int | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateValue:
    """`value`: ISO text as precise as the source: 2018-04-26, 2019-12, 2021-spring, 2020."""

    value: str
    precision: Precision
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Both ends inclusive, ISO text; None: open (`från och med 2022` has no `period_to`)."""

    period_from: str | None
    period_to: str | None
    precision: Precision
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """`sek`: exact, deficits negative; None: printed but unknown (`xx kronor`).

    `per`, `payer`, `period_from`, `period_to`: None where not stated. `payees`: canonical names.
    """

    sek: Decimal | None
    unit: Unit
    per: Per | None = None
    payer: str | None = None
    payees: tuple[str, ...] = ()
    period_from: str | None = None
    period_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One distinct party: nominative name, other spellings in `aliases`."""

    name: str
    kind: PartyKind
    org_number: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A natural person named in the document."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """`value` as written; `person` whose it is, None where the page does not say."""

    kind: ContactKind
    value: str
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """`start`, `end`: HH:MM. `covers`: the §§ of the protocol. None and empty: not stated."""

    date: str | None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    adjustment_date: str | None = None
    adjusters: tuple[str, ...] = ()
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One row of the list of those present. `category`: the printed heading it stands under."""

    name: str
    party: str | None
    role: str | None
    category: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """`function`: the heading the official stands under (Vår referens, Ansvariga), None in running text."""

    name: str
    title: str | None
    function: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One § or matter of the document."""

    paragraph: int | None
    case_number: str | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One line of beslutsunderlag. `title`, `committee` (code), `date`: read off the line, else None."""

    text: str
    kind: str
    committee: str | None
    date: str | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """One line of beslutsplanering: which body meets when on this matter."""

    body: str
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """Somebody stood apart. `who`: names or parties as printed, None where not stated."""

    paragraph: int | None
    kind: DissentKind
    who: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document bundled in a file. Pages 1-based, inclusive."""

    part: int
    kind: DocumentKind
    page_from: int
    page_to: int
    case_number: str | None
    title: str | None
