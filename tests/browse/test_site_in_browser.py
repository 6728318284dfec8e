"""What a person meets: the site in a real browser, with keyboard, small screen and axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect
from sample_register import CASE, CLAUSE

PATHS = [
    "/",
    "/-/search?q=partnerskap",
    f"/-/case/{CASE}",
    "/register",
    "/register/iop_decisions?status=decided",
    "/register/documents",
    "/register/saknas",
    "/register/fulltext_beslut?ord=partnerskap",
    "/nix",
]


def open_passage(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/-/case/{CASE}")
    page.locator(".event-decided .evidence a").first.click()


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_accessible(page: Page, site_url: str, path: str) -> None:
    page.goto(site_url + path)
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert results.violations_count == 0, results.generate_report()


def test_the_page_of_a_passage_is_accessible(page: Page, site_url: str) -> None:
    open_passage(page, site_url)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.get_by_role("link", name="Protokoll 2023-03-22").first.click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_number_typed_on_the_front_page_leads_to_the_decision_on_its_page(
    page: Page, site_url: str
) -> None:
    page.goto(site_url)
    page.get_by_label("Sök på diarienummer eller ord").fill("asn 2021/700")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ASN-2021-700")
    expect(page.locator(".standing .badge")).to_have_text("Beslutat")
    page.locator(".event-decided .evidence a").click()
    expect(page.locator("#traff")).to_contain_text("avslår ansökan om partnerskap")
    expect(page.locator("#traff")).to_be_in_viewport()


def test_the_marked_passage_is_the_clause(page: Page, site_url: str) -> None:
    open_passage(page, site_url)
    assert page.locator("#traff").inner_text().replace("\n", " ") == CLAUSE
    background = page.locator("#traff").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background != page.locator(".page-text").evaluate("e => getComputedStyle(e).backgroundColor")


def test_statuses_differ_by_more_than_colour(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/-/case/{CASE}")
    looks = {}
    for status in ("decided", "proposed", "recommended"):
        badge = page.locator(f".timeline .badge-{status}").first
        looks[status] = badge.evaluate(
            "e => [e.innerText, getComputedStyle(e).borderTopStyle, getComputedStyle(e, '::before').content,"
            " getComputedStyle(e).backgroundColor]"
        )
    for aspect in range(4):
        assert len({look[aspect] for look in looks.values()}) == 3, looks


def test_the_keyboard_is_enough(page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#sok")).to_be_focused()
    page.keyboard.type("partnerskap")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("partnerskap")


def test_nothing_is_asked_of_other_sites(page: Page, site_url: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: complaints.append(message.text))
    for path in PATHS[:-1]:
        page.goto(site_url + path)
    assert asked
    assert all(url.startswith(site_url) for url in asked)
    assert complaints == []


@pytest.mark.parametrize("path", PATHS)
def test_a_telephone_shows_every_page_without_scrolling_sideways(
    page: Page, site_url: str, path: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site_url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_filter_is_set_and_removed(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/register/iop_decisions")
    expect(page.get_by_role("status")).to_have_text("5 rader")
    page.get_by_role("link", name="Rekommenderat", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("1 rad")
    page.get_by_role("link", name="Ta bort filtret Rekommenderat").click()
    expect(page.get_by_role("status")).to_have_text("5 rader")
    page.get_by_label("Kolumn").select_option(label="Utfall")
    page.get_by_label("Värde").fill("rejected")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("status")).to_have_text("1 rad")


def test_a_table_is_sorted_by_its_heading(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/register/iop_decisions")
    page.get_by_role("link", name="Datum").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Datum ▲")
    assert page.locator("td.col-date").first.inner_text() == "2021-05-05"
