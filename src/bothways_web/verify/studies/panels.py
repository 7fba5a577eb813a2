"""The numbers a study is made of: of answers, or of what was released of single teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bothways.privacy.groups import parse_group
from bothways.privacy.ledger.studies import UNITS_OF_A_STUDY
from bothways.privacy.values import band_low
from bothways_web.link.metric_cells import cells_of, is_brought, of_one_frequency
from bothways_web.link.voices_of_customers import NUMBERS
from bothways_web.listen.ledgers import Population, released_rounds
from bothways_web.listen.models import Round
from bothways_web.people.models import Organisation
from bothways_web.people.units import above, below, current_tree, valid_spans
from bothways_web.verify.studies.measured import last_days, speaks_until
from bothways_web.verify.studies.starts import Start, by_team, came_later

if TYPE_CHECKING:
    import pandas as pd

    from bothways.panel import Panel


@dataclass(frozen=True)
class Material:
    """One metric over teams and periods, and who began when in the words of the panel.

    Attributes
    ----------
    panel : Panel
    starts : dict of str to str
        Team -> the first period that speaks of its start or a later day.
    ends : dict of str to str
        Teams that stopped again, and the period that speaks of that.
    dose : dict of str to float
    reorganised : set of str
        Teams that ended within the time looked at, or came below a unit after it had begun there.
    people : int
        Behind the last period.
    shown : list of (str, str) or None
        Round and group of each value, where all are Released; None where the panel is made of answers.
    waits : bool
        Whether it begins everywhere after the last period.
    known : dict of str to set of str
        Of answers: period -> teams of which a number is Released, alone or with few others.
    spread : int
        Periods between the first and the last start of teams that are taken together, see ``gathering``.
    gaps : dict of str to list of str
        Of answers that are gathered: period -> teams without a number in it.
    """

    panel: Panel
    starts: dict[str, str]
    ends: dict[str, str]
    dose: dict[str, float]
    reorganised: set[str] = field(default_factory=set)
    people: int = 0
    shown: list[tuple[str, str]] | None = None
    waits: bool = False
    known: dict[str, set[str]] = field(default_factory=dict)
    spread: int = 0
    gaps: dict[str, list[str]] = field(default_factory=dict)


def material_of_answers(side: Population, metric: str, starts: list[Start]) -> Material | None:
    """Return what answers and records say of a metric; ``None`` where there is too little to begin with."""
    cells = _of_enough(cells_of(side, metric))
    if cells.empty:
        return None
    brought = is_brought(side, metric)
    if brought:
        cells = _teams_alone(cells)
    last = cells["period"].astype(str).max()
    counted = cells.loc[cells["period"].astype(str) == last, "n"]
    people = int(counted.fillna(1).sum()) if len(counted) else 0
    made = _material(cells, starts, {} if brought else last_days(side, metric), people=people)
    return made and replace(made, known=known_teams(side, metric, made.panel.units))


def known_teams(side: Population, metric: str, teams: Collection[str]) -> dict[str, set[str]]:
    """Return period by period the teams of which a number is Released, alone or with fewer than five in all."""
    tree, periods = current_tree(), _periods(side)
    found: dict[str, set[str]] = {}
    for one in released_rounds(side):
        period = periods.get(one.name, one.name if side == "customers" else "")
        for row in one.released:
            units = parse_group(row.group).units if row.metric == metric else ()
            behind = {team for unit in units for team in below(tree, unit)} & set(teams)
            if len(behind) < UNITS_OF_A_STUDY:
                found.setdefault(period, set()).update(behind)
    return found


def _of_enough(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells without those that speak of fewer people than a number may: files hold such."""
    few = cells["n"].astype(float) < Organisation.current().floor
    return cells[~few].reset_index(drop=True)


def material_of_released(side: Population, metric: str, starts: list[Start]) -> Material | None:
    """Return what was released of a metric for single teams; ``None`` where nothing was."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    shown: list[tuple[str, str]] = []
    people: dict[str, dict[str, int]] = {}
    periods = _periods(side)
    for one in released_rounds(side):
        period = periods.get(one.name, one.name if side == "customers" else "")
        for row in one.released:
            if not period or row.metric != metric or row.kind not in NUMBERS or row.group == "all":
                continue
            group = parse_group(row.group)
            if len(group.units) != 1 or group.attributes:
                continue
            rows.append({"unit": group.units[0], "period": period, "metric": metric, "value": row.value})
            shown.append((one.name, row.group))
            people.setdefault(period, {})[group.units[0]] = band_low(row.n_band)
    if not rows:
        return None
    cells = of_one_frequency(pd.DataFrame(rows).drop_duplicates(["unit", "period"], keep="last"))
    behind = sum(people[max(cells["period"])].values())
    made = _material(_teams_alone(cells), starts, last_days(side, metric), people=behind)
    return made and replace(made, shown=shown)


def _periods(side: Population) -> dict[str, str]:
    """Return the period of each round of a ledger that asks people."""
    there = Round.objects.filter(ledger_name__isnull=False).values_list("ledger_name", "period")
    return {str(name): period for name, period in there} if side != "customers" else {}


def _teams_alone(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of units that have none below them: a whole would count its parts twice."""
    tree = current_tree()
    over = {unit for team in cells["unit"].unique() for unit in above(tree, str(team))}
    return cells[~cells["unit"].isin(over)].reset_index(drop=True)


def _material(
    cells: pd.DataFrame, starts: list[Start], last: dict[str, dt.date], *, people: int
) -> Material | None:
    from bothways.errors import InputError
    from bothways.panel import read_panel

    try:
        # A panel takes two voices, a study one: the other is a shadow of it that nobody reads.
        panel = read_panel(cells.assign(metric="-"), cells)
    except InputError:
        return None
    speaks = {period: speaks_until(period, last) for period in panel.periods}
    begun = {unit: one for unit, one in by_team(starts).items() if unit in set(panel.units)}
    placed = {unit: _first(speaks, one.day) for unit, one in begun.items()}
    there = {unit: period for unit, period in placed.items() if period}
    ends = {unit: _first(speaks, one.end) for unit, one in begun.items() if one.end and unit in there}
    dose = {unit: one.dose for unit, one in begun.items() if one.dose is not None and unit in there}
    return Material(
        panel,
        there,
        {unit: end for unit, end in ends.items() if end},
        dose,
        _reorganised(panel, speaks) | came_later(starts) & set(panel.units),
        people,
        waits=not any(_first(speaks, one.day) for one in starts),
    )


def _first(speaks: dict[str, dt.date], day: dt.date) -> str:
    """Return the first period that speaks of a day or one after it; blank where none does yet."""
    return next((period for period, last in speaks.items() if last >= day), "")


def _reorganised(panel: Panel, speaks: dict[str, dt.date]) -> set[str]:
    """Return the teams that ended within the time looked at."""
    still = set(valid_spans(max(speaks.values())).values_list("unit__code", flat=True))
    return {unit for unit in panel.units if still and unit not in still}
