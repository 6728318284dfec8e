"""The structure of a document: its lines, sections, items (§) and parts, as offsets into clean text."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.spans import Range


class DocumentKind(StrEnum):
    """What a document or a part of one is."""

    PROTOKOLL = "protokoll"
    PROTOKOLLSUTDRAG = "protokollsutdrag"
    TJANSTESKRIVELSE = "tjänsteskrivelse"
    KALLELSE = "kallelse"
    HANDLINGAR = "handlingar"
    DELEGATIONSBESLUT = "delegationsbeslut"
    AVTAL = "avtal"
    ANSLAG = "anslag"
    BILAGA = "bilaga"
    WEBBSIDA = "webbsida"
    OKAND = "okänd"


class SectionKind(StrEnum):
    """What stands under a heading; `lexicons/headings.toml` says which printed headings mean what."""

    COVER = "cover"  # what stands before the first heading
    KIND = "kind"  # the line that says what the document is, and the title under it
    DATE = "date"  # Datum
    REFERENCE = "reference"  # Vår referens
    ATTENDANCE = "attendance"  # Beslutande ledamöter, Ersättare, Övriga närvarande …
    SIGNATURES = "signatures"  # Underskrifter
    ADJUSTMENT = "adjustment"  # Justering
    NOTICE = "notice"  # Anslag/bevis
    SUMMARY = "summary"  # Sammanfattning
    PROPOSAL = "proposal"  # Förslag till beslut
    DECISION = "decision"  # Beslut
    BASIS = "basis"  # Beslutsunderlag
    PLANNING = "planning"  # Beslutsplanering
    MATTER = "matter"  # Ärendet
    MOTIONS = "motions"  # Yrkanden, Förslag på sammanträdet
    PROCEDURE = "procedure"  # Beslutsgång, Propositionsordning, Votering
    DISSENT = "dissent"  # Reservation, Protokollsanteckning, Särskilt yttrande, Jäv
    ATTACHMENTS = "attachments"  # Bilagor
    RESPONSIBLE = "responsible"  # Ansvariga
    RECIPIENTS = "recipients"  # Beslutet skickas till
    AGENDA = "agenda"  # Ärendelista, Föredragningslista
    PURPOSE = "purpose"  # Syfte
    OTHER = "other"  # any other heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it. `heading` is None before the first heading.

    `title`: the heading as printed, white space folded ("" for none). `body` runs to the next heading.
    """

    kind: SectionKind
    title: str
    heading: Range | None
    body: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """One § of a protocol, or the whole matter of a document without §§, with its sections.

    `paragraph`: its number, None where the document has none. `head`: the line with the § sign.
    """

    paragraph: int | None
    head: Range | None
    title: Range | None
    extent: Range
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartText:
    """One document bundled in a file: where it stands and what it consists of.

    `cover`: sections before the first item (attendance, references …); `items`: in printed order.
    """

    part: int
    kind: DocumentKind
    kind_rule: str
    kind_range: Range | None
    kind_confidence: float
    extent: Range
    cover: tuple[Section, ...]
    items: tuple[ItemText, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section in printed order, the cover's first."""
        return self.cover + tuple(section for item in self.items for section in item.sections)
