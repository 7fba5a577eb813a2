"""What a survey remembers from round to round: who counts where, with which answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bothways.errors import InputError

NEVER = -1


@dataclass(frozen=True)
class MemberPanel:
    """The people behind one number, and the answer of each that is counted.

    Attributes
    ----------
    units : tuple of str
        The unit, or the siblings that share a panel; for a pool, the unit above those who wait.
    pool : bool
        True where people wait below ``units[0]`` and are counted there and above, but in no lower number.
    columns : tuple of int
        The people, ascending.
    months : tuple of int
        Month of the counted answer of each.
    since : int
        Month in which these people were chosen.
    renewed : int
        Month in which answers were last taken in.
    """

    units: tuple[str, ...]
    pool: bool
    columns: tuple[int, ...]
    months: tuple[int, ...]
    since: int
    renewed: int


@dataclass(frozen=True)
class PanelState:
    """All that the next month needs; plain numbers and texts, no answer among them.

    Attributes
    ----------
    k : int
        Fewest people behind a number, fewest people who change, fewest answers that are new.
    stale : int
        Months after which an answer no longer lets its giver into a panel.
    settle : int
        Months that a unit waits for late answers before its first panel.
    patience : int
        Months without new answers after which a team shares with a sibling that could stand alone.
    month : int
        Last month taken in; -1 before the first.
    fresh_from : int
        First month whose answers let their givers into a panel. It never goes back.
    people : tuple of int
        Person behind each column, in order of first appearance.
    homes : tuple of str
        Unit of each person when first seen.
    answered, places : tuple
        Month of the latest answer of each person (-1 none) and the unit in which it was given.
    counted : tuple of int
        Month of the newest answer of each person that ever stood behind a number (-1 none).
    opened : dict of str to int
        Month in which each unit was first seen with people.
    panels : tuple of MemberPanel
        Disjoint in people.
    admitted : tuple of tuple of int
        Every set of people that ever stood behind a panel, in the order the certificate took them.
    """

    k: int
    stale: int
    settle: int
    patience: int
    month: int = -1
    fresh_from: int = 0
    people: tuple[int, ...] = ()
    homes: tuple[str, ...] = ()
    answered: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    counted: tuple[int, ...] = ()
    opened: dict[str, int] = field(default_factory=dict)
    panels: tuple[MemberPanel, ...] = ()
    admitted: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Hand over what ``json.dumps`` can write and `read_state` reads back.

        Examples
        --------
        >>> read_state(start_panels(k=5).to_json()) == start_panels(k=5)
        True
        """
        return asdict(self)


def start_panels(*, k: int = 5, stale: int = 6, settle: int = 3, patience: int = 6) -> PanelState:
    """Begin a survey that has shown nothing yet.

    Parameters
    ----------
    k : int, default 5
        The floor, at least 2.
    stale : int, default 6
        An answer lets its giver into a panel for so many months, at least 1.
    settle : int, default 3
        A unit's first panel is set in its third month, or as soon as everybody in it has answered.
    patience : int, default 6
        A team that brought no k new answers for so many months shares with its smallest sibling from then on. Longer:
        more teams keep a number of their own, fewer have any.

    Returns
    -------
    PanelState

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> start_panels(k=10).k
    10
    """
    if k < 2:
        raise InputError(f"A floor of {k} protects nobody.", remedy="Take 5, or more.")
    if min(stale, settle, patience) < 1:
        raise InputError("stale, settle and patience count months.", remedy="Give 1 or more for each.")
    return PanelState(k=k, stale=stale, settle=settle, patience=patience)


def read_state(saved: Mapping[str, Any]) -> PanelState:
    """Read what `PanelState.to_json` wrote.

    Parameters
    ----------
    saved : mapping
        From ``json.loads``; lists stand for tuples.

    Returns
    -------
    PanelState

    Raises
    ------
    InputError
        If a part is missing or unknown.

    Examples
    --------
    >>> import json
    >>> state = start_panels()
    >>> read_state(json.loads(json.dumps(state.to_json()))) == state
    True
    """
    try:
        plain = dict(saved)
        panels = tuple(MemberPanel(**_tupled(panel)) for panel in plain.pop("panels"))
        admitted = tuple(tuple(columns) for columns in plain.pop("admitted"))
        opened = dict(plain.pop("opened"))
        return PanelState(panels=panels, admitted=admitted, opened=opened, **_tupled(plain))
    except (KeyError, TypeError, AttributeError) as trouble:
        raise InputError(
            f"The saved rounds cannot be read: {trouble}.",
            remedy="Hand in what PanelState.to_json gave, unchanged.",
        ) from trouble


def _tupled(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(part) if isinstance(part, list) else part for name, part in plain.items()}
