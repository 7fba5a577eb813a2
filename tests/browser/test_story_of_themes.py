"""A theme that employees alone raise: pain point, problem, work; and known once customers write about it, too."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect
from test_act_story import enter, follow, press
from test_journeys import see
from test_walk import PHONE

from bothways.simulate import write_company

NAME = "Ticket system"
WRITES = Path(__file__).with_name("customers_write.py")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example company."""
    folder = tmp_path_factory.mktemp("company")
    write_company("demo", seed=7, out=folder)
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, company=folder, seconds=1200, BOTHWAYS_DEMO="1") as app:
        yield app


def test_what_employees_see_first_is_worked_on_and_becomes_known(browser: Browser, app: App) -> None:
    fay = enter(browser, app, "customer experience lead")
    open_theme(fay)
    name_it(fay)
    press(fay, "Raise as a problem")
    expect(fay.get_by_role("main")).to_contain_text(f"Employees write about: {NAME}")
    follow(fay, "Write down work")
    fay.get_by_label("What is to be done").fill("Ask for a faster ticket system")
    see(fay, "story-of-themes-work")
    press(fay, "Write it down")
    expect(fay.get_by_role("main")).to_contain_text("Ask for a faster ticket system")
    pain = mark_pain(fay)
    customers_write(app)
    wait_until_known(fay, pain)
    expect(fay.get_by_role("link", name=NAME, exact=True)).to_be_visible()
    see(fay, "story-of-themes-known")
    fay.goto("/themes/")
    expect(row_of(fay, NAME)).to_contain_text("both")
    see(fay, "story-of-themes-list")
    phone = enter(browser, app, "employee", viewport=PHONE)
    phone.goto("/findings/")
    follow(phone, "Themes")
    see(phone, "story-of-themes-phone")
    follow(phone, NAME)
    expect(phone.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(phone.get_by_role("button", name="Raise as a problem")).to_have_count(0)
    see(phone, "story-of-themes-theme-phone")


def row_of(page: Page, words: str) -> object:
    return page.locator("tbody tr", has_text=words).first


def open_theme(fay: Page) -> None:
    """Wait until the themes of the newest rounds are there, and open the one that employees alone raise."""
    for _ in range(90):
        fay.goto("/themes/?state=employees")
        if fay.get_by_role("link", name=re.compile("ticket system")).count():
            break
        fay.wait_for_timeout(1000)
    expect(row_of(fay, "ticket system")).to_contain_text("employees alone")
    see(fay, "story-of-themes-alone")
    follow(fay, "ticket system")


def name_it(fay: Page) -> None:
    fay.get_by_label("Name", exact=True).fill(NAME)
    press(fay, "The name is right")
    expect(fay.get_by_role("heading", level=1)).to_have_text(NAME)
    see(fay, "story-of-themes-theme")


def mark_pain(fay: Page) -> str:
    fay.goto("/themes/")
    follow(fay, NAME)
    fay.get_by_label("Stage of a journey").select_option(label="Support request: Wait")
    press(fay, "Mark as a pain point there")
    expect(fay.get_by_role("main")).to_contain_text("unknown")
    expect(fay.get_by_role("main")).to_contain_text(f"Employees write about: {NAME}")
    see(fay, "story-of-themes-unknown")
    return fay.url


def customers_write(app: App) -> None:
    home = app.log.with_suffix("")
    told = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))
    }
    told |= {"BOTHWAYS_HOME": str(home), "BOTHWAYS_DEMO": "1"}
    subprocess.run([sys.executable, str(WRITES)], env=told, check=True, timeout=300)


def wait_until_known(fay: Page, pain: str) -> None:
    for _ in range(90):
        fay.goto(pain)
        if fay.get_by_text(re.compile("^known$")).count():
            return
        fay.wait_for_timeout(1000)
    expect(fay.get_by_role("main")).to_contain_text("known")
    pytest.fail("The pain point is not known yet.")
