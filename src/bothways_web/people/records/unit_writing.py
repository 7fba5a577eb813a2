"""Writing units, and writing them back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.models import Grant, Post, Unit, UnitSpan
from bothways_web.people.records.unit_plan import UnitPlan
from bothways_web.people.records.unit_tree import Span

BATCH = 500


def write_units(plan: UnitPlan) -> dict[str, Any]:
    """Write what a plan says; return what it replaced."""
    Unit.objects.bulk_create([Unit(code=code) for code in plan.added], batch_size=BATCH)
    _replace(plan.after)
    return {
        "added": list(plan.added),
        "spans": {unit: [span.plain for span in spans] for unit, spans in plan.before.items()},
    }


def restore_units(former: dict[str, Any]) -> None:
    """Write back what was there before.

    Raises
    ------
    InputError
        Where somebody works in or leads a unit that would go.
    """
    added = former["added"]
    for part in _parts(added):
        if (
            Post.objects.filter(unit__code__in=part).exists()
            or Grant.objects.filter(unit__code__in=part).exists()
        ):
            raise InputError(
                _("People work in units that this file brought, or lead them."),
                remedy=_("Move them or take their role away first, or bring a corrected file instead."),
            )
    _replace({unit: [Span(unit, *plain) for plain in spans] for unit, spans in former["spans"].items()})
    try:
        for part in _parts(added):
            Unit.objects.filter(code__in=part).delete()
    except ProtectedError as error:
        raise InputError(
            _("Units that this file brought are in use."), remedy=_("Bring a corrected file instead.")
        ) from error


def _replace(spans: dict[str, list[Span]]) -> None:
    """Replace all spans of some units."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    for part in _parts(list(spans)):
        UnitSpan.objects.filter(unit__code__in=part).delete()
    UnitSpan.objects.bulk_create(
        [
            UnitSpan(
                unit_id=ids[span.unit],
                parent_id=ids[span.parent] if span.parent else None,
                name=span.name,
                valid_from=span.start,
                valid_to=span.end,
            )
            for mine in spans.values()
            for span in mine
        ],
        batch_size=BATCH,
    )


def _parts(codes: list[str]) -> Iterable[list[str]]:
    return (codes[start : start + BATCH] for start in range(0, len(codes), BATCH))
