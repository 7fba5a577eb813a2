"""A chat room in a browser: added, tried, told by the clock that a survey is open, and told again."""

import re
from collections.abc import Iterator
from pathlib import Path

import chat_at_work as at
import pytest
from live_app import App, running_app
from open_survey_walk import open_survey
from playwright.sync_api import Browser, Page, expect
from test_walk import PHONE, look


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return at.certificate(tmp_path_factory.mktemp("chat"))


@pytest.fixture(scope="module")
def chat(pem: Path) -> Iterator[at.Chat]:
    with at.running_chat(pem) as chat:
        yield chat


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, pem: Path) -> Iterator[App]:
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, BOTHWAYS_CHAT_HOSTS="localhost", SSL_CERT_FILE=str(pem)) as app:
        yield app


def wait_for(page: Page, words: str) -> None:
    """Look at a page again until it says something."""
    for _time in range(60):
        page.reload()
        if page.get_by_role("main").get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(page.get_by_role("main").inner_text())


def test_a_room_is_added_tried_and_told(
    browser: Browser, app: App, chat: at.Chat, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lead = open_survey(browser, app, tmp_path_factory.mktemp("files"))
    survey = lead.url
    lead.get_by_role("link", name="Channels").click()
    lead.get_by_role("link", name="Look after chat rooms").click()
    lead.get_by_label("Name").fill("News of the shop")
    lead.get_by_label("Address of the incoming webhook").fill(chat.address)
    lead.get_by_role("button", name="Add the room").click()
    expect(lead.get_by_role("main")).to_contain_text("The room is added.")
    assert "secret-word" not in lead.content()
    lead.set_viewport_size(PHONE)
    lead.get_by_role("button", name="Send a test post").click()
    expect(lead.get_by_role("main")).to_contain_text("The room took the test.")
    look(lead, "rooms-with-one")
    assert "this is a test" in chat.kept[-1][2]["text"]

    chat.answer = at.fails
    lead.goto(f"{survey}channels/")
    lead.get_by_label("News of the shop").check()
    lead.get_by_role("button", name="Save the rooms").click()
    wait_for(lead, "It answers 500.")
    look(lead, "channels-post-waits")
    assert lead.evaluate("document.documentElement.scrollWidth <= innerWidth")

    chat.answer = None
    lead.get_by_role("button", name="Send again").click()
    wait_for(lead, "sent")
    told = chat.kept[-1][2]["text"]
    link = re.search(r"http\S+/open/\S+", told)
    assert link, told
    visitor = browser.new_page()
    visitor.goto(link[0])
    expect(visitor.get_by_role("heading", level=1)).to_have_text("A short survey")
    visitor.close()
