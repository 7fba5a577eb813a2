"""Studies that nobody has to write: each plan with a locked expectation is one, and so are plans of one practice."""

from __future__ import annotations

from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from bothways_web.act.models import Plan
from bothways_web.act.plans.measured import find_measured, key_of
from bothways_web.act.playbook.practices import practice
from bothways_web.people.units import today
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies.looks import first_look
from bothways_web.verify.studies.measured import measured_of
from bothways_web.verify.studies.starts import BEGUN

#: Teams that begin the same practice for the same number before their plans are put together.
FEWEST = 2
MOST_AT_ONCE = 50
#: What a study has from its plan: its field -> that of the plan.
_SAME = {
    "title": "title", "side": "metric_side", "metric": "metric", "expected": "expected", "smallest": "smallest",
    "look_on": "expected_by",
}  # fmt: skip


def studies_of_plans() -> int:
    """Make the studies of plans that were started since; return how many. Quick, and harmless if called by two."""
    _follow()
    new = Plan.objects.filter(locked_at__isnull=False, state__in=BEGUN, study__isnull=True).select_related(
        "unit"
    )
    return sum(_make(plan) for plan in new.order_by("pk")[:MOST_AT_ONCE]) + _of_practices()


def _follow() -> None:
    """Let studies of plans follow their plans, where an expectation was changed before any result was there."""
    differs = Q()
    for of_study, of_plan in _SAME.items():
        differs |= ~Q(**{of_study: F(f"plan__{of_plan}")})
    open_ones = Study.objects.filter(differs, kind=Study.Kind.PLAN, state=Study.State.WAITING)
    taken = (Look.State.RUNNING, Look.State.DONE)
    for study in open_ones.exclude(looks__state__in=taken).select_related("plan__unit"):
        plan = cast(Plan, study.plan)
        told = {of_study: getattr(plan, of_plan) for of_study, of_plan in _SAME.items()}
        if all(getattr(study, name) == value for name, value in told.items()):
            continue  # both blank
        changed = Study.objects.filter(pk=study.pk, version=study.version)
        with transaction.atomic():
            if changed.update(**told, better=_better(plan), version=study.version + 1):
                study.looks.filter(number=1, state=Look.State.WAITING).update(
                    due_on=plan.expected_by or today()
                )


def _make(plan: Plan) -> int:
    told = {of_study: getattr(plan, of_plan) for of_study, of_plan in _SAME.items()}
    told |= {
        "kind": Study.Kind.PLAN, "state": Study.State.WAITING, "better": _better(plan), "locked_at": plan.locked_at,
        "locked_by": plan.locked_by, "made_on": today(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            first_look(Study.objects.create(plan=plan, **told))
    except IntegrityError:
        return 0  # another clock was first
    return 1


def _of_practices() -> int:
    """Put plans together that began the same practice for the same number."""
    there = Study.objects.filter(
        kind=Study.Kind.PRACTICE, practice=OuterRef("practice"), side=OuterRef("metric_side"),
        metric=OuterRef("metric"),
    )  # fmt: skip
    begun = Plan.objects.filter(locked_at__isnull=False, state__in=BEGUN).exclude(practice="")
    groups = begun.filter(~Exists(there)).order_by().values("practice", "metric_side", "metric")
    ready = groups.annotate(teams=Count("unit", distinct=True)).filter(teams__gte=FEWEST)[:MOST_AT_ONCE]
    return sum(
        _put_together(list(begun.filter(**key).select_related("unit").order_by("pk")))
        for key in ready.values("practice", "metric_side", "metric")
    )


def _put_together(plans: list[Plan]) -> int:
    """Make the study of some plans; it expects the least of what they do, and is looked at when all were due."""
    one, known = plans[0], practice(plans[0].practice)
    told = {
        "kind": Study.Kind.PRACTICE, "title": known.title if known else one.practice, "practice": one.practice,
        "state": Study.State.WAITING, "side": one.metric_side, "metric": one.metric, "better": _better(one),
        "expected": min(plan.expected or 0.0 for plan in plans),
        "smallest": min(plan.smallest or 0.0 for plan in plans),
        "look_on": max(plan.expected_by or today() for plan in plans),
        "locked_at": max(plan.locked_at for plan in plans if plan.locked_at), "made_on": today(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            first_look(Study.objects.create(**told))
    except IntegrityError:
        return 0
    return 1


def _better(plan: Plan) -> str:
    """Return which end of the number of a plan is good, as it was known in its own team when it was locked."""
    key = key_of(plan.metric_side, plan.metric)
    told = find_measured(plan.unit.code, key) or measured_of(plan.metric_side, plan.metric)
    return (told.better if told else "") or "higher"
