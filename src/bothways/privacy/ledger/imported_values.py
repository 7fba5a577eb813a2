"""The texts of imported aggregates, by the rules of the release table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bothways.errors import InputError
from bothways.privacy.ledger.imported_cells import KIND_SHOWN, ImportedCell, ImportedMetric
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import (
    Coded,
    band,
    band_low,
    code_events,
    coding,
    interval,
    nps,
    pooled_spread,
    share,
)
from bothways.privacy.values.coding import FINE
from bothways.privacy.values.intervals import GROUPS_NEEDED, PEOPLE_NEEDED

#: A total may miss what its parts make possible by this part of the scale: both may have been rounded.
ROUNDED = 32
#: Lowest and highest points that one person adds to a total.
_POINTS = {"mean": (0, FINE), "percent": (0, 1), "nps": (-1, 1)}
#: Total and number of the people of a shown cell who are in no shown cell below it.
_Atom = tuple[int, int]
_Cells = Mapping[int, ImportedCell]
_Below = Mapping[int, tuple[int, ...]]


def release_cells(
    period: str, metric: ImportedMetric, cells: _Cells, groups: Sequence[str], below: _Below
) -> list[Released]:
    """Return the cells that are shown.

    Parameters
    ----------
    period : str
    metric : ImportedMetric
    cells : mapping of int to ImportedCell
        Place -> cell that may be shown, each with its n; checked.
    groups : sequence of str
        Canonical text of each place.
    below : mapping of int to tuple of int
        Place -> places of the shown cells next below it.

    Returns
    -------
    list of Released
        In the order of the places.

    Raises
    ------
    InputError
        Where the value of a cell cannot be made of the same answers as those below it.

    Notes
    -----
    Bounded answers: the people of a cell who are in no shown cell below it are an atom. Totals of atoms are moved
    inside the ends as if at least one person differed (for means: range / b of everybody, b the low end of the
    band), and cells are coded from the totals of their atoms. So what is shown together is what would be shown of
    made-up answers in which no atom stands at an end.
    """
    spread = _spread(metric, [cell for place, cell in sorted(cells.items()) if not below[place]])
    bounded = metric.kind not in ("rate", "count")
    coded = _coded(metric, cells, groups, below) if bounded else {}
    rows = []
    for place, cell in sorted(cells.items()):
        n_band = band(_people(cell))
        if bounded:
            shown = _with_interval(metric, coded[place], n_band, spread)
        else:
            shown = _events(metric, cell, n_band, spread)
        rows.append(_row(period, groups[place], metric, n_band, shown))
    return rows


def _row(period: str, group: str, metric: ImportedMetric, n_band: str, shown: Coded) -> Released:
    return _issue(
        round=period, group=group, metric=metric.name, kind=KIND_SHOWN[metric.kind], n_band=n_band,
        value=shown.value, low=shown.low, high=shown.high, text=shown.text,
    )  # fmt: skip


def _events(metric: ImportedMetric, cell: ImportedCell, n_band: str, spread: float | None) -> Coded:
    """Return a rate or a count."""
    (low, high), counted = metric.ends, metric.kind == "count"
    return code_events(cell.value or 0.0, n_band=n_band, low=low, high=high, spread=spread, counted=counted)


def _coded(metric: ImportedMetric, cells: _Cells, groups: Sequence[str], below: _Below) -> dict[int, Coded]:
    """Return bounded values, coded from atoms."""
    totals = {place: _total(metric, cell) for place, cell in cells.items()}
    atoms: dict[int, list[_Atom]] = {}
    for place in sorted(cells, reverse=True):
        people = _people(cells[place])
        total = totals[place] - sum(totals[each] for each in below[place])
        rest = people - sum(_people(cells[each]) for each in below[place])
        inside = [atom for each in below[place] for atom in atoms[each]]
        own = _on_scale(metric, total, rest, people, groups[place])
        atoms[place] = [*inside, (own, rest)] if rest else inside
    return {place: _code(metric, each) for place, each in atoms.items()}


def _on_scale(metric: ImportedMetric, total: int, rest: int, people: int, group: str) -> int:
    """Return what the others of a cell add to its total, on the scale; refuse what is off it by more than rounding."""
    low, high = _POINTS[metric.kind]
    moved = min(max(total, low * rest), high * rest)
    if abs(moved - total) * ROUNDED > (high - low) * people:
        raise InputError(
            f"The value of {metric.name!r} for {group!r} cannot be of the same answers as those of the units below it.",
            remedy="Leave out weighted or otherwise made totals, or correct value or n.",
        )
    return moved


def _code(metric: ImportedMetric, atoms: Sequence[_Atom]) -> Coded:
    """Return the value of a cell from its atoms."""
    counts, sizes = [count for count, _ in atoms], [size for _, size in atoms]
    if metric.kind == "percent":
        return share(counts, sizes)
    if metric.kind == "nps":
        return nps(counts, sizes)
    low, high = metric.ends
    text = coding(sum(sizes), low=low, high=high).text(sum(_inside(*atom) for atom in atoms))
    return Coded(text, float(text.lstrip("<>=")))


def _inside(total: int, people: int) -> int:
    """Return the total of an atom at least range / b of each away from both ends."""
    edge = FINE * people // band_low(band(people))
    return min(max(total, edge), FINE * people - edge)


def _with_interval(metric: ImportedMetric, coded: Coded, n_band: str, spread: float | None) -> Coded:
    """Return a bounded value with its interval."""
    low, high = _shown_ends(metric)
    decimals = coding(5, low=low, high=high).decimals if metric.kind == "mean" else 0
    return interval(
        coded, n_band=n_band, spread=spread or (high - low) / 2, low=low, high=high, decimals=decimals
    )


def _spread(metric: ImportedMetric, lowest: Sequence[ImportedCell]) -> float | None:
    """Return the spread of single answers within disjoint shown cells; None where nothing is known of it.

    From the noise variances, else, for shares, from the values. Too few people or cells: a quarter of the range for
    means, half of it (the most there can be) for shares and NPS, nothing for rates.
    """
    told = [cell for cell in lowest if cell.noise_variance is not None]
    if metric.kind in ("rate", "count"):
        return _spread_of_rates(told)
    low, high = _shown_ends(metric)
    scale = ((high - low) / (metric.ends[1] - metric.ends[0])) ** 2
    squares = [scale * (cell.noise_variance or 0.0) * _people(cell) * (_people(cell) - 1) for cell in told]
    if not _enough(told) and metric.kind == "percent":
        told, squares = list(lowest), [_squares_of_share(metric, cell) for cell in lowest]
    if not _enough(told) and metric.kind != "mean":
        return None
    pooled = pooled_spread(squares, [_people(cell) for cell in told], low=low, high=high)
    return min(pooled, (high - low) / 2)


def _spread_of_rates(told: Sequence[ImportedCell]) -> float | None:
    """Return the spread of one person's rate, rounded up to one digit."""
    if not _enough(told):
        return None
    people = [_people(cell) for cell in told]
    squares = math.fsum((cell.noise_variance or 0.0) * n * n for cell, n in zip(told, people, strict=True))
    pooled = math.sqrt(squares / sum(people))
    unit = 10.0 ** math.floor(math.log10(pooled)) if pooled else 1.0
    return math.ceil(pooled / unit - 1e-9) * unit


def _squares_of_share(metric: ImportedMetric, cell: ImportedCell) -> float:
    """Return the sum of squared distances of answers that count 0 or 100."""
    part, n = _total(metric, cell), _people(cell)
    return 1e4 * part * (n - part) / n


def _enough(cells: Sequence[ImportedCell]) -> bool:
    """Return whether a spread of these cells speaks of many people."""
    return len(cells) >= GROUPS_NEEDED and sum(map(_people, cells)) >= PEOPLE_NEEDED


def _shown_ends(metric: ImportedMetric) -> tuple[float, float]:
    """Return the scale as it is shown: shares in percent."""
    return (0.0, 100.0) if metric.kind == "percent" else metric.ends


def _total(metric: ImportedMetric, cell: ImportedCell) -> int:
    """Return the total of a cell, in points."""
    (low, high), (least, most), n = metric.ends, _POINTS[metric.kind], _people(cell)
    return least * n + round(((cell.value or 0.0) - low) / (high - low) * (most - least) * n)


def _people(cell: ImportedCell) -> int:
    return int(cell.n or 0)
