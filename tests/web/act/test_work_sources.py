"""Where work comes from: said to everybody who reads a board, linked for those who may open it."""

import datetime as dt
import re

import work_at_hand as w

from bothways_web.act.models import Case, Huddle, Plan, WorkItem
from bothways_web.people.units import today


def plan(company, state="started", unit="day"):
    day = today()
    return Plan.objects.create(
        unit=company.units[unit], title="Call back", state=state, starts_on=day, review_on=day, made_on=day
    )


def case(company, unit="day"):
    day = today()
    return Case.objects.create(
        unit=company.units[unit], opened_on=day, reply_by=day, close_by=day, words="Secret!"
    )


def huddle(company, unit="day"):
    return Huddle.objects.create(
        unit=company.units[unit], day=today(), opened_at=dt.datetime.now(dt.UTC), state="held"
    )


def links(company, name):
    page = w.words(company.client(name).get(w.BOARD))
    return set(re.findall(r'href="(/problems/triage/|/act/(?:plans|huddles|cases)/)\d+/"', page))


def test_a_source_is_linked_for_those_who_may_open_it(company):
    w.piece(company, problem=w.problem(company))
    w.piece(company, plan=plan(company))
    w.piece(company, huddle=huddle(company))
    w.piece(company, case=case(company))
    all_four = {"/problems/triage/", "/act/plans/", "/act/huddles/", "/act/cases/"}
    assert links(company, "ana") == all_four
    assert links(company, "ben") == {"/act/plans/", "/act/huddles/"}
    assert links(company, "eva") == all_four - {"/act/cases/"}
    assert links(company, "fay") == all_four
    page = w.words(company.client("ben").get(w.BOARD))
    for text in (
        "from a problem that was reported",
        "from a plan",
        "from a huddle",
        "from a customer’s case",
    ):
        assert text in page
    assert "Secret!" not in page


def test_a_draft_of_a_plan_is_not_linked_for_who_may_not_read_it(company):
    w.piece(company, plan=plan(company, "draft"))
    assert links(company, "ben") == set()
    assert links(company, "ana") == {"/act/plans/"}


def test_a_report_without_a_name_is_not_linked_on_its_first_day(company):
    w.piece(company, problem=w.problem(company, None, day=today()))
    assert links(company, "ana") == set()


def test_work_is_written_down_for_a_plan_a_huddle_and_a_case(company):
    ana, fay = company.client("ana"), company.client("fay")
    for name, thing in (("plan", plan(company)), ("huddle", huddle(company)), ("case", case(company))):
        address = f"{w.BOARD}new/?{name}={thing.pk}"
        ana.post(address, {"title": f"For a {name}", "effort": "1", "after": 0})
        assert getattr(WorkItem.objects.get(title=f"For a {name}"), name) == thing
        assert fay.get(address).status_code == (200 if name == "case" else 404)
        assert company.client("ben").get(address).status_code == 404
    elsewhere = (
        ("plan", plan(company, unit="desk")),
        ("huddle", huddle(company, "desk")),
        ("case", case(company, "desk")),
    )
    for name, thing in elsewhere:
        assert ana.get(f"{w.BOARD}new/?{name}={thing.pk}").status_code == 404
    item = WorkItem.objects.get(case__isnull=False)
    assert fay.get(f"/act/work/pieces/{item.pk}/change/").status_code == 200
    assert company.client("eva").get(f"/act/work/pieces/{item.pk}/change/").status_code == 404


def test_a_board_takes_as_many_queries_for_many_pieces_as_for_few(company, django_assert_max_num_queries):
    ben = company.client("ben")
    for number in range(14):
        w.piece(
            company, owner=company.people["day"][number % 8], plan=plan(company), problem=w.problem(company)
        )
    with django_assert_max_num_queries(50):
        ben.get(w.BOARD)
