"""Changes to a document that mean nothing: other line ends, another normal form, a page before, a name."""

import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from chain import INBOX, SEEDS
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.document_to_json import document_to_json
from pipeline.run import file_to_document

OWN = sorted(INBOX.glob("*.txt"))
OTHERS = sorted([*INBOX.glob("*.docx"), *INBOX.glob("*.html"), *INBOX.glob("05*.pdf")])
TEXTS = [*OWN, *sorted(SEEDS.glob("*.txt"))]
_PLACE = {"spans", "quote", "raw", "confidence", "evidence", "pages", "source", "issues"}


def test_the_seeds_are_there_or_it_is_said() -> None:
    if len(TEXTS) == len(OWN):
        pytest.skip(f"no seed documents at {SEEDS}: they are not part of the repository")
    assert OWN


def _json(path: Path) -> dict[str, Any]:
    return document_to_json(file_to_document(path))


def _values(document: dict[str, Any]) -> dict[str, Any]:
    """The values alone, without where they stand."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(part) for key, part in value.items() if key not in _PLACE}
        if isinstance(value, list):
            return [strip(part) for part in value]
        return " ".join(value.split()) if isinstance(value, str) else value

    found: dict[str, Any] = strip(document)
    return found


def _write(folder: Path, text: str, name: str = "dokument.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def _assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for key in expected:
        assert found[key] == expected[key], key


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def _trailing_spaces(text: str) -> str:
    return re.sub(r"(?<=\S)\n", "   \n", text)


def _no_break_spaces(text: str) -> str:
    """Between digits, where typists put them."""
    return re.sub(r"(?<=\d) (?=\d{3})", "\u00a0", text)


def _soft_hyphens(text: str) -> str:
    """Within long words of running text, as word processors leave them."""
    return re.sub(r"(?<=[a-zåäö]{4})(?=[a-zåäö]{6})", "\u00ad", text)


CHANGES: tuple[Callable[[str], str], ...] = (
    _decomposed,
    _windows,
    _trailing_spaces,
    _no_break_spaces,
    _soft_hyphens,
)


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem[:3] for path in TEXTS])
def test_spelling_the_same_characters_otherwise_changes_no_value(path: Path, tmp_path: Path) -> None:
    expected = _values(_json(path))
    text = path.read_text(encoding="utf-8")
    for change in CHANGES:
        changed = change(text)
        if changed == text:
            continue
        _assert_same(_values(_json(_write(tmp_path, changed))), expected)


@pytest.mark.parametrize("path", [*TEXTS, *OTHERS], ids=[path.stem[:3] for path in [*TEXTS, *OTHERS]])
def test_another_name_changes_no_value_and_no_place(path: Path, tmp_path: Path) -> None:
    expected = _json(path)
    found = _json(Path(shutil.copy(path, tmp_path / f"Protokoll § 99 HVO-2031-1 2031-01-01{path.suffix}")))
    expected["source"]["file"] = found["source"]["file"]
    assert found == expected


PARAGRAPHS = (
    "Förvaltningen bedömer att samverkan med Föreningen Gläntan i Ekdalen, som pågått sedan den 12 maj 2031 "
    "och kostat 385 000 kronor, bör fortsätta till och med den 31 december 2032 på samma villkor som nu.",
    "Kultur- och fritidsnämnden beviljar Föreningen Gläntan i Ekdalen 250 000 kronor för perioden 2032-01-01 "
    "till 2032-12-31 enligt överenskommelsen om idéburet offentligt partnerskap, dnr KFN-2030-12.",
)


def _memo(width: int) -> str:
    first, clause = ("\n".join(_wrap(paragraph, width)) for paragraph in PARAGRAPHS)
    return (
        "Malmö stad\nKulturförvaltningen\n\nTjänsteskrivelse\n\nDatum\n2031-05-28\n\n"
        "Diarienummer\nKFN-2031-77\n\n"
        f"Fortsatt samverkan i Ekdalen\n\nSammanfattning\n\n{first}\n\nFörslag till beslut\n\n{clause}\n\n"
        "Beslutsplanering\n\nKultur- och fritidsnämnden 2031-06-10\n"
    )


def _wrap(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def test_lines_broken_elsewhere_change_no_value(tmp_path: Path) -> None:
    expected = _values(_json(_write(tmp_path, _memo(width=400))))
    assert [decision["text"] for decision in expected["decisions"]] == [PARAGRAPHS[1]]
    assert {amount["sek"] for amount in expected["amounts"]} == {"385000", "250000"}
    for width in (30, 41, 55, 68, 90):
        _assert_same(_values(_json(_write(tmp_path, _memo(width)))), expected)


# A page before the others


def _pdf(path: Path, *pages: str) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for text in pages:
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(72, 790 - 15 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def _shifted(value: Any, by: int) -> Any:
    if isinstance(value, dict):
        moved = {key: _shifted(part, by) for key, part in value.items()}
        for key in ("page", "page_from", "page_to"):
            if isinstance(moved.get(key), int):
                moved[key] += by
        return moved
    return [_shifted(part, by) for part in value] if isinstance(value, list) else value


def _without_part(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: part for key, part in entry.items() if key != "part"} for entry in value]
    return value


def test_an_empty_page_before_moves_pages_and_nothing_else(tmp_path: Path) -> None:
    alone = _json(_pdf(tmp_path / "a.pdf", _memo(width=80)))
    with pikepdf.open(tmp_path / "a.pdf") as document:
        blank = pikepdf.new()
        blank.add_blank_page(page_size=A4)
        document.pages.insert(0, blank.pages[0])
        document.save(tmp_path / "b.pdf")
    behind = _json(tmp_path / "b.pdf")
    assert [page["page"] for page in behind["pages"]] == [1, 2]
    assert alone["decisions"]
    for key in sorted(set(alone) - {"source", "pages", "issues", "parts"}):
        assert behind[key] == _shifted(alone[key], 1), key


def test_a_cover_of_another_document_moves_pages_and_adds_only_its_own(tmp_path: Path) -> None:
    """A cover that says nothing of the case can be a part of its own; what the document says stays."""
    alone = _json(_pdf(tmp_path / "a.pdf", _memo(width=80)))
    behind = _json(_pdf(tmp_path / "b.pdf", "Till den det berör\n\nSe nästa sida.", _memo(width=80)))
    for key in ("decisions", "amounts", "periods", "planning", "case_numbers"):
        assert _without_part(behind[key]) == _without_part(_shifted(alone[key], 1)), key
    assert behind["parts"][-1]["case_number"] == alone["case_number"]
