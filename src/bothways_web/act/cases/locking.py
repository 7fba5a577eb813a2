"""Changing a case as it was seen: rows are locked, and who saw an older one is told so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Case, CaseStep
from bothways_web.people.models import User
from bothways_web.people.units import today

#: States in which somebody looks after a case.
LOOKED_AFTER = (Case.State.OPEN, Case.State.WAITING)


def locked_case(case: Case, seen: int, *, closed: bool = False) -> Case:
    """Return a case, locked; open, or closed where that is wanted.

    Raises
    ------
    InputError
        Where it was changed since it was seen, or is in another state.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    if locked.version != seen:
        raise InputError(
            _("Somebody else has changed this case meanwhile. Nothing was stored."),
            remedy=_("What you wrote is still here. Look at the case, then send it again."),
        )
    wanted = (Case.State.CLOSED,) if closed else LOOKED_AFTER
    if locked.state not in wanted:
        raise InputError(_("This cannot be done with the case as it is now."), remedy=_("Look at its state."))
    return locked


def changed(case: Case, *fields: str) -> None:
    """Store some fields of a locked case, and that it was changed."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def done_already(case: Case, kind: str, text: str, by: User) -> bool:
    """Return whether the last step is this very one of the same person: a form that was sent twice."""
    last = CaseStep.objects.filter(case=case).order_by("-pk").first()
    return last is not None and (last.kind, last.text, last.by_id, last.day) == (kind, text, by.pk, today())
