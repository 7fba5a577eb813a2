"""A company in which something began in some teams, in the answers as well: its studies have something to find."""

from __future__ import annotations

import datetime as dt

import linked_company as linked
import numpy as np
from kept_worlds import kept
from linked_company import World

from bothways_web.people.units import today
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies import locking, writing
from bothways_web.verify.studies.computing import look_at
from bothways_web.verify.studies.locking import Question
from bothways_web.verify.studies.starts import Start

HELP = "psych_safety.willingness_to_help"
#: Answers of July and later speak of a start on this day, those of June do not.
STARTS = dt.date(2025, 7, 1)
LATER = dt.date(2025, 9, 1)


def raised(world: World, teams: int, by: float, since: int = 6) -> World:
    """Return a world in which the first teams feel better from a month on."""
    values = np.array(world.values)
    values[:teams, since:, 0] += by
    return World(values)


def build(company, *, teams: int = 12, by: float = 1.5, units: int = 24, released: int = 1):
    """Answers of 2025 in which the first teams feel better from July on."""
    return kept(_build, company, teams=teams, by=by, units=units, released=released)


def _build(company, *, teams: int, by: float, units: int, released: int):
    linked.add_teams(company, units)
    world = linked.draw(units, seed=8)
    company.rounds = linked.ask_all(company, raised(world, teams, by), released=released)
    return company


def question(**changes) -> Question:
    given = {"side": "employees", "metric": HELP, "smallest": 0.2, "look_on": dt.date(2025, 12, 20)}
    return Question(**(given | changes))


def programme(
    company, teams, *, by="fay", asked: Question | None = None, title: str = "Learning hour"
) -> Study:
    """Write a study of a programme and lock it; ``teams`` are starts, or how many teams began in July."""
    user = company.users[by]
    starts = [Start(code, STARTS) for code in linked.teams(teams)] if isinstance(teams, int) else teams
    made = writing.make_study("programme", {"title": title, "text": ""}, by=user)
    writing.set_units(made, starts, version=made.version, by=user, replace=True)
    made.refresh_from_db()
    locking.ask(made, asked or question(), version=made.version, by=user)
    made.refresh_from_db()
    locking.lock(made, version=made.version, by=user)
    made.refresh_from_db()
    return made


def looked(study: Study) -> Look:
    """Take the look that waits, on its day."""
    look = study.looks.exclude(state=Look.State.DONE).get()
    study.looks.filter(pk=look.pk, due_on__gt=today()).update(due_on=today())
    look_at(look.pk)
    look.refresh_from_db()
    study.refresh_from_db()
    return look
