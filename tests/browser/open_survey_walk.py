"""An open survey, launched on pages, for browser tests."""

import datetime as dt
import re
from pathlib import Path

from live_app import App
from playwright.sync_api import Browser, Page, expect
from test_walk import PASSWORD, accept, invite, open_browser, upload

UNITS = "unit,parent,name\ncompany,,The company\nshop,company,Shop\n"
PEOPLE = "person,unit,start,email\n" + "".join(
    f"p{number},shop,2024-01-01,p{number}@company.example\n" for number in range(8)
)


def set_up(admin: Page, app: App, files: Path) -> Page:
    admin.goto("/set-up/first/")
    admin.get_by_label("Code").fill(app.printed(r"with the code (\S+)"))
    admin.get_by_label("Name of your organisation").fill("Walk & Co")
    admin.get_by_label("Your name").fill("Dua")
    admin.get_by_label("Your e-mail address").fill("dua@company.example")
    admin.get_by_label("Password").fill(PASSWORD)
    admin.get_by_role("button").filter(
        has_text=re.compile("begin|start|make|set up", re.IGNORECASE)
    ).first.click()
    expect(admin).to_have_url(re.compile("/set-up/$"))
    admin.goto("/set-up/quiet-hours/")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=6)  # so that posts go out whenever this test runs
    admin.get_by_label("Quiet from").fill(f"{later:%H}:00")
    admin.get_by_label("Quiet until").fill(f"{later:%H}:01")
    for box in admin.get_by_role("checkbox").all():
        box.check()
    admin.get_by_role("button", name="Save").click()
    upload(admin, "units", files / "units.csv")
    upload(admin, "people", files / "people.csv")
    return admin


def open_survey(browser: Browser, app: App, files: Path, *, shown_on: str = "") -> Page:
    """Set up, launch an open survey, and return the people lead on its page."""
    (files / "units.csv").write_text(UNITS)
    (files / "people.csv").write_text(PEOPLE)
    admin = set_up(open_browser(browser, app).new_page(), app, files)
    invite(admin, "eva@company.example", "people_lead")
    lead = accept(browser, app, "eva@company.example")
    expect(lead.get_by_role("main")).to_be_visible()
    lead.goto("/listen/new/enps/")
    lead.get_by_label("Title").fill("Queue at the desk")
    lead.get_by_label("Who is asked").select_option("company")
    lead.get_by_label(re.compile("^Open: whoever has the link")).check()
    lead.get_by_label("Websites that may show it").fill(shown_on)
    lead.get_by_role("button", name="Make a draft").click()
    lead.get_by_role("link", name="Launch").click()
    lead.get_by_role("button", name="Launch").click()
    expect(lead.get_by_role("main")).to_contain_text("The survey is open to whoever has the link.")
    lead.get_by_role("link", name="Queue at the desk").first.click()
    return lead
