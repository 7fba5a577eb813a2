"""Computations of what spills over: asked for once a released round, claimed by one job at a time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.link.cells import standing_imports
from bothways_web.link.labels import round_labels
from bothways_web.link.models import MetricImport
from bothways_web.link.runs import latest_round, latest_rounds
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.rounds import is_followed
from bothways_web.people.changes import record
from bothways_web.people.held import held, start_lost, take
from bothways_web.people.models import User
from bothways_web.people.units import current_tree
from bothways_web.verify.models import OverloadQuestion, OverloadRun, ServiceNetwork
from bothways_web.verify.overload.networks import current_network
from bothways_web.verify.overload.questions import current_question

#: Times that a round without an answer may be asked: each tells of a network whether enough is there.
MOST_ATTEMPTS = 5
#: Why a round brought no answer: one word for all that is lacking, one where it was told of as late a period before.
FEW, TOLD = "few", "told"
#: Rounds that are looked through for one that asked for overload.
_LATEST = 12
_ENDED = (OverloadRun.State.DONE, OverloadRun.State.FAILED)


def may_ask(asked: Round | None) -> bool:
    """Return whether a round can be asked: who serves whom is known, a question chosen, and nothing released yet."""
    question = current_question()
    if asked is None or question is None or current_network() is None:
        return False
    if not _speaks_of_teams(asked, question):
        return False
    run = OverloadRun.objects.filter(round=asked).first()
    return run is None or _may_repeat(run)


@transaction.atomic
def ask(asked: Round, by: User | None) -> OverloadRun:
    """Ask a released round what spills over, of the network and the numbers that hold now.

    Parameters
    ----------
    asked : Round
    by : User or None
        ``None``: nobody asked, the round was just released.

    Raises
    ------
    InputError
        Where something is missing, or the round was asked already.
    """
    from bothways_web.verify.overload.jobs import compute_overload

    network, question = current_network(), current_question()
    if network is None or question is None or not _speaks_of_teams(asked, question):
        raise InputError(
            _("Nothing can be computed yet."),
            remedy=_("Say who serves whom and choose the two numbers. Then wait for the results of a round."),
        )
    told: dict[str, object] = {"network": network, "question": question}
    try:
        with transaction.atomic():
            run, made = OverloadRun.objects.get_or_create(round=asked, defaults=told)
    except IntegrityError:
        run, made = OverloadRun.objects.get(round=asked), False
    if not made and not _start_again(run, told):
        raise InputError(
            _("This round was asked already."),
            remedy=_("A round is asked once, of one network. The next round can be asked again."),
        )
    record(by, "asked what spills over", asked)
    compute_overload.enqueue(run.pk)
    run.refresh_from_db()
    return run


def round_released(round_id: int) -> None:
    """Ask a round that was just released, where who serves whom is known."""
    asked = Round.objects.select_related("pulse").filter(pk=round_id).first()
    if asked is not None and not is_followed(asked) and may_ask(asked):
        try:
            ask(asked, None)
        except InputError:
            return  # somebody asked at the same moment


def round_to_ask() -> Round | None:
    """Return the last round that speaks of the question, where it can be asked."""
    asked = round_of_question()
    return asked if may_ask(asked) else None


def round_of_question() -> Round | None:
    """Return the round of the whole company that asked for overload last; before a question, the last of any."""
    question = current_question()
    if question is None:
        return latest_round()
    tree = current_tree()
    whole = latest_rounds().filter(pulse__audience__code__in=tree.roots if tree else ())
    return next((one for one in whole[:_LATEST] if _speaks_of_teams(one, question)), None)


def claim(run_id: int) -> OverloadRun | None:
    """Take a run that waits, or one whose job fell silent; ``None`` where another job has it or it is done."""
    with transaction.atomic():
        if not take(OverloadRun.objects.filter(pk=run_id), trouble="", nothing=""):
            return None
        run = OverloadRun.objects.select_related("round__pulse", "network", "question").get(pk=run_id)
        ServiceNetwork.objects.filter(pk=run.network_id, used_at__isnull=True).update(used_at=timezone.now())
    return run


def is_held(run: OverloadRun) -> bool:
    """Note a sign of life; return whether this job still holds the run."""
    return bool(held(run).update(beat_at=timezone.now()))


def finish(run: OverloadRun, *, nothing: str = "", trouble: str = "") -> None:
    """Note how a run ended: something is released, or why nothing is, or what went wrong."""
    state = OverloadRun.State.FAILED if trouble else OverloadRun.State.DONE
    held(run).update(
        state=state, nothing=nothing, trouble=trouble[:2000], released=not (nothing or trouble),
        done_at=timezone.now(),
    )  # fmt: skip


def take_up_again() -> int:
    """Start the jobs of runs that wait or fell silent, for example after a kill; return how many."""
    from bothways_web.verify.overload.jobs import compute_overload

    return start_lost(OverloadRun.objects.all(), compute_overload.enqueue)


def _speaks_of_teams(asked: Round, question: OverloadQuestion) -> bool:
    """Return whether a released round asked the whole company, and for overload where surveys ask for it.

    Otherwise any pulse of a single team would be one more time to ask of the same numbers.
    """
    of_teams = asked.pulse.side == Pulse.Side.EMPLOYEES and not asked.pulse.is_standing
    if asked.state != Round.State.RELEASED or not of_teams or asked.is_open_to_all:
        return False
    tree = current_tree()
    if tree is None or asked.pulse.audience.code not in tree.roots:
        return False
    brought = {name for one in standing_imports(MetricImport.Side.EMPLOYEES) for name in one.metric_names}
    return question.overload in brought or question.overload in round_labels(asked)


def _may_repeat(run: OverloadRun) -> bool:
    """Return whether a run may be asked for again: it ended without an answer, and not too often yet."""
    return run.state in _ENDED and not run.released and run.nothing != TOLD and run.attempt < MOST_ATTEMPTS


def _start_again(run: OverloadRun, told: dict[str, object]) -> bool:
    if not _may_repeat(run):
        return False
    ended = OverloadRun.objects.filter(pk=run.pk, state=run.state, attempt=run.attempt, released=False)
    again = {"state": OverloadRun.State.WAITING, "asked_at": timezone.now(), "done_at": None, **told}
    return bool(ended.update(**again))
