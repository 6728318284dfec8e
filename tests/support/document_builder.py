"""Builds `Document` records by hand, each value anchored in its page.

A value's evidence is found by looking its quote up in the pages' text, so that a test cannot claim
evidence that is not printed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from schemas.decisions import Decision, Outcome, ReferencedDecision, Status
from schemas.documents import Document, DocumentStatus, Mentions
from schemas.geometry import Box
from schemas.issues import Issue
from schemas.items import DocumentKind
from schemas.mentions import (
    Basis,
    CaseNumber,
    CaseRole,
    Committee,
    Item,
    Meeting,
    Municipality,
    Part,
    Planning,
)
from schemas.pages import Origin, Page, Word, Words
from schemas.sources import MediaType, Source, SourceFile
from schemas.spans import Evidence, Mention, Span
from schemas.text import CleanPage, Edit, Stage

MALMO = Municipality(code="1280", name="Malmö stad")
CULTURE = Committee(code="KFN", name="Kultur- och fritidsnämnden")


def case_number(number: str, role: CaseRole = CaseRole.OWN) -> CaseNumber:
    prefix, year, serial = number.split("-")
    return CaseNumber(value=number, role=role, prefix=prefix, year=int(year), serial=serial)


class DocumentBuilder:
    """Collects values; `build()` returns the document. Everything has a sensible default."""

    def __init__(
        self, *pages: str, name: str = "dokument.txt", stages: dict[int, Sequence[Edit]] | None = None
    ):
        self.texts = pages or ("",)
        self.name = name
        self.stages = stages or {}
        self.values: dict[str, Any] = {}
        self.issues: list[Issue] = []
        self.status = DocumentStatus.OK
        self.pages_expected: int | None = None
        self.salt = ""
        self.files: tuple[SourceFile, ...] | None = None
        self.origin = Origin.FILE
        self.page_confidence: float | None = None

    def clean_pages(self) -> tuple[CleanPage, ...]:
        made = []
        for number, text in enumerate(self.texts, start=1):
            words, at = [], 0
            for word in text.split():
                start = text.index(word, at)
                at = start + len(word)
                words.append(Word(start, at, Box(72 + start, 72, 72 + at, 84), 1.0))
            page = Page(
                page=number, origin=self.origin, reason="textfil", confidence=self.page_confidence,
                width_pt=None, height_pt=None, rotation=0, raw_text=text, words=Words.of(words),
            )  # fmt: skip
            edits = tuple(self.stages.get(number, ()))
            made.append(CleanPage(page, (Stage(text, edits),) if edits else ()))
        return tuple(made)

    def evidence(self, quote: str | None, rule: str = "test", confidence: float = 1.0) -> Evidence:
        if quote is None:
            return Evidence(spans=(), quote="", raw="", rule="inferred:test", confidence=confidence)
        for page in self.clean_pages():
            start = page.text.find(quote)
            if start >= 0:
                raw_start, raw_end = page.to_raw(start, start + len(quote))
                boxes = tuple(word.box for word in page.page.words.within(raw_start, raw_end))
                span = Span(page=page.page.page, start=start, end=start + len(quote), boxes=boxes)
                raw = page.page.raw_text[raw_start:raw_end]
                return Evidence(
                    spans=(span,), quote=" ".join(quote.split()), raw=raw, rule=rule, confidence=confidence
                )
        raise AssertionError(f"{quote!r} is not printed on any page")

    def mention(self, value: Any, quote: str | None, **more: Any) -> Mention[Any]:
        return Mention(value=value, evidence=self.evidence(quote, **more))

    def scalar(self, name: str, value: Any, quote: str | None = None, **more: Any) -> "DocumentBuilder":
        assert name in {field.name for field in fields(Mentions)}
        self.values[name] = self.mention(value, quote, **more)
        return self

    def add(self, name: str, value: Any, quote: str | None = None, **more: Any) -> "DocumentBuilder":
        assert name in {field.name for field in fields(Mentions)}
        self.values[name] = (*self.values.get(name, ()), self.mention(value, quote, **more))
        return self

    # the values that most tests need
    def kind(self, kind: DocumentKind) -> "DocumentBuilder":
        return self.scalar("kind", kind)

    def committee(
        self, committee: Committee = CULTURE, municipality: Municipality = MALMO
    ) -> "DocumentBuilder":
        return self.scalar("municipality", municipality).scalar("committee", committee)

    def own_case(self, number: str) -> "DocumentBuilder":
        return self.scalar("case_number", number, number).add("case_numbers", case_number(number), number)

    def referenced_case(self, number: str) -> "DocumentBuilder":
        return self.add("case_numbers", case_number(number, CaseRole.REFERENCED), number)

    def item(self, paragraph: int | None, number: str | None, title: str) -> "DocumentBuilder":
        return self.add("items", Item(paragraph=paragraph, case_number=number, title=title), title)

    def decision(self, text: str, status: Status = Status.DECIDED, **more: Any) -> "DocumentBuilder":
        own = self.values.get("case_number")
        row = {
            "part": 1, "paragraph": None, "case_number": own.value if own else None, "clause": 1,
            "outcome": Outcome.APPROVED, "actor": None, "recommended_to": None, "is_iop": True,
        } | more  # fmt: skip
        return self.add("decisions", Decision(status=status, text=text, **row), text)

    def meeting(self, organ: str, date: str, covers: tuple[int, ...] = ()) -> "DocumentBuilder":
        return self.scalar("organ", organ).scalar("meeting", Meeting(date=date, covers=covers), date)

    def basis(
        self, text: str, kind: str, committee: str | None, date: str | None, title: str | None
    ) -> "DocumentBuilder":
        line = Basis(text=text, kind=kind, committee=committee, date=date, title=title)
        return self.add("basis", line, text)

    def planning(self, body: str, date: str) -> "DocumentBuilder":
        return self.add("planning", Planning(body=body, date=date), f"{body} {date}")

    def relies_on(self, body: str, date: str, quote: str, **more: Any) -> "DocumentBuilder":
        row = {"paragraph": None, "case_number": None, "text": quote} | more
        return self.add("referenced_decisions", ReferencedDecision(body=body, date=date, **row), quote)

    def build(self) -> Document:
        pages = self.clean_pages()
        kind = self.values.get("kind")
        if "parts" not in self.values:
            own = self.values.get("case_number")
            part = Part(
                part=1, kind=kind.value if kind else DocumentKind.OKAND, page_from=1, page_to=len(pages),
                case_number=own.value if own else None, title=None,
            )  # fmt: skip
            self.add("parts", part)
        content = "\f".join(self.texts) + self.salt
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        file = SourceFile(
            path=Path("inbox") / self.name, size=len(content), mtime_ns=1_700_000_000_000_000_000
        )
        files = self.files or (file,)
        return Document(
            source=Source(sha256=sha256, media_type=MediaType.TEXT, files=files),
            status=self.status,
            pages_expected=self.pages_expected if self.pages_expected is not None else len(pages),
            mentions=Mentions(**self.values),
            pages=pages,
            issues=tuple(self.issues),
        )
