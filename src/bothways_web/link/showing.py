"""From imported customer metrics to numbers that may be shown: through the ledger of the customers."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.panel.calendar import first_day
from bothways.panel.periods import read_period
from bothways.privacy import UnitTree
from bothways_web.link.cells import joined_cells, read_import, standing_imports
from bothways_web.link.imports import take
from bothways_web.link.models import MetricImport
from bothways_web.listen.ledgers import open_ledger, released_round
from bothways_web.people.held import SILENCE
from bothways_web.people.units import current_tree, tree_on

if TYPE_CHECKING:
    import pandas as pd

    from bothways.panel.panel import Frequency
    from bothways.privacy import Ledger
    from bothways.privacy.ledger import ImportedMetric


def show_import(import_id: int) -> None:
    """Offer the numbers of a customers' import to the ledger, metric by metric and period by period.

    What was released once stays as it is, so calling this again, or after a kill, adds what is missing and changes
    nothing. A metric whose kind nobody states is not offered: no rule would fit it.
    """
    one = MetricImport.objects.filter(pk=import_id, side=MetricImport.Side.CUSTOMERS).first()
    if one is None or one.released_at is not None or not take([one]):
        return
    troubles: list[str] = []
    cells = _standing_cells(one)
    tree = current_tree()
    if tree is None:
        troubles.append(_("There is no unit tree yet, so no number can be shown."))
    else:
        ledger = open_ledger("customers", tree)
        with ledger.together():
            for period, of_period in cells.groupby("period", sort=True):
                _show_period(ledger, str(period), of_period, one, troubles)
    MetricImport.objects.filter(pk=one.pk).update(
        released_at=timezone.now(), trouble="\n".join(dict.fromkeys(troubles))[:2000]
    )


def take_up_imports() -> int:
    """Start again what was to be shown and is not, for example after a kill; return how many imports."""
    from bothways_web.link.jobs import release_metrics

    now = timezone.now()
    late = Q(used_at__lt=now - SILENCE) | Q(used_at__isnull=True, imported_at__lt=now - SILENCE)
    lost = MetricImport.objects.filter(
        late, side=MetricImport.Side.CUSTOMERS, state=MetricImport.State.IMPORTED, released_at__isnull=True
    )
    started = 0
    for import_id in list(lost.values_list("pk", flat=True)):
        if lost.filter(pk=import_id).update(used_at=now):
            release_metrics.enqueue(import_id)
            started += 1
    return started


def _standing_cells(one: MetricImport) -> pd.DataFrame:
    """Return the cells of an import that no later one has replaced."""
    import pandas as pd

    own = read_import(one)
    later = [each for each in standing_imports(one.side) if each.pk > one.pk]
    if not later:
        return own
    replaced = pd.MultiIndex.from_frame(joined_cells(later)[["metric", "period"]].drop_duplicates())
    return own[~pd.MultiIndex.from_frame(own[["metric", "period"]]).isin(replaced)]


def _show_period(
    ledger: Ledger, period: str, cells: pd.DataFrame, one: MetricImport, troubles: list[str]
) -> None:
    from bothways.privacy.ledger import ImportedCell

    tree = _tree_of(period, cast("Frequency", one.frequency))
    if tree is None:
        troubles.append(_("There is no unit tree yet, so no number can be shown."))
        return
    ledger = ledger.on(tree)
    inside = cells[cells["unit"].isin(tree.units)]
    for name, of_metric in inside.groupby("metric", sort=True):
        metric = _metric(one, str(name))
        if metric is None:
            continue
        rows = zip(of_metric["unit"], of_metric["value"], of_metric["n"], _variance(of_metric), strict=True)
        offered = [ImportedCell(unit, value, _or_none(n), _or_none(noise)) for unit, value, n, noise in rows]
        try:
            ledger.release_imported(period, metric, offered)
        except InputError as error:
            troubles.append(f"{name}, {period}: {error.what} {error.remedy}")


def _metric(one: MetricImport, name: str) -> ImportedMetric | None:
    """Return a metric as the ledger knows it; ``None`` where its kind is not stated or has no scale."""
    from bothways.privacy.ledger import ImportedMetric

    told = next(each for each in one.metrics if each["name"] == name)
    if not shown_kind(told):
        return None
    return ImportedMetric(name, shown_kind(told), told["low"], told["high"])  # type: ignore[arg-type]


def shown_kind(metric: dict[str, Any]) -> str:
    """Return as what a metric is shown on team pages; blank where its kind or scale is not stated."""
    ends = metric["low"] is not None and metric["high"] is not None
    if metric["kind"] in ("", "mean"):
        return "mean" if ends else ""
    return str(metric["kind"])


def _variance(cells: pd.DataFrame) -> pd.Series[float]:
    """Return the noise variance of each cell: as given, or from the spread of one answer."""
    return cells["noise_variance"].fillna(cells["sd"] ** 2 / cells["n"])


def _or_none(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def _tree_of(period: str, frequency: Frequency) -> UnitTree | None:
    """Return the units as they were when the period was first shown, else on its last day."""
    shown = released_round("customers", period)
    if shown is not None:
        return shown.tree
    return tree_on(last_day(period, frequency)) or current_tree()


def last_day(period: str, frequency: Frequency) -> dt.date:
    """Return the last day of a period."""
    number = read_period(period)["date" if frequency == "day" else frequency]
    return first_day(frequency, number + 1) - dt.timedelta(days=1)
