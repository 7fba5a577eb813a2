"""What was believed beside what was found, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.privacy import Released
from bothways.privacy.ledger.leanings import DIFFER
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.link.models import Run
from bothways_web.verify.beliefs.leaders import OPTIONS, told_on, words_of
from bothways_web.verify.beliefs.opening import has_opened
from bothways_web.verify.beliefs.pairs import Pair, pairs_of, pairs_to_come
from bothways_web.verify.models import Belief, BeliefTry


@dataclass(frozen=True)
class Row:
    """One pair: what this person expected and expects, what leaders expected, what was found."""

    number: int
    pair: Pair
    mine: Belief | None
    next: Belief | None
    leaders: str
    band: str
    one: Shown | None


@dataclass(frozen=True)
class Beside:
    """All pairs, for one person."""

    rows: tuple[Row, ...]
    run: Run | None
    opened: bool
    told_on: dt.datetime | None
    tries: tuple[BeliefTry, ...]


def beside(user_id: int, found: RunFindings | None) -> Beside:
    """Return all pairs with what was believed; what was found and what others expected, once this person opened it."""
    opened = found is not None and has_opened(user_id, found.run)
    pairs = pairs_of(found) if found is not None else pairs_to_come()
    mine = _mine(user_id)
    run = found.run if found is not None else None
    sealed = {key: one for (key, of), one in mine.items() if opened and run and of == run.pk}
    told = words_of(run) if opened and run else {}
    shown = (
        {(one.finding.employee_metric, one.finding.customer_metric): one for one in found.shown}
        if found
        else {}
    )
    rows = tuple(
        Row(number, pair, sealed.get(pair.key), mine.get((pair.key, None)), *_leaders(told.get(_name(pair))),
            shown.get(pair.key) if opened else None)
        for number, pair in enumerate(pairs)
    )  # fmt: skip
    tries = BeliefTry.objects.filter(opening__user=user_id, opening__run=run) if opened else ()
    return Beside(rows, run, opened, told_on(run) if opened and run else None, tuple(tries))


def _mine(user_id: int) -> dict[tuple[tuple[str, str], int | None], Belief]:
    """Return what somebody said, by pair and run; of what may still change, the run is none."""
    return {
        ((one.employee_metric, one.customer_metric), one.opening.run_id if one.opening else None): one
        for one in Belief.objects.filter(user=user_id).select_related("opening")
    }


def of_finding(user_id: int, found: RunFindings, one: Shown) -> Row:
    """Return what was believed of one finding, which this person has opened."""
    pair = Pair(one.finding.employee_metric, one.finding.customer_metric, one.employees, one.customers)
    mine = _mine(user_id).get((pair.key, found.run.pk))
    return Row(0, pair, mine, None, *_leaders(words_of(found.run).get(_name(pair))), one)


def _name(pair: Pair) -> str:
    return f"{pair.employee_metric} / {pair.customer_metric}"


def _leaders(told: Released | None) -> tuple[str, str]:
    """Return what leaders together expected in words, and how many they were; blank where it is not shown."""
    if told is None:
        return "", ""
    if told.text == DIFFER:
        return _("They differed"), told.n_band
    first = Belief.First(OPTIONS[int(told.text)])
    return _("Most: %(first)s") % {"first": first.label}, told.n_band
