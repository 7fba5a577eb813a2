"""Plans: the list, those of one team, one of them with what can be done about it, as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.hooks import PLAN_SECTIONS
from bothways_web.act.models import Plan
from bothways_web.act.plans.because import ASKED_FOR, OPENS_FINDINGS
from bothways_web.act.plans.degree_words import reasons_in_words
from bothways_web.act.plans.expecting import result_since_start
from bothways_web.act.plans.files import plan_csv
from bothways_web.act.plans.forms import CheckInForm, TaskForm
from bothways_web.act.plans.reach import (
    ENDED,
    Search,
    find_plans,
    may_follow,
    may_write,
    plans_of,
    stuck,
    visible_plans,
)
from bothways_web.act.plans.showing import expected_of, history_of, tasks_of
from bothways_web.act.plans.steps import do_step
from bothways_web.act.playbook.practices import practice
from bothways_web.act.units import reached
from bothways_web.link.team_places import find_place, places
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.listen.quiet import zone_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation
from bothways_web.people.paging import asked, page_of
from bothways_web.people.units import today

PER_PAGE, MOST_TEAMS = 25, 50


@needs(Right.TEAM)
@require_safe
def plans(request: SignedInRequest) -> HttpResponse:
    """List the plans of all units within reach."""
    viewer = request.viewer
    search = Search(asked(request), asked(request, "state"), asked(request, "waits"))
    page = page_of(request, find_plans(viewer, search), per_page=PER_PAGE)
    found = list(page)
    mine = viewer.units(Right.TEAM)
    return render(request, "act/plans/list.html", {
        "page": page, "rows": _named(found), "stuck": _stuck(found), "search": search,
        "any": any(vars(search).values()),
        "states": Plan.State.choices, "teams": places(mine)[:MOST_TEAMS] if mine is not None else [],
        "sees_all": mine is None, "today": today(), "leads": bool(viewer.leads),
    })  # fmt: skip


@needs(Right.TEAM)
@require_safe
def unit_plans(request: SignedInRequest, code: str) -> HttpResponse:
    """List the plans of one unit: under way, drafts, ended."""
    place = reached(request, code)
    found = plans_of(request.viewer, code)
    under_way = list(found.filter(state=Plan.State.STARTED))
    ended = page_of(request, found.filter(state__in=ENDED).order_by("-ended_on", "-pk"), per_page=PER_PAGE)
    return render(request, "act/plans/of_unit.html", {
        "place": place, "under_way": under_way, "stuck": _stuck(under_way), "ended": ended,
        "drafts": found.filter(state=Plan.State.DRAFT), "today": today(),
        "writes": place.today and request.viewer.edits(Right.TEAM, [code]),
    })  # fmt: skip


@needs(Right.TEAM, "edit own")
@require_safe
def choose_plan_unit(request: SignedInRequest) -> HttpResponse:
    """Ask for which of the units led a plan is to be; with one alone there is nothing to ask."""
    carried = {name: request.GET[name] for name in ASKED_FOR if request.GET.get(name)}
    query = f"?{urlencode(carried)}" if carried else ""
    found = places(request.viewer.leads)
    if len(found) == 1:
        answer = redirect("new_plan", found[0].code)
        answer["Location"] += query
        return answer
    page = page_of(request, found)
    return render(request, "act/plans/choose_unit.html", {"page": page, "query": query})


@needs(Right.TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a plan, and take what is done about it."""
    found = get_object_or_404(visible_plans(request.viewer), pk=pk)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if request.method == "POST" and not may_follow(request.viewer, found):
        raise Http404
    check, task = _forms(request, found, step)
    form = check if step == "check_in" else task if step == "task" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            done = do_step(request.viewer, found, step, request.POST, form, by=request.user)
        except InputError as problem:
            if form is None:
                messages.error(request, str(problem))
                return redirect("plan", pk)
            form.add_error(None, str(problem))
        else:
            messages.success(request, done)
            return redirect("plan", pk)
    context = _context(request.viewer, found) | {"check": check, "task": task, "form": form}
    return render(request, "act/plans/plan.html", context, status=422 if form is not None else 200)


@needs(Right.TEAM)
@require_safe
def plan_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a plan as CSV."""
    found = get_object_or_404(visible_plans(request.viewer), pk=pk)
    answer = HttpResponse(plan_csv(found, _zone()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plan-{found.pk}.csv"'
    return answer


def _forms(request: SignedInRequest, found: Plan, step: str) -> tuple[CheckInForm, TaskForm]:
    check = CheckInForm(request.POST if step == "check_in" else None)
    task = TaskForm(request.POST if step == "task" else None, unit=found.unit.code)
    return check, task


def _context(viewer: Viewer, found: Plan) -> dict[str, Any]:
    place = find_place(found.unit.code)
    tasks = tasks_of(found)
    problem = visible_problems(viewer).filter(pk=found.problem_id).first() if found.problem_id else None
    case = found.case if found.case and viewer.reaches(Right.CASES, [found.case.unit.code]) else None
    return {
        "plan": found, "place": place, "writes": may_write(viewer, found), "follows": may_follow(viewer, found),
        "is_draft": found.state == Plan.State.DRAFT, "is_started": found.state == Plan.State.STARTED,
        "is_ended": found.state in ENDED, "needs_owner": found.owner is None and found.state not in ENDED,
        "expected": expected_of(found), "result": result_since_start(found), "tasks": tasks,
        "tasks_done": sum(one.state == one.State.DONE for one in tasks),
        "check_ins": found.check_ins.select_related("by"),
        "history": list(history_of(found, _zone())), "degrees": Plan.Degree.choices, "problem": problem, "case": case,
        "reasons": reasons_in_words(found.degree_reasons.get("codes", ())), "practice": practice(found.practice),
        "sees_finding": viewer.may(Right.FINDINGS, *OPENS_FINDINGS),
        "review_due": found.state == Plan.State.STARTED and found.review_on <= today(),
        "sections": [made(viewer, found) for made in PLAN_SECTIONS],
    }  # fmt: skip


def _zone() -> Any:
    return zone_of(Organisation.current().time_zone)


def _stuck(found: list[Plan]) -> set[int]:
    """Return which of some plans are stuck."""
    under_way = [one.pk for one in found if one.state == Plan.State.STARTED]
    return set(stuck(Plan.objects.filter(pk__in=under_way)).values_list("pk", flat=True))


def _named(found: list[Plan]) -> list[tuple[Plan, str]]:
    """Return plans with the names of their units."""
    names = {one.code: one.name for one in places({plan.unit.code for plan in found})}
    return [(one, names.get(one.unit.code, one.unit.code)) for one in found]
