"""Reporting a problem or an idea, and reading later what came of it."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways_web.listen import allowance
from bothways_web.listen.models import Problem, Reply
from bothways_web.listen.problems import reporting as verbs
from bothways_web.listen.problems.forms import CodeForm, MessageForm, ProblemForm
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key, number_sent
from bothways_web.listen.problems.units import unit_names
from bothways_web.listen.problems.waiting import OPEN, Promise
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, open_to_all
from bothways_web.people.paging import page_of

#: An account may open so many forms in an hour: counted is the opening, whatever is sent.
MOST_FORMS, HOUR = 30, 3600
#: After so many wrong codes a network address has to wait.
MOST_WRONG, TEN_MINUTES = 10, 600
ONE_MONTH = 30 * 24 * HOUR
_METHODS = ["GET", "HEAD", "POST"]


@needs(Right.DIG_UP)
@require_http_methods(_METHODS)
def dig_up(request: SignedInRequest) -> HttpResponse:
    """Take a report: one page, and a second one only where something similar is known."""
    key = form_key_of(request.POST.get("key", "")) if request.method == "POST" else None
    if key is None:
        return _fresh_form(request)
    if "same" in request.POST:
        return _same(request, key)
    form = ProblemForm(request.POST)
    if not form.is_valid():
        return _form(request, form, request.POST["key"])
    report = form.report()
    found = verbs.similar_problems(report.text) if request.POST.get("step") != "send" else []
    if found:
        return _page(request, "check", form=form, found=found, key=request.POST["key"], report=report)
    return _kept(request, verbs.report_problem(report, key, by=request.user))


def _fresh_form(request: SignedInRequest) -> HttpResponse:
    """Show the form with a key of its own; what a form that is too old held is kept in it."""
    if not allowance.take("problem form", request.user.pk, most=MOST_FORMS, seconds=HOUR):
        return _page(request, "too_often", status=429)
    late = request.method == "POST"
    return _form(request, ProblemForm(initial=request.POST.dict() or None), new_form_key(), late=late)


def _form(request: SignedInRequest, form: ProblemForm, key: str, *, late: bool = False) -> HttpResponse:
    triages = request.viewer.may(Right.TRIAGE)
    return _page(request, "form", form=form, key=key, late=late, triages=triages)


def _kept(request: SignedInRequest, kept: verbs.Kept) -> HttpResponse:
    """Say what became of it; a code is shown on this page and never again."""
    if kept.code:
        until = Promise().until(kept.problem)
        return _page(request, "code_shown", kept=kept, site=settings.BASE_URL, answer_by=until)
    if kept.first:
        until = Promise().until(kept.problem)
        words = _("Your report is kept. You need not do anything more. You should have an answer by {day}.")
        day = date_format(until, pgettext("date format", "j F Y"))
        messages.success(request, words.format(day=day))
    elif kept.same:
        messages.info(request, _("It was sent before and is kept once."))
    else:
        messages.warning(request, _("This form was sent before. What you changed since then was not kept."))
    return redirect("my_problems")


def _same(request: SignedInRequest, key: bytes) -> HttpResponse:
    """Count that somebody has the same problem; what they wrote is not kept."""
    problem = verbs.problem_for_colleagues(number_sent(request.POST["same"]))
    if problem is None:
        messages.warning(request, _("That problem is not open any more. Send your own instead."))
        return redirect("dig_up")
    if allowance.take("me too", f"{request.user.pk} {problem.pk}", most=1, seconds=ONE_MONTH):
        verbs.add_me_too(problem, key)
    return _page(request, "me_too")


@needs(Right.DIG_UP)
@require_POST
def similar_problems(request: SignedInRequest) -> HttpResponse:
    """Return what is similar to a text that is being written; the text is neither kept nor logged."""
    return _page(request, "similar", found=verbs.similar_problems(request.POST.get("text", "")))


@needs(Right.DIG_UP)
@require_safe
def my_problems(request: SignedInRequest) -> HttpResponse:
    """List what somebody reported with their name."""
    page = page_of(request, verbs.own_problems(request.user), per_page=20)
    return _page(request, "mine", page=page)


@needs(Right.DIG_UP)
@require_http_methods(_METHODS)
def my_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an own report with its answers, and take a message."""
    found = get_object_or_404(verbs.own_problems(request.user).select_related("unit", "same_as"), pk=pk)
    key = form_key_of(request.POST.get("key", ""))
    form = MessageForm(request.POST or None)
    if request.method == "POST" and key and form.is_valid():
        verbs.add_message(found, form.cleaned_data["message"], key)
        messages.success(request, _("Your message is added."))
        return redirect("my_problem", pk)
    return _page(request, "my_problem", form=form, key=new_form_key(), **_shown(found))


@csrf_exempt  # the code is the right to read, there is no session that another site could use
@open_to_all
@require_http_methods(_METHODS)
def problem_by_code(request: HttpRequest) -> HttpResponse:
    """Show the report of a private code, and take a message; this page asks for no account and keeps no cookie."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "code", form=form, error=bool(form.errors))
    address = get_client_ip_address(request)
    if not allowance.left("wrong code", address, most=MOST_WRONG):
        return _page(request, "code_too_often", status=429)
    found = verbs.problem_by_code(form.cleaned_data["code"])
    if found is None:
        allowance.take("wrong code", address, most=MOST_WRONG, seconds=TEN_MINUTES)
        form.add_error(
            "code", _("No report has this code. Compare it letter by letter with what you wrote down.")
        )
        return _page(request, "code", form=form, error=True)
    return _with_code(request, found, form.cleaned_data["code"])


def _with_code(request: HttpRequest, found: Problem, code: str) -> HttpResponse:
    """Show a report to whoever holds its code."""
    sent = "message" in request.POST
    form, key = MessageForm(request.POST if sent else None), form_key_of(request.POST.get("key", ""))
    added = bool(sent and key and form.is_valid())
    if added and key:
        verbs.add_message(found, form.cleaned_data["message"], key)
        form = MessageForm()
    return _page(
        request, "by_code",
        form=form, code=code, key=new_form_key(), added=added, error=bool(form.errors), **_shown(found),
    )  # fmt: skip


def _shown(problem: Problem) -> dict[str, Any]:
    """Return what the reporter sees of a problem."""
    first, parts = verbs.first_of_all(problem), list(problem.parts.order_by("pk"))
    words = {part.pk: part.masked for part in parts}
    replies = verbs.replies_for_reporter(problem)
    answered = any(one.kind == Reply.Kind.ANSWER for one in replies)
    return {
        "problem": problem,
        "state": first.get_state_display() if first.state != problem.state else problem.get_state_display(),
        "merged": first != problem,
        "parts": [(part, verbs.first_of_all(part).get_state_display()) for part in parts],
        "replies": [(reply, words.get(reply.problem_id, "")) for reply in replies],
        "answer_by": None if answered or first.state not in OPEN else Promise().until(problem),
        "unit_name": unit_names().get(problem.unit.code, problem.unit.code) if problem.unit else "",
    }


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page that nobody keeps."""
    response = render(request, f"listen/problems/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
