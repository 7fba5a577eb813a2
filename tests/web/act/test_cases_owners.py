"""Who looks after a case: shares, room, absence, handing over and back, and people who leave."""

import datetime as dt

import cases_at_work as w
import pytest
from characters import make_user
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.act.cases import clock, owners
from bothways_web.act.models import Case, CaseDesk, CaseStep
from bothways_web.people.models import Change, Digest, Grant, Role, User
from bothways_web.people.units import today
from bothways_web.people.users import revoke_role, switch_off

DAY = dt.timedelta(days=1)


def sign_in(*names):
    User.objects.filter(name__in=names).update(last_login=timezone.now())


@pytest.fixture(autouse=True)
def those_who_look_after_customers_have_signed_in(company):
    sign_in("Ana", "Fay")


def cases(company, count, unit="day", **fields):
    """Make open cases that nobody had yet."""
    days = {"opened_on": today(), "reply_by": today() + DAY, "close_by": today() + 5 * DAY}
    return [Case.objects.create(unit=company.units[unit], **(days | fields)) for _one in range(count)]


def shares():
    found = Case.objects.exclude(owner=None).values_list("owner__name", flat=True)
    return {name: list(found).count(name) for name in set(found)}


@pytest.fixture
def two(company):
    """A second manager of Day shift, with half the room of Ana."""
    kay = make_user(company, "kay", (Role.MANAGER, "day"))
    sign_in("Kay")
    CaseDesk.objects.create(user=kay, at_once=5)
    return company


def test_cases_are_shared_by_room(two):
    cases(two, 12)
    owners.assign_new()
    assert shares() == {"Ana": 8, "Kay": 4}


def test_nobody_gets_more_at_once_than_they_said_and_the_rest_goes_further_up(two):
    make_user(two, "lou", (Role.MANAGER, "north"))
    sign_in("Lou")
    cases(two, 18)
    owners.assign_new()
    assert shares() == {"Ana": 10, "Kay": 5, "Lou": 3}


def test_what_somebody_closed_lately_counts_and_takes_no_room(two):
    CaseDesk.objects.update(at_once=10)
    ana = two.users["ana"]
    cases(two, 6, owner=ana, state="closed", outcome="solved", closed_on=today())
    cases(two, 6)
    owners.assign_new()
    assert shares() == {"Ana": 6, "Kay": 6}  # with those that were closed
    cases(two, 14)
    owners.assign_new()
    assert Case.objects.filter(owner=ana, state="open").count() == 10


def test_whoever_is_away_or_never_signed_in_is_passed_over(two):
    CaseDesk.objects.filter(user=two.users["kay"]).update(away_until=today())
    User.objects.create_user("new@company.example", name="New")
    Grant.objects.create(user=User.objects.get(name="New"), role=Role.MANAGER, unit=two.units["day"])
    cases(two, 3)
    owners.assign_new()
    assert shares() == {"Ana": 3}


def test_cx_leads_look_after_what_no_manager_leads_and_find_the_rest_on_their_list(company):
    cases(company, 2, "desk")
    owners.assign_new()
    assert shares() == {"Fay": 2}
    CaseDesk.objects.create(user=company.users["ana"], at_once=0)
    [left] = cases(company, 1)
    owners.assign_new()
    assert Case.objects.get(pk=left.pk).owner is None
    assert "Nobody looks after some cases yet" in company.client("fay").get("/").content.decode()
    assert f"/act/cases/{left.pk}/" in company.client("fay").get("/act/cases/?whose=nobody").content.decode()


def test_the_same_cases_and_people_give_the_same_shares(two):
    made = cases(two, 9)
    owners.assign_new()
    first = dict(Case.objects.values_list("pk", "owner"))
    CaseStep.objects.all().delete()
    Case.objects.update(owner=None)
    owners.assign(made)
    assert dict(Case.objects.values_list("pk", "owner")) == first


def test_a_case_is_handed_over_to_those_alone_who_may_see_it(company):
    case = w.one_case(company)
    ana = company.client("ana")
    page = ana.get(f"/act/cases/{case.pk}/").content.decode()
    assert ">Fay</option>" in page
    assert ">Cem</option>" not in page
    refused = w.step(ana, case, "give", to=company.users["cem"].pk)
    assert refused.status_code == 422
    with pytest.raises(InputError):
        owners.give(case, company.users["cem"], seen=case.version, by=company.users["ana"])
    w.step(ana, case, "give", to=company.users["fay"].pk)
    case.refresh_from_db()
    assert case.owner == company.users["fay"]
    assert Change.objects.filter(verb="gave case to somebody", by=company.users["ana"]).exists()


def test_what_is_handed_back_waits_for_the_leads_and_is_not_given_back_by_the_clock(company):
    case = w.one_case(company)
    w.step(company.client("ana"), case, "back")
    clock.tick()
    clock.look_through()
    case.refresh_from_db()
    assert case.owner is None
    assert "back on the list" in w.text_of(company.client("fay").get(f"/act/cases/{case.pk}/"))


def test_a_manager_of_the_unit_takes_what_nobody_has_and_only_one_of_two_gets_it(two):
    case = w.one_case(two)
    first, second = ("ana", "kay") if case.owner == two.users["ana"] else ("kay", "ana")
    w.step(two.client(first), case, "back")
    seen = Case.objects.get(pk=case.pk).version
    for name in (second, first):
        w.step(two.client(name), case, "take", seen=seen)
    case.refresh_from_db()
    assert case.owner == two.users[second]


@pytest.mark.parametrize("how", ["role", "account", "unit"])
def test_the_clock_puts_back_the_cases_of_whoever_leaves(company, how):
    case, ana, dua = w.one_case(company), company.users["ana"], company.users["dua"]
    if how == "role":
        revoke_role(Grant.objects.get(user=ana), by=dua)
    elif how == "account":
        switch_off(ana, by=dua)
    else:
        company.units["day"].spans.update(valid_to=today() - DAY)
        company.units["day"].spans.update(valid_from=None)
        Grant.objects.filter(user=ana).update(unit=company.units["desk"])
    clock.look_through()
    case.refresh_from_db()
    assert case.owner is None
    assert case.steps.order_by("pk").last().text == ""


def test_looking_for_lost_cases_asks_once_for_each_owner(company, django_assert_max_num_queries):
    cases(company, 3, owner=company.users["ana"])
    with CaptureQueriesContext(connection) as few:
        assert owners.put_back_lost() == 0
    cases(company, 30, owner=company.users["ana"])
    with django_assert_max_num_queries(len(few)):
        assert owners.put_back_lost() == 0


def test_owners_of_cases_whose_day_is_over_are_reminded_without_a_word_of_it(company):
    case = w.one_case(company)
    clock.look_through()
    assert not Digest.objects.exists()
    Case.objects.filter(pk=case.pk).update(reply_by=today() - DAY)
    clock.look_through()
    assert Digest.objects.get().user == company.users["ana"]
    Digest.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(first_reply_on=today(), next_on=today() + DAY)
    clock.look_through()
    assert not Digest.objects.exists()


def test_everybody_says_for_themselves_how_many_they_look_after(company):
    ana = company.client("ana")
    assert ana.post("/act/cases/desk/", {"at_once": "-1"}).status_code == 422
    assert ana.post("/act/cases/desk/", {"at_once": "9999"}).status_code == 422
    assert (
        ana.post("/act/cases/desk/", {"at_once": "3", "away_until": today().isoformat()}).status_code == 302
    )
    desk = CaseDesk.objects.get()
    assert (desk.user, desk.at_once, desk.away_until) == (company.users["ana"], 3, today())
