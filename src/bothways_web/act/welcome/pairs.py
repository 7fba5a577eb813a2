"""From a suggestion to a pair and its end: the new colleague picks, the mentor accepts; nobody gives reasons."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import MentorOffer, MentorPair, MentorWish
from bothways_web.act.reminders import remind
from bothways_web.act.welcome.lines import in_line
from bothways_web.act.welcome.matching import OPEN, match_waiting, places_taken
from bothways_web.act.welcome.newcomers import is_here
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Person
from bothways_web.people.units import today

State = MentorPair.State
#: Days for which a mentor can answer, for which a suggestion stands, and for which notes stay after the end.
ASK_DAYS, SUGGESTION_DAYS, KEPT_DAYS = 7, 14, 30


class Gone(InputError):
    """A suggestion or a question is no longer open."""


def pairs_of(person: Person) -> QuerySet[MentorPair]:
    """Return the pairs that somebody may look into: those that hold, and those that ended not long ago."""
    mine = MentorPair.objects.filter(Q(hire=person) | Q(mentor=person)).select_related("hire", "mentor")
    kept = Q(state=State.ENDED, since__gte=today() - dt.timedelta(days=KEPT_DAYS))
    return mine.filter(Q(state=State.TOGETHER) | kept).order_by("-together_on", "-pk")


def suggestions_for(person: Person) -> list[MentorPair]:
    """Return who is suggested to a new colleague, the best first."""
    found = MentorPair.objects.filter(hire=person, state=State.SUGGESTED).select_related("mentor")
    return list(found.order_by("pk"))


def asked_by(person: Person) -> MentorPair | None:
    """Return the mentor whom a new colleague has asked and who has not answered."""
    return MentorPair.objects.filter(hire=person, state=State.ASKED).select_related("mentor").first()


def asking(person: Person) -> list[MentorPair]:
    """Return the new colleagues who have asked somebody to be their mentor."""
    found = MentorPair.objects.filter(mentor=person, state=State.ASKED)
    return list(found.select_related("hire", "hire__mentor_wish").order_by("since", "pk"))


def ask_mentor(pair: MentorPair) -> None:
    """Ask a mentor who was suggested; the other suggestions stand, but keep no place.

    Raises
    ------
    Gone
        Where the suggestion is no longer open, the mentor has left or withdrawn, or others took the place.
    """
    with transaction.atomic():
        locked = _locked(pair, State.SUGGESTED)
        waiting = MentorPair.objects.filter(hire=locked.hire, state__in=(State.ASKED, State.TOGETHER))
        if waiting.exists():
            raise Gone(
                _("You have a mentor, or have asked one."), remedy=_("Wait for the answer, or take it back.")
            )
        free = _can_be_together(locked) and _has_place(locked)
        if free:
            _move(locked, State.ASKED)
            MentorPair.objects.filter(hire=locked.hire, state=State.SUGGESTED).update(keeps_place=False)
        else:
            _move(locked, State.LAPSED)
    if not free:
        look_again_for(pair.hire)
        raise Gone(
            _("This place was taken meanwhile."), remedy=_("Look at the others, or wait for new ones.")
        )
    if pair.mentor.user is not None:
        remind(pair.mentor.user)


def pass_by(pair: MentorPair) -> None:
    """Say that one would rather have somebody else, before asking or after; the mentor hears nothing of it."""
    with transaction.atomic():
        locked = _locked(pair, State.SUGGESTED, State.ASKED)
        _move(locked, State.PASSED)
    look_again_for(pair.hire)


def accept(pair: MentorPair) -> None:
    """Say yes as the mentor: from now on the two are a pair.

    Raises
    ------
    Gone
        Where it is no longer asked, or the two stand in one line by now.
    """
    with transaction.atomic():
        locked = _locked(pair, State.ASKED)
        together = _can_be_together(locked)
        if together:
            locked.together_on = today()
            _move(locked, State.TOGETHER)
            others = MentorPair.objects.filter(hire=locked.hire, state=State.SUGGESTED)
            others.update(state=State.LAPSED, keeps_place=False, since=today())
        else:
            hand_back(locked, State.DECLINED)
    if not together:
        look_again_for(pair.hire)
        raise Gone(
            _("You two stand in one line by now, or one of you has left."), remedy=_("Nothing is left to do.")
        )
    if pair.hire.user is not None:
        remind(pair.hire.user)


def decline(pair: MentorPair) -> None:
    """Say no as the mentor, without a reason; the new colleague is shown others."""
    with transaction.atomic():
        hand_back(_locked(pair, State.ASKED), State.DECLINED)
    look_again_for(pair.hire)


def end_pair(pair: MentorPair) -> None:
    """End a pair, as either of the two, without a reason; whoever wishes for a mentor waits for another one."""
    with transaction.atomic():
        locked = _locked(pair, State.TOGETHER)
        _move(locked, State.ENDED)
        MentorWish.objects.filter(person=locked.hire).update(since=today(), nobody="", looked_on=None)
    match_waiting()


def hand_back(pair: MentorPair, state: str) -> None:
    """Close what was asked; the new colleague hears the same words whether it was declined or not answered."""
    _move(pair, state)
    MentorWish.objects.filter(person=pair.hire).update(looked_on=None)
    if pair.hire.user is not None:
        remind(pair.hire.user)


def look_again_for(person: Person) -> None:
    """Look for other mentors where nothing is open for a new colleague any more."""
    if not MentorPair.objects.filter(hire=person, state__in=OPEN).exists():
        MentorWish.objects.filter(person=person).update(looked_on=None)
        match_waiting()


def _can_be_together(pair: MentorPair) -> bool:
    """Return whether both are here and neither stands above the other."""
    return is_here(pair.mentor) and pair.hire.user_id is not None and not in_line(pair.hire, pair.mentor)


def _has_place(pair: MentorPair) -> bool:
    offer = MentorOffer.objects.filter(person=pair.mentor).first()
    return offer is not None and places_taken(but=pair)[pair.mentor_id] < offer.room


def _move(pair: MentorPair, state: str) -> None:
    pair.state, pair.keeps_place, pair.since = state, False, today()
    pair.save(update_fields=["state", "keeps_place", "since", "together_on"])


def _locked(pair: MentorPair, *states: str) -> MentorPair:
    """Return a pair as it is now, held; whoever comes later waits."""
    one_at_a_time()
    found = MentorPair.objects.select_related("hire__user", "mentor__user").filter(
        pk=pair.pk, state__in=states
    )
    locked = found.first()
    if locked is None:
        raise Gone(_("This is no longer open."), remedy=_("Look at the page again."))
    return locked
