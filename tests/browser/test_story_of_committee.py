"""A story in the example company: from a charter to a committee that was drawn, its minutes, and a plan of them."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect
from test_act_story import TEAM, enter, follow, in_days, press
from test_walk import PHONE, look

from bothways.simulate import write_company

GOALS = "Nobody waits for an answer longer than was promised."
DECISION = "Phones are answered while the others eat"
MINUTES = "Customers ring at noon, and nobody answers."


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example company."""
    folder = tmp_path_factory.mktemp("company")
    write_company("demo", seed=7, out=folder)
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, company=folder, seconds=1200, BOTHWAYS_DEMO="1") as app:
        yield app


def change_store(app: App, *statements: str) -> None:
    """Let time pass, as far as a browser cannot wait for it."""
    [store] = Path(app.log.with_suffix("")).glob("*.sqlite3")
    with sqlite3.connect(store, timeout=30) as database:
        for statement in statements:
            database.execute(statement)


def test_from_charter_to_public_minutes(browser: Browser, app: App) -> None:
    jon = enter(browser, app, "committee member")
    write_charter(jon)
    ben = enter(browser, app, "employee", viewport=PHONE)
    ben.goto("/act/committee/willing/")
    press(ben, "Yes, I am willing")
    expect(ben.get_by_role("main")).to_contain_text("you are willing")
    look(ben, "story-committee-willing")
    eva = enter(browser, app, "people lead")
    ticket = draw(eva, app)
    expect(eva.get_by_role("main")).not_to_contain_text("Ben")
    look(eva, "story-committee-drawn")
    meet(jon, app)
    ana = enter(browser, app, "manager")
    make_it_a_plan(ana)
    stranger = browser.new_context(base_url=app.url).new_page()
    stranger.goto("/act/committee/outside/")
    expect(stranger.get_by_role("main")).to_contain_text(MINUTES)
    expect(stranger.get_by_role("main")).to_contain_text(GOALS)
    expect(stranger.get_by_role("main")).not_to_contain_text("whoever leads the team of the phones")
    look(stranger, "story-committee-outside")
    ben.goto("/act/committee/")
    ben.get_by_text("How anybody can check it").click()
    expect(ben.get_by_role("main")).to_contain_text(f"ticket {ticket} of a million")
    assert ben.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    look(ben, "story-committee")


def write_charter(jon: Page) -> None:
    jon.goto("/act/committee/charter/change/")
    jon.get_by_label("Goals").fill("")
    press(jon, "Save")
    expect(jon.get_by_role("alert")).to_contain_text("Write this part")
    jon.get_by_label("Goals").fill(GOALS)
    press(jon, "Save")
    expect(jon.get_by_role("main")).to_contain_text(GOALS)
    expect(jon.get_by_role("main")).to_contain_text("Version 1 of")  # the one before


def draw(eva: Page, app: App) -> str:
    """Plan, check, announce and draw; return the ticket."""
    plan(eva)
    expect(eva.get_by_role("alert")).to_contain_text("its term goes on")
    change_store(
        app, "UPDATE act_committeedraw SET drawn_at = datetime(drawn_at, '-10 months') WHERE state = 'drawn'"
    )
    plan(eva)
    ask_for(eva, "team lead", "5")
    expect(eva.get_by_role("alert")).to_contain_text("no cross-section")
    for role, seats in {"team lead": "2", "service agent": "3", "specialist": "2"}.items():
        ask_for(eva, role, seats)
    expect(eva.get_by_role("main")).to_contain_text("No committee can meet these numbers")
    look(eva, "story-committee-clash")
    press(eva, "Take the nearest")
    expect(eva.get_by_role("main")).to_contain_text("These numbers can be met")
    press(eva, "Announce the draw")
    expect(eva.get_by_role("main")).to_contain_text("This hash fixes the list")
    expect(eva.get_by_role("button", name="Draw now")).to_have_count(0)
    hashed = eva.locator("code.secret").inner_text()
    look(eva, "story-committee-announced")
    change_store(
        app, "UPDATE act_committeedraw SET draw_at = datetime('now', '-1 minute') WHERE state = 'announced'"
    )
    eva.reload()
    press(eva, "Draw now")
    eva.get_by_text("How anybody can check it").click()
    expect(eva.locator("code.secret").first).to_have_text(hashed)
    found = re.search(r"ticket (\d+) of a million", eva.get_by_role("main").inner_text())
    assert found
    return found[1]


def plan(eva: Page) -> None:
    eva.goto("/act/committee/draw/new/")
    eva.get_by_label("Seats").fill("5")
    eva.get_by_label("Place").uncheck()
    eva.get_by_label("Day of the draw").fill(in_days(1))
    press(eva, "Go on")


def ask_for(eva: Page, role: str, seats: str) -> None:
    eva.get_by_label(re.compile(f"Role: {role}, fewest")).fill(seats)
    eva.get_by_label(re.compile(f"Role: {role}, most")).fill(seats)
    press(eva, "Save the numbers")


def meet(jon: Page, app: App) -> None:
    jon.goto("/act/committee/meetings/new/")
    jon.get_by_label("Day").fill(in_days(1))
    jon.get_by_label("Time").fill("10:00")
    press(jon, "Save")
    expect(jon.get_by_role("heading", name="Standing agenda")).to_be_visible()
    expect(jon.get_by_role("main")).to_contain_text("Customers have to type their address twice")
    look(jon, "story-committee-agenda")
    address = jon.url
    press(jon, "Publish the minutes")
    expect(jon.get_by_role("main")).to_contain_text("not been held yet")
    change_store(app, "UPDATE act_committeemeeting SET at = datetime('now', '-1 hour') WHERE at > datetime('now') "
                      f"AND id = {address.rstrip('/').rsplit('/', 1)[1]}")  # fmt: skip
    jon.goto(address)
    follow(jon, "Write the minutes")
    jon.get_by_label("What is in the way").fill(MINUTES)
    jon.get_by_label("Everybody may read them").check()
    press(jon, "Save")
    follow(jon, "Write down a decision")
    jon.get_by_label("What was decided").fill(DECISION)
    jon.get_by_label("Why", exact=True).fill("Most calls come at noon.")
    jon.get_by_label("Who does it").fill("whoever leads the team of the phones")
    jon.get_by_label("Which team is asked").select_option(TEAM)
    press(jon, "Save")
    press(jon, "Publish the minutes")
    expect(jon.get_by_role("main")).to_contain_text("Published.")
    look(jon, "story-committee-minutes")


def make_it_a_plan(ana: Page) -> None:
    ana.goto("/act/committee/")
    ana.get_by_role("link", name=re.compile(f"Make it a plan.*{DECISION}")).click()
    expect(ana.get_by_label("We will", exact=True)).to_have_value(DECISION)
    press(ana, "Save the draft")
    ana.goto("/act/committee/")
    follow(ana, in_minutes(ana))
    expect(ana.get_by_role("main")).to_contain_text("A team has made it a plan.")


def in_minutes(page: Page) -> str:
    """Return the text of the link to the newest minutes."""
    row = page.get_by_role("listitem").filter(has_text=DECISION)
    return re.escape(row.get_by_role("link").first.inner_text())
