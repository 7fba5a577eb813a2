"""The pages of a password and of a second look, in our words."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

PASSWORD = "a long enough sentence"


def words(page) -> str:
    text = page.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main")]))


def signed_in(company, client, *, password: bool = True):
    user = company.users["eva"]
    user.set_password(PASSWORD) if password else user.set_unusable_password()
    user.save()
    found = company.client("eva")
    return user, found


TITLE_CASE = (
    r"\b(Set Password|Change Password|Current Password|New Password|Confirm Access|Recovery Codes|"
    r"Authenticator code)\b"
)


@pytest.mark.parametrize(
    ("address", "has_password", "heading"),
    [
        ("/account/password/set/", False, "Choose a password"),
        ("/account/password/change/", True, "Change your password"),
        ("/account/login/", True, "Sign in"),
        ("/account/password/reset/", True, "Set a new password"),
    ],
)
def test_no_page_keeps_the_words_of_the_package(company, client, address, has_password, heading):
    _user, browser = signed_in(company, client, password=has_password)
    page = (client if "login" in address or "reset" in address else browser).get(address)
    assert page.status_code == 200
    assert heading in words(page)
    assert not re.search(TITLE_CASE, words(page))


def test_a_field_is_called_alike_beside_it_and_in_the_summary_of_errors(company, client):
    _user, browser = signed_in(company, client)
    page = browser.post("/account/password/change/", {"oldpassword": "", "password1": "x", "password2": "y"})
    assert page.content.decode().count("Your password now") >= 2
    assert not re.search(TITLE_CASE, words(page))


def test_the_second_look_asks_in_our_words(company, client):
    user, _browser = signed_in(company, client)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    page = client.get("/account/reauthenticate/")
    assert page.status_code == 200
    assert "Before you go on, type the password" in words(page)
    assert not re.search(TITLE_CASE, words(page))
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    page = client.get("/account/2fa/reauthenticate/")
    assert page.status_code == 200
    assert "Type the code that your app shows now" in words(page)
    assert not re.search(TITLE_CASE, words(page))
