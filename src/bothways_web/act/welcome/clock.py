"""What time alone brings to the welcome: questions that nobody answers, pairs whose people left, talks that are due."""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction
from django.db.models import Q

from bothways_web.act.models import BuddyTalk, MentorNote, MentorOffer, MentorPair, MentorWish
from bothways_web.act.reminders import remind
from bothways_web.act.welcome.lines import Lines
from bothways_web.act.welcome.matching import OPEN, match_waiting, waiting_wishes
from bothways_web.act.welcome.newcomers import here, newcomers
from bothways_web.act.welcome.pairs import ASK_DAYS, KEPT_DAYS, SUGGESTION_DAYS, hand_back
from bothways_web.act.welcome.talks import talks_of
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Person, Post
from bothways_web.people.units import today

State = MentorPair.State
#: Looked through after so many seconds, by each process.
LOOK_AGAIN = 600.0
_looked = [-LOOK_AGAIN]


def welcome_tick() -> None:
    """Look after all of it, if that was not done lately; harmless if done by two at once."""
    now = time.monotonic()
    if now - _looked[0] < LOOK_AGAIN:
        return
    _looked[0] = now
    look_after_pairs()


def look_after_pairs() -> None:
    """Close what is over, suggest where somebody waits, remind of talks, and forget what has to be forgotten."""
    end_what_is_over()
    let_lapse()
    forget()
    if any(one.looked_on != today() for one in waiting_wishes()):
        match_waiting()
    remind_of_talks()


def end_what_is_over() -> None:
    """End pairs of which one has left or who stand in one line by now, with all that is open of who left."""
    with transaction.atomic():
        one_at_a_time()
        open_pairs = list(MentorPair.objects.filter(state__in=OPEN).select_related("hire", "mentor"))
        there = set(here().values_list("pk", flat=True))
        coming = set(_not_left())
        lines = Lines({one.pk: one for pair in open_pairs for one in (pair.hire, pair.mentor)}.values())
        for pair in open_pairs:
            gone = pair.mentor_id not in there or pair.hire_id not in coming
            if gone or lines.in_line(pair.hire, pair.mentor):
                over = State.ENDED if pair.state == State.TOGETHER else State.LAPSED
                pair.state, pair.keeps_place, pair.since = over, False, today()
                pair.save(update_fields=["state", "keeps_place", "since"])
                MentorWish.objects.filter(person=pair.hire).update(looked_on=None)
        MentorOffer.objects.exclude(person__in=there).delete()


def let_lapse() -> None:
    """Close questions that a mentor did not answer, and suggestions that nobody took up: others wait for the place."""
    day = today()
    with transaction.atomic():
        one_at_a_time()
        late = MentorPair.objects.filter(state=State.ASKED, since__lt=day - dt.timedelta(days=ASK_DAYS))
        for pair in late.select_related("hire__user"):
            hand_back(pair, State.DECLINED)
        old = MentorPair.objects.filter(
            state=State.SUGGESTED, since__lt=day - dt.timedelta(days=SUGGESTION_DAYS)
        )
        asked = MentorPair.objects.filter(state=State.ASKED).values("hire")
        unheard = set(old.exclude(hire__in=asked).values_list("hire", flat=True))
        old.update(state=State.LAPSED, keeps_place=False, since=day)
        MentorWish.objects.filter(person__in=unheard).update(since=day)  # to the end of the line


def forget() -> None:
    """Delete what the two wrote a while after the end, and wishes of those who are not new any more."""
    ended = Q(pair__state=State.ENDED, pair__since__lt=today() - dt.timedelta(days=KEPT_DAYS))
    MentorNote.objects.filter(ended).delete()
    BuddyTalk.objects.filter(ended).delete()
    wishes = list(MentorWish.objects.select_related("person__user"))
    new = {one.person.pk for one in newcomers([wish.person for wish in wishes])}
    paired = set(MentorPair.objects.filter(state__in=OPEN).values_list("hire", flat=True))
    over = [wish.pk for wish in wishes if wish.person_id not in new | paired]
    MentorWish.objects.filter(pk__in=over).delete()


def remind_of_talks() -> int:
    """Let a mail wait for both of each pair whose talk is due; return for how many one waits."""
    pairs = MentorPair.objects.filter(state=State.TOGETHER).select_related("hire__user", "mentor__user")
    found = 0
    for pair in pairs.prefetch_related("talks"):
        if any(talk.is_waited_for for talk in talks_of(pair)):
            found += sum(remind(one.user) for one in (pair.hire, pair.mentor) if one.user is not None)
    return found


def _not_left() -> list[object]:
    """Return those who are here, come soon, or of whom no post is known yet, with an account that is on."""
    open_posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=today())).values("person")
    found = Person.objects.filter(user__is_active=True).filter(Q(pk__in=open_posts) | Q(posts=None))
    return list(found.values_list("pk", flat=True))
