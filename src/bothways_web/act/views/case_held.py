"""Cases that are held back because a rule opened more than usual on one day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.cases.opening import close_held, held_by_rule, release_held
from bothways_web.act.cases.rules import question_of, question_text
from bothways_web.act.models import CaseRule
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs

RELEASE, CLOSE = "release", "close"


@needs(Right.CASES, "all")
@require_safe
def held(request: SignedInRequest) -> HttpResponse:
    """List what is held back, by rule."""
    counts: dict[int, int] = {}
    for row in held_by_rule():
        counts[row["rule"]] = counts.get(row["rule"], 0) + row["held"]
    rules = CaseRule.objects.filter(pk__in=counts).select_related("pulse")
    rows = [_row(rule, counts[rule.pk]) for rule in rules]
    return render(request, "act/cases/held.html", {"rows": rows})


@needs(Right.CASES, "all")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Ask whether all of a rule are to be opened, or closed as mistakes, and do it."""
    rule = get_object_or_404(CaseRule.objects.select_related("pulse"), pk=pk)
    if what not in (RELEASE, CLOSE):
        raise Http404
    if request.method == "POST":
        try:
            _decide(request, rule, what)
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("held_cases")
    count = sum(row["held"] for row in held_by_rule().filter(rule=rule))
    return render(request, "act/cases/decide.html", _row(rule, count) | {"releases": what == RELEASE})


def _decide(request: SignedInRequest, rule: CaseRule, what: str) -> None:
    if what == RELEASE:
        count = release_held(rule, by=request.user)
        words = ngettext("{n} case is open now.", "{n} cases are open now.", count)
    else:
        count = close_held(rule, by=request.user)
        words = ngettext("{n} case is closed as a mistake.", "{n} cases are closed as mistakes.", count)
    messages.success(request, words.format(n=count))


def _row(rule: CaseRule, count: int) -> dict[str, Any]:
    item = question_of(rule)
    return {
        "rule": rule,
        "count": count,
        "question": question_text(item) if item else _("a question of before"),
    }
