"""What was released of a round that no team page shows: open and standing surveys, and those asked of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from bothways.errors import BothwaysError
from bothways.measures import Instrument
from bothways.privacy import Released
from bothways.privacy.groups import parse_group
from bothways_web.listen.ledgers import population_of, released_round
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import may_run_pulse
from bothways_web.listen.question_sets import domains_of, in_language, instrument_of
from bothways_web.people.access import Viewer
from bothways_web.wording import in_order

_KINDS = ("mean", "share", "nps")
#: Kinds of what is released that have pages, files and rules of their own.
ELSEWHERE = frozenset({"comment", "finding", "study", "gap", "cascade", "leaning"})


@dataclass(frozen=True)
class MetricResults:
    """One metric: what it is called, the ends of its scale, and its numbers, of the whole and of units by name."""

    label: str
    low: float
    high: float
    better: str
    rows: tuple[tuple[str, Released], ...]


def on_team_pages(asked: Round) -> bool:
    """Return whether team pages show a round: one that asked all employees of its units, each by a personal link."""
    employees = asked.pulse.side == Pulse.Side.EMPLOYEES
    return employees and not asked.pulse.is_standing and not asked.is_open_to_all


def open_round_names(viewer: Viewer) -> frozenset[str | None]:
    """Return the names in the ledger of rounds whose results are open to somebody: all of a round at once, as on pages.

    What no team page shows, such as the answers of people who leave and of candidates, is for those who run it.
    """
    released = Round.objects.filter(state=Round.State.RELEASED).select_related("pulse__audience")
    return frozenset(
        one.ledger_name
        for one in released
        if on_team_pages(one) or one.pulse.side == Pulse.Side.CUSTOMERS or may_run_pulse(viewer, one.pulse)
    )


def round_results(asked: Round) -> tuple[MetricResults, ...]:
    """Return the numbers of a round by metric; nothing where none was released.

    What is not there is withheld, whatever the cause.
    """
    found = released_round(population_of(asked.pulse), asked.ledger_name)
    if found is None:
        return ()
    rows = [row for row in found.released if row.kind in _KINDS]
    names = {code: name for code, _parent, name in asked.tree}
    return tuple(
        _results(metric, [row for row in rows if row.metric == metric], asked, names)
        for metric in dict.fromkeys(row.metric for row in rows)
    )


def _results(metric: str, rows: Sequence[Released], asked: Round, names: dict[str, str]) -> MetricResults:
    whole = [(names.get(asked.pulse.audience.code, ""), row) for row in rows if row.group == "all"]
    units = [
        (", ".join(sorted((names[code] for code in codes), key=in_order)), row)
        for row in rows
        if (codes := parse_group(row.group).units) and set(codes) <= names.keys()
    ]
    units.sort(key=lambda one: in_order(one[0]))
    low, high = (-100.0, 100.0) if rows[0].kind == "nps" else (0.0, 100.0)
    label, better = _label(metric, asked)
    return MetricResults(label, low, high, better, (*whole, *units))


def _label(metric: str, asked: Round) -> tuple[str, str]:
    """Return what people call a metric, and which end is good."""
    instrument, language = instrument_of(asked), get_language() or "en"
    try:
        domains = domains_of(asked)
    except BothwaysError:
        domains = ()
    known = {one.metric: (one.label, str(one.better)) for one in domains}
    return known.get(metric) or (
        _conventional(metric, instrument) or in_language(instrument.title, language),
        "",
    )


def _conventional(metric: str, instrument: Instrument) -> str:
    """Return the label of a customary number of a set; blank where it is none."""
    if instrument.scoring is None:
        return ""
    return next((one.label for one in instrument.scoring.conventional if metric in (one.metric, one.id)), "")
