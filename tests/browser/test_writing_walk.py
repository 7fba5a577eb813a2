"""Writing a set in a real browser without scripts: kinds, a condition, the preview that leads on, and the lock."""

from collections.abc import Iterator

import pytest
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect

from bothways.simulate import write_company
from bothways_web.web.example.accounts import address_of


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    company = tmp_path_factory.mktemp("company")
    write_company("small", seed=3, out=company)
    with running_app(
        tmp_path_factory.mktemp("app") / "home", company=company, seconds=300, BOTHWAYS_DEMO="1"
    ) as app:
        yield app


@pytest.fixture
def lead(browser: Browser, app: App) -> Iterator[Page]:
    context = browser.new_context(
        base_url=app.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/characters/")
    page.locator(f'button[value="{address_of("people lead")}"]').click()
    page.wait_for_url(lambda url: "/characters/" not in url)
    yield page
    context.close()


def add(lead: Page, kind: str, words: str, lines: str = "", **fields: str) -> None:
    """Add a question of a kind to the only section."""
    lead.get_by_role("link", name="Add a question").click()
    lead.get_by_role("link", name=kind, exact=True).click()
    lead.locator("#id_text_en").fill(words)
    if lines:
        lead.locator("#id_lines_en").fill(lines)
    for name, value in fields.items():
        lead.locator(f"#id_{name}").fill(value)
    lead.get_by_role("button", name="Save").click()


def test_a_set_is_written_looked_at_and_locked_without_scripts(lead: Page) -> None:
    lead.goto("/listen/own/new/")
    lead.get_by_label("Title").fill("Breaks")
    lead.get_by_role("button", name="Begin").click()
    add(lead, "On a scale", "I can take my breaks.")
    add(lead, "One answer of several", "Where do you eat?", "Canteen\nAt my desk\nElsewhere, another place")
    add(lead, "In words", "What is missing there?", most="300")
    add(lead, "A number", "How many breaks do you have?", low="0", high="9")
    lead.locator("#q4").get_by_role("link", name="Who is asked").click()
    lead.get_by_role("link", name="Where do you eat?").click()
    lead.get_by_label("At my desk").check()
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("main")).to_contain_text("Asked of those who answered “At my desk”")

    lead.get_by_role("link", name="Look at it as people will").click()
    lead.get_by_label("Agree", exact=True).check()
    lead.get_by_role("button", name="Continue").click()
    lead.get_by_label("Canteen").check()
    lead.get_by_role("button", name="Continue").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("How many breaks do you have?")
    lead.get_by_role("button", name="Back").click()
    expect(lead.get_by_label("Canteen")).to_be_checked()
    lead.get_by_label("At my desk").check()
    lead.get_by_role("button", name="Look at it as on a phone").click()
    lead.get_by_label("At my desk").check()
    lead.get_by_role("button", name="Continue").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("What is missing there?")
    lead.get_by_role("link", name="Back to the set").click()

    lead.get_by_role("button", name="Lock it").click()
    expect(lead.get_by_role("main")).to_contain_text("The set is locked and ready to use.")
