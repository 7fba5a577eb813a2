"""Pieces of work: writing one down, reading, changing and splitting it, saying that it is done or will not be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.act.models import WorkItem
from bothways_web.act.units import name_of, reached
from bothways_web.act.views.work import do_move
from bothways_web.act.work import board as boards
from bothways_web.act.work import steps, writing
from bothways_web.act.work.forms import DoneForm, DropForm, ItemForm, SplitForm
from bothways_web.act.work.history import history_of
from bothways_web.act.work.moving import check_own, may_try
from bothways_web.act.work.reach import Actor, actor_of, items_in_reach
from bothways_web.act.work.rooms import skills_in_use
from bothways_web.act.work.sources import named_sources, source_words
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, needs_account
from bothways_web.people.models import Unit
from bothways_web.people.paging import asked_number


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TEAM)
def new(request: SignedInRequest, code: str) -> HttpResponse:
    """Write a piece down."""
    place, actor = reached(request, code), actor_of(request.viewer, request.user)
    source = named_sources(request.GET, request.viewer)
    if source is None or not actor.may_write(code, problem="problem" in source, case="case" in source):
        raise Http404
    form = ItemForm(request.POST or None, used=skills_in_use([code]))
    if request.method == "POST" and form.is_valid():
        unit, after = Unit.objects.get(code=code), asked_number(request, "after")
        made = writing.write_down(unit, form.cleaned_data, source, after=after, by=request.user)
        messages.success(request, _("It is written down and waits for somebody."))
        return redirect("work_item", made.pk)
    after = asked_number(request, "after") if request.method == "POST" else writing.last_written(request.user)
    context = {"form": form, "place": place, "after": after, "from_words": source_words(source)}
    return render(request, "act/work/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def piece(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one piece with its history, and move it."""
    item, actor = _found(request, pk)
    if request.method == "POST":
        return do_move(request, item, actor) or redirect("work_item", pk)
    [card] = boards.cards_of([item], actor, item.unit.code)
    return render(request, "act/work/piece.html", {
        "card": card, "item": item, "history": history_of(item), "changes": actor.may_change(item),
        "reads_board": request.viewer.reaches(Right.TEAM, [item.unit.code]),
        "unit_name": name_of(item.unit.code),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is to be done."""
    item, actor = _found(request, pk)
    if not actor.may_change(item):
        raise Http404
    form = ItemForm(request.POST or None, item=item, used=skills_in_use([item.unit.code]))

    def save(given: dict[str, Any], seen: int) -> str:
        writing.change_item(item, given, seen=seen, by=request.user)
        return _("Saved.")

    return _ask(request, item, form, save, title=_("Change this piece of work"), button=_("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def split(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make two pieces of one."""
    item, actor = _found(request, pk)
    if not actor.may_change(item):
        raise Http404

    def save(given: dict[str, Any], seen: int) -> str:
        writing.split_item(item, given["title"], given["effort"], seen=seen, by=request.user)
        return _("There are two pieces now; the second one waits.")

    form = SplitForm(request.POST or None)
    return _ask(request, item, form, save, title=_("Split this piece of work"), button=_("Split it"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a piece is done, and how long it took."""
    item, actor = _found(request, pk)
    if not may_try("done", item, actor):
        raise Http404

    def save(given: dict[str, Any], seen: int) -> str:
        check_own(item, actor)
        steps.finish(item, took=given["took"], seen=seen, by=request.user)
        return _("Done. If that was a mistake, open it again below.")

    form = DoneForm(request.POST or None)
    return _ask(request, item, form, save, title=_("Is it done?"), button=_("It is done"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a piece will not be done, and why."""
    item, actor = _found(request, pk)
    if not actor.may_change(item):
        raise Http404

    def save(given: dict[str, Any], seen: int) -> str:
        steps.drop(item, given["reason"], seen=seen, by=request.user)
        return _("It is on the board as not done. If that was a mistake, open it again below.")

    form = DropForm(request.POST or None)
    return _ask(request, item, form, save, title=_("Will it not be done?"), button=_("It will not be done"))


def _found(request: SignedInRequest, pk: int) -> tuple[WorkItem, Actor]:
    """Return a piece within reach; for all others the page is not there."""
    actor = actor_of(request.viewer, request.user)
    return get_object_or_404(items_in_reach(actor), pk=pk), actor


def _ask(
    request: SignedInRequest, item: WorkItem, form: forms.Form, save: Callable[[dict[str, Any], int], str],
    *, title: str, button: str,
) -> HttpResponse:  # fmt: skip
    """Show a form about one piece, and take it; what was typed is shown again where it could not be stored."""
    sent = request.method == "POST"
    if sent and form.is_valid():
        try:
            messages.success(request, save(form.cleaned_data, asked_number(request, "seen")))
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("work_item", item.pk)
    context = {
        "form": form, "item": item, "title": title, "button": button,
        "seen": asked_number(request, "seen") if sent else item.version, "unit_name": name_of(item.unit.code),
        "reads_board": request.viewer.reaches(Right.TEAM, [item.unit.code]),
    }  # fmt: skip
    return render(request, "act/work/ask.html", context, status=422 if form.errors else 200)
