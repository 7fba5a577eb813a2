"""Reports in a real browser: for everyone, on a phone and on a desk, without a network."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bothways.reports import write_report

HOUSE = Path(__file__).parents[2]
DEMO = HOUSE / "demo" / "findings" / "report.html"
MADE_UP = ("every_state", "awkward", "one_period", "nothing_claimed", "no_pairs")
WIDTHS = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module", params=["demo", *MADE_UP])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "demo":
        if not DEMO.exists():
            pytest.fail("There is no demo/findings/report.html. Run: make demo")
        return DEMO
    spec = importlib.util.spec_from_file_location("made_up", HOUSE / "tests" / "reports" / "made_up.py")
    made_up = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made_up)
    return write_report(getattr(made_up, request.param)(), tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = browser.new_page(viewport=WIDTHS[request.param])
    page.requested, page.complaints = [], []
    page.on("request", lambda asked: page.requested.append(asked.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(report.as_uri())
    yield page
    page.close()


def open_every_fold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def widths(page: Page) -> tuple[int, int]:
    """Of what is in the page, and of what can be seen of it."""
    page_width, window = page.evaluate(
        "(page => [page.scrollWidth, page.clientWidth])(document.documentElement)"
    )
    return page_width, window


def test_axe_finds_nothing_to_complain_about(page: Page) -> None:
    open_every_fold(page)
    results = Axe().run(page)
    assert results.response["passes"], "axe looked at nothing"
    assert results.violations_count == 0, results.generate_report()


def test_axe_would_find_an_image_without_words(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<!doctype html><html lang='en'><title>One</title><main><h1>One</h1><img src='data:,'></main>"
    )
    assert "image-alt" in {violation["id"] for violation in Axe().run(page).response["violations"]}
    page.close()


def test_the_page_never_scrolls_sideways(page: Page) -> None:
    open_every_fold(page)
    page_width, window = widths(page)
    assert page_width <= window


def test_a_line_that_is_too_wide_would_be_seen(browser: Browser) -> None:
    page = browser.new_page(viewport=WIDTHS["phone"])
    page.set_content("<!doctype html><p style='width: 400px'>wide</p>")
    page_width, window = widths(page)
    assert page_width > window
    page.close()


def test_the_page_is_quiet(page: Page) -> None:
    open_every_fold(page)
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == [], "asks the network"
    assert page.complaints == [], "complains in the console"


def test_the_page_has_a_title_a_language_and_one_main_heading(page: Page) -> None:
    assert page.title()
    assert page.get_attribute("html", "lang")
    assert page.locator("h1").count() == 1


def test_the_page_needs_no_scripts(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    silent = context.new_page()
    silent.goto(report.as_uri())
    assert silent.locator("h1").is_visible()
    assert silent.locator("table").count() > 0
    context.close()


def test_the_page_fits_the_printed_sheet(browser: Browser, report: Path) -> None:
    page = browser.new_page(viewport={"width": 718, "height": 1000})  # A4 less its margins at 96 dots an inch
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    page_width, window = widths(page)
    assert page_width <= window
    page.close()
