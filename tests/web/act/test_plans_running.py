"""Plans under way: how they go, their tasks, owners who leave, the review, the end and its undo."""

import datetime as dt

import plans_at_work as w
import pytest

from bothways.errors import InputError
from bothways_web.act.models import CheckIn, Plan, PlanChange, WorkItem
from bothways_web.act.plans import clock
from bothways_web.act.plans.running import add_task, check_in, end_plan, reopen_plan
from bothways_web.act.plans.writing import (
    after_working_days,
    change_plan,
    delete_draft,
    usual_dates,
)
from bothways_web.act.playbook.practices import all_practices
from bothways_web.act.work.items import make_item
from bothways_web.people.models import Change, Digest, Grant, Organisation, Post, UnitSpan, User

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def january(monkeypatch):
    w.at(monkeypatch, w.NOON)


@pytest.fixture
def plan(company) -> Plan:
    """A plan of Day shift that is under way and that Ben owns."""
    company.ben = company.people["day"][1]
    made = w.draft(company, "day")
    Plan.objects.filter(pk=made.pk).update(state=Plan.State.STARTED)
    return Plan.objects.get(pk=made.pk)


def page(company, name, plan, path="") -> str:
    answer = company.client(name).get(f"/act/plans/{plan.pk}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def home(company, name) -> str:
    return company.client(name).get("/").content.decode()


def told(action, *args, **given) -> str:
    with pytest.raises(InputError) as caught:
        action(*args, **given)
    return str(caught.value)


def test_its_owner_says_how_a_plan_goes_and_the_team_reads_it(company, plan):
    for _twice in range(2):
        company.client("ben").post(
            f"/act/plans/{plan.pk}/", {"step": "check_in", "how": "stuck", "words": "The tool is missing."}
        )
    assert CheckIn.objects.get().text == "The tool is missing."
    assert "The tool is missing." in page(company, "ana", plan)
    assert "missing" not in repr(list(Change.objects.values_list()))
    assert "A plan is stuck" in home(company, "ana")
    check_in(plan, "on_track", "", by=company.users["ben"])
    assert "A plan is stuck" not in home(company, "ana")


def test_a_draft_and_an_ended_plan_take_no_check_in(company, plan):
    for state in ("draft", "kept"):
        Plan.objects.filter(pk=plan.pk).update(state=state)
        assert "not under way" in told(check_in, plan, "stuck", "", by=company.users["ana"])
    assert "no such answer" in told(check_in, plan, "great", "", by=company.users["ana"])


def test_a_task_is_shared_work_of_the_unit_once_a_form(company, plan):
    sent = {"step": "task", "task": "Print the list", "owner": "", "due_on": "2026-02-01", "effort": "1.5"}
    for _twice in range(2):
        company.client("ana").post(f"/act/plans/{plan.pk}/", sent)
    item = WorkItem.objects.get()
    assert (item.plan, item.unit.code, item.state, float(item.effort)) == (plan, "day", "pool", 1.5)
    assert "0 of 1 completed" in page(company, "ben", plan)
    WorkItem.objects.update(state="done")
    assert "1 of 1 completed" in page(company, "ben", plan)


def test_a_task_of_somebody_elsewhere_or_without_sense_is_refused(company, plan):
    cem = company.people["desk"][0]
    assert "must work in this team" in told(add_task, plan, "x", by=company.users["ana"], owner=cem)
    for wrong in (
        {"task": ""},
        {"effort": "0"},
        {"effort": "1e308"},
        {"due_on": "never"},
        {"owner": str(cem.pk)},
    ):
        sent = {"step": "task", "task": "x", "owner": "", "effort": "1"} | wrong
        answer = company.client("ana").post(f"/act/plans/{plan.pk}/", sent)
        assert answer.status_code == 422
    assert not WorkItem.objects.exists()


def test_on_the_day_of_the_review_the_owner_is_asked_and_not_before(company, plan, monkeypatch):
    assert "Look back on a plan" not in home(company, "ben")
    w.at(monkeypatch, w.NOON + 60 * DAY)
    for name, asked in (("ben", True), ("ana", True), ("cem", False), ("eva", False), ("dua", False)):
        assert ("Look back on a plan" in home(company, name)) is asked, name
    assert "review due" in page(company, "eva", plan)


@pytest.mark.parametrize(
    ("days", "waits"), [(52, False), (53, True), (54, False), (60, True), (70, True), (75, False)]
)
def test_a_mail_waits_for_the_owner_a_week_before_and_from_the_day_on(
    company, plan, monkeypatch, days, waits
):
    w.at(monkeypatch, w.NOON + days * DAY)
    clock.ask_for_reviews()
    assert [one.user_id for one in Digest.objects.all() if one.topics] == (
        [company.users["ben"].pk] if waits else []
    )


def test_the_review_is_due_from_midnight_of_the_organisation(company, plan, monkeypatch):
    review = dt.datetime.combine(plan.review_on, dt.time(), tzinfo=dt.UTC)
    w.at(monkeypatch, review - dt.timedelta(hours=1, minutes=1))  # one minute before midnight in Berlin
    assert "review due" not in page(company, "ana", plan)
    w.at(monkeypatch, review - dt.timedelta(hours=1))
    assert "review due" in page(company, "ana", plan)


@pytest.mark.parametrize(("how", "verb"), [("kept", "kept plan"), ("stopped", "stopped plan")])
def test_its_owner_ends_a_plan_with_what_was_learnt_and_no_verdict(company, plan, how, verb):
    company.client("ben").post(
        f"/act/plans/{plan.pk}/end/", {"how": how, "learnt": "Start smaller.", "version": 0}
    )
    plan.refresh_from_db()
    assert (plan.state, plan.learnt, plan.ended_on) == (how, "Start smaller.", w.TODAY)
    assert Change.objects.filter(verb=verb, by=company.users["ben"]).exists()
    assert "smaller" not in repr(list(Change.objects.values_list()))
    shown = page(company, "eva", plan)
    assert "Start smaller." in shown
    assert company.client("ben").get(f"/act/plans/{plan.pk}/end/").status_code == 404


def test_three_equal_buttons_and_no_primary_one_stand_at_the_end(company, plan):
    shown = page(company, "ben", plan, "end/")
    assert shown.count('<button class="button" name="how"') == 3
    assert "primary" not in shown.split("<main")[1].split("</main")[0]


def test_a_plan_that_is_changed_goes_on_as_a_draft_that_begins_where_it_ended(company, plan):
    answer = company.client("ana").post(
        f"/act/plans/{plan.pk}/end/", {"how": "changed", "learnt": "Once a day is enough.", "version": 0}
    )
    made = Plan.objects.exclude(pk=plan.pk).get()
    assert answer["Location"] == f"/act/plans/{made.pk}/change/"
    assert (made.state, made.title, made.owner, made.metric, made.locked_at) == (
        "draft", plan.title, plan.owner, "", None,
    )  # fmt: skip
    assert made.review_on > w.TODAY


def test_an_end_is_undone_and_the_history_keeps_both(company, plan):
    ana = company.users["ana"]
    end_plan(plan, "stopped", "Too much.", version=0, by=ana)
    assert "Somebody else" in told(reopen_plan, plan, version=0, by=ana)
    company.client("ana").post(f"/act/plans/{plan.pk}/", {"step": "undo", "version": 1})
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on, plan.learnt) == ("started", None, "Too much.")
    assert list(plan.changes.values_list("before", "after")) == [
        ("started", "stopped"),
        ("stopped", "started"),
    ]
    assert "nothing to undo" in told(reopen_plan, plan, version=2, by=ana)


def test_two_who_end_a_plan_at_once_end_it_once(company, plan):
    end_plan(plan, "kept", "", version=0, by=company.users["ana"])
    assert "Somebody else" in told(end_plan, plan, "stopped", "", version=0, by=company.users["ben"])
    assert "no such answer" in told(end_plan, plan, "started", "", version=1, by=company.users["ben"])
    plan.refresh_from_db()
    assert plan.state == "kept"


def _ends_post(company):
    Post.objects.filter(person=company.ben).update(end=w.TODAY - DAY)


def _moves(company):
    Post.objects.filter(person=company.ben).update(unit=company.units["desk"])


def _is_switched_off(company):
    User.objects.filter(pk=company.users["ben"].pk).update(is_active=False)


@pytest.mark.parametrize("leaves", [_ends_post, _moves, _is_switched_off])
def test_an_owner_who_leaves_is_taken_off_by_the_clock_and_the_page_says_so(company, plan, leaves):
    assert clock.clear_owners() == 0
    leaves(company)
    assert clock.clear_owners() == 1
    assert clock.clear_owners() == 0
    plan.refresh_from_db()
    assert plan.owner is None
    assert "owner needed" in page(company, "ana", plan)
    assert "A plan needs an owner" in home(company, "ana")
    line = PlanChange.objects.get()
    assert (line.field, line.before, line.after, line.by) == ("owner", "", "", None)
    assert Change.objects.filter(verb="took owner off a plan", by=None).exists()


def test_an_owner_who_is_deleted_leaves_the_plan_standing(company, plan):
    company.ben.delete()
    assert "owner needed" in page(company, "ana", plan)


def test_who_leads_a_unit_from_above_can_own_its_plans(company):
    ana = company.ben = company.people["day"][0]
    Grant.objects.filter(user=company.users["ana"]).update(unit=company.units["north"])
    Post.objects.filter(person=ana).update(unit=company.units["north"])
    made = w.draft(company, "day", owner=ana)
    assert clock.clear_owners() == 0
    assert Plan.objects.get(pk=made.pk).owner == ana


def test_the_clock_looks_at_most_every_ten_minutes(company, plan, monkeypatch):
    calls = []
    monkeypatch.setattr(clock, "clear_owners", lambda: calls.append(1))
    monkeypatch.setattr(clock, "_looked", [-clock.LOOK_AGAIN])
    monkeypatch.setattr(clock.time, "monotonic", lambda: 5.0)
    clock.plans_tick()
    clock.plans_tick()
    assert calls == [1]


def test_a_plan_of_a_unit_that_ended_is_read_and_ended_but_none_is_made_or_started(company, plan):
    draft = w.draft(company, "day", title="Another")
    UnitSpan.objects.filter(unit=company.units["day"]).update(valid_to=w.TODAY - DAY)
    assert "This team no longer exists" in page(company, "eva", plan)
    assert "This team no longer exists" in told(w.draft, company, "day", title="Third")
    assert company.client("ana").get("/act/plans/of/day/").status_code == 200
    company.client("ana").post(f"/act/plans/{draft.pk}/", {"step": "start", "version": 0, "without": "yes"})
    assert "no longer exists" in told(end_plan, plan, "changed", "", version=0, by=company.users["ana"])
    company.client("ana").post(f"/act/plans/{plan.pk}/end/", {"how": "stopped", "version": 0})
    assert set(Plan.objects.values_list("state", flat=True)) == {"draft", "stopped"}


def test_changes_of_a_plan_under_way_are_kept_without_the_name_of_an_owner(company, plan):
    given = {"title": plan.title, "text": "Anew", "because_text": "", "stop_if": "", "commitment": "I will ask.",
             "starts_on": plan.starts_on, "review_on": plan.review_on, "owner": None}  # fmt: skip
    change_plan(plan, given, version=0, by=company.users["ana"])
    kept = set(plan.changes.values_list("field", "before", "after"))
    assert kept == {("text", "", "Anew"), ("commitment", "", "I will ask."), ("owner", "", "")}
    plan.refresh_from_db()
    assert (plan.committed_by, plan.committed_on) == (company.users["ana"], w.TODAY)
    Plan.objects.filter(pk=plan.pk).update(state="kept")
    assert "has ended" in told(change_plan, plan, given | {"text": "x"}, version=1, by=company.users["ana"])


def test_a_draft_is_deleted_and_its_tasks_stay_a_started_plan_is_not(company, plan):
    assert "so it stays" in told(delete_draft, plan, by=company.users["ana"])
    draft = w.draft(company, "day", title="Another")
    item = make_item(company.units["day"], "A task", by=company.users["ana"], plan=draft)
    assert "Another" in page(company, "ana", draft, "delete/")
    company.client("ana").post(f"/act/plans/{draft.pk}/delete/")
    assert not Plan.objects.filter(pk=draft.pk).exists()
    item.refresh_from_db()
    assert item.plan is None


def test_proposed_days_are_working_days_of_the_organisation(company, monkeypatch):
    Organisation.objects.update(working_days=[0, 2])
    w.at(monkeypatch, w.NOON + DAY)  # a Tuesday
    assert usual_dates()["starts_on"] == dt.date(2026, 1, 14)
    assert after_working_days(dt.date(2026, 1, 14), 3) == dt.date(2026, 1, 26)
    assert usual_dates("large")["review_on"].weekday() in (0, 2)


def test_a_plan_leads_to_its_practice_and_to_telling_everybody_and_each_address_is_there(company, plan):
    practice = all_practices()[0]
    Plan.objects.filter(pk=plan.pk).update(practice=practice.id)
    ana = company.client("ana")
    shown = page(company, "ana", plan)
    for link in (
        f"/act/playbook/{practice.id}/",
        f"/said/new/?plan={plan.pk}",
        f"/act/plans/{plan.pk}/plan.csv",
    ):
        assert f'href="{link}"' in shown
        assert ana.get(link).status_code == 200
    assert "/said/new/" not in page(company, "ben", plan)


def test_pages_of_plans_read_from_right_to_left_and_hold_no_inline_style_or_script(company, plan):
    from django.test import override_settings

    with override_settings(LANGUAGES=[("en", "English"), ("ar", "Arabic")]):
        client = company.client("ana")
        client.cookies["django_language"] = "ar"
        for path in ("", "change/", "expectation/", "end/"):
            shown = client.get(f"/act/plans/{plan.pk}/{path}").content.decode()
            assert 'dir="rtl"' in shown
            assert " style=" not in shown
            assert not [one for one in shown.split("<script")[1:] if "src=" not in one.split(">")[0]]


def test_no_page_of_a_plan_claims_that_one_thing_leads_to_another(company, plan):
    for path in ("", "expectation/", "end/", "change/"):
        words = page(company, "ana", plan, path).lower()
        for claim in ("because of", "leads to", "impact", "driver", "worst", "rank", "caused"):
            assert claim not in words, (path, claim)
