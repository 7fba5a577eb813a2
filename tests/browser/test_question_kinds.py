"""Every kind of question in a browser: chosen, left out, wrong, changed, sent once, told after the close."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kinds_walk import (
    CHECKED,
    KINDS,
    STORED,
    answer,
    last_look,
    press,
    see,
)
from live_app import App, running_app
from playwright.sync_api import Browser, expect
from test_walk import DESK, PHONE, open_browser

DOOR = Path(__file__).with_name("kinds_door.py")
LANGUAGES = "en,de,es,ar"
#: Width, whether scripts run, and colours of each walk.
WALKS = {
    "phone-scripts-dark": (PHONE, True, "dark"),
    "phone-bare-light": (PHONE, False, "light"),
    "desk-scripts-light": (DESK, True, "light"),
    "desk-bare-dark": (DESK, False, "dark"),
}
#: Who answers by which link: the walks first, then the keyboard; others answer by script.
KEYBOARD, AT_HAND, PEOPLE, FEW = 4, 5, 60, 30


@dataclass(frozen=True)
class Survey:
    """The running app, its home, and the two rounds in it."""

    app: App
    home: Path
    rounds: dict[str, dict[str, Any]]

    def link(self, number: int, title: str = "Many") -> str:
        """Return the personal link of a person."""
        return f"/answer/{self.rounds[title]['tokens'][number]}/"

    def token(self, number: int) -> str:
        """Return what the link of a person ends with."""
        return str(self.rounds["Many"]["tokens"][number])


def through_door(home: Path, verb: str, **given: object) -> Any:
    """Have something done or looked up in the home of the app."""
    told = {name: text for name, text in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    told |= {
        "BOTHWAYS_HOME": str(home), "BOTHWAYS_LANGUAGES": LANGUAGES,
        "DJANGO_SETTINGS_MODULE": "bothways_web.web.settings",
    }  # fmt: skip
    command = [sys.executable, str(DOOR), verb, json.dumps(given)]
    said = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    home = tmp_path_factory.mktemp("app") / "home"
    with running_app(home, BOTHWAYS_LANGUAGES=LANGUAGES) as app:
        yield Survey(app, home, through_door(home, "found", people=PEOPLE))


@pytest.mark.parametrize("walk", WALKS)
def test_every_kind_is_answered_corrected_and_sent_once(browser: Browser, survey: Survey, walk: str) -> None:
    size, scripts, scheme = WALKS[walk]
    number = list(WALKS).index(walk)
    context = open_browser(
        browser, survey.app, viewport=size, java_script_enabled=scripts, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(survey.link(number))
    see(page, f"{walk}-start", axe=scripts)
    page.get_by_role("button", name="Start").click()
    for kind in KINDS:
        answer(page, kind, walk, axe=scripts)
    see(page, f"{walk}-comment", axe=scripts)
    press(page)
    assert last_look(page) == CHECKED
    see(page, f"{walk}-check", axe=scripts)
    assert through_door(survey.home, "stored", token=survey.token(number)) == []
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are stored.")
    see(page, f"{walk}-done", axe=scripts)
    page.reload()  # the same is sent again
    expect(page.get_by_role("heading", level=1)).to_contain_text("answered with this link already")
    page.goto(survey.link(number))
    expect(page.get_by_role("heading", level=1)).to_contain_text("answered with this link already")
    see(page, f"{walk}-already", axe=scripts)
    assert through_door(survey.home, "stored", token=survey.token(number)) == [
        {"answers": STORED, "comment": "", "may_quote": False}
    ]
    assert context.cookies() == []
    context.close()
