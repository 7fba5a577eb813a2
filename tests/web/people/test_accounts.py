"""Accounts: invited by a link that works once, given roles, locked and unlocked, never without an administrator."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.people import users
from bothways_web.people.account_mails import SALT, invitation_token, invited_by, send_invitation
from bothways_web.people.models import Change, Grant, Role, User

PASSWORD = "correct horse battery staple"


@pytest.fixture
def dua(company):
    return company.client("dua")


def link_in(message):
    return re.search(r"http://localhost:8000(/welcome/\S+)", message.body).group(1)


def invite(dua, **more):
    return dua.post(
        reverse("invite"), {"email": "new@company.example", "name": "New One", "role": "", "unit": "", **more}
    )


def test_an_invitation_becomes_an_account(dua, company):
    answer = invite(dua, role="manager", unit="day")
    assert answer.status_code == 302
    made = User.objects.get(email="new@company.example")
    assert not made.has_usable_password()
    assert [str(grant.unit) for grant in made.grants.all()] == ["day"]
    message = mail.outbox[-1]
    assert message.to == ["new@company.example"]
    assert "The company" in message.subject
    assert not getattr(message, "alternatives", [])
    browser = Client()
    page = browser.get(link_in(message), follow=True)
    assert "token" not in page.request["PATH_INFO"]
    assert page.redirect_chain[-1][0] == reverse("choose_password")
    done = browser.post(reverse("choose_password"), {"password": PASSWORD})
    assert done["Location"] == reverse("home")
    assert browser.get(reverse("home")).status_code == 200
    assert "Signed in: <bdi>New One</bdi>" in browser.get(reverse("home")).content.decode()
    assert set(Change.objects.values_list("verb", flat=True)) >= {
        "invited account",
        "gave role",
        "accepted invitation",
    }


def test_the_link_works_once(dua):
    invite(dua)
    link = link_in(mail.outbox[-1])
    browser = Client()
    browser.get(link)
    browser.post(reverse("choose_password"), {"password": PASSWORD})
    other = Client()
    assert other.get(link).status_code == 410
    assert other.post(reverse("choose_password"), {"password": "another long password"}).status_code == 410
    assert User.objects.get(email="new@company.example").check_password(PASSWORD)


def test_the_link_ends_after_seven_days(company, monkeypatch):
    user = User.objects.create_user("new@company.example")
    token = invitation_token(user)
    assert invited_by(token) == user
    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 7 * 24 * 3600 + 60)
    assert invited_by(token) is None


@pytest.mark.parametrize(
    "token",
    ["", "x", "a:b:c", signing.dumps("text", salt=SALT), signing.dumps([1, "x"], salt="other")],
    ids=[
        "empty",
        "short",
        "no signature",
        "not a list",
        "of another door",
    ],  # signed ones differ by the second
)
def test_a_mangled_link_opens_nothing(db, token):
    assert invited_by(token) is None


def test_a_link_is_not_for_somebody_who_has_a_password(company):
    token = invitation_token(company.users["ben"])
    assert invited_by(token) is None


def test_a_link_is_not_for_somebody_who_is_switched_off(company):
    user = User.objects.create_user("new@company.example", is_active=False)
    assert invited_by(invitation_token(user)) is None


@pytest.mark.parametrize("password", ["short", "password1234", "new@company.example"])
def test_a_weak_password_is_refused_with_a_reason(company, password):
    user = User.objects.create_user("new@company.example")
    browser = Client()
    browser.get(reverse("welcome", args=[invitation_token(user)]))
    answer = browser.post(reverse("choose_password"), {"password": password})
    assert answer.status_code == 400
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_an_address_is_invited_once_whatever_its_letters(dua):
    invite(dua)
    answer = invite(dua, email="NEW@company.example")
    assert answer.status_code == 400
    assert "There is an account with this address." in answer.content.decode()
    assert User.objects.filter(email__iexact="new@company.example").count() == 1


def test_a_manager_without_a_unit_is_refused_before_anything_is_made(dua):
    assert invite(dua, role="manager").status_code == 400
    assert invite(dua, role="analyst", unit="day").status_code == 400
    assert not User.objects.filter(email="new@company.example").exists()
    assert not mail.outbox


def test_the_mail_speaks_the_language_of_the_person(company):
    company.people["day"][4].language = "de"
    company.people["day"][4].save()
    user = users.invite_user("day5@company.example", by=company.users["dua"])
    assert user.person == company.people["day"][4]
    from django.utils import translation

    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "bothways_web.people.account_mails.render_to_string",
            lambda *args: seen.append(translation.get_language()) or "text",
        )
        send_invitation(user)
    assert seen == ["de"]


def test_no_header_is_injected_through_the_name_of_the_organisation(company):
    from bothways_web.people.models import Organisation

    Organisation.objects.update(name="Evil\r\nBcc: all@company.example")
    user = User.objects.create_user("new@company.example")
    assert send_invitation(user)
    assert "\n" not in mail.outbox[-1].subject
    assert mail.outbox[-1].recipients() == ["new@company.example"]


def test_a_mail_server_that_is_down_loses_nothing(dua, company, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = invite(dua)
    assert answer.status_code == 302
    made = User.objects.get(email="new@company.example")
    page = dua.get(answer["Location"]).content.decode()
    assert "did not take the invitation" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    dua.post(reverse("account", args=[made.pk]), {"step": "send"})
    assert len(mail.outbox) == 1


def test_roles_are_given_and_taken_and_logged(dua, company):
    ben = company.users["ben"]
    address = reverse("account", args=[ben.pk])
    dua.post(address, {"step": "grant", "role": "analyst", "unit": ""})
    grant = ben.grants.get()
    assert grant.role == Role.ANALYST
    assert Change.objects.filter(verb="gave role", about="Ben", details__role="analyst").exists()
    twice = dua.post(address, {"step": "grant", "role": "analyst", "unit": ""}, follow=True)
    assert "has this role already" in twice.content.decode()
    dua.post(address, {"step": "revoke", "grant": grant.pk})
    assert not ben.grants.exists()
    assert Change.objects.filter(verb="took role away", about="Ben").exists()


@pytest.mark.parametrize("grant", ["", "x", "-1", "99999999999999999999", "7 OR 1=1"])
def test_a_role_that_is_not_there_is_no_page(dua, company, grant):
    address = reverse("account", args=[company.users["ben"].pk])
    assert dua.post(address, {"step": "revoke", "grant": grant}).status_code == 404


def test_a_role_of_another_account_is_not_taken_away_through_this_one(dua, company):
    grant = company.users["ana"].grants.get()
    address = reverse("account", args=[company.users["ben"].pk])
    assert dua.post(address, {"step": "revoke", "grant": grant.pk}).status_code == 404
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_nobody_removes_the_last_administrator(company):
    dua, kim = company.users["dua"], company.users["kim"]
    users.revoke_role(kim.grants.get(), by=dua)
    for change in (
        lambda: users.revoke_role(dua.grants.get(), by=dua),
        lambda: users.switch_off(dua, by=dua),
    ):
        with pytest.raises(InputError, match="last administrator"):
            change()
    assert users.administrators() == 1


def test_an_administrator_who_cannot_sign_in_does_not_count(company):
    dua, kim = company.users["dua"], company.users["kim"]
    kim.set_unusable_password()
    kim.save()
    with pytest.raises(InputError):
        users.switch_off(dua, by=dua)
    kim.set_password(PASSWORD)
    kim.is_active = False
    kim.save()
    with pytest.raises(InputError):
        users.revoke_role(dua.grants.get(), by=dua)


def test_somebody_is_switched_off_and_on(dua, company):
    ben = company.users["ben"]
    browser = company.client("ben")
    address = reverse("account", args=[ben.pk])
    dua.post(address, {"step": "switch_off"})
    assert browser.get(reverse("own_record")).status_code == 302
    assert "Switched off" in dua.get(address).content.decode()
    dua.post(address, {"step": "switch_on"})
    assert company.client("ben").get(reverse("own_record")).status_code == 200


def test_eight_wrong_passwords_lock_and_an_administrator_unlocks(dua, company):
    ben = company.users["ben"]
    browser, login = Client(), reverse("account_login")
    for _try in range(8):
        answer = browser.post(login, {"login": ben.email, "password": "wrong"})
    assert answer.status_code == 429
    assert browser.post(login, {"login": ben.email, "password": "a long enough password"}).status_code == 429
    address = reverse("account", args=[ben.pk])
    assert "Locked" in dua.get(address).content.decode()
    dua.post(address, {"step": "unlock"})
    assert "Locked" not in dua.get(address).content.decode()
    assert browser.post(login, {"login": ben.email, "password": "a long enough password"}).status_code == 302
    assert Change.objects.filter(verb="unlocked account").exists()


def test_one_forgetful_person_locks_out_nobody_else(company):
    browser, login = Client(), reverse("account_login")
    for letters in ("ben", "BEN") * 4:
        answer = browser.post(login, {"login": f"{letters}@company.example", "password": "wrong"})
    assert answer.status_code == 429
    cem = company.users["cem"]
    assert Client().post(login, {"login": cem.email, "password": "a long enough password"}).status_code == 302


def test_a_lost_second_factor_is_removed_and_logged(dua, company):
    ben = company.users["ben"]
    Authenticator.objects.create(user=ben, type="totp", data={"secret": "x"})
    address = reverse("account", args=[ben.pk])
    assert "Remove the second factor" in dua.get(address).content.decode()
    dua.post(address, {"step": "remove_second_factor"})
    assert not Authenticator.objects.filter(user=ben).exists()
    assert Change.objects.filter(verb="removed second factor", about="Ben").exists()
    assert mail.outbox[-1].to == ["ben@company.example"]
    assert "removed the second factor" in mail.outbox[-1].body


def test_an_address_is_changed_and_the_one_before_is_told(dua, company):
    ben = company.users["ben"]
    address = reverse("account", args=[ben.pk])
    taken = dua.post(
        address,
        {"step": "change", "account-name": "Ben", "account-email": "CEM@company.example"},
        follow=True,
    )
    assert "There is an account with this address." in taken.content.decode()
    wrong = dua.post(address, {"step": "change", "account-name": "Ben", "account-email": "no address"})
    assert wrong.status_code == 400
    assert not mail.outbox
    dua.post(address, {"step": "change", "account-name": "Benjamin", "account-email": "New@company.example"})
    ben.refresh_from_db()
    assert (ben.name, ben.email) == ("Benjamin", "new@company.example")
    assert mail.outbox[-1].to == ["ben@company.example"]
    assert Change.objects.get(verb="changed account").details == {"fields": ["name", "email"]}


def test_an_invitation_to_the_address_before_ends_with_the_change(company):
    user = User.objects.create_user("new@company.example")
    token = invitation_token(user)
    users.change_account(user, name="", email="right@company.example", by=company.users["dua"])
    assert invited_by(token) is None


def test_accounts_are_found_by_name_address_and_role(dua):
    def found(**search):
        return [str(each) for each in dua.get(reverse("accounts"), search).context["page"]]

    assert found(q="BEN") == ["Ben"]
    assert found(q="fay@company") == ["Fay"]
    assert found(role="admin") == ["Dua", "Kim"]
    assert found(q="nobody") == []
    assert len(found()) == 10
    assert found(q="\x00") == found()


def test_many_accounts_come_in_pages(dua):
    User.objects.bulk_create([User(email=f"u{n}@company.example", password="!") for n in range(60)])
    page = dua.get(reverse("accounts"), {"page": "2", "q": "@company"})
    assert len(page.context["page"]) == 20
    assert "q=%40company" in page.content.decode()
    assert dua.get(reverse("accounts"), {"page": "nonsense"}).context["page"].number == 1


def test_no_query_more_for_more_accounts(dua, django_assert_max_num_queries):
    User.objects.bulk_create([User(email=f"u{n}@company.example", password="!") for n in range(40)])
    with django_assert_max_num_queries(12):
        dua.get(reverse("accounts"))


@pytest.mark.parametrize("who", ["ana", "ben", "cem", "eva", "fay", "gil", "hao", "ida"])
def test_accounts_are_there_for_administrators_alone(company, who):
    client = company.client(who)
    ben = company.users["ben"].pk
    for address in (reverse("accounts"), reverse("invite"), reverse("account", args=[ben])):
        assert client.get(address).status_code == 404
    assert client.post(reverse("account", args=[ben]), {"step": "grant", "role": "admin"}).status_code == 404
    assert client.post(reverse("invite"), {"email": "x@y.example"}).status_code == 404


def test_signing_up_is_closed(db):
    answer = Client().post(
        reverse("account_signup"), {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.exists()
    assert answer.status_code in (200, 404)
