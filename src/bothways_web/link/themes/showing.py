"""What may be shown of themes: Released shares of both voices, and what one raises and the other has not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from bothways.privacy import Released
from bothways.privacy.diagnosis import ReleasedRound
from bothways.privacy.groups import parse_group
from bothways.privacy.values import band_low
from bothways.themes.voices import adjusted, difference, p_more
from bothways_web.link.models import Theme, ThemeRun
from bothways_web.link.themes.changing import Change, change
from bothways_web.link.themes.said import SMALLEST, STEP, Said
from bothways_web.listen.ledgers import Population, released_rounds
from bothways_web.people.models import Organisation
from bothways_web.wording import in_order

State = Literal["employees", "customers", "both", "cannot tell"]
WHOLE = "all"
SIDES: tuple[Population, Population] = ("employees", "surveyed")
#: A voice is silent on a theme where surely less than this share speaks of it, which takes a hundred people.
QUIET = 0.10
FALSE = 0.05


@dataclass(frozen=True)
class ThemeRow:
    """A theme with what both voices said of it last.

    Attributes
    ----------
    theme : Theme
    employees, customers : Said or None
        ``None`` where the newest round of that voice was not searched for it, or there is none.
    state : {"employees", "customers", "both", "cannot tell"}
        Who raises it: a voice is named alone where the other one surely has not.
    employees_change, customers_change : Change or None
        Since the round before; ``None`` where one of the two was not searched for it, or counted other themes in.
    """

    theme: Theme
    employees: Said | None
    customers: Said | None
    state: State
    employees_change: Change | None = None
    customers_change: Change | None = None

    @property
    def reach(self) -> float:
        """The larger of the two shares, in percent."""
        return max((one.share for one in (self.employees, self.customers) if one), default=0.0)

    @property
    def changes(self) -> list[tuple[str, Change]]:
        """The changes of the voices that have one."""
        both = (("employees", self.employees_change), ("customers", self.customers_change))
        return [(side, one) for side, one in both if one]

    @property
    def is_still(self) -> bool:
        """Whether there are changes, and we cannot tell any of them from none."""
        return bool(self.changes) and all(one.direction == "cannot tell" for _side, one in self.changes)


@dataclass(frozen=True)
class Told:
    """What a round of a voice tells of themes.

    Attributes
    ----------
    period : str
    groups : dict of str to dict of str to Released
        Group -> theme -> share.
    looked_for : frozenset of str
        Themes that the round was searched for.
    fewest : int
        People it takes for a theme to be told.
    day : datetime.date or None
        When the round closed.
    teams : frozenset of str
        Groups that are one team.
    smallest : int
        At least so many answered in each team.
    has_all_teams : bool
        Whether each unit without units below it is in one of ``teams``.
    merged : dict of str to str
        Theme -> the one it counted as in this round.
    place : int
        Which round of the voice it is, among those that have themes.
    """

    period: str
    groups: dict[str, dict[str, Released]]
    looked_for: frozenset[str]
    fewest: int
    day: dt.date | None = None
    teams: frozenset[str] = frozenset()
    smallest: int = SMALLEST
    has_all_teams: bool = False
    merged: dict[str, str] = field(default_factory=dict)
    place: int = 0

    def said(self, key: str, group: str = WHOLE) -> Said | None:
        """Return what it says of a theme; ``None`` where it was not searched for it, or that group is not told."""
        rows = self.groups.get(group)
        if not rows or not (key in rows or key in self.looked_for):
            return None
        return Said(
            self.period, rows.get(key), _people(rows), fewest=self.fewest, smallest=self.smallest,
            is_full=group in self.teams or (group == WHOLE and self._tells_each_team(key)), day=self.day,
            place=self.place,
        )  # fmt: skip

    def _tells_each_team(self, key: str) -> bool:
        rows = (self.groups[team].get(key) for team in self.teams)
        return self.has_all_teams and all(row is not None and row.text != "few" for row in rows)

    def counted_in(self, key: str) -> frozenset[str]:
        """Return the other themes that counted as this one."""
        return frozenset(one for one, into in self.merged.items() if into == key)


def courses(side: Population) -> list[tuple[ReleasedRound, Told]]:
    """Return each round of a voice that has themes, the oldest first."""
    runs = {run.round.ledger_name: run for run in ThemeRun.objects.select_related("round")}
    found: list[tuple[ReleasedRound, Told]] = []
    for one in released_rounds(side):
        groups: dict[str, dict[str, Released]] = {}
        for row in one.released:
            if row.kind == "theme":
                groups.setdefault(row.group, {})[row.metric] = row
        run = runs.get(one.name)
        if groups and run:
            found.append((one, _told(run, one, groups, place=len(found))))
    return found


def _told(run: ThemeRun, one: ReleasedRound, groups: dict[str, dict[str, Released]], *, place: int) -> Told:
    teams = frozenset(group for group in groups if _is_team(one, group))
    lowest = {unit for unit in one.tree.units if unit not in one.tree.parents}
    covers = bool(teams) and lowest <= {unit for team in teams for unit in parse_group(team).units}
    return Told(
        run.round.period, groups, frozenset(run.looked_for), run.fewest, day=run.round.closes_at.date(), teams=teams,
        smallest=max(SMALLEST, min(_people(groups[team]) for team in teams)) if covers else SMALLEST,
        has_all_teams=covers, merged=run.merged, place=place,
    )  # fmt: skip


def _people(rows: dict[str, Released]) -> int:
    return band_low(next(iter(rows.values())).n_band)


def _is_team(one: ReleasedRound, group: str) -> bool:
    """Return whether a group has no units below it, so that its writers are counted together."""
    return group != WHOLE and not set(parse_group(group).units) & set(one.tree.parents)


def course_of(side: Population, key: str) -> list[Said]:
    """Return what a voice said of a theme, round by round; rounds that were not searched for it are left out."""
    return [said for _round, told in courses(side) if (said := told.said(key))]


def newest(side: Population) -> Told | None:
    """Return the newest round of a voice with shares of the whole; ``None`` where there is none."""
    there = _of_the_whole(side)
    return there[-1] if there else None


def _of_the_whole(side: Population) -> list[Told]:
    return [told for _round, told in courses(side) if WHOLE in told.groups]


def change_of(side: Population, key: str) -> Change | None:
    """Return how the share of a voice has changed since the round before; ``None`` where two cannot be compared."""
    return _change(_of_the_whole(side), key)


def _change(rounds: list[Told], key: str) -> Change | None:
    """Compare the last two rounds, where both were searched for a theme and the same themes counted as it in both."""
    before, now = (one.said(key) for one in rounds[-2:]) if len(rounds) > 1 else (None, None)
    if before is None or now is None or rounds[-2].counted_in(key) != rounds[-1].counted_in(key):
        return None
    return change(before, now)


def fewest_of_newest() -> int:
    """Return how many people it takes for a theme to be told: in the newest rounds, else in the next one."""
    there = [told.fewest for side in SIDES if (told := newest(side))]
    return max(there, default=Organisation.current().floor)


def fewest_of_words(key: str) -> int:
    """Return how many people of one survey wrote each word of a theme at least."""
    there = (
        told.fewest
        for side in SIDES
        for _round, told in courses(side)
        if any(key in rows for rows in told.groups.values())
    )
    return min(there, default=Organisation.current().floor)


def told_keys() -> set[str]:
    """Return the themes that any round tells."""
    return {
        key
        for side in SIDES
        for _round, told in courses(side)
        for rows in told.groups.values()
        for key in rows
    }


def theme_rows() -> list[ThemeRow]:
    """Return the themes that either voice raised in its newest round, those of most people first."""
    rounds = [_of_the_whole(side) for side in SIDES]
    last = [one[-1] if one else None for one in rounds]
    keys = {key for one in last if one for key, row in one.groups[WHOLE].items() if row.text != "few"}
    themes = {one.key: one for one in Theme.objects.filter(key__in=keys)}
    there = [themes[key] for key in sorted(keys & themes.keys())]
    employees, customers = ([one.said(theme.key) if one else None for theme in there] for one in last)
    states = _states(list(zip(employees, customers, strict=True)))
    changes = ([_change(one, theme.key) for theme in there] for one in rounds)
    rows = [ThemeRow(*each) for each in zip(there, employees, customers, states, *changes, strict=True)]
    return sorted(rows, key=lambda row: (-row.reach, in_order(row.theme.label)))


def theme_row(key: str) -> ThemeRow | None:
    """Return one theme with what was said of it last; ``None`` where neither voice raised it in its newest round."""
    return next((row for row in theme_rows() if row.theme.key == key), None)


def by_unit(side: Population, key: str, within: Collection[str] | None) -> tuple[str, list[tuple[str, Said]]]:
    """Return the period of the newest round, and the units by name in which enough people wrote on a theme.

    ``within``: codes that a viewer may open; all where ``None``.
    """
    there = courses(side)
    if not there:
        return "", []
    one, told = there[-1]
    found = []
    for group in told.groups:
        units = parse_group(group).units if group != WHOLE else ()
        said = told.said(key, group)
        if units and said and said.is_told and (within is None or set(units) <= set(within)):
            names = sorted((one.tree.names[one.tree.place(unit)] for unit in units), key=in_order)
            found.append((", ".join(names), said))
    return told.period, sorted(found, key=lambda each: in_order(each[0]))


def _states(pairs: list[tuple[Said | None, Said | None]]) -> list[State]:
    """Return who raises each theme.

    Score tests of two shares, each share moved half a step to the disadvantage of the claim, with the low ends of the
    bands of people for n; Benjamini and Hochberg over all themes and both directions.
    """
    there = [(at, one, two) for at, (one, two) in enumerate(pairs) if one and two]
    states: list[State] = ["cannot tell"] * len(pairs)
    if not there:
        return states
    p = np.array([[_p_alone(one, two), _p_alone(two, one)] for _at, one, two in there])
    q = adjusted(p.ravel()).reshape(p.shape)
    for (at, one, two), mine in zip(there, q, strict=True):
        if one.share >= STEP and two.share >= STEP:
            states[at] = "both"
        elif _is_silent(two) and mine[0] <= FALSE and difference(one.voice(-1), two.voice(1), 0.95)[0] > 0:
            states[at] = "employees"
        elif _is_silent(one) and mine[1] <= FALSE and difference(two.voice(-1), one.voice(1), 0.95)[0] > 0:
            states[at] = "customers"
    return states


def _p_alone(one: Said, other: Said) -> float:
    return p_more(one.voice(-1), other.voice(1)) if one.is_told else 1.0


def _is_silent(said: Said) -> bool:
    return not said.is_told and said.high < 100 * QUIET
