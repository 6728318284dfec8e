"""Text, Markdown, web pages and Word documents as pages."""

import io
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.read.docx import read_docx
from pipeline.read.html import read_html
from pipeline.read.text_file import read_text
from schemas.errors import DocumentUnreadable
from schemas.issues import IssueKind, Severity
from schemas.pages import Origin


def _docx(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx_text(document: Any) -> str:
    return "\f".join(page.raw_text for page in read_docx(_docx(document), "a.docx"))


def test_text_is_verbatim_apart_from_its_line_ends() -> None:
    (page,) = read_text("\n\n Datum\t2020-10-13 \r\nå  \u00ad b\r".encode(), "a.txt")
    assert page.raw_text == "\n\n Datum\t2020-10-13 \nå  \u00ad b\n"
    assert (page.origin, page.confidence, page.width_pt, page.issues) == (Origin.FILE, None, None, ())


def test_a_form_feed_begins_a_page_and_a_last_one_ends_the_last() -> None:
    pages = list(read_text(b"ett\ftv\xc3\xa5\f\n", "a.txt"))
    assert [(page.page, page.raw_text) for page in pages] == [(1, "ett"), (2, "två")]


def test_an_empty_page_between_two_others_is_kept_and_noted() -> None:
    pages = list(read_text(b"ett\f \ftre", "a.txt"))
    assert [page.page for page in pages] == [1, 2, 3]
    (issue,) = pages[1].issues
    assert (issue.kind, issue.severity, issue.page) == (IssueKind.PAGE_EMPTY, Severity.NOTE, 2)


SAMPLE = "Hälsa-, vård- och omsorgsnämnden beslutade 2020 att pröva § 43 på Öland. Åtgärden är ny.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman", "cp850"]
)
def test_every_encoding_of_swedish_offices_is_read(encoding: str) -> None:
    text = SAMPLE if encoding != "cp850" else SAMPLE.replace("§", "paragraf")
    (page,) = read_text(text.encode(encoding), "a.txt")
    assert page.raw_text == text


def test_characters_that_cannot_be_read_are_told() -> None:
    (page,) = read_text(b"\xef\xbb\xbfhej \xff du", "protokoll.txt")
    (issue,) = page.issues
    assert issue.severity is Severity.WARNING
    assert "protokoll.txt" in issue.message


WEB_PAGE = """<!DOCTYPE html><html><head><title>Partnerskap &amp; avtal</title>
<style>p {color: red}</style></head><body><nav><ul><li>Meny</li></ul></nav>
<h1>Så arbetar vi</h1><p>Avtalet gäller<br>från 2021 och är <b>nytt</b>.</p>
<ol><li>första</li><li>andra</li></ol>
<table><tr><th>Namn</th><th>Parti</th></tr><tr><td>Åsa Ek</td><td>S</td></tr></table>
<script>alert("nej")</script></body></html>"""


def test_a_web_page_is_what_a_reader_sees_of_it() -> None:
    (page,) = read_html(WEB_PAGE.encode())
    assert page.raw_text.split("\n") == [
        "Partnerskap & avtal",
        "",
        "Så arbetar vi",
        "",
        "Avtalet gäller",
        "från 2021 och är nytt.",
        "",
        "1. första",
        "2. andra",
        "Namn\tParti",
        "Åsa Ek\tS",
    ]


def test_a_web_page_is_decoded_as_it_declares_unless_that_is_wrong() -> None:
    declared = '<html><head><meta charset="{}"></head><body><p>Överenskommelse</p></body></html>'
    for said, saved in (("iso-8859-1", "iso-8859-1"), ("utf-8", "cp1252"), ("okänd", "utf-8")):
        (page,) = read_html(declared.format(said).encode(saved))
        assert page.raw_text == "Överenskommelse"


@pytest.mark.parametrize("markup", ["", "<html></html>", "<html><body><script>x</script></body></html>"])
def test_a_web_page_with_nothing_to_read_is_an_empty_page(markup: str) -> None:
    (page,) = read_html(markup.encode())
    assert page.raw_text == ""
    assert [issue.kind for issue in page.issues] == [IssueKind.PAGE_EMPTY]


def test_word_paragraphs_lists_and_tables_come_in_order() -> None:
    document = docx.Document()
    document.add_heading("Tjänsteskrivelse", 1)
    document.add_paragraph("Nämnden beslutar:")
    for text in ("att bevilja", "att avslå"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Namn", "Parti"), ("Åsa Ek", "S")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Bilaga", style="List Bullet")
    assert _docx_text(document).split("\n") == [
        "Tjänsteskrivelse",
        "",
        "Nämnden beslutar:",
        "",
        "1. att bevilja",
        "2. att avslå",
        "",
        "Namn\tParti",
        "Åsa Ek\tS",
        "",
        "• Bilaga",
    ]


def _wrap(paragraph: Any, tag: str) -> None:
    """Put the paragraph's first run into an element of its own, as Word does."""
    wrapper = OxmlElement(tag)
    run = paragraph.runs[0]._r
    run.addprevious(wrapper)
    if tag == "w:sdt":
        content = OxmlElement("w:sdtContent")
        wrapper.append(content)
        content.append(run)
    else:
        wrapper.append(run)


def test_word_content_controls_and_insertions_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    for tag, text in (("w:sdt", "HVO-2031-7"), ("w:ins", "tillagt"), ("w:del", "struket")):
        paragraph = document.add_paragraph()
        paragraph.add_run(text)
        _wrap(paragraph, tag)
    assert _docx_text(document) == "HVO-2031-7\n\ntillagt"


def test_word_header_of_the_first_page_stands_first() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Datum\t2031-02-03"
    document.sections[0].footer.paragraphs[0].text = "Postadress"
    document.add_paragraph("Ärendet")
    assert _docx_text(document) == "Datum\t2031-02-03\n\nÄrendet"


def test_word_page_breaks_separate_pages() -> None:
    document = docx.Document()
    document.add_paragraph("första")
    document.add_page_break()
    document.add_paragraph("andra")
    pages = list(read_docx(_docx(document), "a.docx"))
    assert [(page.page, page.raw_text) for page in pages] == [(1, "första"), (2, "andra")]


def test_word_numbering_goes_by_level_and_format() -> None:
    document = docx.Document()
    texts = [("ett", "List Number"), ("under", "List Number 2"), ("två", "List Number")]
    for text, style in texts:
        document.add_paragraph(text, style=style)
    lines = _docx_text(document).split("\n")
    assert lines[0] == "1. ett"
    assert lines[-1] == "2. två"


def test_a_broken_word_document_is_told_with_its_name() -> None:
    data = _docx(docx.Document())
    with pytest.raises(DocumentUnreadable) as caught:
        list(read_docx(data[: len(data) // 2], "trasig.docx"))
    assert caught.value.issue.kind is IssueKind.BROKEN_FILE
    assert "trasig.docx" in caught.value.issue.message


def test_word_symbols_keep_their_meaning() -> None:
    document = docx.Document()
    run = document.add_paragraph("hälsa").add_run()
    run._r.append(OxmlElement("w:noBreakHyphen"))
    run._r.append(OxmlElement("w:tab"))
    text = OxmlElement("w:t")
    text.text = "vård"
    text.set(qn("xml:space"), "preserve")
    run._r.append(text)
    assert _docx_text(document) == "hälsa\u2011\tvård"
