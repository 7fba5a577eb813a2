"""Decisions: written down in the minutes, and made into a plan by the team that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways_web.act.committee.meetings import Stale, locked_meeting, note_correction
from bothways_web.act.models import CommitteeDecision, CommitteeMeeting, Plan
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User

WRITTEN = ("text", "reason", "who", "by_when", "dissent", "unit")


def write_decision(meeting: CommitteeMeeting, given: Mapping[str, Any], *, by: User) -> CommitteeDecision:
    """Write down a decision of a meeting; the same words twice are one."""
    with transaction.atomic():
        locked = locked_meeting(meeting.pk)
        fields = {name: given[name] for name in WRITTEN}
        there = locked.decisions.filter(**fields).first()
        if there is not None:
            return there
        made = CommitteeDecision.objects.create(meeting=locked, **fields)
        note_correction(locked)
        record(by, "wrote decision of the committee", made)
    return made


def change_decision(decision: CommitteeDecision, given: Mapping[str, Any], *, by: User) -> None:
    """Change the words of a decision.

    Raises
    ------
    Stale
        Where somebody deleted it meanwhile.
    """
    with transaction.atomic():
        found = _locked(decision)
        for name in WRITTEN:
            setattr(found, name, given[name])
        found.save(update_fields=list(WRITTEN))
        note_correction(found.meeting)
        record(by, "changed decision of the committee", found)


def delete_decision(decision: CommitteeDecision, *, by: User) -> None:
    """Delete a decision; a plan that came of it stays.

    Raises
    ------
    Stale
        Where somebody else was first.
    """
    with transaction.atomic():
        found = _locked(decision)
        record(by, "deleted decision of the committee", found)
        found.delete()
        note_correction(found.meeting)


def _locked(decision: CommitteeDecision) -> CommitteeDecision:
    """Return a decision as it is now, with its meeting held."""
    locked = locked_meeting(decision.meeting.pk)
    found = locked.decisions.filter(pk=decision.pk).first()
    if found is None:
        raise Stale(_("This decision was deleted meanwhile."), remedy=_("Look at the meeting again."))
    return found


def readable_decisions() -> QuerySet[CommitteeDecision]:
    """Return the decisions of published minutes."""
    found = CommitteeDecision.objects.filter(meeting__published_on__isnull=False)
    return found.select_related("meeting", "unit", "plan")


def waiting_for(viewer: Viewer) -> QuerySet[CommitteeDecision]:
    """Return the decisions that teams led by a viewer are asked to make a plan of."""
    if not viewer.may(Right.TEAM, "edit own"):
        return CommitteeDecision.objects.none()
    return readable_decisions().filter(plan=None, unit__code__in=viewer.leads)


def may_plan(viewer: Viewer, decision: CommitteeDecision) -> bool:
    """Return whether a viewer may make it a plan: whoever leads the team that is asked, or any team where none is."""
    if decision.plan is not None or not viewer.may(Right.TEAM, "edit own"):
        return False
    return bool(viewer.leads) if decision.unit is None else decision.unit.code in viewer.leads


def decision_behind(viewer: Viewer, pk: int, unit: str) -> CommitteeDecision | None:
    """Return the decision that a plan of a unit is to come from; ``None`` where this viewer may not make it one."""
    found = readable_decisions().filter(pk=pk).first()
    if found is None or not may_plan(viewer, found):
        return None
    return found if found.unit is None or found.unit.code == unit else None


def became_plan(decision: CommitteeDecision, plan: Plan) -> None:
    """Tie a plan to the decision it comes from, the first one for good; inside the transaction that makes it."""
    CommitteeDecision.objects.filter(pk=decision.pk, plan=None).update(plan=plan)
