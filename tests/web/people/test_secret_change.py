"""A new secret with the old one beside it: nobody is signed out, and links under way still open."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from bothways_web.people.account_mails import invitation_token, invited_by
from bothways_web.people.models import User

PASSWORD = "a long enough password"


@pytest.fixture
def signed_in(company):
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": "eva@company.example", "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def change_secret(settings, *earlier: str) -> None:
    settings.SECRET_KEY = "a new secret, put in place today " * 2
    settings.SECRET_KEY_FALLBACKS = list(earlier)


def test_a_session_outlives_a_new_secret(signed_in, settings):
    change_secret(settings, settings.SECRET_KEY)
    assert signed_in.get(reverse("pulses")).status_code == 200


def test_without_the_earlier_secret_everybody_signs_in_anew(signed_in, settings):
    change_secret(settings)
    assert signed_in.get(reverse("pulses")).status_code == 302


def test_an_invitation_under_way_outlives_a_new_secret(company, settings):
    user = User.objects.create_user("new@company.example", None, name="New One")
    token = invitation_token(user)
    change_secret(settings, settings.SECRET_KEY)
    assert invited_by(token) == user
    settings.SECRET_KEY_FALLBACKS = []
    assert invited_by(token) is None


def test_a_draft_under_way_outlives_a_new_secret(settings):
    signed = signing.dumps("draft", salt="x")
    change_secret(settings, settings.SECRET_KEY)
    assert signing.loads(signed, salt="x") == "draft"
