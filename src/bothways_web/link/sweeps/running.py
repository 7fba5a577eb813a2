"""The table of a run: asked for when findings are there, made by one job at a time, taken up again after a kill."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from bothways_web.link.models import Run, SweepRun
from bothways_web.people.held import SILENCE, held, start_lost, take


@transaction.atomic
def begin(run: Run) -> SweepRun:
    """Have the table of a run made, or made anew; does nothing where a job is at it."""
    from bothways_web.link.jobs import compute_sweep

    now = timezone.now()
    made, is_new = SweepRun.objects.get_or_create(run=run, defaults={"asked_at": now})
    ended = SweepRun.objects.filter(pk=made.pk, state__in=(SweepRun.State.DONE, SweepRun.State.FAILED))
    again = ended.update(state=SweepRun.State.WAITING, asked_at=now, steps=0, steps_done=0, trouble="")
    if is_new or again or is_silent(made):
        compute_sweep.enqueue(made.pk)
        made.refresh_from_db()
    return made


def may_begin(run: Run) -> bool:
    """Return whether somebody may ask for the table of a run: none is there, it failed, or its job was lost."""
    there = SweepRun.objects.filter(run=run).first()
    return there is None or there.state == SweepRun.State.FAILED or is_silent(there)


def is_silent(sweep: SweepRun) -> bool:
    """Return whether the job of a table gave no sign of life for long."""
    since = sweep.beat_at if sweep.state == SweepRun.State.RUNNING else sweep.asked_at
    at_work = sweep.state in (SweepRun.State.WAITING, SweepRun.State.RUNNING)
    return at_work and since is not None and since < timezone.now() - SILENCE


def claim(sweep_id: int) -> SweepRun | None:
    """Take a table that waits, or one whose job fell silent; ``None`` where another job has it or it is done."""
    if not take(SweepRun.objects.filter(pk=sweep_id), steps=0, steps_done=0, trouble=""):
        return None
    return SweepRun.objects.select_related("run__round__pulse").get(pk=sweep_id)


def tell(sweep: SweepRun, done: int, of: int) -> bool:
    """Note how far it is; return whether this job still holds it."""
    return bool(held(sweep).update(steps_done=done, steps=of, beat_at=timezone.now()))


def finish(sweep: SweepRun, summary: dict[str, object]) -> bool:
    """Note that it is done; return whether this job still held it."""
    done = {"state": SweepRun.State.DONE, "summary": summary, "done_at": timezone.now()}
    return bool(held(sweep).update(**done))


def fail(sweep: SweepRun, trouble: str) -> None:
    """Note why it could not be made."""
    held(sweep).update(state=SweepRun.State.FAILED, trouble=trouble[:2000], done_at=timezone.now())


def take_up_again() -> int:
    """Start the jobs of tables that wait or fell silent, for example after a kill; return how many."""
    from bothways_web.link.jobs import compute_sweep

    return start_lost(SweepRun.objects.all(), compute_sweep.enqueue)
