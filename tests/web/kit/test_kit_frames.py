"""The two frames: landmarks, language, what they leave out, and how little the plain one weighs."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.test import Client, override_settings

from bothways_web.people.models import Organisation
from bothways_web.web.templatetags.frame import SHEETS

OPEN = [
    "/kit/", "/kit/question/", "/promise/", "/account/login/", "/account/password/reset/", "/account/signup/",
    "/nothing/",
]  # fmt: skip
SIGNED_IN = ["/account/logout/", "/account/password/change/", "/account/2fa/", "/account/reauthenticate/"]


def size_of(path: str) -> int:
    found = finders.find(path)
    assert isinstance(found, str), path
    return Path(found).stat().st_size


def check_frame(page: str) -> None:
    assert re.search(r'<html lang="[a-z-]+" dir="(ltr|rtl)"', page)
    assert page.count('<a class="skip" href="#main">') == 1
    assert page.count('<main id="main" tabindex="-1"') == 1
    assert page.count("<header class") == page.count("<footer class") == 1
    assert page.count("<h1") == 1
    assert re.search(r"<title>\s*\S", page)
    assert 'name="viewport"' in page


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_have_the_whole_frame(path: str, company: object) -> None:
    check_frame(Client().get(path).content.decode())


@pytest.mark.parametrize("path", SIGNED_IN)
def test_account_pages_have_the_whole_frame(path: str, browser_of: Callable[[str], Client]) -> None:
    page = browser_of("ana").get(path, follow=True).content.decode()
    check_frame(page)
    assert 'aria-label="Main"' in page


@override_settings(LANGUAGES=[("en", "English"), ("ar", "Arabic")])
@pytest.mark.parametrize("path", ["/promise/", "/kit/question/"])
def test_a_page_turns_with_its_language(path: str, company: object) -> None:
    client = Client()
    response = client.get(path, {"lang": "ar"})
    assert '<html lang="ar" dir="rtl"' in response.content.decode()
    assert not response.cookies
    assert 'lang="en"' in client.get(path).content.decode().split("<head>")[0]


def test_a_language_that_is_not_offered_changes_nothing(company: object) -> None:
    assert '<html lang="en" dir="ltr"' in Client().get("/promise/", {"lang": "xx"}).content.decode()


def test_a_language_is_remembered_by_a_form(browser_of: Callable[[str], Client]) -> None:
    client = browser_of("ana")
    client.post("/language/", {"language": "de", "next": "/promise/"})
    assert '<html lang="de"' in client.get("/promise/").content.decode()


def test_the_address_of_the_language_form_leads_nowhere_else(browser_of: Callable[[str], Client]) -> None:
    response = browser_of("ana").post("/language/", {"language": "de", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_the_account_menu_signs_out_by_post(browser_of: Callable[[str], Client]) -> None:
    page = browser_of("ana").get("/promise/").content.decode()
    assert re.search(r'<form method="post" action="/account/logout/"><input type="hidden" name="csrf', page)


def test_a_signed_out_reader_sees_no_way_through_and_no_account(company: object) -> None:
    page = Client().get("/promise/").content.decode()
    assert 'aria-label="Main"' not in page
    assert "account-menu" not in page


@pytest.mark.parametrize("demo", [True, False])
def test_the_example_company_says_that_it_is_one(demo: bool, company: object) -> None:
    Organisation.objects.update(is_demo=demo)
    assert ("Example company." in Client().get("/promise/").content.decode()) is demo


def test_the_plain_frame_leaves_nothing_behind(company: object) -> None:
    client = Client()
    response = client.get("/kit/question/")
    page = response.content.decode()
    assert not response.cookies
    assert not Session.objects.exists()
    assert "<script" not in page
    assert 'aria-label="Main"' not in page
    assert "csrfmiddlewaretoken" not in page


def test_the_plain_frame_stays_as_it_is_for_somebody_signed_in(browser_of: Callable[[str], Client]) -> None:
    page = browser_of("ana").get("/kit/question/").content.decode()
    assert page == Client().get("/kit/question/").content.decode()
    assert "Ana" not in page


def test_a_plain_page_is_light(company: object) -> None:
    page = Client().get("/kit/question/").content
    sheets = sum(size_of(path) for path in SHEETS["plain"])
    assert sheets < 12_000
    assert len(page) + sheets + size_of("web/icons.svg") < 50_000


def test_every_sheet_of_the_frames_is_there() -> None:
    for path in {*SHEETS["full"], *SHEETS["plain"]}:
        assert size_of(path) > 100
