"""Every page of the app, found by following links as each character: readable for everyone, in every dress."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from live_app import App, running_app
from playwright.sync_api import Browser, BrowserContext, Page

from bothways.simulate import write_company
from bothways_web.web.example.accounts import CHARACTERS, address_of

WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
#: Colours and language; *both* is dark and right to left at once, for a look that has to be short.
DRESSES = {
    "light": ("light", "en"), "dark": ("dark", "en"), "right to left": ("light", "ar"), "both": ("dark", "ar"),
}  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("SHOTS")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    company = tmp_path_factory.mktemp("company")
    write_company("small", seed=3, out=company)
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(
        home, company=company, seconds=300, BOTHWAYS_DEMO="1", BOTHWAYS_LANGUAGES="en,de,es,ar"
    ) as app:
        yield app


def context_of(browser: Browser, app: App, character: str, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=app.url, **options)
    if character != "nobody":
        page = context.new_page()
        page.goto("/characters/")
        page.locator(f'button[value="{address_of(character)}"]').click()
        # Let it load, and let it be: closing a page that is about to load another can hang for ever.
        page.wait_for_url(lambda url: "/characters/" not in url)
    return context


def name_of(path: str) -> str:
    """Return the name of the address that a path fits."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


@pytest.fixture(scope="module")
def found(browser: Browser, app: App) -> dict[tuple[str, str], str]:
    """Path of one page for each character and name of an address, by following links from home."""
    pages: dict[tuple[str, str], str] = {}
    for character in ("nobody", *(name for name, _roles in CHARACTERS)):
        context = context_of(browser, app, character)
        waiting = ["/", "/promise/", "/kit/", "/characters/", "/answer/left/", "/no-such-page/"]
        tried: set[str] = set()
        page = context.new_page()
        while waiting:
            path = waiting.pop(0)
            key = (character, name_of(path) or "not found")
            if key in pages or path in tried:
                continue
            tried.add(path)
            if not is_page(context, path):
                continue
            pages[key] = path
            page.goto(path)
            links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
            waiting += [urlsplit(one).path for one in links if one.startswith("/")]
        context.close()
    return pages


def is_page(context: BrowserContext, path: str) -> bool:
    answer = context.request.get(path, max_redirects=0)
    taken_along = "attachment" in answer.headers.get("content-disposition", "")
    is_html = "text/html" in answer.headers.get("content-type", "")
    return answer.status in (200, 404) and is_html and not taken_along


def test_links_lead_to_every_page_that_links_should_lead_to(found: dict[tuple[str, str], str]) -> None:
    names = {name for _character, name in found}
    expected = {
        "home", "promise", "kit", "characters", "own_record", "set_up", "set_up_organisation", "set_up_quiet",
        "set_up_mail", "set_up_privacy", "set_up_languages", "accounts", "invite", "account", "change_log", "people",
        "person", "imports", "import_file", "pulses", "choose_question_set", "question_set", "new_pulse", "pulse",
        "change_pulse", "round", "close_round", "teams", "team", "help_first", "findings", "finding", "metrics",
        "dig_up", "my_problems", "my_problem", "problem_by_code", "triage", "triage_problem",
        "own_sets", "begin_own_set", "own_set", "own_set_details", "own_section", "own_question", "preview_own_set",
        "own_condition", "own_language", "own_flow",
        "tokens", "new_token", "channels", "chat_rooms",
        "answer", "account_login", "account_reset_password", "mfa_index",
    }  # fmt: skip
    assert expected - names == set()


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_for_everyone(
    browser: Browser, app: App, found: dict[tuple[str, str], str], width: str, dress: str
) -> None:
    scheme, language = DRESSES[dress]
    faults: list[str] = []
    for character in dict.fromkeys(character for character, _name in found):
        context = context_of(browser, app, character, viewport=WIDTHS[width], color_scheme=scheme)
        page = context.new_page()
        watch(page, faults)
        for (who, name), path in found.items():
            if who == character and looked_at(found, character, name):
                page.goto(f"{path}?lang={language}")
                faults += [f"{name} as {character}: {fault}" for fault in look(page, WIDTHS[width]["width"])]
                keep(page, f"{name}-{character}-{width}-{dress}")
        context.close()
    assert faults == []


#: Pages that each character is shown in another way: looked at for each, the others for the first who finds them.
OWN = ("home", "findings", "team")


def looked_at(found: dict[tuple[str, str], str], character: str, name: str) -> bool:
    """Return whether a page is looked at as this character."""
    return name in OWN or character == next(first for first, other in found if other == name)


def watch(page: Page, faults: list[str]) -> None:
    page.on(
        "console", lambda said: faults.append(f"{page.url}: {said.text}") if _matters(said.text) else None
    )
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))


def _matters(text: str) -> bool:
    """Return whether the console tells of a fault; a page that is not there is none."""
    return "status of 404" not in text


def look(page: Page, width: int) -> list[str]:
    faults = [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("scrolls sideways")
    if not re.search(r'<html[^>]* dir="(ltr|rtl)"', page.content()):
        faults.append("has no direction")
    return faults


def keep(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name.replace(' ', '-')}.png", full_page=True)
