"""Team pages: what was released of a unit, in both voices, and nothing else."""

from __future__ import annotations

import math
import statistics
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.privacy import Released
from bothways.privacy.diagnosis import (
    Diagnosis,
    DomainNumber,
    DomainScale,
    ReleasedRound,
    UnitProfile,
    diagnose,
)
from bothways_web.link.labels import round_domains
from bothways_web.listen.comments import shown_words
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Pulse, Round
from bothways_web.wording import period_name

#: So many other teams must be shown before their middle half is drawn: of fewer, each could be read off.
TEAMS_FOR_A_BAND = 8
EARLIER_SHOWN, MOST_ROUNDS = 6, 36
_KEPT: OrderedDict[tuple[Any, ...], tuple[ReleasedRound, ReleasedRound | None, Diagnosis]] = OrderedDict()


@dataclass(frozen=True)
class DomainRow:
    """One domain of one team: its number, or that it is not shown."""

    number: DomainNumber
    band_low: float | None
    band_high: float | None
    earlier: tuple[tuple[str, DomainNumber | None], ...] = ()

    @property
    def value(self) -> float | None:
        """The value as it is drawn."""
        return self.number.shown.value if self.number.shown else None

    @property
    def low(self) -> float | None:
        """Low end of the range."""
        return self.number.shown.low if self.number.shown else None

    @property
    def high(self) -> float | None:
        """High end of the range."""
        return self.number.shown.high if self.number.shown else None

    @property
    def rounds(self) -> tuple[Released | None, ...]:
        """What was released of it, from the first of the earlier rounds to this one."""
        return (*(one.shown if one else None for _period, one in self.earlier), self.number.shown)


@dataclass(frozen=True)
class EmployeesPanel:
    """The employees' voice of one team in one round.

    Attributes
    ----------
    asked : Round
    rows : tuple of DomainRow
        Empty where nothing of the team is shown.
    together_with : str
        Name of the group whose numbers these are, where the team is shown with others.
    under : str
        Name of the unit under which the team's answers count, where it has no number of its own.
    before : str
        Period of the round before.
    weakest : DomainRow or None
    words : tuple of (str, tuple of str)
        Each question that was answered in words, with the released answers of the same group, in no order.
    brought : tuple of str
        Periods of this and the earlier rounds that were asked with another tool, beside others that were asked here.
    """

    asked: Round
    rows: tuple[DomainRow, ...] = ()
    together_with: str = ""
    under: str = ""
    before: str = ""
    weakest: DomainRow | None = None
    bands: tuple[str, ...] = field(default=())
    earlier: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    brought: tuple[str, ...] = ()

    @property
    def brought_words(self) -> str:
        """The rounds that were asked with another tool, as pages write periods."""
        return ", ".join(period_name(one) for one in reversed(self.brought))

    @property
    def any_words(self) -> bool:
        """Return whether any words of this group are shown."""
        return any(said for _question, said in self.words)


def rounds_with(unit: str) -> list[Round]:
    """Return the released rounds of employees whose tree holds a unit, newest first; those asked of everybody there."""
    released = Round.objects.filter(
        state=Round.State.RELEASED, ledger_name__isnull=False, pulse__side=Pulse.Side.EMPLOYEES,
        pulse__occasion=Pulse.Occasion.CALENDAR,
    ).exclude(mode=Pulse.Mode.OPEN)  # fmt: skip
    latest = list(released.values_list("pk", flat=True)[:MOST_ROUNDS])
    return list(Round.objects.with_unit(unit).filter(pk__in=latest).select_related("pulse"))


def employees_panel(unit: str, rounds: Sequence[Round], asked: Round) -> EmployeesPanel:
    """Return what a round shows of a unit.

    Parameters
    ----------
    unit : str
        Code.
    rounds : sequence of Round
        Released rounds with this unit, newest first.
    asked : Round
        One of them.
    """
    same = [one for one in rounds if goes_on(one, asked) and one.closes_at < asked.closes_at]
    before = next((one for one in same if released_round("employees", one.ledger_name)), None)
    found = diagnosis_of(asked, before)
    if found is None or not (found.company or found.profiles):
        return EmployeesPanel(asked)
    profile = profile_of(found, unit)
    if profile is None:
        hidden = next((one for one in found.withheld if one.unit == unit), None)
        shown = {one.name for one in (found.company, *found.profiles) if one}
        return EmployeesPanel(asked, under=hidden.under if hidden and hidden.under in shown else "")
    history = [(one.period, _history(one, profile.group)) for one in same[:EARLIER_SHOWN]]
    rows = tuple(_row(number, found, profile, history) for number in profile.numbers)
    sizes = dict.fromkeys(number.shown.n_band.replace("-", "–") for number in profile.numbers if number.shown)
    return EmployeesPanel(
        asked, rows, profile.name if len(profile.units) > 1 else "", "", before.period if before else "",
        _weakest(rows), tuple(sizes), tuple(period for period, _numbers in reversed(history)),
        shown_words(asked, profile.group), brought_periods([asked, *same[:EARLIER_SHOWN]]),
    )  # fmt: skip


def goes_on(earlier: Round, asked: Round) -> bool:
    """Return whether the numbers of two rounds stand side by side: of one survey, or of the same questions brought in.

    Answers of past surveys are rounds of a survey of their own. Their questions, in the same words on the same scales,
    and their unit are those of a survey that is asked here.
    """
    if earlier.pulse_id == asked.pulse_id:
        return True
    same = (earlier.definition, earlier.form, earlier.pulse.audience_id) == (
        asked.definition, asked.form, asked.pulse.audience_id,
    )  # fmt: skip
    return same and is_brought(earlier) != is_brought(asked)


def is_brought(asked: Round) -> bool:
    """Return whether the answers of a round were given in another tool."""
    return asked.imported_parts.exists()


def brought_periods(rounds: Sequence[Round]) -> tuple[str, ...]:
    """Return the periods of rounds whose answers were given in another tool; empty where all were."""
    found = tuple(one.period for one in rounds if is_brought(one))
    return found if len(found) < len(rounds) else ()


def diagnosis_of(asked: Round, before: Round | None) -> Diagnosis | None:
    """Return the diagnosis of a round; kept while the ledger stays as it is."""
    now = released_round("employees", asked.ledger_name)
    domains = round_domains(asked)
    if now is None or not domains:
        return None
    then = released_round("employees", before.ledger_name) if before else None
    key = (id(now), id(then), domains)
    if key not in _KEPT:
        _KEPT[key] = (now, then, diagnose(now, domains, before=then))
        while len(_KEPT) > 8:
            _KEPT.popitem(last=False)
    return _KEPT[key][2]


def profile_of(found: Diagnosis, unit: str) -> UnitProfile | None:
    """Return the profile of a unit, of the group it is shown with, or of the company for its only root."""
    own = [one for one in found.profiles if unit in one.units]
    if own:
        return min(own, key=lambda one: len(one.units))
    is_root = found.company is not None and not any(one.unit == unit for one in found.withheld)
    return found.company if is_root else None


def _row(
    number: DomainNumber,
    found: Diagnosis,
    profile: UnitProfile,
    history: Sequence[tuple[str, dict[str, DomainNumber]]],
) -> DomainRow:
    low, high = middle_half(found, number.domain.metric) if profile is not found.company else (None, None)
    earlier = tuple((period, numbers.get(number.domain.metric)) for period, numbers in reversed(history))
    return DomainRow(number, low, high, earlier)


def _history(asked: Round, group: str) -> dict[str, DomainNumber]:
    """Return the numbers of exactly the same group in an earlier round."""
    found = diagnosis_of(asked, None)
    everybody = [found.company, *found.profiles] if found else []
    mine = next((one for one in everybody if one is not None and one.group == group), None)
    return {number.domain.metric: number for number in mine.numbers} if mine else {}


def middle_half(found: Diagnosis, metric: str) -> tuple[float | None, float | None]:
    """Return the quartiles of the shown teams of a domain; nothing where they are few."""
    values = [one.value for one in found.deepest.get(metric, ()) if math.isfinite(one.value)]
    return quartiles(values) if len(values) >= TEAMS_FOR_A_BAND else (None, None)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the middle half of some values."""
    low, _middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def _weakest(rows: Sequence[DomainRow]) -> DomainRow | None:
    """Return the domain that is least good, on 0 to 100 turned so that more is better; none where two share it."""

    def height(row: DomainRow) -> float:
        domain: DomainScale = row.number.domain
        part = ((row.value or 0.0) - domain.low) / (domain.high - domain.low)
        return 1 - part if domain.better == "lower" else part

    shown = sorted((row for row in rows if row.value is not None), key=height)
    if len(shown) < 2 or height(shown[0]) == height(shown[1]):
        return None
    return shown[0]
