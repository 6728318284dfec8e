"""Find officials: the references and signatories of a memo, staff at a meeting, and people quoted."""

import re
from collections.abc import Iterator, Sequence

from extractors.lines import fold, split_lines
from extractors.names import NAME, is_person_name
from schemas.items import Section, SectionKind
from schemas.mentions import Attendance, Official
from schemas.spans import Match, Range

# The last part of an official's title, which Swedish writes as one word.
_TITLE_WORD = (
    r"[a-zåäöé]*(?:sekreterare|chef|direktör|handläggare|strateg|samordnare|utredare|controller|jurist|registrator|"
    r"ekonom|koordinator|planerare|utvecklare|ledare|rådgivare|administratör|assistent|inspektör|kurator|specialist)"
)
_TITLE = (
    rf"(?:(?:[Tt]f\.?|[Tt]\.f\.|[Bb]itr(?:\.|ädande)|[Vv]ice|[Ss]tf\.?)[ \t]+)?(?:[A-ZÅÄÖ]?{_TITLE_WORD})"
)
_NAME_THEN_TITLE = re.compile(
    rf"(?P<name>{NAME})[ \t]*(?:,[ \t]*|[ \t]+)(?P<title>{_TITLE}(?:[ \t,].{{0,60}})?)$"
)
_TITLE_LINE = re.compile(rf"{_TITLE}(?:[ \t,].{{0,60}})?$", re.IGNORECASE)
_TITLE_BEFORE_NAMES = re.compile(
    rf"\b(?P<title>{_TITLE})\s+(?P<names>{NAME}(?:(?:,|\s+eller|\s+och|\s+samt)\s+{NAME})*)"
)
_NAME_BEFORE_TITLE = re.compile(rf"\b(?P<name>{NAME}),\s+(?P<title>{_TITLE})\b")
_FUNCTIONS = {SectionKind.REFERENCE: "Vår referens", SectionKind.RESPONSIBLE: "Ansvariga"}
_CONTACT = re.compile(r"@|\d{2,}")


def find_officials(text: str, sections: Sequence[Section]) -> Iterator[Match[Official]]:
    """Yield officials under the headings of references and signatories, then those in running text."""
    named: set[str] = set()
    for section in sections:
        if section.kind in _FUNCTIONS:
            for match in _listed(text, section):
                named.add(match.value.name)
                yield match
    for section in sections:
        for match in _labelled(text, section):
            if match.value.name not in named:
                named.add(match.value.name)
                yield match
    for section in sections:
        if section.kind not in _FUNCTIONS and section.kind is not SectionKind.ATTENDANCE:
            for match in _in_prose(text, section.body):
                if match.value.name not in named:
                    named.add(match.value.name)
                    yield match


_LABEL = re.compile(
    rf"(?P<label>Beslutsfattare|Delegat|Handläggare|Föredragande|Kontaktperson)[ \t]*:?[ \t]+"
    rf"(?P<name>{NAME})(?:[ \t]*,[ \t]*(?P<title>[a-zåäöé. ]{{3,60}}))?$",
    re.MULTILINE,
)


def _labelled(text: str, section: Section) -> Iterator[Match[Official]]:
    """Yield who stands beside a label in the head: "Beslutsfattare: Eva Exempel, förvaltningschef"."""
    start = section.heading.start if section.heading is not None else section.body.start
    for m in _LABEL.finditer(text, start, section.body.end):
        if is_person_name(fold(m["name"])):
            title = fold(m["title"]) if m["title"] else None
            yield Match(
                value=Official(name=fold(m["name"]), title=title, function=m["label"]),
                ranges=(Range(m.start("name"), m.end("title") if m["title"] else m.end("name")),),
                rule="officials:label",
            )


def attendance_to_officials(rows: Sequence[Match[Attendance]]) -> Iterator[Match[Official]]:
    """Yield the officials among those present: people with a role and no political party."""
    for row in rows:
        if (
            row.value.party is None
            and row.value.role
            and re.search(_TITLE_WORD, row.value.role, re.IGNORECASE)
        ):
            yield Match(
                value=Official(name=row.value.name, title=row.value.role, function=None),
                ranges=row.ranges,
                rule="officials:attendance",
            )


def _listed(text: str, section: Section) -> Iterator[Match[Official]]:
    """Names and titles line by line; a title on its own line serves the names above that have none."""
    waiting: list[tuple[str, Range]] = []
    seen_title = False
    for line in split_lines(text, section.body):
        for index, cell in enumerate(line.cells):
            content = re.sub(r"^[-•–][ \t]*", "", line.cell(index))
            if is_person_name(content):
                if seen_title:
                    yield from _official(waiting, None, None, section)
                    waiting, seen_title = [], False
                waiting.append((content, cell))
            elif m := _NAME_THEN_TITLE.fullmatch(content):
                yield from _official(waiting, None, None, section)
                waiting = []
                yield from _official([(fold(m["name"]), cell)], fold(m["title"]), None, section)
            elif _TITLE_LINE.fullmatch(content) and waiting and not seen_title:
                yield from _official(waiting, fold(content), cell, section)
                waiting, seen_title = [], False
            elif waiting and not _CONTACT.search(content) and len(content.split()) > 6:
                yield from _official(waiting, None, None, section)
                return
    yield from _official(waiting, None, None, section)


def _official(
    names: Sequence[tuple[str, Range]], title: str | None, title_range: Range | None, section: Section
) -> Iterator[Match[Official]]:
    for name, place in names:
        yield Match(
            value=Official(name=name, title=title, function=section.title or _FUNCTIONS[section.kind]),
            ranges=(place,) if title_range is None else (place, title_range),
            rule="officials:" + section.kind.value,
        )


def _in_prose(text: str, extent: Range) -> Iterator[Match[Official]]:
    body = text[extent.start : extent.end]
    for m in _NAME_BEFORE_TITLE.finditer(body):
        if is_person_name(fold(m["name"])):
            yield Match(
                value=Official(name=fold(m["name"]), title=fold(m["title"]), function=None),
                ranges=(Range(extent.start + m.start(), extent.start + m.end()),),
                rule="officials:name-title",
                confidence=0.9,
            )
    for m in _TITLE_BEFORE_NAMES.finditer(body):
        title = Range(extent.start + m.start("title"), extent.start + m.end("title"))
        for name in re.finditer(NAME, m["names"]):
            start = extent.start + m.start("names") + name.start()
            if is_person_name(fold(name[0])):
                yield Match(
                    value=Official(name=fold(name[0]), title=fold(m["title"]), function=None),
                    ranges=(title, Range(start, start + len(name[0]))),
                    rule="officials:title-name",
                    confidence=0.9,
                )
