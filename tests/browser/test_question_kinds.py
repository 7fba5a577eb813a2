"""Every kind of question in a browser: chosen, left out, wrong, changed, sent once, told after the close."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kinds_walk import (
    CHECKED,
    DECLINE,
    KINDS,
    STORED,
    TEXT,
    answer,
    choose,
    heading,
    last_look,
    press,
    see,
)
from live_app import App, close_round, running_app
from playwright.sync_api import Browser, Locator, Page, expect
from test_walk import DESK, PHONE, focus, open_browser

DOOR = Path(__file__).with_name("kinds_door.py")
LANGUAGES = "en,de,es,ar"
#: Width, whether scripts run, and colours of each walk.
WALKS = {
    "phone-scripts-dark": (PHONE, True, "dark"),
    "phone-bare-light": (PHONE, False, "light"),
    "desk-scripts-light": (DESK, True, "light"),
    "desk-bare-dark": (DESK, False, "dark"),
}
#: Who answers by which link, after the walks; those from `OTHERS` on answer without a browser.
KEYBOARD, CHANGED, LEFT_OUT, RIGHT_TO_LEFT, OTHERS, PEOPLE = 4, 5, 6, 7, 8, 120


@dataclass(frozen=True)
class Survey:
    """The running app, its home, and the two rounds in it."""

    app: App
    home: Path
    rounds: dict[str, dict[str, Any]]

    def link(self, number: int, title: str = "Many") -> str:
        """Return the personal link of a person."""
        return f"/answer/{self.rounds[title]['tokens'][number]}/"

    def token(self, number: int) -> str:
        """Return what the link of a person ends with."""
        return str(self.rounds["Many"]["tokens"][number])


def through_door(home: Path, verb: str, **given: object) -> Any:
    """Have something done or looked up in the home of the app."""
    told = {name: text for name, text in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    told |= {
        "BOTHWAYS_HOME": str(home), "BOTHWAYS_LANGUAGES": LANGUAGES,
        "DJANGO_SETTINGS_MODULE": "bothways_web.web.settings",
    }  # fmt: skip
    command = [sys.executable, str(DOOR), verb, json.dumps(given)]
    said = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, BOTHWAYS_LANGUAGES=LANGUAGES) as app:
        yield Survey(app, home, through_door(home, "found", people=PEOPLE))


@pytest.mark.parametrize("walk", WALKS)
def test_every_kind_is_answered_corrected_and_sent_once(browser: Browser, survey: Survey, walk: str) -> None:
    size, scripts, scheme = WALKS[walk]
    number = list(WALKS).index(walk)
    context = open_browser(
        browser, survey.app, viewport=size, java_script_enabled=scripts, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(survey.link(number))
    see(page, f"{walk}-start", axe=scripts)
    page.get_by_role("button", name="Start").click()
    for kind in KINDS:
        answer(page, kind, walk, axe=scripts)
    see(page, f"{walk}-comment", axe=scripts)
    press(page)
    assert last_look(page) == CHECKED
    see(page, f"{walk}-check", axe=scripts)
    assert through_door(survey.home, "stored", token=survey.token(number)) == []
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are stored.")
    see(page, f"{walk}-done", axe=scripts)
    page.reload()  # the same is sent again
    expect(page.get_by_role("heading", level=1)).to_contain_text("answered with this link already")
    page.goto(survey.link(number))
    expect(page.get_by_role("heading", level=1)).to_contain_text("answered with this link already")
    see(page, f"{walk}-already", axe=scripts)
    assert through_door(survey.home, "stored", token=survey.token(number)) == [
        {"answers": STORED, "comment": "", "may_quote": False}
    ]
    assert context.cookies() == []
    context.close()


def test_an_earlier_answer_is_changed_and_what_hung_on_it_is_not_asked_any_more(
    browser: Browser, survey: Survey
) -> None:
    page = open_browser(browser, survey.app, viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(survey.link(CHANGED))
    page.get_by_role("button", name="Start").click()
    for kind in KINDS[:6]:
        assert heading(page) == kind.heading
        kind.give(page)
        if kind.name == "multiple":
            choose("Light", "Time")(page)
        if kind.name == "matrix":
            page.get_by_role("group", name="I can sit down").get_by_label("Rarely", exact=True).check()
        press(page, "back" if kind.name == "matrix" else "continue")
    assert heading(page) == "What do you miss there?"
    assert ticked(page) == ["Light", "Time"]
    press(page, "back")
    assert ticked(page) == ["Desk"]
    press(page)
    press(page)
    assert ticked(page) == ["Rarely", DECLINE]
    press(page)
    for kind in KINDS[6:]:
        kind.give(page)
        press(page)
    press(page)
    assert last_look(page) == CHECKED

    change(page, "Where do you eat?", "Canteen")
    without = {name: said for name, said in CHECKED.items() if name != "What do you miss there?"}
    changed = {
        name.replace("Desk", "Canteen"): "Canteen" if said == "Desk" else said
        for name, said in without.items()
    }
    assert last_look(page) == changed
    change(page, "Where do you eat?", "Desk")
    assert heading(page) == "What do you miss there?"
    assert ticked(page) == []
    choose("Quiet")(page)
    press(page)
    assert last_look(page) == CHECKED | {"What do you miss there?": "Quiet"}
    change(page, "Where do you eat?", "None of these")
    press(page)
    [kept] = through_door(survey.home, "stored", token=survey.token(CHANGED))
    assert kept["answers"] == {name: said for name, said in STORED.items() if name != "q6"} | {"q5": "o3"}


def ticked(page: Page) -> list[str]:
    """Return the words of what is chosen on a screen."""
    return page.eval_on_selector_all(
        "input:checked", "all => all.map(one => one.labels[0].textContent.trim())"
    )


def change(page: Page, question: str, words: str) -> None:
    """Give another answer to a question from the last screen."""
    page.get_by_role("button", name=re.compile(f"^Change ?: {re.escape(question)}")).click()
    assert heading(page) == question
    choose(words)(page)
    press(page)


def test_every_question_can_be_left_out(browser: Browser, survey: Survey) -> None:
    page = open_browser(browser, survey.app, viewport=PHONE).new_page()
    page.goto(survey.link(LEFT_OUT))
    page.get_by_role("button", name="Start").click()
    asked = []
    while page.locator("dl.answers").count() == 0:
        asked.append(heading(page))
        for box in page.get_by_label(DECLINE, exact=True).all():
            box.check()
        press(page)
    assert asked[-2:] == ["Why …?", "Is anything in the way of good service?"]
    assert "What do you miss there?" not in asked
    said = last_look(page)
    assert {said.pop(name) for name in asked[-2:]} == {"Nothing written"}
    assert set(said.values()) == {DECLINE}
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are stored.")
    [kept] = through_door(survey.home, "stored", token=survey.token(LEFT_OUT))
    names = STORED.keys() - {"q6", "q11 may quote"}
    assert kept["answers"] == dict.fromkeys(names) | {"q11 may quote": False}


def test_every_kind_is_answered_by_keyboard_alone(browser: Browser, survey: Survey) -> None:
    page = open_browser(browser, survey.app, viewport=DESK).new_page()
    page.goto(survey.link(KEYBOARD))
    enter(page, page.get_by_role("button", name="Start"))
    enter(page, go_on(page))
    focus(page, page.get_by_role("alert").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.locator("#answer_0")).to_be_focused()
    strike(page, "Space", *["ArrowDown"] * 3)  # Agree
    enter(page, go_on(page))
    for keys in (["Space", "ArrowUp"], ["Space", "ArrowDown"], ["Space", "ArrowRight"]):
        focus(page, page.locator("#answer_0"))  # round to “I’d rather not say”, Yes, Desk
        strike(page, *keys)
        enter(page, go_on(page))
    focus(page, page.get_by_label("Light"))
    strike(page, "Space", "Tab", "Tab", "Space")
    enter(page, go_on(page))
    focus(page, page.get_by_role("radio").first)
    strike(page, "Space", "ArrowDown", "Tab", "Space", "ArrowUp")
    enter(page, go_on(page))
    focus(page, page.locator("#answer_0"))
    strike(page, *"4", "Tab", "ArrowDown", "ArrowDown", "Tab", "ArrowDown", "Tab", *"3")
    enter(page, go_on(page))
    focus(page, page.locator("#answer"))
    page.keyboard.type("4")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # from within the field
    focus(page, page.locator("#answer"))
    page.keyboard.type("02292024")
    enter(page, go_on(page))
    focus(page, page.locator("#answer"))
    page.keyboard.type(TEXT)
    strike(page, "Tab", "Space")
    enter(page, go_on(page))
    enter(page, go_on(page))
    enter(page, page.get_by_role("button", name="Send"))
    [kept] = through_door(survey.home, "stored", token=survey.token(KEYBOARD))
    assert kept["answers"] == STORED


def go_on(page: Page) -> Locator:
    return page.get_by_role("button", name="Continue")


def enter(page: Page, button: Locator) -> None:
    """Walk to a button and press it, by keyboard."""
    focus(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def strike(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_screen_scrolls_sideways_from_right_to_left(
    browser: Browser, survey: Survey, size: dict[str, int]
) -> None:
    page = open_browser(browser, survey.app, viewport=size).new_page()
    page.goto(survey.link(RIGHT_TO_LEFT) + "?lang=ar")
    name = f"rtl-{size['width']}"
    see(page, f"{name}-start", axe=True)
    page.locator("main form button").click()
    for kind in KINDS:
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        answer(page, kind, name, axe=True, words=False)
    see(page, f"{name}-comment", axe=True)
    press(page)
    see(page, f"{name}-check", axe=True)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.context.close()


def test_shares_stand_on_the_page_of_the_round_only_with_fifty_answers(
    browser: Browser, survey: Survey
) -> None:
    for title, many in (("Many", PEOPLE), ("Few", OTHERS + 30)):
        tokens = survey.rounds[title]["tokens"][OTHERS:many]
        assert through_door(survey.home, "others", round=survey.rounds[title]["round"], tokens=tokens) >= 30
    lead = sign_in(browser, survey.app)
    close_round(lead, page_of(survey, "Many"), band="100+")
    shares = {
        table.get_attribute("aria-label"): shares_in(table)
        for table in lead.get_by_role("region", name="Additional questions").get_by_role("table").all()
    }
    assert shares.keys() == {
        "Where do you eat?",
        "What do you miss there?",
        "What comes first?",
        "How many breaks do you have?",
        "When did you begin?",
    }
    eat = shares["Where do you eat?"]
    assert eat.keys() == {"Canteen", "Desk", "None of these"}
    assert eat["Desk"] in (50, 55)
    assert {eat["Canteen"], eat["None of these"]} <= {20, 25}
    assert shares["What comes first?"]["Speed of the people who serve it"] >= 90
    assert shares["What do you miss there?"]["Light"] >= 90 > 10 >= shares["What do you miss there?"]["Quiet"]
    expect(lead.get_by_text("Several answers were possible. Only those were asked")).to_have_count(1)
    look_at_page(lead, "round-many")
    lead.set_viewport_size(PHONE)  # heads of tables are not shown there
    for question in shares:
        expect(lead.get_by_role("heading", level=3, name=question)).to_be_visible()
    [row] = through_door(
        survey.home, "filed", round=survey.rounds["Many"]["round"], token=survey.token(OTHERS)
    )
    assert (row["q5"], row["q6"], row["q8"], row["q9"]) == ("o2", "o1|o3", "o3|o1|o2|o4", 0)

    close_round(lead, page_of(survey, "Few"), band="Not shown: there are fewer than 50")
    few = lead.get_by_role("region", name="Additional questions")
    expect(few.get_by_role("table")).to_have_count(0)
    for question in ("Which door do you use?", "How many stairs do you take?"):
        expect(told_beside(lead, question)).to_contain_text("Not shown: there are fewer than 50")
    look_at_page(lead, "round-few")


def sign_in(browser: Browser, app: App) -> Page:
    lead = open_browser(browser, app).new_page()
    lead.goto("/account/login/")
    lead.locator('input[name="login"]').fill("lead@company.example")
    lead.locator('input[name="password"]').fill("a long enough password")
    lead.get_by_role("main").get_by_role("button", name="Sign in").first.click()
    lead.wait_for_url(lambda url: "/account/login/" not in url)
    return lead


def page_of(survey: Survey, title: str) -> str:
    return f"/listen/rounds/{survey.rounds[title]['round']}/"


def shares_in(table: Locator) -> dict[str, int]:
    """Return the shares of a table by the words of its rows."""
    return {
        row.get_by_role("rowheader").inner_text(): int(
            row.get_by_role("cell").first.inner_text().removesuffix("%")
        )
        for row in table.locator("tbody").get_by_role("row").all()
    }


def told_beside(lead: Page, question: str) -> Locator:
    """Return what stands below the name of a question."""
    return lead.locator("h3", has_text=question).locator("xpath=following-sibling::p[1]")


def look_at_page(lead: Page, name: str) -> None:
    for size in (PHONE, DESK):
        lead.set_viewport_size(size)
        see(lead, f"{name}-{size['width']}", axe=True)
