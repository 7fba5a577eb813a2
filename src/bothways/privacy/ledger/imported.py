"""Aggregates that were made elsewhere: numbers about people whom nobody here knows, released by the same floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from bothways.errors import InputError
from bothways.privacy.groups import Group
from bothways.privacy.ledger.digest import cells_digest
from bothways.privacy.ledger.imported_cells import (
    SENSITIVE_FLOOR,
    ImportedCell,
    ImportedMetric,
    cells_by_place,
    numbers_of,
)
from bothways.privacy.ledger.imported_values import release_cells
from bothways.privacy.ledger.nested import choose_cells, next_below
from bothways.privacy.ledger.record import IMPORTED, Offer, Record, RoundRecord, SetRecord, snapshot
from bothways.privacy.released import Released
from bothways.privacy.tree import UnitTree

_SAME = (
    "Hand in the same cells; late, corrected or added ones could be subtracted from what is shown. They belong to the "
    "next period."
)


def release_imported(
    record: Record,
    tree: UnitTree,
    period: str,
    metric: ImportedMetric,
    cells: Sequence[ImportedCell],
    *,
    k: int,
    key: bytes,
) -> RoundRecord:
    """Return the period with the metric; see :meth:`Ledger.release_imported`."""
    one = _open_period(record, tree, period, k)
    cells_at, groups = cells_by_place(tree, metric, cells), _groups(tree)
    _refuse_other_definition(one, metric)
    numbers = ((groups[place], numbers_of(cell)) for place, cell in sorted(cells_at.items()))
    check, digest = f"metric:{metric.name}", cells_digest(key, period, metric.name, numbers)
    if check not in one.checks:
        one = replace(one, checks={**one.checks, check: digest})
        return _with_metric(one, tree, period, metric, cells_at, floor=_floor(metric, k))
    if one.checks[check] != digest:
        raise InputError(
            f"The cells of the metric {metric.name!r} in the period {period!r} are not those it was released from.",
            remedy=_SAME,
        )
    return record.rounds[period]


def _floor(metric: ImportedMetric, k: int) -> int:
    return max(k, SENSITIVE_FLOOR) if metric.sensitive else k


def _with_metric(
    one: RoundRecord,
    tree: UnitTree,
    period: str,
    metric: ImportedMetric,
    cells: Mapping[int, ImportedCell],
    *,
    floor: int,
) -> RoundRecord:
    """Return the period with the decisions on a new metric, and the numbers that are shown."""
    groups = _groups(tree)
    above = (-1, *(place + 1 for place in tree.above.tolist()))
    counts = {place: None if cell.n is None else int(cell.n) for place, cell in cells.items()}
    shown = {place: cells[place] for place in choose_cells(above, counts, floor=floor)}
    rows = release_cells(period, metric, shown, groups, next_below(above, shown))
    number, asked = str(len(one.sets) + 1), SENSITIVE_FLOOR if metric.sensitive else 0
    check = one.checks[f"metric:{metric.name}"]
    offered = SetRecord(floor, asked, True, check, _offers(tree, groups, shown))
    return replace(
        one,
        metrics={**one.metrics, metric.name: {**_definition(metric), "set": number}},
        sets={**one.sets, number: offered},
        released=(*one.released, *rows),
    )


def _open_period(record: Record, tree: UnitTree, period: str, k: int) -> RoundRecord:
    """Return the period as it stands, a new one where nothing is released of it."""
    if not period.strip():
        raise InputError("The period has no name.", remedy="Name it, such as 2026-10.")
    units = None if snapshot(tree) == record.units else snapshot(tree)
    one = record.rounds.get(period) or RoundRecord(k, IMPORTED, one_each=True, units=units)
    if not one.imported:
        raise InputError(
            f"The round {period!r} was released from answers, and the same people could be behind both.",
            remedy="Keep aggregates from elsewhere in a ledger of their own population.",
        )
    if one.units != units:
        raise InputError(
            f"The period {period!r} was released with another unit tree.",
            remedy="Hand in the units as they were then.",
        )
    return replace(one, floor=max(one.floor, k))


def _groups(tree: UnitTree) -> tuple[str, ...]:
    """Return the canonical texts of the whole organisation and of each unit."""
    return ("all", *(Group(units=(unit,)).text for unit in tree.units))


def _definition(metric: ImportedMetric) -> dict[str, object]:
    """Return a metric as it is written down; a percentage is shown as a share."""
    return {**asdict(metric), "columns": [], "favourable": None}


def _refuse_other_definition(one: RoundRecord, metric: ImportedMetric) -> None:
    """Refuse a metric that was released as something else in this period."""
    before = one.metrics.get(metric.name)
    if before is not None and {**_definition(metric), "set": before["set"]} != dict(before):
        raise InputError(
            f"The metric {metric.name!r} was released as another kind, on another scale or with another floor.",
            remedy="One metric is one kind a period; keep it, or change it from the next period on.",
        )


def _offers(tree: UnitTree, groups: Sequence[str], shown: Mapping[int, object]) -> tuple[Offer, ...]:
    """Return what was decided about every unit; one without a cell looks like one whose cell is withheld."""
    offers = []
    for place, group in enumerate(groups):
        merged = "all" if place == 1 and len(tree.roots) == 1 and 0 in shown else None
        offers.append(Offer(group, "admitted" if place in shown else "withheld", merged))
    return tuple(offers)


def of_metric(one: RoundRecord, name: str) -> tuple[Released, ...]:
    """Return what was released of one metric of a period."""
    return tuple(row for row in one.released if row.metric == name)
