"""A year of shared work through the app's verbs comes out as the library alone has it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import work_at_hand as w

from bothways.allocation import share_out
from bothways.simulate.work_year import TURNS, draw_work_plan, monday, simulate_year
from bothways_web.act.models import Capacity, WorkItem
from bothways_web.act.work import sharing, steps
from bothways_web.act.work.items import make_item
from bothways_web.people.models import Person, Post, User

SEED, PEOPLE = 7, 12


class Unit:
    """One unit with the people of a plan, at a clock that the test turns."""

    def __init__(self, company, plan, monkeypatch):
        self.company, self.plan = company, plan
        self.day, self.seed = monday(0), 0
        noon = dt.time(12, tzinfo=dt.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: dt.datetime.combine(self.day, noon))
        monkeypatch.setattr(sharing, "seed_of", lambda day: self.seed)
        self.unit, self.ana = company.units["day"], company.users["ana"]
        for sharer in plan.sharers:
            user = User.objects.create_user(f"{sharer.key}@company.example", name=sharer.key)
            person = Person.objects.create(code=sharer.key, name=sharer.key, user=user)
            Post.objects.create(person=person, unit=self.unit, start=dt.date(2025, 1, 1))
            company.users[sharer.key] = user
            w.room(company, sharer.key, sharer.capacity, *sharer.skills)
        self.numbers, self.handed_back, self.done = {}, 0, []

    def run_week(self, week):
        """Write down what is new, and share out what waits until nothing is handed back."""
        self.day = monday(week)
        away = self.plan.away[week]
        Capacity.objects.update(away_until=None)
        Capacity.objects.filter(person__code__in=away).update(away_until=self.day + dt.timedelta(days=6))
        for task in self.plan.tasks[week]:
            told = w.problem(self.company, min(task.last)) if task.last else None
            made = make_item(
                self.unit,
                task.key,
                by=self.ana,
                effort=Decimal(task.effort),
                skills=sorted(task.skills),
                problem=told,
            )
            self.numbers[task.key] = made.pk
        for turn in range(TURNS):
            self.seed = SEED * 1000 + week * 10 + turn
            if not self.share_out():
                break
        return WorkItem.objects.filter(state="pool").count()

    def share_out(self):
        """Send offers, let each be answered, and return how many were handed back."""
        waiting = WorkItem.objects.filter(unit=self.unit, state="pool").select_related("unit", "problem")
        assert waiting.count() <= sharing.MOST_AT_ONCE
        if not waiting:
            return 0
        proposal = sharing.propose_shares(self.unit, waiting)
        sharing.send_shares(self.unit, waiting, mark=proposal.mark, by=self.ana)
        back = 0
        for offer in proposal.offers:
            if offer.person is None:
                continue
            item, person = WorkItem.objects.get(pk=offer.item.pk), offer.person
            if (item.title, person.code) in self.plan.declined:
                steps.hand_back(item, person, seen=item.version, by=self.ana)
                back += 1
                continue
            steps.take(item, person, seen=item.version, by=self.ana)
            steps.finish(item, seen=item.version + 1, by=self.ana)
            self.done.append((str(item.pk), person.code, self.day, float(item.effort)))
        self.handed_back += back
        return back


def renamed(plan, numbers):
    """The same plan with tasks called as the app numbers them: ties are settled by names."""
    tasks = tuple(tuple(replace(task, key=str(numbers[task.key])) for task in week) for week in plan.tasks)
    declined = frozenset((str(numbers[task]), key) for task, key in plan.declined)
    return replace(plan, tasks=tasks, declined=declined)


@pytest.mark.slow
def test_the_app_shares_a_year_as_the_library_does(company, monkeypatch):
    plan = draw_work_plan(SEED, people=PEOPLE)
    unit = Unit(company, plan, monkeypatch)
    waiting = tuple(unit.run_week(week) for week in range(len(plan.tasks)))
    alone = simulate_year(share_out, seed=SEED, plan=renamed(plan, unit.numbers))
    expected = [(one.task, one.sharer, one.day, one.hours) for one in alone.done]
    assert len(expected) > 200
    assert sorted(unit.done) == sorted(expected)
    assert (unit.handed_back, waiting) == (alone.handed_back, alone.waiting)
    assert alone.handed_back > 20  # else handing back was not tried
    reported = {task.key for week in plan.tasks for task in week if task.last}
    assert len(reported) > 50
