"""What the site answers, asked without a browser."""

import io
import re
import socket
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import openpyxl
import pytest
from sample_register import CASE, CLAUSE, HOME, OTHER_MUNICIPALITY, SECRETS, write_sample_register

from pipeline.serve import serve_register, site_folder
from schemas.errors import RegisterError, UsageError

PAGES = [
    "/",
    "/-/search?q=partnerskap",
    f"/-/case/{CASE}",
    "/register",
    "/register/iop_decisions",
    "/register/decisions",
    "/register/cases",
    "/register/documents",
    "/register/pages",
    "/register/partnerships",
    "/register/parties",
    "/register/amounts",
    "/register/meetings",
    "/register/issues",
    "/register/contacts",
    "/register/officials",
    "/register/planning",
    "/register/repairs",
    "/register/document_files",
    "/register/spans",
    "/register/case_timeline",
    "/register/arende?diarienummer=hvo+2023/42",
    "/register/fulltext_beslut?ord=partnerskap",
    "/register/fulltext_sidor?ord=ljuspunkten",
    "/register/saknas",
    "/register/skanna_om",
    "/register?sql=select+*+from+contacts",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_swedish_and_keeps_to_itself(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    assert '<html lang="sv">' in answer.text
    visible = re.sub(r"<(style|script|pre|code|textarea).*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    english = r"\b(rows?|Powered by|Queries took|Custom SQL|Run SQL|export|Suggested|Next|Apply|records)\b"
    assert not re.search(english, visible)
    addresses = re.findall(r"(?:src|href|action)=\"((?:https?:)?//[^\"]*)", answer.text)
    assert all(address.startswith(f"{client.base_url}") for address in addresses)
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def every_way_out(client: httpx.Client) -> list[str]:
    """The addresses from which personal data could leak: pages, exports, SQL and full text."""
    documents = client.get("/register/documents.json?_shape=array").json()
    places = client.get("/register/pages.json?_shape=array&_col=document_id&_col=page").json()
    tables = client.get("/register.json").json()["tables"]
    names = [table["name"] for table in tables] + ["iop_decisions", "case_timeline", "pages_fts"]
    sql = [
        "select * from contacts",
        "select raw_text, text from pages",
        "select * from repairs",
        "select * from officials",
        "select * from pages_fts_data",
        "select sql from sqlite_master",
        "select snippet(pages_fts, 0, '', '', '', 60) from pages_fts where pages_fts match 'frågor'",
        "select group_concat(path) from document_files",
    ]
    return [
        *PAGES,
        *(f"/-/document/{row['id']}" for row in documents),
        *(f"/-/page/{row['document_id']}/{row['page']}" for row in places),
        *(f"/register/{name}.json?_size=max" for name in names),
        *(f"/register/{name}.csv?_size=max" for name in names),
        *(f"/register.json?{urlencode({'sql': question})}" for question in sql),
        "/-/search?q=naktergal",
        "/-/search?q=okand.avsandare",
        "/-/search?q=070-174+06+05",
        "/register.db",
    ]


def test_personal_data_leaks_nowhere(client: httpx.Client) -> None:
    ways = every_way_out(client)
    assert len(ways) > 100
    for path in ways:
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode("utf-8", "replace")
        asked = "/-/search" in path  # the box repeats what was typed
        for secret in (*SECRETS, HOME):
            assert asked or secret not in text, (path, secret)
            assert asked or secret.encode() not in answer.content, (path, secret)


def test_a_spreadsheet_is_masked_too(client: httpx.Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/register/contacts.xlsx").content))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert any("•••" in cell for cell in cells)
    assert not any(secret in cell for secret in SECRETS for cell in cells)


def test_searching_for_a_masked_value_finds_nothing(client: httpx.Client) -> None:
    for question in ("naktergal", "okand.avsandare", "070-174 06 05"):
        assert "Inget i registret passar" in client.get("/-/search", params={"q": question}).text


@pytest.mark.parametrize(
    "spelling",
    [
        "ASN-2021-700",
        "asn 2021/700",
        "ASN2021-0700",
        "  asn:2021:700 ",
        "ASN\u20132021\u2013700",
        "Dnr ASN-2021-700",
        "diarienummer: ASN 2021/700",
    ],
)
def test_any_spelling_opens_the_case(client: httpx.Client, spelling: str) -> None:
    answer = client.get("/-/search", params={"q": spelling})
    assert answer.status_code == 302
    assert answer.headers["location"] == "/-/case/1280/ASN-2021-700"


def test_a_number_of_two_municipalities_lists_both(client: httpx.Client) -> None:
    answer = client.get("/-/search", params={"q": "HVO 2023-42"})
    assert answer.status_code == 200
    assert f'href="/-/case/{CASE}"' in answer.text
    assert f'href="/-/case/{OTHER_MUNICIPALITY}"' in answer.text
    assert "Uppsala kommun" in answer.text


def test_part_of_a_number_suggests_cases(client: httpx.Client) -> None:
    assert f'href="/-/case/{CASE}"' in client.get("/-/search", params={"q": "2023-0042"}).text


@pytest.mark.parametrize(
    "question", ['"', "*", "NEAR(", "a AND", "'; drop table cases; --", "§ 44", "\x02", "åäö"]
)
def test_no_question_breaks_the_search(client: httpx.Client, question: str) -> None:
    assert client.get("/-/search", params={"q": question}).status_code == 200


@pytest.mark.parametrize("query", ["arende", "fulltext_beslut", "fulltext_sidor"])
def test_a_query_that_nothing_was_typed_into_shows_its_form(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/register/{query}")
    assert answer.status_code == 200
    assert "<form" in answer.text


def test_a_number_is_not_broken_across_lines(client: httpx.Client) -> None:
    case = client.get(f"/-/case/{CASE}").text
    assert re.search(r"\d\u00a0\d{3}\u00a0kr", case)
    assert not re.search(r"event-text\">[^<]*\d \d{3} kronor", case)


def test_a_and_o_with_dots_are_letters(client: httpx.Client) -> None:
    assert "Visa på sidan" in client.get("/-/search", params={"q": "godkänner"}).text
    assert "Inget i registret passar" in client.get("/-/search", params={"q": "godkanner"}).text


def test_the_search_says_what_it_could_not_search(client: httpx.Client) -> None:
    assert "En sida kunde inte läsas och är inte genomsökt" in client.get("/-/search?q=ljuspunkten").text


def test_what_a_document_says_is_never_markup(client: httpx.Client) -> None:
    paths = ["/-/search?q=ansökan", "/-/case/1280/ASN-2021-700", "/register/cases", "/register/pages", "/"]
    for path in paths:
        text = client.get(path).text
        assert "<script" not in text
        assert "<b>fet" not in text
    assert "&lt;script&gt;" in client.get("/-/search?q=ansökan").text


def test_a_case_tells_decided_from_proposed_and_recommended(client: httpx.Client) -> None:
    text = client.get(f"/-/case/{CASE}").text
    for status, word in (
        ("decided", "Beslutat"),
        ("proposed", "Föreslaget"),
        ("recommended", "Rekommenderat"),
    ):
        assert f'<span class="badge badge-{status}">{word}</span>' in text
    assert 'class="standing standing-decided"' in text
    assert "härlett" in text
    assert "385\xa0000\xa0kr" in text
    assert "Protokoll från Hälsa-, vård- och omsorgsnämnden 2023-04-19" in text
    assert "aviserad till 2024-01-31" in text


def test_a_case_without_decision_says_so(client: httpx.Client) -> None:
    text = client.get(f"/-/case/{OTHER_MUNICIPALITY}").text
    assert "Inget beslut och inget förslag finns" in text
    assert "Beslutat</span>" not in text


def test_every_fact_of_a_case_leads_to_its_passage(client: httpx.Client) -> None:
    links = set(re.findall(r'href="(/-/page/[^"]+record=[^"#]+)', client.get(f"/-/case/{CASE}").text))
    assert len(links) > 8
    for link in links:
        assert '<mark id="traff"' in client.get(link.replace("&amp;", "&")).text, link


def test_the_passage_is_the_decision(client: httpx.Client) -> None:
    (row,) = client.get("/register/iop_decisions.json?_shape=array&status=decided&committee_code=HVO").json()
    text = client.get(f"/-/page/{row['document_id']}/{row['page']}?record={row['id']}").text
    assert f'<mark id="traff" tabindex="-1">{CLAUSE}</mark>' in text
    assert 'aria-current="true"' in text


def test_any_passage_can_be_marked_by_offsets(client: httpx.Client) -> None:
    (row,) = client.get("/register/pages.json?_shape=array&text__startswith=Sammantr").json()
    start = row["text"].index("§ 44")
    text = client.get(f"/-/page/{row['document_id']}/1?start={start}&end={start + 4}").text
    assert '<mark id="traff" tabindex="-1">§ 44</mark>' in text
    for odd in ("start=5&end=2", "start=-1&end=x", "start=0&end=999999", "start=99999&end=999999"):
        assert client.get(f"/-/page/{row['document_id']}/1?{odd}").status_code == 200


def test_a_word_settled_by_another_document_says_so_and_leads_there(client: httpx.Client) -> None:
    (row,) = client.get("/register/repairs.json?_shape=array&rule=repair:other-document").json()
    text = client.get(f"/-/page/{row['document_id']}/{row['page']}").text
    assert "rättat med stöd av" in text
    link = re.search(r'href="(/-/page/[0-9a-f]+/1\?start=\d+&amp;end=\d+)#traff">[^<]*, sidan 1</a>', text)
    assert link is not None
    there = client.get(link[1].replace("&amp;", "&")).text
    assert '<mark id="traff" tabindex="-1">Ljuspunkten</mark>' in there
    assert "rättat med stöd av" not in there


def test_a_fact_on_another_page_is_pointed_to(client: httpx.Client) -> None:
    amount = client.get("/register/amounts.json?_shape=array").json()[0]
    text = client.get(f"/-/page/{amount['document_id']}/1?record={amount['id']}").text
    assert "Den står på sidan 2" in text


def test_an_unread_page_is_listed_with_its_document(client: httpx.Client) -> None:
    (row,) = client.get("/register/documents.json?_shape=array&status=partial").json()
    text = client.get(f"/-/document/{row['id']}").text
    assert "Sidor som saknas: 2" in text
    assert "Kunde inte läsas" in text


@pytest.mark.parametrize(
    "path", ["/-/case/1280/NIX-2000-1", "/-/document/abc123", "/-/page/abc123/1", "/nix", "/register/nix"]
)
def test_what_is_not_there_is_said_in_swedish(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert '<html lang="sv">' in answer.text
    assert "finns inte" in answer.text


def test_a_wrong_sql_question_is_explained(client: httpx.Client) -> None:
    answer = client.get("/register?" + urlencode({"sql": "select nix from nix"}))
    assert answer.status_code == 400
    assert "Frågan gick inte att köra" in answer.text


@pytest.mark.parametrize(
    "statement", ["delete from cases", "attach database '/etc/passwd' as x", "pragma user_version"]
)
def test_sql_can_only_read(client: httpx.Client, statement: str) -> None:
    assert client.get("/register?" + urlencode({"sql": statement})).status_code == 400


def test_the_facets_an_auditor_needs_are_there(client: httpx.Client) -> None:
    text = client.get("/register/iop_decisions").text
    for facet in ("status", "outcome", "committee_code", "year", "kind"):
        assert f'id="facet-{facet}"' in text
    assert "Beslutat" in text
    filtered = client.get("/register/iop_decisions?status=decided").text
    assert "2 rader" in filtered
    assert "Ta bort filtret Beslutat" in filtered


def test_newest_first(client: httpx.Client) -> None:
    dates = re.findall(r"col-date[^>]*>(\d{4}-\d\d-\d\d)", client.get("/register/iop_decisions").text)
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 5


def test_what_is_missing(client: httpx.Client) -> None:
    rows = client.get("/register/saknas.json?_shape=array").json()
    missing = {(row["missing"], row["date"]) for row in rows}
    assert ("Planerat sammanträde utan protokoll", "2023-04-19") in missing
    assert ("Planerat sammanträde utan protokoll", "2023-03-22") not in missing
    assert ("Aviserad uppföljning", "2024-01-31") in missing


def test_every_table_and_column_has_a_swedish_name(client: httpx.Client) -> None:
    for table in client.get("/register.json").json()["tables"]:
        if table["hidden"]:
            continue
        text = client.get(f"/register/{quote(table['name'])}").text
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text)
        assert heading is not None
        assert heading.group(1) != table["name"]


def test_a_missing_register_and_a_taken_port_are_explained(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="finns inte"):
        serve_register(tmp_path / "nix.db", port=0)
    register = write_sample_register(tmp_path / "register.db")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} används redan"):
            serve_register(register, port=port)


def test_the_site_is_found_in_a_checkout() -> None:
    assert (site_folder() / "templates" / "case.html").is_file()


def test_pages_to_scan_again_are_listed_and_lead_to_the_page(client: httpx.Client) -> None:
    front = client.get("/").text
    assert "En sida är så svårläst att den bör" in front
    assert 'href="/register/skanna_om"' in front
    answer = client.get("/register/skanna_om").text
    assert "omkring 59 % fel lästa tecken (brusig)" in answer
    assert "Fel lästa tecken (%), beräknat" in answer
    assert re.search(r'href="/-/page/[0-9a-f]+/1"', answer)
    (row,) = client.get("/register/skanna_om.json?_shape=array").json()
    assert row["page"] == 1
