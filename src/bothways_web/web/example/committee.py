"""The example's committee: a charter, a draw among people of all sites, a meeting with minutes, and one to come."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from bothways_web.act.committee import draws, seats
from bothways_web.act.committee.charters import write_charter
from bothways_web.act.committee.decisions import write_decision
from bothways_web.act.committee.groups import PLACE, ROLE, TENURE
from bothways_web.act.committee.meetings import plan_meeting, publish_minutes, write_minutes
from bothways_web.act.committee.willing import say_willing
from bothways_web.act.models import CommitteeDraw, CommitteeMeeting, Seat, Willingness
from bothways_web.people.models import Person, Post, Unit, User
from bothways_web.people.units import today

#: Every so manieth of those who work there is willing.
EVERY, SEATS = 40, 8
DRAWN_DAYS_AGO, MET_DAYS_AGO, MEETS_IN_DAYS = 40, 16, 12
CHARTER = {
    "purpose": "See that what customers and employees say is acted on, and say openly where it is not.",
    "culture": "We listen first. Whoever reports a problem is thanked. We speak about the work, not about people.",
    "process": "We meet once a month for an hour. Who leads the meeting is drawn. We decide by consent, and write down "
    "who saw it otherwise.",
    "goals": "Every report has an answer in time. Three things that are in the way of good service are gone at the end "
    "of the term.",
    "expectations": "Members come prepared and speak for nobody but themselves. The company gives them the time, and "
    "an answer to everything they ask for.",
    "accountability": "Minutes stand here for everybody within a week. Twice a year we say what we reached, and what "
    "we did not.",
    "powers": "advises",
    "powers_words": "We may decide about small trials of up to a month.",
    "time_for_it": "Two hours a month, as working time.",
    "removal": "By a vote of all others, after a talk.",
    "term_months": 12,
    "outside": True,
}
MINUTES = {
    "mission": "We read it once more and left it as it is.",
    "celebrate": "The call-back list of one team: customers said thank you, by name of the team.",
    "blockers": "Two forms ask for the same address. Refund letters are hard to read.",
    "ideas": "Let new colleagues listen to calls in their first week.",
    "other": "",
    "outside": True,
}
DECISIONS = (
    {
        "text": "The two forms become one",
        "reason": "Customers give their address twice, and employees type it twice.",
        "who": "the team of the forms, with somebody of shipping",
        "days": 45,
        "dissent": "One of us would rather wait for the new system.",
    },
    {
        "text": "Every team reads its refund letter aloud once, and shortens it",
        "reason": "Letters are what customers ring about most.",
        "who": "whoever leads a team",
        "days": 30,
        "dissent": "",
    },
)


def form_a_committee(team: str, *, lead: User, member: User) -> None:
    """Let the example do what the guide describes, through the verbs that pages use."""
    write_charter(CHARTER | {"review_on": today() + dt.timedelta(days=180)}, seen=0, by=lead)
    _let_people_be_willing()
    _draw(lead)
    _meet(team, member)


def _let_people_be_willing() -> None:
    """Give some people of all sites an account, and let them be willing; as all others they have codes for names."""
    posts = Post.objects.filter(end=None).order_by("pk").select_related("person")
    for post in posts[::EVERY]:
        person = post.person
        if person.user is None:
            person.user = User.objects.create_user(person.email, name=person.code)
            Person.objects.filter(pk=person.pk).update(user=person.user)
        say_willing(person, True)
    Willingness.objects.update(since=today() - dt.timedelta(days=DRAWN_DAYS_AGO + 9))


def _draw(lead: User) -> None:
    """Announce and draw, and date it back as if the weeks had gone by; one says no, the others yes."""
    soon = timezone.now() + dt.timedelta(days=1)
    draw = draws.plan_draw(SEATS, soon, (PLACE, ROLE, TENURE), by=lead)
    draws.take_nearest(draw, seen=draw.version, by=lead)
    draw.refresh_from_db()
    draws.begin_announcing(draw, seen=draw.version, by=lead)
    draws.finish_announcing(draw.pk)
    then = timezone.now() - dt.timedelta(days=DRAWN_DAYS_AGO)
    CommitteeDraw.objects.filter(pk=draw.pk).update(draw_at=then, announced_at=then - dt.timedelta(days=7))
    draw.refresh_from_db()
    draws.make_draw(draw, seen=draw.version, by=lead)
    seats.decline(draw.people.filter(state=Seat.State.ASKED)[0])
    for seat in draw.people.filter(state=Seat.State.ASKED).select_related("person__user"):
        if seat.person and seat.person.user:
            seats.accept(seat, by=seat.person.user)
    CommitteeDraw.objects.filter(pk=draw.pk).update(drawn_at=then)
    Seat.objects.filter(draw=draw).update(
        asked_on=then.date(), answered_on=then.date() + dt.timedelta(days=2)
    )


def _meet(team: str, member: User) -> None:
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    where = {"minutes": 60, "place": "Room 2, and by video"}
    held = plan_meeting({"at": noon - dt.timedelta(days=MET_DAYS_AGO), **where}, by=member)
    write_minutes(held, MINUTES, seen=held.version, by=member)
    for number, one in enumerate(DECISIONS):
        given = {name: one[name] for name in ("text", "reason", "who", "dissent")}
        unit = Unit.objects.get(code=team) if number == 1 else None
        by_when = today() + dt.timedelta(days=int(str(one["days"])))
        write_decision(held, given | {"by_when": by_when, "unit": unit}, by=member)
    held.refresh_from_db()
    publish_minutes(held, seen=held.version, by=member)
    CommitteeMeeting.objects.filter(pk=held.pk).update(
        published_on=today() - dt.timedelta(days=MET_DAYS_AGO - 3)
    )
    plan_meeting({"at": noon + dt.timedelta(days=MEETS_IN_DAYS), **where}, by=member)
