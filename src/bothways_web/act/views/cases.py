"""Cases: the list, one of them with what can be done about it, opening one by hand, the own desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.cases import closing, doing, owners, replies, rules
from bothways_web.act.cases import looking as look
from bothways_web.act.cases.forms import DeskForm, GiveForm, NextForm, OpenForm, StepForm, unit_offers
from bothways_web.act.cases.locking import LOOKED_AFTER
from bothways_web.act.cases.opening import Opening, held_by_rule, open_by_hand
from bothways_web.act.cases.words import gist_of, parts_of
from bothways_web.act.models import Case, CaseDesk
from bothways_web.listen.problems.units import unit_names
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number, page_of

PER_PAGE = 15
METHODS = ["GET", "HEAD", "POST"]


@needs(Right.CASES)
@require_safe
def cases(request: SignedInRequest) -> HttpResponse:
    """List the cases that the viewer sees, the earliest day first."""
    viewer = request.viewer
    search = look.Search(*(asked(request, name) for name in ("whose", "state", "unit", "q")))
    page, names = page_of(request, look.find_cases(viewer, search), per_page=PER_PAGE), unit_names()
    leads = look.leads_all(viewer)
    states = [one for one in Case.State.choices if leads or one[0] != Case.State.HELD]
    return render(request, "act/cases/list.html", {
        "page": page, "search": search, "any": any(vars(search).values()), "leads": leads, "units": unit_offers(viewer),
        "rows": [_row(request, one, names) for one in page], "states": states,
        "held": leads and held_by_rule().exists(),
    })  # fmt: skip


def _row(request: SignedInRequest, one: Case, names: dict[str, str]) -> dict[str, Any]:
    return {
        "case": one, "unit": names.get(one.unit.code, one.unit.code), "due": look.due_day(one), "words": gist_of(one),
        "key": one.contact.key if one.contact and look.sees_customer(request.viewer, one) else "",
    }  # fmt: skip


@needs(Right.CASES)
@require_http_methods(METHODS)
def new_case(request: SignedInRequest) -> HttpResponse:
    """Open a case by hand."""
    form = OpenForm(request.POST or None, viewer=request.viewer, initial={"key": asked(request, "key")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        opening = Opening(given["key"], given["unit"], given["words"], given["touchpoint"])
        made = open_by_hand(opening, by=request.user)
        messages.success(request, _("The case is open. {who} looks after it.").format(who=made.owner) if made.owner
                         else _("The case is open. Nobody has room for it yet."))  # fmt: skip
        return redirect("case", made.pk)
    status = 422 if form.errors else 200
    return render(
        request, "act/cases/new.html", {"form": form, "leads": look.leads_all(request.viewer)}, status=status
    )


@needs(Right.CASES)
@require_http_methods(METHODS)
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a case, and take what is done about it."""
    found = get_object_or_404(look.visible_cases(request.viewer), pk=pk)
    forms = _forms(request, found)
    if request.method == "POST":
        _refuse_others(request, found)
        bound = next((one for one in forms.values() if one.is_bound), None)
        if bound is None or bound.is_valid():
            try:
                done = _do(request, found, bound)
            except InputError as problem:
                if bound is None:
                    messages.error(request, str(problem))
                    return redirect("case", pk)
                bound.add_error(None, str(problem))
            else:
                messages.success(request, done)
                return redirect("case", pk)
        found = get_object_or_404(look.visible_cases(request.viewer), pk=pk)
    status = 422 if any(one.is_bound for one in forms.values()) else 200
    return render(request, "act/cases/case.html", _context(request, found, forms), status=status)


def _forms(request: SignedInRequest, found: Case) -> dict[str, Any]:
    """Return the forms of the page; the one that was sent holds what was typed."""
    step, sent = request.POST.get("step"), request.POST
    return {
        "written": StepForm(sent if step == "write" else None),
        "next": NextForm(sent) if step == "next" else NextForm.of(found),
        "give": GiveForm(sent if step == "give" else None, people=owners.possible_owners(found)),
    }


def _refuse_others(request: SignedInRequest, found: Case) -> None:
    """Let the owner and CX leads alone change a case; whoever sees one that nobody has may take it."""
    takes = request.POST.get("step") == "take" and look.may_take(request.viewer, found)
    if not (look.sees_customer(request.viewer, found) or takes):
        raise Http404


def _do(request: SignedInRequest, found: Case, form: Any) -> str:
    """Do one step; return what is said of it."""
    seen, user = asked_number(request, "seen"), request.user
    match request.POST.get("step"):
        case "write":
            given = form.cleaned_data
            doing.write_down(found, given["kind"], given["text"], seen=seen, by=user)
        case "next":
            given = form.cleaned_data
            doing.plan_next(
                found, given["next_step"], given["next_on"], waits=given["waits"], seen=seen, by=user
            )
        case "take":
            owners.give(found, user, seen=seen, by=user)
            return _("You look after this case now.")
        case "give":
            owners.give(found, form.people[form.cleaned_data["to"]], seen=seen, by=user)
            return _("The case is handed over.")
        case "back":
            owners.hand_back(found, seen=seen, by=user)
            return _("The case is back on the list of those who lead customer experience.")
        case "reopen":
            closing.reopen_case(found, seen=seen, by=user)
            return _("The case is open again.")
        case "take_back":
            replies.take_back(found, asked_number(request, "mail"), by=user)
            return _("The mail is taken back. Nothing is sent.")
        case _:
            raise Http404
    return _("Saved.")


def _context(request: SignedInRequest, found: Case, forms: dict[str, Any]) -> dict[str, Any]:
    viewer, item = request.viewer, rules.question_of(found.rule) if found.rule else None
    sees = look.sees_customer(viewer, found)
    return {
        "case": found, "sees": sees, "forms": forms, "takes": look.may_take(viewer, found),
        "looked_after": found.state in LOOKED_AFTER, "behind": closing.problem_behind(viewer, found),
        "unit": unit_names().get(found.unit.code, found.unit.code), "due": look.due_day(found),
        "question": rules.question_text(item, found.touchpoint) if item else "",
        "answer": rules.answer_words(item, found.score) if item and found.score is not None else "",
        "done": look.steps_for(viewer, found), "no_mail": replies.why_no_mail(found.contact),
        "mine": found.owner_id == request.user.pk, "leads": look.leads_all(viewer),
        "said": parts_of(found, found.words if sees else found.masked),
        "error_forms": [one for one in forms.values() if one.is_bound],
    }  # fmt: skip


@needs(Right.CASES)
@require_http_methods(METHODS)
def desk(request: SignedInRequest) -> HttpResponse:
    """Say how many cases one looks after at once, and until when one is away."""
    mine = CaseDesk.objects.filter(user=request.user).first() or CaseDesk(user=request.user)
    form = DeskForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        owners.set_desk(request.user, at_once=given["at_once"], away_until=given["away_until"])
        messages.success(request, _("Saved."))
        return redirect("cases")
    return render(request, "act/cases/desk.html", {"form": form}, status=422 if form.errors else 200)
