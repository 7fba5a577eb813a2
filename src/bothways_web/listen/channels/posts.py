"""Telling chat rooms that a survey is open: once a room and round, within working hours, by the clock alone."""

from __future__ import annotations

import datetime as dt
import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from bothways.errors import InputError
from bothways_web.listen.channels import wire
from bothways_web.listen.channels.rooms import may_post, post_admitted
from bothways_web.listen.channels.words import words_of
from bothways_web.listen.models import ChatPost, Pulse, Round
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.queue import LEASE, wait_after
from bothways_web.people.notifications.readers import Rests

#: So many rooms are told side by side; one that is slow holds no other.
AT_ONCE = 8
#: All posts of one turn of the clock take no longer, so that mails and rounds do not wait.
SECONDS_A_TICK = 20.0
MOST_TRIES = 12
_TOO_LATE = gettext_noop("The round closed before the room took it.")
_FAILED = gettext_noop("It failed for a reason that is not known.")
_State = ChatPost.State
logger = logging.getLogger(__name__)


def send_posts(now: dt.datetime | None = None) -> int:
    """Write down posts that are new, and send those that are due. Returns how many rooms took theirs."""
    now = now or timezone.now()
    _plan(now)
    _give_up_late(now)
    begun, sent, tried = time.monotonic(), 0, set[int]()
    while time.monotonic() - begun < SECONDS_A_TICK - wire.SECONDS - 1:
        due = list(_due(now).exclude(pk__in=tried)[:AT_ONCE])
        if not due:
            break
        tried |= {one.pk for one in due}
        sent += _send_together([one for one in due if _claim(one, now)], now)
    return sent


def send_again(post: ChatPost, *, by: User) -> None:
    """Let a post be tried again, as if for the first time."""
    now = timezone.now()
    still = Q(round__state=Round.State.OPEN, round__closes_at__gt=now, room__stopped_on=None)
    mine = ChatPost.objects.filter(pk=post.pk).exclude(state=_State.SENT).filter(still)
    numbers = list(mine.values_list("pk", flat=True))
    if not numbers:
        raise InputError(
            "This post was sent, or its round is not open any more.", remedy="Look at the page again."
        )
    with transaction.atomic():
        ChatPost.objects.filter(pk__in=numbers).update(
            state=_State.WAITING, attempts=0, problem="", due_at=_allowed(now)
        )
        record(by, "sent chat post again", post.round, room=post.room.name)


def _plan(now: dt.datetime) -> None:
    """Write down a post for each room that was chosen and has none of a round that is open."""
    opened = Round.objects.filter(state=Round.State.OPEN, opens_at__lte=now, closes_at__gt=now)
    for asked in opened.filter(
        pulse__chat_rooms__stopped_on=None, pulse__chat_rooms__isnull=False
    ).distinct():
        if not may_post(asked.pulse):
            continue
        known = asked.chat_posts.values("room")
        rooms = asked.pulse.chat_rooms.filter(stopped_on=None).exclude(pk__in=known)
        due_at = _allowed(now)
        posts = [ChatPost(room=room, round=asked, due_at=due_at) for room in rooms]
        ChatPost.objects.bulk_create(posts, ignore_conflicts=True)


def _allowed(now: dt.datetime) -> dt.datetime:
    """Return the first moment at which a room may be disturbed."""
    return door.due(kinds.CHAT_SURVEY, Rests([]).room(), now)


def _give_up_late(now: dt.datetime) -> None:
    """Give up what waits for a round that is not open any more."""
    late = ~Q(round__state=Round.State.OPEN) | Q(round__closes_at__lte=now)
    waiting = ChatPost.objects.filter(late, state=_State.WAITING).values_list("pk", flat=True)
    ChatPost.objects.filter(pk__in=list(waiting)).update(state=_State.GIVEN_UP, problem=_TOO_LATE)


def _due(now: dt.datetime) -> QuerySet[ChatPost]:
    due = ChatPost.objects.filter(state=_State.WAITING, due_at__lte=now, room__stopped_on=None)
    return due.select_related("room", "round__pulse").order_by("due_at", "pk")


def _claim(post: ChatPost, now: dt.datetime) -> bool:
    """Return whether this process sends a post; in quiet hours nobody does."""
    mine = ChatPost.objects.filter(pk=post.pk, state=_State.WAITING, due_at=post.due_at)
    try:
        door.admit(kinds.CHAT_SURVEY, Rests([]).room(), now)
    except door.Held as quiet:
        mine.update(due_at=quiet.until)
        return False
    return bool(mine.update(due_at=now + LEASE, attempts=F("attempts") + 1))


def _send_together(posts: list[ChatPost], now: dt.datetime) -> int:
    """Send some posts side by side, and note what became of each."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="chat")
    running: dict[Future[None], ChatPost] = {}
    for one in posts:
        running[pool.submit(post_admitted, one.room.address, words_of(one.round))] = one
    wait(running, timeout=wire.SECONDS + 1)
    pool.shutdown(wait=False, cancel_futures=True)
    return sum(_note(one, _problem(future), now) for future, one in running.items())


def _problem(future: Future[None]) -> str:
    """Return why a post was not taken; nothing where it was."""
    if not future.done():
        return wire.TOO_SLOW
    problem = future.exception()
    return "" if problem is None else str(problem) if isinstance(problem, wire.Unsent) else _FAILED


def _note(post: ChatPost, problem: str, now: dt.datetime) -> bool:
    """Note what became of a post; return whether the room took it."""
    mine = ChatPost.objects.filter(pk=post.pk, state=_State.WAITING)
    if not problem:
        mine.update(state=_State.SENT, problem="")
        return True
    tries = post.attempts + 1
    state = _State.GIVEN_UP if tries >= MOST_TRIES else _State.WAITING
    mine.update(state=state, problem=problem[:300], due_at=now + wait_after(tries))
    logger.warning("A post to a chat room waits: %s", problem)
    return False


def posts_of(pulse: Pulse) -> QuerySet[ChatPost]:
    """Return the posts of the latest round of a survey."""
    latest = pulse.rounds.order_by("-number").values("pk")[:1]
    return ChatPost.objects.filter(round__in=latest).select_related("room").order_by("room__name")
