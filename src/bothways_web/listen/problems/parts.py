"""Splitting a report that holds two problems: the part is a problem of its own, the report stays as it was written.

The part holds no account and no code. Its key is drawn at random, its day is that of the report, and its words are
those of whoever looks after problems: nothing about the reporter is told that the report does not tell.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.private_codes import number_from
from bothways_web.listen.problems.reporting import mask
from bothways_web.listen.problems.units import unit_without_name
from bothways_web.people.changes import record
from bothways_web.people.models import Unit, User


def split_problem(problem: Problem, text: str, unit: Unit | None, key: bytes, *, by: User) -> Problem:
    """Make a part of a report a problem of its own, once a form; its reporter reads the answers of both.

    Parameters
    ----------
    problem : Problem
        A part of it, where it is one itself, belongs to the same report.
    text : str
        What the part is about; masked before it is kept.
    unit : Unit or None
        Which the part concerns; of a report without a name never one with too few people.
    key : bytes
        Of the form.

    Raises
    ------
    InputError
        Where it was merged: then it is looked after together with the other one.
    """
    number = number_from(key, "part")
    with transaction.atomic():
        locked = Problem.objects.select_for_update().get(pk=problem.pk)
        there = Problem.objects.filter(pk=number).first()
        if there is not None:
            return there
        if locked.state == Problem.State.DUPLICATE:
            raise InputError(_("It is the same as another problem."), remedy=_("Undo that first."))
        whole = locked.split_from or locked
        words = mask(text)
        made = Problem.objects.create(
            pk=number, prompt=locked.prompt, text=words, masked=words, day=locked.day, mixed=locked.mixed,
            answer_by=locked.answer_by,
            unit=unit_without_name(unit) if whole.anonymous else unit,
            split_from=whole, suggested=locked.suggested,
        )  # fmt: skip
        record(by, "split problem", whole, part=str(made))
    return made


def is_untouched(problem: Problem) -> bool:
    """Return whether nothing was done about a part yet, in this room or in one above."""
    if problem.split_from is None or problem.state != Problem.State.NEW or problem.state_before:
        return False
    return not any(
        relation.related_model._default_manager.filter(**{relation.field.name: problem}).exists()
        for relation in Problem._meta.related_objects
    )


def undo_split(problem: Problem, *, by: User) -> Problem:
    """Delete a part that nobody has touched; return the report that it came from.

    Raises
    ------
    InputError
        Where something was done about it already.
    """
    with transaction.atomic():
        locked = Problem.objects.select_for_update().get(pk=problem.pk)
        whole = locked.split_from
        if whole is None or not is_untouched(locked):
            raise InputError(
                _("Something was done about this part already."),
                remedy=_("Merge it into the report that it came from instead."),
            )
        record(by, "undid split of problem", whole, part=str(locked))
        locked.delete()
    return whole
