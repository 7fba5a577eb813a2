"""Asking a round about a habit: once, by one job at a time, taken up again where a job was lost."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import instrument_of
from bothways_web.people.held import SILENCE
from bothways_web.verify.habits.asking import askable_rounds
from bothways_web.verify.models import Habit, HabitRun

#: A run that failed is tried again after so long, and for so long after its round or its habit came.
REST, PATIENCE = dt.timedelta(days=1), dt.timedelta(days=7)


def ask(habit: Habit, asked: Round) -> HabitRun:
    """Ask a released round about a habit; a second time changes nothing."""
    from bothways_web.verify.habits.jobs import compute_habit

    try:
        with transaction.atomic():
            run, made = HabitRun.objects.get_or_create(habit=habit, round=asked)
    except IntegrityError:
        return HabitRun.objects.get(habit=habit, round=asked)
    if made:
        compute_habit.enqueue(run.pk)
    return run


def round_released(round_id: int) -> None:
    """Ask a round that was just released about every habit of its question set."""
    asked = askable_rounds().filter(pk=round_id).first()
    if asked is None:
        return
    for habit in Habit.objects.filter(instrument=instrument_of(asked).id, form=asked.form, stopped=False):
        ask(habit, asked)


def claim(run_id: int) -> HabitRun | None:
    """Take a run that waits, or one whose job fell silent; none where another job has it or it ended."""
    now = timezone.now()
    silent = Q(state=HabitRun.State.RUNNING, begun_at__lt=now - SILENCE)
    free = HabitRun.objects.filter(Q(state=HabitRun.State.WAITING) | silent, pk=run_id)
    if not free.update(state=HabitRun.State.RUNNING, begun_at=now):
        return None
    return HabitRun.objects.select_related("habit", "round__pulse").get(pk=run_id)


def end(run: HabitRun, *, trouble: str = "") -> None:
    """Note how a run ended; nothing where another job took it up since, or has ended it."""
    state = HabitRun.State.FAILED if trouble else HabitRun.State.DONE
    mine = HabitRun.objects.filter(pk=run.pk, state=HabitRun.State.RUNNING, begun_at=run.begun_at)
    mine.update(state=state, trouble=trouble[:2000])


def take_up_again() -> int:
    """Start the jobs of runs that wait, fell silent or failed; each by one call, and not again for a while."""
    from bothways_web.verify.habits.jobs import compute_habit

    now = timezone.now()
    late = now - SILENCE
    waiting, running = HabitRun.State.WAITING, HabitRun.State.RUNNING
    young = Q(habit__named_at__gt=now - PATIENCE) | Q(round__closes_at__gt=now - PATIENCE)
    failed = Q(state=HabitRun.State.FAILED, begun_at__lt=now - REST) & young
    lost = Q(state=running, begun_at__lt=late) | Q(state=waiting, asked_at__lt=late) | failed
    started = 0
    for run_id in list(HabitRun.objects.filter(lost).values_list("pk", flat=True)[:20]):
        if HabitRun.objects.filter(lost, pk=run_id).update(state=waiting, asked_at=now):
            compute_habit.enqueue(run_id)
            started += 1
    return started
