"""Setting up providers: the secret is never shown, nothing is on before it was tried, mistakes are told in words."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from bothways_web.people.models import Change, RoleRule, SignOnProvider
from bothways_web.people.sign_on import providers
from bothways_web.web.sign_on_settings import SettingError, read_sign_on

SECRET = "do not show this"
FIELDS = {
    "name": "The office", "issuer": "https://id.example", "client_id": "us", "secret": SECRET, "creates": "nobody",
    "address_attribute": "email", "verified_attribute": "email_verified", "name_attribute": "name",
}  # fmt: skip


@pytest.fixture
def dua(company):
    return company.client("dua")


@pytest.fixture
def office(dua):
    dua.post(reverse("add_sign_on", args=["oidc"]), FIELDS)
    return SignOnProvider.objects.get()


def test_a_provider_is_added_switched_off_and_its_secret_is_on_no_page_and_in_no_log(dua, office):
    assert (office.slug, office.is_on, office.tried_on, office.secret) == ("the-office", False, None, SECRET)
    for name in ("sign_on_provider", "change_sign_on", "remove_sign_on"):
        page = dua.get(reverse(name, args=["the-office"]))
        assert page.status_code == 200
        assert SECRET not in page.content.decode()
    assert SECRET not in dua.get(reverse("change_log")).content.decode()
    assert SECRET not in repr(list(Change.objects.values()))
    page = dua.get(reverse("sign_on_provider", args=["the-office"])).content.decode()
    assert "http://localhost:8000/sign-on/the-office/back/" in page


def test_a_form_that_comes_back_with_a_mistake_does_not_hold_the_secret(dua):
    answer = dua.post(reverse("add_sign_on", args=["oidc"]), FIELDS | {"issuer": "http://id.example"})
    assert answer.status_code == 422
    assert "This is no address of a provider." in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert not SignOnProvider.objects.exists()


def test_an_empty_secret_keeps_the_one_that_is_there_and_a_new_one_needs_no_new_try(dua, office):
    SignOnProvider.objects.update(tried_on="2026-01-01", is_on=True)
    address = reverse("change_sign_on", args=["the-office"])
    dua.post(address, FIELDS | {"secret": "", "name": "Office"})
    office.refresh_from_db()
    assert (office.secret, office.name, office.is_on) == (SECRET, "Office", True)
    dua.post(address, FIELDS | {"secret": "a newer one"})
    office.refresh_from_db()
    assert (office.secret, office.is_on) == ("a newer one", True)


@pytest.mark.parametrize(
    "field", ["issuer", "client_id", "verified_attribute", "code_attribute", "id_attribute", "domains"]
)
def test_what_decides_who_is_who_is_tried_anew(dua, office, field):
    SignOnProvider.objects.update(tried_on="2026-01-01", is_on=True)
    value = {"issuer": "https://other.example", "domains": "other.example"}.get(field, "other")
    dua.post(reverse("change_sign_on", args=["the-office"]), FIELDS | {field: value, "secret": ""})
    office.refresh_from_db()
    assert (getattr(office, field), office.is_on, office.tried_on) == (value, False, None)


def test_nothing_is_switched_on_before_it_was_tried(dua, office):
    address = reverse("sign_on_provider", args=["the-office"])
    page = dua.post(address, {"step": "on"}, follow=True)
    assert "It was not tried yet." in page.content.decode()
    office.refresh_from_db()
    assert not office.is_on
    assert Client().post(reverse("sign_on", args=["the-office"])).status_code == 404
    assert "The office" not in Client().get(reverse("account_login")).content.decode()
    SignOnProvider.objects.update(tried_on="2026-01-01", is_agreed=True)
    dua.post(address, {"step": "on"})
    assert "Sign in with The office" in Client().get(reverse("account_login")).content.decode()


def test_a_new_or_changed_provider_is_switched_on_by_two_administrators(dua, office, company):
    SignOnProvider.objects.update(tried_on="2026-01-01")
    address, kim = reverse("sign_on_provider", args=["the-office"]), company.client("kim")
    assert "Ask to switch it on" in dua.get(address).content.decode()
    dua.post(address, {"step": "on"})
    again = dua.post(address, {"step": "on"}, follow=True).content.decode()
    assert "You asked for this yourself." in again
    office.refresh_from_db()
    assert (office.is_on, office.asked_by) == (False, company.users["dua"])
    page = kim.get(address).content.decode()
    assert "Dua asks to switch it on." in page
    assert "https://id.example" in page
    kim.post(address, {"step": "on"})
    office.refresh_from_db()
    assert (office.is_on, office.asked_by) == (True, None)
    verbs = [(one.verb, one.by) for one in Change.objects.filter(verb__contains="provider of sign-on")]
    assert ("asked for provider of sign-on", company.users["dua"]) in verbs
    assert ("switched provider of sign-on on", company.users["kim"]) in verbs
    for step in ("off", "on"):
        dua.post(address, {"step": step})
    office.refresh_from_db()
    assert office.is_on


def test_what_is_changed_after_it_was_asked_for_has_to_be_asked_for_anew(dua, office, company):
    SignOnProvider.objects.update(tried_on="2026-01-01")
    address, kim = reverse("sign_on_provider", args=["the-office"]), company.client("kim")
    dua.post(address, {"step": "on"})
    dua.post(
        reverse("change_sign_on", args=["the-office"]),
        FIELDS | {"issuer": "https://evil.example", "secret": ""},
    )
    SignOnProvider.objects.update(tried_on="2026-01-01")
    kim.post(address, {"step": "on"})
    office.refresh_from_db()
    assert (office.is_on, office.asked_by) == (False, company.users["kim"])
    kim.post(address, {"step": "off"})
    office.refresh_from_db()
    assert office.asked_by is None


def test_the_only_administrator_is_told_what_to_do(dua, office, company):
    SignOnProvider.objects.update(tried_on="2026-01-01")
    company.users["kim"].grants.all().delete()
    page = dua.get(reverse("sign_on_provider", args=["the-office"])).content.decode()
    assert "You are the only administrator." in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"creates": "domains"}, "No domain is named."),
        ({"domains": "not a domain!"}, "is no domain"),
        ({"client_id": ""}, "both needed"),
        ({"issuer": "https://name:password@id.example"}, "no address of a provider"),
        ({"issuer": "javascript:alert(1)"}, "no address of a provider"),
        ({"name": ""}, "required"),
    ],
)
def test_what_could_not_work_is_refused_with_a_reason(dua, changed, words):
    answer = dua.post(reverse("add_sign_on", args=["oidc"]), FIELDS | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SignOnProvider.objects.exists()


def test_rules_are_added_and_removed_on_the_page(dua, office, company):
    address = reverse("sign_on_provider", args=["the-office"])
    dua.post(address, {"step": "add_rule", "group": "staff", "role": "analyst", "unit": ""})
    dua.post(address, {"step": "add_rule", "group": "leads-*", "role": "manager", "unit": ""})
    wrong = dua.post(address, {"step": "add_rule", "group": "leads", "role": "manager", "unit": ""})
    assert wrong.status_code == 422
    assert "A manager leads a unit." in wrong.content.decode()
    assert RoleRule.objects.count() == 2
    dua.post(address, {"step": "remove_rule", "rule": RoleRule.objects.get(group="staff").pk})
    assert [one.group for one in RoleRule.objects.all()] == ["leads-*"]


def test_a_provider_from_the_environment_keeps_its_secret_out_of_the_database(company, dua, settings):
    settings.SIGN_ON = {"oidc": {"issuer": "https://id.example", "client_id": "us", "secret": SECRET}}
    providers.bring_from_environment()
    providers.bring_from_environment()
    made = SignOnProvider.objects.get()
    assert (made.from_environment, made.secret, made.is_on) == (True, "", False)
    SignOnProvider.objects.update(tried_on="2026-01-01")
    dua.post(reverse("sign_on_provider", args=[made.slug]), {"step": "on"})
    assert SignOnProvider.objects.get().is_on
    SignOnProvider.objects.update(is_on=False)
    page = dua.get(reverse("sign_on_provider", args=[made.slug])).content.decode()
    assert "https://id.example" in page
    assert SECRET not in page
    dua.post(reverse("change_sign_on", args=[made.slug]), {"name": "House", "creates": "nobody"})
    assert SignOnProvider.objects.get().name == "House"
    dua.post(reverse("remove_sign_on", args=[made.slug]))
    assert SignOnProvider.objects.exists()
    SignOnProvider.objects.update(is_on=True)
    settings.SIGN_ON = {}
    providers.bring_from_environment()
    assert not SignOnProvider.objects.get().is_on


@pytest.mark.parametrize(
    "given",
    [
        {"BOTHWAYS_OIDC": "https://id.example"},
        {"BOTHWAYS_OIDC": "id.example", "BOTHWAYS_OIDC_CLIENT": "us", "BOTHWAYS_OIDC_SECRET": "x"},
        {"BOTHWAYS_OIDC": "http://id.example", "BOTHWAYS_OIDC_CLIENT": "us", "BOTHWAYS_OIDC_SECRET": "x"},
        {"BOTHWAYS_SAML": "nowhere.xml"},
        {"BOTHWAYS_SAML": "http://id.example/metadata"},
    ],
)
def test_a_setting_that_cannot_be_understood_is_told(given):
    with pytest.raises(SettingError) as told:
        read_sign_on(given)
    assert "BOTHWAYS_" in str(told.value)


def test_settings_are_read(tmp_path):
    file = tmp_path / "id.xml"
    file.write_text("<a/>")
    given = {"BOTHWAYS_OIDC": "https://id.example", "BOTHWAYS_OIDC_CLIENT": "us", "BOTHWAYS_OIDC_SECRET": "x"}
    assert read_sign_on(given | {"BOTHWAYS_SAML": str(file)}) == {
        "oidc": {"issuer": "https://id.example", "client_id": "us", "secret": "x"},
        "saml": {"metadata": str(file)},
    }
    assert read_sign_on({}) == {}


def test_where_packages_are_missing_the_app_goes_on_and_says_so(dua, office, monkeypatch):
    SignOnProvider.objects.update(tried_on="2026-01-01", is_on=True)
    monkeypatch.setattr(providers, "_is_there", lambda name: False)
    assert "requirements/signon.txt" in dua.get(reverse("set_up_sign_on")).content.decode()
    assert dua.get(reverse("add_sign_on", args=["oidc"])).status_code == 404
    assert "The office" not in Client().get(reverse("account_login")).content.decode()
    assert Client().get(reverse("sign_on_back", args=["the-office"])).status_code == 404


def test_pages_of_the_package_that_tie_accounts_are_not_there(dua):
    for path in ("3rdparty/", "3rdparty/signup/", "social/connections/", "oidc/the-office/login/"):
        assert dua.get(f"/account/{path}").status_code == 404


BLOCKED = """
import sys
blocked = {"requests", "jwt", "oauthlib", "onelogin", "xmlsec"}
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in blocked:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Block())
import django
django.setup()
from django.core.management import call_command
call_command("check")
call_command("migrate", verbosity=0)
from django.test import Client
for path in ("/account/login/", "/promise/"):
    assert Client(headers={"host": "localhost"}).get(path).status_code == 200, path
from bothways_web.people.sign_on.providers import protocols
assert protocols() == []
print("it goes on")
"""


def test_the_app_starts_without_the_packages_of_the_extra(tmp_path):
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DATABASE_"))
    }
    env |= {"BOTHWAYS_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "bothways_web.web.settings"}
    setup = "from bothways_web.web import settings; settings.STORAGES['staticfiles']['BACKEND'] = "
    setup += "'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
    run = subprocess.run(
        [sys.executable, "-c", setup + BLOCKED], env=env, capture_output=True, text=True, check=False
    )
    assert "it goes on" in run.stdout, run.stderr
