"""How many people write on a theme: by unit, period, side, or any of them together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError
from bothways.themes.comments import SIDES, Comments
from bothways.themes.results import Themes

Ints = npt.NDArray[np.int64]
#: What people can be grouped by.
GROUPS = ("side", "unit", "period", "stage", "source")
_COLUMNS = ["theme", "label", "kind", "people", "of", "share", "low", "high"]


def theme_shares(
    comments: Comments, themes: Themes, *, by: Sequence[str] = (), level: float = 0.95
) -> pd.DataFrame:
    """Return the share of people who wrote on each theme among people who wrote something.

    Parameters
    ----------
    comments : Comments
    themes : Themes
        Of these comments.
    by : sequence of {"side", "unit", "period", "stage", "source"}
        Groups; the whole if none. Comments without one of them are in no group.
    level : float
        Of intervals, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        The columns of ``by``, then ``theme, label, kind, people, of, share, low, high``: people of the group who wrote
        on the theme, people of the group who wrote something, their share in [0, 1] with Wilson's interval. A person
        counts once in each group, whatever the number of comments. Periods are in order of time, other groups in the
        order of the file. Groups in which nobody wrote are not there.

    Raises
    ------
    InputError
        A group that the comments do not have, or themes of other comments.

    Examples
    --------
    >>> from bothways.themes import OwnTheme, fit_themes, read_comments
    >>> said = [{"text": f"parking {n % 7} full", "respondent": f"p{n % 40}", "unit": "ab"[n % 2]} for n in range(80)]
    >>> comments = read_comments(pd.DataFrame(said))
    >>> shares = theme_shares(comments, fit_themes(comments, lists=[OwnTheme("Cars", ("parking",))]), by=["unit"])
    >>> shares[shares["kind"] == "own"][["unit", "people", "of", "share"]].values.tolist()
    [['a', 20, 20, 1.0], ['b', 20, 20, 1.0]]
    """
    from bothways.measures import share

    names, whole, writers = count_people(comments, themes, by, comments.text >= 0)
    rows = []
    for at, name in enumerate(names):
        for place, one in enumerate(themes.themes):
            people = int(writers[at, place])
            found = share(people, int(whole[at]), level=level)
            rows.append(
                (*name, one.id, one.label, one.kind, people, int(whole[at]), found.value / 100, found.low / 100,
                 found.high / 100)
            )  # fmt: skip
    return pd.DataFrame(rows, columns=[*by, *_COLUMNS])


def count_people(
    comments: Comments, themes: Themes, by: Sequence[str], there: npt.NDArray[np.bool_]
) -> tuple[list[tuple[str, ...]], Ints, Ints]:
    """Count the people of each group, and those of them who wrote on each theme; each person once.

    Parameters
    ----------
    comments : Comments
    themes : Themes
        Of these comments.
    by : sequence of str
        As in :func:`theme_shares`.
    there : (records,) bool
        Records that count.

    Returns
    -------
    names : list of tuple of str
        Groups, by the first of ``by``, then the next.
    people : (groups,) int
    writers : (groups, themes) int

    Raises
    ------
    InputError
        As :func:`theme_shares`.
    """
    _check(comments, themes, by)
    codes, names = _groups(comments, by, there)
    told = np.flatnonzero(codes >= 0).astype(np.int64)
    people = _distinct(codes[told], comments.person[told], len(names))
    record, theme = themes.assignment.record, themes.assignment.theme
    own = codes[record] >= 0
    width = max(len(themes.themes), 1)
    group = codes[record[own]] * width + theme[own]
    writers = _distinct(group, comments.person[record[own]], len(names) * width).reshape(len(names), width)
    return names, people, writers[:, : len(themes.themes)]


def side_of(code: int) -> str:
    """Return the name of a side."""
    return SIDES[code]


def _check(comments: Comments, themes: Themes, by: Sequence[str]) -> None:
    if len(themes.person) != comments.records:
        raise InputError(
            "These themes are not of these comments.", remedy="Fit themes on the same table of comments."
        )
    for name in by:
        there = bool((comments.side >= 0).any()) if name == "side" else name in comments.columns
        if name not in GROUPS or not there:
            known = [one for one in GROUPS if one in comments.columns or (one == "side" and there)]
            raise InputError(
                f"The comments have no {name!r} to group by.",
                remedy=f"There is {', '.join(known)}." if known else "Name no groups.",
                file=comments.file,
            )


def _groups(
    comments: Comments, by: Sequence[str], there: npt.NDArray[np.bool_]
) -> tuple[Ints, list[tuple[str, ...]]]:
    """Return the group of each record, -1 for none, and the names of groups."""
    parts = [
        (comments.side, SIDES)
        if name == "side"
        else (comments.columns[name].codes, comments.columns[name].names)
        for name in by
    ]
    key = np.zeros(comments.records, np.int64)
    there = there.copy()
    for codes, names in parts:
        key = key * len(names) + np.maximum(codes, 0)
        there &= codes >= 0
    kept, place = np.unique(key[there], return_inverse=True)
    out = np.full(comments.records, -1, np.int64)
    out[there] = place.ravel()
    return out, [_name(int(one), [names for _, names in parts]) for one in kept]


def _name(key: int, names: Sequence[Sequence[str]]) -> tuple[str, ...]:
    told: list[str] = []
    for one in reversed(names):
        key, at = divmod(key, len(one))
        told.append(one[at])
    return tuple(reversed(told))


def _distinct(group: Ints, person: Ints, groups: int) -> Ints:
    """Return how many different people each group has."""
    if not len(group):
        return np.zeros(groups, np.int64)
    width = int(person.max()) + 1
    pairs = np.unique(group * width + person)
    return np.bincount(pairs // width, minlength=groups).astype(np.int64)
