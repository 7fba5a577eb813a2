"""The whole way, in a browser: set up, ask, answer, release, see both voices, read a finding; and who may not."""

import csv
import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_app import App, close_round, running_app
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bothways.simulate import write_company

PASSWORD = "correct horse battery staple"
TEAM = "team-01"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SHOTS = os.environ.get("SHOTS")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a company: units, people with addresses, a year of both voices' numbers."""
    folder = tmp_path_factory.mktemp("company")
    write_company("small", seed=3, out=folder)
    with (folder / "people.csv").open(newline="") as stream:
        people = list(csv.DictReader(stream))
    with (folder / "people.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, [*people[0], "email"])
        writer.writeheader()
        writer.writerows(row | {"email": f"{row['person']}@company.example"} for row in people)
    return folder


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("app") / "home") as app:
        yield app


def open_browser(browser: Browser, app: App, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=app.url, **({"viewport": DESK} | options))
    context.set_default_timeout(15_000)
    return context


def look(page: Page, name: str) -> None:
    """Keep a picture where SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def upload(page: Page, kind: str, file: Path) -> None:
    page.goto(f"/people/import/{kind}/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Go on to the columns").click()
    look(page, f"import-{kind}-columns")
    page.get_by_role("button", name="Check the file").click()
    look(page, f"import-{kind}-check")
    page.get_by_role("main").get_by_role("button", name=re.compile("^Import")).click()
    look(page, f"import-{kind}-done")


def invite(page: Page, address: str, role: str, unit: str = "") -> None:
    page.goto("/accounts/invite/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Role").select_option(role)
    if unit:
        page.get_by_label("Unit").select_option(unit)
    look(page, f"invite-{role}")
    page.get_by_role("button", name="Send the invitation").click()


def accept(browser: Browser, app: App, address: str) -> Page:
    """Follow the link of an invitation, choose a password, and come out on the home page."""
    page = open_browser(browser, app).new_page()
    page.goto(app.letters.wait_for(address, r"http\S+/welcome/\S+"))
    page.get_by_label("Password").first.fill(PASSWORD)
    look(page, "welcome")
    page.get_by_role("button", name="Open my account").click()
    return page


def answer(page: Page, link: str, choice: int, *, keyboard: bool = False) -> None:
    """Answer every question and send."""
    page.goto(link)
    press(page, "Start", keyboard=keyboard)
    for _ in range(16):
        if keyboard:
            focus(page, page.get_by_role("radio").first)
            page.keyboard.press("Space")
            for _step in range(choice):
                page.keyboard.press("ArrowDown")
        else:
            page.get_by_role("radio").nth(choice).check()
        press(page, "Continue", keyboard=keyboard)
    press(page, "Send", keyboard=keyboard)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your answers are stored")


def focus(page: Page, target: object) -> None:
    """Walk to an element by the tabulator, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            return
    raise AssertionError("The tabulator does not lead there.")


def press(page: Page, name: str, *, keyboard: bool) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    if keyboard:
        focus(page, button)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        button.click()


def test_the_whole_way(browser: Browser, app: App, files: Path) -> None:
    # The administrator sets up.
    admin = open_browser(browser, app).new_page()
    admin.goto("/set-up/first/")
    admin.get_by_label("Code").fill(app.printed(r"with the code (\S+)"))
    admin.get_by_label("Name of your organisation").fill("Walk & Co")
    admin.get_by_label("Your name").fill("Dua")
    admin.get_by_label("Your e-mail address").fill("dua@company.example")
    admin.get_by_label("Password").fill(PASSWORD)
    look(admin, "first-run")
    admin.get_by_role("button").filter(
        has_text=re.compile("begin|start|make|set up", re.IGNORECASE)
    ).first.click()
    expect(admin).to_have_url(re.compile("/set-up/$"))
    look(admin, "set-up")
    admin.goto("/set-up/quiet-hours/")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=6)  # so that mail goes out whenever this test runs
    admin.get_by_label("Quiet from").fill(f"{later:%H}:00")
    admin.get_by_label("Quiet until").fill(f"{later:%H}:01")
    for box in admin.get_by_role("checkbox").all():
        box.check()
    look(admin, "quiet")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_role("main")).not_to_contain_text("There is a problem")
    upload(admin, "units", files / "units.csv")
    upload(admin, "people", files / "people.csv")
    invite(admin, "eva@company.example", "people_lead")
    invite(admin, "fay@company.example", "cx_lead")
    invite(admin, "ana@company.example", "manager", TEAM)
    invite(admin, "cem@company.example", "manager", "team-20")
    admin.goto("/teams/team-01/")
    assert "Page not found" in admin.title()

    # The people lead launches a safety pulse.
    lead = accept(browser, app, "eva@company.example")
    look(lead, "home-people-lead")
    lead.goto("/listen/new/team_psychological_safety/")
    lead.get_by_label("Who is asked").select_option(TEAM)
    lead.get_by_role("button", name="Make a draft").click()
    lead.get_by_role("link", name="Launch").click()
    look(lead, "launch")
    lead.get_by_role("button", name="Launch").click()
    expect(lead.get_by_role("main")).to_contain_text("The round is open")
    round_page = lead.url

    # Twelve people answer: one on a phone without scripts, one by keyboard alone.
    with (files / "people.csv").open(newline="") as stream:
        members = [row for row in csv.DictReader(stream) if row["unit"] == TEAM and not row["end"]][:12]
    assert len(members) == 12
    phone = open_browser(browser, app, viewport=PHONE, java_script_enabled=False)
    for number, row in enumerate(members):
        link = app.letters.wait_for(row["email"], r"http\S+/answer/\S+")
        if number == 0:
            page = phone.new_page()
            page.goto(link)
            look(page, "answer-start")
            answer(page, link, 3)
            look(page, "answer-done")
        else:
            page = open_browser(browser, app).new_page()
            answer(page, link, 1 + number % 3, keyboard=number == 1)
        assert page.context.cookies() == []
        page.context.close()

    # The round closes, and results open once.
    close_round(lead, round_page, band="10-19")
    look(lead, "round-released")

    # The manager sees the profile of the team.
    manager = accept(browser, app, "ana@company.example")
    look(manager, "home-manager")
    manager.goto(f"/teams/{TEAM}/")
    for domain in ("Attitude to risk and failure", "Open conversation", "Willingness to help", "Inclusion"):
        expect(manager.get_by_role("main")).to_contain_text(domain)
    expect(manager.get_by_role("main")).to_contain_text(re.compile(r"\d+ \(\d+ to \d+\)"))
    look(manager, "team")

    # The customer experience lead brings in customers' numbers and reads a finding.
    cx = accept(browser, app, "fay@company.example")
    import_metrics(lead, "employees", files / "employees.csv")
    import_metrics(cx, "customers", files / "customers.csv")
    cx.goto("/findings/")
    cx.get_by_role("main").get_by_role("button", name="Look for what comes first").click()
    for _ in range(120):
        cx.goto("/findings/")
        if cx.get_by_role(
            "button", name="Open the findings"
        ).count():  # leaders are asked first what they expect
            cx.get_by_role("button", name="Open the findings").click()
        if cx.get_by_text(re.compile(r"Tested \d+ links")).count():
            break
        cx.wait_for_timeout(1000)
    look(cx, "findings")
    cx.get_by_role("article").first.get_by_role("link").first.click()
    expect(cx.get_by_role("main")).to_contain_text("not what caused it")
    look(cx, "finding")

    # Somebody who leads another team, and somebody without an account.
    outsider = accept(browser, app, "cem@company.example")
    outsider.goto(f"/teams/{TEAM}/")
    assert "Page not found" in outsider.title()
    nobody = open_browser(browser, app).new_page()
    nobody.goto(f"/teams/{TEAM}/")
    expect(nobody).to_have_url(re.compile("/account/login/"))


def import_metrics(page: Page, side: str, file: Path) -> None:
    page.goto("/metrics/")
    page.get_by_label("File").first.set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    look(page, f"metrics-{side}-columns")
    page.get_by_role("button", name=re.compile("check", re.IGNORECASE)).click()
    look(page, f"metrics-{side}-check")
    page.get_by_role("main").get_by_role("button", name=re.compile("^Import")).click()
    expect(page).to_have_url(re.compile("/metrics/$"))
    look(page, f"metrics-{side}-done")
