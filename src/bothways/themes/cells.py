"""How many of each unit's people write on a theme, period by period: shares as metrics with their noise."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import ColumnError, InputError, NotEnoughData
from bothways.themes.comments import SIDES, Comments, Side
from bothways.themes.results import Theme, Themes
from bothways.themes.shares import count_people

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Whom a share is of: those who wrote something, or blank answers as well.
Among = Literal["wrote", "answered"]
COLUMNS = ["unit", "period", "metric", "value", "n", "noise_variance", "kind", "low", "high", "better"]


def theme_cells(
    comments: Comments, themes: Themes, *, side: Side = "employee", among: Among = "wrote"
) -> pd.DataFrame:
    """Return the share of people who wrote on each theme, by unit and period, as tidy metrics.

    Parameters
    ----------
    comments : Comments
        With units and periods.
    themes : Themes
        Of these comments.
    side : {"employee", "customer"}
        Whose shares.
    among : {"wrote", "answered"}
        Of whom: of people who wrote something, as :func:`theme_shares` counts them, or of all who are in the table.
        Then people whose comments are all blank count as not writing on it.

    Returns
    -------
    pandas.DataFrame
        One row a unit, period and theme, as :func:`bothways.read_panel` takes it: ``unit, period, metric`` (see
        :func:`metric_of`), ``value`` (people who wrote on the theme in 100), ``n`` (people the share is of),
        ``noise_variance`` (see :func:`share_noise`), ``kind`` percent, ``low`` 0, ``high`` 100, ``better`` blank:
        a theme may be a complaint or praise. A person counts once in each unit and period. Records without unit or
        period are left out; a unit has no rows for a period in which nobody counts.

    Raises
    ------
    ColumnError
        The comments have no unit or no period.
    InputError
        Themes of other comments, or a side or choice that is not known.
    NotEnoughData
        Nobody of that side counts in any unit and period.

    Notes
    -----
    The noise of two themes of one cell is correlated, because the same people wrote on both. Nothing here needs that:
    linkage sets a metric of employees beside one of customers, and these are different people.

    Examples
    --------
    >>> from bothways.themes import OwnTheme, fit_themes, read_comments
    >>> said = [{"text": f"parking {n} full" if n % 4 == 0 else f"other words {n}", "side": "employee",
    ...          "unit": "ab"[n % 2], "month": f"2025-0{1 + n // 40}"} for n in range(80)]
    >>> comments = read_comments(pd.DataFrame(said))
    >>> cells = theme_cells(comments, fit_themes(comments, number=1, lists=[OwnTheme("Cars", ("parking",))]))
    >>> cells[cells["metric"] == "“Cars” (own-cars)"][["unit", "period", "value", "n"]].values.tolist()
    [['a', '2025-01', 50.0, 20], ['a', '2025-02', 50.0, 20], ['b', '2025-01', 0.0, 20], ['b', '2025-02', 0.0, 20]]
    """
    cells, people, writers = count_cells(comments, themes, side, among)
    parts = [
        cells.assign(
            metric=metric_of(one), value=100 * writers[:, at] / people, n=people,
            noise_variance=share_noise(writers[:, at], people), kind="percent", low=0.0, high=100.0, better="",
        )
        for at, one in enumerate(themes.themes)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def metric_of(theme: Theme) -> str:
    """Return what a theme is called as a metric: its label, and the id that stays when it is renamed.

    Examples
    --------
    >>> metric_of(Theme("t3", "printer, toner"))
    '“printer, toner” (t3)'
    """
    return f"“{theme.label}” ({theme.id})"


def count_cells(
    comments: Comments, themes: Themes, side: Side, among: Among
) -> tuple[pd.DataFrame, Ints, Ints]:
    """Count the people of one side by unit and period.

    Returns
    -------
    cells : pandas.DataFrame
        ``unit, period``.
    people : (cells,) int
    writers : (cells, themes) int
    """
    if side not in SIDES or among not in ("wrote", "answered"):
        given, known = (side, "employee or customer") if side not in SIDES else (among, "wrote or answered")
        raise InputError(f"{given!r} is not known.", remedy=f"Use {known}.")
    for name in ("unit", "period"):
        if name not in comments.columns:
            raise ColumnError(
                f"No column of the comments is the {name}, and what a theme comes before is told of units over "
                "periods.",
                remedy=f"Add the column, or name it: {name}=NAME in --columns.",
                file=comments.file,
            )
    there = comments.side == SIDES.index(side)
    if among == "wrote":
        there &= comments.text >= 0
    names, people, writers = count_people(comments, themes, ("unit", "period"), there)
    if not names:
        raise NotEnoughData(f"{comments.file}: no comment of {side}s has a unit and a period.")
    return pd.DataFrame(names, columns=["unit", "period"]), people, writers


def share_noise(count: Ints, n: Ints) -> Floats:
    """Return the sampling variance of one theme's shares.

    Parameters
    ----------
    count, n : (cells,) int
        People who wrote on the theme, and people the share is of; n at least 1.

    Returns
    -------
    (cells,) float
        In points of 100 squared; above 0.

    Notes
    -----
    The variance of one answer, ``n p (1 - p) / (n - 1)``, unbiased in each cell, averaged over all cells of the theme
    with weights n - 1, over n: the rule that a panel has for percentages (:func:`bothways.panel.noise.cell_noise`). It
    does not vanish where nobody or everybody of a cell wrote on the theme, and over all cells it is right on average,
    whatever the share. Of a unit that writes on the theme less often than others it is too large, of one that does so
    more often, up to one half, too small.

    A variance by cell or by unit would be nearer to each cell, and worse: it moves with the share itself, so low shares
    get the most weight. By the adjusted Wald variance of each cell, ``p~ (1 - p~) / (n + 4)`` with
    ``p~ = (count + 2) / (n + 4)`` (Agresti and Coull 1998), linkage refused nearly half of the pairs in drawn companies
    in which nothing leads and 7 of 100 write on the theme, and found too much in the others
    (``docs/evidence/themes-before.md``). That variance is also five times too large for 2 of 100 among 5 people, and
    half of the truth for 50 of 100.

    It is too large where nobody or everybody wrote on the theme (half a person is taken to differ), and where no cell
    has two people (then what units differ by is part of it).

    Examples
    --------
    >>> share_noise(np.array([0, 2, 1, 1]), np.array([4, 4, 4, 8])).round(1).tolist()
    [410.2, 410.2, 410.2, 205.1]
    """
    from bothways.panel.noise import cell_noise
    from bothways.panel.scale import Scale

    if (n > 1).any():
        shares, people = 100.0 * count[None, :] / n, n[None, :].astype(float)
        return np.asarray(cell_noise("", Scale("percent", 0.0, 100.0), shares, n=people).variance[0])
    whole = (count.sum() + 0.5) / (n.sum() + 1)
    return np.full(len(n), 100.0**2 * whole * (1 - whole))
