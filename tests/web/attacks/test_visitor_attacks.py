"""Attacks of a visitor: headers that are missing, cookies, sessions, guessing accounts and codes, going elsewhere."""

import re

import address_table as table
import addressed_company as made
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as app_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from kept_worlds import kept

from bothways_web.people.account_mails import invitation_token
from bothways_web.people.users import invite_user, switch_off
from bothways_web.web import settings as real

PASSWORD = "a long enough password"
LOGIN = "/account/login/"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)",
             "http://testserver@evil.example/", "\thttps://evil.example"]  # fmt: skip


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": f"{name}@company.example", "password": password}, **more)


@pytest.fixture
def world(company):
    return kept(made.build, company)


def test_every_answer_forbids_frames_foreign_scripts_sniffing_and_referrers(world):
    checked = 0
    for one in table.TABLE:
        url = one.url(world)
        for role in ("nobody", "eva", "dua"):
            page = world.client(role).get(url)
            policy = page["Content-Security-Policy"]
            for part in (
                "default-src 'none'",
                "style-src 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            ):
                assert part in policy, url
            for part in ("script-src", "form-action"):
                assert re.search(rf"(^|; ){part} '(self|none)'(;|$)", policy), url
            assert "unsafe" not in policy
            assert page["X-Frame-Options"] == "DENY"
            assert page["X-Content-Type-Options"] == "nosniff"
            assert page["Referrer-Policy"] in ("same-origin", "no-referrer")
            assert page["Cross-Origin-Opener-Policy"] == "same-origin"
            if role != "nobody":
                assert "no-store" in page["Cache-Control"], url
                assert "public" not in page["Cache-Control"]
            checked += 1
    assert checked > 200


def test_no_page_holds_a_script_a_style_or_a_handler_of_its_own(world):
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+\s*=|\sstyle\s*=|javascript:", re.I)
    for one in table.TABLE:
        for role in ("nobody", "eva", "fay", "dua"):
            page = world.client(role).get(one.url(world))
            if page.get("Content-Type", "").startswith("text/html"):
                found = inline.search(made.body(page).decode())
                assert not found, (one.name, found)


@pytest.mark.parametrize("path", ["/no-such-page/", "/answer/none/", "/teams/none/", "/listen/999/"])
def test_pages_of_errors_carry_the_same_headers(company, path):
    page = company.client("eva").get(path)
    assert page.status_code == 404
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]


def test_cookies_cannot_be_read_by_scripts_and_go_nowhere_else(company):
    client = Client()
    client.get(LOGIN)
    sign_in(client, "eva")
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
    client.post("/language/", {"language": "de"})
    assert client.cookies["django_language"].value == "de"


def test_on_https_cookies_travel_encrypted_alone(company, monkeypatch):
    import importlib

    monkeypatch.setenv("BOTHWAYS_URL", "https://voices.example")
    try:
        found = importlib.reload(real)
        assert found.SESSION_COOKIE_SECURE
        assert found.CSRF_COOKIE_SECURE
        assert found.SECURE_HSTS_SECONDS > 10**7
        assert "*" not in found.ALLOWED_HOSTS
        assert found.DEBUG is False
    finally:
        monkeypatch.undo()
        importlib.reload(real)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in_out_or_changing_the_language(company, place):
    for url, data in (
        (LOGIN, {"login": "eva@company.example", "password": PASSWORD, "next": place}),
        (f"{LOGIN}?next={place}", {"login": "eva@company.example", "password": PASSWORD}),
        ("/account/logout/", {"next": place}),
        ("/language/", {"language": "de", "next": place}),
        ("/account/reauthenticate/", {"password": PASSWORD, "next": place}),
    ):
        client = company.client("eva") if "login" not in url else Client()
        answer = client.post(url, data)
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "voices.example.evil.example"]
)
def test_a_foreign_host_is_refused_so_that_no_mail_points_to_it(company, settings, host):
    settings.ALLOWED_HOSTS = real.ALLOWED_HOSTS
    answer = Client(raise_request_exception=False).post(
        "/account/password/reset/", {"email": "eva@company.example"}, headers={"host": host}
    )
    assert answer.status_code == 400
    assert not mail.outbox
    page = Client().get("/", headers={"host": "localhost", "x-forwarded-host": host})
    assert host not in page.content.decode()


def test_signing_in_changes_the_session_so_that_nobody_can_plant_one(company):
    client = Client()
    client.get(f"/welcome/{invitation_token(invite_user('lea@company.example', by=company.users['dua']))}/")
    planted = client.cookies["sessionid"].value
    sign_in(client, "eva")
    assert client.cookies["sessionid"].value != planted
    spy = Client()
    spy.cookies["sessionid"] = planted
    assert spy.get("/me/").status_code == 302


def test_signing_out_ends_the_session_and_needs_a_form(company):
    client = company.client("eva")
    session = client.cookies["sessionid"].value
    client.get("/account/logout/")
    assert client.get("/me/").status_code == 200
    client.post("/account/logout/")
    other = Client()
    other.cookies["sessionid"] = session
    assert other.get("/me/").status_code == 302


def test_a_new_password_ends_the_other_sessions(company):
    here, there = company.client("eva"), company.client("eva")
    here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"},
    )
    assert there.get("/me/").status_code == 302


def test_an_account_that_is_switched_off_is_out_at_once(company):
    client = company.client("gil")
    switch_off(company.users["gil"], by=company.users["dua"])
    assert client.get("/me/").status_code == 302


def bare(page):
    """A page without the address that was typed in."""
    text = re.sub(rb'value="[^"]*"', b"", made.body(page))
    return re.sub(rb"[\w.]+@company\.example", b"", text)


def test_signing_in_tells_nobody_which_accounts_there_are(company):
    invite_user("new@company.example", by=company.users["dua"])
    switch_off(company.users["gil"], by=company.users["dua"])
    answers = [sign_in(Client(), name, "not the password at all") for name in ("eva", "none", "new", "gil")]
    assert {one.status_code for one in answers} == {200}
    assert len({bare(one) for one in answers}) == 1
    right = sign_in(Client(), "gil")
    assert right.status_code in (200, 302)
    assert "inactive" in right.get("Location", "inactive")


def test_resetting_a_password_tells_nobody_which_accounts_there_are(company):
    client = Client()
    answers = []
    for name in ("eva", "none"):
        cache.clear()
        answer = client.post("/account/password/reset/", {"email": f"{name}@company.example"})
        answers.append((answer.status_code, answer["Location"], bare(client.get(answer["Location"]))))
    assert answers[0] == answers[1]


def test_a_mail_to_nobody_holds_no_link_and_the_link_of_a_mail_works_once(company):
    client = Client()
    client.post("/account/password/reset/", {"email": "eva@company.example"})
    [sent] = [one for one in mail.outbox if one.to == ["eva@company.example"]]
    link = re.search(r"https?://\S+?(/account/password/reset/key/\S+)", sent.body)[1]
    page = client.get(link, follow=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    assert client.post(page.request["PATH_INFO"], new).status_code == 302
    assert sign_in(Client(), "eva", "quite another phrase").status_code == 302
    again = Client().get(link, follow=True).content.decode()
    assert 'name="password1"' not in again


def test_guessing_passwords_locks_out_alike_whether_or_not_there_is_an_account(company):
    seen = {}
    for name in ("eva", "none"):
        seen[name] = [sign_in(Client(), name, f"wrong number {number}").status_code for number in range(10)]
    assert seen["eva"] == seen["none"]
    assert seen["eva"][-1] == 429
    assert seen["eva"][: app_settings.AXES_FAILURE_LIMIT - 1] == [200] * (app_settings.AXES_FAILURE_LIMIT - 1)
    assert sign_in(Client(), "eva").status_code == 429
    assert sign_in(Client(), "ana").status_code == 302
    assert sign_in(Client(), "eva", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_an_administrator_unlocks_whom_guessing_has_locked_out(company):
    for number in range(10):
        sign_in(Client(), "eva", f"wrong number {number}")
    company.client("dua").post(f"/accounts/{company.users['eva'].pk}/", {"step": "unlock"})
    assert sign_in(Client(), "eva").status_code == 302


def test_a_forwarded_address_is_not_believed_where_there_is_no_proxy(company):
    tries = [
        sign_in(Client(), "eva", f"wrong {number}", headers={"x-forwarded-for": f"192.0.2.{number}"})
        for number in range(10)
    ]
    assert tries[-1].status_code == 429


def test_guessing_the_second_factor_stops_after_a_few_tries(company):
    TOTP.activate(company.users["eva"], "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.count() == 1
    client = Client()
    assert reverse("mfa_authenticate") in sign_in(client, "eva")["Location"]
    pages = [client.post(reverse("mfa_authenticate"), {"code": f"{number:06d}"}) for number in range(8)]
    assert b"Too many" in pages[-1].content
    assert b"Too many" not in pages[0].content
    assert client.get("/me/").status_code == 302


def test_a_password_alone_is_not_signed_in_where_there_is_a_second_factor(company):
    TOTP.activate(company.users["eva"], "JBSWY3DPEHPK3PXP")
    client = Client()
    sign_in(client, "eva")
    assert client.get("/me/").status_code == 302
    assert client.get("/teams/").status_code == 302


def test_nobody_signs_up_by_themselves(company):
    before = type(company.users["eva"]).objects.count()
    Client().post(
        "/account/signup/",
        {"email": "x@company.example", "password1": "long enough phrase", "password2": "long enough phrase"},
    )
    assert type(company.users["eva"]).objects.count() == before


@pytest.mark.parametrize(
    "url",
    ["/me/", "/set-up/organisation/", "/accounts/invite/", "/listen/new/engagement_short/", "/findings/ask/"],
)
def test_a_form_that_another_site_sends_is_refused(company, url):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(company.users["dua"], backend="allauth.account.auth_backends.AuthenticationBackend")
    before = made.everything_stored()
    assert client.post(url, {"name": "Evil"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert made.everything_stored() == before


@pytest.mark.parametrize(
    "smuggled",
    [{"role": "admin"}, {"is_superuser": "1", "is_staff": "1"}, {"grants": "admin"}, {"person": "1"}],
)
def test_nobody_gives_themselves_a_role_by_fields_that_a_form_does_not_ask(company, smuggled):
    client = company.client("ben")
    client.post("/me/", {"language": "de", "time_zone": "UTC"} | smuggled)
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "x" * 14, "password2": "x" * 14} | smuggled,
    )
    user = type(company.users["ben"]).objects.get(pk=company.users["ben"].pk)
    assert (user.is_superuser, user.grants.count(), user.person.code) == (False, 0, "day2")


def test_an_invitation_names_the_role_once_and_the_link_cannot_be_turned_to_another_account(company):
    lea = invite_user("lea@company.example", by=company.users["dua"])
    token = invitation_token(lea)
    client = Client()
    assert client.get(f"/welcome/{token}/")["Location"] == "/welcome/"
    client.post(
        "/welcome/",
        {"password": "a phrase of my own", "user": company.users["dua"].pk, "email": "dua@company.example"},
    )
    assert client.get("/me/").status_code == 200
    assert client.get("/accounts/").status_code == 404
    assert Client().get(f"/welcome/{token}/").status_code == 410
    for broken in (token[:-1], token.swapcase(), f"{token}x", invitation_token(company.users["dua"])):
        assert Client().get(f"/welcome/{broken}/").status_code == 410
