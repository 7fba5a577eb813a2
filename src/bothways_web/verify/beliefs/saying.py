"""Saying what one expects, pair by pair, as long as nothing was opened."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.verify.beliefs.opening import last_opening
from bothways_web.verify.beliefs.pairs import Pair
from bothways_web.verify.models import Belief, BeliefTry


def say(pair: Pair, first: str, sure: str, *, opened: int, by: User) -> None:
    """Keep what somebody expects of a pair; ``opened`` is the number of their last opening when they were asked.

    Raises
    ------
    InputError
        Where they have opened findings since. The try is kept.
    """
    names: dict[str, Any] = {"employee_metric": pair.employee_metric, "customer_metric": pair.customer_metric}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        last = last_opening(by.pk)
        if last == opened:
            sure = "" if first == Belief.First.UNKNOWN else sure
            Belief.objects.update_or_create(
                user=by, opening=None, **names, defaults={"first": first, "sure": sure}
            )
            return
        BeliefTry.objects.create(opening_id=last, **names)
        record(by, "tried to say what to expect after opening findings", last)
    raise InputError(  # outside: the try stays written down
        _("You have opened the findings since, so what you expected stays as it was."),
        remedy=_("Your try is noted on your page. You can say what you expect of the next findings."),
    )
