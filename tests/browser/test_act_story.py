"""Stories in the example company: a problem without a name becomes shared work; an unhappy customer is heard."""

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect
from test_walk import DESK, PHONE, look

from bothways.simulate import write_company

TEAM, CUSTOMER = "team-02", "R-02-9"
PROBLEM = "The form for returns asks for the address once more, and customers ring us about it."
WORK, ACTION = "Let the form for returns take over the address", "Read the address out before a parcel leaves"
OTHER = "I type the address of a customer again for each parcel that comes back."
HEARD = "The address has to be given twice when something is sent back."
DID = "From Monday on the form for returns knows the address. Udo in shipping looks at it with us in May."
UNHAPPY, LESSON = "Nobody rang me back.", "Say at once when a call back has to wait, and until when."


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example company, with mail that waits for no hour of the day."""
    folder = tmp_path_factory.mktemp("company")
    write_company("demo", seed=7, out=folder)
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, company=folder, seconds=600, BOTHWAYS_DEMO="1") as app:
        yield app


def enter(browser: Browser, app: App, character: str, **options: object) -> Page:
    """Be one of the characters; every breach of the content security policy fails the test."""
    page = browser.new_context(base_url=app.url, **({"viewport": DESK} | options)).new_page()
    page.set_default_timeout(20_000)
    page.on(
        "console", lambda message: pytest.fail(message.text) if "Content Security" in message.text else None
    )
    page.goto("/characters/")
    page.locator(f'button[value="{character.replace(" ", ".")}@company.example"]').click()
    page.wait_for_url(lambda url: "/characters/" not in url)
    return page


def let_a_night_pass(app: App) -> None:
    """Date reports and cases back by a day: what came in today is shown to others from tomorrow on."""
    [store] = Path(app.log.with_suffix("")).glob("*.sqlite3")
    with sqlite3.connect(store, timeout=30) as database:
        for table, day in (("listen_problem", "day"), ("act_case", "opened_on"), ("act_case", "closed_on")):
            database.execute(f"UPDATE {table} SET {day} = date({day}, '-1 day') WHERE {day} = date('now')")


def press(page: Page, name: str) -> None:
    """Press a button that hands in a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=re.compile(name)).first.click()


def follow(page: Page, name: str) -> None:
    """Follow a link, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=re.compile(name)).first.click()


def report(page: Page, text: str, *, named: bool) -> None:
    page.goto("/problems/")
    page.get_by_label("What would make our customers").check()
    page.get_by_label("Your answer").fill(text)
    page.get_by_label("Which unit does it concern?").select_option(TEAM)
    page.get_by_label("With my name" if named else "Without my name").check()
    press(page, "Go on")
    if page.get_by_role("button", name="Send mine").count():
        press(page, "Send mine")


def in_days(count: int) -> str:
    return (dt.date.today() + dt.timedelta(days=count)).isoformat()


def open_problem(lead: Page, text: str) -> None:
    lead.goto(f"/problems/triage/?q={text[:30]}")
    lead.get_by_role("main").get_by_role("link", name=text[:30]).first.click()


def test_a_problem_without_a_name_becomes_shared_work_and_an_answer(browser: Browser, app: App) -> None:
    ben = enter(browser, app, "employee", viewport=PHONE)
    declare_room(ben, 150)
    declare_room(enter(browser, app, "manager"), 60)
    report(ben, PROBLEM, named=False)
    look(ben, "story-code")
    code = ben.locator(".private-code").inner_text()
    report(ben, OTHER, named=True)
    let_a_night_pass(app)

    fay = enter(browser, app, "customer experience lead")
    open_problem(fay, OTHER)
    fay.get_by_label("Words in the other one").fill(PROBLEM[:30])
    press(fay, "Search")
    press(fay, "Same as this one.*" + PROBLEM[:20])
    open_problem(fay, PROBLEM)
    look(fay, "story-problem")
    follow(fay, "Tie what customers say")
    fay.get_by_label("Words in it").fill("address")
    press(fay, "Search")
    press(fay, "Tie it.*She orders by phone")
    look(fay, "story-ties")
    follow(fay, "Back to the problem")
    expect(fay.get_by_role("region", name="What customers say about it")).to_contain_text(
        "She orders by phone"
    )
    follow(fay, "Write down work")
    write_down_and_share(fay)
    ana = enter(browser, app, "manager", viewport=PHONE)
    take_the_offer(ana, ben)
    ana = enter(browser, app, "manager")
    agree_in_a_huddle(ana)
    publish(fay)
    read_by_code(browser, app, code)


def declare_room(page: Page, hours: int) -> None:
    page.goto("/act/work/mine/room/")
    page.get_by_label("Hours a month").fill(str(hours))
    press(page, "Save")


def write_down_and_share(fay: Page) -> None:
    """Share out what came of the problem: its reporter has most room by far, and still comes last."""
    fay.get_by_label("What is to be done").fill(WORK)
    fay.get_by_label("Hours it will take").fill("2")
    press(fay, "Write it down")
    fay.goto(f"/act/work/units/{TEAM}/share/")
    row = fay.get_by_role("row").filter(has_text=WORK)
    expect(row).to_contain_text("Ana")
    expect(fay.get_by_role("main")).not_to_contain_text("reporter")
    look(fay, "story-share")
    press(fay, "Send these offers")
    expect(fay.get_by_role("main")).to_contain_text("proposed.")


def take_the_offer(ana: Page, ben: Page) -> None:
    ana.goto("/act/work/mine/")
    card = ana.locator(".card").filter(has_text=WORK)
    card.get_by_role("button", name=re.compile("^Take")).click()
    expect(ana.get_by_role("main")).to_contain_text("Done")
    look(ana, "story-my-work")
    ben.goto(f"/act/work/units/{TEAM}/balance/")
    expect(ben.get_by_role("main")).to_contain_text("appraisal")
    look(ben, "story-balance")


def agree_in_a_huddle(ana: Page) -> None:
    """Hold a huddle, agree on an action, and lock what is expected of it before anybody can know."""
    ana.goto(f"/act/huddles/unit/{TEAM}/")
    press(ana, "Open the huddle")
    ana.get_by_label("What is to be done").fill(ACTION)
    ana.get_by_label("Who", exact=True).select_option(label="Ana")
    press(ana, "Write it down")
    look(ana, "story-huddle")
    huddle = re.sub(r"[?#].*", "", ana.url)
    for slide in range(1, 7):
        ana.goto(f"{huddle}?view=screen&slide={slide}")
        look(ana, f"story-screen-{slide}")
    ana.goto(huddle)
    follow(ana, "make it a plan.*" + ACTION[:20])
    expect(ana.get_by_label("We will", exact=True)).to_have_value(ACTION)
    ana.get_by_label("What I will do for it").fill("I keep ten minutes free for it each Tuesday.")
    press(ana, "Save the draft and go on")
    ana.get_by_role("radio").first.check()
    ana.get_by_label("Better by at least").fill("4")
    ana.get_by_label("Smallest change worth the effort").fill("2")
    press(ana, "Save")
    press(ana, "Start: lock the expectation")
    expect(ana.get_by_role("main")).to_contain_text("Locked on")
    look(ana, "story-plan")
    ana.goto(huddle)
    press(ana, "Close the huddle")
    expect(ana.get_by_role("main")).to_contain_text(ACTION)


def publish(fay: Page) -> None:
    """Tell everybody, and answer the reporters with the same words."""
    open_problem(fay, PROBLEM)
    follow(fay, "Tell everybody")
    fay.get_by_label("You said").fill(HEARD)
    fay.get_by_label("What we did, or why not now").fill(DID)
    fay.get_by_label("being tried").check()
    fay.get_by_label("Customers may read it too").check()
    press(fay, "See it as readers will")
    look(fay, "story-preview")
    fay.get_by_label("Answer the problem with the same words").check()
    press(fay, "Publish")


def read_by_code(browser: Browser, app: App, code: str) -> None:
    """Read the answer on a phone that nobody has signed in on, and the public page on the same."""
    phone = browser.new_context(base_url=app.url, viewport=PHONE).new_page()
    phone.goto("/problems/code/")
    phone.get_by_label("Your private code").fill(code)
    press(phone, "Open the report")
    expect(phone.get_by_role("main")).to_contain_text(DID)
    look(phone, "story-answer")
    phone.goto("/said/customers/")
    expect(phone.get_by_role("main")).to_contain_text(HEARD)
    look(phone, "story-public")


def test_an_unhappy_customer_is_heard_and_the_team_learns_from_it(browser: Browser, app: App) -> None:
    fay = enter(browser, app, "customer experience lead")
    answer_unhappily(browser, app, note_contact(fay))
    ana = enter(browser, app, "manager")
    open_own_case(ana)
    expect(ana.get_by_role("main")).to_contain_text(UNHAPPY)
    look(ana, "story-case")
    ana.get_by_text("Note a talk or something else").click()
    ana.get_by_label("a talk with the customer").check()
    ana.get_by_label("What happened").fill("Rang, said sorry, and agreed on a new hour.")
    press(ana, "Store")
    follow(ana, "Close the case")
    ana.get_by_label("solved", exact=True).check()
    ana.get_by_label("What should the team learn?").fill(LESSON)
    press(ana, "Close the case")
    let_a_night_pass(app)
    ben = enter(browser, app, "employee", viewport=PHONE)
    ben.goto(f"/act/cases/lessons/{TEAM}/")
    expect(ben.get_by_role("main")).to_contain_text(LESSON)
    expect(ben.get_by_role("main")).not_to_contain_text(UNHAPPY)
    look(ben, "story-lessons")
    ben.goto("/act/cases/")
    expect(ben.get_by_role("heading", level=1)).to_contain_text("not found")


def open_own_case(ana: Page) -> None:
    """Wait until the clock has masked the words and given the case to somebody, who has to be Ana."""
    for _ in range(90):
        ana.goto("/act/cases/?whose=mine")
        found = ana.get_by_role("main").get_by_role("link", name=re.compile(re.escape(UNHAPPY)))
        if found.count():
            found.first.click()
            return
        ana.wait_for_timeout(1000)
    pytest.fail("Nobody was given the case.")


def note_contact(fay: Page) -> str:
    """Note a call of a customer of whom no address is known; the link is handed on."""
    fay.goto("/listen/")
    follow(fay, "After a call")
    follow(fay, "Note a contact")
    fay.get_by_label("Number or code").fill(CUSTOMER)
    fay.get_by_label("Unit").select_option(TEAM)
    fay.get_by_label("Day").fill((dt.date.today() - dt.timedelta(days=1)).isoformat())
    press(fay, "Note it")
    return fay.get_by_role("main").locator("code").inner_text()


def answer_unhappily(browser: Browser, app: App, link: str) -> None:
    """Answer at the low end, say why, and say that somebody may get back."""
    phone = browser.new_context(base_url=app.url, viewport=PHONE).new_page()
    phone.goto(link)
    press(phone, "Start")
    while phone.get_by_role("button", name="Continue").count():
        if phone.get_by_role("textbox").count():
            phone.get_by_role("textbox").first.fill(UNHAPPY)
        elif phone.locator("#follow_up_0").count():
            look(phone, "story-follow-up")
            phone.locator("#follow_up_0").check()
        else:
            phone.get_by_role("radio").first.check()
        press(phone, "Continue")
    look(phone, "story-check")
    press(phone, "Send")
    expect(phone.get_by_role("main")).to_contain_text("stored")
