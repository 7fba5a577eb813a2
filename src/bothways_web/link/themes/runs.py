"""Runs that look for themes: begun by a release, one a round."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from bothways_web.link.models import ThemeRun
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.round_results import on_team_pages
from bothways_web.listen.written import has_words
from bothways_web.people.held import RUNNING, SILENCE, held, start_lost, take
from bothways_web.people.models import Organisation

#: Whose words have themes together.
SIDES = (Pulse.Side.EMPLOYEES, Pulse.Side.CUSTOMERS)


def round_released(round_id: int) -> None:
    """Look for the themes of a round that people wrote in."""
    from bothways_web.link.jobs import find_themes

    asked = Round.objects.select_related("pulse__audience").get(pk=round_id)
    if not speaks_for_all(asked):
        return
    try:
        with transaction.atomic():
            run = ThemeRun.objects.create(round=asked, asked_at=timezone.now())
    except IntegrityError:  # the release was begun again
        return
    find_themes.enqueue(run.pk)


def speaks_for_all(asked: Round) -> bool:
    """Return whether people wrote in a round that asked the whole of a voice.

    Of employees that is one that the calendar planned, by personal links: what leavers or new colleagues write is
    about something else. A survey of one unit alone is nobody else's business.
    """
    if asked.pulse.side not in SIDES:
        return False
    if asked.pulse.side == Pulse.Side.EMPLOYEES and not on_team_pages(asked):
        return False
    tops = [code for code, parent, _name in asked.tree if parent is None]
    return tops == [asked.pulse.audience.code] and has_words(asked)


def claim(run_id: int) -> ThemeRun | None:
    """Take a run that waits, or one whose job fell silent; ``None`` where another job has it or it is done.

    One run at a time, as each is matched to the themes of the one before; the others wait for it to end.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=1).first()
        alive = ThemeRun.objects.filter(state=RUNNING, beat_at__gte=timezone.now() - SILENCE)
        if alive.exclude(pk=run_id).exists():
            return None
        if not take(ThemeRun.objects.filter(pk=run_id), steps=0, steps_done=0, trouble=""):
            return None
    return ThemeRun.objects.select_related("round__pulse").get(pk=run_id)


def tell(run: ThemeRun, done: int, of: int) -> bool:
    """Note how far a run is; return whether this job still holds it."""
    return bool(held(run).update(steps_done=done, steps=of, beat_at=timezone.now()))


def looked_for(run: ThemeRun, keys: list[str], fewest: int, merged: dict[str, str]) -> bool:
    """Note what a round is searched for; return whether this job still holds the run.

    ``keys``: themes. ``fewest``: people it takes. ``merged``: theme -> the one that it counts as.
    """
    return bool(held(run).update(looked_for=keys, fewest=fewest, merged=merged, beat_at=timezone.now()))


def finish(run: ThemeRun, *, told: bool) -> None:
    """Note that a run is done."""
    held(run).update(state=ThemeRun.State.DONE, told=told, done_at=timezone.now())
    _start_next()


def fail(run: ThemeRun, trouble: str) -> None:
    """Note why a run failed."""
    held(run).update(state=ThemeRun.State.FAILED, trouble=trouble[:2000], done_at=timezone.now())
    _start_next()


def take_up_again() -> int:
    """Start the jobs of runs that wait or fell silent, for example after a kill; return how many."""
    from bothways_web.link.jobs import find_themes

    return start_lost(ThemeRun.objects.all(), find_themes.enqueue)


def _start_next() -> None:
    """Start the run that has waited longest, if there is one."""
    from bothways_web.link.jobs import find_themes

    waiting = ThemeRun.objects.filter(state=ThemeRun.State.WAITING).order_by("pk").first()
    if waiting:
        find_themes.enqueue(waiting.pk)
