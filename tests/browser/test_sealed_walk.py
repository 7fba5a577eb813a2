"""A sealed round in a browser: from the link in a mail to released results, and what is left of who voted how."""

import csv
import datetime as dt
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_app import App, close_round, running_app
from playwright.sync_api import Browser, BrowserContext, Page, expect

PASSWORD = "correct horse battery staple"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SHOTS = os.environ.get("SHOTS")
VOTERS, QUESTIONS = 6, 4
#: What each voter says of every question, as the place of the button; no two voters say the same.
SAYS = (0, 1, 2, 3, 4, 2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sealed") / "home"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two teams: six people who vote, and seven more of another team who do not."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "units.csv").write_text(
        "unit,parent,name\nall,,Mill\nday,all,Day shift\nnight,all,Night shift\n"
    )
    with (folder / "people.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["person", "name", "unit", "start", "email", "role"])
        for team, size in (("day", VOTERS), ("night", 7)):
            for number in range(size):
                code = f"{team}{number}"
                writer.writerow(
                    [code, f"Pat {code}", team, "2024-01-01", f"{code}@mill.example", f"role {code}"]
                )
    return folder


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[App]:
    with running_app(home) as app:
        yield app


def open_browser(browser: Browser, app: App, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=app.url, **({"viewport": DESK} | options))
    context.set_default_timeout(20_000)
    return context


def look(page: Page, name: str) -> None:
    """Keep pictures where SHOTS names a folder: wide and narrow, light and dark."""
    if not SHOTS:
        return
    before = page.viewport_size
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{SHOTS}/{name}-{size['width']}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def set_up(browser: Browser, app: App, files: Path) -> Page:
    """Set the site up and bring the files in; returns the people lead's page."""
    admin = open_browser(browser, app).new_page()
    admin.goto("/set-up/first/")
    admin.get_by_label("Code").fill(app.printed(r"with the code (\S+)"))
    admin.get_by_label("Name of your organisation").fill("Mill")
    admin.get_by_label("Your name").fill("Dua")
    admin.get_by_label("Your e-mail address").fill("dua@mill.example")
    admin.get_by_label("Password").fill(PASSWORD)
    admin.get_by_role("button").filter(
        has_text=re.compile("begin|start|make|set up", re.IGNORECASE)
    ).first.click()
    admin.goto("/set-up/quiet-hours/")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=6)
    admin.get_by_label("Quiet from").fill(f"{later:%H}:00")
    admin.get_by_label("Quiet until").fill(f"{later:%H}:01")
    for box in admin.get_by_role("checkbox").all():
        box.check()
    admin.get_by_role("button", name="Save").click()
    for kind in ("units", "people"):
        admin.goto(f"/people/import/{kind}/")
        admin.get_by_label("File").set_input_files(files / f"{kind}.csv")
        admin.get_by_role("button", name="Go on to the columns").click()
        admin.get_by_role("button", name="Check the file").click()
        admin.get_by_role("main").get_by_role("button", name=re.compile("^Import")).click()
    admin.goto("/accounts/invite/")
    admin.get_by_label("E-mail address").fill("eva@mill.example")
    admin.get_by_label("Role").select_option("people_lead")
    admin.get_by_role("button", name="Send the invitation").click()
    lead = open_browser(browser, app).new_page()
    lead.goto(app.letters.wait_for("eva@mill.example", r"http\S+/welcome/\S+"))
    lead.get_by_label("Password").first.fill(PASSWORD)
    lead.get_by_role("button", name="Open my account").click()
    return lead


def launch(lead: Page) -> str:
    """Launch a sealed pulse and wait until its keys are made; returns the address of the round."""
    lead.goto("/listen/new/team_psychological_safety/")
    lead.get_by_label("Who is asked").select_option("all")
    lead.get_by_label(re.compile("^Sealed: answers are stored")).check()
    lead.get_by_label("once", exact=True).check()
    lead.get_by_label(re.compile("the short form")).check()
    look(lead, "sealed-form")
    lead.get_by_role("button", name="Make a draft").click()
    lead.get_by_role("link", name="Launch").click()
    expect(lead.get_by_role("main")).to_contain_text("Ballots lie in 2 boxes")
    no_violations(lead)
    look(lead, "sealed-launch")
    lead.get_by_role("button", name="Launch").click()
    round_page = lead.url
    look(lead, "sealed-preparing")
    for _ in range(60):
        lead.goto(round_page)
        if lead.get_by_text("The keys of this round").count():
            break
        lead.wait_for_timeout(500)
    no_violations(lead)
    look(lead, "sealed-open")
    return round_page


def vote(page: Page, link: str, choice: int, *, keyboard: bool = False, watched: bool = False) -> None:
    """Answer every question and send the sealed ballot."""
    page.goto(link)
    start = page.get_by_role("button", name="Start")
    expect(start).to_be_visible()
    if watched:
        no_violations(page)
        look(page, "sealed-start")
    start.click()
    for number in range(1, QUESTIONS + 1):
        expect(page.get_by_text(f"Question {number} of {QUESTIONS}")).to_be_visible()
        if watched and number == 1:
            page.get_by_role("button", name="Continue").click()
            expect(page.get_by_role("alert")).to_contain_text("Choose an answer")
            no_violations(page)
            look(page, "sealed-question")
        if keyboard:
            page.keyboard.press("Tab")
            for _ in range(choice):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
        else:
            page.get_by_role("radio").nth(choice).check()
            page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and send")
    if watched:
        no_violations(page)
        look(page, "sealed-check")
        page.get_by_role("button", name="Back").click()
        expect(page.get_by_role("radio").nth(choice)).to_be_checked()
        page.go_forward()
        page.get_by_role("button", name="Change").first.click()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Check and send")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers have arrived.")
    if watched:
        no_violations(page)
        look(page, "sealed-done")


def kept_by(page: Page) -> dict[str, object]:
    """What the browser keeps."""
    return {
        name: json.loads(text)
        for name, text in page.evaluate("Object.entries(localStorage)")
        if name.startswith("bothways")
    }


def test_a_sealed_round_in_a_browser(browser: Browser, app: App, home: Path, files: Path) -> None:
    lead = set_up(browser, app, files)
    round_page = launch(lead)
    links = [app.letters.wait_for(f"day{n}@mill.example", r"http\S+/answer/\S+") for n in range(VOTERS)]
    published = app.letters.wait_for("night0@mill.example", r"([0-9a-f]{4} ){15}[0-9a-f]{4}")
    keys = app.letters.wait_for("day0@mill.example", r"http\S+/sealed/\S+/keys/")

    # Everybody sees the same keys, signed in or not.
    public = open_browser(browser, app).new_page()
    for page in (public, lead):
        page.goto(keys)
        expect(page.locator(".hash")).to_have_text(published)
    no_violations(public)
    look(public, "sealed-keys")

    # Without scripts, or without a secure context, the page explains and takes nothing.
    plain = open_browser(browser, app, java_script_enabled=False).new_page()
    plain.goto(links[0])
    expect(plain.get_by_role("main")).to_contain_text("ask whoever runs the survey for a sheet of paper")
    expect(plain.get_by_role("button")).to_have_count(0)
    look(plain, "sealed-no-scripts")

    # Six people vote, each on a device of their own.
    sent: list[tuple[str, str, str, dict[str, str]]] = []
    for number, link in enumerate(links):
        context = open_browser(browser, app, viewport=PHONE if number else DESK)
        page = context.new_page()
        page.on(
            "request",
            lambda request: sent.append(
                (request.method, request.url, request.post_data_buffer or b"", request.all_headers())
            ),
        )
        vote(page, link, SAYS[number], keyboard=number == 1, watched=number == 0)
        assert context.cookies() == []
        assert list(kept_by(page).values()) == [{"sent": True}]
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Answers were sent from this device already."
        )
        if number == 0:
            look(page, "sealed-already")
        context.close()
    posts = [one for one in sent if one[0] == "POST"]
    assert len(posts) == 2 * VOTERS
    for _method, url, _body, headers in posts:
        assert not {"cookie", "authorization", "referer"} & set(headers), headers
        assert ("/ballots/" in url) != ("/answer/" in url)

    # Another device learns that the envelope is gone, and nothing else.
    other = open_browser(browser, app).new_page()
    other.goto(links[0])
    other.get_by_role("button", name="Start").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Your envelope was fetched by another device.")
    no_violations(other)
    look(other, "sealed-elsewhere")

    # Close, and look at what is shown.
    assert list((home / "sealed").glob("*/*.pem"))
    close_round(lead, round_page, band="5-9")
    look(lead, "sealed-released")
    lead.goto("/teams/day/")
    expect(lead.get_by_role("main")).to_contain_text("Team psychological safety")
    look(lead, "sealed-team")
    public.goto(links[5])
    expect(public.get_by_role("heading", level=1)).to_have_text("The survey is closed.")

    nothing_leads_from_links_to_answers(home, app, links, [one[2] for one in posts])


def nothing_leads_from_links_to_answers(home: Path, app: App, links: list[str], bodies: list[bytes]) -> None:
    """Search everything that is left for what would join an invitation and an answer."""
    assert not list((home / "sealed").glob("*/*.pem"))
    log = app.log.read_text()
    assert "/ballots/" not in log
    assert not [link for link in links if link.rsplit("/answer/", 1)[1].strip("/") in log]
    ballots = [json.loads(body) for body in bodies if body.startswith(b"{")]
    assert len(ballots) == VOTERS
    with sqlite3.connect(home / "bothways.sqlite3") as database:
        people = {str(row[0]) for row in database.execute("SELECT id FROM people_person")}
        people |= {str(row[0]) for row in database.execute("SELECT id FROM listen_invitation")}
        assert database.execute("SELECT count(*) FROM listen_response").fetchone() == (0,)
    people |= {f"day{n}" for n in range(VOTERS)}
    assert len(people) > 20
    for path in [one for one in home.rglob("*") if one.is_file() and "static" not in one.parts]:
        raw = path.read_bytes()
        for ballot in ballots:
            found = [name for name in ("token", "signature", "seal") if ballot[name].encode() in raw]
            assert not found, f"{path.relative_to(home)} still holds the {found[0]} of a ballot"
        if path.parent.name == "sealed" or path.suffix == ".parquet":
            for person in people:
                for form in (
                    person,
                    f"{person[:8]}-{person[8:12]}-{person[12:16]}-{person[16:20]}-{person[20:]}",
                ):
                    assert form.encode() not in raw, f"{path.relative_to(home)} names somebody"
