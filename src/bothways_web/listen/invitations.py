"""Who is invited to a round, and when their mails are due."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from bothways_web.listen.limit import had_enough, last_asked
from bothways_web.listen.models import Contact, Delivery, Invitation, Pulse, Round
from bothways_web.listen.sample import Candidate, choose
from bothways_web.people.models import Organisation, Person, Post
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.readers import Reader, Rests
from bothways_web.people.units import below, tree_on
from bothways_web.people.zones import zone_of

#: The reminder goes out after this part of the time that a round is open.
REMINDED_AFTER = 0.6
#: The hours of so few people are read one by one, those of more all at once.
FEW = 500


def candidates(pulse: Pulse, day: dt.date) -> list[Post]:
    """Return the posts of everybody who works in the audience on a day and can be written to."""
    units = below(tree_on(day), pulse.audience.code)
    posts = (
        Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day, unit__code__in=units)
        .exclude(person__email="")
        .select_related("person", "unit")
        .order_by("person_id", "-start")
    )
    latest: dict[object, Post] = {}
    for post in posts:
        latest.setdefault(post.person_id, post)
    return list(latest.values())


def choose_invited(pulse: Pulse, day: dt.date, rng: random.Random) -> list[Post]:
    """Return the posts of those who are asked this time, in random order."""
    posts = {post.person_id: post for post in candidates(pulse, day)}
    chosen = choose(
        _with_what_they_were_asked(posts, day),
        share=pulse.share,
        today=day,
        rest_days=Organisation.current().rest_days,
        rng=rng,
    )
    return [posts[one.person] for one in chosen]


def left_out(pulse: Pulse, day: dt.date) -> int:
    """Return how many of the audience would not be asked, as they rest or have been asked often enough."""
    rest_days = Organisation.current().rest_days
    found = _with_what_they_were_asked({post.person_id: post for post in candidates(pulse, day)}, day)
    return sum(not one.may_be_asked(day, rest_days) for one in found)


def _with_what_they_were_asked(posts: Mapping[UUID, Post], day: dt.date) -> list[Candidate]:
    """Return who could be asked, with when they were asked last and whether that is enough."""
    lately, enough = last_asked(), had_enough("person", day)
    return [
        Candidate(person, post.unit.code, lately.get(person), person in enough)
        for person, post in posts.items()
    ]


def invite(asked: Round, people: Sequence[Post | Contact], *, reminder: bool) -> None:
    """Write the invitations of a round and the mails that are due for them."""
    invitations = [
        _of_post(asked, one) if isinstance(one, Post) else of_contact(asked, one) for one in people
    ]
    Invitation.objects.bulk_create(invitations, batch_size=500)
    write_mails(asked, invitations, reminder=reminder)


def _of_post(asked: Round, post: Post) -> Invitation:
    """Return the invitation of somebody who works here."""
    return Invitation(
        round=asked,
        person=post.person,
        respondent=post.person.pk,
        unit=post.unit.code,
        address=post.person.email,
        attributes={name: value for name in ("role", "site") if (value := getattr(post, name))},
    )


def of_contact(asked: Round, contact: Contact) -> Invitation:
    """Return the invitation of somebody outside the company."""
    return Invitation(
        round=asked, contact=contact, respondent=contact.pk, unit=contact.unit, address=contact.email
    )


def is_handed_on(invitation: Invitation) -> bool:
    """Return whether an invitation went to whoever asks, to hand on its link: somebody has it beside its person.

    What is said to whoever opens such a link is the same whether or not it was used.
    """
    return not invitation.address


def write_mails(
    asked: Round, invitations: Sequence[Invitation], *, reminder: bool, since: dt.datetime | None = None
) -> None:
    """Write the mails that are due for the invitations of a round: to everybody, whether or not they answer.

    Whoever has no address gets none.
    """
    wanted = {Delivery.Kind.INVITATION: since or asked.opens_at}
    if reminder:
        wanted[Delivery.Kind.REMINDER] = asked.opens_at + REMINDED_AFTER * (asked.closes_at - asked.opens_at)
    written = [one for one in invitations if one.address and one.addressee]
    rests = Rests([one.person for one in written if one.person] if len(written) < FEW else None)
    known: dict[tuple[object, ...], dt.datetime] = {}
    deliveries = []
    for invitation in written:
        reader = reader_for(invitation, rests)
        for kind, moment in wanted.items():
            key = (kind, reader.zone, reader.rests)
            if key not in known:
                known[key] = door.due(kind_of(kind, invitation), reader, moment)
            deliveries.append(Delivery(invitation=invitation, kind=kind, due_at=known[key]))
    kept = [one for one in deliveries if one.due_at < asked.closes_at]
    Delivery.objects.bulk_create(kept, batch_size=500)


def reader_for(invitation: Invitation, rests: Rests) -> Reader:
    """Return who gets the mails of an invitation."""
    if invitation.person is not None:
        return rests.reader_of_person(invitation.person)
    if invitation.contact is None:
        raise ValueError("Nobody is there to be written to.")
    return rests.reader_outside(invitation.contact.email, invitation.contact.time_zone)


def kind_of(kind: str, invitation: Invitation) -> kinds.Kind:
    """Return of which kind a mail about an invitation is."""
    if invitation.person is not None:
        return kinds.SURVEY if kind == Delivery.Kind.INVITATION else kinds.SURVEY_REMINDER
    return kinds.OUTSIDE_SURVEY if kind == Delivery.Kind.INVITATION else kinds.OUTSIDE_REMINDER


def zone_for(somebody: Person | Contact | None) -> dt.tzinfo:
    """Return the time zone in which somebody gets mail."""
    return zone_of(somebody.time_zone if somebody else "", Organisation.current().time_zone)
