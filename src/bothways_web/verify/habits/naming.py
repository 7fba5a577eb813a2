"""Naming a habit before anything is computed, and stopping it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import instrument_of
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.verify.habits.asking import Answer, find_question, levels_of, outcomes
from bothways_web.verify.habits.running import ask
from bothways_web.verify.models import Habit


def name_habit(
    asked: Round, question: str, *, often: Sequence[Answer], never: Sequence[Answer], outcome: str, by: User
) -> Habit:
    """Name a habit and an outcome; the newest round is asked at once, later ones when they are released.

    Raises
    ------
    InputError
        Where the question or the outcome is not of the set, the answers have no order, the pair was named before,
        the same question was named with other answers, or as many habits as may be are named beside the outcome.
    """
    found = find_question(asked, question)
    if found is None or outcome not in {one.metric for one in outcomes(asked, question)}:
        raise InputError(
            _("This question set does not ask that."), remedy=_("Choose a question and an outcome of it.")
        )
    if not levels_of(found, often, never):
        raise InputError(
            _("The answers that mean “does it” and “never does it” are mixed."),
            remedy=_("Choose answers from one end for the one and from the other end for the other."),
        )
    names = {"instrument": instrument_of(asked).id, "form": asked.form, "question": question}
    with transaction.atomic():
        one_at_a_time()
        other = Habit.objects.filter(**names).first()
        if other is not None and (set(other.often), set(other.never)) != (set(often), set(never)):
            raise InputError(
                _(
                    "This habit was named before with other answers. Two cuts of the same answers could be subtracted."
                ),
                remedy=_("Choose the same answers as before: %(often)s against %(never)s.")
                % {"often": found.words(other.often), "never": found.words(other.never)},
            )
        _refuse_more(Habit.objects.filter(instrument=names["instrument"], form=asked.form, outcome=outcome))
        try:
            with transaction.atomic():
                made = Habit.objects.create(
                    **names, often=list(often), never=list(never), outcome=outcome, named_by=by
                )
        except IntegrityError as problem:
            raise InputError(
                _("This habit and this outcome were named before."), remedy=_("Look for them in the list.")
            ) from problem
        record(by, "named habit", made.pk, question=question, outcome=outcome)
        ask(made, asked)
    return made


def _refuse_more(named: QuerySet[Habit]) -> None:
    from bothways.privacy.ledger.gaps import MOST_HABITS

    if (count := named.count()) >= MOST_HABITS:
        raise InputError(
            _("There are %(count)s lines: at most %(most)s.") % {"count": count + 1, "most": MOST_HABITS},
            remedy=_("Look for them in the list."),
        )


@transaction.atomic
def stop_habit(habit: Habit, *, stopped: bool, version: int, by: User) -> None:
    """Ask later rounds about a habit no more, or again.

    Raises
    ------
    InputError
        Where somebody else has changed it.
    """
    changed = Habit.objects.filter(pk=habit.pk, version=version)
    if not changed.update(stopped=stopped, version=F("version") + 1):
        raise InputError(_("Somebody else has just changed this habit."), remedy=_("Look at it again."))
    record(by, "stopped asking about habit" if stopped else "took habit up again", habit.pk)
