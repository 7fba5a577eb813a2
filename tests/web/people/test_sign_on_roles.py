"""From groups at a provider to roles: what rules give, what they take, and what stays whatever they say."""

import pytest
from allauth.socialaccount.models import SocialAccount

from bothways.errors import InputError
from bothways_web.people.models import Change, Grant, MappedGrant, Role, RoleRule, SignOnProvider, User
from bothways_web.people.sign_on.claims import Names, read_claims
from bothways_web.people.sign_on.roles import Rule, add_rule, bring_roles, remove_rule, wanted_roles

UNITS = {"day", "night", "north-1"}
ANALYST = Rule("analysts", "analyst")


@pytest.mark.parametrize(
    ("rules", "groups", "wanted"),
    [
        ([ANALYST], ["analysts"], {("analyst", "")}),
        ([ANALYST], ["Analysts", "analysts-2", ""], set()),
        ([ANALYST, Rule("staff", "analyst")], ["analysts", "staff"], {("analyst", "")}),
        ([Rule("bosses", "manager", "day")], ["bosses"], {("manager", "day")}),
        ([Rule("bosses", "manager", "gone")], ["bosses"], set()),
        ([Rule("leads-*", "manager")], ["leads-day", "leads-north-1"], {("manager", "day"), ("manager", "north-1")}),
        ([Rule("leads-*", "manager")], ["leads-", "leads-nowhere", "day", "x-leads-day"], set()),
        ([Rule("*/leads", "manager")], ["night/leads"], {("manager", "night")}),
        ([Rule("*", "analyst")], ["anything"], set()),
        ([], ["analysts"], set()),
    ],
)  # fmt: skip
def test_rules_give_what_their_groups_say(rules, groups, wanted):
    assert wanted_roles(rules, groups, UNITS) == wanted


@pytest.mark.parametrize(
    ("told", "verified"),
    [
        ({"email": "A@b.example", "email_verified": True}, True),
        ({"email": "a@b.example", "email_verified": "true"}, True),
        ({"email": ["a@b.example"], "email_verified": ["1"]}, True),
        ({"email": "a@b.example", "email_verified": False}, False),
        ({"email": "a@b.example", "email_verified": "false"}, False),
        ({"email": "a@b.example"}, False),
        ({"email": ["a@b.example", "c@d.example"], "email_verified": True}, False),
        ({"email": "no address", "email_verified": True}, False),
        ({"email": {"a": "b"}, "email_verified": True}, False),
        ({"email_verified": True}, False),
    ],
)
def test_only_one_sound_address_that_is_said_to_be_verified_counts(told, verified):
    signed = read_claims("1", told, Names())
    assert signed.verified is verified
    assert signed.address == "" or signed.address == "a@b.example"


def test_addresses_of_domains_that_are_vouched_for_count_as_verified_and_no_others():
    names = Names(vouched=("b.example",))
    assert read_claims("1", {"email": "a@B.example"}, names).verified
    for strange in ("a@evil-b.example", "a@b.example.evil", "a@sub.b.example"):
        assert not read_claims("1", {"email": strange}, names).verified


def test_groups_come_as_a_list_or_as_one_word_and_nothing_else():
    names = Names(groups="groups")
    assert read_claims("1", {"groups": ["a", "b", "a", " "]}, names).groups == ("a", "b")
    assert read_claims("1", {"groups": "a"}, names).groups == ("a",)
    assert read_claims("1", {"groups": {"a": 1}}, names).groups == ()
    assert read_claims("1", {"groups": ["a"]}, Names()).groups == ()


@pytest.fixture
def provider(company):
    return SignOnProvider.objects.create(
        slug="work", name="Work", protocol="oidc", groups_attribute="groups", is_on=True
    )


@pytest.fixture
def dua(company):
    return company.users["dua"]


def roles(user):
    return {(one.role, one.unit.code if one.unit else "") for one in user.grants.select_related("unit")}


def verbs():
    return list(Change.objects.order_by("pk").values_list("verb", flat=True))


def test_a_role_comes_with_its_group_and_goes_with_it_and_both_stand_in_the_change_log(
    company, provider, dua
):
    add_rule(provider, "analysts", "analyst", None, by=dua)
    add_rule(provider, "leads-*", "manager", None, by=dua)
    ben = company.users["ben"]
    bring_roles(ben, provider, ["analysts", "leads-night"])
    assert roles(ben) == {("analyst", ""), ("manager", "night")}
    bring_roles(ben, provider, ["analysts"])
    assert roles(ben) == {("analyst", "")}
    bring_roles(ben, provider, ["analysts"])
    lines = Change.objects.filter(verb__contains="by sign-on").order_by("pk")
    assert [(one.verb, one.details["role"], one.about, one.by) for one in lines] == [
        ("gave role by sign-on", "analyst", "Ben", None),
        ("gave role by sign-on", "manager", "Ben", None),
        ("took role away by sign-on", "manager", "Ben", None),
    ]


def test_a_role_that_was_given_by_hand_stays(company, provider, dua):
    add_rule(provider, "analysts", "analyst", None, by=dua)
    hao = company.users["hao"]
    bring_roles(hao, provider, ["analysts"])
    bring_roles(hao, provider, [])
    assert roles(hao) == {("analyst", "")}
    assert not MappedGrant.objects.exists()


def test_without_rules_or_without_an_attribute_of_groups_nothing_changes(company, provider, dua):
    bring_roles(company.users["ben"], provider, ["analysts"])
    add_rule(provider, "analysts", "analyst", None, by=dua)
    provider.groups_attribute = ""
    bring_roles(company.users["ben"], provider, ["analysts"])
    assert roles(company.users["ben"]) == set()


def test_a_provider_takes_no_role_that_another_one_gave(company, provider, dua):
    other = SignOnProvider.objects.create(slug="o", name="Other", protocol="oidc", groups_attribute="groups")
    for one in (provider, other):
        add_rule(one, "analysts", "analyst", None, by=dua)
    ben = company.users["ben"]
    bring_roles(ben, provider, ["analysts"])
    bring_roles(ben, other, [])
    assert roles(ben) == {("analyst", "")}


def test_the_last_administrator_stays_one_and_it_is_told(company, provider, dua):
    add_rule(provider, "admins", "admin", None, by=dua)
    jo = User.objects.create_user("jo@company.example", name="Jo")
    SocialAccount.objects.create(provider="work", uid="jo", user=jo)
    bring_roles(jo, provider, ["admins"])
    Grant.objects.filter(role=Role.ADMIN).exclude(user=jo).delete()
    bring_roles(jo, provider, [])
    assert roles(jo) == {("admin", "")}
    assert verbs()[-1] == "kept the last administrator"
    Grant.objects.create(user=company.users["kim"], role=Role.ADMIN)
    bring_roles(jo, provider, [])
    assert roles(jo) == set()


def test_an_administrator_without_any_way_in_does_not_count(company, provider, dua):
    add_rule(provider, "admins", "admin", None, by=dua)
    jo = User.objects.create_user("jo@company.example", name="Jo")
    SocialAccount.objects.create(provider="work", uid="jo", user=jo)
    bring_roles(jo, provider, ["admins"])
    Grant.objects.filter(role=Role.ADMIN).exclude(user=jo).delete()
    other = User.objects.create_user("pat@company.example", name="Pat")
    Grant.objects.create(user=other, role=Role.ADMIN)  # no password, tied to nobody
    bring_roles(jo, provider, [])
    assert roles(jo) == {("admin", "")}


def test_a_rule_of_a_manager_needs_a_unit_or_one_star_and_others_have_none(company, provider, dua):
    day = company.units["day"]
    for group, role, unit in (("a", "manager", None), ("a-*-*", "manager", None), ("a", "analyst", day)):
        with pytest.raises(InputError):
            add_rule(provider, group, role, unit, by=dua)
    rule = add_rule(provider, "a", "manager", day, by=dua)
    with pytest.raises(InputError, match="already"):
        add_rule(provider, "a", "manager", day, by=dua)
    remove_rule(rule, by=dua)
    assert not RoleRule.objects.exists()
    assert verbs() == ["added rule of sign-on", "removed rule of sign-on"]
