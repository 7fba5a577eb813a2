"""A journey in the example company: drawn from a starter, moved by mouse and keyboard, read on a phone, taken along."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect
from test_act_story import TEAM, enter, follow, press
from test_walk import PHONE, look

from bothways.simulate import write_company

STARTER = "Outpatient visit"
STAGES = ["Book", "Arrive", "Wait", "See the clinician", "After the visit"]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example company."""
    folder = tmp_path_factory.mktemp("company")
    write_company("demo", seed=7, out=folder)
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, company=folder, seconds=600, BOTHWAYS_DEMO="1") as app:
        yield app


def see(page: Page, name: str) -> None:
    """Look at a page: nothing for axe to find, no sideways scroll, a picture."""
    found = Axe().run(page, options=AXE).response["violations"]
    assert not found, (name, [(one["id"], one["nodes"][0]["html"][:160]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, name)


def order(page: Page) -> list[str]:
    return page.locator("[data-stage] > h2").all_inner_texts()


def draw(page: Page) -> str:
    """Draw the journey of an outpatient from its starter; return its address."""
    page.goto("/journeys/new/")
    page.get_by_label(STARTER).check()
    see(page, "journeys-begin")
    press(page, "Begin")
    expect(page.get_by_role("heading", level=1)).to_have_text(STARTER)
    found = re.search(r"/journeys/\d+/", page.url)
    assert found
    return found[0]


def tie_numbers(page: Page, address: str) -> None:
    """Tie the first two numbers of each voice to the stage of waiting, those of one team."""
    page.goto(f"{address}change/")
    page.locator("[data-stage]", has_text="Stage 3").get_by_role("link", name="Change").click()
    for voice in ("employees", "customers"):
        for box in page.get_by_role("checkbox", name=re.compile(rf"\({voice}\)$")).all()[:2]:
            box.check()
    page.get_by_label("Numbers of whom").select_option(TEAM)
    see(page, "journeys-stage")
    press(page, "^Save$")
    page.goto(address)
    expect(page.locator(".stage").nth(2).locator(".figure")).to_have_count(4)


def test_a_journey_is_drawn_moved_and_read(browser: Browser, app: App) -> None:
    fay = enter(browser, app, "customer experience lead")
    fay.goto("/journeys/")
    see(fay, "journeys-empty")
    address = draw(fay)
    assert order(fay) == STAGES
    see(fay, "journeys-change")
    drag_and_move(fay)
    tie_numbers(fay, address)
    add_pain(fay, address)
    see(fay, "journeys-journey")
    phone = enter(browser, app, "employee", viewport=PHONE)
    phone.goto("/findings/")
    follow(phone, "Journeys")
    see(phone, "journeys-list-phone")
    follow(phone, STARTER)
    see(phone, "journeys-phone")
    assert phone.locator(".stage").count() == len(STAGES)
    boxes = [one.bounding_box() for one in phone.locator(".stage").all()]
    assert all(one["y"] + one["height"] <= other["y"] for one, other in pairwise(boxes))
    dark = enter(browser, app, "analyst", color_scheme="dark")
    dark.goto(address)
    see(dark, "journeys-dark")
    narrow = enter(browser, app, "customer experience lead", viewport=PHONE)
    narrow.goto(f"{address}change/")
    see(narrow, "journeys-change-phone")
    take_along(fay, address)


def drag_and_move(page: Page) -> None:
    """Drag the first stage behind the third; bring it back by keyboard, whose place is kept from step to step."""
    page.locator("[data-handle]").first.drag_to(page.locator("[data-stage]").nth(2))
    expect(page.locator("[data-stage] > h2").first).to_have_text("Arrive")
    page.wait_for_url(re.compile("#s"))
    assert order(page) == ["Arrive", "Wait", "Book", "See the clinician", "After the visit"]
    page.get_by_role("button", name=re.compile("Move left.*Book")).focus()
    for place in (1, 0):
        page.keyboard.press("Enter")
        expect(page.locator("[data-stage] > h2").nth(place)).to_have_text("Book")
        expect(page.locator(":focus")).to_contain_text("Book")
    assert order(page) == STAGES
    press(page, "Take the last change back")
    assert order(page)[:2] == ["Arrive", "Book"]
    press(page, "Take the last change back")
    assert order(page) == STAGES


def add_pain(page: Page, address: str) -> None:
    page.goto(address)
    follow(page, "Add a pain point.*Wait")
    page.get_by_label("What hurts").fill("Nobody says how long it takes.")
    page.get_by_label("customers", exact=True).check()
    page.get_by_label("unknown").check()
    see(page, "journeys-new-pain")
    press(page, "Add it")
    follow(page, "Nobody says")
    see(page, "journeys-pain")
    page.goto(address)


def take_along(page: Page, address: str) -> None:
    """Take the journey along in each form, and open the drawing on its own."""
    files = {}
    for name in ("PDF", "SVG", "PNG", "JSON"):
        page.goto(address)
        with page.expect_download() as coming:
            follow(page, rf"\({name}\)")
        files[name] = Path(coming.value.path())
    assert files["PDF"].read_bytes()[:5] == b"%PDF-"
    assert files["PNG"].read_bytes()[1:4] == b"PNG"
    target = files["SVG"].with_suffix(".svg")
    target.write_bytes(files["SVG"].read_bytes())
    drawing = page.context.browser.new_context(
        offline=True, viewport={"width": 1440, "height": 900}
    ).new_page()
    drawing.goto(target.as_uri())
    wide = drawing.evaluate(
        "[...document.querySelectorAll('g text')]"
        ".filter((one) => one.getBBox().width > 245).map((one) => one.textContent)"
    )
    assert wide == []
    page.goto("/journeys/new/")
    page.get_by_label("Or bring one in (JSON)").set_input_files(
        {"name": "journey.json", "mimeType": "application/json", "buffer": files["JSON"].read_bytes()}
    )
    press(page, "Begin")
    assert order(page) == STAGES


def test_a_journey_can_be_read_and_changed_without_scripts(browser: Browser, app: App) -> None:
    fay = enter(browser, app, "customer experience lead", java_script_enabled=False)
    address = draw_plain(fay)
    expect(fay.locator("[data-handle]").first).to_be_hidden()
    press(fay, "Move right.*Book")
    assert order(fay)[:2] == ["Arrive", "Book"]
    fay.goto(address)
    assert fay.locator(".stage h2").all_inner_texts()[:2] == ["Arrive", "Book"]


def draw_plain(page: Page) -> str:
    page.goto("/journeys/new/")
    page.get_by_label(STARTER).check()
    press(page, "Begin")
    return re.sub("change/.*", "", page.url)
