"""The month being decided: who counts where, what changes, what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bothways.privacy.rounds.history import History
from bothways.privacy.rounds.sight import IntArray, Sight
from bothways.privacy.rounds.state import NEVER, MemberPanel, PanelState


class Book:
    """Working copy of a state while one month is decided; never handed out."""

    def __init__(self, state: PanelState, sight: Sight, history: History, opened: Mapping[str, int]) -> None:
        self.k, self.sight, self.history, self.opened = state.k, sight, history, opened
        self.patience = state.patience
        self.panels: list[MemberPanel | None] = list(state.panels)
        self.holder = np.full(len(sight.people), NEVER, np.int64)
        for number, panel in enumerate(state.panels):
            self.holder[list(panel.columns)] = number
        self.counted = np.full(len(sight.people), NEVER, np.int64)
        self.counted[: len(state.counted)] = state.counted
        self.number_of = {
            (unit, panel.pool): number for number, panel in enumerate(state.panels) for unit in panel.units
        }
        self.bound = np.zeros(len(sight.people), bool)
        for panel in state.panels:
            self.bound[list(panel.columns)] = not panel.pool
        self._seated = np.argsort(sight.now, kind="stable").astype(np.int64)
        self._seats = sight.now[self._seated]

    def panel(self, number: int) -> MemberPanel:
        """Panel of that number; it must not have been dropped."""
        found = self.panels[number]
        if found is None:
            raise LookupError(number)
        return found

    def numbers(self, units: tuple[str, ...]) -> list[int]:
        """Panels of these units, pools apart, each once, in the order of the units."""
        found = (self.number_of.get((unit, False)) for unit in units)
        return list(dict.fromkeys(number for number in found if number is not None))

    def ready(self, units: tuple[str, ...], *, own: tuple[int, ...] = ()) -> IntArray:
        """Who could count in these units: fresh answers given there, and in no other panel (pools lend)."""
        columns = np.sort(np.concatenate([self._sitting(unit) for unit in units]))
        counting = self.sight.fresh[columns] & self.sight.counts_in(units, columns)
        free = ~self.bound[columns] | np.isin(self.holder[columns], own)
        found: IntArray = columns[counting & free]
        return found

    def all_answered(self, unit: str) -> bool:
        """Whether everybody in the unit itself has a fresh answer given there."""
        columns = self._sitting(unit)
        here = self.sight.fresh[columns] & (self.sight.place[columns] == self.sight.now[columns])
        return bool(here.all())

    def _sitting(self, unit: str) -> IntArray:
        at = self.sight.index[unit]
        low, high = np.searchsorted(self._seats, [at, at + 1])
        return self._seated[low:high]

    def here(self, number: int) -> int:
        """How many of a panel still sit in its units."""
        panel = self.panel(number)
        return int(self.sight.within(panel.units, self.sight.now[list(panel.columns)]).sum())

    def drop(self, number: int) -> None:
        """Stop counting these people; they wait again."""
        panel = self.panel(number)
        columns = np.array(panel.columns, np.int64)
        mine = columns[self.holder[columns] == number]
        self.holder[mine], self.bound[mine] = NEVER, False
        for unit in panel.units:
            del self.number_of[unit, panel.pool]
        self.panels[number] = None

    def admits(self, units: tuple[str, ...], columns: IntArray, *, instead: tuple[int, ...] = ()) -> bool:
        """Say whether these people are enough, bring enough new answers, and may stand behind a number."""
        if columns.size < self.k or self._answers(units, columns, instead)[1] < self.k:
            return False
        return self.history.admits(tuple(columns.tolist()))

    def set(
        self, units: tuple[str, ...], columns: IntArray, *, pool: bool = False, instead: tuple[int, ...] = ()
    ) -> bool:
        """Choose these people if they are admitted, in place of the panels that ``instead`` names."""
        if not self.admits(units, columns, instead=instead):
            return False
        months, _ = self._answers(units, columns, instead)
        for number in instead:
            self.drop(number)
        month, number = self.sight.month, len(self.panels)
        self.panels.append(
            MemberPanel(units, pool, tuple(columns.tolist()), tuple(months.tolist()), month, month)
        )
        self.holder[columns], self.bound[columns] = number, not pool
        self.counted[columns] = np.maximum(self.counted[columns], months)
        self.number_of.update({(unit, pool): number for unit in units})
        return True

    def renew(self, number: int) -> bool:
        """Take in the latest answers of the same people, if at least k of them are new."""
        panel = self.panel(number)
        columns = np.array(panel.columns, np.int64)
        months, new = self._answers(panel.units, columns, (number,))
        if new < self.k:
            return False
        self.panels[number] = replace(panel, months=tuple(months.tolist()), renewed=self.sight.month)
        self.counted[columns] = np.maximum(self.counted[columns], months)
        return True

    def _answers(
        self, units: tuple[str, ...], columns: IntArray, kept: tuple[int, ...]
    ) -> tuple[IntArray, int]:
        """Month of the answer of each that would count, and how many of these never counted anywhere."""
        latest = self.sight.counts_in(units, columns)
        kept_months = {
            column: month
            for number in kept
            for column, month in zip(self.panel(number).columns, self.panel(number).months, strict=True)
        }
        before = np.array([kept_months.get(column, NEVER) for column in columns.tolist()], np.int64)
        months: IntArray = np.where(latest, self.sight.answered[columns], before)
        return months, int((months > self.counted[columns]).sum())
