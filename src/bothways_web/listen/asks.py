"""Standing surveys: people are asked one by one, because something happened to them.

A leave date is recorded, a new colleague starts, a candidate was interviewed, a ticket is closed: each makes an ask.
When its day has come the ask becomes an invitation of the round that is open; whoever was asked shortly before a round
ends goes on into the next one with the same link. What is told of an ask, and when somebody is asked again, is the same
for those who answered and those who did not.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from enum import StrEnum

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from bothways_web.listen.answering.responses import hold_open
from bothways_web.listen.invitations import of_contact, write_mails
from bothways_web.listen.limit import had_enough
from bothways_web.listen.models import Ask, Contact, Delivery, Invitation, Pulse, Round
from bothways_web.listen.outside.choosing import is_tired
from bothways_web.listen.same_questions import rivals_of
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Organisation, Person, Post
from bothways_web.people.units import below, today, tree_on
from bothways_web.people.zones import zone_of

#: Nobody is asked of something that is longer ago than this, beside the days that the survey waits.
STALE_AFTER = dt.timedelta(days=14)
logger = logging.getLogger(__name__)


class Noted(StrEnum):
    """What became of a note that something happened."""

    NOTED = "noted"
    RESTING = "resting"
    STOPPED = "stopped"
    TOO_OLD = "too old"


def note_contact(
    pulse: Pulse, contact: Contact, *, unit: str, happened_on: dt.date, touchpoint: str = "",
    now: dt.datetime | None = None,
) -> tuple[Noted, Ask | None]:  # fmt: skip
    """Note that something happened to a customer or a candidate, who is asked of it when the day has come.

    Returns
    -------
    Noted, Ask or None
        ``RESTING`` where this person was asked lately, whatever happened since: one ask a person and time of rest.
        ``STOPPED`` where they asked to be left alone. An ask of today has its invitation already, if a round is open.
    """
    day = today()
    ask_on = max(day, happened_on + dt.timedelta(days=pulse.days))
    until = happened_on + dt.timedelta(days=pulse.days) + STALE_AFTER
    with transaction.atomic():
        mine = Contact.objects.select_for_update().get(pk=contact.pk)
        if mine.stopped_on is not None:
            return Noted.STOPPED, None
        if until < day:
            return Noted.TOO_OLD, None
        found = _open_round(pulse)
        opened = found if found and hold_open(found.pk) else None
        if is_tired(mine, pulse, ask_on) or _asked_of_it(mine, pulse, happened_on, opened):
            return Noted.RESTING, None
        ask = Ask.objects.create(
            pulse=pulse, contact=mine, unit=unit, touchpoint=touchpoint, happened_on=happened_on, ask_on=ask_on,
            until=until,
        )  # fmt: skip
        if ask_on <= day:
            _ask_now(ask, opened, now or timezone.now())
    return Noted.NOTED, ask


def look_for_people() -> int:
    """Note everybody who leaves or has begun, as the records say now; returns how many are new."""
    running = Pulse.objects.filter(state=Pulse.State.RUNNING).select_related("audience")
    leaving = running.filter(occasion=Pulse.Occasion.LEAVING).order_by("pk")
    begun = running.filter(occasion=Pulse.Occasion.FIRST_DAYS).order_by("pk")
    return sum(map(_note_leaving, leaving)) + sum(map(_note_begun, begun))


def send_asks(now: dt.datetime | None = None) -> int:
    """Invite everybody whose day has come; returns how many were."""
    now, day = now or timezone.now(), today()
    waiting = Ask.objects.filter(state=Ask.State.WAITING)
    waiting.filter(until__lt=day, invitation=None).update(state=Ask.State.DROPPED)
    waiting.filter(until__lt=day).update(
        state=Ask.State.ASKED
    )  # nobody can tell these from those who answered
    due = waiting.filter(ask_on__lte=day, pulse__state=Pulse.State.RUNNING)
    rounds: dict[int, Round | None] = {}
    sent = 0
    for ask in due.select_related("pulse"):
        if ask.pulse_id not in rounds:
            rounds[ask.pulse_id] = _open_round(ask.pulse)
        with transaction.atomic():
            sent += _ask_waiting(ask.pk, rounds[ask.pulse_id], now)
    return sent


def _ask_waiting(ask: uuid.UUID, opened: Round | None, now: dt.datetime) -> bool:
    """Invite somebody if the ask waits still. Who closes the round holds it first and then the asks; so does this."""
    if opened is None or not hold_open(opened.pk):
        return False
    mine = Ask.objects.filter(pk=ask, state=Ask.State.WAITING)
    if mine.filter(person__isnull=False, invitation=None).exists():
        one_at_a_time()  # a round that opens now counts the same people; before the ask, as others lock them
    locked = mine.select_for_update(of=("self",)).first()
    if locked is None or _waits_for_its_turn(locked, _day_of(now)):
        return False
    return _ask_now(locked, opened, now)


def _waits_for_its_turn(ask: Ask, day: dt.date) -> bool:
    """Return whether somebody who works here has been asked often enough; then the ask waits for another day.

    Whoever has the link already, or answered another survey or not, is treated alike. Whoever leaves does not wait: by
    their turn they would be gone.
    """
    if ask.invitation is not None or ask.person_id is None or ask.pulse.occasion == Pulse.Occasion.LEAVING:
        return False
    if ask.person_id not in had_enough("person", day, person=ask.person_id):
        return False
    Ask.objects.filter(pk=ask.pk).update(ask_on=day + dt.timedelta(days=1))
    return True


def keep_waiting(closed: Round, now: dt.datetime) -> None:
    """Let those who were asked shortly before a round ended answer in the next one; to be called as it closes."""
    day, days = _day_of(now), dt.timedelta(days=closed.pulse.open_days)
    fresh = Ask.objects.filter(pulse=closed.pulse, invitation__isnull=False, ask_on__gt=day - days)
    fresh.update(until=day + days)  # of those who answered as well: until then both rest alike
    goes_on = fresh.filter(invitation__round=closed, invitation__response__isnull=True)
    # A link that was handed on ends with its round: another page than before would tell whoever kept it.
    goes_on.exclude(invitation__address="").update(state=Ask.State.WAITING)


def _ask_now(ask: Ask, opened: Round | None, now: dt.datetime) -> bool:
    """Make an ask an invitation of a round that is held open; one that it has already moves on."""
    if opened is None or _is_invited(ask, opened):
        return False
    if ask.invitation is not None:
        return _move(ask, ask.invitation, opened, now)
    invitation = _invitation(ask, opened)
    invitation.save()
    write_mails(opened, [invitation], reminder=False, since=now)
    ask.invitation, ask.state = invitation, Ask.State.ASKED
    ask.ask_on = max(ask.ask_on, _day_of(now))  # what counts is the day on which somebody is asked
    ask.save(update_fields=["invitation", "state", "ask_on"])
    return True


def _move(ask: Ask, invitation: Invitation, opened: Round, now: dt.datetime) -> bool:
    """Let an invitation go on into the next round, without another mail to whoever got one."""
    Invitation.objects.filter(pk=invitation.pk).update(round=opened)
    Ask.objects.filter(pk=ask.pk).update(state=Ask.State.ASKED)
    if not invitation.deliveries.filter(state=Delivery.State.SENT).exists():
        invitation.deliveries.all().delete()  # its hour came after the end of the round before
        write_mails(opened, [invitation], reminder=False, since=now)
    return True


def _asked_of_it(contact: Contact, pulse: Pulse, happened_on: dt.date, opened: Round | None) -> bool:
    """Return whether somebody was asked of this day already, or in this round, in which they count once."""
    mine = contact.asks.filter(pulse=pulse)
    of_the_day = set(contact.asks.filter(happened_on=happened_on).values_list("pulse", flat=True))
    others = of_the_day - {pulse.pk}
    if pulse.pk in of_the_day or (others and others & {one.pk for one in rivals_of(pulse)}):
        return True
    return _counting(mine, opened).exists()


def _is_invited(ask: Ask, opened: Round) -> bool:
    """Return whether a round has an invitation of somebody for another reason: this one waits for the next round."""
    if ask.invitation is not None:
        others = opened.invitations.filter(person=ask.person, contact=ask.contact)
        return others.exclude(pk=ask.invitation.pk).exists()
    mine = Ask.objects.filter(pulse=ask.pulse, person=ask.person, contact=ask.contact)
    return _counting(mine, opened).exists()


def _counting(asks: QuerySet[Ask], opened: Round | None) -> QuerySet[Ask]:
    """Return the asks that count in a round: its own, and those that were fresh when the one before closed.

    Of these only who has not answered goes on into the round. Were the others left out, it would show who has.
    """
    fresh = Q(invitation__isnull=False, until__gte=_day_of(opened.opens_at) if opened else today())
    return asks.filter(fresh | Q(invitation__round=opened) if opened else fresh)


def _invitation(ask: Ask, opened: Round) -> Invitation:
    """Return the invitation of an ask; a unit that the round does not know counts for the whole."""
    if ask.contact is not None:
        made = of_contact(opened, ask.contact)
    elif ask.person is not None:
        made = Invitation(round=opened, person=ask.person, respondent=ask.person.pk, address=ask.person.email)
    else:
        raise ValueError("An ask is of somebody: the table has a rule for that.")
    units = {code for code, _parent, _name in opened.tree}
    made.unit = ask.unit if ask.unit in units else opened.pulse.audience.code
    made.touchpoint, made.happened_on = ask.touchpoint, ask.happened_on
    return made


def _day_of(moment: dt.datetime) -> dt.date:
    """Return the day at the organisation."""
    return moment.astimezone(zone_of(Organisation.current().time_zone)).date()


def _open_round(pulse: Pulse) -> Round | None:
    """Return the round of a survey that is open."""
    return pulse.rounds.filter(state=Round.State.OPEN, closes_at__gt=timezone.now()).first()


def _note_leaving(pulse: Pulse) -> int:
    """Note those whose last day is near."""
    day, ahead = today(), dt.timedelta(days=pulse.days)
    ends = Post.objects.filter(
        end__range=(day - STALE_AFTER, day + ahead), unit__code__in=below(tree_on(day), pulse.audience.code)
    )
    goes_on = Post.objects.filter(person__in=ends.values("person"), start__gt=day - STALE_AFTER)
    staying = {(post.person_id, post.start) for post in goes_on}
    made = 0
    for post in ends.select_related("person", "unit").exclude(person__email=""):
        later = any(person == post.person_id and post.end and start > post.end for person, start in staying)
        if post.end and not later:
            until = post.end + STALE_AFTER
            made += _note(pulse, post.person, post.unit.code, post.end, max(day, post.end - ahead), until)
    return made


def _note_begun(pulse: Pulse) -> int:
    """Note those who began so many days ago."""
    day, behind = today(), dt.timedelta(days=pulse.days)
    first = Post.objects.values("person").annotate(began=Min("start"))
    new = {
        row["person"]: row["began"]
        for row in first.filter(began__range=(day - behind - STALE_AFTER, day - behind))
    }
    posts = Post.objects.filter(person__in=new, unit__code__in=below(tree_on(day), pulse.audience.code))
    there = posts.filter(start__lte=day).exclude(end__lt=day).exclude(person__email="")
    made = 0
    for post in there.select_related("person", "unit"):
        began = new[post.person_id]
        made += _note(pulse, post.person, post.unit.code, began, day, began + behind + STALE_AFTER)
    return made


def _note(
    pulse: Pulse, person: Person, unit: str, happened_on: dt.date, ask_on: dt.date, until: dt.date
) -> int:
    """Note one person once: a date that was corrected asks nobody again."""
    near = (happened_on - dt.timedelta(days=180), happened_on + dt.timedelta(days=180))
    of_it = Ask.objects.filter(person=person, happened_on__range=near)
    if of_it.filter(pulse=pulse).exists():
        Ask.objects.filter(pulse=pulse, person=person, state=Ask.State.WAITING, invitation=None).update(
            ask_on=ask_on, until=until
        )
        return 0
    if of_it.filter(pulse__in=rivals_of(pulse)).exists():
        return 0  # asked the same by another survey: of two, each answer could be subtracted
    made = Ask(pulse=pulse, person=person, unit=unit, happened_on=happened_on, ask_on=ask_on, until=until)
    Ask.objects.bulk_create([made], ignore_conflicts=True)  # another clock may have been quicker
    return 1
