"""Handing the quarters of the records to the ledger, one after the other, each once."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bothways.errors import BothwaysError
from bothways.privacy import Metric, RoundAnswers, UnitTree, make_roster, make_tree
from bothways_web.listen.ledgers import open_ledger
from bothways_web.people.changes import record
from bothways_web.people.units import today, tree_on
from bothways_web.verify.leaving.quarters import Quarter, until
from bothways_web.verify.leaving.records import There, first_quarter, last_quarter, there_on
from bothways_web.verify.leaving.years import release_year, year_of
from bothways_web.verify.models import LeavingQuarter

#: A quarter that was begun and is not done after this time is begun again.
PATIENCE = dt.timedelta(minutes=10)
#: One that could not be released is tried again after this time.
NEXT_DAY = dt.timedelta(days=1)
#: What is noted where only the log of the server says what went wrong.
FAILED = "failed"
#: What comes before is looked at so often, where each time something failed.
MOST_TRIES = 5
LEFT = Metric("left", "turnover", 0, 1, 1, ("left",), favourable=(1.0, 1.0))
logger = logging.getLogger(__name__)


def note_quarters(day: dt.date | None = None) -> int:
    """Note the quarters that have ended and whose records are there; return how many wait to be released."""
    last = last_quarter(day or today())
    latest = LeavingQuarter.objects.order_by("-name").first()
    first = Quarter.named(latest.name).after if latest else first_quarter(last)
    if first is not None:
        missing = [LeavingQuarter(name=one.name) for one in until(first, last)]
        LeavingQuarter.objects.bulk_create(missing, ignore_conflicts=True)
    return LeavingQuarter.objects.exclude(state=LeavingQuarter.State.DONE).count()


def wants_a_look() -> bool:
    """Return whether nobody has looked yet for what comes before the leaving of the last quarter."""
    last = LeavingQuarter.objects.order_by("-name").first()
    return last is not None and may_look(last)


def may_look(last: LeavingQuarter) -> bool:
    """Return whether a quarter has not been looked at, by nobody or by somebody who fell silent or failed lately."""
    before, now = last.before, timezone.now()
    begun, failed = (parse_datetime(str(before.get(name, ""))) for name in ("begun", "failed"))
    if failed is not None:
        return failed < now - NEXT_DAY and before.get("tries", 0) < MOST_TRIES
    return not before or (begun is not None and begun < now - PATIENCE)


def release_waiting() -> bool:
    """Release what waits, the oldest first; stop at the first that cannot be, for none may be put in between later."""
    for one in LeavingQuarter.objects.exclude(state=LeavingQuarter.State.DONE).order_by("name"):
        if not release_quarter(one.name):
            return False
    return True


def release_quarter(name: str) -> bool:
    """Release one quarter, if no other job has it; return whether it is released now.

    It may be killed anywhere and be begun anew: the ledger takes all of it in one step, and what it took stays.
    """
    mine = _claim(name)
    if mine is None:
        return LeavingQuarter.objects.filter(name=name, state=LeavingQuarter.State.DONE).exists()
    quarter = Quarter.named(name)
    try:
        tree = tree_on(quarter.first)
        if tree is not None:
            _offer(mine, quarter, tree)
    except BothwaysError as problem:
        logger.error("The quarter %s cannot be released: %s", name, problem)
        return _note(mine, str(problem))
    except Exception:
        logger.exception("The quarter %s cannot be released", name)
        return _note(mine, FAILED)
    return _finish(mine)


def _note(mine: LeavingQuarter, trouble: str) -> bool:
    """Note why a quarter could not be released; it is tried again the next day."""
    LeavingQuarter.objects.filter(pk=mine.pk, attempt=mine.attempt).update(trouble=trouble)
    return False


def _claim(name: str) -> LeavingQuarter | None:
    now = timezone.now()
    silent = Q(begun_at__lt=now - PATIENCE, trouble="") | Q(begun_at__lt=now - NEXT_DAY)
    free = Q(state=LeavingQuarter.State.WAITING) | Q(state=LeavingQuarter.State.RUNNING) & silent
    taken = LeavingQuarter.objects.filter(free, name=name).update(
        state=LeavingQuarter.State.RUNNING, begun_at=now, attempt=F("attempt") + 1, trouble=""
    )
    return LeavingQuarter.objects.get(name=name) if taken else None


def _offer(mine: LeavingQuarter, quarter: Quarter, tree: UnitTree) -> None:
    """Offer a quarter to the ledger; with the last one of a year, also who left in that year."""
    if not mine.tree:
        mine.tree = [list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)]
    else:  # begun before: the tree that the ledger may have taken already
        tree = make_tree(*zip(*mine.tree, strict=True))
    found = there_on(quarter.first, quarter.last, tree)
    mine.many_left_out = found.many_left_out
    mine.save(update_fields=["tree", "many_left_out"])
    ledger = open_ledger("leavers", tree)
    if not found.stays or quarter.name in ledger.rounds:
        return
    year = year_of(quarter)
    if year is not None and not mine.roles:  # before the ledger takes it: what was taken has to be read later
        mine.roles = list(year.roles)
        mine.save(update_fields=["roles"])
    with ledger.together():
        ledger.release(answers_of(quarter.name, found, tree))
        if year is not None:
            release_year(ledger, year, mine.roles)


def answers_of(name: str, found: There, tree: UnitTree) -> RoundAnswers:
    """Return a quarter as the ledger takes it: one entry a person, 1 where they left."""
    import numpy as np

    return RoundAnswers(
        name,
        tuple(stay.person for stay in found.stays),
        make_roster(tree, [stay.unit for stay in found.stays]),
        (LEFT,),
        {LEFT.name: np.array([float(stay.left) for stay in found.stays])},
        own_questions=True,
    )


@transaction.atomic
def _finish(mine: LeavingQuarter) -> bool:
    done = LeavingQuarter.objects.filter(
        pk=mine.pk, attempt=mine.attempt, state=LeavingQuarter.State.RUNNING
    ).update(state=LeavingQuarter.State.DONE, done_at=timezone.now(), trouble="")
    if done:
        record(None, "released leaving of a quarter", mine)
    return bool(done)
