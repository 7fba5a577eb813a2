"""Somebody who has just begun at the example company: a packet, a mentor, a first talk."""

from __future__ import annotations

import datetime as dt

from bothways_web.act.models import MentorPair, Said
from bothways_web.act.welcome.offers import make_offer, make_wish
from bothways_web.act.welcome.packet_writing import begin_packet, change_packet, give_packet
from bothways_web.act.welcome.packets import words_of
from bothways_web.act.welcome.pairs import accept, ask_mentor, suggestions_for
from bothways_web.act.welcome.talks import say_talked, write_note
from bothways_web.act.welcome.ticks import tick_task
from bothways_web.act.welcome.words import Block, PacketWords
from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import today

#: Days since the start, and since the two said yes.
BEGUN, TOGETHER = 10, 8
_BLOCK = Block(
    "Your first day in the team",
    "Somebody of the team fetches you at the door at nine. There is a place beside the one who shows you the phones.",
)


def welcome_somebody(*, new: User, mentors: list[User], by: User) -> None:
    """Give the company a packet, let the one who came last be new, and let somebody accompany them."""
    begun = today() - dt.timedelta(days=BEGUN)
    last = Post.objects.filter(end=None, person__user=None).order_by("-start", "-person__code").first()
    if last is None:
        return
    Post.objects.filter(pk=last.pk).update(start=begun)
    Person.objects.filter(pk=last.person_id).update(user=new, name=new.name)
    person = Person.objects.get(pk=last.person_id)
    words = _write_packet(by)
    for task in words.tasks[:2]:
        tick_task(person, words, task.key, done=True)
    for place, user in enumerate(mentors):
        mentor = getattr(user, "person", None)
        if mentor is not None:
            make_offer(
                mentor, room=2, topics=["customers", "firsts"] if place == 0 else ["tools"], languages=["en"]
            )
    make_wish(person, topics=["customers", "firsts"], languages=["en"])
    _accompany(person)


def _write_packet(by: User) -> PacketWords:
    made = begin_packet(None, "en", shipped=True, by=by)
    said = tuple(
        Said.objects.filter(published_on__isnull=False).order_by("pk").values_list("pk", flat=True)[:2]
    )
    shipped = words_of(made)
    words = PacketWords(
        "Welcome to the example company", shipped.opening, tasks=shipped.tasks, said=said, blocks=(_BLOCK,)
    )
    change_packet(made, words, seen=1, by=by)
    made.refresh_from_db()
    give_packet(made, seen=made.version, by=by)
    return words


def _accompany(person: Person) -> None:
    """Let the first who is suggested say yes some days ago; they have talked once."""
    suggested = suggestions_for(person)
    if not suggested:
        return
    pair = suggested[0]
    ask_mentor(pair)
    accept(MentorPair.objects.select_related("hire__user", "mentor__user").get(pk=pair.pk))
    MentorPair.objects.filter(pk=pair.pk).update(together_on=today() - dt.timedelta(days=TOGETHER))
    pair = MentorPair.objects.select_related("hire__user", "mentor__user").get(pk=pair.pk)
    say_talked(pair, 7, "We go to the returns desk together on Thursday.")
    write_note(
        pair, "Ask at the returns desk how they tell a customer that something is missing.", by=pair.mentor
    )
