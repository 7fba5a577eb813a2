"""Pictures of overload: both directions with their ranges, and the map of the flow. Tables beside them say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bothways.reports.charts import Axis, Mark, axis_row, interval_row, shared_axis
from bothways.reports.charts.flow import Flow as Line
from bothways.reports.charts.flow import flow_map
from bothways_web.link.team_places import Place
from bothways_web.verify.overload.answers import Answer
from bothways_web.verify.overload.flow import FlowRow

#: Size under which a link does not matter, as the library has it.
NEGLIGIBLE = 0.1


def directions(answer: Answer) -> dict[str, SafeString]:
    """Return one row a direction on a shared axis, and the ticks below."""
    parts = {"effect": answer.effect, "reverse": answer.reverse, "own": answer.own}
    axis = shared_axis(parts.values())
    rows = {
        name: interval_row(
            [Mark("cust" if name == "reverse" else "emp", effect)], axis=axis, negligible=NEGLIGIBLE
        )
        for name, effect in parts.items()
    }
    return {name: mark_safe(row) for name, row in rows.items()} | {
        "ticks": _ticks(axis)
    }  # the builder escapes


def map_of(rows: Iterable[FlowRow]) -> SafeString:
    """Return the map of who serves whom; units of one name are told apart by their codes."""
    kept = list(rows)
    names = Counter(place.name for place in {one for row in kept for one in (row.provider, row.client)})

    def name(place: Place) -> str:
        return place.name if names[place.name] == 1 else f"{place.name} ({place.code})"

    lines = [Line(name(row.provider), name(row.client), row.share) for row in kept]
    heads = (_("Serve"), _("Are served"))
    return mark_safe(flow_map(lines, heads=heads, others=_("{count} others")))  # the builder escapes


def _ticks(axis: Axis) -> SafeString:
    separator = get_format("DECIMAL_SEPARATOR")
    return mark_safe(re.sub(r"(>[^<>\d]?\d+)\.(?=\d+<)", rf"\g<1>{separator}", axis_row(axis)))
