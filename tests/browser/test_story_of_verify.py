"""A story in the example company: a plan with a locked expectation, its study, and one page for an executive."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_app import App, running_app
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from test_act_story import TEAM, enter, follow, in_days, press
from test_walk import PHONE, SHOTS, look

from bothways.simulate import write_company

PLAN = "Ring back within two hours"
SINCE = "?since=2024-01-01"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example company."""
    folder = tmp_path_factory.mktemp("company")
    write_company("demo", seed=7, out=folder)
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, company=folder, seconds=1200, BOTHWAYS_DEMO="1") as app:
        yield app


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_a_plan_becomes_a_study_and_an_executive_takes_the_story_along(browser: Browser, app: App) -> None:
    ana = enter(browser, app, "manager")
    plan_and_lock(ana)
    open_study(ana)
    gil = enter(browser, app, "executive")
    open_story(gil)
    figures = [words_of(text) for text in gil.locator(".figure-row .figure").all_inner_texts()]
    sentences = [words_of(text) for text in gil.locator("#leads + ul .story-told").all_inner_texts()]
    assert figures
    assert sentences
    expect(gil.get_by_role("main")).not_to_contain_text(PLAN)
    look_at_paper(take_along(gil, "Download the PDF"), figures + sentences)
    slides, sheet, page = (take_along(gil, name) for name in ("Slides", "Spreadsheet", "Page as a file"))
    for file in (slides, sheet):
        assert zipfile.ZipFile(io.BytesIO(file.read_bytes())).testzip() is None
    open_alone(browser, page, figures)
    prints_on_one_page(gil)
    phone = enter(browser, app, "executive", viewport=PHONE)
    phone.goto(f"/verify/reports/{SINCE}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    look(phone, "story-of-verify-phone")


def plan_and_lock(ana: Page) -> None:
    ana.goto(f"/act/plans/new/{TEAM}/?own=1")
    ana.get_by_label("We will", exact=True).fill(PLAN)
    ana.get_by_label("Look back on").fill(in_days(60))
    press(ana, "Save the draft and go on")
    ana.get_by_role("radio").first.check()
    ana.get_by_label("Better by at least").fill("4")
    ana.get_by_label("Smallest change worth the effort").fill("2")
    press(ana, "Save")
    press(ana, "Start: lock the expectation")
    expect(ana.get_by_role("main")).to_contain_text("Locked on")


def open_study(ana: Page) -> None:
    """Wait until the clock has made the study of the plan, and open it."""
    for _ in range(60):
        ana.goto("/verify/studies/")
        found = ana.get_by_role("main").get_by_role("link", name=re.compile(PLAN))
        if found.count():
            found.first.click()
            break
        ana.wait_for_timeout(1000)
    expect(ana.get_by_role("heading", level=1)).to_contain_text(PLAN)
    look(ana, "story-of-verify-study")


def open_story(gil: Page) -> None:
    """Go from the home page to the story; who leads is asked first what they expect."""
    gil.goto("/")
    follow(gil, "The story so far")
    if gil.get_by_role("button", name="Open the findings").count():
        press(gil, "Open the findings")
    gil.goto(f"/verify/reports/{SINCE}")
    expect(gil.get_by_role("heading", level=1)).to_contain_text("the story so far")
    look(gil, "story-of-verify")


def take_along(gil: Page, name: str) -> Path:
    with gil.expect_download() as coming:
        gil.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}$")).first.click()
    return Path(coming.value.path())


def look_at_paper(file: Path, texts: list[str]) -> None:
    """Read the PDF, and keep a picture of it where SHOTS names a folder."""
    [page] = PdfReader(file).pages
    told = words_of(page.extract_text())
    assert [text for text in texts if text not in told] == []
    if SHOTS and shutil.which("pdftoppm"):
        target = str(Path(SHOTS) / "story-of-verify-paper")
        subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", file, target], check=True)


def open_alone(browser: Browser, file: Path, figures: list[str]) -> None:
    """Open the page that was taken along: it needs nothing of the app, and breaks no policy of its own."""
    page = browser.new_context(offline=True).new_page()
    page.on("console", lambda message: pytest.fail(message.text))
    target = file.with_suffix(".html")
    shutil.copy(file, target)
    page.goto(target.as_uri())
    assert [words_of(text) for text in page.locator(".figure").all_inner_texts()] == figures
    look(page, "story-of-verify-file")
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1


def prints_on_one_page(gil: Page) -> None:
    assert len(PdfReader(io.BytesIO(gil.pdf(prefer_css_page_size=True))).pages) == 1
