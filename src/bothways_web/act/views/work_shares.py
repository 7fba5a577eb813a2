"""Sharing work out, the balance of a unit, and drawing who comes next."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.models import WorkItem
from bothways_web.act.units import reached
from bothways_web.act.work import sharing
from bothways_web.act.work.carried import hours_of_unit, shares_of_unit
from bothways_web.act.work.drawing import draw_next
from bothways_web.act.work.forms import DrawForm
from bothways_web.act.work.reach import actor_of, waiting_in
from bothways_web.act.work.reasons import in_words
from bothways_web.act.work.writing import last_written
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Unit
from bothways_web.people.paging import asked_number, page_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TEAM)
def share(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who would be offered what, and send the offers."""
    place, actor = reached(request, code), actor_of(request.viewer, request.user)
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not actor.may_write(code, problem=True, case=True):
        raise Http404
    waiting = waiting_in(code, actor)
    if request.method == "POST":
        return _send(request, unit, waiting)
    context = {"place": place, "leads": actor.may_write(code)}
    try:
        found = sharing.propose_shares(unit, waiting)
    except InputError as problem:
        return render(request, "act/work/share.html", context | {"problem": problem})
    rows = [(offer, in_words(offer.reason)) for offer in found.offers]
    return render(request, "act/work/share.html", context | {"proposal": found, "rows": rows})


def _send(request: SignedInRequest, unit: Unit, waiting: QuerySet[WorkItem]) -> HttpResponse:
    """Send the offers that were looked at, and lead to the board."""
    try:
        sent = sharing.send_shares(unit, waiting, mark=request.POST.get("mark", ""), by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
        return redirect("share_work", unit.code)
    words = ngettext("%(n)s piece is proposed.", "%(n)s pieces are proposed.", sent) % {"n": sent}
    messages.success(request, words)
    return redirect("unit_work", unit.code)


@require_safe
@needs(Right.TEAM)
def balance(request: SignedInRequest, code: str) -> HttpResponse:
    """Show how the work that a unit carried lately lies beside the room that its people have."""
    place = reached(request, code)
    page = page_of(request, shares_of_unit(code))
    return render(request, "act/work/balance.html", {
        "place": place, "page": page, "hours": hours_of_unit(code),
        "draws": actor_of(request.viewer, request.user).may_write(code),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TEAM)
def draw(request: SignedInRequest, code: str) -> HttpResponse:
    """Draw who comes next for a recurring task."""
    place, actor = reached(request, code), actor_of(request.viewer, request.user)
    if not actor.may_write(code):
        raise Http404
    form = DrawForm(request.POST or None)
    after = asked_number(request, "after") if request.method == "POST" else last_written(request.user)
    if request.method == "POST" and form.is_valid():
        unit, title = Unit.objects.get(code=code), form.cleaned_data["title"]
        try:
            _made, person = draw_next(unit, title, after=after, by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            words = _("Drawn: %(name)s. It is proposed, and may be handed back.") % {"name": person}
            messages.success(request, words)
            return redirect("unit_work", code)
    context = {"form": form, "place": place, "after": after}
    return render(request, "act/work/draw.html", context, status=422 if form.errors else 200)
