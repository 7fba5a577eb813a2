"""The small steps on the page of a plan: each is one verb, and the sentence that it is done."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _

from bothways_web.act.models import Plan
from bothways_web.act.plans import expecting, running
from bothways_web.act.plans.reach import may_write
from bothways_web.people.access import Viewer
from bothways_web.people.models import User

#: Steps of whoever leads the unit; the others are the owner's as well.
WRITERS = ("start", "lock", "task", "degree", "undo")


def do_step(
    viewer: Viewer, plan: Plan, step: str, sent: Mapping[str, str], form: forms.Form | None, *, by: User
) -> str:
    """Do one step and return what is said about it.

    Raises
    ------
    InputError
    Http404
        Where there is no such step for this viewer.
    """
    if step in WRITERS and not may_write(viewer, plan):
        raise Http404
    version = version_of(sent)
    match step:
        case "start":
            expecting.start_plan(plan, version=version, by=by, without=sent.get("without") == "yes")
            return (
                _("The plan has started. What it expects is locked.")
                if plan.metric
                else _("The plan has started.")
            )
        case "lock":
            expecting.lock_later(plan, version=version, by=by)
            return _("What the plan expects is locked.")
        case "check_in" if form is not None:
            running.check_in(plan, form.cleaned_data["how"], form.cleaned_data["words"], by=by)
            return _("Saved.")
        case "task" if form is not None:
            given = form.cleaned_data
            running.add_task(
                plan,
                given["task"],
                by=by,
                owner=given["owner"],
                due_on=given["due_on"],
                effort=given["effort"],
            )
            return _("The task is written down.")
        case "degree":
            running.choose_degree(plan, sent.get("degree", ""), version=version, by=by)
            return _("Saved. What was suggested stays beside it.")
        case "undo":
            running.reopen_plan(plan, version=version, by=by)
            return _("The plan is under way again.")
    raise Http404


def version_of(sent: Mapping[str, str]) -> int:
    """Return the version that a form saw; one that no plan has where it says none."""
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
