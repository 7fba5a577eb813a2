"""Saying that one would be a mentor, or would like one; each for themselves, and to be withdrawn at any time.

Neither goes to the change log: who wishes for company, and who no longer offers it, is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import MentorOffer, MentorPair, MentorWish
from bothways_web.act.welcome.matching import OPEN, match_waiting
from bothways_web.act.welcome.newcomers import is_experienced, newcomer_of
from bothways_web.act.welcome.pairs import hand_back
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Person
from bothways_web.people.units import today

State = MentorPair.State


def offer_of(person: Person) -> MentorOffer | None:
    """Return what somebody offers."""
    return MentorOffer.objects.filter(person=person).first()


def wish_of(person: Person) -> MentorWish | None:
    """Return what somebody wishes for."""
    return MentorWish.objects.filter(person=person).first()


def make_offer(person: Person, *, room: int, topics: Sequence[str], languages: Sequence[str]) -> None:
    """Keep that somebody would be a mentor, and look whether somebody waits.

    Raises
    ------
    InputError
        Where they have not been here for long enough.
    """
    if not is_experienced(person):
        raise InputError(
            _("You have been here for less than half a year."), remedy=_("Offer it once you know your way.")
        )
    fields = {"room": room, "topics": list(topics), "languages": list(languages), "changed_on": today()}
    MentorOffer.objects.update_or_create(person=person, defaults=fields)
    match_waiting()


def withdraw_offer(person: Person) -> None:
    """Offer it no more: pairs stay, and whoever asked or was shown this mentor is shown others."""
    with transaction.atomic():
        one_at_a_time()
        MentorOffer.objects.filter(person=person).delete()
        mine = MentorPair.objects.filter(mentor=person)
        mine.filter(state=State.SUGGESTED).update(state=State.LAPSED, keeps_place=False, since=today())
        for pair in mine.filter(state=State.ASKED):
            hand_back(pair, State.DECLINED)
    match_waiting()


def make_wish(person: Person, *, topics: Sequence[str], languages: Sequence[str]) -> None:
    """Keep that a new colleague would like a mentor, and look for one; the day of the first wish counts.

    Raises
    ------
    InputError
        Where they are not new.
    """
    if newcomer_of(person) is None:
        raise InputError(
            _("This is for new colleagues."), remedy=_("Ask somebody you would like to talk with.")
        )
    with transaction.atomic():
        fields = {"topics": list(topics), "languages": list(languages)}
        MentorWish.objects.update_or_create(
            person=person, defaults=fields, create_defaults={**fields, "since": today()}
        )
    match_waiting()


def withdraw_wish(person: Person) -> None:
    """Wish for it no more: what was suggested or asked is over. A pair stays until one of the two ends it."""
    with transaction.atomic():
        one_at_a_time()
        MentorWish.objects.filter(person=person).delete()
        mine = MentorPair.objects.filter(hire=person, state__in=OPEN).exclude(state=State.TOGETHER)
        mine.update(state=State.LAPSED, keeps_place=False, since=today())
    match_waiting()  # places are free for others
