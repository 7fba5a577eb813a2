"""From a closed round to what is released: file, ledger, then the rows in the database go."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction

from bothways.errors import BothwaysError
from bothways_web.listen.additional import release_additional
from bothways_web.listen.archive import round_answers, write_answers
from bothways_web.listen.hooks import AFTER_RELEASE
from bothways_web.listen.ledgers import open_ledger, population_of
from bothways_web.listen.models import Response, Round
from bothways_web.listen.rounds import place_in_order
from bothways_web.listen.sealed.closing import empty_box, may_show
from bothways_web.people.changes import record

#: A release that was begun and has no result after this time is begun again.
PATIENCE = dt.timedelta(minutes=10)
logger = logging.getLogger(__name__)


def release_round(number: int) -> bool:
    """Release a round that is closing; returns whether it is released now.

    Every step can be done again: the file is written once, the ledger answers the same call with the same numbers,
    and the last step happens once. So it may be killed anywhere and be begun anew. Rounds of the same questions that
    closed before go first, whatever order the jobs come in: the ledger could not put them in between later.
    """
    asked = Round.objects.select_related("pulse").get(pk=number)
    if asked.state != Round.State.CLOSING:
        return asked.state == Round.State.RELEASED
    if not all(release_round(one) for one in _before(asked)):
        Round.objects.filter(pk=number).update(
            trouble="An earlier round of the same questions has to be released first."
        )
        return False
    try:
        if asked.is_sealed:
            empty_box(asked)
        if write_answers(asked) and (not asked.is_sealed or may_show(asked)):
            _offer(asked)
    except BothwaysError as problem:
        Round.objects.filter(pk=number).update(trouble=str(problem))
        logger.error("Round %s cannot be released yet: %s", number, problem)
        return False
    if _finish(asked):
        for hook in AFTER_RELEASE:
            hook(number)
    return True


def _before(asked: Round) -> list[int]:
    """Return the rounds of the same questions that closed before a round and are not released, oldest first."""
    same = Round.objects.filter(state=Round.State.CLOSING, pulse__instrument=asked.pulse.instrument)
    placed = {place_in_order(name): pk for pk, name in same.values_list("pk", "ledger_name")}
    return [placed[place] for place in sorted(placed) if place < place_in_order(asked.ledger_name)]


def claim_release(asked: Round, now: dt.datetime) -> bool:
    """Return whether the caller is the one to begin a release that is due or was left lying."""
    stale = Round.objects.filter(pk=asked.pk, state=Round.State.CLOSING)
    free = stale.filter(release_begun_at=None) | stale.filter(release_begun_at__lt=now - PATIENCE)
    return bool(free.update(release_begun_at=now))


def _offer(asked: Round) -> None:
    """Offer the answers of a round to the ledger."""
    answers = round_answers(asked)
    ledger = open_ledger(population_of(asked.pulse), answers.roster.tree)
    with ledger.together():
        ledger.release(answers)
        release_additional(asked, answers, ledger)


@transaction.atomic
def _finish(asked: Round) -> bool:
    """Open the results and forget the rows in the database; returns whether this call did it."""
    done = Round.objects.filter(pk=asked.pk, state=Round.State.CLOSING).update(
        state=Round.State.RELEASED, trouble=""
    )
    if done:
        Response.objects.filter(round=asked).delete()
        record(None, "released round", asked)
    return bool(done)
