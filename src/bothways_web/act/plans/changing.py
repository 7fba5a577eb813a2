"""What all changes of a plan share: one at a time, of what somebody saw, kept in its history once it has started."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Plan, PlanChange
from bothways_web.people.models import User

_MOST = 200


def locked_plan(plan: Plan, version: int | None = None) -> Plan:
    """Return a plan locked until the transaction ends, if it is as somebody saw it; without a version, as it is.

    Raises
    ------
    InputError
        As :func:`refuse_stale`.
    """
    found = Plan.objects.select_for_update(of=("self",)).select_related("unit", "owner").get(pk=plan.pk)
    if version is not None:
        refuse_stale(found, version)
    return found


def refuse_stale(plan: Plan, version: int) -> None:
    """Refuse a change of a plan that somebody else has changed since it was seen.

    Raises
    ------
    InputError
    """
    if plan.version != version:
        raise InputError(
            _("Somebody else has changed this plan meanwhile."),
            remedy=_("What you typed is still here. Look at the plan, then send it again if it still fits."),
        )


def written_down(plan: Plan, fields: Iterable[str]) -> None:
    """Store some fields, and count the change."""
    plan.version += 1
    plan.save(update_fields=[*fields, "version"])


def differences(plan: Plan, given: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the fields that would change: field -> before and after."""
    return {
        name: (getattr(plan, name), value) for name, value in given.items() if getattr(plan, name) != value
    }


def note_changes(
    plan: Plan,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    by: User | None,
    refused: bool = False,
    why: str = "",
) -> None:
    """Add changes, or tries that were refused, to the history of a plan; the same try twice stands there once."""
    name = (by.name or by.email) if by else ""
    for field, (before, after) in changes.items():
        told = {
            "field": field,
            "before": _plain(before),
            "after": _plain(after),
            "refused": refused,
            "why": why,
        }
        if refused and PlanChange.objects.filter(plan=plan, by=by, **told).exists():
            continue
        PlanChange.objects.create(plan=plan, at=timezone.now(), by=by, by_name=name, **told)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return (f"{value:.12g}" if isinstance(value, float) else str(value))[:_MOST]
