"""Pages of the people feed: how it is doing, and what departments and groups of the directory mean."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.api.scim import mapping
from bothways_web.api.scim.door import ROOT
from bothways_web.api.scim.models import FeedDepartment, FeedGroup, FeedSettings, FeedTrouble
from bothways_web.api.scim.units import departments, groups_with_counts, unit_of_department, without_place
from bothways_web.api.scim_forms import DepartmentForm, FeedForm, GroupForm
from bothways_web.people.access import Right
from bothways_web.people.forms.choices import units
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of

administering = needs(Right.SETTINGS, "yes, but no results")


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def people_feed(request: SignedInRequest) -> HttpResponse:
    """Show the address, who may use it, when it was last used and what went wrong."""
    current = FeedSettings.current()
    form = FeedForm(_sent(request), instance=current)
    if request.method == "POST" and form.is_valid():
        mapping.change_settings(gives_accounts=form.cleaned_data["gives_accounts"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("people_feed")
    context = {
        "form": form,
        "address": settings.BASE_URL + ROOT,
        "feed": current,
        "now": mapping.connection(),
        "page": page_of(request, FeedTrouble.objects.all(), per_page=10),
    }
    return render(request, "api/people_feed/connection.html", context, status=400 if form.errors else 200)


@administering
@require_safe
def feed_departments(request: SignedInRequest) -> HttpResponse:
    """List departments, each with its unit."""
    page = page_of(request, departments())
    names = dict(units())
    rows = [
        (one, names.get(found.code, found.code) if (found := unit_of_department(one)) else "") for one in page
    ]
    return render(request, "api/people_feed/departments.html", {"page": page, "rows": rows})


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def feed_department(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask which unit a department is."""
    if pk >= 2**63:
        raise Http404
    found = get_object_or_404(FeedDepartment.objects.select_related("unit"), pk=pk)
    form = DepartmentForm(_sent(request), initial={"unit": found.unit.code if found.unit else ""})
    if request.method == "POST" and form.is_valid():
        _tell(request, mapping.choose_unit(found, form.cleaned_data["unit"], by=request.user))
        return redirect("feed_departments")
    context = {"department": found, "form": form}
    return render(request, "api/people_feed/department.html", context, status=400 if form.errors else 200)


@administering
@require_safe
def feed_groups(request: SignedInRequest) -> HttpResponse:
    """List groups, each with what it means."""
    page, names = page_of(request, groups_with_counts()), dict(units())
    rows = [(one, names.get(one.unit.code, one.unit.code) if one.unit else "") for one in page]
    return render(request, "api/people_feed/groups.html", {"page": page, "rows": rows})


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def feed_group(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask what being in a group means."""
    found = get_object_or_404(FeedGroup.objects.select_related("unit"), pk=pk)
    initial = {"use": found.use, "role": found.role, "unit": found.unit.code if found.unit else ""}
    form = GroupForm(_sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = mapping.say_meaning(
                found, given["use"], unit=given["unit"], role=given["role"], by=request.user
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, done)
            return redirect("feed_groups")
    context = {"group": found, "form": form}
    return render(request, "api/people_feed/group.html", context, status=400 if form.errors else 200)


@administering
@require_safe
def feed_unplaced(request: SignedInRequest) -> HttpResponse:
    """List who is active in the directory, but works in no unit here."""
    return render(request, "api/people_feed/unplaced.html", {"page": page_of(request, without_place())})


@require_POST
@administering
def feed_place_again(request: SignedInRequest) -> HttpResponse:
    """Look again for the units of those who have none."""
    _tell(request, mapping.place_again(by=request.user))
    return redirect("feed_unplaced")


def _sent(request: SignedInRequest) -> QueryDict | None:
    """Return what a form sent; one without a tick sends nothing, and is one all the same."""
    return request.POST if request.method == "POST" else None


def _tell(request: SignedInRequest, done: bool) -> None:
    words = _("Saved.") if done else _("Saved. It takes a few minutes until all posts and roles are in line.")
    messages.success(request, words)
