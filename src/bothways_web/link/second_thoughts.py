"""Second thoughts about a claim, told beside it: they do not decide how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.link.labels import inside, metric_label

#: Checks of the library that do not weigh, by their names without the direction.
_THOUGHTS = {
    "third opinion agrees": gettext_lazy(
        "A third way of computing, which uses no lasting differences of teams, agrees"
    ),
    "the fit is close": gettext_lazy("The model comes close to what the numbers look like"),
    "the solution is proper": gettext_lazy("Every estimate lies where it can lie"),
    "units differ in level": gettext_lazy("Teams differ lastingly in both numbers"),
}


def is_second_thought(name: str) -> bool:
    """Return whether a check is told and does not weigh."""
    return name.partition(" (")[0] in _THOUGHTS


def second_thought(name: str, metrics: Mapping[str, str]) -> str:
    """Return what it looks at; where both directions are claimed, with the one that is checked."""
    bare, _bracket, first = name.partition(" (")
    if not first:
        return str(_THOUGHTS[bare])
    metric = first.removesuffix(" first)")
    return _("%(check)s, with %(metric)s first") % {
        "check": _THOUGHTS[bare],
        "metric": inside(metrics.get(metric) or metric_label(metric)),
    }
