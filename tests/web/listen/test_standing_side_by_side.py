"""Attacks on two standing surveys with the same questions: nobody may be found by subtracting one from the other."""

from __future__ import annotations

import datetime as dt

import pytest
import rounds_at_work as at

from bothways.errors import InputError
from bothways_web.listen.asks import Noted, look_for_people, note_contact
from bothways_web.listen.models import Ask, Contact, Pulse, Round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Person, Post
from bothways_web.people.units import today

LEAVING = {"instrument": "engagement_short", "occasion": "leaving", "days": 7, "cadence": "monthly"}
CONTACT = {
    "instrument": "csat_relational", "side": "customers", "occasion": "contact", "rest_days": 0, "cadence": "monthly",
}  # fmt: skip


@pytest.mark.parametrize("plan", [LEAVING, CONTACT], ids=["leaving", "contact"])
def test_a_part_is_not_asked_beside_the_whole(company, plan):
    at.launch(company, **plan)
    with pytest.raises(InputError, match="the same people"):
        at.launch(company, audience="day", **plan)
    assert Round.objects.count() == 1


def test_other_units_and_other_questions_are_asked_side_by_side(company):
    at.launch(company, audience="day", **LEAVING)
    at.launch(company, audience="night", **LEAVING)
    at.launch(company, **LEAVING | {"instrument": "team_psychological_safety"})
    assert Round.objects.count() == 3


def test_somebody_who_was_asked_by_a_survey_that_ended_is_not_asked_the_same_again(company):
    first = at.launch(company, **LEAVING)
    person = Post.objects.filter(unit__code="day").exclude(person__email="").first().person
    Post.objects.filter(person=person).update(end=today() + dt.timedelta(days=3))
    assert look_for_people() == 1
    close_round(first)
    Pulse.objects.update(state=Pulse.State.ENDED)
    at.launch(company, audience="day", **LEAVING)
    assert look_for_people() == 0
    other = Person.objects.exclude(pk=person.pk).filter(posts__unit__code="day").exclude(email="").first()
    Post.objects.filter(person=other).update(end=today() + dt.timedelta(days=3))
    assert look_for_people() == 1
    assert Ask.objects.count() == 2


def test_one_contact_of_a_customer_is_not_told_to_two_surveys(company):
    first = at.launch(company, **CONTACT)
    one = Contact.objects.create(side="customers", key="c1", email="c1@customer.example", unit="day")
    assert note_contact(first.pulse, one, unit="day", happened_on=today())[0] == Noted.NOTED
    close_round(first)
    second = at.launch(company, audience="day", **CONTACT)
    assert note_contact(second.pulse, one, unit="day", happened_on=today())[0] == Noted.RESTING
