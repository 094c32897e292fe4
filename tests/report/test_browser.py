"""The reports in a real browser: every page from the file system, with the network blocked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from reportkit import make_danish_reports, make_reports

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# Half of a usual screen: what is left of it at 200 % zoom.
ZOOMED = {"width": 640, "height": 450}
# The text of an A4 page at 96 dots an inch: 210 mm less two margins of 16 mm.
PAPER = {"width": 672, "height": 1000}
# Axe takes its time for each element: the first rows of a table stand for all, the first code
# likewise, and in it one sign or word of each colour.
REPEATED = "tbody tr:nth-child(n+3), details.code:not([open])"
ONE_OF_EACH = """all => {
    const seen = new Set(), plain = all.filter(each => !each.children.length)
    plain.forEach(each => seen.has(each.className) ? each.remove() : seen.add(each.className))
}"""
# Unless it is asked to, axe names only the first text that it left open.
ALL_LEFT_OPEN = {"resultTypes": ["violations", "incomplete"]}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> list[Path]:
    """Every page: the synthetic sample, the committed notebooks, both indexes."""
    return make_reports(tmp_path_factory.mktemp("browser") / "reports")


@pytest.fixture(scope="module")
def tabs(browser) -> tuple[dict[bool, Page], list[str]]:
    """A tab with script and one without, and what they ask for and say.

    Each test opens its pages anew in them: a tab for each page would take twice as long.
    """
    heard: list[str] = []
    opened = {script: listen(browser, heard, script) for script in (True, False)}
    return opened, heard


def listen(browser: Browser, heard: list[str], script: bool = True) -> Page:
    """A tab that is offline and notes every request and every word on the console."""
    page = browser.new_context(offline=True, java_script_enabled=script).new_page()
    page.on("request", lambda request: _note(heard, request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return page


@pytest.fixture
def visit(tabs):
    """Open a page as a reader would; afterwards it must have asked for nothing and said nothing."""
    opened, heard = tabs
    heard.clear()

    def _visit(path: Path, viewport: dict[str, int] = WIDE, scheme="light", script=True) -> Page:
        page = opened[script]
        page.set_viewport_size(viewport)
        page.emulate_media(media="screen", color_scheme=scheme)
        page.goto(path.as_uri())
        return page

    yield _visit
    assert heard == []


def _note(heard: list[str], url: str) -> None:
    if not url.startswith(("file:", "data:")):
        heard.append(url)


def sample(pages: list[Path]) -> Path:
    return next(path for path in pages if path.name == "sample.html")


def column(page: Page, table: int, place: int) -> list[str]:
    rows = page.locator("table.sortable").nth(table).locator("tbody tr")
    return [row.locator("th, td").nth(place).inner_text() for row in rows.all()]


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_the_test_would_notice_a_request_and_a_console_message(browser, tmp_path):
    path = tmp_path / "loud.html"
    path.write_text("<img src='http://evil.invalid/x.png'><script>console.error('loud')</script>")
    heard: list[str] = []
    page = listen(browser, heard)
    page.goto(path.as_uri())
    page.context.close()
    assert "http://evil.invalid/x.png" in heard
    assert "loud" in heard


def _undecided(response: dict[str, Any]) -> Iterator[str]:
    """Texts whose contrast axe left open, but for single signs and what is scrolled aside."""
    left_open = {"nonBmp", "shortTextContent", "elmPartiallyObscured", "elmPartiallyObscuring"}
    for rule in response["incomplete"]:
        for node in rule["nodes"] if rule["id"] == "color-contrast" else []:
            if node["any"][0]["data"]["messageKey"] not in left_open:
                yield node["html"]


def test_keys_and_links_lead_somewhere_and_axe_finds_no_violation(visit, pages):
    """About ten seconds: every kind of element of every page is judged."""
    for path in pages:
        page = visit(path)
        assert_first_key_leads_to_the_content(page)
        assert_links_lead_somewhere(page, path)
        assert_accessible(page, path)


def assert_first_key_leads_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


def assert_links_lead_somewhere(page: Page, path: Path) -> None:
    named = Counter(page.locator("[id]").evaluate_all("all => all.map(each => each.id)"))
    links = page.locator("a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    for target in links:
        if target.startswith("#"):
            assert named[target[1:]] == 1 or target == "#harmful-link", target
        elif not target.startswith(("http", "data:")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_axe_finds_no_violation_in_the_dark(visit, pages):
    # The sample has each kind of element once, and all pages share their styles.
    for path in pages:
        if path.stem in ("index", "sample"):
            assert_accessible(visit(path, PHONE, scheme="dark"), path)


def assert_accessible(page: Page, path: Path) -> None:
    # What is folded away is read too once it is opened, of the code the first; and axe can't judge
    # the contrast of text on a gradient, which is what the shadows of scrolling regions are.
    page.locator("details:not(.code)").evaluate_all("all => all.forEach(each => each.open = true)")
    page.locator("details.code").evaluate_all("all => all.slice(0, 3).forEach(e => e.open = true)")
    page.locator(REPEATED).evaluate_all("all => all.forEach(each => each.remove())")
    page.locator("details.code span").evaluate_all(ONE_OF_EACH)
    plain = "all => all.forEach(each => each.style.background = 'none')"
    page.locator(".scroll").evaluate_all(plain)
    found = Axe().run(page, options=ALL_LEFT_OPEN)
    assert found.violations_count == 0, f"{path.name}: {found.generate_report()}"
    assert list(_undecided(found.response)) == [], path.name


def test_danish_pages_are_accessible_too(visit, tmp_path):
    for path in make_danish_reports(tmp_path / "reports"):
        page = visit(path, PHONE)
        assert page.locator("html").get_attribute("lang") == "da"
        assert overflow(page) <= 0, path.name
        assert_accessible(page, path)


def test_no_page_is_too_wide_or_cut_off_on_a_phone_zoomed_or_on_paper(visit, pages):
    for path in pages:
        page = visit(path, PHONE, scheme="dark")
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        for viewport in (PHONE, ZOOMED):
            page.set_viewport_size(viewport)
            assert overflow(page) <= 0, path.name
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = false)")
        page.set_viewport_size(PAPER)
        page.emulate_media(media="print")
        assert_printable(page, path)


def assert_printable(page: Page, path: Path) -> None:
    """Nothing is cut off, dark, or only for the screen."""
    assert overflow(page) <= 0, path.name
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    assert page.locator("details.code:visible, nav:visible, .csv:visible").count() == 0
    widths = "all => all.map(each => each.getBoundingClientRect().width)"
    assert max(page.locator("figure img").evaluate_all(widths), default=0) <= PAPER["width"]


def test_numbers_dates_and_names_are_sorted_by_what_they_are(visit, pages):
    page = visit(sample(pages))
    head = page.locator("table.sortable").nth(0).locator("thead th")
    head.nth(2).locator("button").click()
    assert head.nth(2).get_attribute("aria-sort") == "ascending"
    assert column(page, 0, 2) == ["9", "12", "1,646", "–"]
    head.nth(2).locator("button").click()
    assert head.nth(2).get_attribute("aria-sort") == "descending"
    assert column(page, 0, 2) == ["1,646", "12", "9", "–"]
    head.nth(1).locator("button").click()
    assert column(page, 0, 1) == ["9 January 2021", "3 May 2021", "24 December 2021", "–"]
    assert head.nth(2).get_attribute("aria-sort") is None
    # In Danish Ærø stands after Viborg, and Aarhus, as if it were Århus, last.
    page.locator("table.sortable").nth(1).locator("thead button").nth(0).click()
    assert column(page, 1, 0) == ["Viborg", "Ærø", "Aarhus"]


def test_tables_are_sorted_by_keyboard(visit, pages):
    page = visit(sample(pages))
    button = page.locator("table.sortable").nth(1).locator("thead button").nth(1)
    button.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert column(page, 1, 1) == ["12", "785", "1,140"]


def test_code_unfolds_by_keyboard_and_all_at_once(visit, pages):
    page = visit(sample(pages))
    code = page.locator("main details.code")
    assert page.locator("main details.code pre:visible").count() == 0
    code.nth(1).locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("main details.code pre:visible").count() == 1
    switch = page.get_by_role("button", name="Show all code")
    switch.click()
    assert page.locator("main details.code pre:visible").count() == code.count()
    page.get_by_role("button", name="Hide all code").click()
    assert page.locator("main details.code pre:visible").count() == 0


def test_a_tables_csv_can_be_downloaded(visit, pages):
    page = visit(sample(pages))
    with page.expect_download() as waiting:
        page.locator(".csv a").nth(1).click()
    assert waiting.value.suggested_filename == "sample-table-2.csv"
    assert Path(waiting.value.path()).read_text("utf-8").splitlines()[1] == "Aarhus,785"


def test_without_script_the_page_is_complete(visit, pages):
    page = visit(sample(pages), script=False)
    assert page.locator("button:visible").count() == 0
    page.locator("details.code summary").first.click()
    assert page.locator("details.code pre:visible").count() == 1
