"""The demo's report in a real browser: for everyone, on a phone and on a desk, without a network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

REPORT = Path(__file__).parents[2] / "demo" / "findings" / "report.html"
WIDTHS = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("There is no Chromium here. On Debian: apt install chromium fonts-dejavu-core")
    if not REPORT.exists():
        pytest.fail("There is no demo/findings/report.html. Run: make demo")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path)


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = browser.new_page(viewport=WIDTHS[request.param])
    page.requested, page.complaints = [], []
    page.on("request", lambda asked: page.requested.append(asked.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(REPORT.as_uri())
    yield page
    page.close()


def open_every_fold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def test_axe_finds_nothing_to_complain_about(page: Page) -> None:
    open_every_fold(page)
    results = Axe().run(page)
    assert results.response["passes"], "axe looked at nothing"
    assert results.violations_count == 0, results.generate_report()


def test_axe_would_find_an_image_without_words(page: Page) -> None:
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert "image-alt" in {violation["id"] for violation in Axe().run(page).response["violations"]}


def test_the_page_never_scrolls_sideways(page: Page) -> None:
    open_every_fold(page)
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window


def test_the_page_asks_the_network_for_nothing(page: Page) -> None:
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []


def test_the_page_runs_without_a_complaint_in_the_console(page: Page) -> None:
    assert page.complaints == []


def test_the_page_has_a_title_a_language_and_one_main_heading(page: Page) -> None:
    assert page.title()
    assert page.get_attribute("html", "lang")
    assert page.locator("h1").count() == 1


def test_the_page_says_everything_without_scripts(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    silent = context.new_page()
    silent.goto(REPORT.as_uri())
    assert silent.locator("h1").is_visible()
    assert silent.locator("table").count() > 0
    context.close()


def test_the_page_fits_the_printed_sheet(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 718, "height": 1000})  # A4 less its margins at 96 dots an inch
    page.goto(REPORT.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    page.close()
