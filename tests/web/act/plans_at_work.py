"""A company whose teams answered and whose customers were asked, and plans of its first team."""

from __future__ import annotations

import datetime as dt

import linked_company as linked
from kept_worlds import kept

from bothways.tables import read_table
from bothways_web.act.models import Plan
from bothways_web.act.plans.because import Reason
from bothways_web.act.plans.expecting import Expectation, expect, start_plan
from bothways_web.act.plans.writing import make_plan
from bothways_web.link.bringing import chosen_columns
from bothways_web.link.checking import read_metrics
from bothways_web.link.imports import import_metrics
from bothways_web.link.models import MetricImport
from bothways_web.people.models import Grant, Person, Post, Role

NOON = dt.datetime(2026, 1, 12, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
HELP = "psych_safety.willingness_to_help"
WORDS = {
    "title": "Call back within two hours",
    "text": "",
    "because_text": "",
    "stop_if": "",
    "commitment": "",
}


def build(company):
    """Ana leads Team t01 to t03 as well; Ben works in t01. Rounds and customers' stars of 2025 are there."""
    return kept(_build, company)


def _build(company):
    world = linked.draw()
    linked.add_teams(company)
    bring(company, linked.customers(world))
    company.world, company.rounds = world, linked.ask_all(company, world, released=2)
    for code in ("t01", "t02"):
        Grant.objects.create(user=company.users["ana"], role=Role.MANAGER, unit=company.units[code])
    ben = Person.objects.get(user=company.users["ben"])
    Post.objects.filter(person=ben).update(unit=company.units["t01"])
    company.ben = ben
    return company


def at(monkeypatch, moment: dt.datetime) -> None:
    """Let it be another moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def draft(company, unit: str = "t01", reason: Reason | None = None, **given) -> Plan:
    start = {"starts_on": TODAY, "review_on": TODAY + dt.timedelta(days=60), "owner": company.ben}
    return make_plan(company.units[unit], WORDS | start | given, reason or Reason(), by=company.users["ana"])


def help_up(
    expected: float = 5.0, *, smallest: float = 2.0, metric: str = HELP, side: str = "employees"
) -> Expectation:
    return Expectation(side, metric, expected, smallest, TODAY + dt.timedelta(days=90))


def started(company, expectation: Expectation | None = None, **given) -> Plan:
    plan = draft(company, **given)
    expect(plan, expectation or help_up(), version=plan.version, by=company.users["ana"])
    plan.refresh_from_db()
    return start_plan(plan, version=plan.version, by=company.users["ana"])


def bring_stars(company, month: str, teams: list[str]) -> MetricImport:
    """Bring in one more month of customers' stars."""
    frame = linked.customers(company.world)
    return bring(
        company, frame[(frame["month"] == "2025-12") & frame["team"].isin(teams)].assign(month=month)
    )


def bring(company, frame) -> MetricImport:
    """Import stars of customers, of which more is better."""
    columns = chosen_columns(linked.COLUMNS | {"better": "good"})
    reading = read_metrics(read_table(frame.assign(good="higher")), "customer", columns)
    assert not reading.problems, reading.problems
    by = company.users["fay"]
    return import_metrics(
        reading, side="customers", file_name="stars.csv", columns=columns, replace=False, by=by
    )


def ask_again(company, opens: dt.datetime, *, release: bool = True):
    """Ask everybody once more in a round that opens at a moment and lasts a week; released, or still open."""
    from bothways_web.listen.archive import file_of
    from bothways_web.listen.models import Round
    from bothways_web.listen.release import release_round
    from bothways_web.people.units import current_tree

    last, tree = company.rounds[-1], current_tree()
    made = Round.objects.create(
        pulse=last.pulse, number=Round.objects.filter(pulse=last.pulse).count() + 1, period=f"{opens:%Y-%m}",
        opens_at=opens, closes_at=opens + dt.timedelta(days=7),
        state=Round.State.CLOSING if release else Round.State.OPEN,
        ledger_name=f"{opens:%Y-%m}" if release else None, definition=last.definition, comment=False, floor=5,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
    )  # fmt: skip
    if release:
        path = file_of(made)
        path.parent.mkdir(parents=True, exist_ok=True)
        linked.answers(made, company.world, 3).to_parquet(path, index=False)
        assert release_round(made.pk), Round.objects.get(pk=made.pk).trouble
    return made
