"""Masked words of single customers in the room: only where enough customers answered, as the ledger shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q

from bothways.privacy.groups import parse_group
from bothways.privacy.values.bands import band_low
from bothways_web.act.models import Case
from bothways_web.link.voices_of_customers import NUMBERS
from bothways_web.listen.comments import fewest_of
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Round
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation

#: So many fit on the screen.
MOST = 5
_MOMENT = dt.timedelta(microseconds=1)


def cases_with_words(unit: str, units: Collection[str], surveys: Sequence[Round]) -> list[int]:
    """Return cases of a unit whose masked words may be read in its huddle.

    A case counts where its customer answered in the last window of a survey, enough customers answered there, and
    somebody has replied to it or closed it: nothing comes onto the screen that no person has read.

    Parameters
    ----------
    unit : str
        Code.
    units : collection of str
        Its code and those below.
    surveys : sequence of Round
        Released rounds of customers that hold the unit, oldest first.
    """
    latest = {asked.pulse_id: asked for asked in surveys}
    windows, zone = Q(pk__in=[]), zone_of(Organisation.current().time_zone)
    for asked in latest.values():
        if enough_answered(unit, asked):
            last = asked.closes_at - _MOMENT  # one that closes at midnight closes on the day before
            days = tuple(one.astimezone(zone).date() for one in (asked.opens_at, last))
            windows |= Q(rule__pulse=asked.pulse_id, opened_on__range=days)
    read = Q(first_reply_on__isnull=False) | Q(closed_by__isnull=False)
    found = Case.objects.filter(windows, read, unit__code__in=units).exclude(masked="")
    found = found.exclude(state=Case.State.HELD).exclude(outcome=Case.Outcome.MISTAKE)
    return list(found.order_by("-opened_on", "-pk").values_list("pk", flat=True)[:MOST])


def enough_answered(unit: str, asked: Round) -> bool:
    """Return whether what was released of a round proves that ten customers and more of this very unit answered.

    A number of several units together proves nothing of one of them, and neither does a number of some roles.
    """
    found = released_round("surveyed", asked.ledger_name)
    if found is None:
        return False
    fewest = fewest_of(asked)
    return any(
        _is_about(row.group, unit, found.tree.roots) and band_low(row.n_band) >= fewest
        for row in found.released
        if row.kind in NUMBERS
    )


def _is_about(text: str, unit: str, roots: Sequence[str]) -> bool:
    group = parse_group(text)
    if group.attributes:
        return False
    return group.units == (unit,) or (not group.units and list(roots) == [unit])
