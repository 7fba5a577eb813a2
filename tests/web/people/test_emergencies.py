"""Only by sign-on: passwords open nothing but accounts for emergencies, whose use everybody in charge hears of."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bothways_web.people.account_mails import invitation_token, send_invitation
from bothways_web.people.models import Change, Organisation, SignOnProvider, User
from bothways_web.people.sign_on import emergencies, providers

PASSWORD = "a long enough password"


@pytest.fixture
def dua(company):
    """An administrator with a second factor."""
    user = company.users["dua"]
    user.secret = generate_totp_secret()
    TOTP.activate(user, user.secret)
    return user


@pytest.fixture
def only(company, dua):
    """Sign-on alone, and Dua for emergencies."""
    SignOnProvider.objects.create(
        slug="work", name="Work", protocol="oidc", is_on=True, tried_on="2026-01-01"
    )
    emergencies.name_for_emergencies(dua, by=company.users["kim"])
    emergencies.choose_only(True, by=company.users["kim"])


def type_password(name, password=PASSWORD):
    browser = Client()
    answer = browser.post(
        reverse("account_login"), {"login": f"{name}@company.example", "password": password}
    )
    return browser, answer


def is_in(browser):
    return browser.get(reverse("own_record")).status_code == 200


def code_of(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"


def words_of(answer):
    return answer.context["form"].errors.as_json()


def test_a_right_password_is_answered_like_a_wrong_one(only, company):
    browser, right = type_password("ben")
    _other, wrong = type_password("ben", "another long password")
    assert not is_in(browser)
    assert right.status_code == wrong.status_code == 200
    assert words_of(right) == words_of(wrong)


def test_right_passwords_lock_an_account_out_as_wrong_ones_do(only, company):
    def answers(password):
        found = [type_password("ben", password)[1] for _one in range(10)]
        return [(one.status_code, words_of(one) if one.status_code == 200 else "") for one in found]

    right = answers(PASSWORD)
    AccessAttempt.objects.all().delete()
    cache.clear()
    assert right == answers("another long password")
    assert right[-1] == (429, "")


def test_an_administrator_who_is_not_named_does_not_get_in(only, company):
    browser, _answer = type_password("kim")
    assert not is_in(browser)


def test_who_is_named_gets_in_with_both_factors_and_all_administrators_are_told(only, company, dua):
    mail.outbox.clear()
    browser, answer = type_password("dua")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(browser)
    assert not mail.outbox
    browser.post(reverse("mfa_authenticate"), {"code": code_of(dua.secret)})
    assert is_in(browser)
    assert Change.objects.get(verb="came in by the way for emergencies").by == dua
    assert sorted(one.to[0] for one in mail.outbox) == ["dua@company.example", "kim@company.example"]
    assert "Dua has just signed in" in mail.outbox[0].body


def test_without_the_second_factor_the_name_alone_opens_nothing(only, company, dua):
    Authenticator.objects.filter(user=dua).delete()
    browser, _answer = type_password("dua")
    assert not is_in(browser)


def test_a_password_that_is_signed_in_with_while_passwords_are_open_is_told_to_nobody(company, dua):
    emergencies.name_for_emergencies(dua, by=company.users["kim"])
    mail.outbox.clear()
    browser, _answer = type_password("dua")
    browser.post(reverse("mfa_authenticate"), {"code": code_of(dua.secret)})
    assert is_in(browser)
    assert not mail.outbox


def test_the_page_shows_the_form_only_where_it_is_asked_for(only):
    page = Client().get(reverse("account_login")).content.decode()
    assert "Sign in with Work" in page
    assert 'type="password"' not in page
    assert 'type="password"' in Client().get(reverse("account_login") + "?emergency").content.decode()


def test_without_providers_the_page_is_as_before(company):
    page = Client().get(reverse("account_login")).content.decode()
    assert 'type="password"' in page
    assert "Or with a password" not in page


def test_an_invitation_leads_to_signing_on_and_sets_no_password(only, company):
    user = User.objects.create_user("new@company.example")
    token = invitation_token(user)
    mail.outbox.clear()
    assert send_invitation(user)
    assert reverse("account_login") in mail.outbox[0].body
    assert "/welcome/" not in mail.outbox[0].body
    browser = Client()
    browser.get(reverse("welcome", args=[token]))
    assert browser.post(reverse("choose_password"), {"password": "quite a long password"}).status_code == 302
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert not is_in(browser)


@pytest.mark.parametrize("lacks", ["provider", "account"])
def test_passwords_stay_open_where_a_site_could_be_locked(company, dua, lacks):
    if lacks == "provider":
        emergencies.name_for_emergencies(dua, by=dua)
    else:
        SignOnProvider.objects.create(slug="work", name="Work", protocol="oidc", is_on=True)
    company.client("dua").post(reverse("set_up_sign_on"), {"step": "only"})
    assert not Organisation.current().only_sign_on


def steps(company, user, *names):
    browser = company.client("kim")
    for name in names:
        browser.post(reverse("account", args=[user.pk]), {"step": name})


def test_the_last_account_for_emergencies_cannot_be_lost(only, company, dua):
    grant = dua.grants.get()
    steps(company, dua, "take_off", "switch_off", "remove_second_factor")
    company.client("kim").post(reverse("account", args=[dua.pk]), {"step": "revoke", "grant": grant.pk})
    dua.refresh_from_db()
    assert (dua.is_active, dua.for_emergencies, emergencies.has_codes(dua)) == (True, True, True)
    assert dua.grants.get() == grant
    company.client("kim").post(reverse("set_up_sign_on"), {"step": "both"})
    steps(company, dua, "take_off")
    dua.refresh_from_db()
    assert not dua.for_emergencies


def test_the_last_provider_cannot_be_lost_while_passwords_open_nothing(only, company):
    work, browser = SignOnProvider.objects.get(), company.client("kim")
    browser.post(reverse("sign_on_provider", args=["work"]), {"step": "off"})
    browser.post(reverse("remove_sign_on", args=["work"]))
    work.refresh_from_db()
    assert work.is_on
    with pytest.raises(providers.InputError):
        providers.change_provider(work, by=company.users["kim"], client_id="other")


def test_only_administrators_with_both_factors_are_named(company, dua):
    steps(company, company.users["kim"], "name_for_emergencies")
    steps(company, company.users["ben"], "name_for_emergencies")
    assert not User.objects.filter(for_emergencies=True).exists()
    steps(company, dua, "name_for_emergencies")
    assert list(emergencies.ready_accounts()) == [dua]


def test_the_owner_does_not_switch_off_the_second_factor_of_such_an_account(only, company, dua):
    browser, _answer = type_password("dua")
    browser.post(reverse("mfa_authenticate"), {"code": code_of(dua.secret)})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))
    assert emergencies.has_codes(dua)
