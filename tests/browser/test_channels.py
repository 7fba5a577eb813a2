"""The ways to a survey in a browser: open link, kiosk, frame on a website, code, poster, chat rooms."""

import re
import threading
import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_app import App, running_app
from open_survey_walk import open_survey
from other_sites import Site
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Route, expect
from test_pages_of_the_app import TAGS
from test_walk import DESK, PHONE, look, open_browser

from bothways_web.listen.channels.qr import QUIET, rows_of


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Site, Site]]:
    """A website that may show the survey, and one that may not."""
    made = Site(), Site()
    for site in made:
        threading.Thread(target=site.serve_forever, daemon=True).start()
    yield made
    for site in made:
        site.shutdown()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("app") / "home") as app:
        yield app


@pytest.fixture(scope="module")
def lead(
    browser: Browser, app: App, sites: tuple[Site, Site], tmp_path_factory: pytest.TempPathFactory
) -> Page:
    """The people lead, on the page of channels of an open survey that was launched."""
    lead = open_survey(browser, app, tmp_path_factory.mktemp("files"), shown_on=sites[0].origin)
    lead.get_by_role("link", name="Channels").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Channels")
    return lead


def addresses(lead: Page) -> tuple[str, str]:
    """The open link and the kiosk's, as the page shows them."""
    found = lead.locator(".address a")
    return found.nth(0).inner_text(), found.nth(1).inner_text()


def to_the_check(page: Page | FrameLocator) -> None:
    """Answer whatever is asked up to the last look."""
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1).first).not_to_have_text("A short survey")
    for _ in range(20):
        if page.get_by_role("button", name="Send", exact=True).count():
            return
        if page.get_by_role("radio").count():
            page.get_by_role("radio").nth(2).check()
        before = page.get_by_role("heading", level=1).first.inner_text()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1).first).not_to_have_text(before)
    raise AssertionError("There is no last look.")


def answer(page: Page | FrameLocator, pause: Page) -> None:
    to_the_check(page)
    pause.wait_for_timeout(3200)  # nobody answers faster
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your answers are stored")


def faults_of(page: Page) -> list[str]:
    """What keeps somebody from reading a page, as far as a machine can see it."""
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_link_on_a_phone(browser: Browser, app: App, lead: Page, scripts: bool, scheme: str) -> None:
    link, _kiosk = addresses(lead)
    phone = open_browser(browser, app, viewport=PHONE, java_script_enabled=scripts, color_scheme=scheme)
    page = phone.new_page()
    page.goto(link)
    look(page, f"open-start-{scheme}")
    expect(page.get_by_role("main")).to_contain_text("Nobody was invited.")
    assert not scripts or fits(page)
    answer(page, page)
    look(page, f"open-done-{scheme}")
    [mark] = phone.cookies()
    assert (mark["value"], mark["httpOnly"], mark["sameSite"]) == ("1", True, "Lax")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This device has answered already.")
    assert page.get_by_role("button").count() == 0
    look(page, f"open-again-{scheme}")
    phone.close()


def test_a_send_that_is_too_fast_keeps_its_answers(browser: Browser, app: App, lead: Page) -> None:
    page = open_browser(browser, app, viewport=PHONE).new_page()
    page.goto(addresses(lead)[0])
    begun = time.monotonic()
    to_the_check(page)
    page.get_by_role("button", name="Send", exact=True).click()
    if time.monotonic() - begun < 2:  # on a slow machine nothing can be sent too fast
        expect(page.get_by_role("main")).to_contain_text("faster than people answer")
        look(page, "open-refused")
        page.wait_for_timeout(3200)
        page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your answers are stored")
    page.context.close()


def kiosk_page(browser: Browser, app: App, link: str, **options: object) -> Page:
    page = open_browser(browser, app, **options).new_page()
    page.clock.install()
    page.goto(link)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    return page


def test_a_kiosk_starts_anew_when_nobody_touches_it_and_warns_before(
    browser: Browser, app: App, lead: Page
) -> None:
    page = kiosk_page(browser, app, addresses(lead)[1], viewport=DESK)
    look(page, "kiosk-start")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("radio").first).to_be_visible()
    notice = page.get_by_role("alert").filter(has_text="Are you still there?")
    page.get_by_role("radio").nth(2).check()
    page.clock.run_for(44_000)
    expect(notice).to_be_hidden()
    page.clock.run_for(4_000)
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("12")
    look(page, "kiosk-still-there")
    page.mouse.click(5, 5)
    expect(notice).to_be_hidden()
    page.clock.run_for(44_000)
    expect(notice).to_be_hidden()
    assert page.get_by_role("radio").nth(2).is_checked()
    page.clock.run_for(17_000)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    page.context.close()


def test_a_kiosk_serves_one_after_the_other_and_going_back_shows_no_answers(
    browser: Browser, app: App, lead: Page
) -> None:
    link = addresses(lead)[1]
    context = open_browser(browser, app)
    page = context.new_page()
    page.goto("about:blank")
    page.goto(link)
    for _person in range(2):
        answer(page, page)
        look(page, "kiosk-done")
        assert page.get_by_role("link").filter(has_not_text="Skip").all_inner_texts() == ["Next person"]
        page.get_by_role("link", name="Next person").click()
    to_the_check(page)
    page.go_back()
    page.wait_for_timeout(500)
    assert "Check and send" not in page.title()
    assert page.locator("dl.answers").count() == 0
    assert context.cookies() == []
    context.close()


def test_a_kiosk_without_scripts_goes_back_by_itself(browser: Browser, app: App, lead: Page) -> None:
    page = open_browser(browser, app, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(addresses(lead)[1])
    assert page.locator("meta[http-equiv=refresh]").count() == 0
    page.get_by_role("button", name="Start", exact=True).click()
    again = page.locator("meta[http-equiv=refresh]").get_attribute("content", timeout=5000)
    assert again.startswith("120;url=/kiosk/")
    told = page.locator("footer noscript p")
    expect(told).to_be_visible()
    assert "each page starts anew after 120 seconds" in told.text_content()
    look(page, "kiosk-phone-without-scripts")
    page.route("**/kiosk/**", sooner)
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    page.context.close()


def sooner(route: Route) -> None:
    """Let two minutes pass in two seconds."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('content="120;', 'content="2;'))


def test_the_survey_is_answered_inside_the_page_of_another_site(
    browser: Browser, app: App, lead: Page, sites: tuple[Site, Site]
) -> None:
    snippet = lead.get_by_label("What to copy").input_value()
    for site in sites:
        site.page = snippet
    context = open_browser(browser, app, viewport=PHONE)
    page = context.new_page()
    page.goto(sites[0].origin)
    frame = page.frame_locator("iframe")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(frame.get_by_role("heading", level=1)).to_have_text("A short survey")
    look(page, "frame")
    answer(frame, page)
    assert context.cookies() == []
    assert frame.get_by_role("link").filter(has_not_text=re.compile("Skip|begin anew")).count() == 0
    context.close()


def test_a_site_that_was_not_named_shows_nothing(
    browser: Browser, app: App, lead: Page, sites: tuple[Site, Site]
) -> None:
    sites[1].page = lead.get_by_label("What to copy").input_value()
    page = open_browser(browser, app).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(sites[1].origin)
    page.locator("iframe").scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    assert page.frame_locator("iframe").get_by_role("heading", level=1, name="A short survey").count() == 0
    assert any("frame-ancestors" in one for one in said), said
    page.context.close()


def modules_of(drawing: Locator, count: int) -> list[list[bool]]:
    """Draw a code in the browser, and look whether the middle of each module is dark."""
    return drawing.evaluate(
        """async (svg, count) => {
          const size = svg.viewBox.baseVal.width, scale = 8;
          const copy = svg.cloneNode(true);
          copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
          copy.setAttribute("width", size * scale); copy.setAttribute("height", size * scale);
          const image = new Image();
          image.src = "data:image/svg+xml," + encodeURIComponent(copy.outerHTML);
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = size * scale;
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          const dark = (x, y) => pen.getImageData((x + .5) * scale, (y + .5) * scale, 1, 1).data[0] < 128;
          return Array.from({length: count}, (_, y) => Array.from({length: count}, (_, x) => dark(x, y)));
        }""",
        count,
    )


def test_the_code_holds_the_address_and_nothing_else(lead: Page) -> None:
    link, _kiosk = addresses(lead)
    rows = rows_of(link)
    wanted = [[False] * (len(rows) + 2 * QUIET) for _row in range(len(rows) + 2 * QUIET)]
    for y, row in enumerate(rows):
        wanted[y + QUIET][QUIET : QUIET + len(row)] = row
    assert sum(map(sum, rows)) > 300
    drawing = lead.get_by_role("img", name="QR code of the open link")
    assert modules_of(drawing, len(wanted)) == wanted


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("door", [0, 1])
def test_every_screen_of_a_door_is_for_everyone(
    browser: Browser, app: App, lead: Page, door: int, scheme: str
) -> None:
    page = open_browser(browser, app, viewport=PHONE, color_scheme=scheme).new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(addresses(lead)[door])
    for press in ("Start", "Continue", "Continue", "Send"):
        faults += faults_of(page) + ([] if fits(page) else [f"{press}: scrolls sideways"])
        before = page.title() + page.get_by_role("heading", level=1).first.inner_text()
        if page.get_by_role("radio").count():
            page.get_by_role("radio").nth(2).check()
        if press == "Send":
            page.wait_for_timeout(3200)
        page.get_by_role("button", name=press, exact=True).click()
        now = page.get_by_role("heading", level=1).first
        for _try in range(50):
            if page.title() + now.inner_text() != before:
                break
            page.wait_for_timeout(100)
    expect(now).to_contain_text("Your answers are stored")
    assert faults + faults_of(page) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_page_of_channels_its_posters_and_the_rooms_fit(
    browser: Browser, lead: Page, size: dict[str, int], scheme: str
) -> None:
    context = lead.context
    page = context.new_page()
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    name = f"{size['width']}-{scheme}"
    page.goto(lead.url)
    assert fits(page)
    assert faults_of(page) == []
    look(page, f"channels-{name}")
    for poster in ("Poster to print", "QR code to set a device up"):
        page.goto(lead.url)
        page.get_by_role("link", name=poster).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Queue at the desk")
        assert fits(page)
        assert faults_of(page) == []
        look(page, f"{poster.split()[0].lower()}-{name}")
    page.goto("/listen/rooms/")
    page.get_by_label("Name").fill("News")
    page.get_by_label("Address of the incoming webhook").fill("https://127.0.0.1/hook")
    page.get_by_role("button", name="Add the room").click()
    expect(page.get_by_role("main")).to_contain_text("leads into a network that is not public")
    assert fits(page)
    look(page, f"rooms-{name}")
    page.close()


def test_the_poster_prints_on_one_sheet(lead: Page) -> None:
    page = lead.context.new_page()
    page.goto(lead.url)
    page.get_by_role("link", name="Poster to print").click()
    sheet = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    page.close()


def test_a_new_address_ends_the_old_one(browser: Browser, app: App, lead: Page) -> None:
    before = addresses(lead)
    lead.get_by_text("If the link went where it should not").click()
    lead.get_by_role("button", name="Make a new address").click()
    expect(lead.get_by_role("main")).to_contain_text("There is a new address.")
    context: BrowserContext = open_browser(browser, app)
    page = context.new_page()
    for old in before:
        assert page.goto(old).status == 404  # type: ignore[union-attr]
    for new in addresses(lead):
        assert page.goto(new).status == 200  # type: ignore[union-attr]
    context.close()
