"""Whose account somebody opens who signs on: never by an address that is not verified, never a guess between two."""

import datetime as dt

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from bothways_web.people.models import Change, Person, Post, SignOnProvider, User
from bothways_web.people.sign_on import providers
from bothways_web.people.sign_on.claims import SignedOn
from bothways_web.people.sign_on.matching import find_account, take_in, untie
from bothways_web.people.sign_on.refusals import Refused


@pytest.fixture
def provider(company):
    return SignOnProvider.objects.create(
        slug="work", name="Work", protocol="oidc", is_on=True, tried_on="2026-01-01", is_agreed=True,
        issuer="https://id.example", client_id="us", secret="theirs",
    )  # fmt: skip


def who(address="ben@company.example", verified=True, uid="u1", **more):
    return SignedOn(uid=uid, address=address, verified=verified, name="Ben", **more)


def refused(provider, signed):
    before = User.objects.count(), SocialAccount.objects.count()
    with pytest.raises(Refused) as caught:
        take_in(provider, signed)
    assert (User.objects.count(), SocialAccount.objects.count()) == before
    return caught.value.reason


def test_a_verified_address_opens_its_account_and_ties_it(company, provider):
    assert take_in(provider, who()) == company.users["ben"]
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.uid, kept.user) == ("work", "u1", company.users["ben"])
    assert kept.extra_data == {"under": "https://id.example"}
    assert Change.objects.get().verb == "tied account to sign-on"
    assert take_in(provider, who(address="", verified=False)) == company.users["ben"]
    assert take_in(provider, who(address="cem@company.example")) == company.users["ben"]


def test_an_address_that_is_not_verified_opens_nothing(company, provider):
    for creates in ("nobody", "records", "domains"):
        provider.creates, provider.domains = creates, "company.example"
        assert refused(provider, who(verified=False)) == "unverified"
        assert refused(provider, who(address="day5@company.example", verified=False)) == "unverified"


def test_the_code_of_the_records_opens_the_account_of_that_person(company, provider):
    assert take_in(provider, who(address="", verified=False, code="day2")) == company.users["ben"]


def test_a_code_and_an_address_of_two_accounts_open_neither(company, provider):
    assert refused(provider, who(address="cem@company.example", code="day2")) == "two accounts"


def test_a_code_of_somebody_else_does_not_go_with_the_address_of_an_account_that_has_a_person(
    company, provider
):
    assert refused(provider, who(code="night3")) == "two accounts"
    assert Person.objects.get(code="night3").user is None


def test_an_address_that_somebody_else_had_before_opens_nothing(company, provider):
    take_in(provider, who())
    assert refused(provider, who(uid="u2")) == "taken"
    untie(company.users["ben"], by=company.users["dua"])
    assert take_in(provider, who(uid="u2")) == company.users["ben"]


def test_who_is_unknown_gets_no_account_without_a_rule(company, provider):
    assert refused(provider, who(address="new@company.example")) == "unknown"
    assert refused(provider, who(address="day5@company.example")) == "unknown"


def test_who_has_a_post_today_gets_an_account_where_the_rule_says_so(company, provider):
    provider.creates = "records"
    made = take_in(provider, who(address="day5@company.example"))
    assert made.person.code == "day5"
    assert not made.has_usable_password()
    assert not made.grants.exists()
    by_code = take_in(provider, who(address="", verified=False, uid="u2", code="day6"))
    assert (by_code.person.code, by_code.email) == ("day6", "day6@company.example")
    assert refused(provider, who(address="new@company.example", uid="u3")) == "unknown"


def test_who_has_left_or_shares_an_address_gets_none(company, provider):
    provider.creates = "records"
    Post.objects.filter(person__code="day5").update(end=dt.date(2025, 1, 1))
    assert refused(provider, who(address="day5@company.example")) == "unknown"
    Person.objects.filter(code="day6").update(email="day7@company.example")
    assert refused(provider, who(address="day7@company.example")) == "unknown"


def test_a_verified_address_of_a_named_domain_gets_an_account_and_none_of_another(company, provider):
    provider.creates, provider.domains = "domains", "company.example"
    assert take_in(provider, who(address="new@company.example")).email == "new@company.example"
    assert refused(provider, who(address="new@company.example.evil", uid="u2")) == "unknown"


def test_looking_who_it_is_changes_nothing(company, provider):
    provider.creates = "records"
    match = find_account(provider, who(address="day5@company.example"))
    assert (match.user, match.address) == (None, "day5@company.example")
    assert not SocialAccount.objects.exists()
    assert not Change.objects.exists()


def test_an_identifier_of_one_provider_opens_nothing_at_another(company, provider):
    take_in(provider, who())
    other = SignOnProvider.objects.create(slug="other", name="Other", protocol="oidc", is_on=True)
    assert refused(other, who(address="", verified=False)) == "unknown"


def test_the_owner_of_an_account_that_was_there_hears_of_the_first_tie_alone(company, provider):
    take_in(provider, who(address="ben@company.example"))
    assert [one.to for one in mail.outbox] == [["ben@company.example"]]
    assert "signing on at Work, for the first time" in mail.outbox[0].body
    take_in(provider, who())
    assert len(mail.outbox) == 1
    provider.creates, provider.domains = "domains", "company.example"
    take_in(provider, who(address="new@company.example", uid="u2"))
    assert len(mail.outbox) == 1
    untie(company.users["ben"], by=company.users["dua"])
    take_in(provider, who(uid="u3"))
    assert len(mail.outbox) == 2


def test_the_owner_hears_of_it_where_the_code_opened_the_account(company, provider):
    take_in(provider, who(address="ada@elsewhere.example", verified=False, code="day2"))
    assert [one.to for one in mail.outbox] == [["ben@company.example"]]


@pytest.mark.parametrize("changed", [{"issuer": "https://evil.example"}, {"id_attribute": "nickname"}])
def test_what_was_tied_before_opens_nothing_once_others_give_out_the_identifiers(company, provider, changed):
    take_in(provider, who())
    providers.change_provider(provider, by=company.users["dua"], **changed)
    assert not SocialAccount.objects.exists()
    assert refused(provider, who(address="", verified=False)) == "unknown"


def test_a_change_of_other_things_keeps_ties(company, provider):
    take_in(provider, who())
    providers.change_provider(provider, by=company.users["dua"], name="Office", groups_attribute="groups")
    assert take_in(provider, who(address="", verified=False)) == company.users["ben"]


def test_a_tie_of_another_provider_in_the_environment_opens_nothing_and_is_replaced(company, settings):
    def names(issuer):
        settings.SIGN_ON = {"oidc": {"issuer": issuer, "client_id": "us", "secret": "theirs"}}

    names("https://id.example")
    providers.bring_from_environment()
    provider = SignOnProvider.objects.get()
    take_in(provider, who())
    names("https://other.example")
    assert refused(provider, who(address="", verified=False)) == "unknown"
    assert refused(provider, who(address="cem@company.example", verified=False)) == "unverified"
    assert take_in(provider, who(address="cem@company.example")) == company.users["cem"]
    assert take_in(provider, who(uid="u2")) == company.users["ben"]
    assert {one.uid: one.user for one in SocialAccount.objects.all()} == {
        "u1": company.users["cem"], "u2": company.users["ben"],
    }  # fmt: skip


def test_an_identifier_that_may_go_to_others_opens_only_what_is_told_still_fits(company, provider):
    assert take_in(provider, who(firm=False)) == company.users["ben"]
    assert take_in(provider, who(firm=False)) == company.users["ben"]
    assert refused(provider, who(address="cem@company.example", firm=False)) == "disagrees"
    assert refused(provider, who(verified=False, firm=False)) == "disagrees"
    assert refused(provider, who(address="", verified=False, firm=False)) == "disagrees"
    assert refused(provider, who(code="day5", firm=False)) == "disagrees"
    assert take_in(provider, who(address="new@company.example", code="day2", firm=False)).email.startswith(
        "ben"
    )
    assert take_in(provider, who(address="cem@company.example")) == company.users["ben"]
