"""What a new file would replace, and where it does not fit what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.link.cells import read_import
from bothways_web.link.checking import Problem, Reading
from bothways_web.link.models import MetricImport
from bothways_web.people.models import Unit
from bothways_web.people.units import current_tree

_FREQUENCIES = {
    "day": gettext_lazy("days"), "week": gettext_lazy("weeks"), "month": gettext_lazy("months"),
    "quarter": gettext_lazy("quarters"), "year": gettext_lazy("years"),
}  # fmt: skip


@dataclass(frozen=True)
class Overlap:
    """Metrics and periods that an earlier file holds as well."""

    earlier: MetricImport
    metrics: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True)
class UnitsBeside:
    """Units of the file beside those of the organisation."""

    both: int
    unknown: tuple[str, ...]
    without: tuple[str, ...]


def find_overlaps(reading: Reading, imports: Sequence[MetricImport]) -> list[Overlap]:
    """Return what earlier files of the side hold of the same metrics and periods."""
    found = []
    mine = set(map(tuple, reading.cells[["metric", "period"]].drop_duplicates().to_numpy().tolist()))
    for one in imports:
        if not set(one.metric_names) & {metric for metric, _period in mine}:
            continue
        theirs = set(map(tuple, read_import(one)[["metric", "period"]].drop_duplicates().to_numpy().tolist()))
        shared = sorted(mine & theirs)
        if shared:
            periods = sorted({period for _metric, period in shared})
            metrics = tuple(sorted({metric for metric, _period in shared}))
            found.append(Overlap(one, metrics, periods[0], periods[-1]))
    return found


def find_conflicts(reading: Reading, side: str) -> list[Problem]:
    """Return where a file does not fit the other files: frequency, scale, or a metric of the other side."""
    standing = MetricImport.objects.filter(state=MetricImport.State.IMPORTED)
    found = []
    for one in standing:
        if one.frequency != reading.frequency:
            found.append(_frequency(one, reading.frequency))
            break
    for metric in reading.metrics:
        for one in standing:
            theirs = next((each for each in one.metrics if each["name"] == metric["name"]), None)
            if theirs and one.side != side:
                found.append(_other_side(metric["name"], one))
            elif theirs and (field := _differs(metric, theirs)):
                found.append(_other_scale(metric["name"], field, one))
    return found


def units_beside(reading: Reading) -> UnitsBeside:
    """Compare the units of a file with the codes of the unit tree."""
    known = set(Unit.objects.values_list("code", flat=True))
    there = set(reading.cells["unit"].tolist())
    tree = current_tree()
    lowest = [unit for unit in tree.units if not tree.children(unit)] if tree else []
    return UnitsBeside(
        both=len(there & known),
        unknown=tuple(sorted(there - known)),
        without=tuple(unit for unit in lowest if unit not in there),
    )


def _differs(metric: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Return what two files say differently of a metric; blank where nothing."""
    for field in ("kind", "low", "high", "better", "measured_in"):
        ours, others = metric.get(field), theirs.get(field)
        if ours != others and ours not in ("", None) and others not in ("", None):
            return field
    return ""


def _frequency(one: MetricImport, frequency: str) -> Problem:
    return Problem(
        _("This file has %(mine)s, and %(file)s has %(theirs)s.")
        % {"mine": _FREQUENCIES[frequency], "theirs": _FREQUENCIES[one.frequency], "file": one.file_name},
        _("Bring both to the same periods, for example by averaging weeks into months."),
    )


def _other_side(metric: str, one: MetricImport) -> Problem:
    return Problem(
        _("“%(metric)s” is a metric of the other voice already, in %(file)s.")
        % {"metric": metric, "file": one.file_name},
        _("Give the metric another name."),
    )


def _other_scale(metric: str, field: str, one: MetricImport) -> Problem:
    return Problem(
        _("“%(metric)s” has another %(field)s here than in %(file)s.")
        % {"metric": metric, "field": field.replace("_", " "), "file": one.file_name},
        _("Use the same kind and scale, or give the metric another name."),
    )
