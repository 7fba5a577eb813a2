"""What somebody meets who opens act for the first time: ways on from a page, and none that lead nowhere."""

import datetime as dt
import re

import plans_at_work as w
import pytest

from bothways_web.act.models import Case, CheckIn, Plan
from bothways_web.act.plans.reach import owners_for
from bothways_web.people.models import Person


@pytest.fixture(autouse=True)
def january(monkeypatch):
    w.at(monkeypatch, w.NOON)


@pytest.fixture(autouse=True)
def ben(company):
    company.ben = company.people["day"][1]


def page(company, name, path) -> str:
    answer = company.client(name).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().split("<main")[1].split("</main")[0]


def started(company, unit: str, *words: str) -> Plan:
    """A plan under way of which something was said, the last word last."""
    made = w.draft(company, unit)
    Plan.objects.filter(pk=made.pk).update(state=Plan.State.STARTED)
    for how in words:
        CheckIn.objects.create(plan=made, day=w.TODAY, how=how)
    return made


def plans_listed(text: str) -> set[int]:
    return set(map(int, re.findall(r'href="/act/plans/(\d+)/"', text)))


def test_a_people_lead_finds_the_plans_whose_last_word_is_that_they_are_stuck(company):
    on_track = started(company, "day", "stuck", "on_track")
    assert "Some plans are stuck" not in page(company, "eva", "/")
    halted = started(company, "day", "on_track", "stuck")
    assert 'href="/act/plans/?waits=help"' in page(company, "eva", "/")
    assert "Some plans are stuck" not in page(company, "fay", "/")
    assert plans_listed(page(company, "eva", "/act/plans/?waits=help")) == {halted.pk}
    everything = page(company, "eva", "/act/plans/")
    assert plans_listed(everything) == {on_track.pk, halted.pk}
    assert everything.count("</svg>stuck</span>") + everything.count(">stuck</span>") == 1


def test_a_plan_that_ended_waits_for_nothing(company):
    ended = started(company, "day", "stuck")
    Plan.objects.filter(pk=ended.pk).update(state=Plan.State.STOPPED, ended_on=w.TODAY)
    for what in ("help", "owner", "review"):
        assert plans_listed(page(company, "eva", f"/act/plans/?waits={what}")) == set()


def test_people_with_a_name_are_offered_before_those_of_whom_only_a_code_is_known(company):
    first = owners_for("day").first()
    assert first is not None
    assert first.name
    Person.objects.filter(pk=first.pk).update(name="")
    assert list(owners_for("day"))[-1].pk == first.pk


def test_the_page_of_a_team_leads_to_its_huddles_and_its_work(company):
    w.build(company)
    team = page(company, "ben", "/teams/t01/")
    assert 'href="/act/huddles/unit/t01/"' in team
    assert 'href="/act/work/units/t01/"' in team


def test_you_said_we_did_leads_to_ones_own_answer(company):
    said = page(company, "ben", "/said/")
    assert 'href="/problems/mine/"' in said
    assert 'href="/problems/code/"' in said


def test_who_works_in_no_unit_is_not_led_to_a_page_of_work_of_their_own(company):
    for path in ("/act/work/", "/act/work/units/day/", "/act/work/units/day/balance/"):
        assert "/act/work/mine/" not in page(company, "fay", path)
        assert "/act/work/mine/" in page(company, "ben", path)


def test_only_units_that_learnt_something_are_offered(company):
    for unit in ("day", "desk"):
        Case.objects.create(
            unit=company.units[unit], reply_by=w.TODAY, close_by=w.TODAY, opened_on=w.TODAY,
            closed_on=w.TODAY - dt.timedelta(days=2), state=Case.State.CLOSED, outcome=Case.Outcome.SOLVED,
            lesson="Call back.",
        )  # fmt: skip
    offered = re.findall(r'<option value="([^"]+)"', page(company, "eva", "/act/cases/lessons/"))
    assert sorted(offered) == ["day", "desk"]
    assert "<option" not in page(company, "ben", "/act/cases/lessons/")
    chosen = company.client("eva").get("/act/cases/lessons/?unit=desk")
    assert chosen["Location"] == "/act/cases/lessons/desk/"
    assert company.client("ben").get("/act/cases/lessons/?unit=desk", follow=True).status_code == 404


def test_steps_are_counted_as_many_as_there_are(company):
    assert "1 of 2" in page(company, "ana", "/act/plans/new/day/")
    assert "2 of 2" in page(company, "ana", f"/act/plans/{w.draft(company, 'day').pk}/expectation/")


NUMBERS = {
    "/act/work/mine/room/": ("hours", ("", "x", "-1", "201"), "Write"),
    "/act/huddles/unit/day/rhythm/": ("minutes", ("", "x", "4", "121"), "Write whole minutes from 5 to 120."),
    "/act/cases/desk/": ("at_once", ("", "x", "-1", "201"), "Write a number from 0 to 200."),
}


@pytest.mark.parametrize("path", NUMBERS)
def test_a_number_that_does_not_fit_is_answered_by_what_fits(company, path):
    name, wrong, words = NUMBERS[path]
    for given in wrong:
        answer = company.client("ana").post(path, {name: given})
        assert answer.status_code == 422, (path, given)
        told = re.findall(rf'href="#id_{name}">([^<]+)<', answer.content.decode())
        assert len(told) == 1
        assert words in told[0]
        assert "Ensure" not in told[0]


def test_hours_of_a_task_may_have_a_comma(company):
    made = started(company, "day")
    company.client("ana").post(
        f"/act/plans/{made.pk}/", {"step": "task", "task": "Ask shipping", "effort": "1,5"}
    )
    assert [str(one.effort) for one in made.work.all()] == ["1.5"]
    answer = company.client("ana").post(
        f"/act/plans/{made.pk}/", {"step": "task", "task": "Ask shipping", "effort": "300"}
    )
    assert "Write hours from 0.5 to 200 as a number" in answer.content.decode()


def test_a_plan_without_a_reason_does_not_call_it_something_else(company):
    made = started(company, "day")
    assert "something else" not in page(company, "ben", f"/act/plans/{made.pk}/")
    Plan.objects.filter(pk=made.pk).update(because=Plan.Because.CASE)
    assert ">Because<" in page(company, "ben", f"/act/plans/{made.pk}/")
