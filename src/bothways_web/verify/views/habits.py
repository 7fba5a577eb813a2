"""Habits: the list, naming one, one with what was found, as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of
from bothways_web.verify.habits.asking import (
    askable_rounds,
    find_question,
    habit_questions,
    in_no_number,
    latest_of_each_set,
    outcomes,
)
from bothways_web.verify.habits.asking import set_title as title_of
from bothways_web.verify.habits.files import gap_csv
from bothways_web.verify.habits.forms import HabitForm
from bothways_web.verify.habits.naming import name_habit, stop_habit
from bothways_web.verify.habits.reach import LISTS, OPENS, names_habits, opens_habits
from bothways_web.verify.habits.showing import Named, gap_of, habit_rows, in_round, named
from bothways_web.verify.models import Habit, HabitRun

PER_PAGE = 25


@needs(Right.LEAVING, *LISTS)
@require_safe
def habits(request: SignedInRequest) -> HttpResponse:
    """List the habits that were named, with what was found in the newest round."""
    rows = habit_rows(list(Habit.objects.all()))
    context = {
        "page": page_of(request, rows, per_page=PER_PAGE), "names": names_habits(request.viewer),
        "opens": opens_habits(request.viewer), "askable": bool(rows) or bool(latest_of_each_set()),
    }  # fmt: skip
    return render(request, "verify/habits/list.html", context)


@needs(Right.LEAVING, "all")
@require_safe
def choose_habit(request: SignedInRequest) -> HttpResponse:
    """Choose the question that is about a habit."""
    sets = []
    for one in latest_of_each_set():
        alone, found = in_no_number(one), habit_questions(one)
        parts = [[each for each in found if (each.id in alone) is first] for first in (True, False)]
        sets.append((one, title_of(one), *parts))
    return render(request, "verify/habits/choose.html", {"sets": sets})


@needs(Right.LEAVING, "all")
@require_http_methods(["GET", "HEAD", "POST"])
def new_habit(request: SignedInRequest, round_id: int, question: str) -> HttpResponse:
    """Say which answers mean often and never, and what is compared, before anything is computed."""
    asked = get_object_or_404(askable_rounds(), pk=round_id)
    found = find_question(asked, question)
    there = outcomes(asked, question)
    if found is None or not there or not names_habits(request.viewer):
        raise Http404
    form = HabitForm(request.POST or None, question=found, there=there)
    if request.method == "POST" and form.is_valid():
        try:
            often, never = form.answers_of("often"), form.answers_of("never")
            outcome = form.cleaned_data["outcome"]
            made = name_habit(asked, question, often=often, never=never, outcome=outcome, by=request.user)
            messages.success(request, _("The habit is named. It is being computed."))
            return redirect("habit", made.pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    context = {"asked": asked, "question": found, "form": form, "title": title_of(asked)}
    return render(request, "verify/habits/new.html", context, status=422 if form.errors else 200)


@needs(Right.LEAVING, *OPENS)
@require_http_methods(["GET", "HEAD", "POST"])
def habit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one habit in one round; ask later rounds no more, or again."""
    found = _named(pk)
    if request.method == "POST":
        if not names_habits(request.viewer):
            raise Http404
        try:
            stopped = request.POST.get("step") == "stop"
            stop_habit(
                found.habit, stopped=stopped, version=asked_number(request, "version"), by=request.user
            )
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("habit", pk)
    runs = list(found.habit.runs.select_related("round__pulse").order_by("-round__closes_at"))
    run = _chosen(runs, request.GET.get("round", ""))
    gap = gap_of(found.habit, run.round) if run else None
    found = (in_round(found.habit, run.round) if run else None) or found
    context = {
        "found": found, "runs": runs, "run": run, "gap": gap,
        "names": names_habits(request.viewer), "methods": request.viewer.may(Right.LEAVING, "all + method"),
        "named": Habit.objects.count(),
    }  # fmt: skip
    return render(request, "verify/habits/habit.html", context)


@needs(Right.LEAVING, *OPENS)
@require_safe
def habit_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one habit in one round as CSV."""
    found = _named(pk)
    run = _chosen(
        list(found.habit.runs.select_related("round").order_by("-round__closes_at")),
        request.GET.get("round", ""),
    )
    gap = gap_of(found.habit, run.round) if run else None
    if run is None or gap is None:
        raise Http404
    answer = HttpResponse(
        gap_csv(in_round(found.habit, run.round) or found, gap), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="habit-{pk}.csv"'
    return answer


def _named(pk: int) -> Named:
    found = named(get_object_or_404(Habit, pk=pk))
    if found is None:
        raise Http404
    return found


def _chosen(runs: list[HabitRun], text: str) -> HabitRun | None:
    """Return the run of the round that the address names, else the newest."""
    return next((one for one in runs if str(one.round_id) == text), runs[0] if runs else None)
