"""Releasing the rounds of an import, in the order of time: from then on they are rounds like all others."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError, InputError
from bothways.privacy.ledger.copies import refuse_copies
from bothways_web.listen.archive import file_of, round_answers, written
from bothways_web.listen.models import AnswerImport, Round
from bothways_web.listen.past.checking import day_of, refuse_between
from bothways_web.listen.past.parts import clear, write_round
from bothways_web.listen.past.periods import span_of
from bothways_web.listen.past.repeats import refuse_released
from bothways_web.listen.past.settling import MOST_ROUNDS
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import next_ledger_name
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.held import held

State = AnswerImport.State


def release_import(one: AnswerImport) -> bool:
    """Release all rounds of an import; returns whether all are released now. May be killed anywhere and be begun anew.

    Raises
    ------
    InputError
        Where the ledger takes a round not yet: what was released stays, the others wait.
    """
    rounds = Round.objects.filter(imported_parts__of=one).select_related("pulse").order_by("closes_at")
    waiting = [asked for asked in rounds if asked.state == Round.State.HELD]
    if waiting and len(waiting) == len(rounds):
        spans = [span for asked in waiting if (span := span_of(asked.period)) is not None]
        refuse_between(one, tuple(spans[:MOST_ROUNDS]))
    for done, asked in enumerate(rounds):
        if not held(one).update(steps_done=done, beat_at=timezone.now()):
            return False  # another job has taken it over
        _close(asked, one)
        if not release_round(asked.pk):
            asked.refresh_from_db(fields=["trouble"])
            raise InputError(
                _("The round %(period)s is not released yet: %(trouble)s")
                % {"period": asked.period, "trouble": asked.trouble},
                remedy=_("Try again later."),
            )
    return _finish(one)


@transaction.atomic
def _close(asked: Round, one: AnswerImport) -> None:
    """Write the answers of a round that is held, and give it to the ledger, named by the day on which it ended."""
    one_at_a_time()  # no file can add a part meanwhile
    waiting = Round.objects.filter(pk=asked.pk, state=Round.State.HELD)
    if not waiting.exists():
        return
    write_round(asked)
    try:
        _refuse_copies(asked)
    except BothwaysError:
        clear(file_of(asked).parent)  # it still lies in its parts
        raise
    name = next_ledger_name(day_of(asked), alone=True)
    waiting.update(state=Round.State.CLOSING, ledger_name=name, release_begun_at=timezone.now())
    record(one.by, "released imported answers", asked)


def _refuse_copies(asked: Round) -> None:
    """Refuse answers that are released in another round, and one question in two numbers."""
    refuse_released(asked)
    for one, _path in written([asked]):
        refuse_copies(round_answers(one).values)


@transaction.atomic
def _finish(one: AnswerImport) -> bool:
    """Note what is released, of all files that brought something to these rounds; their parts go, and their counts."""
    held(one).update(state=State.RELEASED, trouble="")
    mine = Round.objects.filter(imported_parts__of=one).values("pk")
    for other in AnswerImport.objects.filter(parts__round__in=mine).distinct():
        left = other.parts.exclude(round__state=Round.State.RELEASED).exists()
        if not left:
            kept = {"periods": other.found.get("periods", [])}
            AnswerImport.objects.filter(pk=other.pk).exclude(state=State.UNDONE).update(
                state=State.RELEASED, found=kept, trouble=""
            )
            transaction.on_commit(partial(clear, other.folder))
    return True
