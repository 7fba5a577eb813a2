"""What is done about a case on pages of their own: a mail, the end, what lies behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.act.cases import closing, replies
from bothways_web.act.cases import looking as look
from bothways_web.act.cases.forms import BehindForm, CloseForm, ReplyForm
from bothways_web.act.cases.words import masked_for
from bothways_web.act.models import Case
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number

METHODS = ["GET", "HEAD", "POST"]


def _case_for(request: SignedInRequest, pk: int) -> Case:
    """Return a case that the viewer may change; any other one is not there."""
    found = get_object_or_404(look.visible_cases(request.viewer), pk=pk)
    if not look.sees_customer(request.viewer, found):
        raise Http404
    return found


@needs(Right.CASES)
@require_http_methods(METHODS)
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write to the customer in two steps: the text, then a last look at the mail as it will be."""
    found = _case_for(request, pk)
    offered = replies.templates_for(found.contact)
    number = asked(request, "template")
    chosen = next((one for one in offered if str(one.pk) == number), None)
    first = {"subject": chosen.subject, "text": chosen.body} if chosen else {}
    first = {name: replies.filled(text, found, request.user) for name, text in first.items()}
    form = ReplyForm(request.POST or None, initial=first)
    context: dict[str, Any] = {
        "case": found, "form": form, "offered": offered, "chosen": chosen,
        "no_mail": replies.why_no_mail(found.contact), "seen": _seen(request, found), "from": request.user.email,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if request.POST.get("step") == "send":
                replies.plan_reply(
                    found,
                    given["subject"],
                    given["text"],
                    seen=asked_number(request, "seen"),
                    by=request.user,
                )
                messages.success(request, _("The mail leaves within the customer’s working hours."))
                return redirect("case", pk)
            if request.POST.get("step") != "again":
                replies.check_places(given["subject"], given["text"])
                filled = {
                    name: replies.filled(given[name], found, request.user) for name in ("subject", "text")
                }
                return render(request, "act/cases/reply_look.html", context | filled)
        except InputError as problem:
            form.add_error(None, str(problem))
            context["seen"] = Case.objects.get(pk=pk).version
    return render(request, "act/cases/reply.html", context, status=422 if form.errors else 200)


@needs(Right.CASES)
@require_http_methods(METHODS)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a case; where something had to be masked it is shown once more first."""
    found = _case_for(request, pk)
    mails = list(replies.waiting_mails(found))
    form = CloseForm(request.POST or None, initial={"lesson": found.lesson}, mails=mails)
    context: dict[str, Any] = {
        "case": found, "form": form, "seen": _seen(request, found), "leaving": replies.is_leaving(found),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        masked = masked_for(given["lesson"], found.contact)
        if masked != given["lesson"]:
            again = CloseForm({**request.POST.dict(), "lesson": masked}, mails=mails)
            return render(request, "act/cases/close.html", context | {"form": again, "changed": True})
        try:
            closing.close_case(
                found, given["outcome"], masked, seen=asked_number(request, "seen"), by=request.user,
                mails_back=form.mails_back,
            )  # fmt: skip
        except InputError as problem:
            form.add_error(None, str(problem))
            context["seen"] = Case.objects.get(pk=pk).version
        else:
            messages.success(request, _("The case is closed. You can open it again on its page."))
            if replies.waiting_mails(found).exists():
                messages.info(request, _("A mail to the customer still leaves. You can take it back below."))
            return redirect("case", pk)
    return render(request, "act/cases/close.html", context, status=422 if form.errors else 200)


@needs(Right.CASES)
@require_http_methods(METHODS)
def behind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which problem lies behind a case: one that is known, or a new one."""
    found = _case_for(request, pk)
    form = BehindForm(request.POST if request.POST.get("step") == "report" else None)
    near = closing.find_behind(request.viewer, asked(request))
    if request.method == "POST":
        if request.POST.get("step") == "tie":
            return _tie(request, found)
        key = form_key_of(request.POST.get("key", ""))
        if form.is_bound and form.is_valid() and key is None:
            form.add_error(None, _("This page was open too long. Nothing was stored. Send it once more."))
        elif form.is_bound and form.is_valid() and key is not None:
            closing.report_behind(found, form.cleaned_data["text"], key, by=request.user)
            messages.success(request, _("The problem is reported with your name."))
            return redirect("case", pk)
    status = 422 if form.errors else 200
    context = {"case": found, "form": form, "near": near, "text": asked(request), "key": new_form_key()}
    context["tied"] = closing.problem_behind(request.viewer, found)
    return render(request, "act/cases/behind.html", context, status=status)


def _tie(request: SignedInRequest, found: Case) -> HttpResponse:
    """Tie a problem that the viewer sees, or none."""
    number = request.POST.get("problem", "")
    problem = None
    if number:
        digits = number if number.isascii() and number.isdecimal() and len(number) < 20 else "0"
        problem = get_object_or_404(visible_problems(request.viewer), pk=int(digits))
    closing.tie_to_problem(found, problem, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("case", found.pk)


def _seen(request: SignedInRequest, found: Case) -> int:
    """Return the version that the form was made from."""
    return asked_number(request, "seen") if request.method == "POST" else found.version
