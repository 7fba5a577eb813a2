"""Loading a simulated company into an empty site: people, past rounds, customers' numbers, findings, accounts."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from bothways_web.people.models import Organisation, Person, Post, Unit, UnitSpan, User
from bothways_web.web.example.accounts import COLLEAGUES, TEAM, make_accounts
from bothways_web.web.example.cases import look_after_more
from bothways_web.web.example.committee import form_a_committee
from bothways_web.web.example.culture import thank_each_other, walk_the_path
from bothways_web.web.example.customers import bring_in_customers, make_findings
from bothways_web.web.example.ended import act_in_ended_team
from bothways_web.web.example.habits import look_at_a_habit
from bothways_web.web.example.journeys import draw_a_journey
from bothways_web.web.example.leavers import tell_who_left
from bothways_web.web.example.mission import write_the_mission
from bothways_web.web.example.overload import say_who_serves_whom
from bothways_web.web.example.own_set import write_a_set
from bothways_web.web.example.problems import dig_up_problems
from bothways_web.web.example.rounds import load_rounds, open_a_round
from bothways_web.web.example.studies import study_what_was_tried
from bothways_web.web.example.surveyed import ask_customers
from bothways_web.web.example.teamwork import act_in_team
from bothways_web.web.example.unhappy import look_after_customers
from bothways_web.web.example.welcome import welcome_somebody
from bothways_web.web.example.words import bring_reviews, find_themes

Report = Callable[[int, int, str], None]


def load_company(folder: Path, *, report: Report) -> None:
    """Load the company that ``bothways simulate`` wrote into a folder.

    The last three rounds pass the ledger as they would have, one after the other; earlier ones count for findings
    only. Whatever a page shows afterwards went the way that real answers go.
    """
    with transaction.atomic():
        _load_organisation()
        _load_units(_rows(folder / "units.csv"))
        _load_people(_rows(folder / "people.csv"))
        accounts = make_accounts()
    last = load_rounds(folder / "employee_answers.parquet", by=accounts["people lead"], report=report)
    walk_the_path(last.asked, by=accounts["people lead"])
    tell_who_left(by=accounts["people lead"], report=report)
    bring_in_customers(folder / "customers.csv", by=accounts["customer experience lead"], report=report)
    bring_reviews(by=accounts["customer experience lead"])
    ask_customers(TEAM, by=accounts["customer experience lead"])
    find_themes(report=report)
    last.release()
    make_findings(last.asked, report=report)
    look_at_a_habit(last.asked, by=accounts["people lead"])
    say_who_serves_whom(last.asked, by=accounts["people lead"])
    study_what_was_tried(folder / "events.csv", by=accounts["people lead"])
    open_a_round(TEAM, by=accounts["people lead"])
    dig_up_problems(TEAM, by=accounts["employee"], looks_after=accounts["customer experience lead"])
    draw_a_journey(TEAM, by=accounts["customer experience lead"])
    write_a_set(by=accounts["people lead"])
    write_the_mission(by=accounts["customer experience lead"])
    act_in_team(TEAM, led_by=accounts["manager"])
    look_after_customers(TEAM, lead=accounts["customer experience lead"])
    look_after_more(TEAM, manager=accounts["manager"], lead=accounts["customer experience lead"])
    thank_each_other(accounts)
    act_in_ended_team(by=accounts["people lead"])
    others = list(User.objects.filter(email__in=[f"{name.lower()}@company.example" for name in COLLEAGUES]))
    welcome_somebody(
        new=accounts["new colleague"], mentors=[accounts["employee"], *others], by=accounts["people lead"]
    )
    form_a_committee(TEAM, lead=accounts["customer experience lead"], member=accounts["committee member"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _load_organisation() -> None:
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Example company",
            "time_zone": "UTC",
            "zone_chosen": True,
            "is_demo": True,
            "set_up_on": dt.date.today(),
            "support": "the people team, people@company.example",
        },
    )


def _load_units(rows: list[dict[str, str]]) -> None:
    Unit.objects.bulk_create([Unit(code=row["unit"]) for row in rows])
    units = {unit.code: unit for unit in Unit.objects.all()}
    UnitSpan.objects.bulk_create(
        [
            UnitSpan(
                unit=units[row["unit"]], parent=units.get(row["parent"]), name=row["name"] or row["unit"],
                valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
            )
            for row in rows
        ]
    )  # fmt: skip


def _load_people(rows: list[dict[str, str]]) -> None:
    codes = list(dict.fromkeys(row["person"] for row in rows))
    Person.objects.bulk_create(
        [Person(code=code, email=f"{code}@company.example") for code in codes], batch_size=500
    )
    people = {person.code: person for person in Person.objects.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}
    Post.objects.bulk_create(
        [
            Post(
                person=people[row["person"]], unit=units[row["unit"]],
                start=dt.date.fromisoformat(row["start"]), end=_day(row["end"]),
                reason=row["reason"], role=row["role"], site=row["site"], manager=row["manager"],
            )
            for row in rows
        ],
        batch_size=500,
    )  # fmt: skip
