"""Growth for oneself in a browser: ticks show a mirror, and nothing leaves the page or reaches the files of the app."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect

from bothways.measures import load_instrument

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SHOTS = os.environ.get("SHOTS")
ITEMS = [item.id for item in load_instrument("emotional_habits").items]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("growth") / "home"


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[App]:
    with running_app(home) as app:
        yield app


def stored(home: Path) -> dict[str, str]:
    """A digest of each file that could hold an answer, without the journal that the worker writes into."""
    files = (path for path in home.rglob("*") if path.is_file() and "static" not in path.parts)
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if "sqlite3-" not in path.name and path.suffix != ".lock"
    }


def tick_all(page: Page) -> None:
    """Tick seldom, now and then, mostly, in turn."""
    for number, item in enumerate(ITEMS):
        page.locator(f"#{item}-{1 + number % 3}").check()


def mirror_holds_what_was_ticked(page: Page) -> None:
    for number, item in enumerate(ITEMS):
        for step in (1, 2, 3):
            line = page.locator(f".part-{step} .of-{item}")
            if step == 1 + number % 3:
                expect(line).to_be_visible()
            else:
                expect(line).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_ticks_show_a_mirror_and_nothing_is_sent(
    browser: Browser, app: App, home: Path, scripts: bool, size: dict[str, int]
) -> None:
    context = browser.new_context(base_url=app.url, viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/act/growth/")
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    log, files = app.log.read_text(), stored(home)
    expect(page.locator(".nothing-yet")).to_be_visible()
    tick_all(page)
    page.locator(f"#{ITEMS[0]}-1").focus()
    page.keyboard.press("Enter")
    mirror_holds_what_was_ticked(page)
    expect(page.locator(".nothing-yet")).to_be_hidden()
    page.wait_for_timeout(1500)
    assert sent == []
    assert page.url == f"{app.url}/act/growth/"
    assert context.cookies() == []
    assert app.log.read_text() == log
    assert stored(home) == files
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/growth-{size['width']}-{scripts}.png", full_page=True)
    page.reload()
    assert page.locator(":checked").count() == 0
    context.close()


def test_a_form_that_is_slipped_into_the_page_is_stopped_by_the_browser(browser: Browser, app: App) -> None:
    context = browser.new_context(base_url=app.url)
    page = context.new_page()
    page.goto("/act/growth/")
    tick_all(page)
    begun, arrived, stopped = [], [], []
    page.on("request", lambda request: begun.append(request.url))
    page.on("response", lambda response: arrived.append(response.url))
    page.on("requestfailed", lambda request: stopped.append((request.url, request.failure)))
    page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.method = "post"; form.action = "/act/growth/";
            for (const one of document.querySelectorAll("input:checked")) form.append(one.cloneNode());
            document.querySelector("main").append(form); form.submit();
            new Image().src = "/static/x.png?answers=1";
            fetch("/act/growth/?answers=1").catch(() => {});
            navigator.sendBeacon("/act/growth/", "answers");
        }"""
    )
    page.wait_for_timeout(1500)
    assert arrived == []
    assert [url for url, _why in stopped] == begun  # a picture is begun, and stopped before it leaves
    assert {why for _url, why in stopped} <= {"csp"}
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_hindrance_and_never_scrolls_sideways(
    browser: Browser, app: App, size: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(base_url=app.url, viewport=size, color_scheme=scheme, bypass_csp=False)
    page = context.new_page()
    page.goto("/act/growth/")
    tick_all(page)
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()
