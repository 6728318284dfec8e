"""ALTO and hOCR as other programs read them: the same words, boxes and confidence; failure is told."""

import io
import re
import xml.etree.ElementTree as ElementTree
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.ocr.pages_to_alto import NAMESPACE, pages_to_alto
from pipeline.ocr.pages_to_hocr import DPI, pages_to_hocr
from schemas.geometry import Box
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page, Word, Words

TEXT = "Nämnden §\u00a044 & <bidrag>\nbeviljar 385\u2009000 kr, 2,5\u00a0%\n\nÅsa\tÖberg"
TIMEOUT = Issue(kind=IssueKind.OCR_TIMEOUT, severity=Severity.ERROR, page=2, message="Sidan 2: för sent.")

# What the schema of ALTO 4.4 says of the elements that we write: children in order, and of attributes
# those that are required and those that may be there. Source: loc.gov/standards/alto/v4/alto-4-4.xsd
_PLACE = {"HPOS", "VPOS", "WIDTH", "HEIGHT"}
GRAMMAR: dict[str, tuple[str, set[str], set[str]]] = {
    "alto": ("Description? Layout", set(), {"SCHEMAVERSION"}),
    "Description": ("MeasurementUnit sourceImageInformation? Processing*", set(), set()),
    "MeasurementUnit": ("", set(), set()),
    "sourceImageInformation": ("fileName? fileIdentifier*", set(), set()),
    "fileName": ("", set(), set()),
    "fileIdentifier": ("", set(), {"fileIdentifierLocation"}),
    "Processing": ("processingCategory? processingSoftware?", {"ID"}, set()),
    "processingCategory": ("", set(), set()),
    "processingSoftware": ("softwareName?", set(), set()),
    "softwareName": ("", set(), set()),
    "Layout": ("Page*", set(), set()),
    "Page": ("PrintSpace?", {"ID", "PHYSICAL_IMG_NR"}, {"WIDTH", "HEIGHT", "PC", "LANG", "QUALITY_DETAIL"}),
    "PrintSpace": ("TextBlock*", set(), {"ID", *_PLACE}),
    "TextBlock": ("TextLine*", {"ID"}, _PLACE),
    "TextLine": ("(String|SP)*", set(), {"ID", *_PLACE}),
    "String": ("", {"CONTENT"}, {"ID", "WC", *_PLACE}),
    "SP": ("", set(), set()),
}


def a_page(number: int = 1, text: str = TEXT, **changes: object) -> Page:
    words, at = [], 0
    for index, word in enumerate(text.split()):
        at = text.index(word, at)
        box = Box(70.13 + 40 * index, 60.57, 100.01 + 40 * index, 71.99)
        words.append(Word(at, at + len(word), box, 0.9137 - index / 100))
        at += len(word)
    fields: dict[str, object] = {
        "page": number, "origin": Origin.OCR, "reason": "bildfil", "confidence": 0.9137, "width_pt": 595.28,
        "height_pt": 841.89, "rotation": 0, "raw_text": text, "words": Words.of(words), **changes,
    }  # fmt: skip
    return Page(**fields)  # type: ignore[arg-type]


def elements(xml: str) -> ElementTree.Element:
    return ElementTree.fromstring(xml.encode("utf-8"))


def test_alto_gives_back_every_word_its_box_and_its_confidence() -> None:
    page = a_page()
    strings = list(elements(pages_to_alto([page], file_name="a.tif")).iter(f"{{{NAMESPACE}}}String"))
    assert len(strings) == len(page.words)
    for string, word in zip(strings, page.words, strict=True):
        assert string.get("CONTENT") == page.raw_text[word.start : word.end]
        left, top, width, height = (
            float(string.get(name) or "") * 72 / 1200 for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
        )
        assert (left, top, left + width, top + height) == pytest.approx(tuple(word.box), abs=0.001)
        assert float(string.get("WC") or "") == pytest.approx(word.confidence, abs=1e-6)


def test_alto_follows_the_schema() -> None:
    root = elements(pages_to_alto([a_page(), a_page(2, "")], file_name="å & <b>.tif", sha256="0" * 64))
    seen: set[str] = set()
    for element in root.iter():
        namespace, _, name = element.tag[1:].partition("}")
        assert namespace == NAMESPACE
        children, required, allowed = GRAMMAR[name]
        names = " ".join(child.tag.partition("}")[2] for child in element)
        assert follows(children, names), f"{name}: {names}"
        attributes = {key for key in element.attrib if not key.startswith("{")}
        assert required <= attributes <= required | allowed
        identity = element.get("ID")
        assert identity is None or identity not in seen
        seen |= {identity} if identity else set()
        assert 0 <= float(element.get("WC", "1")) <= 1


def follows(grammar: str, names: str) -> bool:
    """Tell whether `names` are children that `grammar` allows: words with ? or *, in order."""
    pattern = "".join(
        f"(?:(?:{part.rstrip('?*').strip('()')}) )" + (part[-1] if part[-1] in "?*" else "")
        for part in grammar.split()
    )
    return re.fullmatch(pattern, f"{names} " if names else "") is not None


def test_the_check_of_the_schema_finds_what_is_wrong() -> None:
    assert follows("Description? Layout", "Layout")
    assert not follows("Description? Layout", "Layout Description")
    assert not follows("Page*", "TextBlock")


def test_alto_tools_reads_the_words_and_their_confidence(tmp_path: Path) -> None:
    from alto_tools import alto_tools

    path = tmp_path / "a.alto.xml"
    path.write_text(pages_to_alto([a_page()], file_name="a.tif"), encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        alto, tree, namespace = alto_tools.alto_parse(file)
        with redirect_stdout(io.StringIO()) as printed:
            alto_tools.alto_text(tree, namespace)
        with redirect_stdout(io.StringIO()):
            mean = alto_tools.alto_confidence(SimpleNamespace(name="a"), tree, namespace)
    lines = [line.split() for line in printed.getvalue().strip().split("\n")]
    assert lines == [line.split() for line in TEXT.split("\n") if line]
    assert mean == pytest.approx(
        100 * sum(word.confidence for word in a_page().words) / len(a_page().words), abs=0.01
    )
    assert alto is file


def test_ocrmypdf_reads_back_the_words_of_hocr(tmp_path: Path) -> None:
    from ocrmypdf.hocrtransform import HocrParser, OcrClass

    page = a_page()
    path = tmp_path / "a.hocr"
    path.write_text(pages_to_hocr([page], title="a.tif"), encoding="utf-8")
    read = HocrParser(path).parse().iter_by_class(OcrClass.WORD)
    assert [word.text for word in read] == page.raw_text.split()
    for found, word in zip(read, page.words, strict=True):
        box = (found.bbox.left, found.bbox.top, found.bbox.right, found.bbox.bottom)
        assert box == pytest.approx([edge * DPI / 72 for edge in word.box], abs=0.5)
        assert found.confidence == pytest.approx(word.confidence, abs=0.01)  # it reads whole percents
    written = [float(value) for value in re.findall(r"x_wconf ([\d.]+)", path.read_text(encoding="utf-8"))]
    assert written == pytest.approx([100 * word.confidence for word in page.words], abs=0.005)


def test_hocr_check_finds_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from hocr_tools_lib.tools.hocr_check import Checker

    path = tmp_path / "a.hocr"
    path.write_text(pages_to_hocr([a_page()], title='a "b" & <c>.tif'), encoding="utf-8")
    Checker(path, no_overlap=True).check()  # its overlap test compares the lines of all pages at once
    report = capsys.readouterr().err
    assert "ok 1 - " in report
    assert "not ok" not in report


def test_hocr_declares_what_it_uses() -> None:
    """Source: kba.github.io/hocr-spec, 3.3 and 6.1; the validator `hocr-spec` 0.2 asks for both."""
    head, _, body = pages_to_hocr([a_page()], title="a").partition("<body>")
    assert ("lang=" in body, "x_wconf" in body) == (True, True)
    declared = re.search(r'name="ocr-capabilities" content="([^"]*)"', head)
    assert declared is not None
    assert {"ocrp_lang", "ocrp_wconf"} <= set(declared[1].split())
    assert 'name="ocr-langs" content="sv"' in head


def test_a_page_that_failed_does_not_look_like_an_empty_one() -> None:
    nothing = {"words": Words(), "confidence": None}
    empty, failed = a_page(1, "", **nothing), a_page(2, "", issues=(TIMEOUT,), **nothing)
    pages = list(elements(pages_to_alto([empty, failed], file_name="a")).iter(f"{{{NAMESPACE}}}Page"))
    assert [page.get("QUALITY_DETAIL") for page in pages] == [None, "ocr_timeout"]
    assert pages_to_hocr([empty], title="a").count("x_failed") == 0
    assert pages_to_hocr([failed], title="a").count("x_failed ocr_timeout") == 1


def test_what_xml_cannot_hold_does_not_break_the_export() -> None:
    page = a_page(text="ett\x0ctvå\x00 tre\ufffe")
    strings = elements(pages_to_alto([page], file_name="\x01.pdf")).iter(f"{{{NAMESPACE}}}String")
    assert [len(string.get("CONTENT") or "") for string in strings] == [len(w) for w in page.raw_text.split()]
    assert "\x00" not in pages_to_hocr([page], title="\x01.pdf")
