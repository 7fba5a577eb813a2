"""Nobody is suggested to somebody of their own line, whatever the tree, the grants and the reports look like."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from welcomed import hire, mentor, wish

from bothways_web.act.models import MentorPair
from bothways_web.act.welcome.lines import Lines, in_line
from bothways_web.act.welcome.matching import match_waiting
from bothways_web.people.models import Grant, Organisation, Person, Post, Role, Unit, UnitSpan, User
from bothways_web.people.units import today


def test_who_leads_a_unit_above_and_whom_they_lead_are_in_one_line(company):
    lea, tom, uta = hire(company, "lea"), mentor(company, "tom"), mentor(company, "uta")
    Grant.objects.create(user=tom.user, role=Role.MANAGER, unit=company.units["north"])
    Grant.objects.create(user=uta.user, role=Role.MANAGER, unit=company.units["field"])
    assert in_line(lea, tom)
    assert in_line(tom, lea)
    assert not in_line(lea, uta)
    assert not in_line(tom, uta)


def test_the_chain_of_reports_holds_through_people_who_are_neither_new_nor_mentors(company):
    lea = hire(company, "lea", manager="day1")
    Post.objects.filter(person__code="day1").update(manager="day2")
    Post.objects.filter(person__code="day2").update(manager="tom")
    tom = mentor(company, "tom")
    assert in_line(lea, tom)
    Post.objects.filter(person__code="day1").update(end=today() - dt.timedelta(days=1))
    assert not in_line(lea, tom)


def test_a_post_that_begins_later_counts_already(company):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    Grant.objects.create(user=tom.user, role=Role.MANAGER, unit=company.units["south"])
    assert not in_line(lea, tom)
    Post.objects.create(person=lea, unit=company.units["field"], start=today() + dt.timedelta(days=20))
    assert in_line(lea, tom)


def test_circles_do_no_harm(company):
    lea, tom = hire(company, "lea", manager="tom"), mentor(company, "tom")
    Post.objects.filter(person=tom).update(manager="lea")
    assert in_line(lea, tom)
    assert Lines([lea, tom]).in_line(lea, lea) is True


@st.composite
def worlds(draw):
    """Parents of units (earlier ones or none), and of each person: unit, unit led, and who they report to."""
    units = draw(st.integers(2, 7))
    parents = [None, *(draw(st.integers(0, at - 1)) for at in range(1, units))]
    hires, others = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    people = [
        (
            draw(st.integers(0, units - 1)),
            draw(st.one_of(st.none(), st.integers(0, units - 1))),
            draw(st.one_of(st.none(), st.integers(0, hires + others + 1))),
        )
        for _ in range(hires + others + 2)
    ]
    return parents, hires, others, people


def above(parents, unit):
    found = []
    while unit is not None:
        found.append(unit)
        unit = parents[unit]
    return found


def stands_above(world, one, other):
    """Worked out another way than in the app: step by step upwards."""
    parents, _hires, _others, people = world
    if people[one][1] in above(parents, people[other][0]) and people[one][1] is not None:
        return True
    at, seen = people[other][2], set()
    while at is not None and at not in seen:
        if at == one:
            return True
        seen.add(at)
        at = people[at][2]
    return False


class RandomTrees(TestCase):
    """Worlds drawn by chance; each is undone."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(worlds())
    def test_no_suggestion_and_no_pair_is_in_one_line(self, world):
        parents, hires, others, people = world
        Organisation.objects.update_or_create(pk=1, defaults={"name": "x", "time_zone": "UTC"})
        units = [Unit.objects.create(code=f"u{at}") for at in range(len(parents))]
        for at, parent in enumerate(parents):
            UnitSpan.objects.create(
                unit=units[at], parent=None if parent is None else units[parent], name=f"U{at}"
            )
        made = [self._person(at, units, people, new=at < hires) for at in range(len(people))]
        for one in made[:hires]:
            wish(one)
        for one in made[hires : hires + others]:
            from welcomed import offer

            offer(one, room=5)
        match_waiting()
        place = {one.pk: at for at, one in enumerate(made)}
        found = {(place[one.hire_id], place[one.mentor_id]) for one in MentorPair.objects.all()}
        for one, other in found:
            assert not stands_above(world, one, other)
            assert not stands_above(world, other, one)
        for one in range(hires):  # and whoever may be is suggested: nobody is left out for nothing
            may = [
                other
                for other in range(hires, hires + others)
                if not stands_above(world, one, other) and not stands_above(world, other, one)
            ]
            assert bool([pair for pair in found if pair[0] == one]) == bool(may)

    def _person(self, at, units, people, *, new):
        unit, leads, manager = people[at]
        person = Person.objects.create(code=f"p{at}", email=f"p{at}@company.example")
        person.user = User.objects.create_user(f"p{at}@company.example", name=f"P{at}")
        person.save()
        start = today() - dt.timedelta(days=5 if new else 900)
        Post.objects.create(
            person=person, unit=units[unit], start=start, manager="" if manager is None else f"p{manager}"
        )
        if leads is not None:
            Grant.objects.create(user=person.user, role=Role.MANAGER, unit=units[leads])
        return person
