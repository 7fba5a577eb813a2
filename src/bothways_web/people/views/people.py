"""Who works where, for people leads; for administrators only the way files come in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people import persons
from bothways_web.people.access import Right
from bothways_web.people.forms.people import EndForm, MoveForm, PersonForm
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Person, Post, Unit
from bothways_web.people.naming import name_units
from bothways_web.people.paging import asked, page_of
from bothways_web.people.units import current_tree


@needs(Right.RECORDS, "edit", "import only")
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Show the people, with search; the records themselves to people leads alone."""
    tree = current_tree()
    context: dict[str, Any] = {"units": len(tree.units) if tree else 0, "there": Post.objects.exists()}
    if not request.viewer.may(Right.RECORDS, "edit"):
        return render(request, "people/people_files.html", context)
    text, unit, gone = asked(request), asked(request, "unit"), request.GET.get("state") == "left"
    found = persons.find_people(text, unit, gone=gone)
    names = dict(zip(tree.units, tree.names, strict=True)) if tree else {}
    page = page_of(request, found)
    for each in page:
        name_units(each.current)
    context |= {"page": page, "text": text, "unit": unit, "gone": gone, "names": names.items()}
    return render(request, "people/people.html", context)


@needs(Right.RECORDS, "edit")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show somebody's record; correct it, end the post, move to another unit."""
    found = get_object_or_404(Person, pk=pk)
    step = request.POST.get("step", "")
    latest = found.posts.order_by("-start").first()
    start = {name: getattr(found, name) for name in ("name", "email", "language", "time_zone")}
    form = PersonForm(request.POST if step == "correct" else None, initial=start)
    end = EndForm(request.POST if step == "end" else None, prefix="end")
    move = MoveForm(request.POST if step == "move" else None, prefix="move")
    if request.method == "POST":
        try:
            done = _change(request, found, latest, form, end, move)
        except InputError as error:
            messages.error(request, str(error))
            return redirect("person", pk=pk)
        if done:
            messages.success(request, _("Saved."))
            return redirect("person", pk=pk)
    context = {
        "person": found,
        "posts": name_units(found.posts.select_related("unit").order_by("-start")),
        "latest": latest,
    }
    wrong = form.errors or end.errors or move.errors
    return render(
        request,
        "people/person.html",
        context | {"form": form, "end": end, "move": move},
        status=400 if wrong else 200,
    )


def _change(
    request: SignedInRequest,
    found: Person,
    latest: Post | None,
    form: PersonForm,
    end: EndForm,
    move: MoveForm,
) -> bool:
    """Do what was asked for; return whether it was done."""
    by = request.user
    if form.is_bound and form.is_valid():
        persons.correct_person(found, **form.cleaned_data, by=by)
    elif end.is_bound and end.is_valid() and latest:
        persons.end_post(latest, end.cleaned_data["end"], reason=end.cleaned_data["reason"], by=by)
    elif move.is_bound and move.is_valid():
        unit = get_object_or_404(Unit, code=move.cleaned_data["unit"])
        given = move.cleaned_data
        persons.move_person(found, unit, given["start"], role=given["role"], by=by)
    else:
        return False
    return True
