"""Before findings open: who is asked first what they expect, and the moment at which each opens them."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from bothways_web.link.models import Run
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import record
from bothways_web.people.gate import SignedInRequest
from bothways_web.people.models import Role, User
from bothways_web.verify.models import Belief, Opening

LEADERS = frozenset({Role.MANAGER, Role.PEOPLE_LEAD, Role.CX_LEAD, Role.EXECUTIVE})
#: The cells of those roles in the row of findings.
LEADERS_OPEN = ("own + company", "all", "one page")


def is_leader(viewer: Viewer) -> bool:
    """Return whether somebody is asked what they expect."""
    return bool(viewer.roles & LEADERS) and viewer.may(Right.FINDINGS, *LEADERS_OPEN)


def has_opened(user_id: int | None, run: Run) -> bool:
    """Return whether somebody has opened the findings of a run."""
    return Opening.objects.filter(user=user_id, run=run).exists()


def last_opening(user_id: int | None) -> int:
    """Return the number of somebody's opening of the newest findings that they opened; 0 for none."""
    return Opening.objects.filter(user=user_id).order_by("run_id").values_list("pk", flat=True).last() or 0


def newest_run() -> Run | None:
    """Return the newest run that has findings."""
    return next(
        (one for one in Run.objects.filter(state=Run.State.DONE) if one.summary.get("released")), None
    )


@transaction.atomic
def open_findings(run: Run, *, by: User) -> Opening:
    """Open the findings of a run; what was expected before stays from now on as it is, if they are the newest."""
    User.objects.select_for_update().get(
        pk=by.pk
    )  # a belief that is sent at this moment comes before or after
    opening, made = Opening.objects.get_or_create(user=by, run=run)
    if made:
        if run == newest_run():  # what is open now was said of these, and not of older ones
            Belief.objects.filter(user=by, opening=None).update(opening=opening)
        record(by, "opened findings", run.round)
    return opening


def ask_first(request: SignedInRequest, run: Run) -> HttpResponse | None:
    """Return the page that asks a leader first; none for everybody else, and for those who have opened the findings."""
    if not is_leader(request.viewer) or has_opened(request.viewer.user_id, run):
        return None
    said = Belief.objects.filter(user=request.viewer.user_id, opening=None).count()
    return render(
        request, "verify/beliefs/before.html", {"run": run, "said": said, "next": request.get_full_path()}
    )
