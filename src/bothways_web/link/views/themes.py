"""Pages of themes: the list, one theme, its name, merging, and raising it as a problem or a pain point."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.errors import InputError
from bothways_web.link.journeys.pains import StagePlace, raise_pain_point, tie_problem
from bothways_web.link.journeys.verbs import ChangedMeanwhileError
from bothways_web.link.models import Journey, PainPoint, Theme, ThemeRun
from bothways_web.link.themes import verbs
from bothways_web.link.themes.files import themes_csv
from bothways_web.link.themes.pains import voice_of
from bothways_web.link.themes.ranking import ALONE, ranks, sorted_rows
from bothways_web.link.themes.reach import LISTS, OPENS, WRITES, opens_themes, units_of, writes_themes
from bothways_web.link.themes.showing import (
    SIDES,
    ThemeRow,
    by_unit,
    change_of,
    course_of,
    fewest_of_newest,
    fewest_of_words,
    theme_row,
    theme_rows,
    told_keys,
)
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number, page_of

PER_PAGE = 25
STATES = ("employees", "customers", "both", "cannot tell")


@needs(Right.FINDINGS, *LISTS)
@require_safe
def themes(request: SignedInRequest) -> HttpResponse:
    """List the themes with what both voices say, who raises which, and what one voice alone raises as a worklist."""
    rows, text, state = theme_rows(), asked(request).casefold(), request.GET.get("state", "")
    alone = state == "alone"
    order = request.GET.get("sort", "") or ("rank" if alone else "reach")
    places = ranks(rows) if alone else {}
    found = [
        (row, places.get(row.theme.key))
        for row in sorted_rows(rows, order)
        if text in row.theme.label.casefold() and _is_raised_by(row, state)
    ]
    context = {
        "page": page_of(request, found, per_page=PER_PAGE), "matching": len(found), "there": bool(rows),
        "asked": asked(request), "state": state, "alone": alone, "opens": opens_themes(request.viewer),
        "state_words": _state_words(), "order": order, "orders": _orders(alone),
        "writes": writes_themes(request.viewer), "fewest": fewest_of_newest(),
        "run": ThemeRun.objects.order_by("pk").last(),
    }  # fmt: skip
    return render(request, "link/themes/list.html", context)


@needs(Right.FINDINGS, *OPENS)
@require_safe
def table(request: SignedInRequest) -> HttpResponse:
    """Give the list as CSV: released figures and nothing else."""
    answer = HttpResponse(themes_csv(theme_rows()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="themes.csv"'
    return answer


@needs(Right.FINDINGS, *OPENS)
@require_safe
def theme(request: SignedInRequest, key: str) -> HttpResponse:
    """Show one theme: its words, its course in both voices, and where it is told."""
    return _page(request, _theme(key))


@require_POST
@needs(Right.FINDINGS, *WRITES)
def change(request: SignedInRequest, key: str) -> HttpResponse:
    """Name a theme, merge it, or let it stand by itself again."""
    found = _theme(key)
    seen, step = asked_number(request, "seen"), request.POST.get("step", "")
    try:
        if step == "name":
            verbs.name_theme(found, request.POST.get("label", ""), seen, by=request.user)
            messages.success(request, _("The name is kept."))
        elif step == "merge":
            target = _theme(request.POST.get("into", ""))
            verbs.merge_theme(found, target, seen, by=request.user)
            messages.success(request, _("From the next round on they count as one."))
        elif step == "part":
            verbs.part_theme(found, seen, by=request.user)
            messages.success(request, _("From the next round on it stands by itself again."))
    except InputError as problem:
        return _page(request, Theme.objects.get(pk=found.pk), trouble=str(problem))
    return redirect("theme", key)


@require_POST
@needs(Right.FINDINGS, *WRITES)
def raise_it(request: SignedInRequest, key: str) -> HttpResponse:
    """Raise a theme as a problem, or as a pain point on a stage of a journey."""
    found = _theme(key)
    row = theme_row(key)
    if row is None:
        return _page(request, found, trouble=_("This theme is not told in the newest round."))
    try:
        if request.POST.get("step") == "stage":
            return _raise_on_stage(request, row)
        form = form_key_of(request.POST.get("key", ""))
        if form is None:
            return _page(request, found, trouble=_("The form is too old. Send it once more."))
        problem = verbs.raise_as_problem(row, form, by=request.user)
    except ChangedMeanwhileError:
        return _page(
            request, found, trouble=_("Somebody else has changed this pain point meanwhile. Try again.")
        )
    except InputError as error:
        return _page(request, found, trouble=str(error))
    messages.success(request, _("It is on the list of problems."))
    return redirect("triage_problem", problem.pk)


def _theme(key: str) -> Theme:
    """Return a theme that some round tells; others are nobody's business."""
    if key not in told_keys():
        raise Http404
    return get_object_or_404(Theme, key=key)


def _state_words() -> list[tuple[str, str]]:
    words = (_("employees alone"), _("customers alone"), _("both"), _("we cannot tell"))
    return [("alone", _("one voice alone")), *zip(STATES, words, strict=True)]


def _is_raised_by(row: ThemeRow, state: str) -> bool:
    """Return whether a theme passes the filter of voices; what is no filter lets all pass."""
    wanted = ALONE if state == "alone" else (state,)
    return state not in ("alone", *STATES) or row.state in wanted


def _orders(alone: bool) -> list[tuple[str, str]]:
    reach = [("reach", _("how many it reaches")), ("worse", _("what rises first")), ("name", _("name"))]
    return [("rank", _("reach and rise together")), *reach] if alone else reach


def _raise_on_stage(request: SignedInRequest, row: ThemeRow) -> HttpResponse:
    journey, _dot, stage = request.POST.get("stage", "").partition(".")
    found = get_object_or_404(Journey, pk=int(journey) if journey.isascii() and journey.isdecimal() else 0)
    pain = raise_pain_point(
        StagePlace(found.pk, stage),
        theme=row.theme.key,
        voice=voice_of(row),
        text=row.theme.label,
        by=request.user,
    )
    if row.theme.problem and pain.problem_id is None:
        tie_problem(pain, row.theme.problem, pain.version, by=request.user)
    messages.success(request, _("It is a pain point on that stage."))
    return redirect("pain_point", found.pk, pain.pk)


def _page(request: SignedInRequest, found: Theme, *, trouble: str = "") -> HttpResponse:
    viewer, writes = request.viewer, writes_themes(request.viewer)
    units = units_of(viewer)
    context: dict[str, Any] = {
        "theme": found, "row": theme_row(found.key), "trouble": trouble, "writes": writes,
        "courses": [(side, course_of(side, found.key), change_of(side, found.key)) for side in SIDES],
        "fewest": fewest_of_newest(), "wrote": fewest_of_words(found.key),
        "by_unit": [(side, *by_unit(side, found.key, units)) for side in SIDES],
        "pains": PainPoint.objects.filter(theme=found.key).select_related("journey"),
    }  # fmt: skip
    if writes:
        context |= {
            "others": Theme.objects.filter(merged_into=None, key__in=told_keys())
            .exclude(pk=found.pk)
            .order_by("label"),
            "stages": [
                (f"{one.pk}.{stage['id']}", f"{one.name}: {stage['name']}")
                for one in Journey.objects.all()
                for stage in one.stages
            ],
            "key": new_form_key(),
        }
    return render(request, "link/themes/theme.html", context, status=422 if trouble else 200)
