"""Looks at a study: when they are due, how strict each is, and which job has one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bothways_web.people.changes import record
from bothways_web.people.held import SILENCE, held, take
from bothways_web.people.units import today
from bothways_web.verify.models import Look, Study

#: Level of each look: whoever looks again and again finds something by chance, so together they stay under .05.
LEVELS = (0.03, 0.01, 0.005, 0.0025)
#: Days of a period; a study that waits for more of them is looked at again so many days later.
DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
#: Periods until the next look, where nobody can say how many would settle it; fewest and most.
USUAL, FEWEST, MOST = 6, 2, 12
#: Whoever could tell nothing so many times, month after month, looks no more until somebody takes it up again.
MOST_TRIES = 24


def first_look(study: Study) -> Look:
    """Note the first look at a study that was locked."""
    return Look.objects.create(study=study, number=1, due_on=study.look_on or today())


def due_looks() -> QuerySet[Look]:
    """Return the looks whose day has come and that no job has."""
    now = timezone.now()
    quiet = Q(beat_at__isnull=True) | Q(beat_at__lt=now - SILENCE)
    waiting = Q(state=Look.State.WAITING) | Q(state=Look.State.RUNNING)
    return Look.objects.filter(waiting & quiet, due_on__lte=today(), study__state=Study.State.WAITING)


def start_due_looks() -> int:
    """Start the jobs of the looks that are due; return how many."""
    from bothways_web.verify.studies.jobs import take_look

    started = 0
    for look_id in list(due_looks().values_list("pk", flat=True)):
        if due_looks().filter(pk=look_id).update(state=Look.State.WAITING, beat_at=timezone.now()):
            take_look.enqueue(look_id)
            started += 1
    return started


def claim(look_id: int) -> Look | None:
    """Take a look that is due; ``None`` where a job has it or it is done, or there is nothing to look at any more."""
    taken = take(Look.objects.filter(pk=look_id, due_on__lte=today(), study__state=Study.State.WAITING))
    return Look.objects.select_related("study__plan__unit").get(pk=look_id) if taken else None


def is_due(look: Look | None) -> bool:
    """Return whether the day of a look has come, and nobody has looked yet."""
    return look is not None and look.due_on <= today()


def is_silent(look: Look | None) -> bool:
    """Return whether the job of a look gave no sign of life for long."""
    return look is not None and (look.beat_at is None or look.beat_at < timezone.now() - SILENCE)


def put_off(look: Look, trouble: str, *, days: int = 31) -> None:
    """Note why a look could tell nothing, and look again later; it does not count as a look."""
    with transaction.atomic():
        mine = held(look).update(
            state=Look.State.WAITING,
            trouble=trouble[:2000],
            due_on=today() + dt.timedelta(days=days),
            beat_at=None,
        )
        if mine and look.attempt % MOST_TRIES == 0:
            Study.objects.filter(pk=look.study_id, state=Study.State.WAITING).update(
                state=Study.State.ENDED, version=F("version") + 1
            )


def finish(look: Look, round_name: str, *, verdict: str, more_periods: int | None, every: str) -> None:
    """Note that a look is done; where it cannot tell yet, the next one is noted, as long as there are some."""
    with transaction.atomic():
        done = held(look).update(
            state=Look.State.DONE,
            round_name=round_name,
            looked_on=today(),
            trouble="",
            beat_at=timezone.now(),
        )
        if not done:
            return
        study = Study.objects.select_for_update().get(pk=look.study_id)
        if study.state != Study.State.WAITING:
            return
        if verdict != "cannot_tell":
            study.state = Study.State.TOLD
            record(None, "told result of study", study.pk)
        elif look.number < len(LEVELS):
            periods = min(max(more_periods or USUAL, FEWEST), MOST)
            due = today() + dt.timedelta(days=periods * DAYS[every])
            Look.objects.get_or_create(study=study, number=look.number + 1, defaults={"due_on": due})
        else:
            study.state = Study.State.ENDED
        study.save(update_fields=["state"])


def level_of(look: Look) -> float:
    """Return how strict a look is."""
    return LEVELS[min(look.number, len(LEVELS)) - 1]
