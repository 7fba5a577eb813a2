"""Posts to rooms that chose to hear more: written once a thing, sent through the door by the clock."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from bothways_web.connect.models import RoomChoice, RoomPost
from bothways_web.connect.rooms.words import news, words_of
from bothways_web.listen.channels.rooms import may_post, post_words
from bothways_web.listen.channels.wire import SECONDS, Unsent
from bothways_web.listen.models import ChatRoom, Round
from bothways_web.listen.round_results import on_team_pages
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.digest import TEN, TUESDAY
from bothways_web.people.notifications.queue import LEASE, wait_after
from bothways_web.people.notifications.quiet import moment_at
from bothways_web.people.notifications.readers import Rests

SECONDS_A_TICK = 10.0
MOST_TRIES = 12
#: A reminder is posted on the last day; rounds that are open for less than two days have none.
LAST_DAY, LEAST_OPEN = dt.timedelta(days=1), dt.timedelta(days=2)
#: Results are told within so many days, else they are none of the news.
TOLD_WITHIN = dt.timedelta(days=7)
KIND_OF = {
    RoomPost.Kind.REMINDER: kinds.CHAT_REMINDER,
    RoomPost.Kind.RESULTS: kinds.CHAT_RESULTS,
    RoomPost.Kind.NEWS: kinds.CHAT_NEWS,
}
_TOO_LATE = gettext_noop("It was too late for it.")
_State = RoomPost.State
logger = logging.getLogger(__name__)


def on_record(verb: str, about: object) -> None:
    """Write posts where results are released; called inside the transaction that does it."""
    if verb == "released round" and isinstance(about, Round) and on_team_pages(about):
        now = timezone.now()
        for room in _rooms(about, results=True):
            _write(room, RoomPost.Kind.RESULTS, str(about.pk), now, now + TOLD_WITHIN, about)


def look_after_rooms(now: dt.datetime | None = None) -> int:
    """Write what is due by time, and send; return how many rooms took theirs."""
    now = now or timezone.now()
    if not RoomChoice.objects.exists():
        return 0
    _plan_reminders(now)
    _plan_news(now)
    return _send_due(now)


def _plan_reminders(now: dt.datetime) -> None:
    closing = Round.objects.filter(
        state=Round.State.OPEN, opens_at__lte=now, closes_at__gt=now, closes_at__lte=now + LAST_DAY,
    )  # fmt: skip
    for asked in closing.select_related("pulse").defer("tree"):
        if may_post(asked.pulse) and asked.closes_at - asked.opens_at >= LEAST_OPEN:
            for room in _rooms(asked, reminders=True):
                _write(room, RoomPost.Kind.REMINDER, str(asked.pk), now, asked.closes_at, asked)


def _plan_news(now: dt.datetime) -> None:
    """Write the news of the week on Tuesday from ten on, by the clock of the organisation, where there are any."""
    zone = Rests([]).room().zone
    day = now.astimezone(zone).date()
    if day.weekday() != TUESDAY or now < moment_at(day, TEN, zone):
        return
    year, week, _weekday = day.isocalendar()
    key = f"{year}-W{week:02}"
    told = RoomPost.objects.filter(kind=RoomPost.Kind.NEWS, key=key).values("room")
    rooms = ChatRoom.objects.filter(stopped_on=None, choice__news=True).exclude(pk__in=told)
    if rooms.exists() and news():
        for room in rooms:
            _write(room, RoomPost.Kind.NEWS, key, now, now + 2 * LAST_DAY, None)


def _rooms(asked: Round, **chosen: bool) -> QuerySet[ChatRoom]:
    """Return the rooms of a survey that chose to hear of something."""
    wanted = {f"choice__{name}": value for name, value in chosen.items()}
    return asked.pulse.chat_rooms.filter(stopped_on=None, **wanted)


def _write(
    room: ChatRoom, kind: RoomPost.Kind, key: str, now: dt.datetime, until: dt.datetime, asked: Round | None
) -> None:
    due_at = door.due(KIND_OF[kind], Rests([]).room(), now)
    RoomPost.objects.get_or_create(
        room=room, kind=kind, key=key, defaults={"due_at": due_at, "until": until, "round": asked}
    )


def _send_due(now: dt.datetime) -> int:
    RoomPost.objects.filter(state=_State.WAITING, until__lte=now).update(
        state=_State.GIVEN_UP, problem=_TOO_LATE
    )
    due = RoomPost.objects.filter(state=_State.WAITING, due_at__lte=now, room__stopped_on=None)
    begun, sent = time.monotonic(), 0
    for post in due.select_related("room", "round__pulse").order_by("due_at", "pk")[:50]:
        if time.monotonic() - begun > SECONDS_A_TICK - SECONDS:
            break
        sent += _send(post, now)
    return sent


def _send(post: RoomPost, now: dt.datetime) -> bool:
    """Send one post and note what became of it."""
    mine = RoomPost.objects.filter(pk=post.pk, state=_State.WAITING)
    if not mine.filter(due_at=post.due_at).update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False  # another clock sends it
    words, tries = words_of(post), post.attempts + 1
    if not words:
        mine.update(state=_State.GIVEN_UP, problem=_TOO_LATE)
        return False
    try:
        post_words(KIND_OF[RoomPost.Kind(post.kind)], post.room.address, words, now=now)
    except door.Held as quiet:
        mine.update(due_at=quiet.until, attempts=post.attempts)
        return False
    except Unsent as problem:
        state = _State.GIVEN_UP if tries >= MOST_TRIES else _State.WAITING
        mine.update(state=state, problem=str(problem)[:300], due_at=now + wait_after(tries))
        logger.warning("A post to a chat room waits: %s", problem)
        return False
    return bool(mine.update(state=_State.SENT, problem=""))
