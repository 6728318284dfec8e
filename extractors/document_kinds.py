"""Tell what a document is: from the line at its top that says so, else from its structure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.lines import Line, fold, opens_sentence
from extractors.rules import Rule, load_rules
from schemas.items import DocumentKind, Section, SectionKind
from schemas.sources import MediaType
from schemas.spans import Range

_COUNTER = re.compile(r"[\s,]*(?:sida?\s*)?\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|av\s+\d{1,4})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFound:
    """A document's kind, what says so (None: nothing printed does) and how sure that is."""

    kind: DocumentKind
    rule: str
    range: Range | None
    confidence: float
    line_index: int = 0


def kind_of_line(text: str) -> Rule | None:
    """Return the rule by which one whole line names a kind, such as "Tjänsteskrivelse 2 (5)"."""
    folded = _COUNTER.sub("", fold(text)).rstrip(":. ")
    if not folded or len(folded) > 180 or folded[:1].islower():
        return None
    return next((rule for rule in load_rules("document_kinds") if rule.pattern.fullmatch(folded)), None)


def find_kind_at_top(lines: Sequence[Line]) -> KindFound | None:
    """Return what the first lines say the document is; the most telling line wins, not the first.

    "Bilaga 3" above "Tjänsteskrivelse" is a memo filed as an attachment; "Anslag" in a table on the
    cover of a protocol is not an anslag, so such weak kinds count only where nothing else does.
    """
    found: list[KindFound] = []
    for index, line in enumerate(lines):
        for cell_index, cell in enumerate(line.cells):
            rule = kind_of_line(line.cell(cell_index))
            if rule is None or opens_sentence(lines, index):
                continue
            found.append(
                KindFound(
                    kind=DocumentKind(str(rule.data["value"])),
                    rule=rule.id,
                    range=cell,
                    confidence=1.0,
                    line_index=index,
                )
            )
    strong = [kind for kind in found if kind.kind not in _WEAK]
    # "SAMMANTRÄDESPROTOKOLL" is the form's head, "Protokollsutdrag" below it says what was taken from it.
    extract = [kind for kind in found if kind.kind is DocumentKind.PROTOKOLLSUTDRAG]
    if extract and strong[0].kind is DocumentKind.PROTOKOLL:
        return extract[0]
    return next(iter(strong or found), None)


_WEAK = frozenset({DocumentKind.ANSLAG, DocumentKind.BILAGA, DocumentKind.HANDLINGAR})
_DIRECT_ADDRESS = re.compile(r"\b(?:din|ditt|dina|du|dig|ni|er|era)\b", re.IGNORECASE)
_CONTACT = re.compile(r"\bkontakta?\b|[\w.]+@[\w.]+", re.IGNORECASE)
_AGREEMENT = re.compile(
    r"\b(?:överenskommelse|avtal)\w*\b[^.]{0,200}\bmellan\b|\bnedan kallad|\bparterna\b", re.IGNORECASE
)


def infer_kind(text: str, extent: Range, sections: Sequence[Section], media_type: MediaType) -> KindFound:
    """Infer the kind of a document that does not name it, from its sections; okänd if they don't tell."""
    kinds = {section.kind for section in sections}
    body = text[extent.start : extent.end]

    def found(kind: DocumentKind, basis: str, confidence: float) -> KindFound:
        return KindFound(kind=kind, rule=f"inferred:{basis}", range=None, confidence=confidence)

    has_items = bool(re.search(r"^(?:[A-ZÅÄÖ]\w{0,7}[ \t]+)?§[ \t]*\d", body, re.MULTILINE))
    if SectionKind.ATTENDANCE in kinds and SectionKind.DECISION in kinds:
        several = len(re.findall(r"^(?:[A-ZÅÄÖ]\w{0,7}[ \t]+)?§[ \t]*\d{1,4}(?!\d)", body, re.MULTILINE)) > 1
        kind = DocumentKind.PROTOKOLL if several else DocumentKind.PROTOKOLLSUTDRAG
        return found(kind, "attendance-and-decision", 0.8)
    memo = {
        SectionKind.PROPOSAL,
        SectionKind.MATTER,
        SectionKind.PLANNING,
        SectionKind.BASIS,
        SectionKind.RESPONSIBLE,
    }
    if SectionKind.PROPOSAL in kinds and len(kinds & memo) >= 2 and not has_items:
        return found(DocumentKind.TJANSTESKRIVELSE, "memo-sections", 0.9)
    if SectionKind.AGENDA in kinds and SectionKind.DECISION not in kinds:
        return found(DocumentKind.KALLELSE, "agenda", 0.6)
    formal = kinds & {SectionKind.PROPOSAL, SectionKind.DECISION, SectionKind.ATTENDANCE, SectionKind.BASIS}
    if not formal and media_type is MediaType.HTML:
        return found(DocumentKind.WEBBSIDA, "html", 0.9)
    if not formal and not has_items and _DIRECT_ADDRESS.search(body) and _CONTACT.search(body):
        return found(DocumentKind.WEBBSIDA, "addresses-the-reader", 0.7)
    return found(DocumentKind.OKAND, "nothing-tells", 0.0)
