"""Find what a document is about: the title under its kind, of its only §, or at the top of a web page."""

import re
from collections.abc import Sequence

from extractors.bodies import find_bodies
from extractors.document_kinds import kind_of_line
from extractors.lines import Line, fold, split_lines
from extractors.names import is_person_name
from schemas.items import DocumentKind, PartText, SectionKind
from schemas.spans import Match, Range

_NOT_TITLE = re.compile(
    r"^(?:\$|sida?\b|datum\b|dnr\b|diarie|vår referens|bilaga\b|\d{4}-\d\d-\d\d|[\d\W]+$|"
    r"tfn|telefon|www|http|.*@|\w+:|\w+ \d{4}-\d\d-\d\d$)|\bkommun$|\bstad$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…]$")


def find_title(text: str, part: PartText, case_ranges: Sequence[Range]) -> Match[str] | None:
    """Return the title without the case number that can stand on its line; None where there is none.

    A protocol of several §§ has no title of its own, and neither has a summons to one.
    """
    if part.kind in (DocumentKind.KALLELSE, DocumentKind.ANSLAG):
        return None
    numbered = [item for item in part.items if item.paragraph is not None]
    if numbered:
        if len(numbered) > 1 or numbered[0].title is None or part.kind is DocumentKind.PROTOKOLL:
            return None
        return item_title(text, numbered[0].title, case_ranges, "titles:item")
    if part.kind is DocumentKind.AVTAL:
        return _agreement_title(text, part)
    heads = [section for section in part.cover if section.kind is SectionKind.KIND and section.heading]
    for section in heads:
        heading = section.heading
        assert heading is not None
        if len(section.title.split()) >= _LONG and _kind_named(section.title) is not part.kind:
            # "Överenskommelse om …" under "Tjänsteskrivelse" reads like a kind and is the title.
            last = _end_of_block(split_lines(text, Range(heading.start, section.body.end)))
            return item_title(text, Range(heading.start, last), case_ranges, "titles:under-kind")
        found = _block(text, split_lines(text, section.body), case_ranges)
        if found is not None:
            return found
    labelled = _labelled_title(text, part, case_ranges) or _title_above_body(text, part, case_ranges)
    if labelled is not None:
        return labelled
    if part.kind is DocumentKind.WEBBSIDA:
        return _web_title(text, part)
    return None


def item_title(text: str, place: Range, case_ranges: Sequence[Range], rule: str) -> Match[str] | None:
    """Cut case numbers (and a "Dnr" before them) off a title; None where nothing is left."""
    pieces: list[Range] = []
    at = place.start
    for case in sorted(case_ranges):
        if case.start < at or case.end > place.end:
            continue
        before = re.search(
            r"[\s(,]*(?:\b(?:dnr|diarienummer|diarienr|ärendenummer)\b[.:]?\s*)?$",
            text[at : case.start],
            re.IGNORECASE,
        )
        cut = at + before.start() if before else case.start
        if text[at:cut].strip():
            pieces.append(Range(at, cut))
        at = case.end
    rest = text[at : place.end]
    lead = len(rest) - len(rest.lstrip(" )\t\n.,–-"))
    if rest[lead:].strip():
        pieces.append(Range(at + lead, at + len(rest.rstrip())))
    value = fold(" ".join(text[p.start : p.end] for p in pieces)).strip(" ,;")
    if not re.search(r"\w{2}", value):
        return None
    return Match(value=value, ranges=tuple(pieces), rule=rule)


def _title_above_body(text: str, part: PartText, case_ranges: Sequence[Range]) -> Match[str] | None:
    """The last block of the head that reads like a title: under date, number and references."""
    heads = [s for s in part.cover if s.kind in (SectionKind.DATE, SectionKind.REFERENCE, SectionKind.COVER)]
    if not heads or part.kind in (DocumentKind.WEBBSIDA, DocumentKind.OKAND, DocumentKind.KALLELSE):
        return None
    lines = split_lines(text, heads[-1].body)
    if part.items and part.items[0].sections and not part.items[0].sections[0].heading:
        return None
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if (
            line.after_blank
            and len(line.cells) == 1
            and len(line.text.split()) >= 3
            and line.text[0].isupper()
        ):
            found = _block(text, lines[index:], case_ranges)
            if found is not None and not _SENTENCE.search(found.value):
                return found
    return None


_LABEL = re.compile(r"(?:ärende|ärendemening|ärenderubrik|rubrik)[ \t]*(?::|\t|$)[ \t]*", re.IGNORECASE)


def _labelled_title(text: str, part: PartText, case_ranges: Sequence[Range]) -> Match[str] | None:
    """The title after the label "Ärende", on its line or under it."""
    lines = split_lines(text, part.extent)[:40]
    for index, line in enumerate(lines):
        m = _LABEL.match(line.text)
        if m is None:
            continue
        start = line.start + m.end()
        rest = lines[index + 1 :]
        if start < line.end:
            last = _end_of_block(lines[index:])
            return item_title(text, Range(start, last), case_ranges, "titles:label")
        return _block(text, rest, case_ranges) if rest else None
    return None


_LONG = 4  # words from which a line that names a kind says more than the kind


def _kind_named(line: str) -> DocumentKind | None:
    rule = kind_of_line(line)
    return DocumentKind(str(rule.data["value"])) if rule else None


def _end_of_block(lines: Sequence[Line]) -> int:
    """Where the first block of lines ends: at a blank line."""
    end = lines[0].end
    for line in lines[1:]:
        if line.after_blank:
            break
        end = line.end
    return end


def _block(text: str, lines: Sequence[Line], case_ranges: Sequence[Range]) -> Match[str] | None:
    """The first block of lines that reads like a title."""
    start: int | None = None
    end = 0
    for line in lines:
        if start is None:
            if _NOT_TITLE.search(line.text) or is_person_name(line.text) or kind_of_line(line.text):
                continue
            if next((True for b in find_bodies(line.text) if b.end - b.start >= len(line.text) - 1), False):
                continue
            if any(case.start <= line.start and line.end <= case.end for case in case_ranges):
                continue
            start, end = line.start, line.end
            continue
        if line.after_blank or end - start > 300:
            break
        end = line.end
    if start is None or end - start > 400 or (_SENTENCE.search(text[start:end]) and end - start > 150):
        return None
    return item_title(text, Range(start, end), case_ranges, "titles:under-kind")


def _agreement_title(text: str, part: PartText) -> Match[str] | None:
    for section in part.cover:
        if section.kind is SectionKind.KIND and section.heading is not None:
            heading = text[section.heading.start : section.heading.end]
            if len(heading.split()) > 1:
                lines = split_lines(text, Range(section.heading.start, section.body.end))
                place = Range(section.heading.start, _end_of_block(lines))
                return Match(
                    value=fold(text[place.start : place.end]), ranges=(place,), rule="titles:agreement"
                )
    return None


def _web_title(text: str, part: PartText) -> Match[str] | None:
    """The first line that stands alone, says something and is no sentence."""
    lines = split_lines(text, part.extent)
    for index, line in enumerate(lines[:12]):
        following = lines[index + 1] if index + 1 < len(lines) else None
        alone = line.after_blank and (following is None or following.after_blank)
        if (
            alone
            and len(line.text.split()) >= 3
            and not _SENTENCE.search(line.text)
            and not _NOT_TITLE.search(line.text)
        ):
            return Match(
                value=fold(line.text),
                ranges=(Range(line.start, line.end),),
                rule="titles:web",
                confidence=0.8,
            )
    return None
