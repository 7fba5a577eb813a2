"""The charter: written anew each time, so that every version stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Charter
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.units import today

#: The six parts, in the order of the page.
PARTS = ("purpose", "culture", "process", "goals", "expectations", "accountability")
WRITTEN = (*PARTS, "powers", "powers_words", "time_for_it", "removal", "term_months", "review_on", "outside")


class Stale(InputError):
    """Somebody else has changed it since it was looked at."""


def current_charter() -> Charter | None:
    """Return the charter that holds."""
    return Charter.objects.first()


def write_charter(given: Mapping[str, Any], *, seen: int, by: User) -> Charter:
    """Write the next version of the charter.

    Parameters
    ----------
    given : mapping
        The fields of :data:`WRITTEN`.
    seen : int
        The version that was looked at; 0 where there was none.
    by : User

    Raises
    ------
    Stale
        Where somebody else was first.
    InputError
        Where it is to be looked at again on a day that has passed.
    """
    with transaction.atomic():
        one_at_a_time()
        now = current_charter()
        if (now.number if now else 0) != seen:
            raise Stale(
                _("Somebody else has changed the charter meanwhile."), remedy=_("Your words are still here.")
            )
        if given["review_on"] <= today():
            raise InputError(_("The day to look at it again has passed."), remedy=_("Choose a later day."))
        if now is not None and all(getattr(now, name) == given[name] for name in WRITTEN):
            return now
        fields = {name: given[name] for name in WRITTEN}
        made = Charter.objects.create(number=seen + 1, written_on=today(), by=by, **fields)
        record(by, "wrote charter of the committee", f"version {made.number}")
    return made


def as_typed(charter: Charter | None) -> dict[str, Any]:
    """Return what the form of the charter begins with."""
    return {name: getattr(charter, name) for name in WRITTEN} if charter else {}
