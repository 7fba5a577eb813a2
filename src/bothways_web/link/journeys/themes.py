"""Themes on a stage: what both voices write about, as their newest rounds of the whole organisation tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bothways_web.link.models import Theme
from bothways_web.link.themes.reach import LISTS, opens_themes
from bothways_web.link.themes.showing import ThemeRow, theme_rows, told_keys
from bothways_web.people.access import Right, Viewer
from bothways_web.wording import in_order


@dataclass(frozen=True)
class StageTheme:
    """A theme that was chosen for a stage.

    Attributes
    ----------
    key : str
        Of the theme that it counts as.
    label : str
        Blank where no round tells it: then nothing is said of it, not even its name.
    is_checked : bool
        Whether somebody looked at the name that software gave.
    row : ThemeRow or None
        Released shares of the whole organisation; ``None`` where no newest round tells it.
    """

    key: str
    label: str = ""
    is_checked: bool = True
    row: ThemeRow | None = None


class Themes:
    """The themes that a viewer may see on stages, read once: an object of one visit of a page."""

    def __init__(self, viewer: Viewer) -> None:
        self.seen = viewer.may(Right.FINDINGS, *LISTS)
        self.opened = opens_themes(viewer)

    def known(self) -> list[StageTheme]:
        """Return the themes that some round tells, by name; merged ones under what they count as."""
        found = dict.fromkeys(map(self.counts_as, self._told))
        return sorted((self._find(key) for key in found), key=lambda one: (in_order(one.label), one.key))

    def names(self) -> dict[str, str]:
        """Return the names of all themes that some round tells by their keys, of merged ones as well."""
        return {key: one.label for key, one in self._told.items()}

    def of(self, keys: Iterable[str]) -> tuple[StageTheme, ...]:
        """Return the themes that were chosen, each once and in their order; none for who may not see themes."""
        if not self.seen:
            return ()
        return tuple(map(self._find, dict.fromkeys(map(self.counts_as, keys))))

    def counts_as(self, key: str) -> str:
        """Return the key of the theme that one counts as: its own where it stands by itself."""
        one = self._told.get(key)
        target = one.merged_into.key if one and one.merged_into else key
        return target if target in self._told else key

    def choose(self, chosen: Sequence[str], before: Sequence[str]) -> list[str]:
        """Return what a stage keeps of a choice: what stood there before, as it stood there, then what is new.

        Parameters
        ----------
        chosen : sequence of str
            Keys of themes that stand by themselves.
        before : sequence of str
            Keys as the stage has them.
        """
        there: dict[str, str] = {}
        for key in before:
            there.setdefault(self.counts_as(key), key)
        return [there[key] for key in there if key in chosen] + [key for key in chosen if key not in there]

    def _find(self, key: str) -> StageTheme:
        one = self._told.get(key)
        return StageTheme(key, one.label, one.is_checked, self._rows.get(key)) if one else StageTheme(key)

    @cached_property
    def _told(self) -> dict[str, Theme]:
        """The themes that some round tells, by their keys; none for who may not see themes."""
        keys = told_keys() if self.seen else set()
        there = Theme.objects.filter(key__in=keys).select_related("merged_into") if keys else ()
        return {one.key: one for one in there}

    @cached_property
    def _rows(self) -> dict[str, ThemeRow]:
        return {row.theme.key: row for row in theme_rows()}
