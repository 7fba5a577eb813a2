"""Pages that say what went wrong, and those to sign in with."""

import re
from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from bothways_web.web import views


def test_a_page_that_is_not_there_reads_the_same_for_everybody(browser_of: Callable[[str], Client]) -> None:
    missing = browser_of("ana").get("/nothing/")
    assert missing.status_code == 404
    assert "Page not found" in missing.content.decode()
    plain = Client().get("/answer/nothing/at/all/")
    assert plain.status_code == 404
    assert not plain.cookies


@pytest.mark.parametrize(("view", "status"), [("bad_request", 400), ("server_error", 500), ("expired", 403)])
def test_error_pages_need_no_database_and_no_session(view: str, status: int) -> None:
    request = RequestFactory().get("/pulses/3/")  # no user, no session; the database is shut to this test
    response = getattr(views, view)(request)
    assert response.status_code == status
    page = response.content.decode()
    assert '<a class="skip" href="#main">' in page
    assert page.count("<h1") == 1


def test_a_database_that_is_away_is_told_apart_from_a_fault() -> None:
    from django.db import OperationalError

    request = RequestFactory().get("/")
    try:
        raise OperationalError
    except OperationalError:
        response = views.server_error(request)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"


def test_a_form_that_stood_open_too_long_can_be_started_again(company: object) -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "This page was open too long" in page
    assert 'href="/account/login/"' in page


def test_signing_in_allows_password_managers(company: object) -> None:
    page = Client().get("/account/login/").content.decode()
    assert re.search(r'<input type="email"[^>]*autocomplete="email"', page)
    assert re.search(r'<input type="password"[^>]*autocomplete="current-password"', page)
    assert "onpaste" not in page


def test_a_wrong_password_is_told_above_and_in_the_title(company: object) -> None:
    page = (
        Client()
        .post("/account/login/", {"login": "ana@company.example", "password": "wrong"})
        .content.decode()
    )
    assert re.search(r"<title>\s*Error:", page)
    assert 'class="errors" role="alert"' in page


def test_addresses_are_not_changed_by_their_owners(browser_of: Callable[[str], Client]) -> None:
    client = browser_of("ana")
    assert client.get("/account/email/").status_code == 404
    assert client.post("/account/email/", {"email": "x@y.example", "action_add": ""}).status_code == 404
