"""The page of units in a real browser: on a phone and on a desk, printed, without scripts, without a network."""

import importlib.util
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bothways.reports.teams import page as page_of_units
from bothways.reports.teams import teams_html

HOUSE = Path(__file__).parents[2]
STATES = ("every state", "lines", "bounds", "one unit", "all withheld", "nothing")
WIDTHS = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file for every state."""
    spec = importlib.util.spec_from_file_location(
        "made_up_teams", HOUSE / "tests" / "reports" / "made_up_teams.py"
    )
    made_up = importlib.util.module_from_spec(spec)
    sys.modules["made_up_teams"] = made_up
    spec.loader.exec_module(made_up)
    folder = tmp_path_factory.mktemp("teams")
    files = {}
    for state in STATES:
        files[state] = folder / f"{state.replace(' ', '-')}.html"
        with pytest.MonkeyPatch.context() as patch:
            if state == "lines":  # as a company of thousands of units is laid out
                patch.setattr(page_of_units, "lay_out", partial(page_of_units.lay_out, pictures=10))
            html = teams_html(made_up.STATES[state.replace("lines", "every state")](), title="Our pulse")
        files[state].write_text(html, encoding="utf-8")
    return files


@pytest.fixture(params=[(state, width) for state in STATES for width in WIDTHS], ids=" on a ".join)
def page(browser: Browser, pages: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Page]:
    state, width = request.param
    page = browser.new_page(viewport=WIDTHS[width])
    page.requested, page.complaints = [], []
    page.on("request", lambda asked: page.requested.append(asked.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(pages[state].as_uri())
    yield page
    page.close()


@pytest.fixture
def full(browser: Browser, pages: dict[str, Path]) -> Iterator[Page]:
    """Every state on a desk, with scripts."""
    page = browser.new_page(viewport=WIDTHS["desktop"])
    page.goto(pages["every state"].as_uri())
    yield page
    page.close()


def open_every_fold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def scrolls_sideways(page: Page) -> bool:
    wide, window = page.evaluate("(page => [page.scrollWidth, page.clientWidth])(document.documentElement)")
    return wide > window


def test_axe_finds_nothing_to_complain_about(page: Page) -> None:
    open_every_fold(page)
    results = Axe().run(page)
    assert results.response["passes"], "axe looked at nothing"
    assert results.violations_count == 0, results.generate_report()


def test_axe_finds_nothing_in_the_dark(browser: Browser, pages: dict[str, Path]) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(pages["every state"].as_uri())
    open_every_fold(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.close()


def test_the_page_never_scrolls_sideways(page: Page) -> None:
    open_every_fold(page)
    assert not scrolls_sideways(page)


def test_the_page_is_quiet(page: Page) -> None:
    open_every_fold(page)
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == [], "asks the network"
    assert page.complaints == [], "complains in the console"


def test_the_page_fits_the_printed_sheet(browser: Browser, pages: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 718, "height": 1000})  # A4 less its margins at 96 dots an inch
    page.goto(pages["every state"].as_uri())
    page.emulate_media(media="print")
    assert not scrolls_sideways(page)
    assert page.locator("article").last.is_visible(), "folds stand open on paper"
    page.close()


def test_without_scripts_every_unit_is_there_and_the_field_is_not(
    browser: Browser, pages: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    silent = context.new_page()
    silent.goto(pages["every state"].as_uri())
    assert silent.get_by_role("searchbox").count() == 0
    silent.locator("summary", has_text="Mill: 5 units").click()
    assert silent.get_by_role("heading", name="Team 9").is_visible()
    context.close()


def test_a_unit_is_found_by_typing_its_name(full: Page) -> None:
    full.get_by_label("Find a unit").fill("mill team 9")
    assert full.get_by_role("status").inner_text() == "1 unit found"
    assert full.get_by_role("heading", name="Team 9").is_visible()
    assert full.get_by_role("heading", name="Team 1", exact=True).count() == 0


def test_a_cleared_field_brings_everything_back_folded_as_it_was(full: Page) -> None:
    before = full.locator("details[open]").count()
    field = full.get_by_label("Find a unit")
    field.fill("team 9")
    field.fill("")
    assert full.locator("details[open]").count() == before
    assert full.locator("[data-unit][hidden]").count() == 0
    assert full.get_by_role("status").inner_text() == ""


def test_a_link_to_a_unit_opens_the_group_it_is_in(full: Page) -> None:
    full.locator("#needs").get_by_role("link", name="Team 9").click()
    assert full.get_by_role("heading", name="Team 9").is_visible()


def test_everything_can_be_reached_by_keyboard(full: Page) -> None:
    full.keyboard.press("Tab")
    assert full.evaluate("document.activeElement.textContent") == "Skip to the units"
    full.locator("summary", has_text="Mill").focus()
    full.keyboard.press("Enter")
    assert full.get_by_role("heading", name="Team 9").is_visible()


def test_a_unit_is_found_among_lines_too(browser: Browser, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["lines"].as_uri())
    assert page.locator("article").count() == 0
    page.get_by_label("Find a unit").fill("t09")
    assert page.get_by_role("status").inner_text() == "1 unit found"
    assert page.get_by_role("rowheader", name="Team 9").is_visible()
    page.close()
