"""Which customer metric a theme comes before: shares of people who write on it, through linkage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from bothways.errors import InputError, NotEnoughData
from bothways.themes.cells import Among, count_cells, metric_of, theme_cells
from bothways.themes.comments import Comments
from bothways.themes.results import Theme, Themes
from bothways.themes.unknown import unknown_themes

if TYPE_CHECKING:
    from bothways.linkage import Finding, Findings
    from bothways.panel import Panel

Report = Callable[[int, int, str], None]
State = Literal["leads", "both ways", "no link", "cannot tell"]
#: Verdicts of pairs that make a theme's state, the first that any pair has.
_CLAIMS: tuple[tuple[str, State], ...] = (("employee_leads", "leads"), ("both_ways", "both ways"))
COLUMNS = ["theme", "label", "named_by", "rank"]
#: What stands for themes before these are found.
_WRITERS = "people who wrote"


@dataclass(frozen=True)
class ThemeLead:
    """One theme beside every customer metric.

    Attributes
    ----------
    theme : Theme
    rank : int or None
        Of :func:`unknown_themes`: by how many people write on it and how it grows; None for themes without one.
    pairs : tuple of Finding
        One a customer metric, as :func:`bothways.link` judged it.
    """

    theme: Theme
    rank: int | None
    pairs: tuple[Finding, ...]

    @property
    def leads(self) -> tuple[Finding, ...]:
        """Pairs whose verdict is ``employee_leads``."""
        return tuple(pair for pair in self.pairs if pair.verdict == "employee_leads")

    @property
    def state(self) -> State:
        """What can be said: ``leads`` or ``both ways`` if a pair says so, ``no link`` if all do, or ``cannot tell``."""
        verdicts = {pair.verdict for pair in self.pairs}
        claimed = next((state for verdict, state in _CLAIMS if verdict in verdicts), None)
        return claimed or ("no link" if verdicts == {"no_link"} else "cannot tell")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences of linkage on every pair, those that say what comes first before the others."""
        order = sorted(self.pairs, key=lambda pair: pair.strength is None)
        return tuple(told for pair in order for told in (pair.sentence, *pair.reasons))


@dataclass(frozen=True)
class Precedence:
    """What was found of themes and the customer metrics after them.

    Attributes
    ----------
    findings : Findings or None
        Every theme with every customer metric, judged as one family; None where there was no theme to link.
    themes : tuple of ThemeLead
        By rank.
    chosen : {"employees only", "by hand"}
        Which themes these are.
    """

    findings: Findings | None
    themes: tuple[ThemeLead, ...]
    chosen: Literal["employees only", "by hand"]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a theme and customer metric: ``theme, label, named_by, rank``, then :attr:`Findings.table`."""
        from bothways.linkage import Findings

        found = self.findings or Findings((), {}, 0, 0.0, "")
        own = [
            (one.theme.id, one.theme.label, one.theme.named_by, one.rank)
            for one in self.themes
            for _ in one.pairs
        ]
        first = pd.DataFrame(own, columns=COLUMNS).astype({"rank": "Int64"})
        return pd.concat([first, found.table], axis=1)

    @property
    def sentence(self) -> str:
        """What may be said in one sentence, without causal words."""
        by_hand = "that was chosen" if len(self.themes) == 1 else "that were chosen"
        which = "that employees alone write on" if self.chosen == "employees only" else by_hand
        if not self.themes:
            return f"There is no theme {which}, so there is nothing to set beside customer metrics."
        leading, both = (sum(one.state == state for one in self.themes) for state in ("leads", "both ways"))
        told = [f"{leading} {_verb('come', leading)} before a customer metric"] if leading else []
        told += [f"{both} {_verb('run', both)} both ways with one"] if both else []
        many = f"{len(self.themes)} themes" if len(self.themes) > 1 else "1 theme"
        return (
            f"Of {many} {which}, {' and '.join(told) or 'none can be said to come before a customer metric'}."
        )


def _verb(word: str, many: int) -> str:
    return f"{word}s" if many == 1 else word


def precede(
    comments: Comments,
    themes: Themes,
    customers: Any,
    *,
    ids: Sequence[str] | None = None,
    among: Among = "wrote",
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    alpha: float = 0.05,
    negligible: float = 0.10,
    jobs: int | None = None,
    progress: Report | None = None,
) -> Precedence:
    """Tell which customer metric changes after more, or fewer, employees write on a theme.

    Parameters
    ----------
    comments : Comments
        With units and periods.
    themes : Themes
        Of these comments.
    customers : path or table
        Tidy metrics of customers, as :func:`bothways.read_panel` takes them, of the same units and frequency.
    ids : sequence of str, optional
        Themes to link; by default those that employees alone write on (:func:`unknown_themes`).
    among : {"wrote", "answered"}
        What shares are of; see :func:`theme_cells`.
    columns : mapping of str to str, optional
        Field -> column of the customers' table.
    sheet : str, optional
        Sheet of the customers' table.
    alpha, negligible, jobs
        As :func:`bothways.link` takes them.
    progress : callable, optional
        Called with (done, total, text).

    Returns
    -------
    Precedence
        Where there are too few periods, units or people, every theme is ``cannot tell``, with the reasons of linkage.

    Raises
    ------
    InputError
        No unit or period in the comments; the customers' table cannot be read, or has other units or another
        frequency; a theme that is not there or named twice; a setting out of range.
    NotEnoughData
        Only one side wrote, and no themes are named; or no employee wrote in any unit and period.

    Notes
    -----
    A theme's metric is the share of :func:`theme_cells`, with its noise; :func:`bothways.link` judges all pairs of
    these themes and all customer metrics as one family (Benjamini and Hochberg). Themes are chosen by how many people
    of either side write on them over all periods, without a look at the customers' metrics, so the choice favours no
    verdict. No pair needs a covariance of noise: employees and customers are different people.

    Examples
    --------
    >>> from bothways.themes import OwnTheme, fit_themes, read_comments
    >>> said = [{"text": f"parking {n} full" if n % 4 == 0 else f"other words {n}", "side": "employee",
    ...          "unit": "ab"[n % 2], "month": f"2025-0{1 + n // 40}"} for n in range(80)]
    >>> nps = [{"unit": unit, "month": f"2025-0{1 + t}", "metric": "nps", "value": 10.0 + t}
    ...        for unit in "ab" for t in range(2)]
    >>> comments = read_comments(pd.DataFrame(said))
    >>> themes = fit_themes(comments, number=1, lists=[OwnTheme("Cars", ("parking",))])
    >>> found = precede(comments, themes, pd.DataFrame(nps), ids=["own-cars"])
    >>> found.themes[0].state
    'cannot tell'
    >>> found.themes[0].reasons[1][:61]
    'The two metrics share 2 periods: that shows association only.'
    """
    from bothways.linkage import link

    chosen = _chosen(comments, themes, ids)
    if not chosen:
        refuse_unlinkable(comments, customers, among=among, columns=columns, sheet=sheet)
        return Precedence(None, (), "employees only")
    cells = theme_cells(comments, themes, among=among)
    order = {metric_of(themes[theme]): place for place, theme in enumerate(chosen)}
    own = cells[cells["metric"].isin(order)]
    own = own.sort_values("metric", key=lambda names: names.map(order), kind="stable")
    panel = _panel(own, customers, columns, sheet, progress)
    findings = link(panel, alpha=alpha, negligible=negligible, jobs=jobs, progress=progress)
    leads = tuple(
        ThemeLead(
            themes[theme],
            rank,
            tuple(pair for pair in findings.pairs if pair.employee_metric == metric_of(themes[theme])),
        )
        for theme, rank in chosen.items()
    )
    return Precedence(findings, leads, "employees only" if ids is None else "by hand")


def refuse_unlinkable(
    comments: Comments,
    customers: Any,
    *,
    among: Among = "wrote",
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> None:
    """Refuse comments and a customers' table that :func:`precede` refuses by default, before themes are looked for.

    Parameters
    ----------
    comments, customers, among, columns, sheet
        As :func:`precede` takes them.

    Raises
    ------
    InputError, NotEnoughData
        As :func:`precede`, but for what concerns single themes.
    """
    cells, people, _ = count_cells(comments, Themes((), person=comments.person), "employee", among)
    if not (comments.side[comments.written] == 1).any():
        raise NotEnoughData(
            f"{comments.file}: no comment of customers, so what employees alone write on cannot be told."
        )
    cells = cells.assign(metric=_WRITERS, value=people.astype(float), n=people)
    _panel(cells, customers, columns, sheet, None)


def _chosen(comments: Comments, themes: Themes, ids: Sequence[str] | None) -> dict[str, int | None]:
    """Return the themes to link by their ids, with their ranks, the first rank first."""
    if ids is None:
        told = unknown_themes(comments, themes)
        alone = told[told["state"] == "employees only"].sort_values("rank")
        return dict(zip(alone["theme"].tolist(), alone["rank"].tolist(), strict=True))
    if len(set(ids)) < len(ids) or not ids:
        raise InputError("No theme is named, or one is named twice.", remedy="Name each theme once.")
    for theme in ids:
        themes.place(theme)  # refuses one that is not there
    try:
        told = unknown_themes(comments, themes)
    except NotEnoughData:  # one side alone has no ranks
        return dict.fromkeys(ids)
    ranked = told[told["rank"].notna()].sort_values("rank")
    ranks: dict[str, int] = dict(zip(ranked["theme"].tolist(), ranked["rank"].tolist(), strict=True))
    first = [theme for theme in ranks if theme in ids]
    return {theme: ranks.get(theme) for theme in [*first, *(theme for theme in ids if theme not in ranks)]}


def _panel(
    cells: pd.DataFrame,
    customers: Any,
    columns: Mapping[str, str] | None,
    sheet: str | None,
    progress: Report | None,
) -> Panel:
    from bothways.panel import read_panel

    return read_panel(
        cells,
        customers,
        columns={"customers": dict(columns)} if columns else None,
        sheet={"customers": sheet} if sheet else None,
        progress=(lambda name, rows: progress(rows, 0, f"Reading {name}")) if progress else None,
    )
