"""Attacks by size: pages that ask the database once more for each row, and what a stranger can make the server do."""

import datetime as dt

import huddled as h
import pytest
import said_entries as s
import work_at_hand as w
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bothways_web.act.models import Case, CaseStep, Huddle, Plan, WorkItem
from bothways_web.listen.models import Contact, Problem
from bothways_web.people.models import Grant, Role, Unit, UnitSpan, User
from bothways_web.people.units import today

DAY = dt.timedelta(days=1)


def cases(company, count, **given):
    fields = {
        "opened_on": today(),
        "reply_by": today() + DAY,
        "close_by": today() + DAY,
        "masked": "Late again.",
    }
    start = Contact.objects.count()
    for number in range(start, start + count):
        contact = Contact.objects.create(side="customers", key=f"k-{number}", unit="day")
        made = Case.objects.create(
            unit=company.units["day"], contact=contact, owner=company.users["ana"], **fields | given
        )
        CaseStep.objects.create(case=made, kind="opened", day=today())
    return made


def fill(company, count):
    """Make so many rows of everything that act lists."""
    cases(company, count)
    cases(company, count, state="closed", outcome="solved", closed_on=today() - DAY, lesson="Call back.")
    problem = Problem.objects.first()
    for number in range(count):
        w.piece(company, f"Piece {number}", problem=problem)
        WorkItem.objects.filter(pk=w.piece(company, "Done").pk).update(
            state="done", owner=company.people["day"][1]
        )
        Plan.objects.create(
            unit=company.units["day"], title=f"Plan {number}", because="other", starts_on=today(),
            review_on=today() + DAY, made_on=today(), state="started", owner=company.people["day"][number % 8],
        )  # fmt: skip
        Huddle.objects.create(unit=company.units["day"], day=today(), state="held", opened_at=timezone.now())
        s.stands(company, unit=company.units["day"], for_customers=True, problem=problem)
        s.stands(company, unit=company.units["day"], published_on=None)


LISTS = {
    "ana": ("/act/cases/", "/act/cases/?state=all", "/act/cases/lessons/", "/act/cases/lessons/day/", "/act/plans/",
            "/act/plans/of/day/", "/act/huddles/", "/act/huddles/unit/day/", w.BOARD, f"{w.BOARD}?state=pool",
            "/act/work/units/day/work.csv", "/act/work/units/day/balance/", "/said/drafts/", "/problems/triage/", "/",
            "/problems/triage/{problem}/", "/said/"),
    "ben": (w.MINE, w.BOARD, "/act/plans/", "/act/cases/lessons/"),
    "fay": ("/act/cases/", "/act/cases/held/", "/act/plans/", "/act/work/", "/said/drafts/"),
    "nobody": ("/said/customers/",),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_database_no_oftener_for_more_rows(company, name):
    problem = w.problem(company, "ben")
    counts = []
    for count in (3, 7):
        fill(company, count)
        client, asked = company.client(name), {}
        for address in LISTS[name]:
            address = address.format(problem=problem.pk)
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200, address
            asked[address] = len(queries)
        counts.append(asked)
    assert counts[0] == counts[1]


def managers(company, count):
    """So many managers of other units, who have all signed in."""
    start = Unit.objects.count()
    for number in range(start, start + count):
        unit = Unit.objects.create(code=f"u{number}")
        UnitSpan.objects.create(unit=unit, parent=company.units["south"], name=f"Unit {number}")
        user = User.objects.create_user(
            f"m{number}@company.example", name=f"M {number}", last_login=timezone.now()
        )
        Grant.objects.create(user=user, role=Role.MANAGER, unit=unit)


def test_the_page_of_a_case_does_not_look_at_every_manager_of_the_company(company):
    made, ana = cases(company, 1), company.client("ana")
    counts = []
    for _more in range(2):
        ana.get(f"/act/cases/{made.pk}/")
        with CaptureQueriesContext(connection) as queries:
            page = ana.get(f"/act/cases/{made.pk}/")
        assert ">M 1" not in page.content.decode()
        counts.append(len(queries))
        managers(company, 20)
    assert counts[0] == counts[1]


def test_a_case_is_given_to_those_above_and_leads_as_before(company):
    from bothways_web.act.cases.owners import may_own, possible_owners

    h.lead(company, "lou", "north")
    h.lead(company, "moe", "night")
    h.lead(company, "pat", "company")
    User.objects.update(last_login=timezone.now())
    made = cases(company, 1)
    assert [one.name for one in possible_owners(made)] == ["Ana", "Fay", "Lou", "Pat"]
    everybody = User.objects.all()
    assert {one.name for one in everybody if may_own(one, made)} == {"Ana", "Fay", "Lou", "Pat"}


def test_a_guess_at_a_code_for_cards_reads_little_of_each_huddle(company):
    """A stranger may guess as often as they like: it must stay cheap, and fetch no notes and no agenda."""
    made = h.opened(company)
    Huddle.objects.filter(pk=made.pk).update(notes="x" * 4000)
    with CaptureQueriesContext(connection) as queries:
        assert Client().get("/act/huddles/card/0000-0000/").status_code == 404
    asked = [one["sql"] for one in queries if "act_huddle" in one["sql"]]
    assert len(asked) == 1
    assert "notes" not in asked[0]
    assert "agenda" not in asked[0]
