"""Read a text as the chain does, pages parted by form feeds, without repair: for tests of structure."""

from dataclasses import dataclass

from pipeline.items_to_mentions import items_to_mentions
from pipeline.mentions_to_decisions import mentions_to_decisions
from pipeline.pages_to_text import pages_to_text
from pipeline.read.text_file import read_text
from pipeline.repair.text_repair import Repair
from pipeline.text_to_items import text_to_items
from schemas.decisions import Decision
from schemas.documents import Mentions
from schemas.items import PartText
from schemas.sources import MediaType
from schemas.text import DocumentText


@dataclass(frozen=True)
class Reading:
    """What the middle of the chain makes of a text."""

    text: DocumentText
    parts: tuple[PartText, ...]
    mentions: Mentions

    @property
    def decisions(self) -> list[Decision]:
        """The decisions' values, in printed order."""
        return [mention.value for mention in self.mentions.decisions]


def read(text: str) -> Reading:
    """Return parts and mentions of a text."""
    pages = list(read_text(text.encode(), "prov.txt"))
    clean, _ = pages_to_text(pages, repair=lambda _: Repair(edits=(), damaged=False, damage=None, issues=()))
    parts = text_to_items(clean, MediaType.TEXT)
    found = items_to_mentions(clean, parts)
    mentions, _ = mentions_to_decisions(found.mentions, found.clauses)
    return Reading(clean, parts, mentions)
