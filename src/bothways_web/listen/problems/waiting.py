"""How long reports wait, and until when an answer was promised; counted in working days of the organisation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from bothways_web.listen.models import Problem, Reply
from bothways_web.people.models import Organisation
from bothways_web.people.units import today
from bothways_web.people.working_days import days_of_work, last_day_overdue, working_day_after

#: Working days until somebody should have looked at a report.
LOOK_DAYS = 2
OPEN = (Problem.State.NEW, Problem.State.LOOKED_AT, Problem.State.TAKEN_UP)


@dataclass(frozen=True)
class Wait:
    """How a report waits.

    Attributes
    ----------
    since : date
        When it was reported.
    look_by : date or None
        Until when somebody should look at it; ``None`` once somebody has.
    answer_by : date
    late : bool
        Whether it waits longer than was promised.
    """

    since: dt.date
    look_by: dt.date | None
    answer_by: dt.date
    late: bool


class Promise:
    """What was promised; read once for a whole list."""

    def __init__(self) -> None:
        self.days, self.at_work = Organisation.current().answer_days, days_of_work()
        self.today = today()

    def answer_by(self, day: dt.date) -> dt.date:
        """Return until when a report of a day should be answered, as the settings are now."""
        return working_day_after(day, self.days, *self.at_work)

    def until(self, problem: Problem) -> dt.date:
        """Return until when a report should be answered: as was kept with it, else as the settings are now."""
        return problem.answer_by or self.answer_by(problem.day)

    def wait_of(self, problem: Problem, *, answered: bool) -> Wait | None:
        """Return how a problem waits; ``None`` where it does not, because it is closed or was answered before."""
        if problem.state not in OPEN or answered:
            return None
        look_by = None
        if problem.state == Problem.State.NEW:
            look_by = working_day_after(problem.day, LOOK_DAYS, *self.at_work)
        answer_by = self.until(problem)
        late = answer_by < self.today or (look_by is not None and look_by < self.today)
        return Wait(problem.day, look_by, answer_by, late)

    def overdue(self) -> Q:
        """Return the condition of a problem that waits longer than was promised."""
        answer = last_day_overdue(self.today, self.days, *self.at_work)
        look = last_day_overdue(self.today, LOOK_DAYS, *self.at_work)
        over = Q(answer_by__lt=self.today) | Q(answer_by=None, day__lte=answer)
        late = Q(over, state__in=OPEN) | Q(state=Problem.State.NEW, day__lte=look)
        return late & ~Q(pk__in=_answered())


def wait_of(problem: Problem) -> Wait | None:
    """Return how one problem waits."""
    return Promise().wait_of(problem, answered=_answered().filter(problem=problem.pk).exists())


def _answered() -> QuerySet[Reply, Any]:
    return Reply.objects.filter(kind=Reply.Kind.ANSWER).values("problem")
