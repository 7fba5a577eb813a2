"""What leaders together expected of the findings of a run: told once, as a word a pair, by their own ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from bothways.privacy import Released
from bothways_web.link.models import Run
from bothways_web.listen.ledgers import open_ledger, released_round
from bothways_web.verify.models import Belief, BeliefClosing, Opening

#: So long after the findings it is told, unless those of the next run come first.
WAIT = dt.timedelta(days=14)
OPTIONS = Belief.First.values


def due_runs() -> QuerySet[Run]:
    """Return the runs of which it is time to tell what leaders expected."""
    done = Run.objects.filter(state=Run.State.DONE)
    last = done.values_list("pk", flat=True).first()
    late = Q(done_at__lt=timezone.now() - WAIT) | Q(pk__lt=last or 0)
    return done.filter(late).filter(Q(belief_closing=None) | Q(belief_closing__told=False))


def tick() -> int:
    """Begin what is due; called every few seconds."""
    from bothways_web.verify.beliefs.jobs import tell_leaders

    due = list(due_runs().values_list("pk", flat=True)[:10])
    for run_id in due:
        if not BeliefClosing.objects.filter(run=run_id).exists():
            close(Run.objects.get(pk=run_id))
            tell_leaders.enqueue(run_id)
    stale = BeliefClosing.objects.filter(told=False, closed_at__lt=timezone.now() - dt.timedelta(minutes=10))
    for closing in stale.filter(run__in=due):  # its job was lost
        BeliefClosing.objects.filter(pk=closing.pk).update(closed_at=timezone.now())
        tell_leaders.enqueue(closing.run_id)
    return len(due)


def close(run: Run) -> BeliefClosing:
    """Keep what counts: of each leader what was said before the findings of the run were opened."""
    try:
        with transaction.atomic():
            return BeliefClosing.objects.create(run=run, counted=_counted(run))
    except IntegrityError:
        return BeliefClosing.objects.get(run=run)


def _counted(run: Run) -> dict[str, dict[str, str]]:
    opened = set(Opening.objects.filter(run=run).values_list("user_id", flat=True))
    said = Belief.objects.filter(Q(opening__run=run) | (Q(opening=None) & ~Q(user__in=opened)))
    counted: dict[str, dict[str, str]] = {}
    for one in said:
        counted.setdefault(str(one), {})[str(one.user_id)] = one.first
    return counted


def tell(run_id: int) -> None:
    """Hand what counts to the ledger, and forget it; a second time changes nothing."""
    closing = BeliefClosing.objects.select_related("run__round").filter(run=run_id, told=False).first()
    if closing is None:
        return
    if closing.counted:
        _release(closing.run.round.ledger_name or "", closing.counted)
    BeliefClosing.objects.filter(pk=closing.pk).update(told=True, counted={})


def _release(name: str, counted: dict[str, dict[str, str]]) -> None:
    import numpy as np

    from bothways.privacy import RoundAnswers, make_roster, make_tree
    from bothways.privacy.ledger import Choices

    people = sorted({user for said in counted.values() for user in said})
    tree = make_tree(["leaders"], [None])
    answers = RoundAnswers(name, tuple(people), make_roster(tree, ["leaders"] * len(people)), (), {})
    ledger = open_ledger("leaders", tree)
    with ledger.together():
        for pair in sorted(counted):
            marks: Any = np.zeros((len(people), len(OPTIONS)), bool)
            for place, user in enumerate(people):
                if user in counted[pair]:
                    marks[place, OPTIONS.index(counted[pair][user])] = True
            ledger.release_leaning(answers, Choices(pair, marks))


def words_of(run: Run) -> dict[str, Released]:
    """Return what was told of the leaders' expectations of a run, by pair."""
    there = released_round("leaders", run.round.ledger_name)
    return {one.metric: one for one in there.released if one.kind == "leaning"} if there else {}


def told_on(run: Run) -> dt.datetime | None:
    """Return when it is told at the latest; none where it was told already."""
    if BeliefClosing.objects.filter(run=run, told=True).exists():
        return None
    return (run.done_at or timezone.now()) + WAIT
