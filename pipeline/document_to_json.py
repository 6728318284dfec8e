"""The last pure step: a document as the JSON of `iop extract`, exactly the contract's names and order."""

from typing import Any

from schemas.documents import Document
from schemas.items import DocumentKind
from schemas.mentions import Part
from schemas.plain import LISTS, SCALARS, all_issues, plain, plain_evidence, plain_mention
from schemas.spans import Mention


def document_to_json(document: Document) -> dict[str, Any]:
    """Return what `iop extract` prints: JSON values, keys in the contract's order.

    Every entry of a list of values carries its evidence; a scalar's stands under "evidence". Only
    the name of the file is given, never its folder: two machines print the same.
    """
    mentions = document.mentions
    scalars: dict[str, Mention[Any] | None] = {name: getattr(mentions, name) for name in SCALARS}
    lists: dict[str, tuple[Mention[Any], ...]] = {name: getattr(mentions, name) for name in LISTS}
    values = {name: plain(mention.value) if mention else None for name, mention in scalars.items()}
    values["kind"] = values["kind"] or DocumentKind.OKAND.value
    return {
        "source": {
            "file": _printable(document.source.path.name),
            "sha256": document.source.sha256,
            "media_type": document.source.media_type.value,
            "pages": document.pages_expected,
        },
        "status": document.status.value,
        "kind": values.pop("kind"),
        "parts": [plain_mention(part) for part in _parts(lists.pop("parts"))],
        **values,
        **{name: [plain_mention(mention) for mention in found] for name, found in lists.items()},
        "evidence": {name: plain_evidence(m.evidence) for name, m in scalars.items() if m is not None},
        "issues": [plain(issue) for issue in all_issues(document)],
        "pages": [
            {
                "page": clean.page.page,
                "origin": clean.page.origin.value,
                "reason": clean.page.reason,
                "confidence": clean.page.confidence,
                "raw_text": clean.page.raw_text,
                "text": clean.text,
            }
            for clean in document.pages
        ],
    }


def _parts(parts: tuple[Mention[Part], ...]) -> list[Mention[Part]]:
    return sorted(parts, key=lambda mention: mention.value.part)


def _printable(name: str) -> str:
    """Replace the bytes of a file name that are not UTF-8: they cannot be printed as JSON."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
