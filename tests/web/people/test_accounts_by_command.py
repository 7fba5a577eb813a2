"""``bothways users`` goes by the rules of the pages: change log, last administrator, and nobody sees results by it."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from typer.testing import CliRunner

from bothways.errors import InputError
from bothways_web.people import accounts_by_command as verbs
from bothways_web.people.models import Change, Role, User
from bothways_web.web import users_command


@pytest.fixture
def run(company, monkeypatch):
    monkeypatch.setattr(users_command, "load_settings", lambda: None)

    def run(*words):
        return CliRunner().invoke(users_command.users, [*words])

    return run


def of(name):
    return User.objects.get(email=f"{name}@company.example")


def test_a_list_tells_roles_and_states_and_nothing_of_answers(run):
    listed = {one["email"]: one for one in json.loads(run("list", "--json").stdout)}
    assert listed["ana@company.example"]["roles"] == ["manager:day"]
    assert listed["dua@company.example"]["state"] == "active"
    assert set(listed["dua@company.example"]) == {
        "email",
        "name",
        "state",
        "second_factor",
        "for_emergencies",
        "roles",
    }
    admins = [one["email"] for one in json.loads(run("list", "--json", "--role", "admin").stdout)]
    assert admins == ["dua@company.example", "kim@company.example"]
    assert run("list", "--search", "EVA").stdout.startswith("eva@company.example\t")
    assert "no such account" in run("list", "--search", "nobody at all").stdout
    assert isinstance(run("list", "--role", "king").exception, InputError)


def test_an_invitation_is_all_or_nothing_and_goes_to_its_owner(run):
    told = run("invite", "new@company.example", "--role", "manager", "--unit", "night")
    assert told.exit_code == 0, told.output
    assert "/welcome/" not in told.output
    assert mail.outbox[-1].to == ["new@company.example"]
    assert [str(g.role) for g in of("new").grants.all()] == ["manager"]
    for words in (["other@company.example", "--role", "manager"], ["other@company.example", "--role", "king"],
                  ["other@company.example", "--role", "manager", "--unit", "none"], ["no address"],
                  ["dua@company.example"]):  # fmt: skip
        assert isinstance(run("invite", *words).exception, InputError)
    assert not User.objects.filter(email="other@company.example").exists()


def test_roles_are_given_and_taken_and_the_last_administrator_stays(run):
    assert run("grant", "ben@company.example", "analyst").exit_code == 0
    assert run("revoke", "ben@company.example", "analyst").exit_code == 0
    assert isinstance(run("revoke", "ben@company.example", "analyst").exception, InputError)
    assert run("revoke", "dua@company.example", "admin").exit_code == 0
    assert "last administrator" in str(run("revoke", "kim@company.example", "admin").exception)
    assert "last administrator" in str(run("disable", "kim@company.example").exception)
    assert of("kim").is_active
    log = Change.objects.filter(verb__in=["gave role", "took role away"])
    assert [(one.by, one.by_name) for one in log] == [(None, "")] * 3


def test_switching_off_and_signing_out_end_sessions(run, company):
    for words, verb in (
        (["sign-out", "ben@company.example"], "ended all sessions"),
        (["disable", "ben@company.example"], "switched account off"),
    ):
        client = company.client("ben")
        assert client.get(reverse("own_record")).status_code == 200
        assert run(*words).exit_code == 0
        assert client.get(reverse("own_record")).status_code == 302
        assert Change.objects.filter(verb=verb).exists()
    assert not of("ben").is_active
    assert run("enable", "ben@company.example").exit_code == 0
    assert run("unlock", "ben@company.example").exit_code == 0
    assert of("ben").is_active
    assert isinstance(run("disable", "nobody@company.example").exception, InputError)


def test_second_factor_and_password_are_taken_off_and_the_owner_is_told(run):
    Authenticator.objects.create(user=of("ana"), type=Authenticator.Type.TOTP, data={})
    assert run("reset-second-factor", "ana@company.example").exit_code == 0
    assert not Authenticator.objects.filter(user=of("ana")).exists()
    assert mail.outbox[-1].to == ["ana@company.example"]
    told = run("reset-password", "ana@company.example")
    assert told.exit_code == 0
    assert "/welcome/" not in told.output
    assert not of("ana").has_usable_password()
    assert "/welcome/" in mail.outbox[-1].body
    assert Change.objects.filter(verb="took password away").exists()
    run("disable", "ana@company.example")
    assert "switched off" in str(run("reset-password", "ana@company.example").exception)


def test_a_link_is_shown_only_of_an_account_through_which_nobody_sees_results(run, company):
    run("reset-password", "dua@company.example")
    assert "/welcome/" in run("way-in", "dua@company.example").output
    run("reset-password", "eva@company.example")
    for name in ("eva", "kim"):  # a people lead; an administrator who has a password
        assert isinstance(run("way-in", f"{name}@company.example").exception, InputError)
    verbs.grant(of("dua"), Role.ANALYST)
    assert "see results" in str(run("way-in", "dua@company.example").exception)
