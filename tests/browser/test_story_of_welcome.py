"""From the posting to the survey of the first days: mission check, packet, mentor, both say yes, first check-in."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdf
import pytest
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect
from test_act_story import follow, press
from test_walk import PASSWORD, PHONE, accept, invite, look, open_browser, upload

DAYS_PASS = Path(__file__).with_name("days_pass.py")
UNITS = "unit,parent,name\ncompany,,The company\nshop,company,Shop\ndesk,company,Help desk\n"
POSTING = (
    "We answer every customer the same day. You sit at a desk of your own, with fixed hours that are agreed a month "
    "ahead, and you work in a team of eight who know the shop well."
)
LINE, NOTE = "We go to the returns desk together.", "Bring the list of last week."


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with nothing in it."""
    with running_app(tmp_path_factory.mktemp("app") / "home") as app:
        yield app


def people(folder: Path, *, with_lea: bool) -> Path:
    """Write the file of people; Lea begins today."""
    day = dt.datetime.now(dt.UTC).date()
    long_ago = (day - dt.timedelta(days=900)).isoformat()
    rows = [
        f"tom,desk,{long_ago},Tom,tom@company.example,adviser",
        f"uta,desk,{long_ago},Uta,uta@company.example,adviser",
    ]
    rows += [f"lea,shop,{day.isoformat()},Lea,lea@company.example,seller"] if with_lea else []
    file = folder / "people.csv"
    file.write_text("\n".join(["person,unit,start,name,email,role", *rows]) + "\n")
    return file


def set_up(browser: Browser, app: App, folder: Path) -> Page:
    """Set up as an administrator: the organisation, two units, two people who have been here for long."""
    admin = open_browser(browser, app).new_page()
    admin.goto("/set-up/first/")
    admin.get_by_label("Code").fill(app.printed(r"with the code (\S+)"))
    admin.get_by_label("Name of your organisation").fill("Welcome & Co")
    admin.get_by_label("Your name").fill("Dua")
    admin.get_by_label("Your e-mail address").fill("dua@company.example")
    admin.get_by_label("Password").fill(PASSWORD)
    admin.get_by_role("button").filter(
        has_text=re.compile("begin|start|make|set up", re.IGNORECASE)
    ).first.click()
    expect(admin).to_have_url(re.compile("/set-up/$"))
    admin.goto("/set-up/quiet-hours/")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=6)  # so that mail goes out whenever this test runs
    admin.get_by_label("Quiet from").first.fill(f"{later:%H}:00")
    admin.get_by_label("Quiet until").first.fill(f"{later:%H}:01")
    for box in admin.get_by_role("checkbox").all():
        box.check()
    admin.get_by_role("button", name="Save").first.click()
    units = folder / "units.csv"
    units.write_text(UNITS)
    upload(admin, "units", units)
    upload(admin, "people", people(folder, with_lea=False))
    return admin


def write_mission(eva: Page) -> None:
    eva.goto("/act/mission/change/")
    eva.get_by_label("The mission, in one sentence").fill("We are there for whoever asks.")
    eva.get_by_label("Its promises, one a line").fill("We answer the same day.\nWe explain what we do.")
    press(eva, "Save")


def check_postings(eva: Page, folder: Path) -> None:
    """Bring a posting as a Word file, then one that is locked, then one that is not what it says."""
    word, locked, other = folder / "posting.docx", folder / "locked.pdf", folder / "photo.docx"
    document = docx.Document()
    document.add_paragraph(POSTING)
    document.save(str(word))
    writer = pypdf.PdfWriter()
    writer.add_blank_page(600, 800)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    other.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(600))
    for file, said in (
        (locked, "password"),
        (other, "photo.docx"),
        (word, "We answer every customer the same day"),
    ):
        eva.goto("/act/mission/check/")
        eva.get_by_label("job posting").check()
        eva.get_by_label("Or bring a file").set_input_files(file)
        press(eva, "Check the text")
        look(eva, f"mission-{file.stem}")
        expect(eva.locator("main .stack" if file == word else ".errors")).to_contain_text(said)


def launch_survey(eva: Page) -> None:
    """Ask each new colleague seven days after the start."""
    eva.goto("/listen/new/onboarding/")
    eva.get_by_label("Title").fill("Your first week")
    eva.get_by_label("Who is asked").select_option("company")
    eva.get_by_label("Days between").fill("7")
    press(eva, "Make a draft")
    follow(eva, "Launch")
    press(eva, "Launch")


def write_packet(eva: Page) -> None:
    """Begin a packet from the shipped words, look at it, save it, and give it."""
    eva.goto("/act/welcome/packets/new/")
    press(eva, "Go on")
    eva.get_by_label("Title").fill("Welcome to the shop")
    eva.get_by_label("Heading of your own block 1").fill("Lunch")
    eva.get_by_label("Words of your own block 1").fill("At noon, in the yard.")
    press(eva, "See how it will look")
    expect(eva.get_by_role("main")).to_contain_text("Nothing is saved yet")
    press(eva, "Save as a new version")
    press(eva, "Give it to new colleagues")
    expect(eva.get_by_role("main")).to_contain_text("given to new colleagues")
    look(eva, "welcome-packet")


def offer(tom: Page) -> None:
    tom.goto("/act/welcome/mentor/offer/")
    tom.get_by_label("How many new colleagues at a time?").select_option("2")
    tom.get_by_label("how customers see us").check()
    press(tom, "Offer it")
    expect(tom.get_by_role("main")).to_contain_text("You offer to accompany 2 new colleagues at a time.")


def days_pass(app: App, days: int) -> None:
    env = os.environ | {"BOTHWAYS_HOME": str(app.log.with_suffix(""))}
    subprocess.run([sys.executable, str(DAYS_PASS), "lea", str(days)], check=True, env=env)


def test_from_the_first_day_to_the_first_survey(browser: Browser, app: App, tmp_path: Path) -> None:
    admin = set_up(browser, app, tmp_path)
    for address, role in (("eva@company.example", "people_lead"), ("tom@company.example", "")):
        invite(admin, address, role)
    eva, tom = (accept(browser, app, f"{name}@company.example") for name in ("eva", "tom"))
    write_mission(eva)
    check_postings(eva, tmp_path)
    launch_survey(eva)
    write_packet(eva)
    offer(tom)

    # Somebody is hired: the people lead brings the records, the administrator opens an account.
    upload(eva, "people", people(tmp_path, with_lea=True))
    invite(admin, "lea@company.example", "")
    phone = accept(browser, app, "lea@company.example")
    phone.set_viewport_size(PHONE)
    phone.goto("/")
    expect(phone.get_by_role("main")).to_contain_text("New here: your first weeks")
    read_and_tick(phone)
    find_mentor(phone, tom)
    nobody_else_opens_it(browser, app, phone, [eva, admin])

    # A week later they have talked, and the survey of the first days asks.
    days_pass(app, 7)
    phone.goto("/")
    expect(phone.get_by_role("main")).to_contain_text("Time to talk with Tom")
    check_in(phone, tom)
    link = app.letters.wait_for("lea@company.example", r"http\S+/answer/\S+", seconds=120)
    phone.goto("/act/welcome/")
    expect(phone.get_by_role("region", name="How it goes: when you are asked")).to_contain_text(
        "7 days after the start"
    )
    answered = open_browser(browser, app, viewport=PHONE).new_page()
    answered.goto(link)
    press(answered, "Start")
    look(answered, "welcome-survey")
    expect(answered.get_by_role("radio").first).to_be_visible()


def read_and_tick(phone: Page) -> None:
    phone.goto("/act/welcome/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome to the shop")
    expect(phone.get_by_role("main")).to_contain_text("At noon, in the yard.")
    press(phone, "^Tick it.*Say hello")
    expect(phone.get_by_role("main")).to_contain_text("1 of 10 tasks ticked.")
    look(phone, "welcome-new-here")


def find_mentor(phone: Page, tom: Page) -> None:
    """Wish for a mentor, ask the one who is suggested, and wait for the yes."""
    follow(phone, "A mentor, if you would like one")
    follow(phone, "I would like a mentor")
    phone.get_by_label("how customers see us").check()
    press(phone, "Look for a mentor")
    expect(phone.get_by_role("main")).to_contain_text("Offers what you asked for: how customers see us.")
    look(phone, "welcome-suggested")
    press(phone, "^Ask.*Tom")
    expect(phone.get_by_role("main")).to_contain_text("You have asked Tom.")
    tom.goto("/")
    expect(tom.get_by_role("main")).to_contain_text("A new colleague would like you as a mentor")
    tom.goto("/act/welcome/mentor/")
    look(tom, "welcome-asked")
    press(tom, "^Yes.*Lea")
    follow(tom, "You accompany Lea")
    tom.get_by_label("Note for the two of you").fill(NOTE)
    press(tom, "Keep the note")
    phone.goto("/act/welcome/mentor/")
    follow(phone, "Your mentor: Tom")
    expect(phone.get_by_role("main")).to_contain_text(NOTE)


def nobody_else_opens_it(browser: Browser, app: App, phone: Page, others: list[Page]) -> None:
    """See that neither the people lead nor the administrator has the page of the two."""
    for page in others:
        page.goto(re.sub(r"^https?://[^/]+", "", phone.url))
        expect(page.get_by_role("heading", level=1)).to_contain_text("not found")
    others[0].goto("/act/welcome/desk/")
    expect(others[0].get_by_role("main")).to_contain_text("fewer than 5")
    expect(others[0].get_by_role("main")).not_to_contain_text("Lea")
    look(others[0], "welcome-desk")


def check_in(phone: Page, tom: Page) -> None:
    follow(phone, "Time to talk with Tom")
    phone.get_by_label("One line for the two of you").first.fill(LINE)
    press(phone, "^We talked")
    expect(phone.get_by_role("main")).to_contain_text(LINE)
    look(phone, "welcome-talk")
    tom.reload()
    expect(tom.get_by_role("main")).to_contain_text(LINE)
