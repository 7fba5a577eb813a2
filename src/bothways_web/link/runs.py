"""Runs of the linkage: asked for once a released round, claimed by one job at a time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.link.models import MetricImport, Run
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.rounds import is_followed
from bothways_web.people.changes import record
from bothways_web.people.held import SILENCE, held, start_lost, take
from bothways_web.people.models import User


def latest_round() -> Round | None:
    """Return the round that was released last."""
    return latest_rounds().first()


def latest_rounds() -> QuerySet[Round]:
    """Return the released rounds that the calendar planned, the last first."""
    released = Round.objects.filter(
        state=Round.State.RELEASED,
        ledger_name__isnull=False,
        pulse__side=Pulse.Side.EMPLOYEES,
        pulse__occasion=Pulse.Occasion.CALENDAR,
    ).exclude(mode=Pulse.Mode.OPEN)
    return released.select_related("pulse__audience").order_by("-closes_at", "-pk")


def may_ask(asked: Round | None) -> bool:
    """Return whether the findings of a round can be asked for: nothing was released of them yet."""
    if asked is None or not _speaks_of_teams(asked) or not _customers_there():
        return False
    run = Run.objects.filter(round=asked).first()
    return run is None or _may_repeat(run)


def _speaks_of_teams(asked: Round) -> bool:
    """Return whether a round is released and asked everybody in the teams of the company."""
    of_teams = asked.pulse.side == Pulse.Side.EMPLOYEES and not asked.pulse.is_standing
    return asked.state == Round.State.RELEASED and of_teams and not asked.is_open_to_all


@transaction.atomic
def ask_for_findings(asked: Round, by: User | None) -> Run:
    """Ask for the findings of a released round.

    Parameters
    ----------
    asked : Round
    by : User or None
        ``None``: nobody asked, the round was just released.

    Raises
    ------
    InputError
        Where the round is not released, there are no customer metrics, or they were computed already.
    """
    from bothways_web.link.jobs import compute_findings

    if asked.state != Round.State.RELEASED:
        raise InputError(
            _("The results of this round are not open yet."), remedy=_("Ask again after it has closed.")
        )
    if not _customers_there():
        raise InputError(_("There are no customer metrics yet."), remedy=_("Bring in customer data first."))
    try:
        with transaction.atomic():
            run, made = Run.objects.get_or_create(round=asked)
    except IntegrityError:
        run, made = Run.objects.get(round=asked), False
    if not made and not _start_again(run):
        raise InputError(
            _("The findings of this round were asked for already."),
            remedy=_("They are computed once a round. Ask again after the next round."),
        )
    record(by, "asked for findings", asked)
    compute_findings.enqueue(run.pk)
    run.refresh_from_db()
    return run


def round_released(round_id: int) -> None:
    """Compute the findings of a round that was just released, where customers' metrics are there."""
    asked = Round.objects.select_related("pulse").filter(pk=round_id).first()
    if asked is not None and not is_followed(asked) and may_ask(asked):
        try:
            ask_for_findings(asked, None)
        except InputError:
            return  # somebody asked at the same moment


def claim(run_id: int) -> Run | None:
    """Take a run that waits, or one whose job fell silent; ``None`` where another job has it or it is done."""
    taken = take(Run.objects.filter(pk=run_id), steps=0, steps_done=0, trouble="")
    return Run.objects.select_related("round__pulse").get(pk=run_id) if taken else None


def tell(run: Run, done: int, of: int) -> bool:
    """Note how far a run is; return whether this job still holds it."""
    return bool(held(run).update(steps_done=done, steps=of, beat_at=timezone.now()))


def finish(run: Run, summary: dict[str, object]) -> None:
    """Note that a run is done."""
    with transaction.atomic():
        done = held(run).update(
            state=Run.State.DONE, summary=summary, done_at=timezone.now(), steps_done=F("steps")
        )
        if done:
            record(None, "computed findings", run.round)


def fail(run: Run, trouble: str) -> None:
    """Note why a run could not be done."""
    Run.objects.filter(pk=run.pk, attempt=run.attempt).update(
        state=Run.State.FAILED, trouble=trouble[:2000], done_at=timezone.now()
    )


def take_up_again() -> int:
    """Start the jobs of runs that wait or fell silent, for example after a kill; return how many."""
    from bothways_web.link.jobs import compute_findings

    return start_lost(Run.objects.all(), compute_findings.enqueue)


def is_silent(run: Run) -> bool:
    """Return whether the job of a run gave no sign of life for long."""
    since = run.beat_at if run.state == Run.State.RUNNING else run.asked_at
    return since is not None and since < timezone.now() - SILENCE


def _may_repeat(run: Run) -> bool:
    """Return whether a run may be asked for again: it ended without a finding, or its job was lost."""
    if run.state in (Run.State.DONE, Run.State.FAILED):
        return not run.summary.get("released")
    return is_silent(run)


def _start_again(run: Run) -> bool:
    if not _may_repeat(run):
        return False
    if run.state in (Run.State.DONE, Run.State.FAILED):
        ended = Run.objects.filter(pk=run.pk, state=run.state, attempt=run.attempt)
        return bool(ended.update(state=Run.State.WAITING, asked_at=timezone.now(), trouble="", done_at=None))
    return True


def _customers_there() -> bool:
    """Return whether there are numbers of customers: from a file or of a released survey."""
    brought = MetricImport.objects.filter(side=MetricImport.Side.CUSTOMERS, state=MetricImport.State.IMPORTED)
    return brought.exists() or surveyed_rounds().exists()


def surveyed_rounds() -> QuerySet[Round]:
    """Return the released rounds of customers that name units."""
    released = Round.objects.filter(state=Round.State.RELEASED, pulse__side=Pulse.Side.CUSTOMERS)
    return released.exclude(mode=Pulse.Mode.OPEN)
